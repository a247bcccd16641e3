//! The end of a transaction that writes: what it changed goes to the outbox, in the same
//! transaction.

use super::clock::ServerClock;
use super::tx::Tx;
use super::{Error, Result};
use crate::changes::{Change, NewChange};
use crate::outbox;

/// What the work's answer is worth, with the changes that it named. Nothing is committed yet.
pub(super) async fn finish<T, E: From<Error>>(
    tx: &mut Tx,
    answer: Result<T, E>,
    clock: &ServerClock,
) -> Result<(T, Vec<Change>), E> {
    let answer = tx.verdict(answer)?;
    let named = tx.take_named();
    let changes: Vec<Change> = if named.is_empty() {
        Vec::new()
    } else {
        let at = clock.now();
        named.into_iter().map(|change| NewChange::stamped(change, at)).collect()
    };
    #[cfg(feature = "testing")]
    crate::changes::touched::check(&tx.take_touched(), &changes)?;
    if !changes.is_empty() {
        outbox::write(tx, &changes).await?;
    }
    Ok((answer, changes))
}
