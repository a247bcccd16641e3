//! What sources other than the primary one of a user report.

use api::DateTime;

use super::{
    machine::Presence,
    system::{SystemPresence, stored_presence},
    told,
};
use crate::{Result, Row, Tx, args};

fn read(row: &Row<'_>) -> Result<(String, Presence)> {
    let at = DateTime::from_milliseconds(row.get(5)?);
    let presence = Presence {
        source: row.get(1)?,
        definition: row.get(2)?,
        system: stored_presence(row.str(3)?)?,
        message: row.get(4)?,
        since: at,
        modified_at: at,
    };
    Ok((row.get(0)?, presence))
}

/// What one source reports of these users, by user.
pub async fn of_users(
    tx: &mut Tx,
    users: &[String],
    source: &str,
) -> Result<Vec<(String, Presence)>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id, source_id, definition_id, system_presence, message, modified_at \
               FROM source_presences WHERE organization_id = $1 AND user_id = ANY($2) \
               AND source_id = $3 ORDER BY user_id";
    tx.all(sql, &args![organization, users, source], read).await
}

/// Stores what a source reports that is not the primary one of the user, whose lock must be held, and
/// tells it.
pub async fn report(tx: &mut Tx, user: &str, presence: &Presence) -> Result<()> {
    save(tx, user, presence).await?;
    told::tell_reported(tx, user, presence).await
}

/// Stores what a source reports that is not the user's primary one.
pub async fn save(tx: &mut Tx, user: &str, presence: &Presence) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO source_presences (organization_id, user_id, source_id, definition_id, \
               system_presence, message, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
               ON CONFLICT (organization_id, user_id, source_id) DO UPDATE SET \
               definition_id = excluded.definition_id, system_presence = excluded.system_presence, \
               message = excluded.message, modified_at = excluded.modified_at";
    let Presence { definition, system, message, source, modified_at, .. } = presence;
    let args = args![
        organization,
        user,
        &**source,
        &**definition,
        system.upper(),
        message.as_deref(),
        modified_at.milliseconds(),
    ];
    tx.run(sql, &args).await?;
    Ok(())
}

/// Forgets what a source reported, because it becomes the user's primary one.
pub async fn delete(tx: &mut Tx, user: &str, source: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM source_presences \
               WHERE organization_id = $1 AND user_id = $2 AND source_id = $3";
    tx.run(sql, &args![organization, user, source]).await?;
    Ok(())
}

/// What a source reports of a user of whom it has reported nothing yet.
pub fn nothing_yet(source: &str, now: DateTime) -> Presence {
    let offline = SystemPresence::Offline;
    Presence {
        definition: offline.id().to_owned(),
        system: offline,
        message: None,
        source: source.to_owned(),
        since: now,
        modified_at: now,
    }
}
