//! Groups of users.

use api::Group;

use crate::{Result, Tx, args};

/// A group that a user belongs to.
#[derive(Debug, Clone)]
pub struct Membership {
    /// The user.
    pub user: String,
    /// The group.
    pub group: Group,
}

/// Adds a group; it must have an id and a name.
pub async fn insert(tx: &mut Tx, organization: &str, group: &Group) -> Result<()> {
    let sql = "INSERT INTO groups (organization_id, id, name, name_key, state, roles_enabled, document, \
               version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (id, name) =
        (group.id.as_deref().unwrap_or_default(), group.name.as_deref().unwrap_or_default());
    let state = group.state.as_ref().map_or_else(|| "active".to_owned(), ToString::to_string);
    let roles_enabled = group.roles_enabled.unwrap_or_default();
    let document = crate::to_json(group)?;
    let args = args![organization, id, name, crate::fold(name), state, roles_enabled, document, 1];
    tx.run(sql, &args).await?;
    Ok(())
}

/// Ids and names of the active groups, by name.
pub async fn names(tx: &mut Tx, organization: &str) -> Result<Vec<(String, String)>> {
    let sql = "SELECT id, name FROM groups WHERE organization_id = $1 AND state = 'active' \
               ORDER BY name_key, id";
    tx.all(sql, &args![organization], |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// Adds users to a group; those who belong to it already stay.
pub async fn add_members(
    tx: &mut Tx,
    organization: &str,
    group: &str,
    users: &[String],
) -> Result<()> {
    let sql = "INSERT INTO group_members (organization_id, group_id, user_id) \
               SELECT organization_id, $2, id FROM users WHERE organization_id = $1 AND id = ANY($3) \
               ON CONFLICT DO NOTHING";
    tx.run(sql, &args![organization, group, users]).await?;
    Ok(())
}

/// Takes a user out of every group.
pub async fn leave_all(tx: &mut Tx, organization: &str, user: &str) -> Result<()> {
    let sql = "DELETE FROM group_members WHERE organization_id = $1 AND user_id = $2";
    tx.run(sql, &args![organization, user]).await?;
    Ok(())
}

/// The groups that these users belong to, by name.
pub async fn of_users(
    tx: &mut Tx,
    organization: &str,
    users: &[String],
) -> Result<Vec<Membership>> {
    let sql = "SELECT m.user_id, g.document FROM group_members m JOIN groups g \
                   ON g.organization_id = m.organization_id AND g.id = m.group_id \
               WHERE m.organization_id = $1 AND m.user_id = ANY($2) AND g.state = 'active' \
               ORDER BY m.user_id, g.name_key, g.id";
    tx.all(sql, &args![organization, users], |row| {
        Ok(Membership { user: row.get(0)?, group: crate::from_json(row.str(1)?)? })
    })
    .await
}

/// One group.
pub async fn find(tx: &mut Tx, organization: &str, id: &str) -> Result<Option<Group>> {
    let sql = "SELECT document FROM groups WHERE organization_id = $1 AND id = $2";
    tx.one(sql, &args![organization, id], |row| crate::from_json(row.str(0)?)).await
}
