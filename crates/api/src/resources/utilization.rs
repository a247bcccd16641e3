//! How much work at once users take.

mod organization;

pub use organization::*;

use crate::{Map, Operation, model, operations, wire_enum};

operations! {
    "utilization":
    GetRoutingUtilization,
    PutRoutingUtilization,
    DeleteRoutingUtilization,
    GetRoutingUtilizationLabels,
    PostRoutingUtilizationLabels,
    GetRoutingUtilizationLabel,
    PutRoutingUtilizationLabel,
    DeleteRoutingUtilizationLabel,
    DeleteRoutingUserUtilization,
    GetRoutingUserUtilization,
    PutRoutingUserUtilization,
}

/// Return a user's utilization to the organization's settings.
///
/// Drops what was set for this user, so that the limits of the organization apply again.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/routing/users/{userId}/utilization",
    any("routing:utilization:manage"),
    returns(204),
    inferred
)]
pub struct DeleteRoutingUserUtilization {
    /// Id of the user.
    pub user_id: String,
}

/// Read how many interactions a user may handle at once.
///
/// Answers the capacity for each media type and label. `level` is `Agent` when the user has
/// settings of their own and `Organization` when those of the organization apply. An unknown
/// user answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/routing/users/{userId}/utilization",
    any("routing:utilization:manage", "routing:utilization:view"),
    returns(AgentMaxUtilizationResponse)
)]
pub struct GetRoutingUserUtilization {
    /// Id of the user.
    pub user_id: String,
}

/// Set how many interactions a user may handle at once.
///
/// Sets the capacity, from 0 to 25, of each given media type (`call`, `callback`, `chat`, `email`,
/// `message`, `workitem`) and of each label. Media types and labels left out take the organization's
/// values. Another media type or an unknown label answers 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/routing/users/{userId}/utilization",
    any("routing:utilization:manage"),
    returns(AgentMaxUtilizationResponse)
)]
pub struct PutRoutingUserUtilization {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: UtilizationRequest,
}

/// How many interactions an agent handles at once, by media type and by label.
#[model]
pub struct AgentMaxUtilizationResponse {
    /// Limits for labelled interactions, keyed by label id.
    pub label_utilizations: Option<Map<LabelUtilizationResponse>>,
    /// Whether these are the agent's own settings or the organization's.
    pub level: Option<UtilizationLevel>,
    /// Most inbound calls at one time.
    #[field(newer)]
    pub max_inbound_calls: Option<i32>,
    /// Limits for each media type: call, callback, chat, email, message or workitem.
    pub utilization: Option<Map<MediaUtilization>>,
}

/// How many interactions with one label an agent may handle at once.
#[model]
pub struct LabelUtilizationRequest {
    /// Ids of the labels whose interactions may interrupt this one.
    #[field(max_items = 100)]
    pub interrupting_label_ids: Option<Vec<String>>,
    /// Most interactions with this label at one time, from 0 to 25.
    #[field(minimum = 0, maximum = 25)]
    pub maximum_capacity: Option<i32>,
}

/// How many interactions with one label an agent handles at once.
#[model]
pub struct LabelUtilizationResponse {
    /// Ids of the labels whose interactions may interrupt this one.
    pub interrupting_label_ids: Option<Vec<String>>,
    /// Display name of the label.
    pub label_name: Option<String>,
    /// Most interactions with this label at one time, from 0 to 25.
    #[field(minimum = 0, maximum = 25)]
    pub maximum_capacity: Option<i32>,
}

/// How many interactions of one media type an agent handles at once.
#[model]
pub struct MediaUtilization {
    /// Whether conversations that did not come through a queue count too.
    pub include_non_acd: Option<bool>,
    /// Media types that may interrupt this one.
    #[field(max_items = 100)]
    pub interruptable_media_types: Option<Vec<String>>,
    /// Most interactions at one time, from 0 to 25.
    #[field(minimum = 0, maximum = 25)]
    pub maximum_capacity: Option<i32>,
}

/// How much work of each kind a user may have at once.
#[model]
pub struct UtilizationRequest {
    /// Capacity by label, keyed by label id.
    pub label_utilizations: Option<Map<LabelUtilizationRequest>>,
    /// Most inbound calls at the same time, from 0 to 25.
    #[field(newer, minimum = 0, maximum = 25)]
    pub max_inbound_calls: Option<i32>,
    /// Capacity by media type: `call`, `callback`, `chat`, `email`, `message`, `workitem`.
    /// Types left out take the organization's values.
    pub utilization: Option<Map<MediaUtilization>>,
}

/// Where the settings of a utilization come from.
#[wire_enum]
pub enum UtilizationLevel {
    /// They were set for the user.
    #[wire("Agent")]
    Agent,
    /// They are those of the organization.
    #[wire("Organization")]
    Organization,
}
