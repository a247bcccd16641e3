//! Chats: found and shown for those who take part.

use std::sync::Arc;

use api::{ChatType, User};
use gate::{
    audit::{Action, Kind},
    call::Call,
    refusal::{Refusal, Result},
};
use store::{
    chats::{self, StoredChat},
    users::{self, StoredUser},
};

/// A message, in the audit: that it was sent, and not what it says.
pub const CHAT_MESSAGE: Kind = Kind {
    name: "ChatMessage",
    service: "Chat",
    actions: &[Action::Create],
    uri: Some(message_uri),
};

fn message_uri(id: &str) -> String {
    format!("/api/v2/chats/messages/{id}")
}

/// A chat room, in the audit.
pub const CHAT_ROOM: Kind = Kind {
    name: "ChatRoom",
    service: "Chat",
    actions: &[Action::Create, Action::Update, Action::Add, Action::Remove],
    uri: Some(uri),
};

/// Where a room is read.
pub fn uri(jid: &str) -> String {
    format!("/api/v2/chats/rooms/{jid}")
}

/// The room with this address, in which the caller takes part.
pub(crate) async fn room(call: &mut Call, jid: &str) -> Result<StoredChat> {
    let user = call.caller().user()?.to_owned();
    let found = chats::find(&mut call.tx, &jid.to_lowercase(), &user).await?;
    let found = found.filter(|chat| chat.chat_type != ChatType::OneOnOne);
    found.ok_or_else(|| Refusal::not_found("chat room", jid))
}

/// These users, in whatever division and state, with what is shown of them.
pub(crate) async fn people(
    call: &mut Call,
    ids: &[String],
) -> Result<Vec<(Arc<StoredUser>, User)>> {
    let found = users::in_order(&mut call.tx, ids).await?;
    found
        .into_iter()
        .map(|user| user.read_document().map(|shown| (user, shown)))
        .collect::<store::Result<_>>()
        .map_err(Refusal::from)
}

/// The chat address of a user.
pub(crate) fn jid(user: &User) -> Option<String> {
    user.chat.as_ref().and_then(|chat| chat.jabber_id.clone())
}
