//! Divisions, and what a caller may see of them.

mod deleted;
mod kinds;

use api::{AuthzDivision, Division};
pub use deleted::{count_deleted, delete, find_deleted, list_deleted, restore};
pub use kinds::{
    Divisioned, KINDS, ObjectCounts, QUEUES, ROUTING_SKILLS, SKILL_GROUPS, TEAMS, USERS,
    WRAPUP_CODES, object_counts,
};

use crate::{Entity, Query, Result, Row, Tx, args, changes::NewChange};

/// Which divisions a caller may see, of the organization that the transaction works in.
///
/// Every function that reads or changes a divisioned table takes one. No divisions means nothing,
/// never everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divisions(Visible);

/// Which divisions of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visible {
    /// All of them, those to come included.
    All,
    /// These; none when empty.
    Some(Vec<String>),
}

impl Divisions {
    /// These divisions.
    pub const fn new(visible: Visible) -> Self {
        Self(visible)
    }

    /// Every division of the organization.
    pub const fn all() -> Self {
        Self(Visible::All)
    }

    /// Which divisions.
    pub const fn visible(&self) -> &Visible {
        &self.0
    }

    /// Is the division among them?
    pub fn contains(&self, division: &str) -> bool {
        match &self.0 {
            Visible::All => true,
            Visible::Some(ids) => ids.iter().any(|id| id == division),
        }
    }

    /// Limits a query to them; `column` holds a division's id.
    pub(crate) fn limit(&self, query: &mut Query, column: &str) {
        if let Visible::Some(ids) = &self.0 {
            query.and(&format!("{column} = ANY($)"), args![ids]);
        }
    }
}

/// A division as it is stored.
#[derive(Debug, Clone)]
pub struct StoredDivision {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Is it the home division?
    pub home: bool,
}

impl StoredDivision {
    /// As other entities show it.
    pub fn reference(&self) -> Division {
        Division {
            id: Some(self.id.clone()),
            name: Some(self.name.clone()),
            self_uri: Some(uri(&self.id)),
        }
    }

    /// As the authorization API shows it.
    pub fn entity(&self) -> AuthzDivision {
        AuthzDivision {
            id: Some(self.id.clone()),
            name: Some(self.name.clone()),
            description: Some(self.description.clone()),
            home_division: Some(self.home),
            self_uri: Some(uri(&self.id)),
            ..AuthzDivision::default()
        }
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self { id: row.get(0)?, name: row.get(1)?, description: row.get(2)?, home: row.get(3)? })
    }
}

/// Where a division is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/authorization/divisions/{id}")
}

const COLUMNS: &str =
    "SELECT id, name, description, home FROM divisions WHERE organization_id = $1";

/// One division.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<StoredDivision>> {
    let organization = &*tx.organization();
    tx.one(&format!("{COLUMNS} AND id = $2"), &args![organization, id], StoredDivision::read).await
}

/// The home division, which every organization has.
pub async fn home(tx: &mut Tx) -> Result<Option<StoredDivision>> {
    let organization = &*tx.organization();
    tx.one(&format!("{COLUMNS} AND home = TRUE"), &args![organization], StoredDivision::read).await
}

/// All divisions, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<StoredDivision>> {
    let organization = &*tx.organization();
    let sql = format!("{COLUMNS} ORDER BY name_key, id");
    tx.all(&sql, &args![organization], StoredDivision::read).await
}

/// Adds a division; `false` when its name is taken.
pub async fn insert(tx: &mut Tx, division: &StoredDivision) -> Result<bool> {
    let organization = &*tx.organization();
    let StoredDivision { id, name, description, home } = division;
    let sql = "INSERT INTO divisions (organization_id, id, name, name_key, description, home) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let key = crate::fold(name);
    let args = args![organization, id, name, key, description, *home];
    let inserted = tx.run(sql, &args).await? == 1;
    if inserted {
        tx.changed(NewChange::of_entity(organization, Entity::Division, id))?;
    }
    Ok(inserted)
}

/// Stores the name and the description of a division; `false` when the name is taken.
pub async fn save(tx: &mut Tx, division: &StoredDivision) -> Result<bool> {
    let organization = &*tx.organization();
    let StoredDivision { id, name, description, .. } = division;
    let key = crate::fold(name);
    let sql = "SELECT id FROM divisions WHERE organization_id = $1 AND name_key = $2 AND id <> $3";
    let owner = args![organization, &key, id];
    if tx.one(sql, &owner, |row| row.get::<String>(0)).await?.is_some() {
        return Ok(false);
    }
    let sql = "UPDATE divisions SET name = $3, name_key = $4, description = $5 \
               WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id, name, key, description]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Division, id))?;
    Ok(true)
}
