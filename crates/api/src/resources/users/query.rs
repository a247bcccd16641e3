//! Users, walked through with a cursor.

use crate::{
    IntegrationPresenceSource, Operation, User, UserExpand, UserListState, model, wire_enum,
};

/// Walk through users.
///
/// Answers a part of the users ordered by name, in the divisions where the permission is held, with
/// a cursor for the next one. A cursor stays good when users come and go meanwhile.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/query",
    any("directory:user:view"),
    returns(UserCursorEntityListing),
    inferred
)]
pub struct GetUsersQuery {
    /// Cursor of an earlier answer.
    pub cursor: Option<String>,
    /// Number of users in one answer: 25 by default, at most 500; more is taken as 500.
    #[query(default = 25, minimum = 1, maximum = 500)]
    pub page_size: u32,
    /// Direction of the listing, ascending by default.
    #[query(default = QuerySortOrder::Ascending)]
    pub sort_order: QuerySortOrder,
    /// Further parts of each user to include; best effort, a part that cannot be made is
    /// left out.
    pub expand: Vec<UserExpand>,
    /// System outside the platform whose presence `integrationPresence` shows; an answer then
    /// holds at most 100 users.
    pub integration_presence_source: Option<IntegrationPresenceSource>,
    /// Ids of the custom attribute schemas whose values are included, at most 5.
    #[query(max_items = 5)]
    pub user_custom_attribute_schema_ids: Vec<String>,
    /// Only users in this state, `active` by default; `any` lists active, inactive and
    /// deleted ones.
    #[query(default = UserListState::Active)]
    pub state: UserListState,
}

/// A part of the users, with the cursor of the next one.
#[model]
pub struct UserCursorEntityListing {
    /// Users of this part.
    #[field(newer)]
    pub entities: Vec<User>,
    /// Cursor of the next part; absent at the end.
    #[field(newer)]
    pub cursor: Option<String>,
    /// Number of users in this part.
    #[field(newer)]
    pub results: Option<i32>,
    /// Where the next part is read; absent at the end.
    #[field(newer)]
    pub next_uri: Option<String>,
    /// Where this part is read.
    #[field(newer)]
    pub self_uri: Option<String>,
}

/// Direction of a walk.
#[wire_enum]
pub enum QuerySortOrder {
    /// From the first to the last.
    #[wire("ASC", "ascending")]
    Ascending,
    /// From the last to the first.
    #[wire("DESC", "descending")]
    Descending,
}
