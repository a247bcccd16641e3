//! Messages of chats.

use crate::{AddressableEntityRef, DateTime, Entity, Map, Operation, model};

/// Send a message to a user.
///
/// The first message between two users begins the chat that both list. Users do not send messages
/// to themselves. Needs a user's token.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/chats/users/{userId}/messages",
    any("chat:chat:access", "chat:1on1Message:add"),
    returns(ChatSendMessageResponse),
    needs_user,
    inferred
)]
pub struct PostChatsUserMessages {
    /// Id of the user who gets the message.
    pub user_id: String,
    /// The body.
    pub body: SendMessageBody,
}

/// Send a message to a chat room.
///
/// The caller must take part in the room.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/chats/rooms/{roomJid}/messages",
    any("chat:chat:access", "chat:roomMessage:add"),
    returns(ChatSendMessageResponse),
    needs_user,
    inferred
)]
pub struct PostChatsRoomMessages {
    /// Chat address of the room.
    pub room_jid: String,
    /// The body.
    pub body: SendMessageBody,
}

/// List the messages of a chat room.
///
/// Answers messages of a room in which the caller takes part, the newest first: the last ones, or
/// with `after` those that are next to it.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/chats/rooms/{roomJid}/messages",
    any("chat:chat:access", "chat:room:view"),
    returns(ChatMessageEntityListing),
    needs_user,
    inferred
)]
pub struct GetChatsRoomMessages {
    /// Chat address of the room.
    pub room_jid: String,
    /// How many messages at most: 1 to 100, 100 by default.
    pub limit: Option<String>,
    /// Id of a message, or an instant (ISO-8601): only messages that were sent before it.
    pub before: Option<String>,
    /// Id of a message, or an instant (ISO-8601): only messages that were sent after it.
    pub after: Option<String>,
    /// `true` leaves out the mentions.
    pub exclude_metadata: Option<bool>,
}

/// Read a chat message.
///
/// Answers a message of a chat in which the caller takes part.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/chats/messages/{messageId}",
    any("chat:chat:access", "chat:1on1Message:view", "chat:room:view"),
    returns(ChatMessageResponse),
    needs_user,
    inferred
)]
pub struct GetChatsMessage {
    /// Id of the message.
    pub message_id: String,
}

/// List the messages between the caller and a user.
///
/// Answers messages of their chat, the newest first: the last ones, or with `after` those that are
/// next to it. Users who never wrote to each other have none. Needs a user's token.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/chats/users/{userId}/messages",
    any("chat:chat:access", "chat:1on1Message:view"),
    returns(ChatMessageEntityListing),
    needs_user,
    inferred
)]
pub struct GetChatsUserMessages {
    /// Id of the other user.
    pub user_id: String,
    /// How many messages at most: 1 to 100, 100 by default.
    pub limit: Option<String>,
    /// Id of a message, or an instant (ISO-8601): only messages that were sent before it.
    pub before: Option<String>,
    /// Id of a message, or an instant (ISO-8601): only messages that were sent after it.
    pub after: Option<String>,
    /// `true` leaves out the mentions.
    pub exclude_metadata: Option<bool>,
}

/// A message to be sent.
#[model]
pub struct SendMessageBody {
    /// The text.
    #[field(max_length = 10_000)]
    pub message: String,
    /// Id of the message that it answers.
    pub thread_id: Option<String>,
    /// Ids of users whom it mentions.
    #[field(max_items = 100)]
    pub mentions: Option<Vec<String>>,
}

/// A message that was sent.
#[model]
pub struct ChatSendMessageResponse {
    /// Id of the message.
    #[field(required)]
    pub id: Option<String>,
}

/// Messages of a chat.
#[model]
pub struct ChatMessageEntityListing {
    /// The messages, the newest first.
    pub entities: Option<Vec<ChatMessageResponse>>,
}

/// A message of a chat.
#[model]
pub struct ChatMessageResponse {
    /// Id of the message.
    #[field(required)]
    pub id: Option<String>,
    /// The text.
    #[field(required)]
    pub body: Option<String>,
    /// When it was sent.
    #[field(required)]
    pub date_created: Option<DateTime>,
    /// Chat address of the sender.
    #[field(required)]
    pub jid: Option<String>,
    /// Chat address to which it was sent: that of the room or of the other user.
    #[field(required)]
    pub to_jid: Option<String>,
    /// The other user; absent in a room.
    pub to_user: Option<AddressableEntityRef>,
    /// Who sent it.
    pub user: Option<AddressableEntityRef>,
    /// The message with which the thread begins: itself, or the one that it answers.
    #[field(required)]
    pub thread: Option<Entity>,
    /// Message that it answers.
    pub parent_thread: Option<Entity>,
    /// Users whom it mentions, each by id with the chat address.
    pub mentions: Option<Map<String>>,
    /// When its text was last changed.
    pub date_modified: Option<DateTime>,
    /// Whether its text was changed.
    pub edited: Option<bool>,
    /// What users answered with a sign.
    pub reactions: Option<Vec<ChatReaction>>,
    /// Where a file that belongs to it is fetched.
    pub file_uri: Option<String>,
    /// Whether that file was deleted.
    pub attachment_deleted: Option<bool>,
}

/// Who answered a message with a sign.
#[model]
pub struct ChatReaction {
    /// The sign.
    #[field(required)]
    pub emoji: Option<String>,
    /// The users.
    #[field(required)]
    pub users: Option<Vec<AddressableEntityRef>>,
}
