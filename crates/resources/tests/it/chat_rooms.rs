//! Rooms of chats: who looks after them, what those who left hear, and walking through messages.

use std::time::Duration;

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines, everywhere};

const ROOMS: &str = "/api/v2/chats/rooms";
const MINE: &str = "/api/v2/users/chats/me";

/// A user who may chat.
struct Chatter {
    id: String,
    token: String,
    shown: Value,
}

async fn chatter(server: &TestServer, name: &str) -> Chatter {
    let shown = server.user(name).await;
    let id = shown["id"].as_str().unwrap().to_owned();
    server.grant(&id, &everywhere(&["chat:chat:access"])).await;
    let token = server.token_of(&id, 3600).await;
    Chatter { id, token, shown }
}

async fn ask(server: &TestServer, who: &Chatter, method: &str, path: &str, body: Value) -> Answer {
    let ask = server.ask(method, path).token(&who.token);
    if body.is_null() { ask.await } else { ask.json(body).await }
}

/// Makes a room; its path.
async fn room(server: &TestServer, owner: &Chatter, others: &[&Chatter]) -> String {
    let ids: Vec<&str> = others.iter().map(|one| &*one.id).collect();
    let body = json!({ "subject": "Engines", "userIds": ids });
    let made = ask(server, owner, "POST", ROOMS, body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    server.advance(Duration::from_secs(1));
    format!("{ROOMS}/{}", made.body["jid"].as_str().unwrap())
}

/// Sends a message somewhere; its id.
async fn say(server: &TestServer, who: &Chatter, to: &str, text: &str) -> String {
    let path = format!("{to}/messages");
    let sent = ask(server, who, "POST", &path, json!({ "message": text })).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    server.advance(Duration::from_secs(1));
    sent.body["id"].as_str().unwrap().to_owned()
}

async fn take_out(server: &TestServer, who: &Chatter, room: &str, whom: &Chatter) -> Answer {
    let path = format!("{room}/participants/{}", whom.id);
    ask(server, who, "DELETE", &path, Value::Null).await
}

/// The ids of those who look after a room.
async fn owners(server: &TestServer, who: &Chatter, room: &str) -> Vec<String> {
    let room = server.get_with(room, &who.token).await.body;
    let owners = room["owners"].as_array().unwrap_or_else(|| panic!("no owners in {room}")).iter();
    owners.map(|owner| owner["id"].as_str().unwrap().to_owned()).collect()
}

#[both_engines]
async fn a_closed_chat_tells_nothing_that_came_later(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (chatter(&server, "Ada Example").await, chatter(&server, "Bob Example").await);
    let left = room(&server, &ada, &[&bob]).await;
    say(&server, &ada, &left, "Welcome").await;
    let other = room(&server, &ada, &[&bob]).await;
    say(&server, &ada, &other, "Here too").await;
    let mine = async || {
        let path = format!("{MINE}?includeRoomOwners=true");
        server.get_with(&path, &bob.token).await.body["entities"].clone()
    };
    assert_eq!(take_out(&server, &bob, &left, &bob).await.status, 204);
    let before = mine().await;
    assert_eq!(before[1]["dateLastMessage"], "2026-01-02T03:04:06.678Z");
    assert_eq!(before[1]["room"]["owners"], json!([]));
    say(&server, &ada, &left, "Without him").await;
    assert_eq!(mine().await, before);
    // Back again, he hears of it.
    let path = format!("{left}/participants/{}", bob.id);
    assert_eq!(ask(&server, &ada, "POST", &path, Value::Null).await.status, 204);
    let after = mine().await;
    assert_eq!((&after[0]["id"], &after[0]["open"]), (&before[1]["id"], &json!(true)));
    assert_eq!(after[0]["dateLastMessage"], "2026-01-02T03:04:09.678Z");
}

#[both_engines]
async fn only_an_owner_takes_others_out_of_a_room(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (chatter(&server, "Ada Example").await, chatter(&server, "Bob Example").await);
    let eve = chatter(&server, "Eve Example").await;
    let room = room(&server, &ada, &[&bob, &eve]).await;
    for whom in [&ada, &eve] {
        let refused = take_out(&server, &bob, &room, whom).await;
        refused.refused(403, "not.authorized").naming(&["owner", &ada.id]);
    }
    assert_eq!(take_out(&server, &ada, &room, &eve).await.status, 204);
    assert_eq!(take_out(&server, &bob, &room, &bob).await.status, 204);
    assert_eq!(owners(&server, &ada, &room).await, [&*ada.id]);
}

#[both_engines]
async fn a_room_that_its_last_owner_leaves_belongs_to_who_takes_part_the_longest(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (chatter(&server, "Ada Example").await, chatter(&server, "Bob Example").await);
    let eve = chatter(&server, "Eve Example").await;
    let room = room(&server, &ada, &[&eve]).await;
    let joins = format!("{room}/participants/{}", bob.id);
    assert_eq!(ask(&server, &ada, "POST", &joins, Value::Null).await.status, 204);
    assert_eq!(take_out(&server, &ada, &room, &ada).await.status, 204);
    assert_eq!(owners(&server, &bob, &room).await, [&*eve.id]);
    server.ask("DELETE", eve.shown["selfUri"].as_str().unwrap()).await;
    assert_eq!(owners(&server, &bob, &room).await, [&*bob.id]);
    // Who comes back is no owner any more.
    let back = format!("{room}/participants/{}", ada.id);
    assert_eq!(ask(&server, &bob, "POST", &back, Value::Null).await.status, 204);
    assert_eq!(owners(&server, &ada, &room).await, [&*bob.id]);
    assert_eq!(take_out(&server, &bob, &room, &bob).await.status, 204);
    assert_eq!(take_out(&server, &ada, &room, &ada).await.status, 204);
}

#[both_engines]
async fn messages_are_walked_through_from_one_to_the_next(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = chatter(&server, "Ada Example").await;
    let room = room(&server, &ada, &[]).await;
    let mut ids = Vec::new();
    for number in 0..6 {
        ids.push(say(&server, &ada, &room, &format!("Message {number}")).await);
    }
    let found = async |query: &str| -> Vec<String> {
        let answer = server.get_with(&format!("{room}/messages?{query}"), &ada.token).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let all = answer.body["entities"].as_array().unwrap().iter();
        all.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let these = |numbers: &[usize]| -> Vec<String> {
        numbers.iter().map(|number| ids[*number].clone()).collect()
    };
    assert_eq!(found("limit=2").await, these(&[5, 4]));
    assert_eq!(found(&format!("limit=2&after={}", ids[0])).await, these(&[2, 1]));
    assert_eq!(found(&format!("limit=2&after={}", ids[2])).await, these(&[4, 3]));
    assert_eq!(found(&format!("limit=2&before={}", ids[4])).await, these(&[3, 2]));
    let both = format!("limit=2&after={}&before={}", ids[1], ids[3]);
    assert_eq!(found(&both).await, these(&[2]));
    // The second one was sent at 03:04:07.678.
    assert_eq!(found("limit=2&after=2026-01-02T03:04:07.678Z").await, these(&[3, 2]));
    assert_eq!(found("before=2026-01-02T04:04:07.678%2B01:00").await, these(&[0]));
}

#[both_engines]
async fn an_owner_says_what_a_room_is_and_who_looks_after_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (chatter(&server, "Ada Example").await, chatter(&server, "Bob Example").await);
    let eve = chatter(&server, "Eve Example").await;
    let path = room(&server, &ada, &[&bob, &eve]).await;
    assert_eq!(take_out(&server, &eve, &path, &eve).await.status, 204);
    let said = say(&server, &bob, &path, "Pin this").await;
    let patch = async |who: &Chatter, body: Value| ask(&server, who, "PATCH", &path, body).await;
    patch(&bob, json!({ "subject": "Mine" })).await.refused(403, "not.authorized");
    let body =
        json!({ "subject": " Motors ", "description": "What turns", "pinnedMessageIds": [said] });
    assert_eq!(patch(&ada, body).await.status, 204);
    let read = server.get_with(&path, &bob.token).await.body;
    assert_eq!(
        (&read["subject"], &read["name"], &read["description"]),
        (&json!("Motors"), &json!("Motors"), &json!("What turns"))
    );
    let pinned = format!("/api/v2/chats/messages/{said}");
    assert_eq!(read["pinnedMessages"], json!([{ "id": said, "selfUri": pinned }]));
    // Who left before knows the room as it was.
    let own = server.get_with(MINE, &eve.token).await.body;
    assert_eq!(own["entities"][0]["name"], "Engines");
    for (body, words) in [
        (json!({ "ownerIds": [eve.id] }), ["ownerIds", &*eve.id]),
        (json!({ "ownerIds": [] }), ["ownerIds", "at least one"]),
        (json!({ "pinnedMessageIds": ["nowhere"] }), ["pinnedMessageIds", "nowhere"]),
    ] {
        patch(&ada, body).await.refused(400, "invalid.value").naming(&words);
    }
    assert_eq!(patch(&ada, json!({ "ownerIds": [bob.id] })).await.status, 204);
    assert_eq!(owners(&server, &ada, &path).await, std::slice::from_ref(&bob.id));
    patch(&ada, json!({ "subject": "Mine" })).await.refused(403, "not.authorized");
}

#[both_engines]
async fn a_participant_is_read_by_chat_address(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (chatter(&server, "Ada Example").await, chatter(&server, "Bob Example").await);
    let eve = chatter(&server, "Eve Example").await;
    let room = room(&server, &ada, &[&bob]).await;
    let read = async |who: &Chatter, whom: &Chatter| {
        let jid = whom.shown["chat"]["jabberId"].as_str().unwrap();
        server.get_with(&format!("{room}/participants/{jid}"), &who.token).await
    };
    let found = read(&ada, &bob).await.body;
    assert_eq!(found, json!({ "participantJid": bob.shown["chat"]["jabberId"] }));
    read(&ada, &eve).await.refused(404, "general.resource.not.found");
    read(&eve, &ada).await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn the_messages_of_two_users_are_read_by_both(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (chatter(&server, "Ada Example").await, chatter(&server, "Bob Example").await);
    let eve = chatter(&server, "Eve Example").await;
    let with = |user: &Chatter| format!("/api/v2/chats/users/{}", user.id);
    let mut ids = Vec::new();
    for text in ["One", "Two", "Three"] {
        ids.push(say(&server, &ada, &with(&bob), text).await);
    }
    let texts = async |who: &Chatter, whom: &Chatter, query: &str| -> Vec<String> {
        let path = format!("{}/messages?{query}", with(whom));
        let answer = server.get_with(&path, &who.token).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let all = answer.body["entities"].as_array().unwrap().iter();
        all.map(|one| one["body"].as_str().unwrap().to_owned()).collect()
    };
    for (who, whom) in [(&ada, &bob), (&bob, &ada)] {
        assert_eq!(texts(who, whom, "").await, ["Three", "Two", "One"]);
        let next = format!("limit=1&after={}", ids[0]);
        assert_eq!(texts(who, whom, &next).await, ["Two"]);
    }
    assert_eq!(texts(&eve, &bob, "").await, [""; 0]);
    let unknown = server.get_with("/api/v2/chats/users/nobody/messages", &ada.token).await;
    unknown.refused(404, "general.resource.not.found").naming(&["nobody"]);
}
