//! The presences that users can choose: the built-in ones and those that organizations add.

use std::collections::BTreeMap;

use api::DateTime;

use super::system::{SystemPresence, stored_presence};
use crate::{Divisions, Entity, Query, Result, Row, Tx, Visible, args, changes::NewChange};

/// A presence that users can choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Its id.
    pub id: String,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Its label by language.
    pub labels: BTreeMap<String, String>,
    /// The built-in presence that it belongs to.
    pub system: SystemPresence,
    /// The division whose users can choose it, or `*`.
    pub division: String,
    /// Can it no longer be chosen?
    pub deactivated: bool,
    /// Who made it; nobody made a built-in one.
    pub created_by: Option<String>,
    /// When it was made.
    pub created_at: DateTime,
    /// Who changed it last.
    pub modified_by: Option<String>,
    /// When it was changed last.
    pub modified_at: DateTime,
}

impl Definition {
    /// A built-in presence itself.
    pub fn built_in(system: SystemPresence) -> Self {
        Self {
            id: system.id().to_owned(),
            name: Some(system.display().to_owned()),
            labels: BTreeMap::from([("en_US".to_owned(), system.display().to_owned())]),
            system,
            division: "*".to_owned(),
            deactivated: false,
            created_by: None,
            created_at: DateTime::default(),
            modified_by: None,
            modified_at: DateTime::default(),
        }
    }

    /// Is it a built-in presence itself?
    pub fn is_built_in(&self) -> bool {
        SystemPresence::with_id(&self.id).is_some()
    }

    /// Can users of this division choose it?
    pub fn is_open_to(&self, division: &str) -> bool {
        !self.deactivated && (self.division == "*" || self.division == division)
    }
}

const COLUMNS: &str = "SELECT id, name, labels, system_presence, division_id, deactivated, created_by, \
                       created_at, modified_by, modified_at FROM presence_definitions \
                       WHERE organization_id = $";

fn read(row: &Row<'_>) -> Result<Definition> {
    Ok(Definition {
        id: row.get(0)?,
        name: row.get(1)?,
        labels: crate::from_json(row.str(2)?)?,
        system: stored_presence(row.str(3)?)?,
        division: row.get(4)?,
        deactivated: row.get(5)?,
        created_by: row.get(6)?,
        created_at: DateTime::from_milliseconds(row.get(7)?),
        modified_by: row.get(8)?,
        modified_at: DateTime::from_milliseconds(row.get(9)?),
    })
}

/// A query over the definitions that the organization added, in these divisions or in all.
fn query(organization: &str, divisions: &Divisions) -> Query {
    let mut query = Query::new(COLUMNS, args![organization]);
    if let Visible::Some(ids) = divisions.visible() {
        query.and("division_id = '*' OR division_id = ANY($)", args![ids]);
    }
    query
}

/// All definitions for these divisions: the built-in ones, then those that were added, from the
/// oldest to the newest.
pub async fn all(tx: &mut Tx, divisions: &Divisions) -> Result<Vec<Definition>> {
    let organization = &*tx.organization();
    let mut query = query(organization, divisions);
    query.push(" ORDER BY created_at, id", args![]);
    let (sql, args) = query.finish();
    let mut all: Vec<_> = SystemPresence::all().map(Definition::built_in).collect();
    all.extend(tx.all(&sql, &args, read).await?);
    Ok(all)
}

/// One definition, built-in ones included.
pub async fn find(tx: &mut Tx, divisions: &Divisions, id: &str) -> Result<Option<Definition>> {
    if let Some(system) = SystemPresence::with_id(id) {
        return Ok(Some(Definition::built_in(system)));
    }
    let organization = &*tx.organization();
    let mut query = query(organization, divisions);
    query.and("id = $", args![id]);
    let (sql, args) = query.finish();
    tx.one(&sql, &args, read).await
}

/// These definitions, built-in ones included, wherever they can be chosen.
pub async fn with_ids(tx: &mut Tx, ids: &[String]) -> Result<Vec<Definition>> {
    let (built_in, added): (Vec<&String>, Vec<&String>) =
        ids.iter().partition(|id| SystemPresence::with_id(id).is_some());
    let built_in = built_in.into_iter().filter_map(|id| SystemPresence::with_id(id));
    let mut found: Vec<_> = built_in.map(Definition::built_in).collect();
    let organization = &*tx.organization();
    let added: Vec<String> = added.into_iter().cloned().collect();
    let mut query = query(organization, &Divisions::all());
    query.and("id = ANY($)", args![added]);
    let (sql, args) = query.finish();
    found.extend(tx.all(&sql, &args, read).await?);
    Ok(found)
}

/// Stores a definition, new or changed.
pub async fn save(tx: &mut Tx, definition: &Definition) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO presence_definitions (organization_id, id, name, labels, system_presence, \
               division_id, deactivated, created_by, created_at, modified_by, modified_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
               ON CONFLICT (organization_id, id) DO UPDATE SET name = excluded.name, \
               labels = excluded.labels, system_presence = excluded.system_presence, \
               division_id = excluded.division_id, deactivated = excluded.deactivated, \
               modified_by = excluded.modified_by, modified_at = excluded.modified_at";
    let args = args![
        organization,
        &*definition.id,
        definition.name.as_deref(),
        crate::to_document("presence definition", &definition.labels)?,
        definition.system.upper(),
        &*definition.division,
        definition.deactivated,
        definition.created_by.as_deref(),
        definition.created_at.milliseconds(),
        definition.modified_by.as_deref(),
        definition.modified_at.milliseconds(),
    ];
    tx.run(sql, &args).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Presence, &definition.id))
}
