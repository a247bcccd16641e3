//! Deletes what is older than the server keeps it: audit messages, and what users did.

use std::{sync::Arc, time::Duration};

use api::DateTime;
use store::{
    Divisions, analytics_users, audits, organizations,
    presence::intervals::{self, Stored},
};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use gate::shared::Shared;

/// How often the server looks for what is too old.
const BETWEEN: Duration = Duration::from_hours(1);
/// Rows deleted in one transaction: no other write waits longer for it than a moment.
const SLICE: u32 = 1_000;
const SECONDS_OF_A_DAY: i64 = 86_400;

/// Deletes audit messages that are older than so many days, by each organization's own clock; 0
/// keeps them for ever.
pub(crate) async fn delete_expired(shared: Arc<Shared>, days: u32, stop: CancellationToken) {
    if days == 0 {
        return;
    }
    let mut hours = tokio::time::interval(BETWEEN);
    while tokio::select! { _ = hours.tick() => true, () = stop.cancelled() => false } {
        match delete_all(&shared, days, &stop).await {
            Ok(0) => {}
            Ok(deleted) => info!(deleted, days, "old audit messages were removed"),
            Err(error) => warn!(%error, "old audit messages could not be removed"),
        }
    }
}

async fn delete_all(shared: &Shared, days: u32, stop: &CancellationToken) -> store::Result<u64> {
    let all = shared.db.read(|tx| Box::pin(organizations::all(tx))).await?;
    let mut deleted = 0;
    for stored in all {
        let server_now = shared.clock.now();
        let now = stored.clock.at(server_now);
        let before = now.plus_seconds(-SECONDS_OF_A_DAY.saturating_mul(days.into()));
        loop {
            let removed = slice(shared, &stored.id, before).await?;
            deleted += removed;
            if removed < u64::from(SLICE) || stop.is_cancelled() {
                break;
            }
        }
    }
    Ok(deleted)
}

async fn slice(shared: &Shared, organization: &str, before: DateTime) -> store::Result<u64> {
    let organization = organization.to_owned();
    let delete = shared.db.write(move |tx| {
        let organization = organization.clone();
        Box::pin(async move {
            tx.enter(&organization);
            audits::delete_before(tx, before, SLICE).await
        })
    });
    delete.await
}

/// What so many users did is looked through at once.
const USERS: usize = 100;

/// Deletes what users did that ended longer ago than so many days, by each organization's own clock;
/// what is packed goes when all of its day is so old. 0 keeps it for ever.
pub(crate) async fn delete_intervals(shared: Arc<Shared>, days: u32, stop: CancellationToken) {
    if days == 0 {
        return;
    }
    let mut hours = tokio::time::interval(BETWEEN);
    while tokio::select! { _ = hours.tick() => true, () = stop.cancelled() => false } {
        match delete_all_intervals(&shared, days, &stop).await {
            Ok(0) => {}
            Ok(deleted) => info!(deleted, days, "old intervals of what users did were removed"),
            Err(error) => warn!(%error, "old intervals of what users did could not be removed"),
        }
    }
}

async fn delete_all_intervals(
    shared: &Shared,
    days: u32,
    stop: &CancellationToken,
) -> store::Result<u64> {
    let all = shared.db.read(|tx| Box::pin(organizations::all(tx))).await?;
    let mut deleted = 0;
    for stored in all {
        let now = stored.clock.at(shared.clock.now());
        let until = now.plus_seconds(-SECONDS_OF_A_DAY.saturating_mul(days.into()));
        let id = stored.id.clone();
        let users = shared.db.read(move |tx| {
            Box::pin(async move {
                tx.enter(&id);
                analytics_users::users(tx, &Divisions::all(), None).await
            })
        });
        for users in users.await?.chunks(USERS) {
            for how in Stored::ALL {
                // Of those that were found some may be packed by now, so only none means the end.
                while let Some(removed) =
                    slice_of_intervals(shared, &stored.id, (users, how), until).await?
                {
                    deleted += removed;
                    if stop.is_cancelled() {
                        return Ok(deleted);
                    }
                }
            }
        }
    }
    Ok(deleted)
}

/// How many rows were deleted; none, and nothing is written, where nothing is old.
async fn slice_of_intervals(
    shared: &Shared,
    organization: &str,
    (users, how): (&[String], Stored),
    until: DateTime,
) -> store::Result<Option<u64>> {
    let (id, of) = (organization.to_owned(), users.to_vec());
    let read = shared.db.read(move |tx| {
        Box::pin(async move {
            tx.enter(&id);
            intervals::old(tx, &of, how, until, SLICE).await
        })
    });
    let old = read.await?;
    if old.is_empty() {
        return Ok(None);
    }
    let organization = organization.to_owned();
    let delete = shared.db.write(move |tx| {
        let (organization, old) = (organization.clone(), old.clone());
        Box::pin(async move {
            tx.enter(&organization);
            intervals::delete_old(tx, how, &old).await
        })
    });
    delete.await.map(Some)
}
