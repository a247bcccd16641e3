//! How questions are worked off: by one node at a time, which holds a lease and renews it with each
//! part of the answer that it stores.

use api::{AsyncQueryState, DateTime, WireEnum};

use super::{COLUMNS, StoredJob, read, unanswered};
use crate::{Result, Row, ServerTime, Tx, args};

/// After so many attempts that ended in the middle, nobody tries again.
const MOST_ATTEMPTS: i64 = 5;

/// A question that a worker has taken.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The question.
    pub job: StoredJob,
    /// Who has taken it.
    pub worker: String,
    /// The last user whose part of the answer is stored.
    pub done_user: Option<String>,
    /// How many rows of the answer are stored.
    pub rows: i64,
    /// Was it tried so often that it is given up?
    pub given_up: bool,
}

/// A part of an answer.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Its rows, as JSON.
    pub rows: Vec<String>,
    /// The last user whose part of the answer is stored with it; none stays as it is.
    pub done_user: Option<String>,
    /// The presence definitions that were met so far.
    pub met: Vec<(String, String)>,
}

/// The oldest question that nobody works off of each organization: organizations and ids. One of
/// each, because many questions of one organization must not keep another waiting, and because each
/// has a clock of its own.
pub async fn claimable(tx: &mut Tx, now: ServerTime) -> Result<Vec<(String, String)>> {
    let sql = "SELECT organization_id, id FROM ( \
                   SELECT organization_id, id, ROW_NUMBER() OVER ( \
                       PARTITION BY organization_id ORDER BY submitted_at, id) AS place \
                   FROM analytics_jobs WHERE state = ANY($1) AND leased_until <= $2) AS waiting \
               WHERE place = 1 ORDER BY organization_id";
    let args = args![&unanswered()[..], now.milliseconds()];
    tx.all(sql, &args, |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// Takes a question, unless somebody else was first. One that has expired by the organization's
/// time is never answered.
pub async fn claim(
    tx: &mut Tx,
    (id, worker): (&str, &str),
    (now, until): (ServerTime, ServerTime),
    time: DateTime,
) -> Result<Option<Claimed>> {
    let organization = &*tx.organization();
    let sql = "UPDATE analytics_jobs SET state = $3, error = $4, worker = NULL \
               WHERE organization_id = $1 AND id = $2 AND state = ANY($5) AND expires_at <= $6";
    let failed = AsyncQueryState::Failed;
    let reason = "it expired before it was answered";
    let args =
        args![organization, id, failed.as_str(), reason, &unanswered()[..], time.milliseconds()];
    if tx.run(sql, &args).await? > 0 {
        return Ok(None);
    }
    let sql = format!(
        "UPDATE analytics_jobs SET state = $3, worker = $4, leased_until = $6, attempts = attempts + 1 \
         WHERE organization_id = $1 AND id = $2 AND state = ANY($7) AND leased_until <= $5 \
         RETURNING {COLUMNS}, done_user, attempts"
    );
    let args = args![
        organization,
        id,
        AsyncQueryState::Pending.as_str(),
        worker,
        now.milliseconds(),
        until.milliseconds(),
        &unanswered()[..],
    ];
    let both = |row: &Row<'_>| Ok((read(row)?, row.get(10)?, row.get::<i64>(11)?));
    let Some((job, done_user, attempts)) = tx.one(&sql, &args, both).await? else {
        return Ok(None);
    };
    let sql = "SELECT COALESCE(MAX(place), 0) FROM analytics_job_rows \
               WHERE organization_id = $1 AND job_id = $2";
    let rows = tx.one(sql, &args![organization, id], |row| row.get(0)).await?;
    Ok(Some(Claimed {
        job,
        worker: worker.to_owned(),
        done_user,
        rows: rows.unwrap_or_default(),
        given_up: attempts > MOST_ATTEMPTS,
    }))
}

/// Stores a part of the answer behind so many rows, and renews the lease; `false` if the question is
/// no longer the worker's or has expired by the organization's time, and then nothing is stored.
pub async fn append(
    tx: &mut Tx,
    (job, worker): (&str, &str),
    (part, behind): (&Part, i64),
    (until, time): (ServerTime, DateTime),
) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "UPDATE analytics_jobs SET leased_until = $4, done_user = COALESCE($5, done_user), \
               met = $6, attempts = 1 WHERE organization_id = $1 AND id = $2 AND worker = $3 \
               AND expires_at > $7";
    let met = crate::documents::to_json(&part.met)?;
    let args = args![
        organization,
        job,
        worker,
        until.milliseconds(),
        part.done_user.as_deref(),
        met,
        time.milliseconds(),
    ];
    if tx.run(sql, &args).await? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO analytics_job_rows (organization_id, job_id, place, document) \
               VALUES ($1, $2, $3, $4)";
    for (place, document) in (behind + 1..).zip(&part.rows) {
        tx.run(sql, &args![organization, job, place, &**document]).await?;
    }
    Ok(true)
}

/// The answer is complete; `false` if the question is no longer the worker's.
pub async fn finish(tx: &mut Tx, (job, worker): (&str, &str), now: DateTime) -> Result<bool> {
    end(tx, (job, worker), (AsyncQueryState::Fulfilled, None), now).await
}

/// There will be no answer, for this reason; `false` if the question is no longer the worker's.
pub async fn fail(
    tx: &mut Tx,
    (job, worker): (&str, &str),
    reason: &str,
    now: DateTime,
) -> Result<bool> {
    end(tx, (job, worker), (AsyncQueryState::Failed, Some(reason)), now).await
}

async fn end(
    tx: &mut Tx,
    (job, worker): (&str, &str),
    (state, error): (AsyncQueryState, Option<&str>),
    now: DateTime,
) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "UPDATE analytics_jobs SET state = $4, error = $5, completed_at = $6, worker = NULL \
               WHERE organization_id = $1 AND id = $2 AND worker = $3";
    let args = args![organization, job, worker, state.as_str(), error, now.milliseconds()];
    Ok(tx.run(sql, &args).await? > 0)
}

/// Lets go of a question, so that another worker can go on with it.
pub async fn release(tx: &mut Tx, (job, worker): (&str, &str)) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE analytics_jobs SET worker = NULL, leased_until = 0 \
               WHERE organization_id = $1 AND id = $2 AND worker = $3";
    tx.run(sql, &args![organization, job, worker]).await.map(drop)
}

/// Lets go of all questions of all organizations: at the start of a server that owns the data alone.
pub async fn free_all(tx: &mut Tx) -> Result<()> {
    let sql = "UPDATE analytics_jobs SET worker = NULL, leased_until = 0 WHERE worker IS NOT NULL";
    tx.run(sql, &[]).await.map(drop)
}

/// Deletes some rows of answers that nobody can read any more: of questions that were cancelled or
/// failed, and of those that have expired. How many.
pub async fn discard(tx: &mut Tx, now: DateTime, most: u32) -> Result<u64> {
    let organization = &*tx.organization();
    let sql = "SELECT r.job_id, r.place FROM analytics_jobs j JOIN analytics_job_rows r \
                   ON r.organization_id = j.organization_id AND r.job_id = j.id \
               WHERE j.organization_id = $1 AND (j.expires_at <= $2 OR j.state = ANY($3)) \
               ORDER BY r.job_id, r.place LIMIT $4";
    let over = [AsyncQueryState::Cancelled, AsyncQueryState::Failed].map(|it| it.to_string());
    let args = args![organization, now.milliseconds(), &over[..], most];
    let both = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get::<i64>(1)?));
    let mut last: std::collections::BTreeMap<String, i64> = std::collections::BTreeMap::new();
    for (job, place) in tx.all(sql, &args, both).await? {
        last.insert(job, place);
    }
    let sql = "DELETE FROM analytics_job_rows \
               WHERE organization_id = $1 AND job_id = $2 AND place <= $3";
    let mut deleted = 0;
    for (job, place) in last {
        deleted += tx.run(sql, &args![organization, job, place]).await?;
    }
    Ok(deleted)
}

/// Forgets questions whose answers expired before this time. How many.
pub async fn forget(tx: &mut Tx, before: DateTime) -> Result<u64> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM analytics_jobs WHERE organization_id = $1 AND expires_at <= $2 \
               AND NOT EXISTS (SELECT 1 FROM analytics_job_rows r \
                   WHERE r.organization_id = analytics_jobs.organization_id \
                   AND r.job_id = analytics_jobs.id)";
    tx.run(sql, &args![organization, before.milliseconds()]).await
}

/// The organizations that have questions.
pub async fn organizations(tx: &mut Tx) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT organization_id FROM analytics_jobs ORDER BY organization_id";
    tx.all(sql, &[], |row| row.get(0)).await
}
