//! What is told of a change of what a user does.

use api::{
    AgentActivityChangedTopicAgentActivity, AgentActivityChangedTopicOutOfOffice,
    AgentActivityChangedTopicPresence, PresenceEventOrganizationPresence,
    PresenceEventUserPresence, UserActivityTopic, UserConversationSummaryTopic, UserPresenceTopic,
    UserRoutingStatusRoutingStatus, UserRoutingStatusTopic, UserRoutingStatusUserRoutingStatus,
};

use super::{
    machine::{Live, Presence, Step},
    shown::summary,
};
use crate::{Result, Tx, notifications};

/// Tells what is new after a step, in one order: presence, routing status, conversations, activity.
pub(super) fn tell(tx: &mut Tx, user: &str, step: &Step) -> Result<()> {
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
        let topic = UserActivityTopic { id };
        all.push(notifications::told(&topic, &activity(user, live))?);
    }
    notifications::tell(tx, user, all)
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

fn activity(user: &str, live: &Live) -> AgentActivityChangedTopicAgentActivity {
    AgentActivityChangedTopicAgentActivity {
        id: Some(user.to_owned()),
        routing_status: Some(routing_status(live)),
        presence: Some(AgentActivityChangedTopicPresence {
            presence_definition: Some(definition(&live.presence)),
            presence_message: Some(live.presence.message.clone().unwrap_or_default()),
            modified_date: Some(live.presence.modified_at),
        }),
        out_of_office: Some(AgentActivityChangedTopicOutOfOffice {
            active: Some(false),
            ..AgentActivityChangedTopicOutOfOffice::default()
        }),
        active_queue_ids: Some(live.queues.iter().cloned().collect()),
        date_active_queues_changed: live.queues_changed_at,
    }
}
