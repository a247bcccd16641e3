//! Where the calls of users go when they are forwarded.

use api::{
    CallForwarding, CallForwardingEventCallForwarding, Entity as Reference, UserCallForwardingTopic,
};

use crate::{Changed, Entity, Result, Tx, args, changes::NewChange, notifications};

/// What was set for a user.
pub async fn find(tx: &mut Tx, user: &str) -> Result<Option<CallForwarding>> {
    let organization = &*tx.organization();
    let sql = "SELECT document FROM call_forwarding WHERE organization_id = $1 AND user_id = $2";
    tx.one(sql, &args![organization, user], |row| crate::from_json(row.str(0)?)).await
}

/// Sets the call forwarding of a user, whose lock the transaction holds, and tells it.
pub async fn save(tx: &mut Tx, user: &str, forwarding: &CallForwarding) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO call_forwarding (organization_id, user_id, document) VALUES ($1, $2, $3) \
               ON CONFLICT (organization_id, user_id) DO UPDATE SET document = excluded.document";
    let document = crate::to_document("call forwarding", forwarding)?;
    tx.run(sql, &args![organization, user, document]).await?;
    tx.changed(named(organization, user).with_row(forwarding.clone()))?;
    let body = CallForwardingEventCallForwarding {
        calls: forwarding.calls.clone(),
        enabled: forwarding.enabled,
        modified_date: forwarding.modified_date,
        user: Some(Reference { id: Some(user.to_owned()) }),
        voicemail: forwarding.voicemail.clone(),
    };
    let told = notifications::told(&UserCallForwardingTopic { id: user.to_owned() }, &body)?;
    notifications::tell(tx, user, vec![told])
}

/// Forgets the call forwarding of a user, whose lock the transaction holds.
pub async fn delete_of_user(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM call_forwarding WHERE organization_id = $1 AND user_id = $2";
    if tx.run(sql, &args![organization, user]).await? == 0 {
        return Ok(());
    }
    tx.changed(named(organization, user))
}

fn named(organization: &str, user: &str) -> NewChange {
    let what = Changed::Entity { kind: Entity::CallForwarding, id: user.to_owned() };
    NewChange::of_user(organization, user, what)
}
