//! Managers and their reports.

use crate::{Operation, User, UserExpand, model, operations};

operations! {
    "hierarchy":
    GetUserAdjacents,
    GetUserDirectreports,
    GetUserSuperiors,
}

/// Read who stands around a user in the hierarchy.
///
/// Answers the user's superiors, direct reports and siblings in one object; siblings are the
/// other users with the same manager.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}/adjacents", signed_in, returns(Adjacents))]
pub struct GetUserAdjacents {
    /// Id of the user.
    pub user_id: String,
    /// Further parts of each user to include; best effort, a part that cannot be made is
    /// left out.
    pub expand: Vec<UserExpand>,
}

/// List a user's direct reports.
///
/// Answers the users whose manager this user is, as a plain array.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}/directreports", signed_in, returns(Vec<User>))]
pub struct GetUserDirectreports {
    /// Id of the user.
    pub user_id: String,
    /// Further parts of each user to include; best effort, a part that cannot be made is
    /// left out.
    pub expand: Vec<UserExpand>,
}

/// List a user's superiors.
///
/// Answers the chain of managers above the user as a plain array, the nearest first.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}/superiors", signed_in, returns(Vec<User>))]
pub struct GetUserSuperiors {
    /// Id of the user.
    pub user_id: String,
    /// Further parts of each user to include; best effort, a part that cannot be made is
    /// left out.
    pub expand: Vec<UserExpand>,
}

/// The people around a user in the reporting hierarchy.
#[model]
pub struct Adjacents {
    /// Users whose manager is this user.
    pub direct_reports: Option<Vec<User>>,
    /// Other users with the same manager; never the user itself.
    pub siblings: Option<Vec<User>>,
    /// The chain of managers above the user, nearest first.
    pub superiors: Option<Vec<User>>,
}
