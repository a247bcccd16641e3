//! The outbox: what changed, written in the transaction that changed it, so that other nodes hear
//! of it too.

use crate::{Result, ServerTime, Tx, args};

/// Deletes changes from before a time by the server's clock, at most so many, in the order of their
/// numbers; how many they were.
pub async fn delete_before(tx: &mut Tx, before: ServerTime, most: u32) -> Result<u64> {
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
