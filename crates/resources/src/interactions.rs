//! Conversations of users, played by a test or a simulator.

use api::{
    CallrosterInteraction, InteractionAction, InteractionMediaType, PostCallrosterUserInteractions,
    WireEnum as _,
};
use gate::{
    call::Call,
    refusal::{Refusal, Result},
    routes::Routes,
};
use store::presence::{
    self,
    machine::{Conversation, Event},
};

use crate::rules::{
    people::present_to_change,
    presence::{happen, must_be_active, not_possible},
};

/// The operation on conversations that is served.
pub(crate) fn routes() -> Routes {
    Routes::default().answer(play)
}

/// Lets something happen in a user's conversations.
pub(crate) async fn play(
    call: &mut Call,
    PostCallrosterUserInteractions { user_id, body }: PostCallrosterUserInteractions,
) -> Result<CallrosterInteraction> {
    let user = present_to_change(call, &user_id).await?;
    must_be_active(&user)?;
    let id = body.conversation_id.filter(|id| !id.trim().is_empty());
    let needed = || id.clone().ok_or_else(|| Refusal::missing_value("conversationId"));
    let (event, id) = match body.action {
        InteractionAction::Start => {
            let id = id.unwrap_or_else(|| call.random.id());
            let media = body.media_type.unwrap_or(InteractionMediaType::Call);
            let conversation = Conversation {
                id: id.clone(),
                media: media.as_str().to_owned(),
                routed: body.routed.unwrap_or(true),
                queue: body.queue_id.map(|queue| queue.to_lowercase()),
                after_call: false,
            };
            (Event::Start(conversation), Some(id))
        }
        InteractionAction::Wrapup => (Event::AfterCall(needed()?), id),
        InteractionAction::End => (Event::End(needed()?), id),
        InteractionAction::Miss => (Event::Miss, None),
        InteractionAction::Other(given) => {
            let allowed = InteractionAction::FACTS.values.join(", ");
            return Err(Refusal::invalid_value("action", given, allowed));
        }
    };
    let played = happen(call, &user, event).await?;
    let live = played.map_err(|forbidden| not_possible(&forbidden))?.live;
    Ok(CallrosterInteraction {
        conversation_id: id,
        routing_status: Some(presence::routing_status(&user.id, &live)),
        conversation_summary: Some(presence::summary(&user.id, &live.conversations)),
    })
}
