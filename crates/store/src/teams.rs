//! Teams, and who belongs to them. A user belongs to one team at most.

use std::collections::HashMap;

use api::{DateTime, Team, WritableDivision};

use crate::{
    Changed, Divisions, Entity, Query, Result, Row, Slice, Tx, args,
    changes::NewChange,
    divisions::{self, TEAMS},
    users::{self, StoredUser},
};

/// A team as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTeam {
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
    /// When it was last changed.
    pub modified_at: DateTime,
    /// How many users belong to it.
    pub members: i64,
}

impl StoredTeam {
    /// As the API shows it.
    pub fn entity(&self) -> Team {
        Team {
            id: Some(self.id.clone()),
            name: Some(self.name.clone()),
            description: Some(self.description.clone()).filter(|text| !text.is_empty()),
            division: Some(WritableDivision {
                id: Some(self.division.clone()),
                name: Some(self.division_name.clone()),
                self_uri: Some(divisions::uri(&self.division)),
            }),
            date_created: Some(self.created_at),
            date_modified: Some(self.modified_at),
            member_count: Some(self.members),
            self_uri: Some(uri(&self.id)),
        }
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            division: row.get(1)?,
            division_name: row.get(2)?,
            name: row.get(3)?,
            description: row.get(4)?,
            created_at: DateTime::from_milliseconds(row.get(5)?),
            modified_at: DateTime::from_milliseconds(row.get(6)?),
            members: row.get(7)?,
        })
    }
}

/// Where a team is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/teams/{id}")
}

const COLUMNS: &str = "t.id, t.division_id, d.name, t.name, t.description, t.created_at, t.modified_at, \
                       (SELECT COUNT(*) FROM team_members c \
                        WHERE c.organization_id = t.organization_id AND c.team_id = t.id)";
const FROM: &str = "FROM teams t JOIN divisions d \
                    ON d.organization_id = t.organization_id AND d.id = t.division_id";

/// Adds a team without members; `false` when its name is taken.
pub async fn insert(tx: &mut Tx, team: &StoredTeam) -> Result<bool> {
    let organization = &*tx.organization();
    let StoredTeam { id, division, name, description, created_at, modified_at, .. } = team;
    let sql = "INSERT INTO teams (organization_id, id, division_id, state, name, name_key, description, \
               created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
               ON CONFLICT DO NOTHING";
    let (created, modified) = (created_at.milliseconds(), modified_at.milliseconds());
    let key = crate::fold(name);
    let args =
        args![organization, id, division, "active", name, key, description, created, modified];
    if tx.run(sql, &args).await? == 0 {
        return Ok(false);
    }
    tx.changed(NewChange::of_entity(organization, Entity::Team, id))?;
    TEAMS.count(tx, &mut [(division, "active", 1)]).await?;
    Ok(true)
}

/// Stores a changed team; `false` when its name is taken. Nobody else may change teams meanwhile.
pub async fn save(tx: &mut Tx, before: &StoredTeam, after: &StoredTeam) -> Result<bool> {
    let organization = &*tx.organization();
    let StoredTeam { id, division, name, description, modified_at, .. } = after;
    let key = crate::fold(name);
    let sql = "SELECT id FROM teams WHERE organization_id = $1 AND name_key = $2 AND id <> $3";
    let owner = args![organization, &key, id];
    if tx.one(sql, &owner, |row| row.get::<String>(0)).await?.is_some() {
        return Ok(false);
    }
    let sql = "UPDATE teams SET division_id = $3, name = $4, name_key = $5, description = $6, modified_at = $7 \
               WHERE organization_id = $1 AND id = $2";
    let modified = modified_at.milliseconds();
    tx.run(sql, &args![organization, id, division, name, key, description, modified]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Team, id))?;
    if before.division != *division {
        let mut changes = [(&*before.division, "active", -1), (&**division, "active", 1)];
        TEAMS.count(tx, &mut changes).await?;
    }
    Ok(true)
}

/// Removes a team; its members belong to none then.
pub async fn delete(tx: &mut Tx, team: &StoredTeam) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM teams WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, &team.id]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Team, &team.id))?;
    TEAMS.count(tx, &mut [(&team.division, "active", -1)]).await
}

/// One team.
pub async fn find(tx: &mut Tx, divisions: &Divisions, id: &str) -> Result<Option<StoredTeam>> {
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE t.organization_id = $");
    let mut query = Query::new(&sql, args![&*tx.organization()]);
    query.and("t.id = $", args![id]);
    divisions.limit(&mut query, "t.division_id");
    let (sql, values) = query.finish();
    tx.one(&sql, &values, StoredTeam::read).await
}

/// A slice of the teams, of which a name may be the beginning.
pub async fn list(
    tx: &mut Tx,
    divisions: &Divisions,
    beginning: Option<&str>,
    slice: Slice<'_>,
) -> Result<Vec<StoredTeam>> {
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE t.organization_id = $");
    let mut query = Query::new(&sql, args![&*tx.organization()]);
    if let Some(beginning) = beginning {
        let key = crate::fold(beginning);
        let characters = i64::try_from(key.chars().count()).unwrap_or(i64::MAX);
        query.and("SUBSTR(t.name_key, 1, $) = $", args![characters, key]);
    }
    divisions.limit(&mut query, "t.division_id");
    slice.limit_by(&mut query, ("t.name_key", "t.id"));
    let (sql, values) = query.finish();
    tx.all(&sql, &values, StoredTeam::read).await
}

/// Those of these teams that are in the divisions, in this order.
pub async fn with_ids(
    tx: &mut Tx,
    divisions: &Divisions,
    ids: &[String],
) -> Result<Vec<StoredTeam>> {
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE t.organization_id = $");
    let mut query = Query::new(&sql, args![&*tx.organization()]);
    query.and("t.id = ANY($)", args![ids.to_vec()]);
    divisions.limit(&mut query, "t.division_id");
    let (sql, values) = query.finish();
    let found = tx.all(&sql, &values, StoredTeam::read).await?;
    let mut found: HashMap<String, StoredTeam> =
        found.into_iter().map(|team| (team.id.clone(), team)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// The teams of these users, by user; users without one are left out.
pub async fn of_users(tx: &mut Tx, users: &[String]) -> Result<HashMap<String, StoredTeam>> {
    let organization = &*tx.organization();
    let sql = format!(
        "SELECT {COLUMNS}, m.user_id {FROM} JOIN team_members m \
             ON m.organization_id = t.organization_id AND m.team_id = t.id \
         WHERE t.organization_id = $1 AND m.user_id = ANY($2)"
    );
    let read = |row: &Row<'_>| Ok((row.get(8)?, StoredTeam::read(row)?));
    Ok(tx.all(&sql, &args![organization, users], read).await?.into_iter().collect())
}

/// More members than one request may name are not named one by one.
const MAX_NAMED: usize = 1_000;

/// Names who came or went.
fn named(tx: &mut Tx, team: &str, users: &[String]) -> Result<()> {
    let organization = &*tx.organization();
    if users.len() > MAX_NAMED {
        return tx.changed(NewChange::of_many(organization, Entity::Team));
    }
    let what = Changed::Members { kind: Entity::Team, id: team.to_owned(), users: users.to_vec() };
    tx.changed(NewChange::new(organization, what))
}

/// Adds users to a team, those who belong to none.
pub async fn add_members(tx: &mut Tx, team: &str, users: &[String]) -> Result<()> {
    tx.needs_organization("members of a team were changed")?;
    let organization = &*tx.organization();
    let sql = "INSERT INTO team_members (organization_id, user_id, team_id) \
               SELECT organization_id, id, $2 FROM users WHERE organization_id = $1 AND id = ANY($3) \
               ON CONFLICT DO NOTHING";
    tx.run(sql, &args![organization, team, users]).await?;
    named(tx, team, users)
}

/// Takes users out of a team; answers those who belonged to it.
pub async fn remove_members(tx: &mut Tx, team: &str, users: &[String]) -> Result<Vec<String>> {
    tx.needs_organization("members of a team were changed")?;
    let organization = &*tx.organization();
    let sql = "DELETE FROM team_members WHERE organization_id = $1 AND team_id = $2 \
               AND user_id = ANY($3) RETURNING user_id";
    let args = args![organization, team, users];
    let mut left: Vec<String> = tx.all(sql, &args, |row| row.get(0)).await?;
    left.sort_unstable();
    if !left.is_empty() {
        named(tx, team, &left)?;
    }
    Ok(left)
}

/// Takes a user out of the team that the user belongs to.
pub async fn leave(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM team_members WHERE organization_id = $1 AND user_id = $2 \
               RETURNING team_id";
    let team = tx.one(sql, &args![organization, user], |row| row.get::<String>(0)).await?;
    team.map_or(Ok(()), |team| named(tx, &team, &[user.to_owned()]))
}

/// Of these users, the ids of their teams, by user.
pub async fn team_ids(tx: &mut Tx, users: &[String]) -> Result<HashMap<String, String>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id, team_id FROM team_members WHERE organization_id = $1 \
               AND user_id = ANY($2)";
    let args = args![organization, users];
    Ok(tx.all(sql, &args, |row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect())
}

/// A slice of the members of a team who are in these divisions.
pub async fn members(
    tx: &mut Tx,
    divisions: &Divisions,
    team: &str,
    slice: Slice<'_>,
) -> Result<Vec<std::sync::Arc<StoredUser>>> {
    let sql = "SELECT u.id FROM team_members m JOIN users u \
                   ON u.organization_id = m.organization_id AND u.id = m.user_id \
               WHERE m.organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    query.and("m.team_id = $", args![team]);
    divisions.limit(&mut query, "u.division_id");
    slice.limit_by(&mut query, ("u.name_key", "u.id"));
    let (sql, values) = query.finish();
    let ids = tx.all(&sql, &values, |row| row.get::<String>(0)).await?;
    users::in_order(tx, &ids).await
}
