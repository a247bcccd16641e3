//! Wrap-up codes.

use api::{DateTime, StarrableDivision, WrapupCode};

use crate::{
    Divisions, Entity, Query, Result, Row, Tx, args,
    changes::NewChange,
    divisions::{self, WRAPUP_CODES},
};

/// A wrap-up code as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredWrapupCode {
    /// Its id.
    pub id: String,
    /// The id of its division.
    pub division: String,
    /// The name of its division.
    pub division_name: String,
    /// Its name.
    pub name: String,
    /// What it is for; empty if nobody said.
    pub description: String,
    /// When it was made.
    pub created_at: DateTime,
    /// The user or client who made it.
    pub created_by: Option<String>,
    /// When it was last changed.
    pub modified_at: Option<DateTime>,
    /// The user or client who changed it last.
    pub modified_by: Option<String>,
}

impl StoredWrapupCode {
    /// As the API shows it.
    pub fn entity(&self) -> WrapupCode {
        WrapupCode {
            id: Some(self.id.clone()),
            name: Some(self.name.clone()),
            division: Some(StarrableDivision {
                id: Some(self.division.clone()),
                name: Some(self.division_name.clone()),
                self_uri: Some(divisions::uri(&self.division)),
            }),
            description: Some(self.description.clone()).filter(|text| !text.is_empty()),
            date_created: Some(self.created_at),
            date_modified: self.modified_at,
            created_by: self.created_by.clone(),
            modified_by: self.modified_by.clone(),
            self_uri: Some(uri(&self.id)),
        }
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        let modified_at = row.get::<Option<i64>>(7)?;
        Ok(Self {
            id: row.get(0)?,
            division: row.get(1)?,
            division_name: row.get(2)?,
            name: row.get(3)?,
            description: row.get(4)?,
            created_at: DateTime::from_milliseconds(row.get(5)?),
            created_by: row.get(6)?,
            modified_at: modified_at.map(DateTime::from_milliseconds),
            modified_by: row.get(8)?,
        })
    }
}

/// Where a wrap-up code is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/routing/wrapupcodes/{id}")
}

const SELECT: &str = "SELECT w.id, w.division_id, d.name, w.name, w.description, w.created_at, w.created_by, \
                      w.modified_at, w.modified_by FROM wrapup_codes w JOIN divisions d \
                      ON d.organization_id = w.organization_id AND d.id = w.division_id \
                      WHERE w.organization_id = $";

/// The codes, by name.
pub async fn all(tx: &mut Tx, divisions: &Divisions) -> Result<Vec<StoredWrapupCode>> {
    let mut query = Query::new(SELECT, args![&*tx.organization()]);
    divisions.limit(&mut query, "w.division_id");
    query.push(" ORDER BY w.name_key, w.id", args![]);
    let (sql, values) = query.finish();
    tx.all(&sql, &values, StoredWrapupCode::read).await
}

/// One code.
pub async fn find(
    tx: &mut Tx,
    divisions: &Divisions,
    id: &str,
) -> Result<Option<StoredWrapupCode>> {
    let mut query = Query::new(SELECT, args![&*tx.organization()]);
    query.and("w.id = $", args![id]);
    divisions.limit(&mut query, "w.division_id");
    let (sql, values) = query.finish();
    tx.one(&sql, &values, StoredWrapupCode::read).await
}

/// Adds a code; `false` when its name is taken.
pub async fn insert(tx: &mut Tx, code: &StoredWrapupCode) -> Result<bool> {
    let organization = &*tx.organization();
    let StoredWrapupCode { id, division, name, description, created_at, created_by, .. } = code;
    let sql = "INSERT INTO wrapup_codes (organization_id, id, division_id, state, name, name_key, description, \
               created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
               ON CONFLICT DO NOTHING";
    let (key, at) = (crate::fold(name), created_at.milliseconds());
    let by = created_by.as_deref();
    let values = args![organization, id, division, "active", name, key, description, at, by];
    if tx.run(sql, &values).await? == 0 {
        return Ok(false);
    }
    WRAPUP_CODES.count(tx, &mut [(division, "active", 1)]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::WrapupCode, id))?;
    Ok(true)
}

/// Stores a changed code; `false` when its name is taken. Nobody else may change codes meanwhile.
pub async fn save(
    tx: &mut Tx,
    before: &StoredWrapupCode,
    after: &StoredWrapupCode,
) -> Result<bool> {
    let organization = &*tx.organization();
    let StoredWrapupCode { id, division, name, description, modified_at, modified_by, .. } = after;
    let key = crate::fold(name);
    let sql =
        "SELECT id FROM wrapup_codes WHERE organization_id = $1 AND name_key = $2 AND id <> $3";
    let owner = args![organization, &key, id];
    if tx.one(sql, &owner, |row| row.get::<String>(0)).await?.is_some() {
        return Ok(false);
    }
    let sql = "UPDATE wrapup_codes SET division_id = $3, name = $4, name_key = $5, description = $6, \
               modified_at = $7, modified_by = $8 WHERE organization_id = $1 AND id = $2";
    let (at, by) = (modified_at.map(DateTime::milliseconds), modified_by.as_deref());
    let values = args![organization, id, division, name, key, description, at, by];
    tx.run(sql, &values).await?;
    if before.division != *division {
        let mut changes = [(&*before.division, "active", -1), (&**division, "active", 1)];
        WRAPUP_CODES.count(tx, &mut changes).await?;
    }
    tx.changed(NewChange::of_entity(organization, Entity::WrapupCode, id))?;
    Ok(true)
}

/// Removes a code.
pub async fn delete(tx: &mut Tx, code: &StoredWrapupCode) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM wrapup_codes WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, &code.id]).await?;
    WRAPUP_CODES.count(tx, &mut [(&code.division, "active", -1)]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::WrapupCode, &code.id))?;
    Ok(())
}
