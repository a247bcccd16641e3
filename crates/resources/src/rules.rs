//! What several resources share, and what is done beside the API by the same rules.

pub mod audits;
pub mod clients;
pub mod divisions;
pub(crate) mod fields;
pub mod grants;
pub mod groups;
pub mod hierarchy;
pub mod notifications;
pub mod organization;
pub mod people;
pub mod presence;
pub mod roles;
pub mod stations;
pub mod tokens;
pub mod trustors;
pub mod trusts;
