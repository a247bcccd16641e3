//! Favorites of a user.

use crate::{Operation, Page, UserEntityListing, UserExpand, operations};

operations! {
    "favorites":
    GetUserFavorites,
    PutCallrosterUserFavorite,
    DeleteCallrosterUserFavorite,
}

/// List a user's favorites.
///
/// Answers a page of the users whom this user keeps as favorites, ordered by name; deleted users
/// are left out. Deprecated, and without an operation that would set any but those of Callroster's
/// own.
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

/// Keep a user as a favorite.
///
/// An operation of Callroster's own: the API has none. Users change their own favorites; those of
/// others need `directory:user:edit` in the division of the user. A favorite that is one already
/// stays, and more than 1000 are refused with 409 `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/callroster/users/{userId}/favorites/{favoriteId}",
    signed_in,
    returns(204),
    inferred
)]
pub struct PutCallrosterUserFavorite {
    /// Id of the user whose favorites they are.
    pub user_id: String,
    /// Id of the user to keep.
    pub favorite_id: String,
}

/// Take a user from the favorites.
///
/// An operation of Callroster's own: the API has none. Users change their own favorites; those of
/// others need `directory:user:edit` in the division of the user. A user who is no favorite answers
/// 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/callroster/users/{userId}/favorites/{favoriteId}",
    signed_in,
    returns(204),
    inferred
)]
pub struct DeleteCallrosterUserFavorite {
    /// Id of the user whose favorites they are.
    pub user_id: String,
    /// Id of the user to take out.
    pub favorite_id: String,
}
