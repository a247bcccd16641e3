//! The site and the base settings of phones that every organization has.

use gate::{
    clock::Clock,
    context::{Context, Operator},
    refusal::Result,
};
use store::{Db, Lock, organizations, phones};

/// Adds the site and the base settings that the organization lacks.
pub(super) async fn add(context: &mut Context) -> Result<()> {
    if !phones::sites(&mut context.tx).await?.is_empty() {
        return Ok(());
    }
    let (site, base, line) = (context.random.id(), context.random.id(), context.random.id());
    phones::insert_defaults(&mut context.tx, (&site, &base, &line), context.now).await?;
    Ok(())
}

/// Gives the organizations of earlier versions what they lack.
pub(crate) async fn complete(db: &Db, clock: &Clock) -> Result<()> {
    for stored in db.read(|tx| Box::pin(organizations::all(tx))).await? {
        let id = stored.id.clone();
        let there = db.read(move |tx| {
            Box::pin(async move {
                tx.enter(&id);
                phones::sites(tx).await
            })
        });
        if !there.await?.is_empty() {
            continue;
        }
        let now = clock.now();
        let write = db.write(move |tx| {
            let id = stored.id.clone();
            Box::pin(async move {
                tx.enter(&id);
                let mut context = Context::lend(tx, Operator::Server, stored.clock, now);
                // Another node may start at the same time.
                context.lock(Lock::Organization(&id)).await?;
                add(&mut context).await
            })
        });
        write.await?;
    }
    Ok(())
}
