//! Numbers of conversations.

use api::{MediaSummary, MediaSummaryDetail, UserConversationSummary, UserExpand};
use gate::refusal::Result;
use store::users::StoredUser;

use super::object::Object;

/// No operation makes conversations yet, so users have none.
pub(super) fn write(object: &mut Object, user: &StoredUser, _: &[&UserExpand]) -> Result<()> {
    let none = || {
        let none = || Some(MediaSummaryDetail { active: Some(0), acw: Some(0) });
        Some(MediaSummary { contact_center: none(), enterprise: none() })
    };
    let summary = UserConversationSummary {
        user_id: Some(user.id.clone()),
        call: none(),
        callback: none(),
        chat: none(),
        email: none(),
        message: none(),
        social_expression: none(),
        video: none(),
    };
    object.put("conversationSummary", &summary)
}
