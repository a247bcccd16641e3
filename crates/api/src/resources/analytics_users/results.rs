//! What analytics queries answer.

use crate::{
    AggregationType, DateTime, Map, RoutingStatusValue, UserActivityDimension,
    UserObservationMetric, model, wire_enum,
};

/// One metric of an aggregate, over one interval.
#[model]
pub struct AggregateMetricData {
    /// Name of the metric, such as `tSystemPresence` or `tAgentRoutingStatus`.
    pub metric: Option<String>,
    /// State the metric was measured for: a system presence, the id of an organization
    /// presence or a routing status.
    pub qualifier: Option<String>,
    /// What was measured; durations are sums of milliseconds inside the interval.
    pub stats: Option<StatisticalSummary>,
}

/// A named view of one aggregate.
#[model]
pub struct AggregateViewData {
    /// Name the query gave to the view.
    pub name: Option<String>,
    /// What was measured within the range of the view.
    pub stats: Option<StatisticalSummary>,
}

/// How detail records spread over the values of one dimension or metric.
#[model]
pub struct AggregationResult {
    /// How many records were counted.
    pub count: Option<i64>,
    /// Dimension whose values were counted.
    pub dimension: Option<String>,
    /// Metric whose values were counted.
    pub metric: Option<String>,
    /// One entry for each value or range.
    pub results: Option<Vec<AggregationResultEntry>>,
    /// Whether single values or numeric ranges were counted.
    pub r#type: Option<AggregationType>,
}

/// How often one value, or one range of values, occurred.
#[model]
pub struct AggregationResultEntry {
    /// How many records have the value or lie in the range.
    pub count: Option<i64>,
    /// Lowest number of the range; only for numeric ranges.
    pub gte: Option<f64>,
    /// Where the range ends, itself excluded; only for numeric ranges.
    pub lt: Option<f64>,
    /// The value that was counted; only for term frequencies.
    pub value: Option<String>,
}

/// A stretch of time that an agent spent in one routing status. It is returned whole, never cut
/// to the interval of the query.
#[model]
pub struct AnalyticsRoutingStatusRecord {
    /// When the status ended; absent while it lasts.
    pub end_time: Option<DateTime>,
    /// Routing status of the agent during that time.
    pub routing_status: Option<RoutingStatusValue>,
    /// When the status began.
    pub start_time: Option<DateTime>,
}

/// How well one agent fits an interaction.
#[model]
pub struct AnalyticsScoredAgent {
    /// Score of the agent for the interaction.
    pub agent_score: Option<i32>,
    /// Id of the user that was scored.
    pub scored_agent_id: Option<String>,
}

/// The presence and routing status history of one user. A user can appear on several pages.
#[model]
pub struct AnalyticsUserDetail {
    /// Presences of the user, one record for each stretch of time.
    pub primary_presence: Option<Vec<AnalyticsUserPresenceRecord>>,
    /// Routing statuses of the user, one record for each stretch of time.
    pub routing_status: Option<Vec<AnalyticsRoutingStatusRecord>>,
    /// Id of the user the records belong to.
    pub user_id: Option<String>,
}

/// One page of presence and routing status history.
#[model]
pub struct AnalyticsUserDetailsQueryResponse {
    /// The counts that the query asked for.
    pub aggregations: Option<Vec<AggregationResult>>,
    /// How many records match; approximate.
    pub total_hits: Option<i32>,
    /// Presence and routing status history, by user.
    pub user_details: Option<Vec<AnalyticsUserDetail>>,
}

/// A stretch of time that a user spent in one presence. It is returned whole, never cut to the
/// interval of the query.
#[model]
pub struct AnalyticsUserPresenceRecord {
    /// When the presence ended; absent while it lasts.
    pub end_time: Option<DateTime>,
    /// Id of the presence definition that the user had chosen.
    pub organization_presence_id: Option<String>,
    /// When the presence began.
    pub start_time: Option<DateTime>,
    /// System presence that the chosen definition belongs to.
    pub system_presence: Option<RecordedPresence>,
}

/// One metric as it stands now.
#[model]
pub struct ObservationMetricData {
    /// Name of the metric.
    pub metric: Option<String>,
    /// What was counted; present for detail metrics only.
    pub observations: Option<Vec<ObservationValue>>,
    /// What the metric is split by, when it is.
    pub qualifier: Option<String>,
    /// The numbers of the metric.
    pub stats: Option<StatisticalSummary>,
    /// Whether `observations` leaves some out.
    pub truncated: Option<bool>,
}

/// One thing that an observation counted.
#[model]
pub struct ObservationValue {
    /// Address the interaction came from.
    pub address_from: Option<String>,
    /// Address the interaction went to.
    pub address_to: Option<String>,
    /// Number of the caller.
    pub ani: Option<String>,
    /// The conversation, a UUID.
    pub conversation_id: Option<String>,
    /// What the interaction was before it was converted.
    pub converted_from: Option<String>,
    /// What the interaction was converted to.
    pub converted_to: Option<String>,
    /// Whether the customer (inbound) or the organization (outbound) began it.
    pub direction: Option<ConversationDirection>,
    /// Number that was called.
    pub dnis: Option<String>,
    /// When this became true.
    #[field(required)]
    pub observation_date: Option<DateTime>,
    /// Name of the participant.
    pub participant_name: Option<String>,
    /// Language that was asked for, a UUID.
    pub requested_language_id: Option<String>,
    /// Skills that were asked for, as UUIDs.
    pub requested_routing_skill_ids: Option<Vec<String>>,
    /// Routing methods that were to be tried.
    pub requested_routings: Option<Vec<RoutingMethod>>,
    /// Priority in the queue.
    pub routing_priority: Option<i64>,
    /// Agents considered, with their scores.
    pub scored_agents: Option<Vec<AnalyticsScoredAgent>>,
    /// The session within the conversation, a UUID.
    pub session_id: Option<String>,
    /// Team of the user, a UUID.
    pub team_id: Option<String>,
    /// Routing method that found the agent.
    pub used_routing: Option<RoutingMethod>,
    /// The user, a UUID.
    pub user_id: Option<String>,
}

/// The metrics of one time bucket.
#[model]
pub struct StatisticalResponse {
    /// Start and end of the bucket in ISO-8601, separated by a slash.
    pub interval: Option<String>,
    /// Metrics of the bucket, one for each qualifier.
    pub metrics: Option<Vec<AggregateMetricData>>,
    /// Named views, computed from the metrics.
    pub views: Option<Vec<AggregateViewData>>,
}

/// The numbers of one metric; only those that the metric has are present.
#[model]
pub struct StatisticalSummary {
    /// Value of a metric that is computed from others.
    #[field(newer)]
    pub calculated_metric_value: Option<i64>,
    /// How many there were.
    pub count: Option<i64>,
    /// How many counted as negative.
    pub count_negative: Option<i64>,
    /// How many counted as positive.
    pub count_positive: Option<i64>,
    /// Value at present.
    pub current: Option<f64>,
    /// Lower part of `ratio`.
    pub denominator: Option<f64>,
    /// Highest value; milliseconds for durations.
    pub max: Option<f64>,
    /// Lowest value; milliseconds for durations.
    pub min: Option<f64>,
    /// Upper part of `ratio`.
    pub numerator: Option<f64>,
    /// Value that 95 percent don't exceed; milliseconds for durations.
    pub p95: Option<i64>,
    /// Value that 99 percent don't exceed; milliseconds for durations.
    pub p99: Option<i64>,
    /// `numerator` divided by `denominator`.
    pub ratio: Option<f64>,
    /// Values added up; for times, milliseconds in the state, clipped to the bucket.
    pub sum: Option<f64>,
    /// Value aimed at.
    pub target: Option<f64>,
}

/// The counts of one group.
#[model]
pub struct UserActivityData {
    /// Metrics of the group.
    pub data: Option<Vec<UserActivityMetricValue>>,
    /// What was counted; present when details were asked for.
    pub entities: Option<Vec<UserActivityEntityData>>,
    /// What sets the group apart, as value by dimension.
    pub group: Option<Map<String>>,
    /// Whether `entities` leaves some out: its first half is then the oldest, its second
    /// half the newest.
    pub truncated: Option<bool>,
}

/// The present state behind one counted entry.
#[model]
pub struct UserActivityEntityData {
    /// When the state last changed.
    #[field(required)]
    pub activity_date: Option<DateTime>,
    /// Definition of the user's presence, a UUID.
    pub organization_presence_id: Option<String>,
    /// When the presence began.
    pub presence_date: Option<DateTime>,
    /// The queue, a UUID.
    pub queue_id: Option<String>,
    /// Whether the user is joined: `active` or `inactive`.
    pub queue_membership_status: Option<String>,
    /// Routing status, such as `IDLE`.
    pub routing_status: Option<String>,
    /// When the routing status began.
    pub routing_status_date: Option<DateTime>,
    /// System presence in upper case, such as `AVAILABLE`.
    pub system_presence: Option<String>,
    /// Team of the user, a UUID.
    pub team_id: Option<String>,
    /// The user, a UUID.
    pub user_id: Option<String>,
}

/// The value of one metric.
#[model]
pub struct UserActivityMetricValue {
    /// How many there are.
    pub count: Option<i32>,
    /// Ids of what was counted, of the kind that `entityIdDimension` names.
    pub entity_ids: Option<Vec<String>>,
    /// What was counted.
    pub metric: Option<UserObservationMetric>,
    /// What the metric is split by, when it is.
    pub qualifier: Option<String>,
}

/// The present state of users, counted by group.
#[model]
pub struct UserActivityResponse {
    /// Dimension to which the ids in `entityIds` belong.
    pub entity_id_dimension: Option<UserActivityDimension>,
    /// One entry for each group; pages run over groups.
    pub results: Vec<UserActivityData>,
}

/// The results of one group.
#[model]
pub struct UserAggregateDataContainer {
    /// Time buckets that have data, in order of time.
    pub data: Option<Vec<StatisticalResponse>>,
    /// What sets the group apart, as value by dimension, such as `userId`.
    pub group: Option<Map<String>>,
}

/// How long users were in each state, by group and time bucket.
#[model]
pub struct UserAggregateQueryResponse {
    /// One entry for each group that has data.
    pub results: Vec<UserAggregateDataContainer>,
    /// Ids of the organization's presence definitions, by system presence.
    pub system_to_organization_mappings: Option<Map<Vec<String>>>,
}

/// The observations of one group.
#[model]
pub struct UserObservationDataContainer {
    /// Metrics of the group.
    pub data: Option<Vec<ObservationMetricData>>,
    /// What sets the group apart, as value by dimension, such as `userId`.
    pub group: Option<Map<String>>,
}

/// The state of users at this moment.
#[model]
pub struct UserObservationQueryResponse {
    /// One entry for each group.
    pub results: Vec<UserObservationDataContainer>,
}

/// The built-in presence of a record, spelled as analytics do.
#[wire_enum]
pub enum RecordedPresence {
    /// Available.
    #[wire("AVAILABLE")]
    Available,
    /// Away.
    #[wire("AWAY")]
    Away,
    /// Busy.
    #[wire("BUSY")]
    Busy,
    /// Signed out.
    #[wire("OFFLINE")]
    Offline,
    /// At rest for a while.
    #[wire("IDLE")]
    Idle,
    /// On queue for interactions.
    #[wire("ON_QUEUE")]
    OnQueue,
    /// At a meal.
    #[wire("MEAL")]
    Meal,
    /// In a training.
    #[wire("TRAINING")]
    Training,
    /// In a meeting.
    #[wire("MEETING")]
    Meeting,
    /// On a break.
    #[wire("BREAK")]
    Break,
}

/// Who began a conversation.
#[wire_enum]
pub enum ConversationDirection {
    /// An external participant.
    #[wire("inbound")]
    Inbound,
    /// A user of the organization.
    #[wire("outbound")]
    Outbound,
}

/// A way in which an interaction is routed to an agent.
#[wire_enum]
pub enum RoutingMethod {
    /// By widening rings of agents.
    #[wire("Bullseye")]
    Bullseye,
    /// By conditions on groups.
    #[wire("Conditional")]
    Conditional,
    /// Straight to the agent.
    #[wire("Direct")]
    Direct,
    /// To the last agent.
    #[wire("Last")]
    Last,
    /// By hand.
    #[wire("Manual")]
    Manual,
    /// By prediction.
    #[wire("Predictive")]
    Predictive,
    /// To preferred agents.
    #[wire("Preferred")]
    Preferred,
    /// In the usual way.
    #[wire("Standard")]
    Standard,
    /// As for very important customers.
    #[wire("Vip")]
    Vip,
}

/// A user's statistics, as a notification tells them.
#[model]
pub struct StatEventUserTopicStatsNotification {
    /// Statistics by interval.
    pub data: Option<Vec<StatEventUserTopicIntervalMetrics>>,
    /// What the statistics are about: `userId` and other dimensions with their values.
    pub group: Option<Map<String>>,
}

/// Statistics of one interval.
#[model]
pub struct StatEventUserTopicIntervalMetrics {
    /// The interval, as ISO-8601 `start/end`.
    pub interval: Option<String>,
    /// Statistics by metric.
    pub metrics: Option<Vec<StatEventUserTopicMetricStats>>,
}

/// Statistics of one metric.
#[model]
pub struct StatEventUserTopicMetricStats {
    /// The metric, such as `tAgentRoutingStatus`.
    pub metric: Option<String>,
    /// Status or presence that the metric is about.
    pub qualifier: Option<String>,
    /// Numbers by name, such as `count` and `sum`.
    pub stats: Option<Map<f64>>,
}
