//! What is told of a change of what a user does.

mod aggregates;
mod integrations;

use api::{
    AgentActivityChangedTopicAgentActivity, AgentActivityChangedTopicOutOfOffice,
    AgentActivityChangedTopicPresence, DateTime, PresenceEventOrganizationPresence,
    PresenceEventUserPresence, UserActivityTopic, UserConversationSummaryTopic, UserPresenceTopic,
    UserRoutingStatusRoutingStatus, UserRoutingStatusTopic, UserRoutingStatusUserRoutingStatus,
};

use super::{
    machine::{Live, Presence, Step},
    shown::summary,
};
use crate::{Result, Told, Tx, notifications, out_of_office};

/// Tells what is new after a step, whose intervals are stored, in one order: presence, routing status,
/// conversations, activity, what systems outside report, and how long each status lasted.
pub(super) async fn tell(
    tx: &mut Tx,
    user: &str,
    (before, step): (&Live, &Step),
    now: DateTime,
) -> Result<()> {
    let (live, id) = (&step.live, user.to_owned());
    let mut all = Vec::new();
    if step.presence {
        let topic = UserPresenceTopic { id: id.clone() };
        all.push(notifications::told(&topic, &presence(&live.presence))?);
    }
    if step.routing {
        let topic = UserRoutingStatusTopic { id: id.clone() };
        let body = UserRoutingStatusUserRoutingStatus {
            id: Some(id.clone()),
            routing_status: Some(routing_status(live)),
            ..UserRoutingStatusUserRoutingStatus::default()
        };
        all.push(notifications::told(&topic, &body)?);
    }
    if step.conversations {
        let topic = UserConversationSummaryTopic { id: id.clone() };
        all.push(notifications::told(&topic, &summary(user, &live.conversations))?);
    }
    if step.presence || step.routing || step.queues {
        all.push(activity(tx, user, live, now).await?);
    }
    if step.presence {
        let presences = (&before.presence, &live.presence);
        all.extend(integrations::of_shown(tx, user, presences).await?);
    }
    if step.definition || step.routing {
        all.extend(aggregates::of_step(tx, user, before, step).await?);
    }
    notifications::tell(tx, user, all)
}

/// Tells what a source reports of a user, who is locked, that is not the user's primary one.
pub(super) async fn tell_reported(tx: &mut Tx, user: &str, presence: &Presence) -> Result<()> {
    let told = integrations::of_reported(tx, user, presence).await?;
    notifications::tell(tx, user, vec![told])
}

/// Tells the activity of a user who is out of office now, or is not any more.
pub(super) async fn tell_activity(
    tx: &mut Tx,
    user: &str,
    live: &Live,
    now: DateTime,
) -> Result<()> {
    let told = activity(tx, user, live, now).await?;
    notifications::tell(tx, user, vec![told])
}

fn presence(presence: &Presence) -> PresenceEventUserPresence {
    PresenceEventUserPresence {
        source: Some(presence.source.clone()),
        presence_definition: Some(definition(presence)),
        primary: Some(true),
        message: Some(presence.message.clone().unwrap_or_default()),
        modified_date: Some(presence.modified_at),
        ..PresenceEventUserPresence::default()
    }
}

fn definition(presence: &Presence) -> PresenceEventOrganizationPresence {
    PresenceEventOrganizationPresence {
        id: Some(presence.definition.clone()),
        system_presence: Some(presence.system.upper().to_owned()),
    }
}

fn routing_status(live: &Live) -> UserRoutingStatusRoutingStatus {
    UserRoutingStatusRoutingStatus {
        status: Some(live.routing.clone()),
        start_time: Some(live.routing_since),
    }
}

async fn activity(tx: &mut Tx, user: &str, live: &Live, now: DateTime) -> Result<Told> {
    let absence = out_of_office::of_users(tx, &[user.to_owned()]).await?.remove(user);
    let body = AgentActivityChangedTopicAgentActivity {
        id: Some(user.to_owned()),
        routing_status: Some(routing_status(live)),
        presence: Some(AgentActivityChangedTopicPresence {
            presence_definition: Some(definition(&live.presence)),
            presence_message: Some(live.presence.message.clone().unwrap_or_default()),
            modified_date: Some(live.presence.modified_at),
        }),
        out_of_office: Some(AgentActivityChangedTopicOutOfOffice {
            active: Some(absence.is_some_and(|set| out_of_office::is_going_on(&set, now))),
            ..AgentActivityChangedTopicOutOfOffice::default()
        }),
        active_queue_ids: Some(live.queues.iter().cloned().collect()),
        date_active_queues_changed: live.queues_changed_at,
    };
    notifications::told(&UserActivityTopic { id: user.to_owned() }, &body)
}
