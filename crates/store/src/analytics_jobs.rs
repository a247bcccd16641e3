//! Questions of analytics that are answered in the background, and their answers.
//!
//! An answer is written row by row while the question is worked off, and does not change after that.

mod work;

use api::{AsyncQueryState, DateTime, WireEnum};
pub use work::{
    Claimed, Part, append, claim, claimable, discard, fail, finish, forget, free_all,
    organizations, release,
};

use crate::{
    Changed, Divisions, Error, Query, Result, Row, Tx, Visible, Work, args, changes::NewChange,
};

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Records.
    Details,
    /// Times, added up.
    Aggregates,
}

impl JobKind {
    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Details => "details",
            Self::Aggregates => "aggregates",
        }
    }
}

/// A question, and how far its answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredJob {
    /// Its id.
    pub id: String,
    /// What it asks for.
    pub kind: JobKind,
    /// How far it is; never expired, because that follows from the time.
    pub state: AsyncQueryState,
    /// The body of the request, as JSON.
    pub question: String,
    /// Whose users are seen.
    pub divisions: Divisions,
    /// Why it failed.
    pub error: Option<String>,
    /// The presence definitions that were met, each behind its system presence.
    pub met: Vec<(String, String)>,
    /// When it was asked.
    pub submitted_at: DateTime,
    /// When its answer was complete, or it failed.
    pub completed_at: Option<DateTime>,
    /// Until when the answer is kept.
    pub expires_at: DateTime,
}

impl StoredJob {
    /// How far it is at this time.
    pub fn state_at(&self, now: DateTime) -> AsyncQueryState {
        if self.expires_at <= now { AsyncQueryState::Expired } else { self.state.clone() }
    }
}

const COLUMNS: &str = "id, kind, state, question, divisions, error, met, submitted_at, completed_at, \
                       expires_at";

fn read(row: &Row<'_>) -> Result<StoredJob> {
    let kind = match row.str(1)? {
        "details" => JobKind::Details,
        "aggregates" => JobKind::Aggregates,
        other => return Err(Error::Storage(format!("`{other}` is stored as a kind of jobs"))),
    };
    let visible = match row.optional_str(4)? {
        Some(ids) => Visible::Some(crate::from_json(ids)?),
        None => Visible::All,
    };
    let completed_at: Option<i64> = row.get(8)?;
    Ok(StoredJob {
        id: row.get(0)?,
        kind,
        state: AsyncQueryState::from_wire(row.str(2)?),
        question: row.get(3)?,
        divisions: Divisions::new(visible),
        error: row.get(5)?,
        met: crate::from_json(row.str(6)?)?,
        submitted_at: DateTime::from_milliseconds(row.get(7)?),
        completed_at: completed_at.map(DateTime::from_milliseconds),
        expires_at: DateTime::from_milliseconds(row.get(9)?),
    })
}

/// Stores a new question and wakes who answers it.
pub async fn insert(tx: &mut Tx, job: &StoredJob) -> Result<()> {
    let organization = &*tx.organization();
    let divisions = match job.divisions.visible() {
        Visible::All => None,
        Visible::Some(ids) => Some(crate::documents::to_json(ids)?),
    };
    let sql = "INSERT INTO analytics_jobs (organization_id, id, kind, state, question, divisions, \
               submitted_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let args = args![
        organization,
        &*job.id,
        job.kind.as_str(),
        job.state.as_str(),
        &*job.question,
        divisions,
        job.submitted_at.milliseconds(),
        job.expires_at.milliseconds(),
    ];
    tx.run(sql, &args).await?;
    tx.changed(NewChange::new(organization, Changed::Due(Work::Analytics)))
}

/// A question of this kind.
pub async fn find(tx: &mut Tx, kind: JobKind, id: &str) -> Result<Option<StoredJob>> {
    let organization = &*tx.organization();
    let sql = format!(
        "SELECT {COLUMNS} FROM analytics_jobs WHERE organization_id = $1 AND kind = $2 AND id = $3"
    );
    tx.one(&sql, &args![organization, kind.as_str(), id], read).await
}

/// How many questions wait or are worked off.
pub async fn count_unanswered(tx: &mut Tx) -> Result<i64> {
    let organization = &*tx.organization();
    let sql = "SELECT COUNT(*) FROM analytics_jobs \
               WHERE organization_id = $1 AND state = ANY($2)";
    let states = unanswered();
    let count = tx.one(sql, &args![organization, &states[..]], |row| row.get(0)).await?;
    Ok(count.unwrap_or_default())
}

fn unanswered() -> [String; 2] {
    [AsyncQueryState::Queued, AsyncQueryState::Pending].map(|state| state.to_string())
}

/// Cancels a question: whoever works it off stops, and what is stored of the answer goes.
pub async fn cancel(tx: &mut Tx, id: &str, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE analytics_jobs SET state = $3, worker = NULL, \
               completed_at = COALESCE(completed_at, $4) \
               WHERE organization_id = $1 AND id = $2";
    let cancelled = AsyncQueryState::Cancelled;
    let args = args![organization, id, cancelled.as_str(), now.milliseconds()];
    tx.run(sql, &args).await?;
    // Few rows go at once, many in the background.
    let sql = "DELETE FROM analytics_job_rows \
               WHERE organization_id = $1 AND job_id = $2 AND place <= $3";
    tx.run(sql, &args![organization, id, AT_ONCE]).await?;
    tx.changed(NewChange::new(organization, Changed::Due(Work::Analytics)))
}

/// So many rows of an answer go in the transaction that cancels the question.
const AT_ONCE: i64 = 500;

/// Rows of an answer behind a place, in order: so many, but no more than so many bytes beyond the
/// first one. Each has its place.
pub async fn rows(
    tx: &mut Tx,
    job: &str,
    after: i64,
    (most, bytes): (i64, i64),
) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT place, LENGTH(document) FROM analytics_job_rows WHERE organization_id = $";
    let of_job = |sql: &str, organization: &str| {
        let mut query = Query::new(sql, args![organization]);
        query.and("job_id = $", args![job]);
        query.and("place > $", args![after]);
        query
    };
    let organization = &*tx.organization();
    let mut lengths = of_job(sql, organization);
    lengths.push(" ORDER BY place LIMIT $", args![most]);
    let (sql, values) = lengths.finish();
    let read = |row: &Row<'_>| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?));
    let lengths = tx.all(&sql, &values, read).await?;
    let Some((first, _)) = lengths.first() else { return Ok(Vec::new()) };
    let mut sum = 0;
    let fitting = lengths.iter().take_while(|(_, length)| {
        sum += length;
        sum <= bytes
    });
    let last = fitting.last().map_or(*first, |(place, _)| *place);
    let sql = "SELECT place, document FROM analytics_job_rows WHERE organization_id = $";
    let mut documents = of_job(sql, organization);
    documents.and("place <= $", args![last]);
    documents.push(" ORDER BY place", args![]);
    let (sql, values) = documents.finish();
    tx.all(&sql, &values, |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// Has the answer rows behind this place?
pub async fn has_more(tx: &mut Tx, job: &str, after: i64) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "SELECT place FROM analytics_job_rows \
               WHERE organization_id = $1 AND job_id = $2 AND place > $3 ORDER BY place LIMIT 1";
    let next = tx.one(sql, &args![organization, job, after], |row| row.get::<i64>(0)).await?;
    Ok(next.is_some())
}
