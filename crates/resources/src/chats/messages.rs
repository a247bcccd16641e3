//! Messages of chats: sent to a room or to a user, and read by those who take part.

use api::{
    ChatMessageEntityListing, ChatMessageResponse, ChatSendMessageResponse, ChatType, Entity,
    GetChatsMessage, GetChatsRoomMessages, GetChatsUserMessages, PostChatsRoomMessages,
    PostChatsUserMessages, SendMessageBody, State, User,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
};
use store::{
    chats::{
        self, StoredChat, messages as rows,
        messages::{Mark, StoredMessage},
    },
    users,
};

use super::rooms::reference;
use crate::rules::{
    chats::{CHAT_MESSAGE, jid, people, room},
    fields::required_text,
    people::present,
};

/// So many messages are in one answer.
const MOST: u8 = 100;

/// Sends a message to everybody in a room.
pub(super) async fn send_to_room(
    call: &mut Call,
    PostChatsRoomMessages { room_jid, body }: PostChatsRoomMessages,
) -> Result<ChatSendMessageResponse> {
    let room = room(call, &room_jid).await?;
    send(call, room, body).await
}

/// Sends a message to a user; the first one begins their chat, and each one opens it for both.
pub(super) async fn send_to_user(
    call: &mut Call,
    PostChatsUserMessages { user_id, body }: PostChatsUserMessages,
) -> Result<ChatSendMessageResponse> {
    let sender = call.caller().user()?.to_owned();
    let user = present(call, &user_id).await?;
    if user.id == sender {
        return Err(Refusal::invalid_value("userId", &user_id, "another user than the caller"));
    }
    let chat = StoredChat {
        id: chats::of_two(&sender, &user.id),
        chat_type: ChatType::OneOnOne,
        subject: String::new(),
        description: String::new(),
        created_at: call.now,
        moved_at: call.now,
        messages: 0,
        pinned: Vec::new(),
    };
    chats::insert(&mut call.tx, &chat).await?;
    let now = call.now;
    for one in [&sender, &user.id] {
        chats::join(&mut call.tx, &chat.id, (one, false), now).await?;
    }
    send(call, chat, body).await
}

async fn send(
    call: &mut Call,
    chat: StoredChat,
    body: SendMessageBody,
) -> Result<ChatSendMessageResponse> {
    let user = call.caller().user()?.to_owned();
    required_text(&body.message, "message")?;
    let id = call.random.id();
    let thread = match body.thread_id {
        Some(thread) => thread_of(call, &chat, &thread).await?,
        None => id.clone(),
    };
    let mentions: Vec<String> =
        body.mentions.into_iter().flatten().map(|id| id.trim().to_lowercase()).collect();
    let (tx, divisions) = call.seeing();
    let found = users::with_ids(tx, divisions, &mentions).await?;
    let is_there =
        |id: &&String| found.iter().any(|user| user.id == **id && user.state != State::Deleted);
    if let Some(unknown) = mentions.iter().find(|id| !is_there(id)) {
        let allowed = "the ids of users who are not deleted";
        return Err(Refusal::invalid_value("mentions", unknown, allowed));
    }
    let message = StoredMessage {
        id,
        chat: chat.id,
        chat_type: chat.chat_type,
        number: 0,
        user,
        thread,
        body: body.message,
        mentions,
        sent_at: call.now,
    };
    rows::insert(&mut call.tx, &message).await?;
    let change = AuditEvent::new(CHAT_MESSAGE, Action::Create, &message.id);
    audit::record(call, change.with("chat", message.chat)).await?;
    Ok(ChatSendMessageResponse { id: Some(message.id) })
}

/// The thread of the message that is answered, which must be one of the chat.
async fn thread_of(call: &mut Call, chat: &StoredChat, answered: &str) -> Result<String> {
    let message = read(call, answered).await?.filter(|message| message.chat == chat.id);
    let allowed = "the id of a message of the same chat";
    let message = message.ok_or_else(|| Refusal::invalid_value("threadId", answered, allowed))?;
    Ok(message.thread)
}

/// A message that the caller may read.
async fn read(call: &mut Call, id: &str) -> Result<Option<StoredMessage>> {
    let user = call.caller().user()?.to_owned();
    Ok(rows::find(&mut call.tx, &id.to_lowercase(), &user).await?)
}

/// One message.
pub(super) async fn get_message(
    call: &mut Call,
    GetChatsMessage { message_id }: GetChatsMessage,
) -> Result<ChatMessageResponse> {
    let message = read(call, &message_id).await?;
    let message = message.ok_or_else(|| Refusal::not_found("chat message", &message_id))?;
    let shown = shown(call, &[message], true).await?;
    shown.into_iter().next().ok_or_else(|| Refusal::not_found("chat message", &message_id))
}

/// The last messages of a room, or those next after one.
pub(super) async fn list_messages(
    call: &mut Call,
    asked: GetChatsRoomMessages,
) -> Result<ChatMessageEntityListing> {
    let room = room(call, &asked.room_jid).await?;
    let limit = limit(asked.limit.as_deref())?;
    let after = place(call, &room, ("after", asked.after.as_deref())).await?;
    let before = place(call, &room, ("before", asked.before.as_deref())).await?;
    let found = rows::part(&mut call.tx, &room.id, (after, before), limit).await?;
    let entities = shown(call, &found, asked.exclude_metadata != Some(true)).await?;
    Ok(ChatMessageEntityListing { entities: Some(entities) })
}

/// The last messages between the caller and a user, or those next after one.
pub(super) async fn list_messages_with_user(
    call: &mut Call,
    asked: GetChatsUserMessages,
) -> Result<ChatMessageEntityListing> {
    let own = call.caller().user()?.to_owned();
    let limit = limit(asked.limit.as_deref())?;
    let user = crate::rules::people::find(call, &asked.user_id.to_lowercase()).await?;
    let chat = chats::of_two(&own, &user.id);
    let Some(chat) = chats::find(&mut call.tx, &chat, &own).await? else {
        return Ok(ChatMessageEntityListing { entities: Some(Vec::new()) });
    };
    let after = place(call, &chat, ("after", asked.after.as_deref())).await?;
    let before = place(call, &chat, ("before", asked.before.as_deref())).await?;
    let found = rows::part(&mut call.tx, &chat.id, (after, before), limit).await?;
    let entities = shown(call, &found, asked.exclude_metadata != Some(true)).await?;
    Ok(ChatMessageEntityListing { entities: Some(entities) })
}

/// How many messages are asked for.
fn limit(given: Option<&str>) -> Result<i64> {
    let Some(text) = given.filter(|text| !text.is_empty()) else { return Ok(MOST.into()) };
    let limit = text.parse().ok().filter(|limit| (1..=MOST).contains(limit));
    let limit: u8 = limit.ok_or_else(|| {
        Refusal::invalid_value("limit", text, format!("a whole number from 1 to {MOST}"))
    })?;
    Ok(limit.into())
}

/// Where a message that a parameter names stands in the chat, or the time that it gives.
async fn place(
    call: &mut Call,
    chat: &StoredChat,
    (parameter, given): (&str, Option<&str>),
) -> Result<Option<Mark>> {
    let Some(given) = given.filter(|given| !given.is_empty()) else { return Ok(None) };
    if let Ok(time) = given.parse() {
        return Ok(Some(Mark::Time(time)));
    }
    let message = read(call, given).await?.filter(|message| message.chat == chat.id);
    let allowed =
        "the id of a message of the chat, or an ISO-8601 instant such as 2026-01-01T00:00:00Z";
    let message = message.ok_or_else(|| Refusal::invalid_value(parameter, given, allowed))?;
    Ok(Some(Mark::Number(message.number)))
}

/// Messages as they are answered, with the chat addresses of all whom they name.
async fn shown(
    call: &mut Call,
    messages: &[StoredMessage],
    with_mentions: bool,
) -> Result<Vec<ChatMessageResponse>> {
    let mut ids: Vec<String> = Vec::new();
    for message in messages {
        ids.push(message.user.clone());
        ids.extend(receiver(message).map(str::to_owned));
        ids.extend(message.mentions.iter().cloned());
    }
    ids.sort_unstable();
    ids.dedup();
    let people = people(call, &ids).await?;
    let find = |id: &str| -> Option<&User> {
        people.iter().find(|(user, _)| user.id == id).map(|(_, shown)| shown)
    };
    Ok(messages
        .iter()
        .map(|message| {
            let to = receiver(message);
            let mentions = message.mentions.iter();
            let mentions = mentions.filter_map(|id| Some((id.clone(), jid(find(id)?)?)));
            let thread = |id: &String| Entity { id: Some(id.clone()) };
            ChatMessageResponse {
                id: Some(message.id.clone()),
                body: Some(message.body.clone()),
                date_created: Some(message.sent_at),
                jid: find(&message.user).and_then(jid),
                to_jid: match to {
                    Some(user) => find(user).and_then(jid),
                    None => Some(message.chat.clone()),
                },
                to_user: to.map(reference),
                user: Some(reference(&message.user)),
                thread: Some(thread(&message.thread)),
                parent_thread: Some(&message.thread).filter(|id| **id != message.id).map(thread),
                mentions: with_mentions.then(|| mentions.collect()),
                ..ChatMessageResponse::default()
            }
        })
        .collect())
}

/// The user who gets a message, in a chat of two.
fn receiver(message: &StoredMessage) -> Option<&str> {
    let (one, other) = message.chat.split_once('/')?;
    Some(if one == message.user { other } else { one })
}
