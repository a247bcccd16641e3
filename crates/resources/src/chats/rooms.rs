//! Rooms and who takes part in them.

use api::{
    AddressableEntityRef, ChatType, CreateRoomResponse, DeleteChatsRoomParticipant, GetChatsRoom,
    GetChatsRoomParticipant, GetChatsRoomParticipants, PatchChatsRoom, PostChatsRoomParticipant,
    PostChatsRooms, Room, RoomParticipant, RoomParticipantResponse, RoomParticipantsResponse,
    State, UserReference,
};
use axum::http::StatusCode;
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
};
use store::{
    chats::{self, StoredChat, messages},
    users,
};

use crate::rules::{
    chats::{CHAT_ROOM, jid, people, room, uri},
    fields::{required_text, text},
    grants::lock_organization,
    group_chat,
    people::present,
};

/// So many users may take part in a room.
pub(super) const PARTICIPANT_LIMIT: u16 = 1000;

/// Makes a room, in which the caller takes part.
pub(super) async fn create_room(
    call: &mut Call,
    PostChatsRooms { body }: PostChatsRooms,
) -> Result<CreateRoomResponse> {
    let now = call.now;
    let owner = call.caller().user()?.to_owned();
    let subject = required_text(&body.subject, "subject")?;
    let mut others: Vec<String> = Vec::new();
    for id in body.user_ids.unwrap_or_default() {
        let id = id.trim().to_lowercase();
        if id != owner && !others.contains(&id) {
            others.push(id);
        }
    }
    let (tx, divisions) = call.seeing();
    let found = users::with_ids(tx, divisions, &others).await?;
    let is_there =
        |id: &&String| found.iter().any(|user| user.id == **id && user.state != State::Deleted);
    if let Some(unknown) = others.iter().find(|id| !is_there(id)) {
        let allowed = "the ids of users who are not deleted";
        return Err(Refusal::invalid_value("userIds", unknown, allowed));
    }
    let host = group_chat::host(call).await?;
    let room = StoredChat {
        id: format!("{}@{host}", call.random.hex::<12>()),
        chat_type: ChatType::AdHoc,
        subject,
        description: text(body.description).unwrap_or_default(),
        created_at: call.now,
        moved_at: call.now,
        messages: 0,
        pinned: Vec::new(),
    };
    if !chats::insert(&mut call.tx, &room).await? {
        return Err(Refusal::internal("the address of a new chat room is taken"));
    }
    chats::join(&mut call.tx, &room.id, (&owner, true), now).await?;
    for user in &others {
        chats::join(&mut call.tx, &room.id, (user, false), now).await?;
    }
    others.push(owner);
    others.sort_unstable();
    let change = AuditEvent::new(CHAT_ROOM, Action::Create, &room.id).named(Some(&room.subject));
    let change = change.between(&(), &shown(&room))?;
    audit::record(call, change.property("participants", None::<String>, others)).await?;
    Ok(CreateRoomResponse { jid: Some(room.id) })
}

/// A room, with those who look after it.
pub(super) async fn get_room(
    call: &mut Call,
    GetChatsRoom { room_jid }: GetChatsRoom,
) -> Result<Room> {
    let room = room(call, &room_jid).await?;
    let owners = chats::owners(&mut call.tx, std::slice::from_ref(&room.id)).await?;
    let owners = owners.iter().map(|(_, user)| owner(user)).collect();
    Ok(Room { owners: Some(owners), ..shown(&room) })
}

/// A user who looks after a room.
pub(super) fn owner(user: &str) -> UserReference {
    UserReference { id: Some(user.to_owned()), self_uri: Some(users::uri(user)) }
}

/// A room, without those who look after it.
pub(super) fn shown(room: &StoredChat) -> Room {
    Room {
        id: Some(room.id.clone()),
        name: Some(room.subject.clone()),
        subject: Some(room.subject.clone()),
        description: text(Some(room.description.clone())),
        date_created: Some(room.created_at),
        jid: Some(room.id.clone()),
        pinned_messages: Some(room.pinned.iter().map(|id| pinned(id)).collect()),
        participant_limit: Some(PARTICIPANT_LIMIT.into()),
        room_type: Some(room.chat_type.clone()),
        self_uri: Some(uri(&room.id)),
        ..Room::default()
    }
}

/// A message as rooms point to it.
fn pinned(id: &str) -> AddressableEntityRef {
    let uri = format!("/api/v2/chats/messages/{id}");
    AddressableEntityRef { id: Some(id.to_owned()), self_uri: Some(uri) }
}

/// Changes what is said of a room, what is pinned to it, and who looks after it.
pub(super) async fn update_room(
    call: &mut Call,
    PatchChatsRoom { room_jid, body }: PatchChatsRoom,
) -> Result<()> {
    // Nobody may leave before they are owners.
    lock_organization(call).await?;
    let before = room(call, &room_jid).await?;
    must_own(call, &before).await?;
    let mut after = before.clone();
    if let Some(subject) = body.subject {
        after.subject = required_text(&subject, "subject")?;
    }
    if let Some(description) = body.description {
        after.description = text(Some(description)).unwrap_or_default();
    }
    if let Some(ids) = body.pinned_message_ids {
        let ids: Vec<String> = once(&ids);
        let there = messages::of_chat(&mut call.tx, &after.id, &ids).await?;
        if let Some(unknown) = ids.iter().find(|id| !there.contains(id)) {
            let allowed = "the ids of messages of the room";
            return Err(Refusal::invalid_value("pinnedMessageIds", unknown, allowed));
        }
        after.pinned = ids;
    }
    let former = chats::owners(&mut call.tx, std::slice::from_ref(&after.id)).await?;
    let former: Vec<String> = former.into_iter().map(|(_, user)| user).collect();
    let owners = match body.owner_ids {
        Some(ids) => new_owners(call, &after, &ids).await?,
        None => former.clone(),
    };
    chats::save(&mut call.tx, &after).await?;
    let change = AuditEvent::new(CHAT_ROOM, Action::Update, &after.id).named(Some(&after.subject));
    let change = change.between(&shown(&before), &shown(&after))?;
    audit::record(call, change.property("owners", former, owners)).await
}

/// Lets other users look after a room, who take part in it.
async fn new_owners(call: &mut Call, room: &StoredChat, ids: &[String]) -> Result<Vec<String>> {
    let owners = once(ids);
    if owners.is_empty() {
        let allowed = "at least one participant of the room";
        return Err(Refusal::invalid_value("ownerIds", "[]", allowed));
    }
    let taking_part = chats::participants(&mut call.tx, &room.id).await?;
    let takes_part = |id: &&String| taking_part.iter().any(|(user, _)| user == *id);
    if let Some(unknown) = owners.iter().find(|id| !takes_part(id)) {
        let allowed = "the ids of participants of the room";
        return Err(Refusal::invalid_value("ownerIds", unknown, allowed));
    }
    chats::set_owners(&mut call.tx, &room.id, &owners).await?;
    Ok(owners)
}

/// These ids, each once and in order.
fn once(ids: &[String]) -> Vec<String> {
    let ids = ids.iter().map(|id| id.trim().to_lowercase()).filter(|id| !id.is_empty());
    let mut ids: Vec<String> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Somebody who takes part in a room, by chat address.
pub(super) async fn get_participant(
    call: &mut Call,
    GetChatsRoomParticipant { room_jid, participant_jid }: GetChatsRoomParticipant,
) -> Result<RoomParticipant> {
    let room = room(call, &room_jid).await?;
    let ids = chats::participants(&mut call.tx, &room.id).await?;
    let ids: Vec<String> = ids.into_iter().map(|(id, _)| id).collect();
    let mut found = people(call, &ids).await?.into_iter().filter_map(|(_, shown)| jid(&shown));
    let found = found.find(|own| own.eq_ignore_ascii_case(&participant_jid));
    let found = found.ok_or_else(|| Refusal::not_found("participant", &participant_jid))?;
    Ok(RoomParticipant { participant_jid: Some(found) })
}

/// Everybody who takes part in a room.
pub(super) async fn list_participants(
    call: &mut Call,
    asked: GetChatsRoomParticipants,
) -> Result<RoomParticipantsResponse> {
    let room = room(call, &asked.room_jid).await?;
    let ids = chats::participants(&mut call.tx, &room.id).await?;
    let ids: Vec<String> = ids.into_iter().map(|(id, _)| id).collect();
    let participants = people(call, &ids).await?;
    let participants = participants.iter().map(|(user, shown)| RoomParticipantResponse {
        jid: jid(shown),
        user: Some(reference(&user.id)),
    });
    Ok(RoomParticipantsResponse { participants: Some(participants.collect()) })
}

/// A user as chats point to it.
pub(super) fn reference(user: &str) -> AddressableEntityRef {
    AddressableEntityRef { id: Some(user.to_owned()), self_uri: Some(users::uri(user)) }
}

/// Lets a user take part.
pub(super) async fn add_participant(
    call: &mut Call,
    PostChatsRoomParticipant { room_jid, user_id }: PostChatsRoomParticipant,
) -> Result<()> {
    // Nobody else may join before this one is counted.
    lock_organization(call).await?;
    let room = room(call, &room_jid).await?;
    let user = present(call, &user_id).await?;
    let taking_part = chats::participants(&mut call.tx, &room.id).await?;
    if taking_part.iter().any(|(id, _)| *id == user.id) {
        return Ok(());
    }
    if taking_part.len() >= usize::from(PARTICIPANT_LIMIT) {
        let template = "The chat room already has the maximum of {max} participants.";
        return Err(Refusal::conflict(template).with("max", PARTICIPANT_LIMIT.to_string()));
    }
    let now = call.now;
    chats::join(&mut call.tx, &room.id, (&user.id, false), now).await?;
    let change = AuditEvent::new(CHAT_ROOM, Action::Add, &room.id).named(Some(&room.subject));
    audit::record(call, change.property("participants", None::<String>, [user.id])).await
}

/// Refuses callers who do not look after a room.
async fn must_own(call: &mut Call, room: &StoredChat) -> Result<()> {
    let owners = chats::owners(&mut call.tx, std::slice::from_ref(&room.id)).await?;
    if owners.iter().any(|(_, owner)| call.user() == Some(owner)) {
        return Ok(());
    }
    let template =
        "Only an owner of the chat room [{room}] may do this; its owners are [{owners}].";
    let owners: Vec<String> = owners.into_iter().map(|(_, owner)| owner).collect();
    let refusal = Refusal::new(StatusCode::FORBIDDEN, "not.authorized", template);
    Err(refusal.with("room", &room.id).with("owners", owners.join(", ")))
}

/// Closes a room for a user: the caller, or whomever an owner takes out.
pub(super) async fn remove_participant(
    call: &mut Call,
    DeleteChatsRoomParticipant { room_jid, user_id }: DeleteChatsRoomParticipant,
) -> Result<()> {
    // Of two owners who leave at once, the second one hands the room over.
    lock_organization(call).await?;
    let room = room(call, &room_jid).await?;
    let id = user_id.to_lowercase();
    if call.user() != Some(&*id) {
        present(call, &id).await?;
        must_own(call, &room).await?;
    }
    let now = call.now;
    if !chats::leave(&mut call.tx, &room.id, &id, now).await? {
        return Err(Refusal::not_found("participant", &user_id));
    }
    let change = AuditEvent::new(CHAT_ROOM, Action::Remove, &room.id).named(Some(&room.subject));
    audit::record(call, change.property("participants", [id], None::<String>)).await
}
