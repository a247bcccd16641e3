//! What passwords must be like, and how they are changed.

pub mod change;
pub mod policy;

use gate::audit::{Action, Kind, PEOPLE_PERMISSIONS};

/// A password, in the audit.
pub const PASSWORD: Kind = Kind {
    name: "Password",
    service: PEOPLE_PERMISSIONS,
    actions: &[Action::Create, Action::Update, Action::Reset, Action::Deny],
    uri: None,
};
