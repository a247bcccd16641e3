//! A queue as other entities show it.

use crate::{UserQueue, model};

/// A queue as other resources point to it, with all of its settings.
#[model(like = UserQueue, without(joined), newer)]
pub struct QueueFullReference {
    /// Queue id, a UUID.
    #[field(newer)]
    pub id: Option<String>,
    /// Whether interactions are always answered automatically.
    #[field(newer)]
    pub auto_answer_only: Option<bool>,
}
