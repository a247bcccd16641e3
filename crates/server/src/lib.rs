//! The server: who may do what, and when.
//!
//! A request goes through `http` (its router and what all answers share), `answer` (token,
//! permission, decoding, transaction) and a handler of its resource; `routes` lists them. Handlers
//! get a [`Call`](call::Call), which only authorization makes, and reach the data through `store`.

mod access;
mod activation;
mod answer;
mod audit;
mod call;
mod control;
mod credentials;
mod delivery;
mod envelope;
mod handler;
mod hasher;
mod http;
mod http_options;
mod identity;
mod limits;
mod listing;
mod mail;
mod metrics;
mod options;
mod origin;
mod page;
mod paging;
mod random;
mod refusal;
mod reply;
mod retention;
mod routes;
mod secrets;
mod seed;
mod server;
mod shared;

mod audits;
mod divisions;
mod extension_pools;
mod groups;
mod hierarchy;
mod invitations;
mod oauth;
mod oauth_clients;
mod oauth_scopes;
mod organizations;
mod passwords;
mod permissions;
mod profile_skills;
mod roles;
mod subjects;
mod tokens;
mod trustees;
mod trustors;
mod trusts;
mod user_state;
mod users;
mod verifiers;
mod voicemail;

pub mod bootstrap;
pub mod clock;
pub mod local;

pub use clock::Clock;
pub use control::Control;
pub use hasher::Hashing;
pub use http::{coverage, is_served};
pub use http_options::HttpOptions;
pub use mail::{MailOptions, SmtpUrl};
pub use options::Options;
pub use random::Random;
pub use server::{Server, StartError};
