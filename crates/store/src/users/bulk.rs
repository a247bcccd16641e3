//! Many users made at once, out of a seed or a file.

use std::collections::BTreeMap;

use api::{DateTime, State, User};

use super::{StoredUser, UserDates, changes::Columns};
use crate::{Entity, Error, Lock, Result, Tx, Value, args, changes::NewChange, divisions::USERS};

/// A user to be added, its row made outside the transaction.
pub struct NewUser {
    id: String,
    division: String,
    manager: Option<String>,
    state: State,
    columns: Columns,
}

impl NewUser {
    /// From the fields that every answer shows, the id among them, and those that are shown when
    /// expanded.
    pub fn new(division: &str, shown: &User, profile: &User) -> Result<Self> {
        Ok(Self {
            id: shown.id.clone().unwrap_or_default(),
            division: division.to_owned(),
            manager: shown.manager.as_ref().and_then(|manager| manager.id.clone()),
            state: shown.state.clone().unwrap_or(State::Active),
            columns: Columns::of(shown, profile)?,
        })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// As it is stored, in a division of this name.
    pub fn stored(&self, division_name: &str) -> StoredUser {
        StoredUser {
            id: self.id.clone(),
            division: self.division.clone(),
            division_name: division_name.to_owned(),
            state: self.state.clone(),
            version: 1,
            manager: self.manager.clone(),
            document: self.columns.document.clone(),
            profile: self.columns.profile.clone(),
            dates: UserDates::default(),
        }
    }

    fn values(&self) -> [Value; PER_ROW] {
        let Columns { name_key, email_key, jabber_id, document, profile } = &self.columns;
        args![
            &self.id,
            &self.division,
            self.state.to_string(),
            name_key,
            email_key,
            jabber_id,
            self.manager.clone(),
            document,
            profile,
        ]
    }
}

/// Values of one row, besides those that all rows share.
const PER_ROW: usize = 9;
/// Rows of one statement. The rest is inserted one by one, so that there are only two texts.
const ROWS: usize = 50;

/// Adds users with version 1; an id or an address that is taken is an error.
pub async fn insert_all(tx: &mut Tx, new: &[NewUser], now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let (together, alone) = new.as_chunks::<ROWS>();
    let groups = together.iter().map(<[NewUser; ROWS]>::as_slice);
    for rows in groups.chain(alone.chunks(1)) {
        let mut values = Vec::with_capacity(2 + rows.len() * PER_ROW);
        values.extend(args![organization, now.milliseconds()]);
        values.extend(rows.iter().flat_map(NewUser::values));
        let inserted = tx.run(&statement(rows.len()), &values).await?;
        if usize::try_from(inserted) != Ok(rows.len()) {
            return Err(Error::Storage("a new user's id or address is taken".to_owned()));
        }
    }
    let mut more = BTreeMap::new();
    for NewUser { id, division, state, .. } in new {
        tx.owns(Lock::User(id));
        *more.entry((division.as_str(), state.to_string())).or_insert(0) += 1;
    }
    let mut changes: Vec<_> =
        more.iter().map(|((division, state), more)| (*division, state.as_str(), *more)).collect();
    USERS.count(tx, &mut changes).await?;
    if new.is_empty() { Ok(()) } else { tx.changed(NewChange::of_many(organization, Entity::User)) }
}

fn statement(rows: usize) -> String {
    let rows = (0..rows).map(|row| {
        let first = 3 + row * PER_ROW;
        let n = |offset| first + offset;
        format!(
            "($1, ${}, ${}, ${}, ${}, ${}, ${}, ${}, 1, ${}, ${}, $2, $2)",
            n(0),
            n(1),
            n(2),
            n(3),
            n(4),
            n(5),
            n(6),
            n(7),
            n(8)
        )
    });
    format!(
        "INSERT INTO users (organization_id, id, division_id, state, name_key, email_key, jabber_id, \
         manager_id, version, document, profile, created_at, modified_at) VALUES {} \
         ON CONFLICT DO NOTHING",
        rows.collect::<Vec<_>>().join(", ")
    )
}

/// Which of these ids belong to users, in whatever state.
pub async fn existing(tx: &mut Tx, ids: &[String]) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM users WHERE organization_id = $1 AND id = ANY($2)";
    tx.all(sql, &args![organization, ids], |row| row.get(0)).await
}

/// Which of these addresses, in lower case, users have, in whatever state.
pub async fn taken(tx: &mut Tx, addresses: &[String]) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT email_key FROM users WHERE organization_id = $1 AND email_key = ANY($2)";
    tx.all(sql, &args![organization, addresses], |row| row.get(0)).await
}

/// Removes some users for good, whichever come first; how many. For organizations that go away
/// whole: the counts are not kept.
pub async fn purge(tx: &mut Tx, most: u32) -> Result<u64> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM users WHERE organization_id = $1 AND id IN ( \
                   SELECT id FROM users WHERE organization_id = $1 ORDER BY id LIMIT $2)";
    let purged = tx.run(sql, &args![organization, most]).await?;
    if purged > 0 {
        tx.changed(NewChange::of_many(organization, Entity::User))?;
        tx.changed(NewChange::of_many(organization, Entity::Group))?;
        tx.changed(NewChange::of_many(organization, Entity::Team))?;
        tx.changed(NewChange::of_many(organization, Entity::CustomAttributes))?;
    }
    Ok(purged)
}
