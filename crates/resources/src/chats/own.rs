//! The chats of the caller, listed.

use std::collections::HashMap;

use api::{
    ChatFavorite, ChatItem, ChatItemCursorListing, ChatPresence, ChatType, ChatUserRef,
    GetUsersChatsMe, OrganizationPresence, OutOfOffice, StandardPresence, State, User,
    UserReference, WireEnum as _,
};
use gate::{
    call::Call,
    cursor::{Cursor, Walk, Walked, link},
    refusal::{Refusal, Result},
};
use store::{
    chats::{self, OwnChat, Wanted},
    out_of_office,
    presence::{self, machine::Live},
    users,
};

use super::rooms;
use crate::rules::{
    chats::{jid, people},
    out_of_office::at,
};

/// So many chats are in one answer.
const SIZE: u32 = 25;

/// A part of the caller's chats, the one with the latest message first.
pub(super) async fn list_chats(
    call: &mut Call,
    asked: GetUsersChatsMe,
) -> Result<ChatItemCursorListing> {
    let user = call.caller().user()?.to_owned();
    let walk = Walk::forward("after", asked.after.as_deref(), SIZE)?;
    let slice = walk.slice(true);
    let wanted = Wanted {
        user: &user,
        only_open: asked.exclude_closed == Some(true),
        after: slice.from.map(|(key, id)| moved(key).map(|at| (at, id))).transpose()?,
        limit: slice.limit,
    };
    let found = chats::of_user(&mut call.tx, wanted).await?;
    let Walked { entities, next, .. } = walk.part(found, |own: &OwnChat| Cursor {
        key: own.chat.moved_at.milliseconds().to_string(),
        id: own.chat.id.clone(),
    });
    let around = Around::read(call, &entities, &asked).await?;
    Ok(ChatItemCursorListing {
        entities: entities.iter().map(|own| around.item(own)).collect(),
        next_uri: next.map(|cursor| link(&asked, Some(("after", &cursor)))),
        previous_uri: None,
        self_uri: Some(link(&asked, None)),
    })
}

/// When the chat moved that a cursor tells of.
fn moved(key: &str) -> Result<i64> {
    key.parse().map_err(|_| {
        Refusal::invalid_value("after", key, "a cursor of a link in an earlier answer")
    })
}

/// What is shown with chats, of all of them.
struct Around {
    users: HashMap<String, (State, User)>,
    live: HashMap<String, (Live, OutOfOffice)>,
    owners: Option<HashMap<String, Vec<UserReference>>>,
}

impl Around {
    async fn read(call: &mut Call, chats: &[OwnChat], asked: &GetUsersChatsMe) -> Result<Self> {
        let others: Vec<String> = chats.iter().filter_map(|own| own.other.clone()).collect();
        let found = people(call, &others).await?;
        let users =
            found.into_iter().map(|(user, shown)| (user.id.clone(), (user.state.clone(), shown)));
        let users = users.collect();
        let mut live = HashMap::new();
        if asked.include_presence == Some(true) {
            let mut absences = out_of_office::of_users(&mut call.tx, &others).await?;
            for state in presence::of_users(&mut call.tx, &others).await? {
                let absence = at(&state.user, absences.remove(&state.user), call.now);
                live.insert(state.user, (state.live, absence));
            }
        }
        let owners = match asked.include_room_owners {
            Some(true) => Some(owners(call, chats).await?),
            _ => None,
        };
        Ok(Self { users, live, owners })
    }

    fn item(&self, own: &OwnChat) -> ChatItem {
        let OwnChat { chat, closed_at, other, favorite } = own;
        let shown = ChatItem {
            chat_type: Some(chat.chat_type.clone()),
            date_closed: *closed_at,
            date_last_message: Some(chat.moved_at).filter(|_| chat.messages > 0),
            open: Some(closed_at.is_none()),
            ..ChatItem::default()
        };
        if chat.chat_type != ChatType::OneOnOne {
            let room = rooms::shown(chat);
            let owners = self.owners.as_ref();
            let owners = owners.map(|all| all.get(&chat.id).cloned().unwrap_or_default());
            return ChatItem {
                id: room.id.clone(),
                name: room.name.clone(),
                self_uri: room.self_uri.clone(),
                room: Some(api::Room { owners, ..room }),
                ..shown
            };
        }
        let user = other.as_ref().and_then(|id| self.users.get(id));
        let user = user.map(|(state, user)| self.partner(state, user));
        ChatItem {
            id: other.clone(),
            name: user.as_ref().and_then(|user| user.name.clone()),
            images: other.as_ref().and_then(|id| self.users.get(id)?.1.images.clone()),
            favorite: user
                .as_ref()
                .filter(|_| *favorite)
                .map(|user| ChatFavorite { id: user.id.clone(), external_id: user.jid.clone() }),
            user,
            ..shown
        }
    }

    fn partner(&self, state: &State, user: &User) -> ChatUserRef {
        let id = user.id.clone().unwrap_or_default();
        let live = self.live.get(&id).map(|(live, absence)| shown_presence(live, absence));
        ChatUserRef {
            name: user.name.clone(),
            inactive: Some(*state != State::Active),
            jid: jid(user),
            presence: live,
            self_uri: Some(users::uri(&id)),
            id: Some(id),
            ..ChatUserRef::default()
        }
    }
}

/// Who looks after the rooms among these chats.
async fn owners(call: &mut Call, chats: &[OwnChat]) -> Result<HashMap<String, Vec<UserReference>>> {
    let ids: Vec<String> = chats.iter().map(|own| own.chat.id.clone()).collect();
    let mut owners: HashMap<String, Vec<UserReference>> = HashMap::new();
    for (chat, user) in chats::owners(&mut call.tx, &ids).await? {
        owners.entry(chat).or_default().push(rooms::owner(&user));
    }
    Ok(owners)
}

fn shown_presence(live: &Live, absence: &OutOfOffice) -> ChatPresence {
    let shown = &live.presence;
    let definition = presence::definition(&shown.definition, shown.system);
    ChatPresence {
        date_modified: Some(shown.modified_at),
        message: shown.message.clone(),
        organization_presence: Some(OrganizationPresence {
            id: definition.id,
            system_presence: definition.system_presence,
            self_uri: definition.self_uri,
            ..OrganizationPresence::default()
        }),
        out_of_office: Some(absence.clone()),
        source: Some(shown.source.clone()),
        system_presence: Some(StandardPresence::from_wire(shown.system.joined())),
    }
}
