//! The places of positions that users report, looked up after the answer.
//!
//! A position is a row that says it is not resolved yet. The node that took the report hears of its
//! commit and looks the place up; rows that a stopped node left are found by the others, and by
//! itself when it starts. Whoever is second finds the place noted already, so it is noted once.

mod gazetteer;
mod waking;

use std::{sync::Arc, time::Duration};

use store::{
    ServerTime, Tx,
    geolocations::{self, Unresolved},
    organizations,
};
use tokio::{sync::Notify, time::Instant};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use self::gazetteer::{Gazetteer, Shelf};
pub(crate) use self::waking::ReportWaker;
use gate::{
    audit::Operator,
    context::Context,
    refusal::{Refusal, Result},
    shared::Shared,
};
use resources::rules::people::geolocations::{Place, position, resolve};

/// How often a node looks for rows that nobody resolves.
const LOOK: Duration = Duration::from_secs(30);
/// After so many seconds a row is taken for one that its node does not resolve.
const LEFT: i64 = 10;
/// So many rows are read at once.
const SLICE: u32 = 100;

/// Resolves positions until the server stops.
pub(crate) async fn resolve_reports(
    shared: Arc<Shared>,
    reported: Arc<Notify>,
    stop: CancellationToken,
) {
    let mut shelf = Shelf::default();
    let mut looks = tokio::time::interval(LOOK);
    // What was left when this node stopped is due at once.
    let mut until = shared.clock.now();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = reported.notified() => until = shared.clock.now(),
            _ = looks.tick() => {}
        }
        if let Err(refusal) = resolve_until(&shared, &mut shelf, until, &stop).await {
            let reason = refusal.for_log();
            warn!(reason, "the places of reported positions could not be noted; trying again");
        }
        shelf.put_away_if_idle(Instant::now());
        until = shared.clock.now().plus_seconds(-LEFT);
    }
}

/// Resolves what was reported until then.
async fn resolve_until(
    shared: &Shared,
    shelf: &mut Shelf,
    until: ServerTime,
    stop: &CancellationToken,
) -> Result<()> {
    while !stop.is_cancelled() {
        let read = shared.db.read(move |tx| Box::pin(geolocations::unresolved(tx, until, SLICE)));
        let rows: Vec<Unresolved> = read.await?;
        if rows.is_empty() {
            break;
        }
        let gazetteer = shelf.take(Instant::now()).await.map_err(Refusal::internal)?;
        debug!(positions = rows.len(), "looking up the places of reported positions");
        let mut failed = None;
        for row in rows {
            failed = resolve_one(shared, &gazetteer, row).await.err().or(failed);
        }
        // One that cannot be noted must not keep the others waiting; it stays for the next look.
        if let Some(refusal) = failed {
            return Err(refusal);
        }
    }
    Ok(())
}

async fn resolve_one(shared: &Shared, gazetteer: &Arc<Gazetteer>, row: Unresolved) -> Result<()> {
    let (gazetteer, server_now) = (gazetteer.clone(), shared.clock.now());
    let write = shared.db.write(move |tx| {
        let (gazetteer, row) = (gazetteer.clone(), row.clone());
        Box::pin(async move { note(tx, &gazetteer, &row, server_now).await })
    });
    write.await
}

async fn note(
    tx: &mut Tx,
    gazetteer: &Gazetteer,
    row: &Unresolved,
    server_now: ServerTime,
) -> Result<()> {
    tx.enter(&row.organization);
    let Some(found) = organizations::find(tx, &row.organization).await? else { return Ok(()) };
    let mut context = Context::lend(tx, Operator::Server, found.clock, server_now);
    let of = (&*row.user, &*row.client);
    let Some(at) = position(&mut context, of).await? else { return Ok(()) };
    let place: Option<Place> = gazetteer.place_at(at);
    resolve(&mut context, of, (at, place)).await
}
