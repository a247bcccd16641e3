//! Chats and rooms of the caller.

mod messages;
mod rooms;

pub use messages::*;
pub use rooms::*;

use crate::{
    AddressableEntityRef, Contact, DateTime, Image, Operation, OrganizationPresence, OutOfOffice,
    StandardPresence, UserReference, model, operations, wire_enum,
};

operations! {
    "chats":
    GetUsersChatsMe,
    PostChatsRooms,
    GetChatsRoom,
    PatchChatsRoom,
    GetChatsRoomMessages,
    PostChatsRoomMessages,
    GetChatsRoomParticipants,
    GetChatsRoomParticipant,
    DeleteChatsRoomParticipant,
    PostChatsRoomParticipant,
    GetChatsMessage,
    GetChatsUserMessages,
    PostChatsUserMessages,
}

/// List the caller's own chats.
///
/// Answers one item for each one-to-one chat and each room of the caller, the latest message
/// first. There are no totals: follow `nextUri` to walk on. Needs a user's token; client
/// credentials answer 400 `not.a.user`.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/chats/me",
    any("chat:chat:access", "user:chats:view"),
    returns(ChatItemCursorListing),
    needs_user,
    inferred
)]
pub struct GetUsersChatsMe {
    /// `true` leaves out chats that the caller no longer takes part in.
    pub exclude_closed: Option<bool>,
    /// `true` adds the presence of the other user.
    pub include_presence: Option<bool>,
    /// `true` adds the owners of rooms.
    pub include_room_owners: Option<bool>,
    /// Cursor after which the page begins, as `nextUri` carries it.
    pub after: Option<String>,
}

/// The mark of a chat that the caller keeps among its favorites.
#[model]
pub struct ChatFavorite {
    /// Id of the favorite.
    #[field(required)]
    pub id: Option<String>,
    /// Id by which the marked chat is known outside the favorites.
    #[field(required)]
    pub external_id: Option<String>,
}

/// A chat of the caller: one to one with a user, or in a room.
#[model]
pub struct ChatItem {
    /// Id of the chat.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the chat.
    pub name: Option<String>,
    /// Kind of chat; for a room, the type of the room.
    #[field(required)]
    pub chat_type: Option<ChatType>,
    /// When the chat was closed.
    pub date_closed: Option<DateTime>,
    /// When the last message was sent; the newest chat is listed first.
    pub date_last_message: Option<DateTime>,
    /// Present when the caller marked the chat as a favorite.
    pub favorite: Option<ChatFavorite>,
    /// Pictures that stand for the chat.
    pub images: Option<Vec<Image>>,
    /// Whether the caller still takes part.
    #[field(required)]
    pub open: Option<bool>,
    /// Room of the chat; absent when it is one to one.
    pub room: Option<Room>,
    /// Other person of a one-to-one chat; absent for a room.
    pub user: Option<ChatUserRef>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// One page of the caller's chats. It has no totals: follow `nextUri`.
#[model]
pub struct ChatItemCursorListing {
    /// Chats on this page, newest message first.
    pub entities: Vec<ChatItem>,
    /// Where the next page is read; absent on the last page.
    pub next_uri: Option<String>,
    /// Where the page before is read; absent on the first page.
    pub previous_uri: Option<String>,
    /// Where this page is read.
    pub self_uri: Option<String>,
}

/// The presence of a chat partner.
#[model]
pub struct ChatPresence {
    /// When the presence last changed.
    pub date_modified: Option<DateTime>,
    /// Free text shown with the presence.
    pub message: Option<String>,
    /// Presence as the organization defines it.
    pub organization_presence: Option<OrganizationPresence>,
    /// The partner's absence, if one is set.
    pub out_of_office: Option<OutOfOffice>,
    /// Where the presence comes from, such as `PURECLOUD`.
    pub source: Option<String>,
    /// System presence that the organization's presence belongs to.
    pub system_presence: Option<StandardPresence>,
}

/// The user at the other end of a one-to-one chat.
#[model]
pub struct ChatUserRef {
    /// UUID of the user.
    pub id: Option<String>,
    /// Display name of the user.
    pub name: Option<String>,
    /// Whether the user is inactive.
    pub inactive: Option<bool>,
    /// Addresses of the user in connected systems.
    pub integrations: Option<Vec<Contact>>,
    /// Jabber id of the user.
    pub jid: Option<String>,
    /// Presence of the user; only when the query asks for it.
    pub presence: Option<ChatPresence>,
    /// Where the user is read.
    pub self_uri: Option<String>,
}

/// A chat room with several people.
#[model]
pub struct Room {
    /// Room id: the room's `jid` if it is ad hoc, the id of its group otherwise.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the room.
    pub name: Option<String>,
    /// When the room was made.
    pub date_created: Option<DateTime>,
    /// What the room is for.
    pub description: Option<String>,
    /// Chat address of the room.
    pub jid: Option<String>,
    /// Users who look after the room.
    pub owners: Option<Vec<UserReference>>,
    /// Most people who can take part.
    pub participant_limit: Option<i32>,
    /// Messages pinned to the room.
    pub pinned_messages: Option<Vec<AddressableEntityRef>>,
    /// Kind of room.
    pub room_type: Option<ChatType>,
    /// What the room is talking about.
    pub subject: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// The kind of a chat or of its room.
#[wire_enum]
pub enum ChatType {
    /// A room made for the occasion.
    #[wire("adhoc")]
    AdHoc,
    /// A chat that was routed.
    #[wire("acd")]
    Acd,
    /// The room of a group.
    #[wire("group")]
    Group,
    /// Two users.
    #[wire("oneOnOne")]
    OneOnOne,
    /// Help from a supervisor.
    #[wire("supervisorAssistance")]
    SupervisorAssistance,
}
