//! What users did, read for analytics.

use analytics::{Kind, Record};
use api::DateTime;

use crate::{Divisions, Query, Result, Tx, args};

/// The ids of the users of these divisions, deleted ones included, in order; if ids are given, only
/// of those.
pub async fn users(
    tx: &mut Tx,
    divisions: &Divisions,
    only: Option<&[String]>,
) -> Result<Vec<String>> {
    ids(tx, divisions, only, None).await
}

/// The same without deleted users, who do nothing now.
pub async fn present_users(
    tx: &mut Tx,
    divisions: &Divisions,
    only: Option<&[String]>,
) -> Result<Vec<String>> {
    ids(tx, divisions, only, Some("u.state <> 'deleted'")).await
}

/// The ids of the active users, in order.
pub async fn active_users(tx: &mut Tx) -> Result<Vec<String>> {
    ids(tx, &Divisions::all(), None, Some("u.state = 'active'")).await
}

async fn ids(
    tx: &mut Tx,
    divisions: &Divisions,
    only: Option<&[String]>,
    condition: Option<&str>,
) -> Result<Vec<String>> {
    let sql = "SELECT u.id FROM users u WHERE u.organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    divisions.limit(&mut query, "u.division_id");
    if let Some(only) = only {
        query.and("u.id = ANY($)", args![only]);
    }
    if let Some(condition) = condition {
        query.and(condition, args![]);
    }
    query.push(" ORDER BY u.id", args![]);
    let (sql, values) = query.finish();
    tx.all(&sql, &values, |row| row.get(0)).await
}

/// Shows the records of a kind of these users that have something in common with a time: by user, in
/// their order.
pub async fn each(
    tx: &mut Tx,
    users: &[String],
    kind: Kind,
    (from, until): (DateTime, DateTime),
    mut see: impl FnMut(&str, &Record<'_>) + Send,
) -> Result<()> {
    let organization = &*tx.organization();
    // Of each user, from the last record that began before the time: one search in the key.
    let sql = "SELECT u.id, i.started_at, i.ended_at, i.value, i.definition_id FROM users u \
               JOIN status_intervals i ON i.organization_id = u.organization_id AND i.user_id = u.id \
               AND i.kind = $3 AND i.started_at < $5 AND i.started_at >= COALESCE(( \
                   SELECT MAX(p.started_at) FROM status_intervals p \
                   WHERE p.organization_id = $1 AND p.user_id = u.id AND p.kind = $3 \
                   AND p.started_at <= $4), $4) \
               WHERE u.organization_id = $1 AND u.id = ANY($2) ORDER BY u.id, i.started_at";
    let times = (from.milliseconds(), until.milliseconds());
    let args = args![organization, users, kind.as_str(), times.0, times.1];
    let rows = tx.all(sql, &args, |row| {
        let end: Option<i64> = row.get(2)?;
        // The last one before the time may be over by then.
        if end.is_none_or(|end| end > times.0) {
            let record = Record {
                kind,
                start: DateTime::from_milliseconds(row.get(1)?),
                end: end.map(DateTime::from_milliseconds),
                value: row.str(3)?,
                definition: row.optional_str(4)?,
            };
            see(row.str(0)?, &record);
        }
        Ok(())
    });
    rows.await.map(drop)
}
