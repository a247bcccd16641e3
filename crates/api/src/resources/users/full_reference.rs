//! A user as other entities show it.

use crate::{User, model};

/// A user as other resources point to it, with the whole profile.
#[model(like = User, newer, given)]
pub struct UserFullReference {
    /// User id, a UUID.
    #[field(newer)]
    pub id: Option<String>,
}
