//! Roles and their policies.

use api::DomainOrganizationRole;

use crate::{Error, Result, Tx, args};

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

/// Adds a role; `role` must have an id and a name.
pub async fn insert(tx: &mut Tx, organization: &str, role: &DomainOrganizationRole) -> Result<()> {
    let (id, name) =
        (role.id.as_deref().unwrap_or_default(), role.name.as_deref().unwrap_or_default());
    let document = crate::to_json(role)?;
    let sql = "INSERT INTO roles (organization_id, id, name, name_key, default_role_id, document) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let key = crate::fold(name);
    let default = role.default_role_id.as_deref();
    tx.run(sql, &args![organization, id, name, key, default, document]).await?;
    Ok(())
}

/// The id of a default role of the organization.
pub async fn default_role(tx: &mut Tx, organization: &str, role: DefaultRole) -> Result<String> {
    let sql = "SELECT id FROM roles WHERE organization_id = $1 AND default_role_id = $2";
    let found = tx.one(sql, &args![organization, role.as_str()], |row| row.get(0)).await?;
    found.ok_or_else(|| Error::Storage(format!("the default role `{}` is gone", role.as_str())))
}

/// Do all of these roles exist? The ids that do.
pub async fn existing(tx: &mut Tx, organization: &str, ids: &[String]) -> Result<Vec<String>> {
    let sql = "SELECT id FROM roles WHERE organization_id = $1 AND id = ANY($2)";
    tx.all(sql, &args![organization, ids], |row| row.get(0)).await
}

/// One role.
pub async fn find(
    tx: &mut Tx,
    organization: &str,
    id: &str,
) -> Result<Option<DomainOrganizationRole>> {
    let sql = "SELECT document FROM roles WHERE organization_id = $1 AND id = $2";
    tx.one(sql, &args![organization, id], |row| crate::from_json(row.str(0)?)).await
}
