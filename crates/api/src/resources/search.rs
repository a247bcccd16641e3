//! Search for users, groups, locations and teams.

mod locations;
mod teams;

pub use locations::*;
pub use teams::*;

use crate::{Group, IntegrationPresenceSource, Operation, User, model, operations, wire_enum};

operations! {
    "search":
    GetUsersSearch,
    PostUsersSearch,
    PostUsersSearchTeamsAssign,
    PostUsersSearchQueuemembersManage,
    PostUsersSearchConversationTarget,
    GetGroupsSearch,
    PostGroupsSearch,
    GetLocationsSearch,
    PostLocationsSearch,
    PostTeamsSearch,
}

/// Repeat a user search.
///
/// Runs the search again that `q64` holds and answers as the first time. The links of a search
/// answer carry this value. A value that cannot be read is refused with 400.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/search", any("directory:user:view"), returns(UsersSearchResponse))]
pub struct GetUsersSearch {
    /// The encoded search, as the links of a search answer give it.
    pub q64: String,
    /// Further parts of each user to include; best effort, a part that cannot be made is
    /// left out.
    pub expand: Vec<String>,
    /// System outside the platform whose presence `integrationPresence` shows.
    pub integration_presence_source: Option<IntegrationPresenceSource>,
}

/// Search users.
///
/// Finds the users who meet the criteria: all of those with `AND`, or else one with `OR`, and none
/// with `NOT`; within a criterion any of its fields may match. Only active users are found unless a
/// criterion looks at `state`, and only in divisions where the caller holds `directory:user:view`.
/// Results past the first 10,000 are refused with 400, and the links to other pages repeat the
/// search.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/search",
    any("directory:user:view"),
    returns(UsersSearchResponse),
    reads
)]
pub struct PostUsersSearch {
    /// The body.
    pub body: UserSearchRequest,
}

/// Search users who can be put into teams.
///
/// Searches as the plain search does, among the users of the divisions in which the caller
/// holds `groups:team:assign`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/search/teams/assign",
    any("groups:team:assign"),
    returns(UsersSearchResponse),
    reads
)]
pub struct PostUsersSearchTeamsAssign {
    /// The body.
    pub body: UserSearchRequest,
}

/// Search users who can be made members of queues.
///
/// Searches as the plain search does, among the users of the divisions in which the caller
/// holds `routing:queueMember:manage`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/search/queuemembers/manage",
    any("routing:queueMember:manage"),
    returns(UsersSearchResponse),
    reads,
    inferred
)]
pub struct PostUsersSearchQueuemembersManage {
    /// The body.
    pub body: UserSearchRequest,
}

/// Search users to whom a conversation can be sent.
///
/// Searches as the plain search does, among the users of the divisions in which the caller
/// holds `conversation:communication:target`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/search/conversation/target",
    any("conversation:communication:target"),
    returns(UsersSearchResponse),
    reads,
    inferred
)]
pub struct PostUsersSearchConversationTarget {
    /// The body.
    pub body: UserSearchRequest,
}

/// Repeat a group search.
///
/// Runs the search again that `q64` holds and answers as the first time. A value that cannot be
/// read is refused with 400.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/groups/search", signed_in, returns(GroupsSearchResponse))]
pub struct GetGroupsSearch {
    /// The encoded search, as the links of a search answer give it.
    pub q64: String,
    /// Further parts of each group to include.
    pub expand: Vec<String>,
}

/// Search groups.
///
/// Finds the groups that meet the criteria, joined as in a search for users, and that the caller can
/// see.
#[derive(Debug, Clone, Operation)]
#[operation(POST "/api/v2/groups/search", signed_in, returns(GroupsSearchResponse), reads)]
pub struct PostGroupsSearch {
    /// The body.
    pub body: GroupSearchRequest,
}

/// One key to sort results by.
#[model]
pub struct SearchSort {
    /// Field to sort by.
    pub sort_by: Option<String>,
    /// Direction, or `SCORE` for the best match first.
    pub sort_order: Option<SearchSortOrder>,
}

/// One condition of a search, or a group of them.
#[model]
pub struct UserSearchCriteria {
    /// Pattern of the dates in this condition, such as `yyyy-MM-dd`.
    pub date_format: Option<String>,
    /// Upper end of a `RANGE`.
    pub end_value: Option<String>,
    /// Fields to look in, such as `name` or `email`; one that matches is enough.
    #[field(max_items = 100)]
    pub fields: Option<Vec<String>>,
    /// Conditions nested in this one.
    #[field(max_items = 100)]
    pub group: Option<Vec<Box<UserSearchCriteria>>>,
    /// How this condition joins the others; `AND` by default.
    pub operator: Option<SearchOperator>,
    /// Lower end of a `RANGE`.
    pub start_value: Option<String>,
    /// How to compare. `EXACT` takes the whole field, `CONTAINS` any part, `STARTS_WITH`
    /// the beginning of any word; `MATCH_ALL` needs no fields.
    pub r#type: SearchType,
    /// Value to compare with.
    pub value: Option<String>,
    /// Values to compare with, any of which may match.
    #[field(max_items = 1000)]
    pub values: Option<Vec<String>>,
}

/// A search for users. Criteria must all hold unless their operators say otherwise.
#[model]
pub struct UserSearchRequest {
    /// Whether to return only users in divisions where the caller holds
    /// `directory:user:view`; it is always so.
    pub enforce_permissions: Option<bool>,
    /// What to add to each user, as in reading one user.
    #[field(max_items = 100)]
    pub expand: Option<Vec<String>>,
    /// Integration whose presence `integrationPresence` shows.
    pub integration_presence_source: Option<IntegrationPresenceSource>,
    /// Page to return, counted from 1; 1 by default.
    #[field(minimum = 1)]
    pub page_number: Option<i32>,
    /// Users per page; 25 by default, 500 at most.
    #[field(minimum = 1, maximum = 500)]
    pub page_size: Option<i32>,
    /// What the users must match.
    #[field(max_items = 100)]
    pub query: Option<Vec<UserSearchCriteria>>,
    /// Keys to sort by, the most important first.
    #[field(max_items = 100)]
    pub sort: Option<Vec<SearchSort>>,
    /// Field to sort by; best match for text by default, otherwise the name.
    pub sort_by: Option<String>,
    /// Direction, or `SCORE` for the best match first.
    pub sort_order: Option<SearchSortOrder>,
}

/// One page of users found.
#[model]
pub struct UsersSearchResponse {
    /// Relative link that repeats this page.
    pub current_page: Option<String>,
    /// Relative link to the next page; absent on the last one.
    pub next_page: Option<String>,
    /// Number of pages at this page size.
    #[field(required)]
    pub page_count: Option<i32>,
    /// Number of this page, counted from 1.
    #[field(required)]
    pub page_number: Option<i32>,
    /// Most users that a page can hold.
    #[field(required)]
    pub page_size: Option<i32>,
    /// Relative link to the previous page; absent on the first one.
    pub previous_page: Option<String>,
    /// Users found, in order.
    pub results: Vec<User>,
    /// Number of users found on all pages together.
    #[field(required)]
    pub total: Option<i64>,
    /// Kinds of resource searched: `users`.
    #[field(required)]
    pub types: Option<Vec<String>>,
}

/// One condition of a search for groups, or a group of them.
#[model]
pub struct GroupSearchCriteria {
    /// Pattern of the dates in this condition, such as `yyyy-MM-dd`.
    pub date_format: Option<String>,
    /// Upper end of a range.
    pub end_value: Option<String>,
    /// Fields to look in, such as `name`; one that matches is enough.
    #[field(max_items = 100)]
    pub fields: Option<Vec<String>>,
    /// Conditions nested in this one.
    #[field(max_items = 100)]
    pub group: Option<Vec<Box<GroupSearchCriteria>>>,
    /// How this condition joins the others; `AND` by default.
    pub operator: Option<SearchOperator>,
    /// Lower end of a range.
    pub start_value: Option<String>,
    /// How to compare.
    pub r#type: EntitySearchType,
    /// Value to compare with.
    pub value: Option<String>,
    /// Values to compare with, any of which may match.
    #[field(max_items = 1000)]
    pub values: Option<Vec<String>>,
}

/// A search for groups. Criteria must all hold unless their operators say otherwise.
#[model]
pub struct GroupSearchRequest {
    /// Page to return, counted from 1; 1 by default.
    #[field(minimum = 1)]
    pub page_number: Option<i32>,
    /// Groups per page; 25 by default, 500 at most.
    #[field(minimum = 1, maximum = 500)]
    pub page_size: Option<i32>,
    /// What the groups must match.
    #[field(max_items = 100)]
    pub query: Option<Vec<GroupSearchCriteria>>,
    /// Keys to sort by, the most important first.
    #[field(max_items = 100)]
    pub sort: Option<Vec<SearchSort>>,
    /// Field to sort by; the name by default.
    pub sort_by: Option<String>,
    /// Direction, or `SCORE` for the best match first.
    pub sort_order: Option<SearchSortOrder>,
}

/// One page of groups found.
#[model]
pub struct GroupsSearchResponse {
    /// Relative link that repeats this page.
    pub current_page: Option<String>,
    /// Relative link to the next page; absent on the last one.
    pub next_page: Option<String>,
    /// Number of pages at this page size.
    #[field(required)]
    pub page_count: Option<i32>,
    /// Number of this page, counted from 1.
    #[field(required)]
    pub page_number: Option<i32>,
    /// Most groups that a page can hold.
    #[field(required)]
    pub page_size: Option<i32>,
    /// Relative link to the previous page; absent on the first one.
    pub previous_page: Option<String>,
    /// Groups found, in order.
    pub results: Vec<Group>,
    /// Number of groups found on all pages together.
    #[field(required)]
    pub total: Option<i64>,
    /// Kinds of resource searched: `groups`.
    #[field(required)]
    pub types: Option<Vec<String>>,
}

/// Order of the results.
#[wire_enum]
pub enum SearchSortOrder {
    /// Ascending.
    #[wire("ASC")]
    Asc,
    /// Descending.
    #[wire("DESC")]
    Desc,
    /// The best match first.
    #[wire("SCORE")]
    Score,
}

/// How a criterion joins the others.
#[wire_enum]
pub enum SearchOperator {
    /// It must hold too.
    #[wire("AND")]
    And,
    /// It may hold instead.
    #[wire("OR")]
    Or,
    /// It must not hold.
    #[wire("NOT")]
    Not,
}

/// How a criterion compares its fields with its values.
#[wire_enum]
pub enum SearchType {
    /// The whole field equals the value.
    #[wire("EXACT")]
    Exact,
    /// A word of the field begins with the value.
    #[wire("STARTS_WITH")]
    StartsWith,
    /// The value stands somewhere in the field.
    #[wire("CONTAINS")]
    Contains,
    /// The field matches a regular expression.
    #[wire("REGEX")]
    Regex,
    /// A word of the field equals the value.
    #[wire("TERM")]
    Term,
    /// A word of the field equals one of the values.
    #[wire("TERMS")]
    Terms,
    /// The field has a value.
    #[wire("REQUIRED_FIELDS")]
    RequiredFields,
    /// Everything matches; neither fields nor values are needed.
    #[wire("MATCH_ALL")]
    MatchAll,
    /// The value is a query in the syntax of Lucene.
    #[wire("QUERY_STRING")]
    QueryString,
    /// The field lies between `startValue` and `endValue`.
    #[wire("RANGE")]
    Range,
    /// The field is less than the value.
    #[wire("LESS_THAN")]
    LessThan,
    /// The field is at most the value.
    #[wire("LESS_THAN_EQUAL_TO")]
    LessThanEqualTo,
    /// The field is greater than the value.
    #[wire("GREATER_THAN")]
    GreaterThan,
    /// The field is at least the value.
    #[wire("GREATER_THAN_EQUAL_TO")]
    GreaterThanEqualTo,
}

/// How a criterion of a search for groups or locations compares its fields with its values.
#[wire_enum]
pub enum EntitySearchType {
    /// The whole field equals the value.
    #[wire("EXACT")]
    Exact,
    /// A word of the field begins with the value.
    #[wire("STARTS_WITH")]
    StartsWith,
    /// The value stands somewhere in the field.
    #[wire("CONTAINS")]
    Contains,
    /// The field matches a regular expression.
    #[wire("REGEX")]
    Regex,
    /// A word of the field equals the value.
    #[wire("TERM")]
    Term,
    /// A word of the field equals one of the values.
    #[wire("TERMS")]
    Terms,
    /// The field has a value.
    #[wire("REQUIRED_FIELDS")]
    RequiredFields,
    /// Everything matches; neither fields nor values are needed.
    #[wire("MATCH_ALL")]
    MatchAll,
}
