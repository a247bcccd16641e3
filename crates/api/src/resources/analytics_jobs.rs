//! Queries of users that are answered in the background.

use crate::{
    AnalyticsUserDetail, DateTime, Map, Operation, PresenceDetailQueryFilter, QueryOrder,
    RoutingStatusDetailQueryFilter, Topic, UserAggregateDataContainer, UserAggregationQuery,
    UserDetailQueryFilter, model, operations, topics, wire_enum,
};

operations! {
    "analytics_jobs":
    PostAnalyticsUsersAggregatesJobs,
    DeleteAnalyticsUsersAggregatesJob,
    GetAnalyticsUsersAggregatesJob,
    GetAnalyticsUsersAggregatesJobResults,
    PostAnalyticsUsersDetailsJobs,
    GetAnalyticsUsersDetailsJobsAvailability,
    DeleteAnalyticsUsersDetailsJob,
    GetAnalyticsUsersDetailsJob,
    GetAnalyticsUsersDetailsJobResults,
}

topics! {
    "analytics_jobs":
    UserDetailsAvailabilityTopic,
}

/// Start a job that adds up how long users spent in each status.
///
/// Takes the same question as the aggregates query, and answers at once with the id of a job that
/// runs on its own. Poll the job until it is `FULFILLED`, then read its results page by page.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/analytics/users/aggregates/jobs",
    any("analytics:userAggregate:view"),
    returns(202, AsyncQueryResponse),
    inferred
)]
pub struct PostAnalyticsUsersAggregatesJobs {
    /// The body.
    pub body: UserAsyncAggregationQuery,
}

/// Cancel a user aggregates job.
///
/// Stops the job and discards its results. An unknown job answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/analytics/users/aggregates/jobs/{jobId}",
    any("analytics:userAggregate:view"),
    returns(204),
    inferred
)]
pub struct DeleteAnalyticsUsersAggregatesJob {
    /// Id of the job, as its creation answered it.
    pub job_id: String,
}

/// Read the state of a user aggregates job.
///
/// Answers the job's state with the times of submission, completion and expiry. An unknown job
/// answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/analytics/users/aggregates/jobs/{jobId}",
    any("analytics:userAggregate:view"),
    returns(AsyncQueryStatus),
    inferred
)]
pub struct GetAnalyticsUsersAggregatesJob {
    /// Id of the job, as its creation answered it.
    pub job_id: String,
}

/// Read the results of a user aggregates job.
///
/// Answers the next page of groups, so many as the job's `pageSize` says. `cursor` in the answer
/// leads to the page after it and is absent on the last one. A job that is not `FULFILLED` refuses
/// with 400, an unknown one with 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/analytics/users/aggregates/jobs/{jobId}/results",
    any("analytics:userAggregate:view"),
    returns(UserAsyncAggregateQueryResponse),
    inferred
)]
pub struct GetAnalyticsUsersAggregatesJobResults {
    /// Id of the job, as its creation answered it.
    pub job_id: String,
    /// Cursor from the page before; left out for the first page.
    pub cursor: Option<String>,
}

/// Start a job that collects user status details.
///
/// Takes the same question as the details query, without paging and aggregations, and answers
/// at once with the id of a job that runs on its own. Poll the job until it is `FULFILLED`,
/// then read its results page by page.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/analytics/users/details/jobs",
    any("analytics:userDetail:view"),
    returns(202, AsyncQueryResponse)
)]
pub struct PostAnalyticsUsersDetailsJobs {
    /// The body.
    pub body: AsyncUserDetailsQuery,
}

/// Read up to when details jobs have data.
///
/// Answers the moment up to which the data behind the jobs is complete: the present, because they
/// read what the queries read.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/analytics/users/details/jobs/availability",
    any("analytics:userDetail:view"),
    returns(DataAvailabilityResponse)
)]
pub struct GetAnalyticsUsersDetailsJobsAvailability {}

/// Cancel a user details job.
///
/// Stops the job and discards its results. An unknown job answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/analytics/users/details/jobs/{jobId}",
    any("analytics:userDetail:view"),
    returns(204),
    inferred
)]
pub struct DeleteAnalyticsUsersDetailsJob {
    /// Id of the job, as its creation answered it.
    pub job_id: String,
}

/// Read the state of a user details job.
///
/// Answers the job's state with the times of submission, completion and expiry. `FULFILLED`
/// means that results can be read; `FAILED`, `CANCELLED` and `EXPIRED` are final. An unknown
/// job answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/analytics/users/details/jobs/{jobId}",
    any("analytics:userDetail:view"),
    returns(AsyncQueryStatus)
)]
pub struct GetAnalyticsUsersDetailsJob {
    /// Id of the job, as its creation answered it.
    pub job_id: String,
}

/// Read the results of a user details job.
///
/// Answers the next page of collected details. `cursor` in the answer leads to the page after
/// it and is absent on the last one. A job that is not yet `FULFILLED` refuses with 400, an
/// unknown one with 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/analytics/users/details/jobs/{jobId}/results",
    any("analytics:userDetail:view"),
    returns(AnalyticsUserDetailsAsyncQueryResponse)
)]
pub struct GetAnalyticsUsersDetailsJobResults {
    /// Id of the job, as its creation answered it.
    pub job_id: String,
    /// Cursor from the page before; left out for the first page.
    pub cursor: Option<String>,
    /// Number of rows on one page; a row has up to 100 records of a user.
    #[query(default = 25, minimum = 1, maximum = 1000)]
    pub page_size: u32,
}

/// One page of the results of a details job.
#[model]
pub struct AnalyticsUserDetailsAsyncQueryResponse {
    /// Token that asks for the next page; absent on the last.
    pub cursor: Option<String>,
    /// Up to when the data behind the job is complete.
    pub data_availability_date: Option<DateTime>,
    /// Presence and routing status history, by user.
    pub user_details: Option<Vec<AnalyticsUserDetail>>,
}

/// Asks how long users were in each presence or routing status, in the background.
#[model(like = UserAggregationQuery)]
pub struct UserAsyncAggregationQuery {
    /// Groups on one page of the results; 100 by default.
    #[field(minimum = 1, maximum = 1000)]
    pub page_size: Option<i32>,
}

/// One page of the results of an aggregates job.
#[model]
pub struct UserAsyncAggregateQueryResponse {
    /// Token that asks for the next page; absent on the last.
    pub cursor: Option<String>,
    /// One entry for each group that has data; a group with many values has several.
    pub results: Option<Vec<UserAggregateDataContainer>>,
    /// Ids of the organization's presence definitions, by system presence.
    pub system_to_organization_mappings: Option<Map<Vec<String>>>,
}

/// The receipt of a query that runs in the background.
#[model]
pub struct AsyncQueryResponse {
    /// Id of the job; asks for its status and its results.
    pub job_id: Option<String>,
}

/// How far a background query has come.
#[model]
pub struct AsyncQueryStatus {
    /// When the job finished.
    pub completion_date: Option<DateTime>,
    /// Why the job failed.
    pub error_message: Option<String>,
    /// When the results stop being available.
    pub expiration_date: Option<DateTime>,
    /// Progress of the job; results can be read once it is `FULFILLED`.
    pub state: Option<AsyncQueryState>,
    /// When the job was submitted.
    pub submission_date: Option<DateTime>,
}

/// A details query that runs in the background.
#[model]
pub struct AsyncUserDetailsQuery {
    /// Time to look at, as ISO-8601 `start/end`.
    pub interval: String,
    /// Most results to collect.
    pub limit: Option<i32>,
    /// Order of the results; `asc` by default.
    pub order: Option<QueryOrder>,
    /// Which presence records to return, by `systemPresence` or `organizationPresenceId`.
    #[field(max_items = 100)]
    pub presence_filters: Option<Vec<PresenceDetailQueryFilter>>,
    /// Which routing status records to return, by `routingStatus`.
    #[field(max_items = 100)]
    pub routing_status_filters: Option<Vec<RoutingStatusDetailQueryFilter>>,
    /// Which users to look at, by `userId`.
    #[field(max_items = 100)]
    pub user_filters: Option<Vec<UserDetailQueryFilter>>,
}

/// How far the data behind background queries reaches.
#[model]
pub struct DataAvailabilityResponse {
    /// Up to when the data is complete; newer intervals may still be missing records.
    pub data_availability_date: Option<DateTime>,
}

/// How far a job is.
#[wire_enum]
pub enum AsyncQueryState {
    /// It waits.
    #[wire("QUEUED")]
    Queued,
    /// It is at work.
    #[wire("PENDING")]
    Pending,
    /// It failed.
    #[wire("FAILED")]
    Failed,
    /// It was cancelled.
    #[wire("CANCELLED")]
    Cancelled,
    /// Its results can be read.
    #[wire("FULFILLED")]
    Fulfilled,
    /// Its results are gone.
    #[wire("EXPIRED")]
    Expired,
}

/// The data behind details jobs reaches further.
#[derive(Debug, Clone, Topic)]
#[topic(
    "v2.analytics.users.details.jobs.availability",
    any("analytics:userDetail:view"),
    sends(DataAvailabilityResponse)
)]
pub struct UserDetailsAvailabilityTopic {}
