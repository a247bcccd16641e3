//! How questions are answered in the background: part by part, by user.

use std::{collections::BTreeSet, sync::Arc};

use analytics::{Aggregation, Details, Hit, Kind, Record, Sums, rows};
use api::{AsyncUserDetailsQuery, DateTime, UserAggregateDataContainer, UserAggregationQuery};
use serde::{Serialize, de::DeserializeOwned};
use store::{
    Tx,
    analytics_jobs::{Claimed, JobKind, Part},
    analytics_users,
};

use super::{SLICE, refused, too_much, users};
use gate::{
    audit::{self, Action},
    refusal::{Refusal, Result},
};

/// A question that is answered in the background, in the audit.
pub const ANALYTICS_JOB: audit::Kind = audit::Kind {
    name: "AnalyticsJob",
    service: "Analytics",
    actions: &[Action::Create, Action::Delete],
    uri: None,
};

/// The most records of a row, and the most buckets: such a row is small enough for a page.
const RECORDS: usize = 100;
const BUCKETS: usize = 500;

/// The body of a request, as it was stored.
pub(crate) fn read_question<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|error| Refusal::internal(format!("a question could not be read: {error}")))
}

/// A question that is being answered.
#[derive(Debug)]
pub struct Answering {
    asked: Asked,
    /// The users whose part comes next.
    users: std::vec::IntoIter<String>,
    now: DateTime,
    /// So many rows may still come.
    left: usize,
    met: BTreeSet<(String, String)>,
}

#[derive(Debug)]
enum Asked {
    Details(Details),
    /// Times by user.
    ByUser(Arc<Aggregation>),
    /// Times of all users together; none once they were told.
    Together(Option<Sums>),
}

impl Answering {
    /// Begins, or goes on behind what is stored of the answer. The transaction works in the
    /// question's organization, where it is `now`.
    pub async fn begin(tx: &mut Tx, claimed: &Claimed, now: DateTime) -> Result<Self> {
        let job = &claimed.job;
        let mut left = usize::MAX;
        let (asked, of_users) = match job.kind {
            JobKind::Details => {
                let body: AsyncUserDetailsQuery = read_question(&job.question)?;
                let limit = body.limit.map(i64::from);
                if let Some(limit) = limit {
                    left = usize::try_from(limit - claimed.rows).unwrap_or_default();
                }
                let asked = Details::of_job(&body).map_err(refused)?;
                let of_users = asked.users.clone();
                (Asked::Details(asked), of_users)
            }
            JobKind::Aggregates => {
                let body: UserAggregationQuery = read_question(&job.question)?;
                let asked = Arc::new(Aggregation::read(&body).map_err(refused)?);
                let of_users = asked.users.clone();
                if asked.is_by_user() {
                    (Asked::ByUser(asked), of_users)
                } else {
                    (Asked::Together(Some(Sums::new(asked, now, usize::MAX))), of_users)
                }
            }
        };
        let mut users = users(tx, &job.divisions, &of_users).await?;
        users.retain(|user| claimed.done_user.as_ref().is_none_or(|done| user > done));
        let (users, met) = (users.into_iter(), job.met.iter().cloned().collect());
        Ok(Self { asked, users, now, left, met })
    }

    /// The next part of the answer; none when it is complete.
    pub async fn next(&mut self, tx: &mut Tx) -> Result<Option<Part>> {
        let users: Vec<String> = self.users.by_ref().take(SLICE).collect();
        if users.is_empty() || self.left == 0 {
            return Ok(None);
        }
        let is_last = self.users.as_slice().is_empty();
        let (mut rows, now) = (Vec::new(), self.now);
        let mut done_user = users.last().cloned();
        match &mut self.asked {
            Asked::Details(asked) => rows = records(tx, &users, asked, now).await?,
            Asked::ByUser(asked) => {
                let mut sums = Sums::new(asked.clone(), now, usize::MAX);
                add(tx, &users, asked, &mut sums).await?;
                let (results, met) = sums.finish().map_err(too_much)?;
                self.met.extend(met);
                rows = written(results)?;
            }
            Asked::Together(sums) => {
                if let Some(adding) = sums {
                    let asked = adding.asked();
                    add(tx, &users, &asked, adding).await?;
                }
                if let Some(sums) = sums.take_if(|_| is_last) {
                    let (results, met) = sums.finish().map_err(too_much)?;
                    self.met.extend(met);
                    rows = written(results)?;
                } else {
                    // What is added up so far is in memory alone.
                    done_user = None;
                }
            }
        }
        rows.truncate(self.left);
        self.left -= rows.len();
        Ok(Some(Part { rows, done_user, met: self.met.iter().cloned().collect() }))
    }
}

async fn add(tx: &mut Tx, users: &[String], asked: &Aggregation, sums: &mut Sums) -> Result<()> {
    let span = (asked.span.from, asked.span.until);
    for kind in asked.kinds() {
        analytics_users::each(tx, users, kind, span, sums).await?;
    }
    Ok(())
}

/// The records of users, by user and time, in rows.
async fn records(
    tx: &mut Tx,
    users: &[String],
    asked: &Details,
    now: DateTime,
) -> Result<Vec<String>> {
    let mut hits: Vec<Hit> = Vec::new();
    let span = (asked.span.from, asked.span.until);
    for kind in Kind::ALL {
        let mut see = |user: &str, record: &Record<'_>| {
            if asked.has(record, now) {
                hits.push(Hit::new(user, record));
            }
        };
        analytics_users::each(tx, users, kind, span, &mut see).await?;
    }
    hits.sort_by(|one, two| {
        one.user
            .cmp(&two.user)
            .then_with(|| if asked.descending { two.cmp(one) } else { one.cmp(two) })
    });
    let mut written = Vec::new();
    for of_user in hits.chunk_by(|one, two| one.user == two.user) {
        for part in of_user.chunks(RECORDS) {
            for row in rows(part.iter().cloned()) {
                written.push(text(&row)?);
            }
        }
    }
    Ok(written)
}

/// Groups with their times, in rows.
fn written(results: Vec<UserAggregateDataContainer>) -> Result<Vec<String>> {
    let mut rows = Vec::new();
    for UserAggregateDataContainer { group, data } in results {
        for part in data.unwrap_or_default().chunks(BUCKETS) {
            let (group, data) = (group.clone(), Some(part.to_vec()));
            rows.push(text(&UserAggregateDataContainer { group, data })?);
        }
    }
    Ok(rows)
}

fn text(row: &impl Serialize) -> Result<String> {
    serde_json::to_string(row)
        .map_err(|error| Refusal::internal(format!("a row could not be written: {error}")))
}
