//! Rooms and who takes part in them.

use super::Room;
use crate::{AddressableEntityRef, Operation, model};

/// Make a chat room.
///
/// Makes an ad hoc room, whose owner is the caller; the caller and the users that the body names
/// take part. Needs a user's token.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/chats/rooms",
    any("chat:chat:access", "chat:room:add"),
    returns(CreateRoomResponse),
    needs_user,
    inferred
)]
pub struct PostChatsRooms {
    /// The body.
    pub body: CreateRoomRequest,
}

/// Read a chat room.
///
/// Answers a room in which the caller takes part; every other one answers 404, as an unknown one
/// does.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/chats/rooms/{roomJid}",
    any("chat:chat:access", "chat:room:view"),
    returns(Room),
    needs_user,
    inferred
)]
pub struct GetChatsRoom {
    /// Chat address of the room.
    pub room_jid: String,
}

/// Change a chat room.
///
/// What is left out stays. Only an owner of the room may; owners take part in it, and there is always
/// one.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/chats/rooms/{roomJid}",
    any("chat:chat:access", "chat:room:edit"),
    returns(204),
    needs_user,
    inferred
)]
pub struct PatchChatsRoom {
    /// Chat address of the room.
    pub room_jid: String,
    /// The body.
    pub body: RoomUpdateRequest,
}

/// Read a participant of a chat room.
///
/// Answers the chat address of somebody who takes part in a room of the caller's; every other one
/// answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/chats/rooms/{roomJid}/participants/{participantJid}",
    signed_in,
    returns(RoomParticipant),
    needs_user,
    inferred
)]
pub struct GetChatsRoomParticipant {
    /// Chat address of the room.
    pub room_jid: String,
    /// Chat address of the user.
    pub participant_jid: String,
}

/// List the participants of a chat room.
///
/// Answers everybody who takes part in a room of the caller's.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/chats/rooms/{roomJid}/participants",
    any("chat:chat:access", "chat:room:view"),
    returns(RoomParticipantsResponse),
    needs_user,
    inferred
)]
pub struct GetChatsRoomParticipants {
    /// Chat address of the room.
    pub room_jid: String,
    /// Ignored: nobody is notified.
    pub notify: Option<bool>,
}

/// Let a user take part in a chat room.
///
/// The caller must take part as well. A user who takes part already stays as they are.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/chats/rooms/{roomJid}/participants/{userId}",
    any("chat:chat:access", "chat:participant:add"),
    returns(204),
    needs_user,
    inferred
)]
pub struct PostChatsRoomParticipant {
    /// Chat address of the room.
    pub room_jid: String,
    /// Id of the user.
    pub user_id: String,
}

/// Take a user out of a chat room.
///
/// The room is closed for that user, who no longer reads it. Callers may take themselves out, and
/// owners of the room everybody. A room that its last owner leaves belongs to whoever takes part the
/// longest.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/chats/rooms/{roomJid}/participants/{userId}",
    any("chat:chat:access", "chat:participant:delete"),
    returns(204),
    needs_user,
    inferred
)]
pub struct DeleteChatsRoomParticipant {
    /// Chat address of the room.
    pub room_jid: String,
    /// Id of the user.
    pub user_id: String,
}

/// A room to be made.
#[model]
pub struct CreateRoomRequest {
    /// What the room is for.
    #[field(max_length = 4000)]
    pub description: Option<String>,
    /// What the room is talking about, which is also its name.
    #[field(max_length = 256)]
    pub subject: String,
    /// Users who are to take part besides the caller.
    #[field(max_items = 100)]
    pub user_ids: Option<Vec<String>>,
}

/// What changes of a room.
#[model]
pub struct RoomUpdateRequest {
    /// What the room is for.
    #[field(max_length = 4000)]
    pub description: Option<String>,
    /// Users who are to look after the room; they must take part in it.
    #[field(max_items = 100)]
    pub owner_ids: Option<Vec<String>>,
    /// Ids of messages of the room that are to be pinned to it.
    #[field(max_items = 100)]
    pub pinned_message_ids: Option<Vec<String>>,
    /// What the room is talking about, which is also its name.
    #[field(max_length = 256)]
    pub subject: Option<String>,
}

/// A participant of a room, by chat address.
#[model]
pub struct RoomParticipant {
    /// Chat address of the user.
    #[field(required)]
    pub participant_jid: Option<String>,
}

/// A room that was made.
#[model]
pub struct CreateRoomResponse {
    /// Chat address of the room.
    #[field(required)]
    pub jid: Option<String>,
}

/// The participants of a room.
#[model]
pub struct RoomParticipantsResponse {
    /// Everybody who takes part, by id.
    pub participants: Option<Vec<RoomParticipantResponse>>,
}

/// A participant of a room.
#[model]
pub struct RoomParticipantResponse {
    /// Chat address of the user.
    pub jid: Option<String>,
    /// Who it is.
    pub user: Option<AddressableEntityRef>,
}
