//! Whether routing may offer work to a user.

use crate::{DateTime, Operation, RoutingStatusValue, Topic, model, operations, topics};

operations! {
    "routing_status":
    GetUserRoutingstatus,
    PutUserRoutingstatus,
}

topics! {
    "routing_status":
    UserRoutingStatusTopic,
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

/// A user's routing status changes.
#[derive(Debug, Clone, Topic)]
#[topic("v2.users.{id}.routingStatus", signed_in, sends(UserRoutingStatusUserRoutingStatus))]
pub struct UserRoutingStatusTopic {
    /// Id of the user.
    pub id: String,
}

/// The routing status that a user has now, as a notification tells it.
#[model]
pub struct UserRoutingStatusUserRoutingStatus {
    /// Id of the user, a UUID.
    pub id: Option<String>,
    /// Why the status could not be changed.
    pub error_info: Option<UserRoutingStatusErrorInfo>,
    /// The status.
    pub routing_status: Option<UserRoutingStatusRoutingStatus>,
}

/// A routing status and its beginning, as a notification tells them.
#[model]
pub struct UserRoutingStatusRoutingStatus {
    /// When the status began.
    pub start_time: Option<DateTime>,
    /// The status.
    pub status: Option<RoutingStatusValue>,
}

/// Why a routing status could not be changed.
#[model]
pub struct UserRoutingStatusErrorInfo {
    /// Id of the request that failed.
    pub correlation_id: Option<String>,
    /// Code of the error.
    pub error_code: Option<String>,
    /// HTTP status of the error.
    pub status: Option<i32>,
    /// The error in words.
    pub user_message: Option<String>,
    /// Values for `userParamsMessage`.
    pub user_params: Option<Vec<UserRoutingStatusUserParam>>,
    /// The error in words, with names in braces in place of values.
    pub user_params_message: Option<String>,
}

/// A value in the text of an error.
#[model]
pub struct UserRoutingStatusUserParam {
    /// Name in the text.
    pub key: Option<String>,
    /// Value in place of the name.
    pub value: Option<String>,
}
