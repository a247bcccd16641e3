//! What a user does, as it is shown over REST.

use api::{
    MediaSummary, MediaSummaryDetail, PresenceDefinition, RoutingStatus, UserConversationSummary,
    UserPresence,
};

use super::{
    machine::{Conversation, Live, Presence},
    system::SystemPresence,
};

/// A presence as users show it over REST.
pub fn presence(user: &str, presence: &Presence) -> UserPresence {
    UserPresence {
        id: Some(user.to_owned()),
        source: Some(presence.source.clone()),
        source_id: Some(presence.source.clone()),
        primary: Some(true),
        presence_definition: Some(definition(&presence.definition, presence.system)),
        message: Some(presence.message.clone().unwrap_or_default()),
        modified_date: Some(presence.modified_at),
        self_uri: Some(presence_uri(user, &presence.source)),
        ..UserPresence::default()
    }
}

/// A definition as presences name it.
pub fn definition(id: &str, system: SystemPresence) -> PresenceDefinition {
    PresenceDefinition {
        id: Some(id.to_owned()),
        system_presence: Some(system.display().to_owned()),
        self_uri: Some(format!("/api/v2/presencedefinitions/{id}")),
    }
}

/// Where a user's presence by a source is read.
pub fn presence_uri(user: &str, source: &str) -> String {
    format!("/api/v2/users/{user}/presences/{source}")
}

/// A routing status as users show it.
pub fn routing_status(user: &str, live: &Live) -> RoutingStatus {
    RoutingStatus {
        user_id: Some(user.to_owned()),
        status: Some(live.routing.clone()),
        start_time: Some(live.routing_since),
    }
}

/// Conversations, counted.
pub fn summary(user: &str, conversations: &[Conversation]) -> UserConversationSummary {
    let of = |media: &str| {
        let count = |routed: bool| {
            let mine = conversations.iter().filter(|it| it.media == media && it.routed == routed);
            let after_call = mine.clone().filter(|it| it.after_call).count();
            let number = |count: usize| i32::try_from(count).ok();
            let active = number(mine.count() - after_call);
            Some(MediaSummaryDetail { active, acw: number(after_call) })
        };
        Some(MediaSummary { contact_center: count(true), enterprise: count(false) })
    };
    UserConversationSummary {
        user_id: Some(user.to_owned()),
        call: of("call"),
        callback: of("callback"),
        chat: of("chat"),
        email: of("email"),
        message: of("message"),
        social_expression: of("socialExpression"),
        video: of("video"),
    }
}
