//! The outbox: what changed, written in the transaction that changed it, so that other nodes hear
//! of it too.

use api::DateTime;

use crate::changes::Change;
use crate::{Result, Tx, args};

/// Rows of one statement.
const ROWS: usize = 50;
/// Values of one row.
const PER_ROW: usize = 4;

/// Writes the changes that a transaction named, in their order.
pub(crate) async fn write(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let (together, alone) = changes.as_chunks::<ROWS>();
    let groups = together.iter().map(<[Change; ROWS]>::as_slice);
    for rows in groups.chain(alone.chunks(1)) {
        let mut values = Vec::with_capacity(rows.len() * PER_ROW);
        for Change { organization, user, at, what, .. } in rows {
            let body = crate::to_json(what)?;
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

/// Forgets changes from before a time by the server's clock, at most so many, in the order of their
/// numbers; how many they were.
pub async fn forget(tx: &mut Tx, before: DateTime, most: u32) -> Result<u64> {
    let sql = "SELECT MAX(number) FROM (SELECT number, written_at FROM outbox \
               ORDER BY number LIMIT $2) oldest WHERE written_at < $1";
    let args = args![before.milliseconds(), most];
    let Some(last) = tx.one(sql, &args, |row| row.get::<Option<i64>>(0)).await?.flatten() else {
        return Ok(0);
    };
    let sql = "UPDATE outbox_swept SET number = $1 WHERE number < $1";
    tx.run(sql, &args![last]).await?;
    tx.run("DELETE FROM outbox WHERE number <= $1", &args![last]).await
}
