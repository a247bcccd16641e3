//! Queries of what users were and are doing.

mod filters;
mod results;

pub use filters::*;
pub use results::*;

use crate::{Operation, Page, QueryOrder, Topic, model, operations, topics, wire_enum};

operations! {
    "analytics_users":
    PostAnalyticsUsersActivityQuery,
    PostAnalyticsUsersAggregatesQuery,
    PostAnalyticsUsersDetailsQuery,
    PostAnalyticsUsersObservationsQuery,
}

topics! {
    "analytics_users":
    UserAggregatesTopic,
}

/// A user's statistics of the present interval change.
#[derive(Debug, Clone, Topic)]
#[topic(
    "v2.analytics.users.{id}.aggregates",
    any("analytics:userAggregate:view"),
    sends(StatEventUserTopicStatsNotification)
)]
pub struct UserAggregatesTopic {
    /// Id of the user.
    pub id: String,
}

/// Query the present activity of users.
///
/// Shows the state of this moment: one group for each combination of the `groupBy` values, with
/// the number of queue memberships (`oMemberQueues`) or of joined queues (`oActiveQueues`).
/// `details` of a metric lists the entities behind it; when the list is cut, `truncated` is
/// true, its first half holds the oldest and its second half the newest. Groups are ordered
/// ascending unless `order` says otherwise.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/analytics/users/activity/query",
    any("analytics:userObservation:view"),
    returns(UserActivityResponse),
    reads_long
)]
pub struct PostAnalyticsUsersActivityQuery {
    /// The body.
    pub body: UserActivityQuery,
    /// Number of groups on one page.
    pub page: Page,
}

/// Query how long users spent in each status.
///
/// Adds up the milliseconds in each presence or routing status, clipped to the interval and to
/// buckets of `granularity` (the whole interval by default, 30 minutes at least), which follow
/// each other from the start of the interval by the calendar of `timeZone`; empty buckets are
/// left out. Metrics are `tSystemPresence`, `tOrganizationPresence` and `tAgentRoutingStatus`, others are
/// refused with 400. Filter and grouping know only `userId`, with at most 100 user ids in a
/// query.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/analytics/users/aggregates/query",
    any("analytics:userAggregate:view"),
    returns(UserAggregateQueryResponse),
    reads_long
)]
pub struct PostAnalyticsUsersAggregatesQuery {
    /// The body.
    pub body: UserAggregationQuery,
}

/// Query the presence and routing status records of users.
///
/// Answers the records that have something in common with the interval, whole and not clipped
/// to it; a record that still lasts has no `endTime`. The interval may span 7 days without
/// filters and 31 days with them. Presence filters narrow the presence records, routing status
/// filters the routing records; a range is of the length of a record in milliseconds. Pages hold
/// 25 records by default and 100 at most, put together by user; `totalHits` counts records.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/analytics/users/details/query",
    any("analytics:userDetail:view"),
    returns(AnalyticsUserDetailsQueryResponse),
    reads_long
)]
pub struct PostAnalyticsUsersDetailsQuery {
    /// The body.
    pub body: UserDetailsQuery,
}

/// Query how many queues users belong to right now.
///
/// Counts for each user of the filter the queues of which they are a member (`oMemberQueues`)
/// and those that they have joined (`oActiveQueues`). Without `metrics` both are answered;
/// `detailMetrics` adds the single observations.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/analytics/users/observations/query",
    any("analytics:userObservation:view"),
    returns(UserObservationQueryResponse),
    reads_long
)]
pub struct PostAnalyticsUsersObservationsQuery {
    /// The body.
    pub body: UserObservationQuery,
}

/// A range of numbers to count within.
#[model]
pub struct AggregationRange {
    /// Lowest number that belongs to the range.
    pub gte: Option<f64>,
    /// Lowest number above the range, itself excluded.
    pub lt: Option<f64>,
}

/// A count that a details query asks for beside its records.
#[model]
pub struct AnalyticsQueryAggregation {
    /// Dimension to count by: `systemPresence`, `organizationPresenceId` or
    /// `routingStatus`.
    pub dimension: Option<String>,
    /// Metric to count by, instead of a dimension: how many milliseconds a record lasts, as
    /// `tSystemPresence`, `tOrganizationPresence` or `tAgentRoutingStatus`.
    pub metric: Option<String>,
    /// Ranges to count within; only for numeric ranges.
    #[field(max_items = 100)]
    pub ranges: Option<Vec<AggregationRange>>,
    /// Most entries to return, 1 to 100; only for term frequencies.
    pub size: Option<i32>,
    /// Whether to count single values or numeric ranges.
    pub r#type: Option<AggregationType>,
}

/// Which page of an answer to return.
#[model]
pub struct PagingSpec {
    /// Page to return, counted from 1.
    pub page_number: i32,
    /// Entries per page; 25 where no paging is given.
    pub page_size: i32,
}

/// Asks for the present state of users, counted by group.
#[model]
pub struct UserActivityQuery {
    /// Limits which users count.
    pub filter: Option<UserActivityQueryFilter>,
    /// Dimensions for which counts are kept apart, `userId` among them; one group for each
    /// combination of values.
    #[field(max_items = 100)]
    pub group_by: Vec<UserActivityDimension>,
    /// What to count.
    #[field(max_items = 100)]
    pub metrics: Vec<UserActivityQueryMetric>,
    /// Order of the results; `asc` is the default.
    pub order: Option<QueryOrder>,
}

/// A metric to count, with or without what was counted.
#[model]
pub struct UserActivityQueryMetric {
    /// Whether to return what was counted in `entities`.
    pub details: Option<bool>,
    /// Queue memberships (`oMemberQueues`), or only those that are joined
    /// (`oActiveQueues`).
    #[field(required)]
    pub metric: Option<UserObservationMetric>,
    /// The same as `metric`, which older programs call so.
    pub name: Option<UserObservationMetric>,
}

/// Asks how long users were in each presence or routing status, added up by time bucket.
#[model(base)]
pub struct UserAggregationQuery {
    /// Time by which records are placed in buckets: when the event happened.
    pub alternate_time_dimension: Option<AlternateTimeDimension>,
    /// Limits whose times are added up; at most 100 users.
    pub filter: Option<UserAggregateQueryFilter>,
    /// Whether values of a list are counted one by one rather than together.
    pub flatten_multivalued_dimensions: Option<bool>,
    /// Length of a bucket as an ISO-8601 duration, such as `PT30M` or `P1D`; the whole
    /// interval by default.
    pub granularity: Option<String>,
    /// Dimensions for which results are kept apart; without them everything is added
    /// together.
    #[field(max_items = 100)]
    pub group_by: Option<Vec<UserDimension>>,
    /// Time span as start and end in ISO-8601, separated by a slash; the end is exclusive.
    pub interval: String,
    /// Times to add up: by routing status, organization presence or system presence.
    #[field(max_items = 100)]
    pub metrics: Vec<UserAggregateMetric>,
    /// Time zone name, such as `Europe/Berlin`, by which days begin; UTC by default.
    pub time_zone: Option<String>,
    /// Named views to compute from the metrics.
    #[field(max_items = 100)]
    pub views: Option<Vec<UserAggregationView>>,
}

/// A named view of a metric, limited to a range of its values.
#[model]
pub struct UserAggregationView {
    /// Name of the view, repeated in the answer.
    pub name: String,
    /// What to compute: `rangeBound` keeps the values within the range.
    pub function: AggregationViewFunction,
    /// Bounds of the values, in milliseconds for times.
    pub range: Option<AggregationRange>,
    /// Metric to view.
    pub target: UserAggregateMetric,
}

/// Asks for the presence and routing status records of users, one for each stretch of time.
/// Records are whole, not clipped to the interval.
#[model]
pub struct UserDetailsQuery {
    /// Time span as start and end in ISO-8601, separated by a slash; the end is exclusive.
    /// At most 7 days without filters, 31 days with them.
    pub interval: String,
    /// Order of the records by time; `asc` is the default.
    pub order: Option<QueryOrder>,
    /// Page to return; page 1 with 25 entries by default.
    pub paging: Option<PagingSpec>,
    /// Counts to make over the presence records.
    #[field(max_items = 100)]
    pub presence_aggregations: Option<Vec<AnalyticsQueryAggregation>>,
    /// Limits which presence records are returned.
    #[field(max_items = 100)]
    pub presence_filters: Option<Vec<PresenceDetailQueryFilter>>,
    /// Counts to make over the routing status records.
    #[field(max_items = 100)]
    pub routing_status_aggregations: Option<Vec<AnalyticsQueryAggregation>>,
    /// Limits which routing status records are returned.
    #[field(max_items = 100)]
    pub routing_status_filters: Option<Vec<RoutingStatusDetailQueryFilter>>,
    /// Limits whose records are returned.
    #[field(max_items = 100)]
    pub user_filters: Option<Vec<UserDetailQueryFilter>>,
}

/// Asks in how many queues users are members or joined at this moment.
#[model]
pub struct UserObservationQuery {
    /// Metrics for which to return each thing counted as well.
    #[field(max_items = 100)]
    pub detail_metrics: Option<Vec<UserObservationMetric>>,
    /// Users to observe, by id.
    pub filter: UserObservationQueryFilter,
    /// What to count: queues of which a user is a member, or those in which the user is
    /// joined; both where none is named.
    #[field(max_items = 100, required)]
    pub metrics: Option<Vec<UserObservationMetric>>,
}

/// A property by which present activity is filtered or told apart.
#[wire_enum]
pub enum UserActivityDimension {
    /// The presence definition.
    #[wire("organizationPresenceId")]
    OrganizationPresenceId,
    /// When the presence began.
    #[wire("presenceDate")]
    PresenceDate,
    /// The queue.
    #[wire("queueId")]
    QueueId,
    /// Whether the queue is joined.
    #[wire("queueMembershipStatus")]
    QueueMembershipStatus,
    /// The routing status.
    #[wire("routingStatus")]
    RoutingStatus,
    /// When the routing status began.
    #[wire("routingStatusDate")]
    RoutingStatusDate,
    /// The built-in presence.
    #[wire("systemPresence")]
    SystemPresence,
    /// The team.
    #[wire("teamId")]
    TeamId,
    /// The user.
    #[wire("userId")]
    UserId,
}

/// The property by which user analytics are filtered and grouped.
#[wire_enum]
pub enum UserDimension {
    /// The user.
    #[wire("userId")]
    UserId,
}

/// Another time than the usual one by which records fall into an interval.
#[wire_enum]
pub enum AlternateTimeDimension {
    /// The time of the event.
    #[wire("eventTime")]
    EventTime,
}

/// A time in a status that is added up, in milliseconds.
#[wire_enum]
pub enum UserAggregateMetric {
    /// Time in each routing status.
    #[wire("tAgentRoutingStatus")]
    AgentRoutingStatus,
    /// Time in each presence definition.
    #[wire("tOrganizationPresence")]
    OrganizationPresence,
    /// Time in each built-in presence.
    #[wire("tSystemPresence")]
    SystemPresence,
}

/// A number of queues at this moment.
#[wire_enum]
pub enum UserObservationMetric {
    /// Queues that the user has joined.
    #[wire("oActiveQueues")]
    ActiveQueues,
    /// Queues of which the user is a member.
    #[wire("oMemberQueues")]
    MemberQueues,
}

/// What a view does with its metric.
#[wire_enum]
pub enum AggregationViewFunction {
    /// Keeps what lies within a range.
    #[wire("rangeBound")]
    RangeBound,
}

/// How records are counted.
#[wire_enum]
pub enum AggregationType {
    /// For each value.
    #[wire("termFrequency")]
    TermFrequency,
    /// For each range of numbers.
    #[wire("numericRange")]
    NumericRange,
}
