//! Who in a queue is asked first, and when.

use crate::{DomainEntityRef, WritableDivision, model, wire_enum};

/// What a queue does when an interaction leaves a bullseye ring.
#[model]
pub struct Actions {
    /// Skills that are no longer required of an agent.
    #[field(max_items = 100)]
    pub skills_to_remove: Option<Vec<SkillsToRemove>>,
}

/// Routing that widens step by step to less exactly matching agents.
#[model]
pub struct Bullseye {
    /// Rings of agents, tried one after the other.
    #[field(max_items = 100)]
    pub rings: Option<Vec<Ring>>,
}

/// Rules by which further groups of agents join in when a queue is strained.
#[model]
pub struct ConditionalGroupActivation {
    /// Rule that must hold before the others are looked at.
    pub pilot_rule: Option<ConditionalGroupActivationPilotRule>,
    /// Rules that activate groups.
    #[field(max_items = 100)]
    pub rules: Option<Vec<ConditionalGroupActivationRule>>,
}

/// A comparison of one metric of a queue with a number.
#[model]
pub struct ConditionalGroupActivationCondition {
    /// How the metric is compared.
    pub operator: Option<GroupActivationOperator>,
    /// What is measured, and on which queue.
    pub simple_metric: Option<ConditionalGroupActivationSimpleMetric>,
    /// Number that the metric is compared with.
    pub value: Option<f64>,
}

/// The conditions under which group activation is considered at all.
#[model]
pub struct ConditionalGroupActivationPilotRule {
    /// How the conditions combine.
    pub condition_expression: Option<String>,
    /// Comparisons that the expression combines.
    #[field(max_items = 100)]
    pub conditions: Option<Vec<ConditionalGroupActivationCondition>>,
}

/// Groups to activate while conditions hold.
#[model]
pub struct ConditionalGroupActivationRule {
    /// How the conditions combine.
    pub condition_expression: Option<String>,
    /// Comparisons that the expression combines.
    #[field(max_items = 100)]
    pub conditions: Option<Vec<ConditionalGroupActivationCondition>>,
    /// Groups whose members join in while the rule holds.
    #[field(max_items = 100)]
    pub groups: Option<Vec<MemberGroup>>,
}

/// A metric of one queue.
#[model]
pub struct ConditionalGroupActivationSimpleMetric {
    /// What is measured.
    pub metric: Option<GroupActivationMetric>,
    /// Queue that is measured; absent for the queue of the rule.
    pub queue: Option<DomainEntityRef>,
}

/// Rules that offer waiting interactions to further groups of agents.
#[model]
pub struct ConditionalGroupRouting {
    /// Rules, tried in order.
    #[field(max_items = 100)]
    pub rules: Option<Vec<ConditionalGroupRoutingRule>>,
}

/// Groups that join in once a metric of a queue crosses a limit.
#[model]
pub struct ConditionalGroupRoutingRule {
    /// Number that the metric is compared with.
    pub condition_value: Option<f64>,
    /// Groups whose members join in when the rule holds.
    #[field(max_items = 100)]
    pub groups: Option<Vec<MemberGroup>>,
    /// What is measured.
    pub metric: Option<GroupRoutingMetric>,
    /// How the metric is compared.
    pub operator: Option<GroupRoutingOperator>,
    /// Queue that is measured; absent for the queue of the rule.
    pub queue: Option<DomainEntityRef>,
    /// How long to wait before the next rule, in seconds.
    pub wait_seconds: Option<i32>,
}

/// When an interaction moves on from one bullseye ring to the next.
#[model]
pub struct ExpansionCriterium {
    /// Value at which it moves on; seconds for `TIMEOUT_SECONDS`.
    pub threshold: Option<f64>,
    /// What the threshold measures.
    pub r#type: Option<ExpansionCriterionType>,
}

/// A team, group or skill group whose members serve a queue.
#[model]
pub struct MemberGroup {
    /// UUID of the team, group or skill group.
    pub id: Option<String>,
    /// Display name of the group.
    pub name: Option<String>,
    /// Division that the group belongs to.
    pub division: Option<WritableDivision>,
    /// How many members the group has; counted by the server.
    #[field(read_only)]
    pub member_count: Option<i32>,
    /// Whether it is a team, a group or a skill group.
    pub r#type: Option<MemberGroupType>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// One ring of a bullseye queue: the agents added at this step and when the next step follows.
#[model]
pub struct Ring {
    /// What changes in the demands on agents when this ring is reached.
    pub actions: Option<Actions>,
    /// When to go on to the next ring.
    #[field(max_items = 100)]
    pub expansion_criteria: Option<Vec<ExpansionCriterium>>,
    /// Groups whose people join at this ring.
    #[field(max_items = 100)]
    pub member_groups: Option<Vec<MemberGroup>>,
}

/// A skill that is no longer demanded once a ring is reached.
#[model]
pub struct SkillsToRemove {
    /// Skill id, a UUID.
    pub id: Option<String>,
    /// Display name of the skill.
    pub name: Option<String>,
    /// Where this resource is read.
    pub self_uri: Option<String>,
}

/// The kind of a group of queue members.
#[wire_enum]
pub enum MemberGroupType {
    /// A team.
    #[wire("TEAM")]
    Team,
    /// A group.
    #[wire("GROUP")]
    Group,
    /// A skill group.
    #[wire("SKILLGROUP")]
    SkillGroup,
}

/// What a rule of conditional group routing measures.
#[wire_enum]
pub enum GroupRoutingMetric {
    /// The estimated time of waiting.
    #[wire("EstimatedWaitTime")]
    EstimatedWaitTime,
    /// The service level.
    #[wire("ServiceLevel")]
    ServiceLevel,
}

/// How a rule of conditional group routing compares.
#[wire_enum]
pub enum GroupRoutingOperator {
    /// Greater than.
    #[wire("GreaterThan")]
    GreaterThan,
    /// At least.
    #[wire("GreaterThanOrEqualTo")]
    GreaterThanOrEqualTo,
    /// Less than.
    #[wire("LessThan")]
    LessThan,
    /// At most.
    #[wire("LessThanOrEqualTo")]
    LessThanOrEqualTo,
}

/// What a condition of conditional group activation measures.
#[wire_enum]
pub enum GroupActivationMetric {
    /// The estimated time of waiting.
    #[wire("EstimatedWaitTime")]
    EstimatedWaitTime,
    /// The number of idle agents.
    #[wire("IdleAgentCount")]
    IdleAgentCount,
    /// The service level.
    #[wire("ServiceLevel")]
    ServiceLevel,
}

/// How a condition of conditional group activation compares.
#[wire_enum]
pub enum GroupActivationOperator {
    /// Greater than.
    #[wire("GreaterThan")]
    GreaterThan,
    /// At least.
    #[wire("GreaterThanOrEqualTo")]
    GreaterThanOrEqualTo,
    /// Less than.
    #[wire("LessThan")]
    LessThan,
    /// At most.
    #[wire("LessThanOrEqualTo")]
    LessThanOrEqualTo,
    /// Equal.
    #[wire("EqualTo")]
    EqualTo,
    /// Not equal.
    #[wire("NotEqualTo")]
    NotEqualTo,
}

/// What makes a ring of the bullseye widen.
#[wire_enum]
pub enum ExpansionCriterionType {
    /// A number of seconds has passed.
    #[wire("TIMEOUT_SECONDS")]
    TimeoutSeconds,
}
