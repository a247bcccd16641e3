//! The end of a transaction that writes: what it changed goes to the outbox, in the same
//! transaction.

use super::clock::ServerClock;
use super::tx::Tx;
use crate::args;
use crate::changes::{Change, NewChange};
use crate::documents::to_json;
use crate::error::{Error, Result};

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
        write(tx, &changes).await?;
    }
    Ok((answer, changes))
}

/// Rows of one statement.
const ROWS: usize = 50;
/// Values of one row.
const PER_ROW: usize = 4;

/// Writes the changes that a transaction named, in their order.
async fn write(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let (together, alone) = changes.as_chunks::<ROWS>();
    let groups = together.iter().map(<[Change; ROWS]>::as_slice);
    for rows in groups.chain(alone.chunks(1)) {
        let mut values = Vec::with_capacity(rows.len() * PER_ROW);
        for Change { organization, user, at, what, .. } in rows {
            let body = to_json(what)?;
            values.extend(args![&**organization, user.as_deref(), body, at.milliseconds()]);
        }
        tx.run(&statement(rows.len()), &values).await?;
    }
    Ok(())
}

fn statement(rows: usize) -> String {
    let rows = (0..rows).map(|row| {
        let first = row * PER_ROW;
        format!("(${}, ${}, ${}, ${})", first + 1, first + 2, first + 3, first + 4)
    });
    let rows = rows.collect::<Vec<_>>().join(", ");
    format!("INSERT INTO outbox (organization_id, user_id, body, written_at) VALUES {rows}")
}
