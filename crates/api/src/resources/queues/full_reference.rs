//! A queue as other entities show it.

use crate::{
    AcwSettings, AgentOwnedRouting, Bullseye, CannedResponseLibraries, ConditionalGroupActivation,
    ConditionalGroupRouting, DateTime, DirectRouting, Division, DomainEntityRef,
    LastAgentRoutingMode, Map, MemberGroup, QueueEmailAddress, QueueMediaSettings,
    QueueMessagingAddresses, RoutingRule, ScoringMethod, Script, SkillEvaluationMethod, model,
};

/// A queue as other resources point to it, with all of its settings.
#[model]
pub struct QueueFullReference {
    /// Queue id, a UUID.
    #[field(newer)]
    pub id: Option<String>,
    /// Display name of the queue.
    #[field(newer)]
    pub name: Option<String>,
    /// How agents wrap up their work after an interaction.
    #[field(newer)]
    pub acw_settings: Option<AcwSettings>,
    /// How callbacks that belong to one agent are held for that agent.
    #[field(newer)]
    pub agent_owned_routing: Option<AgentOwnedRouting>,
    /// Whether interactions are always answered automatically.
    #[field(newer)]
    pub auto_answer_only: Option<bool>,
    /// Rings of agents, asked one after the other until somebody is found.
    #[field(newer)]
    pub bullseye: Option<Bullseye>,
    /// Caller name shown for outbound calls on behalf of the queue.
    #[field(newer)]
    pub calling_party_name: Option<String>,
    /// Caller number shown for outbound calls on behalf of the queue.
    #[field(newer)]
    pub calling_party_number: Option<String>,
    /// Which libraries of ready answers agents can use.
    #[field(newer)]
    pub canned_response_libraries: Option<CannedResponseLibraries>,
    /// Rules that bring in further groups of agents when the queue needs them.
    #[field(newer)]
    pub conditional_group_activation: Option<ConditionalGroupActivation>,
    /// Rules that pass waiting interactions on to other groups of agents.
    #[field(newer)]
    pub conditional_group_routing: Option<ConditionalGroupRouting>,
    /// Id of the user who made the queue.
    #[field(newer)]
    pub created_by: Option<String>,
    /// When the queue was made.
    #[field(newer)]
    pub date_created: Option<DateTime>,
    /// When the queue was last changed.
    #[field(newer)]
    pub date_modified: Option<DateTime>,
    /// Script shown to agents, by media type.
    #[field(newer)]
    pub default_scripts: Option<Map<Script>>,
    /// What the queue is for.
    #[field(newer)]
    pub description: Option<String>,
    /// How interactions meant for one agent are routed, and who backs that agent up.
    #[field(newer)]
    pub direct_routing: Option<DirectRouting>,
    /// Division in which the queue lives; it decides who sees it.
    #[field(newer)]
    pub division: Option<Division>,
    /// Flow that runs while an e-mail waits.
    #[field(newer)]
    pub email_in_queue_flow: Option<DomainEntityRef>,
    /// Whether the audio of its calls may be monitored.
    #[field(newer)]
    pub enable_audio_monitoring: Option<bool>,
    /// Whether interactions can be handed to an agent by hand.
    #[field(newer)]
    pub enable_manual_assignment: Option<bool>,
    /// Whether voice is turned into text.
    #[field(newer)]
    pub enable_transcription: Option<bool>,
    /// Number of members who are joined; counted by the server.
    #[field(read_only, newer)]
    pub joined_member_count: Option<i32>,
    /// Whether to prefer the agent who dealt with the customer last, and if so whether only
    /// among members.
    #[field(newer)]
    pub last_agent_routing_mode: Option<LastAgentRoutingMode>,
    /// How agents are alerted, by media type.
    #[field(newer)]
    pub media_settings: Option<QueueMediaSettings>,
    /// Number of members, however they belong; counted by the server.
    #[field(read_only, newer)]
    pub member_count: Option<i32>,
    /// Teams, groups and skill groups whose people are members.
    #[field(newer)]
    pub member_groups: Option<Vec<MemberGroup>>,
    /// Flow that runs while a message waits.
    #[field(newer)]
    pub message_in_queue_flow: Option<DomainEntityRef>,
    /// Id of the user who changed the queue last.
    #[field(newer)]
    pub modified_by: Option<String>,
    /// Audio played to callers on hold.
    #[field(newer)]
    pub on_hold_prompt: Option<DomainEntityRef>,
    /// Address from which e-mail of the queue is sent.
    #[field(newer)]
    pub outbound_email_address: Option<QueueEmailAddress>,
    /// Addresses from which messages of the queue are sent.
    #[field(newer)]
    pub outbound_messaging_addresses: Option<QueueMessagingAddresses>,
    /// Id of the matching queue in another system.
    #[field(newer)]
    pub peer_id: Option<String>,
    /// Flow that runs while a call waits.
    #[field(newer)]
    pub queue_flow: Option<DomainEntityRef>,
    /// Rules by which routing loosens its demands as waiting goes on.
    #[field(newer)]
    pub routing_rules: Option<Vec<RoutingRule>>,
    /// What ranks waiting interactions: time and priority together, or priority alone.
    #[field(newer)]
    pub scoring_method: Option<ScoringMethod>,
    /// How skills count: not at all, the best match first, or only agents who have all.
    #[field(newer)]
    pub skill_evaluation_method: Option<SkillEvaluationMethod>,
    /// Whether recording pauses while a call waits in the queue.
    #[field(newer)]
    pub suppress_in_queue_call_recording: Option<bool>,
    /// Number of users who are members themselves rather than through a group; counted by
    /// the server.
    #[field(read_only, newer)]
    pub user_member_count: Option<i32>,
    /// Audio played to the agent just before the call is connected.
    #[field(newer)]
    pub whisper_prompt: Option<DomainEntityRef>,
    /// Where this resource is read.
    #[field(read_only, newer)]
    pub self_uri: Option<String>,
}
