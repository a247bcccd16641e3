//! What a user did, as intervals: those of a kind follow each other without gap or overlap, and the
//! last one is open. Analytics reads nothing else. Those of days that are over are
//! [packed](super::packs).

use std::collections::HashMap;

pub use analytics::Kind;
use analytics::Record;
use api::DateTime;

use super::machine::{Live, Step};
use crate::{Lock, Result, Tx, args};

/// A time during which something stayed the same: from its start up to, not including, its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// What it tells of.
    pub kind: Kind,
    /// Its beginning.
    pub start: DateTime,
    /// Its end; none of the last one.
    pub end: Option<DateTime>,
    /// The system presence in upper case, or the routing status.
    pub value: String,
    /// The id of the presence definition.
    pub definition: Option<String>,
}

/// How the intervals of a user change: the open one of the kind ends where this one begins. If it
/// would begin and end at once, this one stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Next {
    interval: Interval,
    in_place: bool,
}

impl Interval {
    /// The first intervals of a user.
    pub(super) fn first(live: &Live) -> [Self; 2] {
        [Self::of(live, Kind::Presence), Self::of(live, Kind::Routing)]
    }

    /// How the intervals change in this step from the state before.
    pub(super) fn of_step(before: &Live, step: &Step) -> Vec<Next> {
        let kinds = [(step.definition, Kind::Presence), (step.routing, Kind::Routing)];
        let changed = kinds.into_iter().filter(|(changed, _)| *changed);
        let next = changed.map(|(_, kind)| {
            let (interval, before) = (Self::of(&step.live, kind), Self::of(before, kind));
            Next { in_place: interval.start == before.start, interval }
        });
        next.collect()
    }

    /// The same for analytics.
    pub(super) fn record(&self) -> Record<'_> {
        let Self { kind, start, end, .. } = *self;
        Record { kind, start, end, value: &self.value, definition: self.definition.as_deref() }
    }

    /// What analytics sees, kept.
    pub(super) fn from_record(record: &Record<'_>) -> Self {
        let Record { kind, start, end, value, definition } = *record;
        let (value, definition) = (value.to_owned(), definition.map(str::to_owned));
        Self { kind, start, end, value, definition }
    }

    fn of(live: &Live, kind: Kind) -> Self {
        let (start, value, definition) = match kind {
            Kind::Presence => {
                let presence = &live.presence;
                let definition = Some(presence.definition.clone());
                (presence.since, presence.system.upper().to_owned(), definition)
            }
            Kind::Routing => (live.routing_since, live.routing.to_string(), None),
        };
        Self { kind, start, end: None, value, definition }
    }
}

/// Changes intervals that are in memory as [`save`] changes those that are stored.
pub(super) fn apply(intervals: &mut Vec<Interval>, next: Next) {
    let Next { interval, in_place } = next;
    let open = intervals.iter_mut().rfind(|it| it.kind == interval.kind && it.end.is_none());
    match open {
        Some(open) if in_place => *open = interval,
        open => {
            if let Some(open) = open {
                open.end = Some(interval.start);
            }
            intervals.push(interval);
        }
    }
}

/// Stores the first intervals of a user.
pub(super) async fn insert(tx: &mut Tx, user: &str, live: &Live) -> Result<()> {
    for interval in Interval::first(live) {
        insert_one(tx, user, &interval).await?;
    }
    Ok(())
}

/// The same for many users, whose states are stored.
pub(super) async fn insert_all(tx: &mut Tx, users: &[String]) -> Result<()> {
    let organization = &*tx.organization();
    let kinds = [
        (Kind::Presence, "presence_since, system_presence, presence_definition_id"),
        (Kind::Routing, "routing_since, routing_status, NULL"),
    ];
    for (kind, columns) in kinds {
        let sql = format!(
            "INSERT INTO status_intervals (organization_id, user_id, kind, started_at, value, definition_id) \
             SELECT organization_id, user_id, '{}', {columns} FROM live_states \
             WHERE organization_id = $1 AND user_id = ANY($2)",
            kind.as_str()
        );
        tx.run(&sql, &args![organization, users]).await?;
    }
    Ok(())
}

/// Stores how the intervals of a user change.
pub(super) async fn save(tx: &mut Tx, user: &str, changes: Vec<Next>) -> Result<()> {
    let organization = &*tx.organization();
    for Next { interval, in_place } in changes {
        let (kind, start) = (interval.kind.as_str(), interval.start.milliseconds());
        if in_place {
            let sql = "UPDATE status_intervals SET value = $5, definition_id = $6 \
                       WHERE organization_id = $1 AND user_id = $2 AND kind = $3 AND started_at = $4";
            let Interval { value, definition, .. } = interval;
            tx.run(sql, &args![organization, user, kind, start, value, definition]).await?;
            continue;
        }
        let sql = "UPDATE status_intervals SET ended_at = $4 \
                   WHERE organization_id = $1 AND user_id = $2 AND kind = $3 AND ended_at IS NULL";
        tx.run(sql, &args![organization, user, kind, start]).await?;
        insert_one(tx, user, &interval).await?;
    }
    Ok(())
}

async fn insert_one(tx: &mut Tx, user: &str, interval: &Interval) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO status_intervals (organization_id, user_id, kind, started_at, value, definition_id) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let Interval { kind, start, value, definition, .. } = interval;
    let (kind, start) = (kind.as_str(), start.milliseconds());
    tx.run(sql, &args![organization, user, kind, start, &**value, definition.as_deref()]).await?;
    Ok(())
}

/// So many rows are inserted by one statement.
const ROWS: usize = 50;

/// Stores intervals of a user, each as a row.
pub(super) async fn insert_rows(tx: &mut Tx, user: &str, past: &[&Interval]) -> Result<()> {
    let organization = &*tx.organization();
    for rows in past.chunks(ROWS) {
        let mut values = Vec::with_capacity(rows.len() * 7);
        let mut sql = String::from(
            "INSERT INTO status_intervals (organization_id, user_id, kind, started_at, ended_at, value, \
             definition_id) VALUES ",
        );
        for (place, interval) in rows.iter().enumerate() {
            let Interval { kind, start, end, value, definition } = interval;
            let first = place * 7;
            let places: Vec<_> = (1..=7).map(|column| format!("${}", first + column)).collect();
            sql.push_str(if place == 0 { "(" } else { ", (" });
            sql.push_str(&places.join(", "));
            sql.push(')');
            values.extend(args![
                organization,
                user,
                kind.as_str(),
                start.milliseconds(),
                end.map(DateTime::milliseconds),
                &**value,
                definition.as_deref(),
            ]);
        }
        tx.run(&sql, &values).await?;
    }
    Ok(())
}

/// Of these users, when the first stored interval of each kind begins.
pub async fn first_starts(
    tx: &mut Tx,
    users: &[String],
) -> Result<HashMap<(String, Kind), DateTime>> {
    let organization = &*tx.organization();
    let mut starts = HashMap::new();
    for (kind, stored) in Kind::ALL.into_iter().flat_map(|kind| Stored::ALL.map(|it| (kind, it))) {
        let sql = format!(
            "SELECT user_id, MIN(started_at) FROM {} \
             WHERE organization_id = $1 AND user_id = ANY($2) AND kind = $3 GROUP BY user_id",
            stored.table()
        );
        tx.all(&sql, &args![organization, users, kind.as_str()], |row| {
            let start = DateTime::from_milliseconds(row.get(1)?);
            let first = starts.entry((row.get(0)?, kind)).or_insert(start);
            *first = start.min(*first);
            Ok(())
        })
        .await?;
    }
    Ok(starts)
}

/// How intervals are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// Each as a row.
    Rows,
    /// Those of a day together.
    Packed,
}

impl Stored {
    /// Both of them; who looks at rows first misses none that are packed meanwhile.
    pub const ALL: [Self; 2] = [Self::Rows, Self::Packed];

    /// Where they are. The columns that say of which user and kind they are, and from when to when,
    /// have the same names.
    const fn table(self) -> &'static str {
        match self {
            Self::Rows => "status_intervals",
            Self::Packed => "packed_intervals",
        }
    }
}

/// Of a user and kind, the start of the last row that is meant, and of all before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oldest {
    pub(super) user: String,
    pub(super) kind: String,
    pub(super) last: i64,
    /// How many there are.
    pub count: u64,
}

/// The oldest rows of intervals of these users that had ended by a time: so many at most.
pub async fn old(
    tx: &mut Tx,
    users: &[String],
    stored: Stored,
    until: DateTime,
    most: u32,
) -> Result<Vec<Oldest>> {
    let sql = format!(
        "SELECT user_id, kind, started_at FROM {} \
         WHERE organization_id = $1 AND user_id = ANY($2) AND kind = ANY($3) \
         AND started_at < $4 AND ended_at <= $4 ORDER BY user_id, kind, started_at LIMIT $5",
        stored.table()
    );
    oldest(tx, &sql, users, until, most).await
}

/// The oldest intervals of these users that are not packed, began before a time, and have ended: so
/// many at most.
pub async fn unpacked(
    tx: &mut Tx,
    users: &[String],
    until: DateTime,
    most: u32,
) -> Result<Vec<Oldest>> {
    let sql = "SELECT user_id, kind, started_at FROM status_intervals \
               WHERE organization_id = $1 AND user_id = ANY($2) AND kind = ANY($3) \
               AND started_at < $4 AND ended_at IS NOT NULL ORDER BY user_id, kind, started_at LIMIT $5";
    oldest(tx, sql, users, until, most).await
}

async fn oldest(
    tx: &mut Tx,
    sql: &str,
    users: &[String],
    until: DateTime,
    most: u32,
) -> Result<Vec<Oldest>> {
    let kinds = Kind::ALL.map(|kind| kind.as_str().to_owned());
    let organization = &*tx.organization();
    let args = args![organization, users, &kinds[..], until.milliseconds(), most];
    let mut found: Vec<Oldest> = Vec::new();
    let rows = tx.all(sql, &args, |row| {
        let (user, kind, last) = (row.str(0)?, row.str(1)?, row.get(2)?);
        match found.last_mut().filter(|it| it.user == user && it.kind == kind) {
            Some(old) => (old.last, old.count) = (last, old.count + 1),
            None => {
                found.push(Oldest { user: user.to_owned(), kind: kind.to_owned(), last, count: 1 });
            }
        }
        Ok(())
    });
    rows.await?;
    Ok(found)
}

/// Deletes them. How many.
pub async fn delete_old(tx: &mut Tx, stored: Stored, old: &[Oldest]) -> Result<u64> {
    let organization = &*tx.organization();
    let sql = format!(
        "DELETE FROM {} WHERE organization_id = $1 AND user_id = $2 \
         AND kind = $3 AND started_at <= $4 AND ended_at IS NOT NULL",
        stored.table()
    );
    let mut deleted = 0;
    for Oldest { user, kind, last, .. } in old {
        // Somebody may be packing them.
        tx.lock(Lock::User(user)).await?;
        deleted += tx.run(&sql, &args![organization, &**user, &**kind, *last]).await?;
    }
    Ok(deleted)
}
