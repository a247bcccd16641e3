//! Keys that other systems know a user by.

use crate::{Operation, User, UserExpand, model, operations};

operations! {
    "external_ids":
    GetUsersExternalidAuthorityNameExternalKey,
    GetUserExternalid,
    PostUserExternalid,
    GetUserExternalidAuthorityName,
    DeleteUserExternalidAuthorityNameExternalKey,
}

/// Find the user behind an external id.
///
/// Answers the user who has the key at the authority; if no user has it, 404.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/externalid/{authorityName}/{externalKey}", signed_in, returns(User))]
pub struct GetUsersExternalidAuthorityNameExternalKey {
    /// Name of the authority that issued the key; case counts.
    pub authority_name: String,
    /// Key of the user at that authority; case counts.
    pub external_key: String,
    /// Further parts of the user to include; best effort, a part that cannot be made is
    /// left out.
    pub expand: Vec<UserExpand>,
}

/// List a user's external ids.
///
/// Answers all external ids of the user as a plain array.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/externalid",
    signed_in,
    returns(Vec<UserExternalIdentifier>)
)]
pub struct GetUserExternalid {
    /// Id of the user.
    pub user_id: String,
}

/// Add an external id to a user.
///
/// Adds a key at an authority and answers all external ids of the user as an array. A user has
/// at most 100; the names of authorities and the keys are case-sensitive. A key that another
/// user has at the authority, or a second key there for the same user, is refused with 409
/// `general.conflict`, and so is an external id too many.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/{userId}/externalid",
    any("directory:user:edit"),
    returns(Vec<UserExternalIdentifier>)
)]
pub struct PostUserExternalid {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: UserExternalIdentifier,
}

/// Read a user's external id at one authority.
///
/// Answers the user's external id at the authority; if there is none, 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/externalid/{authorityName}",
    signed_in,
    returns(UserExternalIdentifier)
)]
pub struct GetUserExternalidAuthorityName {
    /// Id of the user.
    pub user_id: String,
    /// Name of the authority that issued the key; case counts.
    pub authority_name: String,
}

/// Remove an external id from a user.
///
/// Removes the key at the authority, so that another user may have it. A key that the user does
/// not have there answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/users/{userId}/externalid/{authorityName}/{externalKey}",
    any("directory:user:edit"),
    returns(204),
    inferred
)]
pub struct DeleteUserExternalidAuthorityNameExternalKey {
    /// Id of the user.
    pub user_id: String,
    /// Name of the authority that issued the key; case counts.
    pub authority_name: String,
    /// Key of the user at that authority; case counts.
    pub external_key: String,
}

/// A user's key in another system. A user has at most 100.
#[model]
pub struct UserExternalIdentifier {
    /// Name of the other system; upper and lower case differ.
    #[field(max_length = 255)]
    pub authority_name: String,
    /// The user's key there; upper and lower case differ, and no two users share one of the
    /// same authority.
    #[field(max_length = 255)]
    pub external_key: String,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}
