//! Favorites of a user.

use crate::{Operation, Page, UserEntityListing, UserExpand, operations};

operations! {
    "favorites":
    GetUserFavorites,
}

/// List a user's favorites.
///
/// Answers a page of the users whom this user keeps as favorites; usually it is empty.
/// Deprecated.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/favorites",
    signed_in,
    returns(UserEntityListing),
    deprecated
)]
pub struct GetUserFavorites {
    /// Id of the user.
    pub user_id: String,
    /// Number of users on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing, ascending by default; `asc` and `desc` are understood too,
    /// in any case.
    #[query(default = "ASC".to_owned())]
    pub sort_order: String,
    /// Further parts of each user to include; best effort, a part that cannot be made is
    /// left out.
    pub expand: Vec<UserExpand>,
}
