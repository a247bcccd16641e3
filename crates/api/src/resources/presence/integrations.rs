//! What notifications tell of presences that systems outside report.

use super::DateTime;
use crate::{Topic, model, wire_enum};

/// What a system outside reports of a user changes, or which system decides what others see.
#[derive(Debug, Clone, Topic)]
#[topic(
    "v2.users.{id}.integrationpresence",
    signed_in,
    sends(V2IntegrationPresenceEventPresenceActivityEvent)
)]
pub struct UserIntegrationPresenceTopic {
    /// Id of the user.
    pub id: String,
}

/// The presence that a system outside reports now.
#[model]
pub struct V2IntegrationPresenceEventPresenceActivityEvent {
    /// Id of the source whose presence others see from now on; none when that is this service itself.
    pub current_display_source_id: Option<String>,
    /// What happened.
    pub event_type: Option<IntegrationPresenceEventType>,
    /// Free text shown beside the presence.
    pub message: Option<String>,
    /// When the presence changed.
    pub modified_date: Option<DateTime>,
    /// The presence.
    pub presence_definition: Option<V2IntegrationPresenceEventOrganizationPresence>,
    /// Id of the source whose presence others saw before; none when that was this service itself.
    pub previous_display_source_id: Option<String>,
    /// Name of the source in upper case and without blanks, such as `MICROSOFTTEAMS`, or `PURECLOUD`.
    pub source: Option<String>,
    /// Id of the user, a UUID.
    pub user_id: Option<String>,
}

/// A presence definition, as a notification about a system outside names it.
#[model]
pub struct V2IntegrationPresenceEventOrganizationPresence {
    /// Id of the definition, a UUID.
    pub id: Option<String>,
    /// System presence of the definition, in upper case, such as `ON_QUEUE`.
    pub system_presence: Option<String>,
}

/// What happened to the presence that a system outside reports.
#[wire_enum]
pub enum IntegrationPresenceEventType {
    /// It changed.
    #[wire("UserPresenceStatusChanged")]
    StatusChanged,
    /// It is what others see from now on, or the presence of another source is.
    #[wire("UserPrimaryPresenceSourceChanged")]
    PrimarySourceChanged,
}
