//! Conversations of users, played by a test or a simulator: an extension of this server.

use crate::{Operation, RoutingStatus, UserConversationSummary, model, operations, wire_enum};

operations! {
    "interactions":
    PostCallrosterUserInteractions,
}

/// Let something happen in a user's conversations.
///
/// An extension of this server: no media flows here, so a test or a simulator says what happens.
/// It moves the routing status, is counted in `conversationSummary` and is told in notifications.
/// What a user's state does not allow is refused with 400 `general.bad.request`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/callroster/users/{userId}/interactions",
    any("routing:routingstatus:inject"),
    returns(CallrosterInteraction),
    inferred
)]
pub struct PostCallrosterUserInteractions {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: CallrosterInteractionEvent,
}

/// What happens in a user's conversations.
#[model]
pub struct CallrosterInteractionEvent {
    /// What happens.
    pub action: InteractionAction,
    /// Id of the conversation: needed to end it, and made by the server if none is given to one
    /// that starts.
    #[field(max_length = 100)]
    pub conversation_id: Option<String>,
    /// What the conversation goes over; `call` if it is left out.
    pub media_type: Option<InteractionMediaType>,
    /// Whether a queue offered it: true if it is left out. Others are the user's own, such as a call
    /// to a colleague.
    pub routed: Option<bool>,
    /// Id of the queue that offered it, which the user must have joined.
    pub queue_id: Option<String>,
}

/// What happens in a conversation.
#[wire_enum]
pub enum InteractionAction {
    /// It starts: `INTERACTING`, or `COMMUNICATING` if no queue offered it.
    #[wire("start")]
    Start,
    /// It is over, and the user is at work after it: still `INTERACTING`.
    #[wire("wrapup")]
    Wrapup,
    /// It ends, or the work after it.
    #[wire("end")]
    End,
    /// The user misses the alert of one: `NOT_RESPONDING`.
    #[wire("miss")]
    Miss,
}

/// What a conversation goes over.
#[wire_enum]
pub enum InteractionMediaType {
    /// A call.
    #[wire("call")]
    Call,
    /// A call back.
    #[wire("callback")]
    Callback,
    /// A chat.
    #[wire("chat")]
    Chat,
    /// E-mail.
    #[wire("email")]
    Email,
    /// Messages.
    #[wire("message")]
    Message,
    /// A post in social media.
    #[wire("socialExpression")]
    SocialExpression,
    /// Video.
    #[wire("video")]
    Video,
}

/// What a user does after something happened in a conversation.
#[model]
pub struct CallrosterInteraction {
    /// Id of the conversation; none of a missed alert.
    pub conversation_id: Option<String>,
    /// The routing status now.
    pub routing_status: Option<RoutingStatus>,
    /// The conversations now, counted.
    pub conversation_summary: Option<UserConversationSummary>,
}
