//! What several resources share, and what is done beside the API by the same rules.

pub mod attributes;
pub mod audits;
pub mod clients;
pub mod divisions;
pub(crate) mod fields;
pub mod grants;
pub(crate) mod group_chat;
pub mod groups;
pub mod hierarchy;
pub mod locations;
pub mod organization;
pub mod people;
pub mod roles;
pub mod teams;
pub mod tokens;
pub mod trustors;
pub mod trusts;
