//! Absences of users, as they were set: `active` says that one is switched on, and not that it is
//! going on now.

use std::collections::HashMap;

use api::{
    DateTime, Entity as Reference, OutOfOffice, OutOfOfficeEventOutOfOffice, UserOutOfOfficeTopic,
};

use crate::{Changed, Entity, Result, Tx, args, changes::NewChange, notifications};

/// The absences that these users have set, by user.
pub async fn of_users(tx: &mut Tx, users: &[String]) -> Result<HashMap<String, OutOfOffice>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id, document FROM absences \
               WHERE organization_id = $1 AND user_id = ANY($2)";
    let read = |row: &crate::Row<'_>| Ok((row.get(0)?, crate::from_json(row.str(1)?)?));
    Ok(tx.all(sql, &args![organization, users], read).await?.into_iter().collect())
}

/// From the start to the end, or for ever, while it is switched on.
pub fn is_going_on(set: &OutOfOffice, now: DateTime) -> bool {
    set.active == Some(true)
        && set.start_date.is_some_and(|start| start <= now)
        && (set.indefinite == Some(true) || set.end_date.is_some_and(|end| now < end))
}

/// Sets the absence of a user, whose lock the transaction holds, and tells it.
pub async fn save(tx: &mut Tx, user: &str, absence: &OutOfOffice, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO absences (organization_id, user_id, document) VALUES ($1, $2, $3) \
               ON CONFLICT (organization_id, user_id) DO UPDATE SET document = excluded.document";
    let document = crate::to_document("absence", absence)?;
    tx.run(sql, &args![organization, user, document]).await?;
    tx.changed(named(organization, user).with_row(absence.clone()))?;
    let body = OutOfOfficeEventOutOfOffice {
        active: Some(is_going_on(absence, now)),
        end_date: absence.end_date,
        indefinite: absence.indefinite,
        start_date: absence.start_date,
        user: Some(Reference { id: Some(user.to_owned()) }),
    };
    let told = notifications::told(&UserOutOfOfficeTopic { id: user.to_owned() }, &body)?;
    notifications::tell(tx, user, vec![told])
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
