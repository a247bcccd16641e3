//! What users are doing now: presence and routing status.

use std::{collections::HashMap, sync::Arc};

use api::{
    DateTime, PresenceDefinition, RoutingStatus, RoutingStatusValue, UserPresence, WireEnum,
};

use crate::{
    Changed, Error, Result, Tx, args,
    changes::NewChange,
    kept::{DependsOn, KeptKind, place},
};

/// The id of the presence `Offline`, the same in every organization.
pub const OFFLINE: &str = "ccf3c10a-aa2c-4845-8e8d-f59fa48c58e5";

/// What a user is doing.
#[derive(Debug, Clone)]
pub struct LiveState {
    /// The user.
    pub user: String,
    /// The presence.
    pub presence: UserPresence,
    /// The routing status.
    pub routing_status: RoutingStatus,
}

/// A new user is offline and off queue. The change is the user's.
pub async fn insert(tx: &mut Tx, user: &str, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO live_states (organization_id, user_id, presence_definition_id, system_presence, \
               presence_since, routing_status, routing_since) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let (now, offline, off_queue) = (now.milliseconds(), "OFFLINE", RoutingStatusValue::OffQueue);
    let args = args![organization, user, OFFLINE, offline, now, off_queue.as_str(), now];
    tx.run(sql, &args).await?;
    Ok(())
}

/// The same for many users.
pub async fn insert_all(tx: &mut Tx, users: &[String], now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO live_states (organization_id, user_id, presence_definition_id, system_presence, \
               presence_since, routing_status, routing_since) \
               SELECT organization_id, id, $3, 'OFFLINE', CAST($4 AS BIGINT), $5, CAST($4 AS BIGINT) \
               FROM users WHERE organization_id = $1 AND id = ANY($2)";
    let off_queue = RoutingStatusValue::OffQueue;
    let args = args![organization, users, OFFLINE, now.milliseconds(), off_queue.as_str()];
    tx.run(sql, &args).await?;
    Ok(())
}

/// Puts a user offline and off queue; what already is so keeps its time.
pub async fn go_offline(tx: &mut Tx, user: &str, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE live_states SET presence_definition_id = $3, system_presence = $4, \
               presence_message = NULL, presence_since = $5 \
               WHERE organization_id = $1 AND user_id = $2 AND presence_definition_id <> $3";
    let now = now.milliseconds();
    let mut changed = tx.run(sql, &args![organization, user, OFFLINE, "OFFLINE", now]).await?;
    let sql = "UPDATE live_states SET routing_status = $3, routing_since = $4 \
               WHERE organization_id = $1 AND user_id = $2 AND routing_status <> $3";
    let off_queue = RoutingStatusValue::OffQueue;
    changed += tx.run(sql, &args![organization, user, off_queue.as_str(), now]).await?;
    if changed == 0 {
        return Ok(());
    }
    tx.changed(NewChange::of_user(organization, user, Changed::Live { user: user.to_owned() }))
}

/// What a user is doing, as it is shown.
#[derive(Debug, PartialEq, Eq)]
pub struct ShownState {
    /// The presence, as JSON.
    pub presence: String,
    /// The routing status, as JSON.
    pub routing_status: String,
}

/// What these users are doing, by user; reads only those that are not kept in memory.
pub async fn shown_of_users(
    tx: &mut Tx,
    users: &[String],
) -> Result<HashMap<String, Arc<ShownState>>> {
    let organization = tx.organization();
    let (mut shown, mut missing) = (HashMap::new(), Vec::new());
    for user in users {
        match tx.kept::<ShownState>(KeptKind::Live, &place(&organization, user)) {
            Some(state) => {
                shown.insert(user.clone(), state);
            }
            None => missing.push(user.clone()),
        }
    }
    if cfg!(debug_assertions) {
        let kept: Vec<String> = shown.keys().cloned().collect();
        for (user, state) in read_shown(tx, &kept).await? {
            if shown.get(&user).is_none_or(|kept| **kept != state) {
                return Err(Error::Bug(format!("the state of {user} is kept as it was")));
            }
        }
    }
    if !missing.is_empty() {
        for (user, state) in read_shown(tx, &missing).await? {
            let bytes = state.presence.len() + state.routing_status.len();
            let (state, of) = (Arc::new(state), DependsOn::everybody(&organization));
            tx.keep((KeptKind::Live, &place(&organization, &user), of), (state.clone(), bytes));
            shown.insert(user, state);
        }
    }
    Ok(shown)
}

async fn read_shown(tx: &mut Tx, users: &[String]) -> Result<Vec<(String, ShownState)>> {
    let read = of_users(tx, users).await?;
    let shown = read.into_iter().map(|live| {
        let presence = crate::documents::to_json(&live.presence)?;
        let routing_status = crate::documents::to_json(&live.routing_status)?;
        Ok((live.user, ShownState { presence, routing_status }))
    });
    shown.collect()
}

/// What these users are doing.
pub async fn of_users(tx: &mut Tx, users: &[String]) -> Result<Vec<LiveState>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id, presence_definition_id, system_presence, presence_message, presence_since, \
               routing_status, routing_since FROM live_states \
               WHERE organization_id = $1 AND user_id = ANY($2)";
    tx.all(sql, &args![organization, users], |row| {
        let user: String = row.get(0)?;
        let definition: String = row.get(1)?;
        let presence = UserPresence {
            id: Some(user.clone()),
            source: Some("PURECLOUD".to_owned()),
            primary: Some(true),
            presence_definition: Some(PresenceDefinition {
                self_uri: Some(format!("/api/v2/presencedefinitions/{definition}")),
                id: Some(definition),
                system_presence: row.get(2)?,
            }),
            message: row.get(3)?,
            modified_date: Some(DateTime::from_milliseconds(row.get(4)?)),
            self_uri: Some(format!("/api/v2/users/{user}/presences/PURECLOUD")),
            ..UserPresence::default()
        };
        let routing_status = RoutingStatus {
            user_id: Some(user.clone()),
            status: Some(RoutingStatusValue::from_wire(row.str(5)?)),
            start_time: Some(DateTime::from_milliseconds(row.get(6)?)),
        };
        Ok(LiveState { user, presence, routing_status })
    })
    .await
}
