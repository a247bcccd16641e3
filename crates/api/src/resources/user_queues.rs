//! Queues of a user.

use crate::{Operation, Page, UserQueue, listing, operations};

operations! {
    "user_queues":
    GetUserQueues,
    PatchUserQueues,
    PatchUserQueue,
}

/// List a user's queues.
///
/// Answers a page of the queues of which the user is a member, each with `joined`. By default
/// only joined queues are listed.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/queues",
    any("routing:queue:view"),
    returns(UserQueueEntityListing)
)]
pub struct GetUserQueues {
    /// Id of the user.
    pub user_id: String,
    /// Number of queues on one page: 25 by default, at most 100.
    pub page: Page,
    /// `true` (default) lists the queues that the user has joined, `false` those that they
    /// have not.
    #[query(default = true)]
    pub joined: bool,
    /// Only queues of these divisions.
    pub division_id: Vec<String>,
}

/// Join or leave several queues for a user.
///
/// Takes an array of queue ids with `joined`; queues of which the user is not a member are
/// ignored. The answer may still show the state before. With `routing:queue:join` alone
/// callers change only themselves.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/users/{userId}/queues",
    any("routing:queue:join", "routing:queueMember:manage"),
    returns(UserQueueEntityListing)
)]
pub struct PatchUserQueues {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: Vec<UserQueue>,
    /// Only queues of these divisions.
    pub division_id: Vec<String>,
}

/// Join or leave one queue for a user.
///
/// Changes `joined` of the user's membership; everything else in the body is ignored. The user
/// must be a member of the queue, otherwise 404. With `routing:queue:join` alone callers change
/// only themselves.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/users/{userId}/queues/{queueId}",
    any("routing:queue:join", "routing:queueMember:manage"),
    returns(UserQueue)
)]
pub struct PatchUserQueue {
    /// Id of the queue.
    pub queue_id: String,
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: UserQueue,
}

listing! {
    /// One page of a user's queues.
    UserQueueEntityListing of UserQueue: "Queues on this page."
}
