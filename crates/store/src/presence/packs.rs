//! Intervals of days that are over, packed: a row for each user, kind and day.
//!
//! What has ended never changes, and nothing is added between what is stored, so a day that is over
//! is packed once. Only a simulation adds what was before, and packs it itself. Packed rows and rows
//! of intervals never tell of the same time.

use analytics::{
    Kind, Packed, Record,
    packed::{Garbled, pack as pack_records, runs},
};
use api::DateTime;

use super::intervals::{Interval, Oldest, insert_rows};
use crate::{Db, Error, Lock, Result, Row, Tx, args};

const MILLISECONDS_OF_A_DAY: i64 = 86_400_000;
/// So many rows are inserted by one statement.
const ROWS: usize = 50;
/// So many rows are checked in one snapshot.
const CHECKED: u32 = 2_000;
/// No more problems than this are told.
const MAX_TOLD: usize = 100;

/// The day of a time begins then, by UTC; the days before are over.
pub const fn closed(now: DateTime) -> DateTime {
    let now = now.milliseconds();
    DateTime::from_milliseconds(now - now.rem_euclid(MILLISECONDS_OF_A_DAY))
}

/// Stores records of a user that are over, in their order, packed.
async fn insert(tx: &mut Tx, user: &str, records: &[Record<'_>]) -> Result<()> {
    let organization = &*tx.organization();
    let runs: Vec<&[Record<'_>]> = runs(records).collect();
    for rows in runs.chunks(ROWS) {
        let mut sql = String::from(
            "INSERT INTO packed_intervals (organization_id, user_id, kind, started_at, ended_at, \
             intervals) VALUES ",
        );
        let mut values = Vec::with_capacity(rows.len() * 6);
        for (place, run) in rows.iter().enumerate() {
            let refused = |reason| Error::Bug(format!("what {user} did is not packed: {reason}"));
            let bytes = pack_records(run).map_err(refused)?;
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let places: Vec<_> = (1..=6).map(|column| format!("${}", place * 6 + column)).collect();
            sql.push_str(if place == 0 { "(" } else { ", (" });
            sql.push_str(&places.join(", "));
            sql.push(')');
            let (start, end) = (first.start.milliseconds(), last.end.map(DateTime::milliseconds));
            values.extend(args![organization, user, first.kind.as_str(), start, end, bytes]);
        }
        tx.run(&sql, &values).await?;
    }
    Ok(())
}

/// Stores what a user did before what is stored, such as a simulation played it: of each kind
/// intervals that have ended, in their order, the last of them where the first stored one begins.
/// What began before `closed` is packed.
pub async fn insert_past(
    tx: &mut Tx,
    user: &str,
    past: &[Interval],
    closed: DateTime,
) -> Result<()> {
    let (closed, rest): (Vec<&Interval>, Vec<_>) = past.iter().partition(|it| it.start < closed);
    let records: Vec<Record<'_>> = closed.into_iter().map(Interval::record).collect();
    insert(tx, user, &records).await?;
    insert_rows(tx, user, &rest).await
}

/// Packs the days of these users that begin before a time and are not packed: of each user and kind
/// those up to the day of the last interval. How many intervals were packed; doing it again packs
/// nothing.
pub async fn pack(tx: &mut Tx, oldest: &[Oldest], until: DateTime) -> Result<u64> {
    let mut packed = 0;
    for one in oldest {
        // On PostgreSQL another node may be packing the same.
        tx.lock(Lock::User(&one.user)).await?;
        let next_day = closed(DateTime::from_milliseconds(one.last))
            .plus_milliseconds(MILLISECONDS_OF_A_DAY)
            .min(until);
        let intervals = ended(tx, one, next_day).await?;
        let records: Vec<_> = intervals.iter().map(Interval::record).collect();
        insert(tx, &one.user, &records).await?;
        let organization = &*tx.organization();
        let sql = "DELETE FROM status_intervals WHERE organization_id = $1 AND user_id = $2 \
                   AND kind = $3 AND started_at < $4 AND ended_at IS NOT NULL";
        let args = args![organization, &*one.user, &*one.kind, next_day.milliseconds()];
        let deleted = tx.run(sql, &args).await?;
        if usize::try_from(deleted) != Ok(records.len()) {
            let (user, packed) = (&one.user, records.len());
            let message = format!("{packed} intervals of {user} were packed and {deleted} deleted");
            return Err(Error::Bug(message));
        }
        packed += deleted;
    }
    Ok(packed)
}

/// The intervals that began before a time and are over, in their order.
async fn ended(tx: &mut Tx, of: &Oldest, before: DateTime) -> Result<Vec<Interval>> {
    let organization = &*tx.organization();
    let kind = kind(&of.kind)?;
    let sql = "SELECT started_at, ended_at, value, definition_id FROM status_intervals \
               WHERE organization_id = $1 AND user_id = $2 AND kind = $3 AND started_at < $4 \
               AND ended_at IS NOT NULL ORDER BY started_at";
    tx.all(sql, &args![organization, &*of.user, &*of.kind, before.milliseconds()], |row| {
        Ok(Interval {
            kind,
            start: DateTime::from_milliseconds(row.get(0)?),
            end: Some(DateTime::from_milliseconds(row.get(1)?)),
            value: row.get(2)?,
            definition: row.get(3)?,
        })
    })
    .await
}

fn kind(name: &str) -> Result<Kind> {
    let known = Kind::ALL.into_iter().find(|kind| kind.as_str() == name);
    known.ok_or_else(|| Error::Storage(format!("`{name}` is stored as a kind of interval")))
}

/// The packed records of a row: from when to when, and the bytes, in this column and the next ones.
pub(crate) fn read<'a>(row: &Row<'a>, kind: Kind, first: usize) -> Result<Packed<'a>> {
    let times = (row.get(first)?, row.get(first + 1)?);
    let (start, end) = times;
    let times = (DateTime::from_milliseconds(start), DateTime::from_milliseconds(end));
    Packed::read(kind, times, row.bytes(first + 2)?).map_err(|garbled| {
        Error::Storage(format!("a row of `packed_intervals` from {} on: {garbled}", times.0))
    })
}

/// The intervals of a user and kind that are not over before a time, in their order.
pub async fn since(tx: &mut Tx, user: &str, kind: Kind, from: DateTime) -> Result<Vec<Interval>> {
    let organization = &*tx.organization();
    let args = args![organization, user, kind.as_str(), from.milliseconds()];
    let sql = "SELECT started_at, ended_at, value, definition_id FROM status_intervals \
               WHERE organization_id = $1 AND user_id = $2 AND kind = $3 \
               AND started_at >= COALESCE((SELECT MAX(started_at) FROM status_intervals \
                   WHERE organization_id = $1 AND user_id = $2 AND kind = $3 AND started_at <= $4), $4) \
               ORDER BY started_at";
    let rows = tx.all(sql, &args, |row| {
        let end: Option<i64> = row.get(1)?;
        Ok(Interval {
            kind,
            start: DateTime::from_milliseconds(row.get(0)?),
            end: end.map(DateTime::from_milliseconds),
            value: row.get(2)?,
            definition: row.get(3)?,
        })
    });
    let rows = rows.await?;
    // What is packed was before the rows.
    if rows.first().is_some_and(|first| first.start <= from) {
        return Ok(rows);
    }
    let sql = "SELECT started_at, ended_at, intervals FROM packed_intervals \
               WHERE organization_id = $1 AND user_id = $2 AND kind = $3 AND ended_at > $4 \
               AND started_at >= COALESCE((SELECT MAX(started_at) FROM packed_intervals \
                   WHERE organization_id = $1 AND user_id = $2 AND kind = $3 AND started_at <= $4), $4) \
               ORDER BY started_at";
    let mut all = Vec::new();
    let packed = tx.all(sql, &args, |row| {
        let within = (from.milliseconds(), i64::MAX);
        read(row, kind, 0)?
            .records(within, |record| all.push(Interval::from_record(record)))
            .map_err(|garbled| Error::Storage(format!("a row of `packed_intervals`: {garbled}")))
    });
    packed.await?;
    all.extend(rows);
    Ok(all)
}

/// What is wrong with the packed intervals of an organization, in words; nothing if all can be read
/// and none overlap.
pub async fn check(db: &Db, organization: &str) -> Result<Vec<String>> {
    let organization = organization.to_owned();
    db.long_read(move |tx| {
        tx.enter(&organization);
        Box::pin(async move {
            let (mut problems, mut after) = (Vec::new(), None);
            while let Some(last) = check_some(tx, after, &mut problems).await? {
                after = Some(last);
                tx.next_snapshot().await?;
            }
            problems.truncate(MAX_TOLD);
            Ok(problems)
        })
    })
    .await
}

/// A row, and when its last interval ends.
type Checked = (String, String, i64, i64);

/// Checks rows after this one; the last of them.
async fn check_some(
    tx: &mut Tx,
    mut after: Option<Checked>,
    problems: &mut Vec<String>,
) -> Result<Option<Checked>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id, kind, started_at, ended_at, intervals FROM packed_intervals \
               WHERE organization_id = $1 AND (user_id, kind, started_at) > ($2, $3, $4) \
               ORDER BY user_id, kind, started_at LIMIT $5";
    let (user, name, start, _) = after.clone().unwrap_or_default();
    let args = args![organization, user, name, start, CHECKED];
    let mut last = None;
    let rows = tx.all(sql, &args, |row| {
        let (user, name) = (row.str(0)?, row.str(1)?);
        let (start, end): (i64, i64) = (row.get(2)?, row.get(3)?);
        let mut tell = |what: String| {
            let start = DateTime::from_milliseconds(start);
            problems.push(format!("what the user `{user}` did ({name}) from {start} on {what}"));
        };
        let packed = kind(name).and_then(|kind| read(row, kind, 2));
        let read = packed.map(|packed| packed.each((i64::MIN, i64::MAX), |_, _, _| {}));
        match read {
            Ok(Ok(())) => {}
            Ok(Err(garbled)) => tell(unreadable(garbled)),
            Err(error) => tell(format!("cannot be read: {error}")),
        }
        let before = after.as_ref().filter(|(of, kind, ..)| of == user && kind == name);
        if before.is_some_and(|(.., end)| *end > start) {
            tell("begins before what was before has ended".to_owned());
        }
        after = Some((user.to_owned(), name.to_owned(), start, end));
        last.clone_from(&after);
        Ok(())
    });
    rows.await?;
    Ok(last)
}

fn unreadable(garbled: Garbled) -> String {
    format!("cannot be read: {garbled}")
}
