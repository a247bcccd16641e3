//! What a user does now: presence, routing status, absence and joined queues in one notification.

use crate::{
    DateTime, PresenceEventOrganizationPresence, Topic, UserConversationSummary,
    UserRoutingStatusRoutingStatus, model, topics,
};

topics! {
    "activity":
    UserActivityTopic,
    UserConversationSummaryTopic,
}

/// A user's presence, routing status, absence or joined queues change.
///
/// Each message has all four, so that a program that shows agents needs this topic alone.
#[derive(Debug, Clone, Topic)]
#[topic(
    "v2.users.{id}.activity",
    own_or("routing:queue:view"),
    sends(AgentActivityChangedTopicAgentActivity)
)]
pub struct UserActivityTopic {
    /// Id of the user.
    pub id: String,
}

/// The number of a user's conversations changes.
#[derive(Debug, Clone, Topic)]
#[topic("v2.users.{id}.conversationsummary", signed_in, sends(UserConversationSummary))]
pub struct UserConversationSummaryTopic {
    /// Id of the user.
    pub id: String,
}

/// What a user does now.
#[model]
pub struct AgentActivityChangedTopicAgentActivity {
    /// Id of the user, a UUID.
    pub id: Option<String>,
    /// Ids of the queues that the user has joined.
    pub active_queue_ids: Option<Vec<String>>,
    /// When the user last joined or left a queue.
    pub date_active_queues_changed: Option<DateTime>,
    /// Whether the user is out of office.
    pub out_of_office: Option<AgentActivityChangedTopicOutOfOffice>,
    /// The user's presence.
    pub presence: Option<AgentActivityChangedTopicPresence>,
    /// The user's routing status.
    pub routing_status: Option<UserRoutingStatusRoutingStatus>,
}

/// A user's presence, as the notification of activity tells it.
#[model]
pub struct AgentActivityChangedTopicPresence {
    /// When the presence changed.
    pub modified_date: Option<DateTime>,
    /// The chosen presence.
    pub presence_definition: Option<PresenceEventOrganizationPresence>,
    /// Free text shown beside the presence.
    pub presence_message: Option<String>,
}

/// A user's absence, as the notification of activity tells it.
#[model]
pub struct AgentActivityChangedTopicOutOfOffice {
    /// Whether the user is out of office.
    pub active: Option<bool>,
    /// When that changed.
    pub modified_date: Option<DateTime>,
}
