//! How a queue handles each medium.

use crate::{DomainEntityRef, Json, Map, model, wire_enum};

/// How a queue handles callbacks.
#[model]
pub struct CallbackMediaSettings {
    /// How long an agent is alerted before the interaction counts as missed, in seconds.
    pub alerting_timeout_seconds: Option<i32>,
    /// Flow that takes the call when a machine answers and the reaction is
    /// `TransferToFlow`.
    pub answering_machine_flow: Option<DomainEntityRef>,
    /// What happens when an answering machine picks up.
    pub answering_machine_reaction_type: Option<CallbackReaction>,
    /// How long the alert tone plays for automatically answered interactions, in seconds.
    pub auto_answer_alert_tone_seconds: Option<f64>,
    /// How long before the number is dialled automatically, in seconds.
    pub auto_dial_delay_seconds: Option<i32>,
    /// How long before the callback ends automatically, in seconds.
    pub auto_end_delay_seconds: Option<i32>,
    /// Group of edges that places the calls.
    #[field(newer)]
    pub edge_group: Option<DomainEntityRef>,
    /// Whether interactions of this kind are answered for the agent automatically.
    pub enable_auto_answer: Option<bool>,
    /// Whether callbacks are dialled and ended automatically.
    pub enable_auto_dial_and_end: Option<bool>,
    /// Flow that takes the call when a person answers and the reaction is `TransferToFlow`.
    pub live_voice_flow: Option<DomainEntityRef>,
    /// What happens when a person picks up.
    pub live_voice_reaction_type: Option<CallbackReaction>,
    /// How long the alert tone plays for interactions that the agent answers, in seconds.
    pub manual_answer_alert_tone_seconds: Option<f64>,
    /// How often an unanswered callback is tried again.
    #[field(newer)]
    pub max_retry_count: Option<i32>,
    /// Whether the agent or the customer is called first.
    pub mode: Option<CallbackMode>,
    /// How eagerly calls are placed ahead of free agents when the customer is called first.
    pub pacing_modifier: Option<f64>,
    /// How long to wait before the next try, in seconds.
    #[field(newer)]
    pub retry_delay_seconds: Option<i32>,
    /// Share of interactions to be answered within a target time.
    pub service_level: Option<ServiceLevel>,
    /// Site that places the calls.
    #[field(newer)]
    pub site: Option<DomainEntityRef>,
    /// Settings that differ by subtype of the media, keyed by subtype.
    pub sub_type_settings: Option<Map<Json>>,
}

/// How a queue handles email.
#[model]
pub struct EmailMediaSettings {
    /// How long an agent is alerted before the interaction counts as missed, in seconds.
    pub alerting_timeout_seconds: Option<i32>,
    /// How long the alert tone plays for automatically answered interactions, in seconds.
    pub auto_answer_alert_tone_seconds: Option<f64>,
    /// Whether interactions of this kind are answered for the agent automatically.
    pub enable_auto_answer: Option<bool>,
    /// How long the alert tone plays for interactions that the agent answers, in seconds.
    pub manual_answer_alert_tone_seconds: Option<f64>,
    /// Share of interactions to be answered within a target time.
    pub service_level: Option<ServiceLevel>,
    /// Settings that differ by subtype of the media, keyed by subtype.
    pub sub_type_settings: Option<Map<Json>>,
}

/// What happens to a message conversation that has gone quiet.
#[model]
pub struct InactivityTimeoutSettings {
    /// Whether the conversation is disconnected or sent to a flow.
    #[field(newer)]
    pub action_type: Option<InactivityAction>,
    /// Flow that takes the conversation when it is sent to one.
    #[field(newer)]
    pub flow_id: Option<DomainEntityRef>,
    /// How long a conversation must be quiet, in seconds.
    #[field(newer)]
    pub timeout_seconds: Option<i32>,
}

/// How a queue handles one kind of interaction.
#[model]
pub struct MediaSettings {
    /// How long an agent is alerted before the interaction counts as missed, in seconds.
    pub alerting_timeout_seconds: Option<i32>,
    /// How long the alert tone plays for automatically answered interactions, in seconds.
    pub auto_answer_alert_tone_seconds: Option<f64>,
    /// Whether interactions of this kind are answered for the agent automatically.
    pub enable_auto_answer: Option<bool>,
    /// How long the alert tone plays for interactions that the agent answers, in seconds.
    pub manual_answer_alert_tone_seconds: Option<f64>,
    /// Share of interactions to be answered within a target time.
    pub service_level: Option<ServiceLevel>,
    /// Settings that differ by subtype of the media, keyed by subtype.
    pub sub_type_settings: Option<Map<Json>>,
}

/// How a queue handles messages.
#[model]
pub struct MessageMediaSettings {
    /// How long an agent is alerted before the interaction counts as missed, in seconds.
    pub alerting_timeout_seconds: Option<i32>,
    /// How long the alert tone plays for automatically answered interactions, in seconds.
    pub auto_answer_alert_tone_seconds: Option<f64>,
    /// Whether interactions of this kind are answered for the agent automatically.
    pub enable_auto_answer: Option<bool>,
    /// Whether a quiet conversation is ended or passed on.
    #[field(newer)]
    pub enable_inactivity_timeout: Option<bool>,
    /// When a conversation counts as quiet, and what happens then.
    #[field(newer)]
    pub inactivity_timeout_settings: Option<InactivityTimeoutSettings>,
    /// How long the alert tone plays for interactions that the agent answers, in seconds.
    pub manual_answer_alert_tone_seconds: Option<f64>,
    /// Share of interactions to be answered within a target time.
    pub service_level: Option<ServiceLevel>,
    /// Settings that differ by kind of message, keyed by kind.
    pub sub_type_settings: Option<Map<MessageSubtypeSettings>>,
}

/// How a queue handles one kind of message.
#[model]
pub struct MessageSubtypeSettings {
    /// Whether messages of this kind are answered for the agent automatically.
    #[field(newer)]
    pub enable_auto_answer: Option<bool>,
    /// Whether a quiet conversation of this kind is ended or passed on.
    #[field(newer)]
    pub enable_inactivity_timeout: Option<bool>,
}

/// How a queue alerts its agents, by media type.
#[model]
pub struct QueueMediaSettings {
    /// Settings for voice calls.
    pub call: Option<MediaSettings>,
    /// Settings for callbacks.
    pub callback: Option<CallbackMediaSettings>,
    /// Settings for web chats.
    pub chat: Option<MediaSettings>,
    /// Settings for e-mail.
    pub email: Option<EmailMediaSettings>,
    /// Settings for messages, such as SMS or messaging apps.
    pub message: Option<MessageMediaSettings>,
}

/// A promise of how many interactions are answered within what time.
#[model]
pub struct ServiceLevel {
    /// Time within which to answer, in milliseconds.
    pub duration_ms: Option<i64>,
    /// Share of interactions to answer in that time, as a fraction: 0.8 for 80 percent.
    pub percentage: Option<f64>,
}

/// What happens when a callback reaches a voice or a machine.
#[wire_enum]
pub enum CallbackReaction {
    /// The call ends.
    #[wire("HangUp")]
    HangUp,
    /// The call goes to the queue.
    #[wire("TransferToQueue")]
    TransferToQueue,
    /// The call goes to a flow.
    #[wire("TransferToFlow")]
    TransferToFlow,
}

/// Who is called first in a callback.
#[wire_enum]
pub enum CallbackMode {
    /// The agent.
    #[wire("AgentFirst")]
    AgentFirst,
    /// The customer.
    #[wire("CustomerFirst")]
    CustomerFirst,
}

/// What happens to a message conversation that is inactive.
#[wire_enum]
pub enum InactivityAction {
    /// It ends.
    #[wire("DISCONNECT")]
    Disconnect,
    /// It goes to a flow.
    #[wire("SEND_TO_ARCHITECT_FLOW")]
    SendToArchitectFlow,
}
