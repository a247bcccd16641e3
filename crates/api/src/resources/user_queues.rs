//! Queues of a user.

use crate::{Operation, UserQueue, model, operations};

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
    #[query(default = 25, minimum = 1, maximum = 100)]
    pub page_size: u32,
    /// Page to return, counted from 1; 1 by default.
    #[query(default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub page_number: u32,
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
/// passed over. The answer may still show the state before. With `routing:queue:join` alone
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

/// One page of a user's queues.
#[model]
pub struct UserQueueEntityListing {
    /// Queues on this page.
    pub entities: Vec<UserQueue>,
    /// Relative link to the first page.
    pub first_uri: Option<String>,
    /// Relative link to the last page.
    pub last_uri: Option<String>,
    /// Relative link to the next page; absent on the last one.
    pub next_uri: Option<String>,
    /// Number of pages at this page size.
    pub page_count: Option<i32>,
    /// Number of this page, counted from 1.
    pub page_number: Option<i32>,
    /// Most entries that a page can hold.
    pub page_size: Option<i32>,
    /// Relative link to the previous page; absent on the first one.
    pub previous_uri: Option<String>,
    /// Number of entries on all pages together.
    pub total: Option<i64>,
    /// Relative link to this page.
    pub self_uri: Option<String>,
}
