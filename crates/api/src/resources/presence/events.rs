//! Presences and routing statuses that systems outside report.

use crate::{DateTime, Operation, model, wire_enum};

/// Report presences of users.
///
/// Takes up to 100 events of sources that the organization added, in their order. Events that
/// cannot be taken are named in the answer; the others count.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/events/users/presence",
    any("presence:userPresence:inject"),
    returns(BatchEventResponse)
)]
pub struct PostEventsUsersPresence {
    /// The body.
    pub body: BatchUserPresenceEventRequest,
}

/// Report routing statuses of users.
///
/// Takes up to 100 events in their order. Events that cannot be taken are named in the answer; the
/// others count. A user who is on queue cannot be `OffQueue`, and one who is not can be nothing
/// else.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/events/users/routingstatus",
    any("routing:routingstatus:inject"),
    returns(BatchEventResponse)
)]
pub struct PostEventsUsersRoutingstatus {
    /// The body.
    pub body: BatchUserRoutingStatusEventRequest,
}

/// Presences that systems outside report.
#[model]
pub struct BatchUserPresenceEventRequest {
    /// The events, in their order.
    #[field(max_items = 100)]
    pub user_presence_events: Option<Vec<UserPresenceEvent>>,
}

/// A presence that a system outside reports.
#[model]
pub struct UserPresenceEvent {
    /// When it happened.
    pub event_date_time: DateTime,
    /// Id of the event, named where it cannot be taken.
    pub event_id: String,
    /// Free text shown beside the presence.
    pub message: Option<String>,
    /// Id of the definition.
    pub presence_definition_id: Option<String>,
    /// Id of the source.
    pub source_id: String,
    /// Id of the user.
    pub user_id: String,
}

/// Routing statuses that systems outside report.
#[model]
pub struct BatchUserRoutingStatusEventRequest {
    /// The events, in their order.
    #[field(max_items = 100)]
    pub user_routing_status_events: Option<Vec<UserRoutingStatusEvent>>,
}

/// A routing status that a system outside reports.
#[model]
pub struct UserRoutingStatusEvent {
    /// Id of the user.
    pub agent_id: String,
    /// When it happened.
    pub event_date_time: DateTime,
    /// Id of the event, named where it cannot be taken.
    pub event_id: String,
    /// Id of the source.
    pub source_id: String,
    /// The routing status.
    pub status: ReportedRoutingStatus,
}

/// A routing status, as systems outside spell it.
#[wire_enum]
pub enum ReportedRoutingStatus {
    /// Not on queue.
    #[wire("OffQueue")]
    OffQueue,
    /// On queue and waiting for an interaction.
    #[wire("Idle")]
    Idle,
    /// At work on a routed interaction.
    #[wire("Interacting")]
    Interacting,
    /// At work on a conversation that was not routed.
    #[wire("Communicating")]
    Communicating,
    /// Missed an alert and gets no others until back.
    #[wire("NotResponding")]
    NotResponding,
}

/// What became of the events.
#[model]
pub struct BatchEventResponse {
    /// The events that could not be taken.
    pub errors: Vec<EventError>,
}

/// An event that could not be taken.
#[model]
pub struct EventError {
    /// Id of the event.
    pub event_id: Option<String>,
    /// Why it could not be taken.
    pub message: Option<String>,
    /// Whether the same event may be taken later.
    pub retryable: Option<bool>,
}
