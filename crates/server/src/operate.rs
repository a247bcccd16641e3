//! What is done without a request: the first start, organizations, seeding, commands and due work.

pub(crate) mod analytics;
pub mod blueprint;
pub(crate) mod clocks;
pub(crate) mod control;
pub mod create;
pub(crate) mod default_phones;
pub mod default_roles;
pub mod error;
pub mod first_start;
pub(crate) mod geolocations;
pub mod local;
pub mod organizations;
pub(crate) mod packing;
pub(crate) mod retention;
pub(crate) mod seed;
pub(crate) mod simulate;
pub(crate) mod transfer;
