//! Keys by which other systems know users. Whoever changes them raises the version of the user.

use crate::{Result, Tx, args};

/// A user's key in another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalId {
    /// The name of the other system; case counts.
    pub authority: String,
    /// The key there; case counts.
    pub key: String,
}

/// The external ids of a user, by the name of the authority.
pub async fn of_user(tx: &mut Tx, user: &str) -> Result<Vec<ExternalId>> {
    let organization = &*tx.organization();
    let sql = "SELECT authority_name, external_key FROM external_ids \
               WHERE organization_id = $1 AND user_id = $2 ORDER BY authority_name";
    let read = |row: &crate::Row<'_>| Ok(ExternalId { authority: row.get(0)?, key: row.get(1)? });
    tx.all(sql, &args![organization, user], read).await
}

/// The key that a user has at an authority.
pub async fn find(tx: &mut Tx, user: &str, authority: &str) -> Result<Option<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT external_key FROM external_ids \
               WHERE organization_id = $1 AND user_id = $2 AND authority_name = $3";
    tx.one(sql, &args![organization, user, authority], |row| row.get(0)).await
}

/// The id of the user who has the key at the authority.
pub async fn owner(tx: &mut Tx, id: &ExternalId) -> Result<Option<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id FROM external_ids \
               WHERE organization_id = $1 AND authority_name = $2 AND external_key = $3";
    tx.one(sql, &args![organization, &id.authority, &id.key], |row| row.get(0)).await
}

/// Gives a user a key; `false` if somebody has the key, or the user another one of the authority.
pub async fn insert(tx: &mut Tx, user: &str, id: &ExternalId) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO external_ids (organization_id, authority_name, external_key, user_id) \
               VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let args = args![organization, &id.authority, &id.key, user];
    Ok(tx.run(sql, &args).await? > 0)
}

/// Takes a key from a user; `false` if the user does not have it.
pub async fn delete(tx: &mut Tx, user: &str, id: &ExternalId) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM external_ids WHERE organization_id = $1 AND authority_name = $2 \
               AND external_key = $3 AND user_id = $4";
    let args = args![organization, &id.authority, &id.key, user];
    Ok(tx.run(sql, &args).await? > 0)
}

/// Takes all keys from a user, so that others may have them.
pub async fn delete_of_user(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM external_ids WHERE organization_id = $1 AND user_id = $2";
    tx.run(sql, &args![organization, user]).await?;
    Ok(())
}
