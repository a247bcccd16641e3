//! Packs what users did on days that are over, a few rows at a time.
//!
//! A step reads and writes in one transaction, so a server that is killed leaves each interval as a
//! row or packed. On PostgreSQL any node takes a step; another one that wanted the same finds nothing
//! left to pack.

use std::{sync::Arc, time::Duration};

use api::DateTime;
use store::{
    Divisions, analytics_users, organizations,
    presence::{intervals, packs},
};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use gate::shared::Shared;

/// How often the server looks for days that are over.
const BETWEEN: Duration = Duration::from_mins(10);
/// What so many users did is looked through at once.
const USERS: usize = 100;
/// So many intervals are packed in one transaction, and some more to the end of a day: no other write
/// waits longer for it than a moment.
const STEP: u32 = 1_000;

/// Packs until the server stops. A day is over by the organization's own clock.
pub(crate) async fn pack_days(shared: Arc<Shared>, stop: CancellationToken) {
    let mut looks = tokio::time::interval(BETWEEN);
    while tokio::select! { _ = looks.tick() => true, () = stop.cancelled() => false } {
        match pack_all(&shared, &stop).await {
            Ok(0) => {}
            Ok(packed) => info!(packed, "what users did on days that are over was packed"),
            Err(error) => warn!(%error, "what users did could not be packed; trying again"),
        }
    }
}

async fn pack_all(shared: &Shared, stop: &CancellationToken) -> store::Result<u64> {
    let all = shared.db.read(|tx| Box::pin(organizations::all(tx))).await?;
    let (mut packed, mut failed) = (0, None);
    for organization in all {
        let until = packs::closed(organization.clock.at(shared.clock.now()));
        let id = organization.id.clone();
        let users = shared.db.read(move |tx| {
            Box::pin(async move {
                tx.enter(&id);
                analytics_users::users(tx, &Divisions::all(), None).await
            })
        });
        for users in users.await?.chunks(USERS) {
            loop {
                if stop.is_cancelled() {
                    return Ok(packed);
                }
                match step(shared, &organization.id, users, until).await {
                    Ok(None) => break,
                    Ok(Some(more)) => {
                        debug!(organization = organization.id, packed = more, "a step of packing");
                        packed += more;
                    }
                    Err(error) => {
                        // Those that cannot be packed must not keep the others waiting.
                        failed = Some(error);
                        break;
                    }
                }
            }
        }
    }
    failed.map_or(Ok(packed), Err)
}

/// Packs some of what these users did. How many intervals; none, and nothing is written, where nothing
/// is to be packed.
async fn step(
    shared: &Shared,
    organization: &str,
    users: &[String],
    until: DateTime,
) -> store::Result<Option<u64>> {
    let (id, of) = (organization.to_owned(), users.to_vec());
    let read = shared.db.read(move |tx| {
        Box::pin(async move {
            tx.enter(&id);
            intervals::unpacked(tx, &of, until, STEP).await
        })
    });
    let oldest = read.await?;
    if oldest.is_empty() {
        return Ok(None);
    }
    let organization = organization.to_owned();
    let pack = shared.db.write(move |tx| {
        let (organization, oldest) = (organization.clone(), oldest.clone());
        Box::pin(async move {
            tx.enter(&organization);
            packs::pack(tx, &oldest, until).await
        })
    });
    pack.await.map(Some)
}
