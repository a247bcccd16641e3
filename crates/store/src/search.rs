//! The search models of organizations, kept up with commits.
//!
//! A model is read from the database when something is first searched for, and dropped when nothing
//! was for a while. Its only source is the database: a follower notes the ids of what was committed
//! ([`Models`]), and the next search reads these rows again, in a snapshot that begins after the
//! commits that it was told of. So a search sees every write that was answered before it began, a
//! note that comes twice or late does no harm, and a model that missed something is dropped and
//! read anew.

mod check;
mod collections;
mod groups;
mod locations;
mod models;
mod pending;
mod slot;
mod teams;
mod users;

pub use check::Drift;
pub use collections::Collection;
pub use locations::STATE_OF_LOCATION;
pub use models::{Models, SearchOptions};
pub use teams::DIVISION_OF_TEAM;
pub use users::{DIVISION, GROUPS, STATE};

/// The place of the name, in every collection.
pub const NAME: usize = 1;

use crate::Error;

fn too_large(error: ::search::TooLarge) -> Error {
    Error::Unavailable(format!("the organization is too large to be searched: {error}"))
}
