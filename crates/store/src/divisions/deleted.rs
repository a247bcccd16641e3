//! Divisions that were deleted and can be brought back.

use api::DateTime;

use super::StoredDivision;
use crate::{Entity, Result, Row, Tx, args, changes::NewChange};

/// Deletes a division, which must hold nothing any more.
pub async fn delete(tx: &mut Tx, id: &str, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO deleted_divisions (organization_id, id, name, name_key, description, deleted_at) \
               SELECT organization_id, id, name, name_key, description, CAST($3 AS BIGINT) \
               FROM divisions WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id, now.milliseconds()]).await?;
    let sql = "DELETE FROM object_counts WHERE organization_id = $1 AND division_id = $2";
    tx.run(sql, &args![organization, id]).await?;
    let sql = "DELETE FROM divisions WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Division, id))
}

/// Brings a division back under what `division` says; `false` when the name is taken, and then the
/// division stays deleted.
pub async fn restore(tx: &mut Tx, division: &StoredDivision) -> Result<bool> {
    let organization = &*tx.organization();
    if !super::insert(tx, division).await? {
        return Ok(false);
    }
    let sql = "DELETE FROM deleted_divisions WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, &division.id]).await?;
    Ok(true)
}

/// One deleted division.
pub async fn find_deleted(tx: &mut Tx, id: &str) -> Result<Option<StoredDivision>> {
    let organization = &*tx.organization();
    let sql = "SELECT id, name, description FROM deleted_divisions \
               WHERE organization_id = $1 AND id = $2";
    tx.one(sql, &args![organization, id], read).await
}

/// A part of the deleted divisions, by name: as many as `limit` after the first `offset`.
pub async fn list_deleted(tx: &mut Tx, (offset, limit): (i64, i64)) -> Result<Vec<StoredDivision>> {
    let organization = &*tx.organization();
    let sql = "SELECT id, name, description FROM deleted_divisions WHERE organization_id = $1 \
               ORDER BY name_key, id LIMIT $2 OFFSET $3";
    tx.all(sql, &args![organization, limit, offset], read).await
}

/// How many deleted divisions there are.
pub async fn count_deleted(tx: &mut Tx) -> Result<i64> {
    let organization = &*tx.organization();
    let sql = "SELECT COUNT(*) FROM deleted_divisions WHERE organization_id = $1";
    Ok(tx.one(sql, &args![organization], |row| row.get(0)).await?.unwrap_or_default())
}

fn read(row: &Row<'_>) -> Result<StoredDivision> {
    Ok(StoredDivision { id: row.get(0)?, name: row.get(1)?, description: row.get(2)?, home: false })
}
