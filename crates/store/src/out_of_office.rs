//! Absences of users, as they were set: `active` says that one is switched on, and not that it is
//! going on now.

use std::collections::HashMap;

use api::OutOfOffice;

use crate::{Changed, Entity, Result, Tx, args, changes::NewChange};

/// The absences that these users have set, by user.
pub async fn of_users(tx: &mut Tx, users: &[String]) -> Result<HashMap<String, OutOfOffice>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id, document FROM absences \
               WHERE organization_id = $1 AND user_id = ANY($2)";
    let read = |row: &crate::Row<'_>| Ok((row.get(0)?, crate::from_json(row.str(1)?)?));
    Ok(tx.all(sql, &args![organization, users], read).await?.into_iter().collect())
}

/// Sets the absence of a user, whose lock the transaction holds.
pub async fn save(tx: &mut Tx, user: &str, absence: &OutOfOffice) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO absences (organization_id, user_id, document) VALUES ($1, $2, $3) \
               ON CONFLICT (organization_id, user_id) DO UPDATE SET document = excluded.document";
    let document = crate::to_document("absence", absence)?;
    tx.run(sql, &args![organization, user, document]).await?;
    tx.changed(named(organization, user).with_row(absence.clone()))
}

/// Forgets the absence of a user, whose lock the transaction holds.
pub async fn delete_of_user(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM absences WHERE organization_id = $1 AND user_id = $2";
    if tx.run(sql, &args![organization, user]).await? == 0 {
        return Ok(());
    }
    tx.changed(named(organization, user))
}

fn named(organization: &str, user: &str) -> NewChange {
    let what = Changed::Entity { kind: Entity::OutOfOffice, id: user.to_owned() };
    NewChange::of_user(organization, user, what)
}
