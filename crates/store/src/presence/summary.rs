//! Conversations, counted.

use api::{MediaSummary, MediaSummaryDetail, UserConversationSummary};

use super::machine::Conversation;

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
