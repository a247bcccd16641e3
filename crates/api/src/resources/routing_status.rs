//! Whether routing may offer work to a user.

use crate::{DateTime, Operation, RoutingStatusValue, model, operations};

operations! {
    "routing_status":
    GetUserRoutingstatus,
    PutUserRoutingstatus,
}

/// Read a user's routing status.
///
/// Answers whether the user is waiting for, busy with or away from interactions, and since
/// when. An unknown user answers `OFF_QUEUE`, not 404.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}/routingstatus", signed_in, returns(RoutingStatus))]
pub struct GetUserRoutingstatus {
    /// Id of the user.
    pub user_id: String,
}

/// Change a user's routing status.
///
/// Brings a user who missed an alert back from `NOT_RESPONDING` to `IDLE`; naming the present
/// status again changes nothing. Other statuses follow from presence and work: no one is put on
/// queue here. A transition that is not allowed is refused with 400 `general.bad.request`.
#[derive(Debug, Clone, Operation)]
#[operation(PUT "/api/v2/users/{userId}/routingstatus", signed_in, returns(RoutingStatus))]
pub struct PutUserRoutingstatus {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: RoutingStatus,
}

/// What a user is doing for the queues.
#[model]
pub struct RoutingStatus {
    /// When this status began.
    pub start_time: Option<DateTime>,
    /// OFF_QUEUE unless the presence is ON_QUEUE. A request can only resume from
    /// NOT_RESPONDING with IDLE, or repeat the current status.
    pub status: Option<RoutingStatusValue>,
    /// The user, a UUID; ignored in requests.
    pub user_id: Option<String>,
}
