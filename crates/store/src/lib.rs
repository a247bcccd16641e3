//! All the SQL of Callroster, one text for SQLite and PostgreSQL.
//!
//! [`Db`] opens the data and hands out transactions, [`Tx`] runs statements in one. A `read` runs
//! where it is called, a `long_read` on a blocking thread, a `write` whole on the one writer of
//! SQLite or in a task of its own on PostgreSQL.
//!
//! # The dialect
//!
//! Statements are written once, with `$1`, `$2`, … for parameters. What both engines understand is
//! used as it is; the few differences live in `db.rs` and below it:
//!
//! * `column = ANY($1)` and `column <> ALL($1)` take a [`Value::List`]; a list is one parameter, so
//!   the number of different texts stays bounded.
//! * A [`Value`] binds by the statement's type, so that [`Value::Null`] fits everywhere.
//! * Text compares and sorts by its bytes (`COLLATE "C"`): the migrations see to it.
//! * A failed statement ends its transaction on both engines. Expected conflicts say
//!   `ON CONFLICT DO NOTHING RETURNING …`; an error is never caught and worked around.
//!
//! Filters that come and go are put together with [`Query`].

mod bounded;
mod changes;
mod clocks;
mod db;
mod documents;
mod engine;
mod error;
mod fold;
mod followers;
mod kept;
mod limits;
mod migrations;
mod part;
mod rows;
#[cfg(feature = "testing")]
pub mod testing;

pub mod abilities;
pub mod analytics_jobs;
pub mod analytics_users;
pub mod audits;
pub mod authorization_codes;
pub mod browser_sessions;
pub mod call_forwarding;
pub mod chats;
pub mod coaching_appointments;
pub mod custom_attribute_schemas;
pub mod custom_attributes;
pub mod development_activities;
pub mod direct_routing_backup;
pub mod divisions;
pub mod external_ids;
pub mod favorites;
pub mod geolocations;
pub mod grants;
pub mod groups;
pub mod invitations;
pub mod learning_assignments;
pub mod learning_modules;
pub mod locations;
pub mod notifications;
pub mod oauth_clients;
pub mod organizations;
pub mod out_of_office;
pub mod outbox;
pub mod own_files;
pub mod passwords;
pub mod phones;
pub mod presence;
pub mod queues;
pub mod refresh_tokens;
pub mod roles;
pub mod routing_languages;
pub mod routing_skills;
pub mod search;
pub mod security_keys;
pub mod sign_in_attempts;
pub mod sign_in_tickets;
pub mod skill_groups;
pub mod stations;
pub mod teams;
pub mod token_families;
pub mod tokens;
pub mod trusts;
pub mod users;
pub mod utilization;
pub mod verifiers;
pub mod voicemail;
pub mod wrapup_codes;

pub use bounded::Bounded;
pub use changes::{Change, Changed, Entity, Subject, Told, Work};
pub use clocks::{OrganizationClock, ServerTime};
pub use db::{BoxFuture, Column, Db, Location, Lock, Options, Query, Row, ServerClock, Tx, Value};
pub use divisions::{Divisions, Visible};
pub(crate) use documents::{from_json, to_document, within};
pub use engine::Engine;
pub use error::{Error, OpenError, Result};
pub use fold::fold;
pub use followers::{Follower, Followers, Following, Lost, Order};
pub use migrations::{MIGRATIONS, Migration};
pub use part::{Part, Slice};
pub(crate) use rows::all_within;
