//! What users did, read for analytics.

use analytics::{Kind, Record, Sees};
use api::DateTime;

use crate::{Divisions, Error, Query, Result, Tx, args, presence::packs};

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

/// Shows the records of a kind of these users that have something in common with a time; those of a
/// user in the order of time, but those of different users one among another.
pub async fn each(
    tx: &mut Tx,
    users: &[String],
    kind: Kind,
    (from, until): (DateTime, DateTime),
    to: &mut impl Sees,
) -> Result<()> {
    let organization = &*tx.organization();
    let (from, until) = (from.milliseconds(), until.milliseconds());
    let args = args![organization, users, kind.as_str(), from, until];
    // Of each user, from the last row that began before the time: one search in the key.
    let sql = "SELECT u.id, p.started_at, p.ended_at, p.intervals FROM users u \
               JOIN packed_intervals p ON p.organization_id = u.organization_id AND p.user_id = u.id \
               AND p.kind = $3 AND p.started_at < $5 AND p.ended_at > $4 \
               AND p.started_at >= COALESCE(( \
                   SELECT MAX(b.started_at) FROM packed_intervals b \
                   WHERE b.organization_id = $1 AND b.user_id = u.id AND b.kind = $3 \
                   AND b.started_at <= $4), $4) \
               WHERE u.organization_id = $1 AND u.id = ANY($2) ORDER BY u.id, p.started_at";
    let rows = tx.all(sql, &args, |row| {
        let (user, packed) = (row.str(0)?, packs::read(row, kind, 1)?);
        to.see_packed(user, &packed, (from, until))
            .map_err(|garbled| Error::Storage(format!("a row of `packed_intervals`: {garbled}")))
    });
    rows.await?;
    let sql = "SELECT u.id, i.started_at, i.ended_at, i.value, i.definition_id FROM users u \
               JOIN status_intervals i ON i.organization_id = u.organization_id AND i.user_id = u.id \
               AND i.kind = $3 AND i.started_at < $5 AND i.started_at >= COALESCE(( \
                   SELECT MAX(b.started_at) FROM status_intervals b \
                   WHERE b.organization_id = $1 AND b.user_id = u.id AND b.kind = $3 \
                   AND b.started_at <= $4), $4) \
               WHERE u.organization_id = $1 AND u.id = ANY($2) ORDER BY u.id, i.started_at";
    let rows = tx.all(sql, &args, |row| {
        let end: Option<i64> = row.get(2)?;
        // The last one before the time may be over by then.
        if end.is_none_or(|end| end > from) {
            let record = Record {
                kind,
                start: DateTime::from_milliseconds(row.get(1)?),
                end: end.map(DateTime::from_milliseconds),
                value: row.str(3)?,
                definition: row.optional_str(4)?,
            };
            to.see(row.str(0)?, &record);
        }
        Ok(())
    });
    rows.await.map(drop)
}
