//! Queues as they are read, made and changed.

use crate::{UserQueue, WritableDivision, listing, model};

/// A queue: where interactions wait for agents.
#[model(like = UserQueue, without(joined))]
pub struct Queue {
    /// Queue id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Whether interactions are always answered automatically.
    pub auto_answer_only: Option<bool>,
}

/// A queue to be stored in place of the one that there is.
#[model(like = UserQueue, without(joined))]
pub struct QueueRequest {
    /// Queue id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the queue, unique in the organization without regard to case.
    #[field(max_length = 255)]
    pub name: String,
    /// Whether interactions are always answered automatically.
    pub auto_answer_only: Option<bool>,
    /// Division of the queue; another one than before moves it.
    pub division: Option<WritableDivision>,
}

/// A queue to be made.
#[model(like = UserQueue, without(joined))]
pub struct CreateQueueRequest {
    /// Queue id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the queue, unique in the organization without regard to case.
    #[field(max_length = 255)]
    pub name: String,
    /// Whether interactions are always answered automatically.
    pub auto_answer_only: Option<bool>,
    /// Division of the queue, by default the home division.
    pub division: Option<WritableDivision>,
    /// Id of a queue whose settings the new one has where the body says nothing.
    pub source_queue_id: Option<String>,
}

listing! {
    /// One page of queues.
    QueueEntityListing of Queue: "Queues on this page."
}
