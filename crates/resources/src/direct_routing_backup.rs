//! Who takes the direct interactions of a user that the user leaves unanswered.

use api::{
    AgentDirectRoutingBackupSettings, DeleteRoutingDirectroutingbackupSettingsMe,
    DeleteRoutingUserDirectroutingbackupSettings, GetRoutingDirectroutingbackupSettingsMe,
    GetRoutingUserDirectroutingbackupSettings, PutRoutingDirectroutingbackupSettingsMe,
    PutRoutingUserDirectroutingbackupSettings, State,
};
use store::{Divisions, Lock, direct_routing_backup as backups, queues, users};

use crate::rules::{
    people::{audited, present, present_to_change},
    routing_skills::ROUTING,
};
use gate::{
    audit::{self, Action, AuditEvent, Kind},
    call::Call,
    refusal::{Refusal, Result},
    routes::Routes,
};

/// The direct routing backup of a user, in the audit; the id is the user's.
pub(crate) const DIRECT_ROUTING_BACKUP: Kind = Kind {
    name: "DirectRoutingBackup",
    service: ROUTING,
    actions: &[Action::Update, Action::Delete],
    uri: Some(|user| format!("/api/v2/routing/users/{user}/directroutingbackup/settings")),
};

/// The operations on direct routing backups that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(delete_own)
        .answer(get_own)
        .answer(set_own)
        .answer(delete)
        .answer(get)
        .answer(set)
}

/// The caller's own settings.
pub(crate) async fn get_own(
    call: &mut Call,
    _: GetRoutingDirectroutingbackupSettingsMe,
) -> Result<AgentDirectRoutingBackupSettings> {
    let user = call.caller().user()?.to_owned();
    read(call, &user).await
}

/// The settings of a user.
pub(crate) async fn get(
    call: &mut Call,
    GetRoutingUserDirectroutingbackupSettings { user_id }: GetRoutingUserDirectroutingbackupSettings,
) -> Result<AgentDirectRoutingBackupSettings> {
    let user = present(call, &user_id).await?;
    read(call, &user.id).await
}

async fn read(call: &mut Call, user: &str) -> Result<AgentDirectRoutingBackupSettings> {
    let found = backups::find(&mut call.tx, user).await?;
    found.ok_or_else(|| Refusal::not_found("direct routing backup of the user", user))
}

/// Sets the caller's own backup.
pub(crate) async fn set_own(
    call: &mut Call,
    PutRoutingDirectroutingbackupSettingsMe { body }: PutRoutingDirectroutingbackupSettingsMe,
) -> Result<AgentDirectRoutingBackupSettings> {
    let user = call.caller().user()?.to_owned();
    store(call, &user, body).await
}

/// Sets the backup of a user.
pub(crate) async fn set(
    call: &mut Call,
    PutRoutingUserDirectroutingbackupSettings { user_id, body }: PutRoutingUserDirectroutingbackupSettings,
) -> Result<AgentDirectRoutingBackupSettings> {
    let user = present(call, &user_id).await?;
    store(call, &user.id, body).await
}

async fn store(
    call: &mut Call,
    user: &str,
    body: AgentDirectRoutingBackupSettings,
) -> Result<AgentDirectRoutingBackupSettings> {
    let lower = |id: Option<String>| id.map(|id| id.to_lowercase()).filter(|id| !id.is_empty());
    let (backup, queue) = (lower(body.user_id), lower(body.queue_id));
    // In one order, to avoid deadlocks; neither is deleted meanwhile.
    let mut both: Vec<&str> = backup.iter().map(String::as_str).chain([user]).collect();
    both.sort_unstable();
    for id in both {
        call.lock(Lock::User(id)).await?;
    }
    if let Some(id) = &backup {
        let (tx, divisions) = call.seeing();
        let found = users::find_shared(tx, divisions, id).await?;
        if id == user || found.is_none_or(|user| user.state == State::Deleted) {
            let allowed = "the id of another user, who is not deleted";
            return Err(Refusal::invalid_value("userId", id, allowed));
        }
    }
    if let Some(id) = &queue {
        let (tx, divisions) = call.seeing();
        if queues::find(tx, divisions, id).await?.is_none() {
            return Err(Refusal::invalid_value("queueId", id, "the id of a queue"));
        }
    }
    let before = backups::find(&mut call.tx, user).await?;
    let set = AgentDirectRoutingBackupSettings {
        user_id: backup,
        queue_id: queue,
        wait_for_agent: Some(body.wait_for_agent.unwrap_or(false)),
        agent_wait_seconds: body.agent_wait_seconds,
        backed_up_users: None,
    };
    backups::save(&mut call.tx, user, &set).await?;
    let after = read(call, user).await?;
    let event = AuditEvent::new(DIRECT_ROUTING_BACKUP, Action::Update, user);
    let event = event.named(name(call, user).await?).between(&before, &after)?;
    audit::record(call, event).await?;
    Ok(after)
}

/// Drops the caller's own settings.
pub(crate) async fn delete_own(
    call: &mut Call,
    _: DeleteRoutingDirectroutingbackupSettingsMe,
) -> Result<()> {
    let user = call.caller().user()?.to_owned();
    call.lock(Lock::User(&user)).await?;
    remove(call, &user).await
}

/// Drops the settings of a user.
pub(crate) async fn delete(
    call: &mut Call,
    asked: DeleteRoutingUserDirectroutingbackupSettings,
) -> Result<()> {
    let user = present_to_change(call, &asked.user_id).await?;
    remove(call, &user.id).await
}

/// Where nothing is set, nothing happens.
async fn remove(call: &mut Call, user: &str) -> Result<()> {
    let Some(before) = backups::find(&mut call.tx, user).await? else { return Ok(()) };
    backups::delete(&mut call.tx, user).await?;
    let event = AuditEvent::new(DIRECT_ROUTING_BACKUP, Action::Delete, user);
    let event = event.named(name(call, user).await?).between(&before, &())?;
    audit::record(call, event).await
}

async fn name(call: &mut Call, user: &str) -> Result<Option<String>> {
    let found = users::find_shared(&mut call.tx, &Divisions::all(), user).await?;
    Ok(found.map(|user| audited::name(&user)).transpose()?.flatten())
}
