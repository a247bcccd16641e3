//! Questions of analytics that are answered in the background.

use analytics::{Aggregation, Details};
use api::{
    AnalyticsUserDetailsAsyncQueryResponse, AsyncQueryResponse, AsyncQueryState, AsyncQueryStatus,
    DataAvailabilityResponse, DeleteAnalyticsUsersAggregatesJob, DeleteAnalyticsUsersDetailsJob,
    GetAnalyticsUsersAggregatesJob, GetAnalyticsUsersAggregatesJobResults,
    GetAnalyticsUsersDetailsJob, GetAnalyticsUsersDetailsJobResults,
    GetAnalyticsUsersDetailsJobsAvailability, PostAnalyticsUsersAggregatesJobs,
    PostAnalyticsUsersDetailsJobs, UserAggregationQuery, UserAsyncAggregateQueryResponse,
    UserAsyncAggregationQuery,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use store::{
    Visible,
    analytics_jobs::{self, JobKind, StoredJob},
};

use crate::rules::analytics::{ANALYTICS_JOB, mappings, read_question, refused};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};

/// The operations on jobs of analytics that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(ask_details)
        .answer(ask_aggregates)
        .answer(tell_availability)
        .answer(get_details)
        .answer(get_aggregates)
        .answer(read_details)
        .answer(read_aggregates)
        .answer(cancel_details)
        .answer(cancel_aggregates)
}

/// So long answers are kept.
const KEPT_SECONDS: i64 = 24 * 60 * 60;
/// The most questions of an organization that wait or are worked off.
const MOST_UNANSWERED: usize = 100;
/// A page of results ends before it has more bytes than these.
const PAGE_BYTES: i64 = 3 * 1024 * 1024;
/// Groups on a page of aggregates, where the question says nothing.
const GROUPS: i32 = 100;

/// Takes a question about records.
pub(crate) async fn ask_details(
    call: &mut Call,
    PostAnalyticsUsersDetailsJobs { body }: PostAnalyticsUsersDetailsJobs,
) -> Result<AsyncQueryResponse> {
    Details::of_job(&body).map_err(refused)?;
    ask(call, JobKind::Details, &body).await
}

/// Takes a question about times.
pub(crate) async fn ask_aggregates(
    call: &mut Call,
    PostAnalyticsUsersAggregatesJobs { body }: PostAnalyticsUsersAggregatesJobs,
) -> Result<AsyncQueryResponse> {
    let question = serde_json::to_string(&body).map_err(|error| unwritable(&error))?;
    Aggregation::read(&read_question::<UserAggregationQuery>(&question)?).map_err(refused)?;
    ask(call, JobKind::Aggregates, &body).await
}

fn unwritable(error: &serde_json::Error) -> Refusal {
    Refusal::internal(format!("a question could not be written: {error}"))
}

async fn ask(
    call: &mut Call,
    kind: JobKind,
    question: &impl Serialize,
) -> Result<AsyncQueryResponse> {
    let waiting = analytics_jobs::count_unanswered(&mut call.tx).await?;
    if usize::try_from(waiting).unwrap_or(usize::MAX) >= MOST_UNANSWERED {
        return Err(Refusal::too_many("unanswered analytics jobs", MOST_UNANSWERED));
    }
    let job = StoredJob {
        id: call.random.id(),
        kind,
        state: AsyncQueryState::Queued,
        question: serde_json::to_string(question).map_err(|error| unwritable(&error))?,
        divisions: call.divisions().clone(),
        error: None,
        met: Vec::new(),
        submitted_at: call.now,
        completed_at: None,
        expires_at: call.now.plus_seconds(KEPT_SECONDS),
    };
    analytics_jobs::insert(&mut call.tx, &job).await?;
    let event = AuditEvent::new(ANALYTICS_JOB, Action::Create, &job.id);
    audit::record(call, event.with("kind", kind.as_str()).with("question", &*job.question)).await?;
    Ok(AsyncQueryResponse { job_id: Some(job.id) })
}

/// Up to when the data of jobs is complete: they read what everybody reads.
pub(crate) async fn tell_availability(
    call: &mut Call,
    _: GetAnalyticsUsersDetailsJobsAvailability,
) -> Result<DataAvailabilityResponse> {
    Ok(DataAvailabilityResponse { data_availability_date: Some(call.now) })
}

/// How far the answer about records is.
pub(crate) async fn get_details(
    call: &mut Call,
    GetAnalyticsUsersDetailsJob { job_id }: GetAnalyticsUsersDetailsJob,
) -> Result<AsyncQueryStatus> {
    status(call, JobKind::Details, &job_id).await
}

/// How far the answer about times is.
pub(crate) async fn get_aggregates(
    call: &mut Call,
    GetAnalyticsUsersAggregatesJob { job_id }: GetAnalyticsUsersAggregatesJob,
) -> Result<AsyncQueryStatus> {
    status(call, JobKind::Aggregates, &job_id).await
}

async fn status(call: &mut Call, kind: JobKind, id: &str) -> Result<AsyncQueryStatus> {
    let job = visible(call, kind, id).await?;
    Ok(AsyncQueryStatus {
        state: Some(job.state_at(call.now)),
        error_message: job.error,
        submission_date: Some(job.submitted_at),
        completion_date: job.completed_at,
        expiration_date: Some(job.expires_at),
    })
}

/// The job with this id. Who holds the permission in fewer divisions than its answer was made from
/// does not find it.
async fn visible(call: &mut Call, kind: JobKind, id: &str) -> Result<StoredJob> {
    let id = id.to_lowercase();
    let found = analytics_jobs::find(&mut call.tx, kind, &id).await?;
    let unknown = || Refusal::not_found("analytics job", &id);
    let job = found.ok_or_else(unknown)?;
    let divisions = call.divisions();
    let covered = match job.divisions.visible() {
        Visible::All => *divisions.visible() == Visible::All,
        Visible::Some(ids) => ids.iter().all(|id| divisions.contains(id)),
    };
    if covered {
        return Ok(job);
    }
    Err(unknown().because("the permission is not held in all divisions of the job"))
}

/// A page of an answer.
struct Page {
    job: StoredJob,
    documents: Vec<String>,
    cursor: Option<String>,
}

/// Reads a page of an answer that is complete.
async fn page(
    call: &mut Call,
    kind: JobKind,
    (id, cursor): (&str, Option<&str>),
    size: impl FnOnce(&StoredJob) -> Result<i64>,
) -> Result<Page> {
    let job = visible(call, kind, id).await?;
    match job.state_at(call.now) {
        AsyncQueryState::Fulfilled => {}
        AsyncQueryState::Expired => {
            return Err(Refusal::not_found("result of the expired analytics job", &job.id));
        }
        state => {
            return Err(Refusal::bad_request(format!(
                "The results of the job [{}] can be read once it is FULFILLED; it is {state}.",
                job.id
            )));
        }
    }
    let after = match cursor.filter(|cursor| !cursor.is_empty()) {
        Some(cursor) => place(cursor, &job.id)?,
        None => 0,
    };
    let size = size(&job)?;
    let rows = analytics_jobs::rows(&mut call.tx, &job.id, after, (size, PAGE_BYTES)).await?;
    let last = rows.last().map(|(place, _)| *place);
    let more = match last {
        Some(last) => analytics_jobs::has_more(&mut call.tx, &job.id, last).await?,
        None => false,
    };
    let cursor =
        last.filter(|_| more).map(|last| URL_SAFE_NO_PAD.encode(format!("{}/{last}", job.id)));
    Ok(Page { documents: rows.into_iter().map(|(_, document)| document).collect(), cursor, job })
}

/// The place that a cursor of a job stands for.
fn place(cursor: &str, job: &str) -> Result<i64> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    let place =
        text.as_deref().and_then(|text| text.strip_prefix(job)?.strip_prefix('/')?.parse().ok());
    place.filter(|place| *place > 0).ok_or_else(|| {
        Refusal::invalid_value("cursor", cursor, "the cursor of an earlier page of this job")
    })
}

/// A page of records.
pub(crate) async fn read_details(
    call: &mut Call,
    asked: GetAnalyticsUsersDetailsJobResults,
) -> Result<Rendered<AnalyticsUserDetailsAsyncQueryResponse>> {
    let of = (&*asked.job_id, asked.cursor.as_deref());
    let page = page(call, JobKind::Details, of, |_| Ok(asked.page_size.into())).await?;
    let head = AnalyticsUserDetailsAsyncQueryResponse {
        cursor: page.cursor,
        data_availability_date: page.job.completed_at,
        user_details: None,
    };
    with_rows(&head, "userDetails", &page.documents)
}

/// A page of times.
pub(crate) async fn read_aggregates(
    call: &mut Call,
    asked: GetAnalyticsUsersAggregatesJobResults,
) -> Result<Rendered<UserAsyncAggregateQueryResponse>> {
    let of = (&*asked.job_id, asked.cursor.as_deref());
    let size = |job: &StoredJob| {
        let question: UserAsyncAggregationQuery = read_question(&job.question)?;
        Ok(question.page_size.unwrap_or(GROUPS).into())
    };
    let page = page(call, JobKind::Aggregates, of, size).await?;
    let divisions = page.job.divisions.clone();
    let mappings = mappings(&mut call.tx, &divisions, page.job.met).await?;
    let head = UserAsyncAggregateQueryResponse {
        cursor: page.cursor,
        results: None,
        system_to_organization_mappings: Some(mappings),
    };
    with_rows(&head, "results", &page.documents)
}

/// An answer without its list, and the list of stored JSON.
fn with_rows<T: Serialize>(head: &T, field: &str, rows: &[String]) -> Result<Rendered<T>> {
    let head = serde_json::to_string(head).map_err(|error| unwritable(&error))?;
    let rest = head.strip_prefix('{').filter(|rest| *rest != "}");
    let rest = rest.map_or_else(|| "}".to_owned(), |rest| format!(",{rest}"));
    Ok(Rendered::new(format!("{{\"{field}\":[{}]{rest}", rows.join(","))))
}

/// Stops answering a question about records, and forgets what was answered.
pub(crate) async fn cancel_details(
    call: &mut Call,
    DeleteAnalyticsUsersDetailsJob { job_id }: DeleteAnalyticsUsersDetailsJob,
) -> Result<()> {
    cancel(call, JobKind::Details, &job_id).await
}

/// Stops answering a question about times, and forgets what was answered.
pub(crate) async fn cancel_aggregates(
    call: &mut Call,
    DeleteAnalyticsUsersAggregatesJob { job_id }: DeleteAnalyticsUsersAggregatesJob,
) -> Result<()> {
    cancel(call, JobKind::Aggregates, &job_id).await
}

async fn cancel(call: &mut Call, kind: JobKind, id: &str) -> Result<()> {
    let job = visible(call, kind, id).await?;
    if job.state == AsyncQueryState::Cancelled {
        return Ok(());
    }
    let now = call.now;
    analytics_jobs::cancel(&mut call.tx, &job.id, now).await?;
    let event = AuditEvent::new(ANALYTICS_JOB, Action::Delete, &job.id);
    audit::record(call, event.with("kind", kind.as_str())).await
}
