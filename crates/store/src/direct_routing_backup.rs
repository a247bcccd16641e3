//! Who takes the direct interactions of a user that the user leaves unanswered.

use api::AgentDirectRoutingBackupSettings;

use crate::{Result, Tx, args};

/// What was set for a user, with those for whom the user stands in.
pub async fn find(tx: &mut Tx, user: &str) -> Result<Option<AgentDirectRoutingBackupSettings>> {
    let organization = &*tx.organization();
    let sql = "SELECT backup_user_id, backup_queue_id, wait_for_agent, agent_wait_seconds \
               FROM direct_routing_backups WHERE organization_id = $1 AND user_id = $2";
    let args = args![organization, user];
    let found = tx.one(sql, &args, |row| {
        Ok(AgentDirectRoutingBackupSettings {
            user_id: row.get(0)?,
            queue_id: row.get(1)?,
            wait_for_agent: row.get(2)?,
            agent_wait_seconds: row.get::<Option<i64>>(3)?.and_then(|s| i32::try_from(s).ok()),
            backed_up_users: None,
        })
    });
    let Some(found) = found.await? else { return Ok(None) };
    let sql = "SELECT user_id FROM direct_routing_backups \
               WHERE organization_id = $1 AND backup_user_id = $2 ORDER BY user_id";
    let backed_up = tx.all(sql, &args, |row| row.get(0)).await?;
    Ok(Some(AgentDirectRoutingBackupSettings { backed_up_users: Some(backed_up), ..found }))
}

/// Sets it.
pub async fn save(tx: &mut Tx, user: &str, set: &AgentDirectRoutingBackupSettings) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO direct_routing_backups (organization_id, user_id, backup_user_id, \
                   backup_queue_id, wait_for_agent, agent_wait_seconds) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization_id, user_id) DO UPDATE SET \
                   backup_user_id = excluded.backup_user_id, \
                   backup_queue_id = excluded.backup_queue_id, \
                   wait_for_agent = excluded.wait_for_agent, \
                   agent_wait_seconds = excluded.agent_wait_seconds";
    let args = args![
        organization,
        user,
        set.user_id.clone(),
        set.queue_id.clone(),
        set.wait_for_agent,
        set.agent_wait_seconds
    ];
    tx.run(sql, &args).await?;
    Ok(())
}

/// Drops it; `false` when nothing was set.
pub async fn delete(tx: &mut Tx, user: &str) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM direct_routing_backups WHERE organization_id = $1 AND user_id = $2";
    Ok(tx.run(sql, &args![organization, user]).await? == 1)
}

/// For how many users a queue stands in.
pub async fn users_of_queue(tx: &mut Tx, queue: &str) -> Result<i64> {
    let organization = &*tx.organization();
    let sql = "SELECT COUNT(*) FROM direct_routing_backups \
               WHERE organization_id = $1 AND backup_queue_id = $2";
    Ok(tx.one(sql, &args![organization, queue], |row| row.get(0)).await?.unwrap_or_default())
}

/// Lets a queue stand in for nobody.
pub async fn forget_queue(tx: &mut Tx, queue: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE direct_routing_backups SET backup_queue_id = NULL \
               WHERE organization_id = $1 AND backup_queue_id = $2";
    tx.run(sql, &args![organization, queue]).await?;
    Ok(())
}

/// Drops what was set for a user, and lets the user stand in for nobody.
pub async fn forget_user(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE direct_routing_backups SET backup_user_id = NULL \
               WHERE organization_id = $1 AND backup_user_id = $2";
    tx.run(sql, &args![organization, user]).await?;
    delete(tx, user).await.map(drop)
}
