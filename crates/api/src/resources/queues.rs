//! Queues.

mod administration;
mod email;
mod full_reference;
mod groups;
mod media;
mod members;
mod requests;

pub use administration::*;
pub use email::*;
pub use full_reference::*;
pub use groups::*;
pub use media::*;
pub use members::*;
pub use requests::*;

use crate::{
    DateTime, Division, DomainEntityRef, Entity, Map, Script, Topic, model, operations, topics,
    wire_enum,
};

operations! {
    "queues":
    GetRoutingQueues,
    PostRoutingQueues,
    GetRoutingQueuesDivisionviews,
    GetRoutingQueuesDivisionviewsAll,
    GetRoutingQueuesMe,
    GetRoutingQueue,
    PutRoutingQueue,
    DeleteRoutingQueue,
    GetRoutingQueueMembers,
    PostRoutingQueueMembers,
    PatchRoutingQueueMembers,
    DeleteRoutingQueueMember,
    PatchRoutingQueueMember,
    GetRoutingQueueUsers,
    PostRoutingQueueUsers,
    PatchRoutingQueueUsers,
    DeleteRoutingQueueUser,
    PatchRoutingQueueUser,
}

topics! {
    "queues":
    QueueUsersTopic,
}

/// How after-call work ends on a queue.
#[model]
pub struct AcwSettings {
    /// How long after-call work may last, in milliseconds.
    pub timeout_ms: Option<i32>,
    /// Whether agents must choose a wrap-up code, and whether time limits them.
    pub wrapup_prompt: Option<WrapupPrompt>,
}

/// Rules for the callbacks of a queue that belong to one agent.
#[model]
pub struct AgentOwnedRouting {
    /// Whether a callback may be reserved for one agent.
    pub enable_agent_owned_callbacks: Option<bool>,
    /// How far ahead an owned callback may be scheduled, in hours.
    pub max_owned_callback_delay_hours: Option<i32>,
    /// How long an agent may keep a callback, in hours.
    pub max_owned_callback_hours: Option<i32>,
}

/// Which prepared responses agents of a queue may use.
#[model]
pub struct CannedResponseLibraries {
    /// Ids of the libraries allowed when `mode` is `SelectedOnly`.
    #[field(max_items = 100)]
    pub library_ids: Option<Vec<String>>,
    /// Whether all libraries, only selected ones or none may be used.
    pub mode: Option<CannedResponseMode>,
}

/// How a queue handles interactions that are meant for one agent.
#[model]
pub struct DirectRouting {
    /// How long to wait for the agent before the backup, in seconds.
    pub agent_wait_seconds: Option<i32>,
    /// Id of the queue that takes over when the agent does not answer.
    pub backup_queue_id: Option<String>,
    /// Settings for calls.
    pub call_media_settings: Option<DirectRoutingMediaSettings>,
    /// Settings for email.
    pub email_media_settings: Option<DirectRoutingMediaSettings>,
    /// Settings for messages.
    pub message_media_settings: Option<DirectRoutingMediaSettings>,
    /// Whether an interaction waits for the agent before it goes to the backup.
    pub wait_for_agent: Option<bool>,
}

/// Direct routing for one media type.
#[model]
pub struct DirectRoutingMediaSettings {
    /// Whether outbound interactions show the agent's own address.
    pub use_agent_address_outbound: Option<bool>,
}

/// The addresses from which a queue sends messages.
#[model]
pub struct QueueMessagingAddresses {
    /// Open messaging integration used as the sender.
    pub open_messaging_recipient: Option<DomainEntityRef>,
    /// Number from which SMS are sent.
    pub sms_address: Option<DomainEntityRef>,
    /// WhatsApp integration used as the sender.
    pub whats_app_recipient: Option<DomainEntityRef>,
}

/// One step by which a queue loosens its choice of agents.
#[model]
pub struct RoutingRule {
    /// `MEETS_THRESHOLD` asks for agents whose score is high enough, `ANY` takes every
    /// agent.
    pub operator: Option<RoutingRuleOperator>,
    /// Score an agent needs under `MEETS_THRESHOLD`.
    pub threshold: Option<i32>,
    /// Seconds to wait before the next rule applies.
    pub wait_seconds: Option<f64>,
}

/// A queue of which a user is a member, with whether the user is joined.
#[model(base)]
pub struct UserQueue {
    /// Queue id, a UUID; names the queue when several are updated at once.
    pub id: Option<String>,
    /// Display name of the queue.
    pub name: Option<String>,
    /// How agents wrap up their work after an interaction.
    pub acw_settings: Option<AcwSettings>,
    /// How callbacks that belong to one agent are held for that agent.
    pub agent_owned_routing: Option<AgentOwnedRouting>,
    /// Rings of agents, asked one after the other until an agent is found.
    pub bullseye: Option<Bullseye>,
    /// Caller name shown for outbound calls on behalf of the queue.
    pub calling_party_name: Option<String>,
    /// Caller number shown for outbound calls on behalf of the queue.
    pub calling_party_number: Option<String>,
    /// Which libraries of ready answers agents can use.
    pub canned_response_libraries: Option<CannedResponseLibraries>,
    /// Rules that bring in further groups of agents when the queue needs them.
    #[field(newer)]
    pub conditional_group_activation: Option<ConditionalGroupActivation>,
    /// Rules that pass waiting interactions on to other groups of agents.
    pub conditional_group_routing: Option<ConditionalGroupRouting>,
    /// Id of the user who made the queue.
    pub created_by: Option<String>,
    /// When the queue was made.
    pub date_created: Option<DateTime>,
    /// When the queue was last changed.
    pub date_modified: Option<DateTime>,
    /// Script shown to agents, by media type.
    pub default_scripts: Option<Map<Script>>,
    /// What the queue is for.
    pub description: Option<String>,
    /// How interactions meant for one agent are routed, and who backs that agent up.
    pub direct_routing: Option<DirectRouting>,
    /// Division in which the queue lives; it decides who sees it.
    pub division: Option<Division>,
    /// Flow that runs while an e-mail waits.
    pub email_in_queue_flow: Option<DomainEntityRef>,
    /// Whether the audio of its calls may be monitored.
    pub enable_audio_monitoring: Option<bool>,
    /// Whether interactions can be handed to an agent by hand.
    pub enable_manual_assignment: Option<bool>,
    /// Whether voice is turned into text.
    pub enable_transcription: Option<bool>,
    /// Whether the user takes work from the queue; true for a new member. Updates change
    /// this field alone.
    pub joined: Option<bool>,
    /// Number of members who are joined; counted by the server.
    #[field(read_only)]
    pub joined_member_count: Option<i32>,
    /// Whether to prefer the agent who dealt with the customer last, and if so whether only
    /// among members.
    pub last_agent_routing_mode: Option<LastAgentRoutingMode>,
    /// How agents are alerted, by media type.
    pub media_settings: Option<QueueMediaSettings>,
    /// Number of members, however they belong; counted by the server.
    #[field(read_only)]
    pub member_count: Option<i32>,
    /// Teams, groups and skill groups whose people are members.
    #[field(max_items = 1000)]
    pub member_groups: Option<Vec<MemberGroup>>,
    /// Flow that runs while a message waits.
    pub message_in_queue_flow: Option<DomainEntityRef>,
    /// Id of the user who changed the queue last.
    pub modified_by: Option<String>,
    /// Audio played to callers on hold.
    pub on_hold_prompt: Option<DomainEntityRef>,
    /// Address from which e-mail of the queue is sent.
    pub outbound_email_address: Option<QueueEmailAddress>,
    /// Addresses from which messages of the queue are sent.
    pub outbound_messaging_addresses: Option<QueueMessagingAddresses>,
    /// Id of the matching queue in another system.
    pub peer_id: Option<String>,
    /// Flow that runs while a call waits.
    pub queue_flow: Option<DomainEntityRef>,
    /// Rules by which routing loosens its demands as waiting goes on.
    #[field(max_items = 100)]
    pub routing_rules: Option<Vec<RoutingRule>>,
    /// What ranks waiting interactions: time and priority together, or priority alone.
    pub scoring_method: Option<ScoringMethod>,
    /// How skills count: not at all, the best match first, or only agents who have all.
    pub skill_evaluation_method: Option<SkillEvaluationMethod>,
    /// Whether recording pauses while a call waits in the queue.
    pub suppress_in_queue_call_recording: Option<bool>,
    /// Number of users who are members themselves rather than through a group; counted by
    /// the server.
    #[field(read_only)]
    pub user_member_count: Option<i32>,
    /// Audio played to the agent just before the call is connected.
    pub whisper_prompt: Option<DomainEntityRef>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// Whether agents wrap up after an interaction, and for how long.
#[wire_enum]
pub enum WrapupPrompt {
    /// They must, without a limit of time.
    #[wire("MANDATORY")]
    Mandatory,
    /// They may.
    #[wire("OPTIONAL")]
    Optional,
    /// They must, within a limit of time.
    #[wire("MANDATORY_TIMEOUT")]
    MandatoryTimeout,
    /// They must, until a fixed time has passed.
    #[wire("MANDATORY_FORCED_TIMEOUT")]
    MandatoryForcedTimeout,
    /// They ask for it themselves.
    #[wire("AGENT_REQUESTED")]
    AgentRequested,
}

/// Which last agents an interaction may be routed back to.
#[wire_enum]
pub enum LastAgentRoutingMode {
    /// None.
    #[wire("Disabled")]
    Disabled,
    /// Members of the queue.
    #[wire("QueueMembersOnly")]
    QueueMembersOnly,
    /// Any agent.
    #[wire("AnyAgent")]
    AnyAgent,
}

/// What decides which interaction is next.
#[wire_enum]
pub enum ScoringMethod {
    /// Waiting time and priority.
    #[wire("TimestampAndPriority")]
    TimestampAndPriority,
    /// Priority alone.
    #[wire("PriorityOnly")]
    PriorityOnly,
}

/// How the skills of agents count in routing.
#[wire_enum]
pub enum SkillEvaluationMethod {
    /// They do not count.
    #[wire("NONE")]
    None,
    /// The best skilled agent is chosen.
    #[wire("BEST")]
    Best,
    /// Agents need all skills asked for.
    #[wire("ALL")]
    All,
}

/// Which libraries of prepared responses agents may use.
#[wire_enum]
pub enum CannedResponseMode {
    /// All.
    #[wire("All")]
    All,
    /// Those that are selected.
    #[wire("SelectedOnly")]
    SelectedOnly,
    /// None.
    #[wire("None")]
    None,
}

/// Which agents a routing rule accepts.
#[wire_enum]
pub enum RoutingRuleOperator {
    /// Those whose score meets the threshold.
    #[wire("MEETS_THRESHOLD")]
    MeetsThreshold,
    /// Any agent.
    #[wire("ANY")]
    Any,
}

/// A member of a queue joins or leaves it.
#[derive(Debug, Clone, Topic)]
#[topic(
    "v2.routing.queues.{id}.users",
    any("routing:queue:view"),
    sends(QueueUserEventTopicQueueMember)
)]
pub struct QueueUsersTopic {
    /// Id of the queue.
    pub id: String,
}

/// A queue member, as a notification tells it.
#[model]
pub struct QueueUserEventTopicQueueMember {
    /// Id of the queue member.
    pub id: Option<String>,
    /// Whether the member has joined the queue.
    pub joined: Option<bool>,
    /// Id of the queue.
    pub queue_id: Option<String>,
    /// The user.
    pub user: Option<Entity>,
}
