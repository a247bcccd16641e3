//! Skill groups, with the members that were worked out.

use std::collections::HashMap;

use api::{DateTime, SkillGroup, WritableDivision};

use crate::{
    Changed, Divisions, Entity, Query, Result, Row, Tx, args,
    changes::NewChange,
    divisions::{self, SKILL_GROUPS},
    queues,
};

/// A skill group as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSkillGroup {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The id of its division.
    pub division: String,
    /// The name of its division.
    pub division_name: String,
    /// Its description and its conditions.
    pub document: SkillGroup,
    /// How many members it has.
    pub member_count: i64,
    /// When it was made.
    pub created_at: DateTime,
    /// When it last changed.
    pub modified_at: DateTime,
}

impl StoredSkillGroup {
    /// As the API shows it, without its status.
    pub fn entity(&self) -> SkillGroup {
        SkillGroup {
            id: Some(self.id.clone()),
            name: Some(self.name.clone()),
            date_created: Some(self.created_at),
            date_modified: Some(self.modified_at),
            division: Some(WritableDivision {
                id: Some(self.division.clone()),
                name: Some(self.division_name.clone()),
                self_uri: Some(divisions::uri(&self.division)),
            }),
            member_count: Some(self.member_count),
            self_uri: Some(uri(&self.id)),
            ..self.document.clone()
        }
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            division: row.get(2)?,
            division_name: row.get(3)?,
            document: crate::from_json(row.str(4)?)?,
            member_count: row.get(5)?,
            created_at: DateTime::from_milliseconds(row.get(6)?),
            modified_at: DateTime::from_milliseconds(row.get(7)?),
        })
    }

    fn document(&self) -> Result<String> {
        let SkillGroup { description, skill_conditions, .. } = self.document.clone();
        let kept = SkillGroup { description, skill_conditions, ..SkillGroup::default() };
        crate::to_document("skill group", &kept)
    }
}

/// Where a skill group is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/routing/skillgroups/{id}")
}

const SELECT: &str = "SELECT g.id, g.name, g.division_id, d.name, g.document, g.member_count, \
                          g.created_at, g.modified_at \
                      FROM skill_groups g JOIN divisions d \
                          ON d.organization_id = g.organization_id AND d.id = g.division_id \
                      WHERE g.organization_id = $";

/// Skill groups by name: those that have this user as a member, where one is named.
pub async fn all(
    tx: &mut Tx,
    divisions: &Divisions,
    of_user: Option<&str>,
) -> Result<Vec<StoredSkillGroup>> {
    let organization = &*tx.organization();
    let mut query = Query::new(SELECT, args![organization]);
    divisions.limit(&mut query, "g.division_id");
    if let Some(user) = of_user {
        let sql = "g.id IN (SELECT m.group_id FROM skill_group_members m \
                   WHERE m.organization_id = $ AND m.user_id = $)";
        query.and(sql, args![organization, user]);
    }
    query.push(" ORDER BY g.name_key, g.id", args![]);
    let (sql, values) = query.finish();
    crate::all_within(tx, (&sql, &values), &[4], StoredSkillGroup::read).await
}

/// One skill group.
pub async fn find(
    tx: &mut Tx,
    divisions: &Divisions,
    id: &str,
) -> Result<Option<StoredSkillGroup>> {
    let mut query = Query::new(SELECT, args![&*tx.organization()]);
    query.and("g.id = $", args![id]);
    divisions.limit(&mut query, "g.division_id");
    let (sql, values) = query.finish();
    tx.one(&sql, &values, StoredSkillGroup::read).await
}

/// Adds a group without members; `false` when its name is taken.
pub async fn insert(tx: &mut Tx, group: &StoredSkillGroup) -> Result<bool> {
    let organization = &*tx.organization();
    let StoredSkillGroup { id, name, division, created_at, modified_at, .. } = group;
    let sql = "INSERT INTO skill_groups (organization_id, id, division_id, state, name, name_key, \
               document, member_count, created_at, modified_at) \
               VALUES ($1, $2, $3, 'active', $4, $5, $6, 0, $7, $8) ON CONFLICT DO NOTHING";
    let (key, document) = (crate::fold(name), group.document()?);
    let (created, modified) = (created_at.milliseconds(), modified_at.milliseconds());
    let args = args![organization, id, division, name, key, document, created, modified];
    if tx.run(sql, &args).await? == 0 {
        return Ok(false);
    }
    SKILL_GROUPS.count(tx, &mut [(division, "active", 1)]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::SkillGroup, id))?;
    Ok(true)
}

/// Does a group other than this one have the name, in whatever case?
pub async fn name_is_taken(tx: &mut Tx, name: &str, except: &str) -> Result<bool> {
    let organization = &*tx.organization();
    let sql =
        "SELECT id FROM skill_groups WHERE organization_id = $1 AND name_key = $2 AND id <> $3";
    let args = args![organization, crate::fold(name), except];
    Ok(tx.one(sql, &args, |row| row.get::<String>(0)).await?.is_some())
}

/// Stores a changed group, whose name must be free: see [`name_is_taken`].
pub async fn save(tx: &mut Tx, before: &StoredSkillGroup, after: &StoredSkillGroup) -> Result<()> {
    let organization = &*tx.organization();
    let StoredSkillGroup { id, name, division, modified_at, .. } = after;
    let sql = "UPDATE skill_groups SET division_id = $3, name = $4, name_key = $5, document = $6, \
               modified_at = $7 WHERE organization_id = $1 AND id = $2";
    let (key, document) = (crate::fold(name), after.document()?);
    let at = modified_at.milliseconds();
    tx.run(sql, &args![organization, id, division, name, key, document, at]).await?;
    if before.division != *division {
        let mut changes: [(&str, &str, i64); 2] =
            [(&before.division, "active", -1), (division, "active", 1)];
        SKILL_GROUPS.count(tx, &mut changes).await?;
    }
    tx.changed(NewChange::of_entity(organization, Entity::SkillGroup, id))
}

/// Removes a group with its members, here and in queues.
pub async fn delete(tx: &mut Tx, group: &StoredSkillGroup) -> Result<()> {
    let organization = &*tx.organization();
    queues::forget_group(tx, &group.id).await?;
    let sql = "DELETE FROM skill_groups WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, &group.id]).await?;
    SKILL_GROUPS.count(tx, &mut [(&group.division, "active", -1)]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::SkillGroup, &group.id))
}

/// The divisions whose users can be members of groups besides their own divisions, by group.
pub async fn member_divisions(tx: &mut Tx) -> Result<HashMap<String, Vec<String>>> {
    let organization = &*tx.organization();
    let sql = "SELECT s.group_id, s.division_id FROM skill_group_divisions s JOIN divisions d \
                   ON d.organization_id = s.organization_id AND d.id = s.division_id \
               WHERE s.organization_id = $1 ORDER BY d.name_key, d.id";
    let mut divisions = HashMap::<String, Vec<String>>::new();
    let args = args![organization];
    let found = tx.all(sql, &args, |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)));
    for (group, division) in found.await? {
        divisions.entry(group).or_default().push(division);
    }
    Ok(divisions)
}

/// Makes exactly these the divisions of a group besides its own.
pub async fn set_member_divisions(tx: &mut Tx, group: &str, divisions: &[String]) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM skill_group_divisions WHERE organization_id = $1 AND group_id = $2 \
               AND division_id <> ALL($3)";
    tx.run(sql, &args![organization, group, divisions]).await?;
    let sql = "INSERT INTO skill_group_divisions (organization_id, group_id, division_id) \
               SELECT organization_id, $2, id FROM divisions \
               WHERE organization_id = $1 AND id = ANY($3) ON CONFLICT DO NOTHING";
    tx.run(sql, &args![organization, group, divisions]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::SkillGroup, group))
}

/// The users of these divisions who are not deleted.
pub async fn candidates(tx: &mut Tx, divisions: &[String]) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM users WHERE organization_id = $1 AND division_id = ANY($2) \
               AND state <> 'deleted'";
    tx.all(sql, &args![organization, divisions], |row| row.get(0)).await
}

/// The divisions of those of these users who are not deleted.
pub async fn places(tx: &mut Tx, users: &[String]) -> Result<HashMap<String, String>> {
    let organization = &*tx.organization();
    let sql = "SELECT id, division_id FROM users WHERE organization_id = $1 AND id = ANY($2) \
               AND state <> 'deleted'";
    let args = args![organization, users];
    let found = tx.all(sql, &args, |row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(found.into_iter().collect())
}

/// The ids of the members of a group.
pub async fn member_ids(tx: &mut Tx, group: &str) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql =
        "SELECT user_id FROM skill_group_members WHERE organization_id = $1 AND group_id = $2";
    tx.all(sql, &args![organization, group], |row| row.get(0)).await
}

/// The members of a group by name, each with the key that names are compared by.
pub async fn members(tx: &mut Tx, group: &str) -> Result<Vec<(String, String)>> {
    let organization = &*tx.organization();
    let sql = "SELECT u.name_key, u.id FROM skill_group_members m JOIN users u \
                   ON u.organization_id = m.organization_id AND u.id = m.user_id \
               WHERE m.organization_id = $1 AND m.group_id = $2 ORDER BY u.name_key, u.id";
    tx.all(sql, &args![organization, group], |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// The groups of each of these users who is in any.
pub async fn of_users(tx: &mut Tx, users: &[String]) -> Result<HashMap<String, Vec<String>>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id, group_id FROM skill_group_members \
               WHERE organization_id = $1 AND user_id = ANY($2)";
    let mut groups = HashMap::<String, Vec<String>>::new();
    let args = args![organization, users];
    let found = tx.all(sql, &args, |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)));
    for (user, group) in found.await? {
        groups.entry(user).or_default().push(group);
    }
    Ok(groups)
}

/// More members than these are not named one by one.
const MAX_NAMED: usize = 100;

/// Lets users come to a group and go.
pub async fn change_members(
    tx: &mut Tx,
    group: &str,
    (come, go): (&[String], &[String]),
) -> Result<()> {
    let organization = &*tx.organization();
    if come.is_empty() && go.is_empty() {
        return Ok(());
    }
    let sql = "INSERT INTO skill_group_members (organization_id, group_id, user_id) \
               SELECT organization_id, $2, id FROM users WHERE organization_id = $1 AND id = ANY($3) \
               ON CONFLICT DO NOTHING";
    let added = tx.run(sql, &args![organization, group, come]).await?;
    let sql = "DELETE FROM skill_group_members WHERE organization_id = $1 AND group_id = $2 \
               AND user_id = ANY($3)";
    let removed = tx.run(sql, &args![organization, group, go]).await?;
    let more =
        i64::try_from(added).unwrap_or_default() - i64::try_from(removed).unwrap_or_default();
    let sql = "UPDATE skill_groups SET member_count = member_count + $3 \
               WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, group, more]).await?;
    let users: Vec<String> = come.iter().chain(go).cloned().collect();
    if users.len() > MAX_NAMED {
        return tx.changed(NewChange::of_many(organization, Entity::SkillGroup));
    }
    let what = Changed::Members { kind: Entity::SkillGroup, id: group.to_owned(), users };
    tx.changed(NewChange::new(organization, what))
}
