//! Coaching appointments and learning assignments.

use crate::{DateTime, Map, Operation, Page, UserReference, listing, model, operations, wire_enum};

operations! {
    "development_activities":
    GetUsersDevelopmentActivities,
    PostUsersDevelopmentActivitiesAggregatesQuery,
    GetUsersDevelopmentActivitiesMe,
    GetUsersDevelopmentActivity,
}

/// List development activities of users.
///
/// Answers a page of coaching appointments and learning assignments. `userId` or `moduleId`
/// must be given, otherwise 400. The caller sees learning with `learning:assignment:view` and
/// coaching with `coaching:appointment:view`.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/development/activities",
    any("learning:assignment:view", "coaching:appointment:view"),
    returns(DevelopmentActivityListing)
)]
pub struct GetUsersDevelopmentActivities {
    /// Only activities of these users, at most 100; required unless `moduleId` is given.
    pub user_id: Vec<String>,
    /// Only activities of this learning module; required unless `userId` is given.
    pub module_id: Option<String>,
    /// Only activities due within `start/end` (ISO-8601): at most one year, the end is
    /// exclusive, milliseconds are cut.
    pub interval: Option<String>,
    /// Only activities completed within `start/end` (ISO-8601): at most one year, the end
    /// is exclusive, milliseconds are cut.
    pub completion_interval: Option<String>,
    /// Only activities that are overdue (`True`) or not (`False`); `Any` by default.
    #[query(default = DevelopmentActivityFilter::Any)]
    pub overdue: DevelopmentActivityFilter,
    /// Only activities that were passed (`True`) or not (`False`); `Any` by default.
    #[query(default = DevelopmentActivityFilter::Any)]
    pub pass: DevelopmentActivityFilter,
    /// Number of activities on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing by due date, `Desc` by default.
    #[query(default = DevelopmentActivitySortOrder::Desc)]
    pub sort_order: DevelopmentActivitySortOrder,
    /// Only activities of these types.
    pub types: Vec<DevelopmentActivityType>,
    /// Only activities in these statuses.
    pub statuses: Vec<DevelopmentActivityStatus>,
    /// Only activities to which the user stands in one of these relations; others than
    /// `Attendee` find coaching only.
    pub relationship: Vec<DevelopmentActivityRelationship>,
}

/// Query numbers of development activities.
///
/// Answers numbers of activities and statistics of their scores within the interval, on the
/// whole or for each attendee. The filter must name the attendees, at most 100 ids. Without
/// `metrics` all are answered.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/development/activities/aggregates/query",
    any("learning:assignment:view", "coaching:appointment:view"),
    returns(DevelopmentActivityAggregateResponse),
    reads_long
)]
pub struct PostUsersDevelopmentActivitiesAggregatesQuery {
    /// The body.
    pub body: DevelopmentActivityAggregateParam,
}

/// List the caller's own development activities.
///
/// Answers a page of the coaching appointments and learning assignments that concern the
/// caller. Needs a user's token, but no permission; client credentials answer 400 `not.a.user`.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/development/activities/me",
    signed_in,
    returns(DevelopmentActivityListing),
    needs_user
)]
pub struct GetUsersDevelopmentActivitiesMe {
    /// Only activities of this learning module.
    pub module_id: Option<String>,
    /// Only activities due within `start/end` (ISO-8601): at most one year, the end is
    /// exclusive, milliseconds are cut.
    pub interval: Option<String>,
    /// Only activities completed within `start/end` (ISO-8601): at most one year, the end
    /// is exclusive, milliseconds are cut.
    pub completion_interval: Option<String>,
    /// Only activities that are overdue (`True`) or not (`False`); `Any` by default.
    #[query(default = DevelopmentActivityFilter::Any)]
    pub overdue: DevelopmentActivityFilter,
    /// Only activities that were passed (`True`) or not (`False`); `Any` by default.
    #[query(default = DevelopmentActivityFilter::Any)]
    pub pass: DevelopmentActivityFilter,
    /// Number of activities on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing by due date, `Desc` by default.
    #[query(default = DevelopmentActivitySortOrder::Desc)]
    pub sort_order: DevelopmentActivitySortOrder,
    /// Only activities of these types.
    pub types: Vec<DevelopmentActivityType>,
    /// Only activities in these statuses.
    pub statuses: Vec<DevelopmentActivityStatus>,
    /// Only activities to which the caller stands in one of these relations; others than
    /// `Attendee` find coaching only.
    pub relationship: Vec<DevelopmentActivityRelationship>,
}

/// Read a development activity.
///
/// Answers one coaching appointment or learning assignment. Its attendees, creator,
/// facilitators and assignees need no permission; others need `learning:assignment:view` or
/// `coaching:appointment:view`.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/development/activities/{activityId}",
    signed_in,
    returns(DevelopmentActivity)
)]
pub struct GetUsersDevelopmentActivity {
    /// Id of the activity.
    pub activity_id: String,
    /// Type of the activity.
    pub r#type: DevelopmentActivityType,
}

/// Something that a user is to attend or to learn: a coaching appointment or a learning
/// assignment.
#[model]
pub struct DevelopmentActivity {
    /// UUID of the activity.
    #[field(read_only)]
    pub id: Option<String>,
    /// Title of the activity.
    pub name: Option<String>,
    /// How the learning module was archived.
    pub archival_mode: Option<ArchivalMode>,
    /// Users who attend or learn.
    pub attendees: Option<Vec<UserReference>>,
    /// User who made the activity.
    #[field(read_only)]
    pub created_by: Option<UserReference>,
    /// When the activity was completed.
    #[field(read_only)]
    pub date_completed: Option<DateTime>,
    /// When the activity was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When it is due: the start of an appointment, or the recommended completion of an
    /// assignment.
    pub date_due: Option<DateTime>,
    /// User who leads the activity.
    pub facilitator: Option<UserReference>,
    /// Whether this is the latest assignment of its module.
    pub is_latest: Option<bool>,
    /// Whether the learning module has been archived.
    pub is_module_archived: Option<bool>,
    /// Whether it is past due and not completed.
    pub is_overdue: Option<bool>,
    /// Whether the assessment was passed.
    #[field(read_only)]
    pub is_passed: Option<bool>,
    /// Score that was reached, in percent.
    #[field(read_only)]
    pub percentage_score: Option<f64>,
    /// Progress of the activity; scheduled and assigned ones are `Planned`.
    pub status: Option<DevelopmentActivityStatus>,
    /// Kind of activity; `Informational`, `AssessedContent` and `Assessment` are
    /// deprecated.
    pub r#type: Option<DevelopmentActivityType>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A query that counts development activities.
#[model]
pub struct DevelopmentActivityAggregateParam {
    /// Which activities to count; must name 1 to 100 attendees.
    pub filter: DevelopmentActivityAggregateQueryRequestFilter,
    /// What to group the counts by; nothing or `attendeeId`.
    #[field(max_items = 100)]
    pub group_by: Option<Vec<DevelopmentActivityGroupBy>>,
    /// Time to look at, as ISO-8601 `start/end`.
    pub interval: String,
    /// What to count; every metric when left out.
    #[field(max_items = 100)]
    pub metrics: Option<Vec<DevelopmentActivityMetric>>,
}

/// A group of conditions joined by And or Or.
#[model]
pub struct DevelopmentActivityAggregateQueryRequestClause {
    /// Conditions of the group.
    #[field(max_items = 100)]
    pub predicates: Vec<DevelopmentActivityAggregateQueryRequestPredicate>,
    /// Whether all conditions must hold or any one.
    pub r#type: DevelopmentFilterType,
}

/// The activities that a query counts.
#[model]
pub struct DevelopmentActivityAggregateQueryRequestFilter {
    /// Groups of conditions.
    #[field(max_items = 100)]
    pub clauses: Vec<DevelopmentActivityAggregateQueryRequestClause>,
    /// Whether all groups must hold or any one.
    pub r#type: DevelopmentFilterType,
}

/// One condition: a dimension equals a value.
#[model]
pub struct DevelopmentActivityAggregateQueryRequestPredicate {
    /// What is compared.
    pub dimension: DevelopmentActivityDimension,
    /// Value that it must have.
    pub value: String,
}

/// The counts of one interval.
#[model]
pub struct DevelopmentActivityAggregateQueryResponseData {
    /// Time counted, as ISO-8601 `start/end`.
    pub interval: Option<String>,
    /// One entry for each metric.
    pub metrics: Option<Vec<DevelopmentActivityAggregateQueryResponseMetric>>,
}

/// The counts of one group of activities.
#[model]
pub struct DevelopmentActivityAggregateQueryResponseGroupedData {
    /// Counts, by interval.
    pub data: Option<Vec<DevelopmentActivityAggregateQueryResponseData>>,
    /// What the activities have in common, such as `attendeeId`; empty when nothing was
    /// grouped.
    pub group: Option<Map<String>>,
}

/// One metric and its statistics.
#[model]
pub struct DevelopmentActivityAggregateQueryResponseMetric {
    /// What was counted or measured.
    pub metric: Option<DevelopmentActivityMetric>,
    /// Result of counting or measuring.
    pub stats: Option<DevelopmentActivityAggregateQueryResponseStatistics>,
}

/// The figures of one metric.
#[model]
pub struct DevelopmentActivityAggregateQueryResponseStatistics {
    /// How many activities were counted.
    pub count: Option<i32>,
    /// Highest value among them.
    pub max: Option<f64>,
    /// Lowest value among them.
    pub min: Option<f64>,
    /// Their values added up.
    pub sum: Option<f64>,
}

/// The counts that a query of development activities asked for.
#[model]
pub struct DevelopmentActivityAggregateResponse {
    /// One entry for each group.
    pub results: Vec<DevelopmentActivityAggregateQueryResponseGroupedData>,
}

listing! {
    /// One page of development activities.
    DevelopmentActivityListing of DevelopmentActivity: "Activities on this page, ordered by due date."
}

/// The kind of a development activity.
#[wire_enum]
pub enum DevelopmentActivityType {
    /// Learning without a test; deprecated.
    #[wire("Informational")]
    Informational,
    /// A coaching appointment.
    #[wire("Coaching")]
    Coaching,
    /// Learning with a test; deprecated.
    #[wire("AssessedContent")]
    AssessedContent,
    /// A test alone; deprecated.
    #[wire("Assessment")]
    Assessment,
    /// Learning outside the platform.
    #[wire("External")]
    External,
    /// Learning made on the platform.
    #[wire("Native")]
    Native,
}

/// How far a development activity is.
#[wire_enum]
pub enum DevelopmentActivityStatus {
    /// Scheduled or assigned.
    #[wire("Planned")]
    Planned,
    /// Under way.
    #[wire("InProgress")]
    InProgress,
    /// Completed.
    #[wire("Completed")]
    Completed,
    /// Its time no longer fits.
    #[wire("InvalidSchedule")]
    InvalidSchedule,
    /// It ended without being completed.
    #[wire("NotCompleted")]
    NotCompleted,
}

/// What a user is in a development activity.
#[wire_enum]
pub enum DevelopmentActivityRelationship {
    /// They created it.
    #[wire("Creator")]
    Creator,
    /// They lead it.
    #[wire("Facilitator")]
    Facilitator,
    /// They attend it.
    #[wire("Attendee")]
    Attendee,
}

/// Whether listed activities must have a property.
#[wire_enum]
pub enum DevelopmentActivityFilter {
    /// They must have it.
    #[wire("True")]
    True,
    /// They must not have it.
    #[wire("False")]
    False,
    /// Either way.
    #[wire("Any")]
    Any,
}

/// Direction of a listing of development activities.
#[wire_enum]
pub enum DevelopmentActivitySortOrder {
    /// Ascending.
    #[wire("Asc")]
    Asc,
    /// Descending.
    #[wire("Desc")]
    Desc,
}

/// How a learning module was archived.
#[wire_enum]
pub enum ArchivalMode {
    /// What is assigned may still be completed.
    #[wire("Graceful")]
    Graceful,
    /// It ended at once for everyone.
    #[wire("Immediate")]
    Immediate,
}

/// A number about development activities.
#[wire_enum]
pub enum DevelopmentActivityMetric {
    /// All activities.
    #[wire("nActivities")]
    Activities,
    /// Planned ones.
    #[wire("nPlannedActivities")]
    PlannedActivities,
    /// Those in progress.
    #[wire("nInProgressActivities")]
    InProgressActivities,
    /// Completed ones.
    #[wire("nCompleteActivities")]
    CompleteActivities,
    /// Overdue ones.
    #[wire("nOverdueActivities")]
    OverdueActivities,
    /// Those whose time no longer fits.
    #[wire("nInvalidScheduleActivities")]
    InvalidScheduleActivities,
    /// Passed ones.
    #[wire("nPassedActivities")]
    PassedActivities,
    /// Failed ones.
    #[wire("nFailedActivities")]
    FailedActivities,
    /// The scores.
    #[wire("oActivityScore")]
    ActivityScore,
    /// Those that ended without being completed.
    #[wire("nNotCompletedActivities")]
    NotCompletedActivities,
}

/// By what numbers of development activities are grouped.
#[wire_enum]
pub enum DevelopmentActivityGroupBy {
    /// The attendee.
    #[wire("attendeeId")]
    AttendeeId,
}

/// A property by which numbers of development activities are filtered.
#[wire_enum]
pub enum DevelopmentActivityDimension {
    /// The attendee.
    #[wire("attendeeId")]
    AttendeeId,
    /// The type.
    #[wire("type")]
    Type,
    /// The learning module.
    #[wire("moduleId")]
    ModuleId,
    /// Whether it was passed.
    #[wire("isPassed")]
    IsPassed,
}

/// How the parts of a filter for development activities are joined.
#[wire_enum]
pub enum DevelopmentFilterType {
    /// All must hold.
    #[wire("And")]
    And,
    /// One must hold.
    #[wire("Or")]
    Or,
}
