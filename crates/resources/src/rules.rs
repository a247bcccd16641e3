//! What several resources share, and what is done beside the API by the same rules.

pub mod abilities;
pub mod attributes;
pub mod audits;
pub mod clients;
pub(crate) mod cursor;
pub mod divisions;
pub(crate) mod field_config;
pub(crate) mod fields;
pub mod grants;
pub(crate) mod group_chat;
pub mod groups;
pub mod hierarchy;
pub mod locations;
pub mod organization;
pub(crate) mod out_of_office;
pub mod people;
pub mod presence;
pub mod queues;
pub mod roles;
pub mod routing_skills;
pub mod skill_groups;
pub mod teams;
pub mod tokens;
pub mod trustors;
pub mod trusts;
pub mod wrapup_codes;
