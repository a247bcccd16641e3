//! Whether a user is active, inactive or deleted.

use crate::{DateTime, Operation, State, model, operations, wire_enum};

operations! {
    "user_state":
    GetUserState,
    PutUserState,
}

/// Read a user's state.
///
/// Answers whether the user is active, inactive or deleted, since when and why. Deleted users
/// are answered too.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/state",
    any("directory:userStateChange:view"),
    returns(UserState)
)]
pub struct GetUserState {
    /// Id of the user.
    pub user_id: String,
}

/// Change a user's state.
///
/// Activates, deactivates, deletes or restores the user and keeps the reason; the time of the
/// change is set by the service. `deleted` does what deleting the user does. A stale version is
/// refused with 409 `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/{userId}/state",
    any("directory:user:edit"),
    returns(UserState),
    inferred
)]
pub struct PutUserState {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: UserState,
}

/// Whether a user is active, inactive or deleted, and why.
#[model]
pub struct UserState {
    /// The state. Writing `deleted` deletes the user, writing `active` restores a deleted
    /// one.
    pub state: Option<State>,
    /// When the state last changed; set by the server.
    #[field(read_only)]
    pub state_change_date: Option<DateTime>,
    /// Why the state changed; kept and returned.
    pub state_change_reason: Option<StateChangeReason>,
    /// Revision of the user; a write must carry the current one, otherwise it is refused
    /// with 409.
    pub version: Option<i32>,
}

/// Why a user's state was changed.
#[wire_enum]
pub enum StateChangeReason {
    /// By their own choice.
    #[wire("Voluntary")]
    Voluntary,
    /// The season began or ended.
    #[wire("Seasonal")]
    Seasonal,
    /// A leave began or ended.
    #[wire("Leave")]
    Leave,
    /// Because of performance.
    #[wire("Performance")]
    Performance,
    /// Because of conduct.
    #[wire("Conduct")]
    Conduct,
    /// Not stated.
    #[wire("Unknown")]
    Unknown,
}
