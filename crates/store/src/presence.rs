//! What users are doing now: presence, routing status, joined queues and conversations.
//!
//! Whatever changes it goes through [`happen`], which asks the state machine and stores what comes
//! of it: the state, the intervals that analytics reads, and the notifications.

pub mod definitions;
pub mod intervals;
pub mod machine;
pub mod others;
pub mod packs;
pub mod played;
mod shown;
pub mod sources;
mod system;
mod told;

use std::{collections::HashMap, sync::Arc};

use api::{DateTime, RoutingStatusValue, WireEnum};
use machine::{Event, Forbidden, Live, Presence, Step};
pub use shown::{definition, presence, presence_uri, routing_status, summary};
pub use system::{PURECLOUD, SystemPresence};

use crate::{
    Changed, Error, Result, Row, Tx, args,
    changes::NewChange,
    kept::{DependsOn, KeptKind, place},
};

/// What a user is doing.
#[derive(Debug, Clone)]
pub struct LiveState {
    /// The user.
    pub user: String,
    /// What it is.
    pub live: Live,
}

/// A new user is offline and off queue. The change is the user's.
pub async fn insert(tx: &mut Tx, user: &str, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO live_states (organization_id, user_id, presence_definition_id, system_presence, \
               presence_since, presence_modified_at, routing_status, routing_since) \
               VALUES ($1, $2, $3, $4, $5, $5, $6, $5)";
    let (offline, off_queue) = (SystemPresence::Offline, RoutingStatusValue::OffQueue);
    let at = now.milliseconds();
    let args = args![organization, user, offline.id(), offline.upper(), at, off_queue.as_str()];
    tx.run(sql, &args).await?;
    intervals::insert(tx, user, &Live::new(now)).await
}

/// The same for many users.
pub async fn insert_all(tx: &mut Tx, users: &[String], now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO live_states (organization_id, user_id, presence_definition_id, system_presence, \
               presence_since, presence_modified_at, routing_status, routing_since) \
               SELECT organization_id, id, $3, $4, CAST($5 AS BIGINT), CAST($5 AS BIGINT), $6, \
               CAST($5 AS BIGINT) FROM users WHERE organization_id = $1 AND id = ANY($2)";
    let (offline, off_queue) = (SystemPresence::Offline, RoutingStatusValue::OffQueue);
    let (id, upper, off_queue) = (offline.id(), offline.upper(), off_queue.as_str());
    let args = args![organization, users, id, upper, now.milliseconds(), off_queue];
    tx.run(sql, &args).await?;
    intervals::insert_all(tx, users).await
}

/// Puts a user who leaves offline and off queue; what already is so keeps its time.
pub async fn go_offline(tx: &mut Tx, user: &str, now: DateTime) -> Result<()> {
    let left = happen(tx, user, Event::Leave, now).await?;
    left.map(drop).map_err(|forbidden| Error::Bug(format!("{user} cannot leave: {forbidden}")))
}

/// A user signs in: available, if the user was offline.
pub async fn sign_in(tx: &mut Tx, user: &str, now: DateTime) -> Result<()> {
    let Some(live) = find(tx, user).await? else { return Ok(()) };
    if live.presence.system != SystemPresence::Offline || live.presence.source != PURECLOUD {
        return Ok(());
    }
    let available = SystemPresence::Available;
    let event = Event::Choose {
        definition: available.id().to_owned(),
        system: available,
        message: None,
        source: PURECLOUD.to_owned(),
    };
    let signed_in = happen(tx, user, event, now).await?;
    signed_in.map(drop).map_err(|forbidden| Error::Bug(format!("{user} signs in: {forbidden}")))
}

/// Something happens to a user, whose lock must be held: the state after it, with what is new, is
/// stored and told. What the state machine forbids changes nothing.
pub async fn happen(
    tx: &mut Tx,
    user: &str,
    event: Event,
    now: DateTime,
) -> Result<Result<Step, Forbidden>> {
    let live = find(tx, user).await?;
    let live = live.ok_or_else(|| Error::Bug(format!("the user {user} has no state")))?;
    let step = match live.after(event, now) {
        Ok(step) => step,
        Err(forbidden) => return Ok(Err(forbidden)),
    };
    if step.changes() {
        save(tx, user, &step.live).await?;
        intervals::save(tx, user, intervals::Interval::of_step(&live, &step)).await?;
        let organization = &*tx.organization();
        let changed = Changed::Live { user: user.to_owned() };
        tx.changed(NewChange::of_user(organization, user, changed))?;
        told::tell(tx, user, (&live, &step), now).await?;
    }
    Ok(Ok(step))
}

/// Tells the activity of a user, whose lock must be held, because something beside it has changed.
pub async fn tell_activity(tx: &mut Tx, user: &str, now: DateTime) -> Result<()> {
    let Some(live) = find(tx, user).await? else { return Ok(()) };
    told::tell_activity(tx, user, &live, now).await
}

async fn save(tx: &mut Tx, user: &str, live: &Live) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE live_states SET presence_definition_id = $3, system_presence = $4, \
               presence_message = $5, presence_source = $6, presence_since = $7, \
               presence_modified_at = $8, routing_status = $9, routing_since = $10, queues = $11, \
               queues_changed_at = $12, conversations = $13 \
               WHERE organization_id = $1 AND user_id = $2";
    let presence = &live.presence;
    let args = args![
        organization,
        user,
        &*presence.definition,
        presence.system.upper(),
        presence.message.as_deref(),
        &*presence.source,
        presence.since.milliseconds(),
        presence.modified_at.milliseconds(),
        live.routing.as_str(),
        live.routing_since.milliseconds(),
        crate::documents::to_json(&live.queues)?,
        live.queues_changed_at.map(DateTime::milliseconds),
        crate::documents::to_json(&live.conversations)?,
    ];
    tx.run(sql, &args).await?;
    Ok(())
}

/// What a user is doing, as it is shown.
#[derive(Debug, PartialEq, Eq)]
pub struct ShownState {
    /// The presence, as JSON.
    pub presence: String,
    /// The routing status, as JSON.
    pub routing_status: String,
    /// The conversations, counted, as JSON.
    pub conversations: String,
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
            let ShownState { presence, routing_status, conversations } = &state;
            let bytes = presence.len() + routing_status.len() + conversations.len();
            let (state, of) = (Arc::new(state), DependsOn::everybody(&organization));
            tx.keep((KeptKind::Live, &place(&organization, &user), of), (state.clone(), bytes));
            shown.insert(user, state);
        }
    }
    Ok(shown)
}

async fn read_shown(tx: &mut Tx, users: &[String]) -> Result<Vec<(String, ShownState)>> {
    let read = of_users(tx, users).await?;
    let shown = read.into_iter().map(|LiveState { user, live }| {
        let state = ShownState {
            presence: crate::documents::to_json(&presence(&user, &live.presence))?,
            routing_status: crate::documents::to_json(&routing_status(&user, &live))?,
            conversations: crate::documents::to_json(&summary(&user, &live.conversations))?,
        };
        Ok((user, state))
    });
    shown.collect()
}

/// What a user is doing; `None` for who never was one.
pub async fn find(tx: &mut Tx, user: &str) -> Result<Option<Live>> {
    let found = of_users(tx, &[user.to_owned()]).await?;
    Ok(found.into_iter().next().map(|state| state.live))
}

/// What these users are doing.
pub async fn of_users(tx: &mut Tx, users: &[String]) -> Result<Vec<LiveState>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id, presence_definition_id, system_presence, presence_message, presence_source, \
               presence_since, presence_modified_at, routing_status, routing_since, queues, \
               queues_changed_at, conversations FROM live_states \
               WHERE organization_id = $1 AND user_id = ANY($2) ORDER BY user_id";
    tx.all(sql, &args![organization, users], read).await
}

fn read(row: &Row<'_>) -> Result<LiveState> {
    let at = |column| Ok::<_, Error>(DateTime::from_milliseconds(row.get(column)?));
    let queues_changed_at: Option<i64> = row.get(10)?;
    let live = Live {
        presence: Presence {
            definition: row.get(1)?,
            system: system::stored_presence(row.str(2)?)?,
            message: row.get(3)?,
            source: row.get(4)?,
            since: at(5)?,
            modified_at: at(6)?,
        },
        routing: RoutingStatusValue::from_wire(row.str(7)?),
        routing_since: at(8)?,
        queues: crate::from_json(row.str(9)?)?,
        queues_changed_at: queues_changed_at.map(DateTime::from_milliseconds),
        conversations: crate::from_json(row.str(11)?)?,
    };
    Ok(LiveState { user: row.get(0)?, live })
}
