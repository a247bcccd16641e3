//! Many users found and changed at once, out of a file.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use api::{DateTime, State, User, WireEnum};

use super::{
    StoredUser,
    changes::{Columns, keys, named},
};
use crate::{Error, Query, Result, Tx, Value, args, divisions::USERS};

/// What tells a user from others, and what it depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: String,
    /// Its address, folded.
    pub email_key: String,
    /// Active, inactive or deleted.
    pub state: State,
    /// The id of its manager.
    pub manager: Option<String>,
}

/// Those users, in whatever state, that have one of these ids or one of these addresses, which are
/// folded; a user may come twice.
pub async fn known(tx: &mut Tx, ids: &[String], addresses: &[String]) -> Result<Vec<Known>> {
    let mut found = Vec::new();
    // Each has an index of its own.
    for (column, keys) in [("id", ids), ("email_key", addresses)] {
        if !keys.is_empty() {
            let sql =
                "SELECT id, email_key, state, manager_id FROM users WHERE organization_id = $";
            let mut query = Query::new(sql, args![&*tx.organization()]);
            query.and(&format!("{column} = ANY($)"), args![keys]);
            let (sql, values) = query.finish();
            let read = tx.all(&sql, &values, |row| {
                Ok(Known {
                    id: row.get(0)?,
                    email_key: row.get(1)?,
                    state: State::from_wire(row.str(2)?),
                    manager: row.get(3)?,
                })
            });
            found.extend(read.await?);
        }
    }
    Ok(found)
}

/// The managers of those of these users that have one, by the ids of the users.
pub async fn managers(tx: &mut Tx, ids: &[String]) -> Result<HashMap<String, String>> {
    let organization = &*tx.organization();
    let sql = "SELECT id, manager_id FROM users WHERE organization_id = $1 AND id = ANY($2) \
               AND manager_id IS NOT NULL";
    let args = args![organization, ids];
    let read = tx.all(sql, &args, |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(read.await?.into_iter().collect())
}

/// Some users in these states by id, those after the last one that was read: whoever is renamed
/// meanwhile comes once all the same.
pub async fn after(
    tx: &mut Tx,
    states: &[State],
    last: &str,
    limit: i64,
) -> Result<Vec<Arc<StoredUser>>> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM users WHERE organization_id = $1 AND id > $2 AND state = ANY($3) \
               ORDER BY id LIMIT $4";
    let args = args![organization, last, super::names(states), limit];
    let ids = tx.all(sql, &args, |row| row.get::<String>(0)).await?;
    super::in_order(tx, &ids).await
}

/// Frees the addresses of these users for others of the same transaction, which gives each of them
/// another one before it ends.
pub async fn free_addresses(tx: &mut Tx, ids: &[String]) -> Result<()> {
    let organization = &*tx.organization();
    // No address is folded to this.
    let sql = "UPDATE users SET email_key = 'freed ' || id \
               WHERE organization_id = $1 AND id = ANY($2)";
    tx.run(sql, &args![organization, ids]).await?;
    Ok(())
}

/// A user to be stored changed, its row made outside the transaction.
pub struct ChangedUser {
    before: Place,
    after: StoredUser,
    columns: Columns,
    /// Something that users are found or listed by.
    rekeyed: bool,
}

/// Where a user is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    division: String,
    state: String,
}

impl Place {
    fn of(user: &StoredUser) -> Self {
        Self { division: user.division.clone(), state: user.state.to_string() }
    }
}

impl ChangedUser {
    /// `after` with these fields and under the version after that of `before`, whose document is
    /// given as well. Its address is none of another user's, and its state is that of `before`.
    pub fn new(
        (before, old): (&StoredUser, &User),
        mut after: StoredUser,
        (shown, profile): (&mut User, &User),
    ) -> Result<Self> {
        after.version = before.version + 1;
        shown.version = i32::try_from(after.version).ok();
        let columns = Columns::of(shown, profile)?;
        after.document.clone_from(&columns.document);
        after.profile.clone_from(&columns.profile);
        let place = Place::of(before);
        let rekeyed = place != Place::of(&after)
            || before.manager != after.manager
            || columns.keys() != keys(old);
        Ok(Self { before: place, after, columns, rekeyed })
    }

    /// As it is stored then.
    pub const fn stored(&self) -> &StoredUser {
        &self.after
    }
}

/// Stores changed users, whose locks are held since before they were read.
pub async fn save_all(tx: &mut Tx, changed: &[ChangedUser], now: DateTime) -> Result<()> {
    // Indexes cost as much as the row itself: most changes touch none.
    let (keys, plain): (Vec<_>, Vec<_>) = changed.iter().partition(|one| one.rekeyed);
    store(tx, &plain, &PLAIN, now).await?;
    store(tx, &keys, &REKEYED, now).await?;
    let mut counts = BTreeMap::<Place, i64>::new();
    for one in &keys {
        let after = Place::of(&one.after);
        if one.before != after {
            *counts.entry(one.before.clone()).or_default() -= 1;
            *counts.entry(after).or_default() += 1;
        }
    }
    let mut counts: Vec<_> =
        counts.iter().map(|(place, more)| (&*place.division, &*place.state, *more)).collect();
    USERS.count(tx, &mut counts).await?;
    changed.iter().try_for_each(|one| named(tx, &one.after))
}

/// A statement that changes several users.
struct Statement {
    /// What is set, and what casts its values on PostgreSQL, which takes them for text otherwise.
    sets: &'static [(&'static str, &'static str)],
    values: fn(&ChangedUser) -> Vec<Value>,
}

const PLAIN: Statement = Statement {
    sets: &[("version", "BIGINT"), ("document", "TEXT"), ("profile", "TEXT")],
    values: |one| {
        let ChangedUser { after, columns, .. } = one;
        args![after.version, &columns.document, &columns.profile].into()
    },
};

const REKEYED: Statement = Statement {
    sets: &[
        ("version", "BIGINT"),
        ("document", "TEXT"),
        ("profile", "TEXT"),
        ("division_id", "TEXT"),
        ("name_key", "TEXT"),
        ("email_key", "TEXT"),
        ("jabber_id", "TEXT"),
        ("manager_id", "TEXT"),
    ],
    values: |one| {
        let ChangedUser { after, columns, .. } = one;
        args![
            after.version,
            &columns.document,
            &columns.profile,
            &after.division,
            &columns.name_key,
            &columns.email_key,
            &columns.jabber_id,
            after.manager.clone(),
        ]
        .into()
    },
};

/// Users of one statement. The rest is stored one by one, so that there are only two texts of each.
const ROWS: usize = 50;

async fn store(
    tx: &mut Tx,
    changed: &[&ChangedUser],
    statement: &Statement,
    now: DateTime,
) -> Result<()> {
    let organization = &*tx.organization();
    let (together, alone) = changed.as_chunks::<ROWS>();
    let groups = together.iter().map(<[&ChangedUser; ROWS]>::as_slice);
    for rows in groups.chain(alone.chunks(1)) {
        let mut values = Vec::with_capacity(2 + rows.len() * (2 + statement.sets.len()));
        values.extend(args![organization, now.milliseconds()]);
        for one in rows {
            values.extend(args![&one.after.id, one.after.version - 1]);
            values.extend((statement.values)(one));
        }
        let stored = tx.run(&statement.text(rows.len()), &values).await?;
        if usize::try_from(stored) != Ok(rows.len()) {
            return Err(Error::Storage("a user was changed although it was locked".to_owned()));
        }
    }
    Ok(())
}

impl Statement {
    fn text(&self, rows: usize) -> String {
        let types = ["TEXT", "BIGINT"].into_iter().chain(self.sets.iter().map(|(_, kind)| *kind));
        let types: Vec<&str> = types.collect();
        let rows = (0..rows).map(|row| {
            let first = 3 + row * types.len();
            let places = types.iter().enumerate();
            let casts = places.map(|(place, kind)| format!("CAST(${} AS {kind})", first + place));
            format!("({})", casts.collect::<Vec<_>>().join(", "))
        });
        let rows = rows.collect::<Vec<_>>().join(", ");
        let sets = self.sets.iter().enumerate();
        let sets = sets.map(|(place, (column, _))| format!("{column} = v.column{}", place + 3));
        let sets = sets.collect::<Vec<_>>().join(", ");
        format!(
            "UPDATE users SET {sets}, modified_at = $2 FROM (VALUES {rows}) AS v \
             WHERE users.organization_id = $1 AND users.id = v.column1 AND users.version = v.column2"
        )
    }
}
