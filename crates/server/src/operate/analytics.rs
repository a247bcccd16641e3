//! Answers questions of analytics in the background.
//!
//! A question is a row, which one node takes at a time. The node that took the request hears of its
//! commit, and so do the others; what a stopped node left is taken once its lease is over.

mod waking;

use std::{sync::Arc, time::Duration};

use api::DateTime;
use store::{
    Engine, ServerTime, Tx,
    analytics_jobs::{self, Claimed, Part},
    organizations,
};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

pub(crate) use self::waking::JobWaker;
use gate::{
    random::Random,
    refusal::{Refusal, Result},
    shared::Shared,
};
use resources::rules::analytics::Answering;

/// How often a node looks for what nobody answers.
const LOOK: Duration = Duration::from_secs(30);
/// So long a question belongs to who took it, after each part of the answer.
const LEASE_SECONDS: i64 = 60;
/// So many rows are deleted in one transaction.
const SLICE: u32 = 500;
/// So long it is known that there was an answer, after it has expired.
const REMEMBERED_SECONDS: i64 = 7 * 24 * 60 * 60;

/// Answers questions until the server stops.
pub(crate) async fn answer_jobs(shared: Arc<Shared>, due: Arc<Notify>, stop: CancellationToken) {
    if shared.db.engine() == Engine::Sqlite {
        // Nobody else has the data: whoever took them has stopped.
        let freed = shared.db.write(|tx| Box::pin(analytics_jobs::free_all(tx))).await;
        if let Err(error) = freed {
            warn!(%error, "questions of analytics that were being answered are answered later");
        }
    }
    let mut looks = tokio::time::interval(LOOK);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = due.notified() => {}
            _ = looks.tick() => {}
        }
        if let Err(refusal) = answer_all(&shared, &stop).await {
            let reason = refusal.for_log();
            warn!(reason, "questions of analytics could not be answered; trying again");
        }
        if let Err(refusal) = discard_all(&shared, &stop).await {
            let reason = refusal.for_log();
            warn!(reason, "old answers of analytics could not be removed");
        }
    }
}

async fn answer_all(shared: &Arc<Shared>, stop: &CancellationToken) -> Result<()> {
    while !stop.is_cancelled() {
        let now = shared.clock.now();
        let read = shared.db.read(move |tx| Box::pin(analytics_jobs::claimable(tx, now)));
        let waiting = read.await?;
        if waiting.is_empty() {
            break;
        }
        let mut failed = None;
        for (organization, id) in waiting {
            if !stop.is_cancelled() {
                failed = answer_one(shared, &organization, &id, stop).await.err().or(failed);
            }
        }
        // One that cannot be answered now must not keep the others waiting.
        if let Some(refusal) = failed {
            return Err(refusal);
        }
    }
    Ok(())
}

/// Takes a question and answers it, unless another node has taken it.
async fn answer_one(
    shared: &Arc<Shared>,
    organization: &str,
    id: &str,
    stop: &CancellationToken,
) -> Result<()> {
    let at = Place { shared, organization };
    let worker = Random::System.id();
    let Some(claimed) = at.claim(id, &worker).await? else { return Ok(()) };
    if claimed.given_up {
        let reason = "it was tried several times, and none of them came to an end";
        return at.fail(&claimed, reason.to_owned()).await;
    }
    debug!(organization, id, "answering a question of analytics");
    let of = (claimed.job.id.clone(), claimed.worker.clone());
    match at.answer(claimed.clone(), stop).await {
        Err(refusal) if refusal.status.is_client_error() => {
            at.fail(&claimed, refusal.message()).await
        }
        Err(refusal) => Err(refusal),
        Ok(true) => Ok(()),
        Ok(false) => {
            at.write(move |tx, _, _| {
                let of = of.clone();
                Box::pin(async move { analytics_jobs::release(tx, (&of.0, &of.1)).await })
            })
            .await
        }
    }
}

/// The organization of a question.
struct Place<'a> {
    shared: &'a Arc<Shared>,
    organization: &'a str,
}

impl Place<'_> {
    /// Writes in the organization; the work is told the server's time and the organization's.
    async fn write<T: Default + Send + 'static>(
        &self,
        work: impl for<'t> Fn(
            &'t mut Tx,
            ServerTime,
            DateTime,
        ) -> store::BoxFuture<'t, store::Result<T>>
        + Send
        + Sync
        + 'static,
    ) -> Result<T> {
        let organization = self.organization.to_owned();
        let (server_now, work) = (self.shared.clock.now(), Arc::new(work));
        let written = self.shared.db.write(move |tx| {
            let (organization, work) = (organization.clone(), work.clone());
            Box::pin(async move {
                tx.enter(&organization);
                let Some(found) = organizations::find(tx, &organization).await? else {
                    return Ok(T::default());
                };
                work(tx, server_now, found.clock.at(server_now)).await
            })
        });
        Ok(written.await?)
    }

    async fn claim(&self, id: &str, worker: &str) -> Result<Option<Claimed>> {
        let (id, worker) = (id.to_owned(), worker.to_owned());
        self.write(move |tx, now, time| {
            let (id, worker) = (id.clone(), worker.clone());
            let until = now.plus_seconds(LEASE_SECONDS);
            Box::pin(
                async move { analytics_jobs::claim(tx, (&id, &worker), (now, until), time).await },
            )
        })
        .await
    }

    /// Answers part by part; `false` if the server stops before the answer is complete.
    async fn answer(&self, claimed: Claimed, stop: &CancellationToken) -> Result<bool> {
        let of = (claimed.job.id.clone(), claimed.worker.clone());
        let (mut answering, mut behind) = (None, claimed.rows);
        loop {
            if stop.is_cancelled() {
                return Ok(false);
            }
            let (next, part) = self.read_part(claimed.clone(), answering.take()).await?;
            answering = Some(next);
            let Some(part) = part else { break };
            let count = i64::try_from(part.rows.len()).unwrap_or_default();
            if !self.append(of.clone(), part, behind).await? {
                debug!(
                    id = of.0,
                    "a question of analytics was cancelled, or taken by another node"
                );
                return Ok(true);
            }
            behind += count;
        }
        self.write(move |tx, _, now| {
            let of = of.clone();
            Box::pin(async move { analytics_jobs::finish(tx, (&of.0, &of.1), now).await })
        })
        .await?;
        Ok(true)
    }

    /// Reads the next part on a blocking thread, in a snapshot of its own.
    async fn read_part(
        &self,
        claimed: Claimed,
        answering: Option<Answering>,
    ) -> Result<(Answering, Option<Part>)> {
        let (organization, server_now) = (self.organization.to_owned(), self.shared.clock.now());
        let read = self.shared.db.long_read(move |tx| {
            Box::pin(async move {
                tx.enter(&organization);
                let mut answering = match answering {
                    Some(answering) => answering,
                    None => {
                        let found = organizations::find(tx, &organization).await?;
                        let clock = found.map(|found| found.clock).unwrap_or_default();
                        Answering::begin(tx, &claimed, clock.at(server_now)).await?
                    }
                };
                let part = answering.next(tx).await?;
                Ok::<_, Refusal>((answering, part))
            })
        });
        read.await
    }

    async fn append(&self, of: (String, String), part: Part, behind: i64) -> Result<bool> {
        let part = Arc::new(part);
        self.write(move |tx, now, time| {
            let (of, part) = (of.clone(), part.clone());
            Box::pin(async move {
                let until = now.plus_seconds(LEASE_SECONDS);
                analytics_jobs::append(tx, (&of.0, &of.1), (&part, behind), (until, time)).await
            })
        })
        .await
    }

    async fn fail(&self, claimed: &Claimed, reason: String) -> Result<()> {
        let of = (claimed.job.id.clone(), claimed.worker.clone());
        self.write(move |tx, _, now| {
            let (of, reason) = (of.clone(), reason.clone());
            Box::pin(async move {
                analytics_jobs::fail(tx, (&of.0, &of.1), &reason, now).await.map(drop)
            })
        })
        .await
    }
}

/// Removes answers that nobody can read any more, a few rows at a time.
async fn discard_all(shared: &Arc<Shared>, stop: &CancellationToken) -> Result<()> {
    let read = shared.db.read(|tx| Box::pin(analytics_jobs::organizations(tx)));
    for organization in read.await? {
        let at = Place { shared, organization: &organization };
        while !stop.is_cancelled() {
            let deleted = at.write(|tx, _, now| {
                Box::pin(async move {
                    let deleted = analytics_jobs::discard(tx, now, SLICE).await?;
                    if deleted == 0 {
                        let before = now.plus_seconds(-REMEMBERED_SECONDS);
                        analytics_jobs::forget(tx, before).await?;
                    }
                    Ok(deleted)
                })
            });
            if deleted.await? == 0 {
                break;
            }
        }
    }
    Ok(())
}
