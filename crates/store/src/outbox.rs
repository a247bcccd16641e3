//! The outbox: what happened, written in the transaction in which it happened.

use api::DateTime;
use serde::Serialize;

use crate::{Result, Tx, args};

/// Something that happened.
#[derive(Debug)]
pub struct Event<'a, T> {
    /// What it is about: `callroster.directory.users` tells our own read models of a change.
    pub topic: &'a str,
    /// The user it is about; events are delivered in order for each.
    pub user: Option<&'a str>,
    /// What those who listen are told.
    pub body: T,
    /// When.
    pub at: DateTime,
}

/// Writes an event; it counts when the transaction is committed.
pub async fn write<T: Serialize + Send>(tx: &mut Tx, event: Event<'_, T>) -> Result<()> {
    let organization = &*tx.organization();
    let body = crate::to_json(&event.body)?;
    let sql = "INSERT INTO outbox (organization_id, topic, user_id, body, written_at) \
               VALUES ($1, $2, $3, $4, $5)";
    let Event { topic, user, at, .. } = event;
    tx.run(sql, &args![organization, topic, user, body, at.milliseconds()]).await?;
    Ok(())
}

/// Forgets events older than `before`.
pub async fn forget(tx: &mut Tx, before: DateTime) -> Result<u64> {
    tx.run("DELETE FROM outbox WHERE written_at < $1", &args![before.milliseconds()]).await
}
