//! Routing skills. Deleted ones keep their rows.

use api::{DateTime, Division, RoutingSkill, State, WireEnum as _};

use crate::{
    Divisions, Entity, Query, Result, Row, Tx, args,
    changes::NewChange,
    divisions::{self, ROUTING_SKILLS},
};

/// A routing skill as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSkill {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The id of its division.
    pub division: String,
    /// The name of its division.
    pub division_name: String,
    /// Active or deleted.
    pub state: State,
    /// Raised by each change.
    pub version: i64,
    /// When it last changed.
    pub modified_at: DateTime,
}

impl StoredSkill {
    /// As the API shows it.
    pub fn entity(&self) -> RoutingSkill {
        RoutingSkill {
            id: Some(self.id.clone()),
            name: Some(self.name.clone()),
            date_modified: Some(self.modified_at.into()),
            division: Some(Division {
                id: Some(self.division.clone()),
                name: Some(self.division_name.clone()),
                self_uri: Some(divisions::uri(&self.division)),
            }),
            state: Some(self.state.clone()),
            version: Some(self.version.to_string()),
            self_uri: Some(uri(&self.id)),
        }
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            division: row.get(2)?,
            division_name: row.get(3)?,
            state: State::from_wire(row.str(4)?),
            version: row.get(5)?,
            modified_at: DateTime::from_milliseconds(row.get(6)?),
        })
    }
}

/// Where a routing skill is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/routing/skills/{id}")
}

const SELECT: &str = "SELECT s.id, s.name, s.division_id, d.name, s.state, s.version, s.modified_at \
                      FROM routing_skills s JOIN divisions d \
                      ON d.organization_id = s.organization_id AND d.id = s.division_id \
                      WHERE s.organization_id = $";

/// The skills that are not deleted, by name.
pub async fn all(tx: &mut Tx, divisions: &Divisions) -> Result<Vec<StoredSkill>> {
    let mut query = Query::new(SELECT, args![&*tx.organization()]);
    query.and("s.state <> 'deleted'", args![]);
    divisions.limit(&mut query, "s.division_id");
    query.push(" ORDER BY s.name_key, s.id", args![]);
    let (sql, values) = query.finish();
    tx.all(&sql, &values, StoredSkill::read).await
}

/// One skill, deleted or not.
pub async fn find(tx: &mut Tx, divisions: &Divisions, id: &str) -> Result<Option<StoredSkill>> {
    let mut query = Query::new(SELECT, args![&*tx.organization()]);
    query.and("s.id = $", args![id]);
    divisions.limit(&mut query, "s.division_id");
    let (sql, values) = query.finish();
    tx.one(&sql, &values, StoredSkill::read).await
}

/// Which of these ids are skills that are not deleted.
pub async fn present(tx: &mut Tx, divisions: &Divisions, ids: &[String]) -> Result<Vec<String>> {
    let sql = "SELECT id FROM routing_skills WHERE organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    query.and("state <> 'deleted' AND id = ANY($)", args![ids]);
    divisions.limit(&mut query, "division_id");
    let (sql, values) = query.finish();
    tx.all(&sql, &values, |row| row.get(0)).await
}

/// Adds a skill; `false` when its name is taken.
pub async fn insert(tx: &mut Tx, skill: &StoredSkill) -> Result<bool> {
    let organization = &*tx.organization();
    let StoredSkill { id, name, division, state, version, modified_at, .. } = skill;
    let sql = "INSERT INTO routing_skills (organization_id, id, division_id, state, name, name_key, \
               version, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    let (key, at) = (crate::fold(name), modified_at.milliseconds());
    let args = args![organization, id, division, state.as_str(), name, key, *version, at];
    if tx.run(sql, &args).await? == 0 {
        return Ok(false);
    }
    ROUTING_SKILLS.count(tx, &mut [(division, state.as_str(), 1)]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::RoutingSkill, id))?;
    Ok(true)
}

/// Stores another division or state of a skill under its next version; `false` if it was changed
/// since it was read.
pub async fn save(tx: &mut Tx, before: &StoredSkill, after: &StoredSkill) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "UPDATE routing_skills SET division_id = $4, state = $5, version = $6, modified_at = $7 \
               WHERE organization_id = $1 AND id = $2 AND version = $3";
    let (left, state) = (before.state.to_string(), after.state.to_string());
    let at = after.modified_at.milliseconds();
    let (id, division) = (&after.id, &after.division);
    let args = args![organization, id, before.version, division, &state, after.version, at];
    if tx.run(sql, &args).await? == 0 {
        return Ok(false);
    }
    if (&before.division, &left) != (division, &state) {
        let mut changes: [(&str, &str, i64); 2] =
            [(&before.division, &left, -1), (division, &state, 1)];
        ROUTING_SKILLS.count(tx, &mut changes).await?;
    }
    tx.changed(NewChange::of_entity(organization, Entity::RoutingSkill, id))?;
    Ok(true)
}
