//! Second factors: the codes of authenticator apps, and security keys.

pub mod codes;
pub mod security_keys;
pub mod totp;

use gate::audit::{Action, Kind, PEOPLE_PERMISSIONS};

/// A second factor, in the audit.
pub const VERIFIER: Kind = Kind {
    name: "Verifier",
    service: PEOPLE_PERMISSIONS,
    actions: &[Action::Create, Action::Update, Action::Delete, Action::Reset, Action::Deny],
    uri: None,
};
