//! Chats: rooms, messages between two users, and the caller's own chats.

use std::time::Duration;

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines, everywhere, in_division};

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
async fn room(server: &TestServer, owner: &Chatter, subject: &str, others: &[&Chatter]) -> String {
    let ids: Vec<&str> = others.iter().map(|one| &*one.id).collect();
    let body = json!({ "subject": subject, "userIds": ids });
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

fn to(user: &Chatter) -> String {
    format!("/api/v2/chats/users/{}", user.id)
}

async fn mine(server: &TestServer, who: &Chatter, query: &str) -> Value {
    let answer = server.get_with(&format!("{MINE}?{query}"), &who.token).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

fn names(listing: &Value) -> Vec<&str> {
    let chats = listing["entities"].as_array().unwrap().iter();
    chats.map(|chat| chat["name"].as_str().unwrap()).collect()
}

#[both_engines]
async fn the_chat_with_the_latest_message_is_listed_first(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = chatter(&server, "Ada Example").await;
    let (bob, eve) = (chatter(&server, "Bob Example").await, chatter(&server, "Eve Example").await);
    assert_eq!(mine(&server, &ada, "").await["entities"], json!([]));
    say(&server, &ada, &to(&bob), "Hello").await;
    say(&server, &eve, &to(&ada), "Hi").await;
    let engine_room = room(&server, &bob, "Engines", &[&ada]).await;
    assert_eq!(names(&mine(&server, &ada, "").await), ["Engines", "Eve Example", "Bob Example"]);
    assert_eq!(names(&mine(&server, &bob, "").await), ["Engines", "Ada Example"]);
    say(&server, &bob, &to(&ada), "Hello yourself").await;
    let listing = mine(&server, &ada, "includeRoomOwners=true").await;
    assert_eq!(names(&listing), ["Bob Example", "Engines", "Eve Example"]);
    let of_two = &listing["entities"][0];
    assert_eq!(
        *of_two,
        json!({
            "id": bob.id, "name": "Bob Example", "chatType": "oneOnOne", "open": true,
            "dateLastMessage": "2026-01-02T03:04:08.678Z",
            "user": { "id": bob.id, "name": "Bob Example", "inactive": false,
                "jid": bob.shown["chat"]["jabberId"], "selfUri": bob.shown["selfUri"] },
        })
    );
    let of_many = &listing["entities"][1];
    let jid = engine_room.rsplit('/').next().unwrap();
    assert_eq!(of_many["chatType"], "adhoc");
    assert!(of_many.get("dateLastMessage").is_none() && of_many.get("user").is_none());
    assert_eq!((&of_many["id"], &of_many["selfUri"]), (&json!(jid), &json!(engine_room)));
    assert_eq!(of_many["room"]["owners"][0]["id"], json!(bob.id));
    assert_eq!(of_many["room"]["subject"], "Engines");
}

#[both_engines]
async fn chats_are_walked_through_by_a_cursor(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = chatter(&server, "Ada Example").await;
    for number in 0..52 {
        // Several are made at the same time.
        let body = json!({ "subject": format!("Room {number}") });
        assert_eq!(ask(&server, &ada, "POST", ROOMS, body).await.status, 200);
        server.advance(Duration::from_secs(number % 2));
    }
    let mut seen = Vec::new();
    let mut page = mine(&server, &ada, "excludeClosed=true").await;
    assert!(page.get("total").is_none() && page.get("previousUri").is_none());
    loop {
        seen.extend(names(&page).into_iter().map(str::to_owned));
        let Some(next) = page["nextUri"].as_str() else { break };
        assert!(next.contains("excludeClosed=true"), "{next}");
        // What comes meanwhile moves to the front, and nothing is seen twice.
        room(&server, &ada, "Late", &[]).await;
        page = server.get_with(next, &ada.token).await.body;
    }
    assert_eq!(seen.len(), 52);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 52);
    let answer = server.get_with(&format!("{MINE}?after=nowhere"), &ada.token).await;
    answer.refused(400, "invalid.value").naming(&["after", "nowhere"]);
}

#[both_engines]
async fn a_chat_is_closed_for_who_no_longer_takes_part(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (chatter(&server, "Ada Example").await, chatter(&server, "Bob Example").await);
    let path = room(&server, &ada, "Engines", &[&bob]).await;
    let message = say(&server, &ada, &path, "Welcome").await;
    let bobs = format!("{path}/participants/{}", bob.id);
    assert_eq!(ask(&server, &ada, "DELETE", &bobs, Value::Null).await.status, 204);
    let closed = &mine(&server, &bob, "").await["entities"][0];
    assert_eq!(closed["open"], false);
    assert_eq!(closed["dateClosed"], "2026-01-02T03:04:07.678Z");
    assert_eq!(mine(&server, &bob, "excludeClosed=true").await["entities"], json!([]));
    for path in [&path, &format!("{path}/messages"), &format!("/api/v2/chats/messages/{message}")] {
        let answer = server.get_with(path, &bob.token).await;
        answer.refused(404, "general.resource.not.found");
    }
    let again = ask(&server, &ada, "DELETE", &bobs, Value::Null).await;
    again.refused(404, "general.resource.not.found").naming(&["participant", &bob.id]);
    for _ in 0..2 {
        assert_eq!(ask(&server, &ada, "POST", &bobs, Value::Null).await.status, 204);
    }
    assert_eq!(mine(&server, &bob, "").await["entities"][0]["open"], true);
    let listed = server.get_with(&format!("{path}/participants"), &bob.token).await.body;
    let mut jids = [&ada, &bob].map(|one| (one.id.clone(), one.shown["chat"]["jabberId"].clone()));
    jids.sort_by(|a, b| a.0.cmp(&b.0));
    let expected: Vec<Value> = jids
        .into_iter()
        .map(|(id, jid)| {
            json!({ "jid": jid, "user": { "id": id, "selfUri": format!("/api/v2/users/{id}") } })
        })
        .collect();
    assert_eq!(listed, json!({ "participants": expected }));
}

#[both_engines]
async fn messages_are_read_newest_first_with_their_threads_and_mentions(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (chatter(&server, "Ada Example").await, chatter(&server, "Bob Example").await);
    let path = room(&server, &ada, "Engines", &[&bob]).await;
    let first = say(&server, &ada, &path, "One").await;
    let body = json!({ "message": "Two", "threadId": first, "mentions": [ada.id] });
    let messages = format!("{path}/messages");
    let second = ask(&server, &bob, "POST", &messages, body).await.body["id"].clone();
    let third = say(&server, &ada, &path, "Three").await;
    let texts = |listing: &Value| -> Vec<String> {
        let all = listing["entities"].as_array().unwrap().iter();
        all.map(|one| one["body"].as_str().unwrap().to_owned()).collect()
    };
    let listing = server.get_with(&messages, &bob.token).await.body;
    assert_eq!(texts(&listing), ["Three", "Two", "One"]);
    let jid = |one: &Chatter| one.shown["chat"]["jabberId"].clone();
    assert_eq!(
        listing["entities"][1],
        json!({
            "id": second, "body": "Two", "dateCreated": "2026-01-02T03:04:07.678Z",
            "jid": jid(&bob), "toJid": path.rsplit('/').next().unwrap(),
            "user": { "id": bob.id, "selfUri": bob.shown["selfUri"] },
            "thread": { "id": first }, "parentThread": { "id": first },
            "mentions": { &ada.id: jid(&ada) },
        })
    );
    let part = server.get_with(&format!("{messages}?before={third}&limit=1"), &ada.token).await;
    assert_eq!(texts(&part.body), ["Two"]);
    let part = server.get_with(&format!("{messages}?after={first}"), &ada.token).await.body;
    assert_eq!(texts(&part), ["Three", "Two"]);
    let plain = server.get_with(&format!("{messages}?excludeMetadata=true"), &ada.token).await;
    assert!(plain.body["entities"][1].get("mentions").is_none());
    for (query, words) in [("limit=101", ["limit", "101"]), ("after=nowhere", ["after", "nowhere"])]
    {
        let answer = server.get_with(&format!("{messages}?{query}"), &ada.token).await;
        answer.refused(400, "invalid.value").naming(&words);
    }
    let own = say(&server, &ada, &to(&bob), "Between us").await;
    let read = server.get_with(&format!("/api/v2/chats/messages/{own}"), &bob.token).await.body;
    assert_eq!((&read["toJid"], &read["toUser"]["id"]), (&jid(&bob), &json!(bob.id)));
    let body = json!({ "message": "Four", "threadId": own });
    let answer = ask(&server, &bob, "POST", &messages, body).await;
    answer.refused(400, "invalid.value").naming(&["threadId", &own]);
}

#[both_engines]
async fn who_does_not_take_part_sees_nothing_of_a_chat(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (chatter(&server, "Ada Example").await, chatter(&server, "Bob Example").await);
    let eve = chatter(&server, "Eve Example").await;
    let path = room(&server, &ada, "Engines", &[]).await;
    let between = say(&server, &ada, &to(&bob), "Between us").await;
    let messages = format!("{path}/messages");
    let participants = format!("{path}/participants");
    for path in [&path, &messages, &participants, &format!("/api/v2/chats/messages/{between}")] {
        let answer = server.get_with(path, &eve.token).await;
        answer.refused(404, "general.resource.not.found");
    }
    let sent = ask(&server, &eve, "POST", &messages, json!({ "message": "Hi" })).await;
    sent.refused(404, "general.resource.not.found");
    let joins = format!("{participants}/{}", eve.id);
    let joined = ask(&server, &eve, "POST", &joins, Value::Null).await;
    joined.refused(404, "general.resource.not.found");
    assert_eq!(mine(&server, &eve, "").await["entities"], json!([]));
    server.get(MINE).await.refused(400, "not.a.user");
}

#[both_engines]
async fn presence_and_favorites_are_shown_with_the_other_user(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (chatter(&server, "Ada Example").await, chatter(&server, "Bob Example").await);
    say(&server, &ada, &to(&bob), "Hello").await;
    let path = format!("/api/v2/callroster/users/{}/favorites/{}", ada.id, bob.id);
    assert_eq!(ask(&server, &ada, "PUT", &path, Value::Null).await.status, 204);
    let definitions = server.get("/api/v2/presencedefinitions?pageSize=100").await.body;
    let definitions = definitions["entities"].as_array().unwrap();
    let meal = definitions.iter().find(|one| one["systemPresence"] == "Meal").unwrap();
    let body = json!({ "presenceDefinition": { "id": meal["id"] }, "message": "Soup" });
    let presence = format!("/api/v2/users/{}/presences/PURECLOUD", bob.id);
    assert_eq!(ask(&server, &bob, "PATCH", &presence, body).await.status, 200);
    let plain = &mine(&server, &ada, "").await["entities"][0];
    assert!(plain["user"].get("presence").is_none());
    assert_eq!(
        plain["favorite"],
        json!({ "id": bob.id, "externalId": bob.shown["chat"]["jabberId"] })
    );
    let shown = &mine(&server, &ada, "includePresence=true").await["entities"][0];
    let presence = &shown["user"]["presence"];
    assert_eq!(presence["systemPresence"], "Meal");
    assert_eq!(presence["organizationPresence"], *meal);
    let absence = format!("/api/v2/users/{}/outofoffice", bob.id);
    assert_eq!(presence["outOfOffice"], server.get(&absence).await.body);
    assert_eq!((&presence["message"], &presence["source"]), (&json!("Soup"), &json!("PURECLOUD")));
    assert_eq!(presence["outOfOffice"]["active"], false);
    assert!(mine(&server, &bob, "").await["entities"][0].get("favorite").is_none());
}

#[both_engines]
async fn chats_of_a_deleted_user_are_closed_and_a_message_opens_them_again(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (chatter(&server, "Ada Example").await, chatter(&server, "Bob Example").await);
    let path = room(&server, &bob, "Engines", &[&ada]).await;
    say(&server, &bob, &to(&ada), "Goodbye").await;
    let user = bob.shown["selfUri"].as_str().unwrap();
    server.ask("DELETE", user).await;
    let shown = mine(&server, &ada, "").await;
    assert_eq!(names(&shown), ["Bob Example", "Engines"]);
    assert_eq!(shown["entities"][0]["open"], true);
    assert_eq!(shown["entities"][0]["user"]["inactive"], true);
    let room = server.get_with(&path, &ada.token).await.body;
    // Somebody looks after the room.
    assert_eq!(room["owners"][0]["id"], json!(ada.id));
    let messages = format!("{}/messages", to(&bob));
    let answer = ask(&server, &ada, "POST", &messages, json!({ "message": "?" })).await;
    answer.refused(404, "general.resource.not.found");
    server.patch(&bob.shown, json!({ "state": "active" })).await;
    server.grant(&bob.id, &everywhere(&["chat:chat:access"])).await;
    let bob = Chatter { token: server.token_of(&bob.id, 3600).await, ..bob };
    assert_eq!(mine(&server, &bob, "excludeClosed=true").await["entities"], json!([]));
    say(&server, &ada, &to(&bob), "Welcome back").await;
    assert_eq!(names(&mine(&server, &bob, "excludeClosed=true").await), ["Ada Example"]);
}

#[both_engines]
async fn messages_go_only_to_users_whom_the_sender_may_write_to(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    let ada = server.user("Ada Example").await;
    let id = ada["id"].as_str().unwrap().to_owned();
    server.grant(&id, &in_division(&north, &["chat:chat:access"])).await;
    let ada = Chatter { token: server.token_of(&id, 3600).await, id, shown: ada };
    let bob = chatter(&server, "Bob Example").await;
    let messages = format!("{}/messages", to(&bob));
    let answer = ask(&server, &ada, "POST", &messages, json!({ "message": "Hi" })).await;
    answer.refused(404, "general.resource.not.found").naming(&[&bob.id]);
    let body = json!({ "subject": "Engines", "userIds": [bob.id] });
    let answer = ask(&server, &ada, "POST", ROOMS, body).await;
    answer.refused(400, "invalid.value").naming(&["userIds", &bob.id]);
    let body = json!({ "message": "Look", "mentions": [bob.id] });
    let path = room(&server, &ada, "Alone", &[]).await;
    let answer = ask(&server, &ada, "POST", &format!("{path}/messages"), body).await;
    answer.refused(400, "invalid.value").naming(&["mentions", &bob.id]);
    let own = format!("{}/messages", to(&ada));
    let answer = ask(&server, &ada, "POST", &own, json!({ "message": "Me" })).await;
    answer.refused(404, "general.resource.not.found");
    let own = format!("{}/messages", to(&bob));
    let answer = ask(&server, &bob, "POST", &own, json!({ "message": "Me" })).await;
    answer.refused(400, "invalid.value").naming(&["userId", &bob.id]);
    let messages = format!("{}/messages", to(&ada));
    let answer = ask(&server, &bob, "POST", &messages, json!({ "message": " " })).await;
    answer.refused(400, "bad.request").naming(&["message"]);
}
