//! Sessions of users, and the tokens in them.

use gate::audit::{Action, Kind, PEOPLE_PERMISSIONS};

/// A session of a user and the tokens in it, in the audit.
pub const SESSION: Kind = Kind {
    name: "Session",
    service: PEOPLE_PERMISSIONS,
    actions: &[Action::Create, Action::SignIn, Action::Deny, Action::Revoke, Action::Delete],
    uri: None,
};
