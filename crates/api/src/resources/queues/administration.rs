//! The operations on queues.

use crate::{
    CreateQueueRequest, Operation, Page, Queue, QueueEntityListing, QueueRequest, SortDirection,
    UserQueueEntityListing, wire_enum,
};

/// List queues.
///
/// Answers a page of the queues in the divisions where the caller may see them, by name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/queues",
    any("routing:queue:view"),
    returns(QueueEntityListing)
)]
pub struct GetRoutingQueues {
    /// Number of queues on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing, ascending by default; the long words are understood too, in any
    /// case.
    #[query(default = SortDirection::Ascending)]
    pub sort_order: SortDirection,
    /// Only queues whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
    /// Only queues with these ids.
    pub id: Vec<String>,
    /// Only queues of these divisions.
    pub division_id: Vec<String>,
    /// Only queues with these ids in another system.
    pub peer_id: Vec<String>,
    /// Only queues that name this library of canned responses.
    pub canned_response_library_id: Option<String>,
    /// Only queues that have an id in another system, or only those without.
    pub has_peer: Option<bool>,
    /// What to add to each queue; nothing is known yet that could be added.
    pub expand: Vec<QueueExpand>,
}

/// Create a queue.
///
/// Makes a queue without members, but for those of its groups. What the body leaves out has a
/// default, or with `sourceQueueId` the value of that queue. A name that is taken answers 409
/// `general.conflict`, an unknown division or group 400.
#[derive(Debug, Clone, Operation)]
#[operation(POST "/api/v2/routing/queues", any("routing:queue:add"), returns(Queue))]
pub struct PostRoutingQueues {
    /// The body.
    pub body: CreateQueueRequest,
}

/// List queues in short.
///
/// Answers a page of queues with id, name and division, in the divisions where the caller may search
/// for queues.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/queues/divisionviews",
    all("routing:queue:search"),
    returns(QueueEntityListing)
)]
pub struct GetRoutingQueuesDivisionviews {
    /// Number of queues on one page: 25 by default.
    pub page: Page,
    /// What the queues are sorted by: the name by default.
    #[query(default = QueueSort::Name)]
    pub sort_by: QueueSort,
    /// Direction of the listing, ascending by default; the long words are understood too, in any
    /// case.
    #[query(default = SortDirection::Ascending)]
    pub sort_order: SortDirection,
    /// Only queues whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
    /// Only queues with these ids.
    pub id: Vec<String>,
    /// Only queues of these divisions.
    pub division_id: Vec<String>,
}

/// List all queues in short.
///
/// Answers a page of queues with id, name and division, by name, in the divisions where the caller
/// may search for queues.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/queues/divisionviews/all",
    all("routing:queue:search"),
    returns(QueueEntityListing)
)]
pub struct GetRoutingQueuesDivisionviewsAll {
    /// Number of queues on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing, ascending by default; the long words are understood too, in any
    /// case.
    #[query(default = SortDirection::Ascending)]
    pub sort_order: SortDirection,
}

/// List the caller's own queues.
///
/// Answers a page of the queues of which the caller is a member, by name, each with `joined`. Needs
/// a user's token; client credentials answer 400 `not.a.user`.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/queues/me",
    signed_in,
    returns(UserQueueEntityListing),
    needs_user
)]
pub struct GetRoutingQueuesMe {
    /// Number of queues on one page: 25 by default.
    pub page: Page,
    /// `true` lists the queues that the caller has joined, `false` the others; both by default.
    pub joined: Option<bool>,
    /// Direction of the listing, ascending by default; the long words are understood too, in any
    /// case.
    #[query(default = SortDirection::Ascending)]
    pub sort_order: SortDirection,
}

/// Read a queue.
///
/// Answers all of the queue's settings and how many members it has.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/queues/{queueId}",
    all("routing:queue:view"),
    returns(Queue)
)]
pub struct GetRoutingQueue {
    /// Id of the queue.
    pub queue_id: String,
    /// What to add to the queue; nothing is known yet that could be added.
    pub expand: Vec<QueueExpand>,
}

/// Replace a queue.
///
/// Stores the settings of the body; what it leaves out has its default again, but for the division
/// and the member groups, which stay. A name that is taken answers 409 `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/routing/queues/{queueId}",
    any("routing:queue:edit"),
    returns(Queue),
    inferred
)]
pub struct PutRoutingQueue {
    /// Id of the queue.
    pub queue_id: String,
    /// The body.
    pub body: QueueRequest,
}

/// Delete a queue.
///
/// Removes the queue with its memberships, for good. One that is the direct routing backup of a user
/// is refused with 409 unless `forceDelete` is set, which removes it from these settings.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/routing/queues/{queueId}",
    all("routing:queue:delete"),
    returns(204),
    inferred
)]
pub struct DeleteRoutingQueue {
    /// Id of the queue.
    pub queue_id: String,
    /// Whether to delete a queue that is in use.
    #[query(default = false)]
    pub force_delete: bool,
}

/// What can be added to a queue.
#[wire_enum]
pub enum QueueExpand {
    /// Settings for finding out who a customer is.
    #[wire("identityresolution")]
    IdentityResolution,
}

/// What queues are sorted by.
#[wire_enum]
pub enum QueueSort {
    /// The name.
    #[wire("name")]
    Name,
    /// The id.
    #[wire("id")]
    Id,
    /// The id of the division.
    #[wire("divisionId")]
    DivisionId,
}
