//! How much work at once users take.

use api::{UtilizationLabel, UtilizationRequest};

use crate::{Result, Row, Tx, args};

/// Where a label is read.
pub fn label_uri(id: &str) -> String {
    format!("/api/v2/routing/utilization/labels/{id}")
}

/// What was set for the organization.
pub async fn of_organization(tx: &mut Tx) -> Result<Option<UtilizationRequest>> {
    let organization = &*tx.organization();
    let sql = "SELECT document FROM organization_utilizations WHERE organization_id = $1";
    tx.one(sql, &args![organization], |row| crate::from_json(row.str(0)?)).await
}

/// Sets it.
pub async fn save_of_organization(tx: &mut Tx, set: &UtilizationRequest) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO organization_utilizations (organization_id, document) VALUES ($1, $2) \
               ON CONFLICT (organization_id) DO UPDATE SET document = excluded.document";
    tx.run(sql, &args![organization, crate::to_document("utilization", set)?]).await?;
    Ok(())
}

/// Drops it.
pub async fn delete_of_organization(tx: &mut Tx) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM organization_utilizations WHERE organization_id = $1";
    tx.run(sql, &args![organization]).await?;
    Ok(())
}

/// What was set for a user.
pub async fn of_user(tx: &mut Tx, user: &str) -> Result<Option<UtilizationRequest>> {
    let organization = &*tx.organization();
    let sql = "SELECT document FROM user_utilizations WHERE organization_id = $1 AND user_id = $2";
    tx.one(sql, &args![organization, user], |row| crate::from_json(row.str(0)?)).await
}

/// Sets it, with limits for these labels.
pub async fn save_of_user(
    tx: &mut Tx,
    user: &str,
    set: &UtilizationRequest,
    labels: &[String],
) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO user_utilizations (organization_id, user_id, document) VALUES ($1, $2, $3) \
               ON CONFLICT (organization_id, user_id) DO UPDATE SET document = excluded.document";
    tx.run(sql, &args![organization, user, crate::to_document("utilization", set)?]).await?;
    let sql = "DELETE FROM user_utilization_labels WHERE organization_id = $1 AND user_id = $2";
    tx.run(sql, &args![organization, user]).await?;
    let sql = "INSERT INTO user_utilization_labels (organization_id, label_id, user_id) \
               SELECT organization_id, id, $2 FROM utilization_labels \
               WHERE organization_id = $1 AND id = ANY($3)";
    tx.run(sql, &args![organization, user, labels]).await?;
    Ok(())
}

/// Drops it.
pub async fn delete_of_user(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM user_utilizations WHERE organization_id = $1 AND user_id = $2";
    tx.run(sql, &args![organization, user]).await?;
    Ok(())
}

const LABELS: &str = "SELECT id, name FROM utilization_labels WHERE organization_id = $1";

fn read(row: &Row<'_>) -> Result<UtilizationLabel> {
    let id: String = row.get(0)?;
    Ok(UtilizationLabel { self_uri: Some(label_uri(&id)), id: Some(id), name: row.get(1)? })
}

/// Every label, by name.
pub async fn labels(tx: &mut Tx) -> Result<Vec<UtilizationLabel>> {
    let organization = &*tx.organization();
    tx.all(&format!("{LABELS} ORDER BY name_key, id"), &args![organization], read).await
}

/// One label.
pub async fn find_label(tx: &mut Tx, id: &str) -> Result<Option<UtilizationLabel>> {
    let organization = &*tx.organization();
    tx.one(&format!("{LABELS} AND id = $2"), &args![organization, id], read).await
}

/// Adds a label; `false` when its name is taken.
pub async fn insert_label(tx: &mut Tx, (id, name): (&str, &str)) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO utilization_labels (organization_id, id, name, name_key) \
               VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    Ok(tx.run(sql, &args![organization, id, name, crate::fold(name)]).await? == 1)
}

/// Renames a label; `false` when the name is taken.
pub async fn rename_label(tx: &mut Tx, (id, name): (&str, &str)) -> Result<bool> {
    let organization = &*tx.organization();
    let key = crate::fold(name);
    let sql = "SELECT id FROM utilization_labels \
               WHERE organization_id = $1 AND name_key = $2 AND id <> $3";
    let owner = args![organization, &key, id];
    if tx.one(sql, &owner, |row| row.get::<String>(0)).await?.is_some() {
        return Ok(false);
    }
    let sql = "UPDATE utilization_labels SET name = $3, name_key = $4 \
               WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id, name, key]).await?;
    Ok(true)
}

/// How many users have limits of their own for a label.
pub async fn users_of_label(tx: &mut Tx, id: &str) -> Result<i64> {
    let organization = &*tx.organization();
    let sql = "SELECT COUNT(*) FROM user_utilization_labels \
               WHERE organization_id = $1 AND label_id = $2";
    Ok(tx.one(sql, &args![organization, id], |row| row.get(0)).await?.unwrap_or_default())
}

/// Removes a label; what was set for it means nothing any more.
pub async fn delete_label(tx: &mut Tx, id: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM utilization_labels WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id]).await?;
    Ok(())
}
