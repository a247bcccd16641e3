//! Deletes audit messages that are older than the server keeps them.

use std::{sync::Arc, time::Duration};

use api::DateTime;
use store::{audits, organizations};
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
            if removed < SLICE.into() || stop.is_cancelled() {
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
