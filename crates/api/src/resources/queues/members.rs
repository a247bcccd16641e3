//! Members of queues.
//!
//! The operations on `…/users` are older twins of those on `…/members`.

use crate::{
    Operation, Page, RoutingStatus, SortDirection, User, UserExpand, listing, model, wire_enum,
};

/// List the members of a queue.
///
/// Answers a page of the members by name, whether they are members themselves or through a group.
/// There is no total: read on while there is a `nextUri`; the queue's `memberCount` has the number.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/queues/{queueId}/members",
    any(
        "routing:queue:view",
        "routing:queue:edit",
        "routing:queue:readonly",
        "routing:queueMember:manage"
    ),
    returns(QueueMemberEntityListing)
)]
pub struct GetRoutingQueueMembers {
    /// Id of the queue.
    pub queue_id: String,
    /// Number of members on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing, ascending by default; the long words are understood too, in any
    /// case.
    #[query(default = SortDirection::Ascending)]
    pub sort_order: SortDirection,
    /// What to add to the `user` of each member; unknown words are passed over.
    pub expand: Vec<UserExpand>,
    /// Only members whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
    /// Only members with one of these skills in words.
    pub profile_skills: Vec<String>,
    /// Only members with one of these routing skills, by name or id.
    pub skills: Vec<String>,
    /// Only members with one of these routing languages, by name or id.
    pub languages: Vec<String>,
    /// Only members with one of these routing statuses.
    pub routing_status: Vec<String>,
    /// Only members with one of these presences: the built-in one, or the id of a definition.
    pub presence: Vec<String>,
    /// Only members by themselves, or only those through a group.
    pub member_by: Option<MemberBy>,
    /// Only members who have joined the queue, or only those who have not.
    pub joined: Option<bool>,
}

/// List the members of a queue, with totals.
///
/// The older twin of the listing of members, which tells how many there are.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/queues/{queueId}/users",
    any("routing:queue:view", "routing:queueMember:manage"),
    returns(QueueMemberEntityListingV1),
    deprecated
)]
pub struct GetRoutingQueueUsers {
    /// Id of the queue.
    pub queue_id: String,
    /// Number of members on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing, ascending by default; the long words are understood too, in any
    /// case.
    #[query(default = SortDirection::Ascending)]
    pub sort_order: SortDirection,
    /// What to add to the `user` of each member; unknown words are passed over.
    pub expand: Vec<UserExpand>,
    /// Only members whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
    /// Only members with one of these skills in words.
    pub profile_skills: Vec<String>,
    /// Only members with one of these routing skills, by name or id.
    pub skills: Vec<String>,
    /// Only members with one of these routing languages, by name or id.
    pub languages: Vec<String>,
    /// Only members with one of these routing statuses.
    pub routing_status: Vec<String>,
    /// Only members with one of these presences: the built-in one, or the id of a definition.
    pub presence: Vec<String>,
    /// Only members who have joined the queue, or only those who have not.
    pub joined: Option<bool>,
}

/// Add members to a queue, or remove them.
///
/// Takes up to 100 users, all or none, who join the queue at once; members stay as they are. With
/// `delete=true` these users are removed instead, and those who are no members are passed over.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/routing/queues/{queueId}/members",
    any("routing:queue:edit", "routing:queueMember:manage"),
    returns(204),
    inferred
)]
pub struct PostRoutingQueueMembers {
    /// Id of the queue.
    pub queue_id: String,
    /// The users, by id.
    pub body: Vec<WritableEntity>,
    /// Whether the users are removed.
    #[query(default = false)]
    pub delete: bool,
}

/// Let members of a queue join or leave it.
///
/// Takes up to 100 members with `joined`, `ringNumber` or both, all or none: one who is no member
/// answers 404. The answer has these members.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/routing/queues/{queueId}/members",
    any("routing:queue:edit", "routing:queueMember:manage"),
    returns(QueueMemberEntityListing)
)]
pub struct PatchRoutingQueueMembers {
    /// Id of the queue.
    pub queue_id: String,
    /// The members, by id, with what changes.
    pub body: Vec<QueueMember>,
}

/// Remove a member from a queue.
///
/// A user who is no member answers 404, one who is a member through a group alone 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/routing/queues/{queueId}/members/{memberId}",
    any("routing:queue:edit", "routing:queueMember:manage"),
    returns(204),
    inferred
)]
pub struct DeleteRoutingQueueMember {
    /// Id of the queue.
    pub queue_id: String,
    /// Id of the user.
    pub member_id: String,
}

/// Change a member of a queue.
///
/// Sets `joined` and `ringNumber`, as far as the body names them. A user who is no member answers
/// 404, a ring that the queue does not have 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/routing/queues/{queueId}/members/{memberId}",
    any("routing:queue:edit", "routing:queueMember:manage"),
    returns(204),
    inferred
)]
pub struct PatchRoutingQueueMember {
    /// Id of the queue.
    pub queue_id: String,
    /// Id of the user.
    pub member_id: String,
    /// The body.
    pub body: QueueMember,
}

/// Add members to a queue, or remove them, by the older path.
///
/// Takes up to 100 users, all or none, who join the queue at once; members stay as they are. With
/// `delete=true` these users are removed instead, and those who are no members are passed over.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/routing/queues/{queueId}/users",
    any("routing:queue:edit", "routing:queueMember:manage"),
    returns(204),
    deprecated,
    inferred
)]
pub struct PostRoutingQueueUsers {
    /// Id of the queue.
    pub queue_id: String,
    /// The users, by id.
    pub body: Vec<WritableEntity>,
    /// Whether the users are removed.
    #[query(default = false)]
    pub delete: bool,
}

/// Let members of a queue join or leave it, by the older path.
///
/// Takes up to 100 members with `joined`, `ringNumber` or both, all or none: one who is no member
/// answers 404. The answer has these members.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/routing/queues/{queueId}/users",
    any("routing:queue:edit", "routing:queueMember:manage"),
    returns(QueueMemberEntityListingV1),
    deprecated
)]
pub struct PatchRoutingQueueUsers {
    /// Id of the queue.
    pub queue_id: String,
    /// The members, by id, with what changes.
    pub body: Vec<QueueMember>,
}

/// Remove a member from a queue, by the older path.
///
/// A user who is no member answers 404, one who is a member through a group alone 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/routing/queues/{queueId}/users/{memberId}",
    any("routing:queue:edit", "routing:queueMember:manage"),
    returns(204),
    deprecated,
    inferred
)]
pub struct DeleteRoutingQueueUser {
    /// Id of the queue.
    pub queue_id: String,
    /// Id of the user.
    pub member_id: String,
}

/// Change a member of a queue, by the older path.
///
/// Sets `joined` and `ringNumber`, as far as the body names them. A user who is no member answers
/// 404, a ring that the queue does not have 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/routing/queues/{queueId}/users/{memberId}",
    any("routing:queue:edit", "routing:queueMember:manage"),
    returns(204),
    deprecated,
    inferred
)]
pub struct PatchRoutingQueueUser {
    /// Id of the queue.
    pub queue_id: String,
    /// Id of the user.
    pub member_id: String,
    /// The body.
    pub body: QueueMember,
}

/// A user who is a member of a queue.
#[model]
pub struct QueueMember {
    /// Id of the user.
    pub id: Option<String>,
    /// Display name of the user.
    pub name: Option<String>,
    /// Whether the user takes work from the queue.
    pub joined: Option<bool>,
    /// How the user belongs to the queue: `user` or `group`.
    pub member_by: Option<String>,
    /// Ring of the bullseye in which the user is asked, counted from 1.
    #[field(minimum = 1)]
    pub ring_number: Option<i32>,
    /// What the user is doing in routing.
    pub routing_status: Option<RoutingStatus>,
    /// The user, with what was asked to be added.
    pub user: Option<User>,
    /// Where the membership is.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A resource, named by its id.
#[model]
pub struct WritableEntity {
    /// Id of the resource.
    pub id: Option<String>,
}

/// One page of the members of a queue. Follow `nextUri`: there are no totals.
#[model]
pub struct QueueMemberEntityListing {
    /// Members on this page.
    pub entities: Vec<QueueMember>,
    /// Number of this page, counted from 1.
    pub page_number: Option<i32>,
    /// Most members that a page can hold.
    pub page_size: Option<i32>,
    /// Relative link to the first page.
    pub first_uri: Option<String>,
    /// Relative link to the next page; absent on the last one.
    pub next_uri: Option<String>,
    /// Relative link to the previous page; absent on the first one.
    pub previous_uri: Option<String>,
    /// Relative link to this page.
    pub self_uri: Option<String>,
}

listing! {
    /// One page of the members of a queue, with totals.
    QueueMemberEntityListingV1 of QueueMember: "Members on this page."
}

/// How a user belongs to a queue.
#[wire_enum]
pub enum MemberBy {
    /// As a member of its own.
    #[wire("user")]
    User,
    /// Through a group.
    #[wire("group")]
    Group,
}
