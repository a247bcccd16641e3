//! Passwords and invitations.

use crate::{Operation, model, operations};

operations! {
    "passwords":
    PostUsersMePassword,
    PostUserInvite,
    PostUserPassword,
}

/// Change the caller's own password.
///
/// Sets a new password when the old one is right; a wrong old password is refused. Needs a
/// user's token, but no permission; client credentials answer 400 `not.a.user`.
#[derive(Debug, Clone, Operation)]
#[operation(POST "/api/v2/users/me/password", signed_in, returns(204), needs_user, inferred)]
pub struct PostUsersMePassword {
    /// The body.
    pub body: ChangeMyPasswordRequest,
}

/// Invite a user to sign in.
///
/// Sends the user an invitation. While an earlier invitation is pending, another is sent only
/// with `force`; without it the call is refused.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/{userId}/invite",
    any("admin", "directory:organization:admin", "directory:user:setPassword"),
    returns(204)
)]
pub struct PostUserInvite {
    /// Id of the user.
    pub user_id: String,
    /// `true` sends the invitation even if one is pending; `false` by default.
    #[query(default = false)]
    pub force: bool,
}

/// Set a user's password.
///
/// Gives the user a new password. One that breaks the password policy is refused with 400 and
/// the reason.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/{userId}/password",
    any("directory:user:setPassword"),
    returns(204),
    inferred
)]
pub struct PostUserPassword {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: ChangePasswordRequest,
}

/// A user's change of its own password.
#[model]
pub struct ChangeMyPasswordRequest {
    /// Password from now on.
    pub new_password: String,
    /// Password until now, as proof.
    pub old_password: String,
}

/// An administrator's change of a user's password.
#[model]
pub struct ChangePasswordRequest {
    /// Password from now on.
    pub new_password: String,
}
