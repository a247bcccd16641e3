//! Roles and their policies.

use api::DomainOrganizationRole;

use crate::{
    Entity, Error, Result, Tx, args, changes::NewChange, limits::LARGEST_ROLE, organizations,
};

/// The default roles that every organization has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefaultRole {
    /// Holds every permission.
    Administrator,
    /// Given to every new user; holds no permission by itself.
    Employee,
}

impl DefaultRole {
    /// The API's key of the role.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "admin",
            Self::Employee => "employee",
        }
    }
}

fn document(role: &DomainOrganizationRole) -> Result<String> {
    crate::within(LARGEST_ROLE, "role", role)
}

/// Adds a role, which must have an id and a name; `false` when the name is taken.
pub async fn insert(tx: &mut Tx, role: &DomainOrganizationRole) -> Result<bool> {
    let organization = &*tx.organization();
    let (id, name) =
        (role.id.as_deref().unwrap_or_default(), role.name.as_deref().unwrap_or_default());
    let document = document(role)?;
    let sql = "INSERT INTO roles (organization_id, id, name, name_key, default_role_id, document) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    let key = crate::fold(name);
    let default = role.default_role_id.as_deref();
    let inserted = tx.run(sql, &args![organization, id, name, key, default, document]).await? == 1;
    if inserted {
        tx.changed(NewChange::of_entity(organization, Entity::Role, id))?;
    }
    Ok(inserted)
}

/// Stores a changed role; `false` when the name is taken. Which default role it is never changes.
pub async fn save(tx: &mut Tx, role: &DomainOrganizationRole) -> Result<bool> {
    let organization = &*tx.organization();
    let (id, name) =
        (role.id.as_deref().unwrap_or_default(), role.name.as_deref().unwrap_or_default());
    let key = crate::fold(name);
    let sql = "SELECT id FROM roles WHERE organization_id = $1 AND name_key = $2 AND id <> $3";
    let owner = args![organization, &key, id];
    if tx.one(sql, &owner, |row| row.get::<String>(0)).await?.is_some() {
        return Ok(false);
    }
    let sql = "UPDATE roles SET name = $3, name_key = $4, document = $5 \
               WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id, name, key, document(role)?]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Role, id))?;
    organizations::access_changed(tx, organization).await?;
    Ok(true)
}

/// Deletes a role; its grants go with it.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM trust_grants WHERE organization_id = $1 AND role_id = $2";
    if tx.run(sql, &args![organization, id]).await? > 0 {
        tx.changed(NewChange::of_many(organization, Entity::Trust))?;
    }
    let sql = "DELETE FROM roles WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Role, id))?;
    organizations::access_changed(tx, organization).await
}

/// How many roles there are.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    let organization = &*tx.organization();
    let sql = "SELECT COUNT(*) FROM roles WHERE organization_id = $1";
    Ok(tx.one(sql, &args![organization], |row| row.get(0)).await?.unwrap_or_default())
}

/// All roles, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<DomainOrganizationRole>> {
    let organization = &*tx.organization();
    let sql = "SELECT document FROM roles WHERE organization_id = $1 ORDER BY name_key, id";
    tx.all(sql, &args![organization], |row| crate::from_json(row.str(0)?)).await
}

/// The id of a default role of the organization.
pub async fn default_role(tx: &mut Tx, role: DefaultRole) -> Result<String> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM roles WHERE organization_id = $1 AND default_role_id = $2";
    let found = tx.one(sql, &args![organization, role.as_str()], |row| row.get(0)).await?;
    found.ok_or_else(|| Error::Storage(format!("the default role `{}` is gone", role.as_str())))
}

/// Do all of these roles exist? The ids that do.
pub async fn existing(tx: &mut Tx, ids: &[String]) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM roles WHERE organization_id = $1 AND id = ANY($2)";
    tx.all(sql, &args![organization, ids], |row| row.get(0)).await
}

/// One role.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<DomainOrganizationRole>> {
    let organization = &*tx.organization();
    let sql = "SELECT document FROM roles WHERE organization_id = $1 AND id = $2";
    tx.one(sql, &args![organization, id], |row| crate::from_json(row.str(0)?)).await
}
