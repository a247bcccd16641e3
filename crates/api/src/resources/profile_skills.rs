//! Skills as free text on a profile.

use crate::{Operation, operations};

operations! {
    "profile_skills":
    GetUserProfileskills,
    PutUserProfileskills,
}

/// Read a user's profile skills.
///
/// Answers the free-text skills of the user's profile as an array of strings. They have nothing
/// to do with routing skills.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/profileskills",
    any("directory:userProfile:view"),
    returns(Vec<String>)
)]
pub struct GetUserProfileskills {
    /// Id of the user.
    pub user_id: String,
}

/// Replace a user's profile skills.
///
/// Takes an array of strings as the whole new list and answers it; an empty array clears the
/// list. The same data is `profileSkills` of the user.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/{userId}/profileskills",
    any("directory:userProfile:edit"),
    returns(Vec<String>)
)]
pub struct PutUserProfileskills {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: Option<Vec<String>>,
}
