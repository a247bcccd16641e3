//! Programs that keep groups.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines};

use super::{id, keys};

async fn group(server: &TestServer, more: Value) -> Value {
    let mut body = json!({
        "name": "Night shift", "type": "official", "visibility": "public", "rulesVisible": true,
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = server.ask("POST", "/api/v2/groups").json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

fn path(group: &Value) -> String {
    format!("/api/v2/groups/{}", id(group))
}

async fn add(server: &TestServer, group: &Value, body: Value) -> test_server::Answer {
    server.ask("POST", &format!("{}/members", path(group))).json(body).await
}

#[both_engines]
async fn a_group_has_a_chat_address_by_which_it_is_found(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (made, _) =
        (group(&server, json!({})).await, group(&server, json!({ "name": "Other" })).await);
    let room = made["chat"]["jabberId"].as_str().unwrap();
    let (digits, host) = room.split_once('@').unwrap();
    assert!(digits.len() == 24 && digits.bytes().all(|b| b.is_ascii_hexdigit()), "{room}");
    assert_eq!(host, "conference.callroster.orgspan.com");
    assert_eq!(server.get(&path(&made)).await.body, made);
    let found = server.get(&format!("/api/v2/groups?jabberId={room}")).await.body;
    assert_eq!((&found["total"], &found["entities"][0]), (&json!(1), &made));
}

#[both_engines]
async fn a_listed_group_is_put_back_whole_with_another_name(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    group(&server, json!({ "ownerIds": [id(&ada)] })).await;
    let mut listed = server.get("/api/v2/groups").await.body["entities"][0].clone();
    for key in [
        "id",
        "name",
        "dateModified",
        "memberCount",
        "state",
        "version",
        "type",
        "rulesVisible",
        "visibility",
        "chat",
        "rolesEnabled",
        "owners",
        "selfUri",
    ] {
        assert!(keys(&listed).contains(&key), "{key}: {listed}");
    }
    listed["name"] = json!("Day shift");
    let put = server.ask("PUT", &path(&listed)).json(listed.clone()).await;
    assert_eq!((put.status, &put.body["name"]), (200, &json!("Day shift")));
    assert!(put.body["version"].as_i64() > listed["version"].as_i64());
    assert_eq!((&put.body["owners"], &put.body["chat"]), (&listed["owners"], &listed["chat"]));
}

#[both_engines]
async fn blank_owners_are_none_and_the_description_comes_later(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let made = group(&server, json!({ "ownerIds": [id(&ada)] })).await;
    let body = json!({
        "name": "Night shift", "type": "official", "version": made["version"], "ownerIds": [" "],
        "description": "Works at night.", "state": "active", "visibility": "public",
        "rulesVisible": true, "addresses": [],
    });
    let put = server.ask("PUT", &path(&made)).json(body).await;
    assert_eq!(put.status, 200, "{}", put.body);
    assert_eq!(put.body["description"], "Works at night.");
    assert_eq!(put.body.get("owners").unwrap_or(&json!([])), &json!([]));
    let again = group(&server, json!({ "name": "Third", "ownerIds": [""] })).await;
    assert_eq!(again.get("owners").unwrap_or(&json!([])), &json!([]));
}

#[both_engines]
async fn members_are_checked_against_a_version_that_is_given(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = group(&server, json!({})).await;
    let mut users = Vec::new();
    for number in 0..4 {
        users.push(id(&server.user(&format!("Person {number}")).await).to_owned());
    }
    let body =
        |user: usize, version: Value| json!({ "memberIds": [users[user]], "version": version });
    add(&server, &made, body(0, json!(7))).await.refused(409, "general.conflict");
    assert_eq!(add(&server, &made, body(0, made["version"].clone())).await.status, 202);
    assert_eq!(add(&server, &made, body(1, json!(0))).await.status, 202, "0 is not given");
    assert_eq!(add(&server, &made, body(2, json!("0"))).await.status, 202);
    let fresh = server.get(&path(&made)).await.body["version"].clone();
    assert_eq!(add(&server, &made, body(3, fresh)).await.status, 202);
    let gone = format!("{}/members?ids={},{}", path(&made), users[0], users[1]);
    assert_eq!(server.ask("DELETE", &gone).await.status, 202);
    assert_eq!(server.get(&path(&made)).await.body["memberCount"], 2);
}

#[both_engines]
async fn numbers_of_a_group_are_kept_and_cleared(engine: Engine) {
    let server = TestServer::start(engine).await;
    let extension = json!([{ "extension": "4105", "mediaType": "PHONE", "type": "GROUPRING" }]);
    let made = group(&server, json!({ "addresses": extension })).await;
    assert_eq!(made["addresses"][0]["display"], "(4105)");
    let number = json!([{ "address": "+13175550194", "mediaType": "PHONE", "type": "GROUPRING" }]);
    let put = async |version: &Value, more: Value| {
        let mut body = json!({ "version": version });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let put = server.ask("PUT", &path(&made)).json(body).await;
        assert_eq!(put.status, 200, "{}", put.body);
        put.body
    };
    let changed = put(&made["version"], json!({ "addresses": number })).await;
    assert_eq!(changed["addresses"][0]["address"], "+13175550194");
    let same = put(&changed["version"], json!({ "description": "Absent lists stay." })).await;
    assert_eq!(same["addresses"], changed["addresses"]);
    let cleared = put(&same["version"], json!({ "addresses": [] })).await;
    assert_eq!(cleared.get("addresses").unwrap_or(&json!([])), &json!([]));
}

#[both_engines]
async fn a_deleted_group_is_not_found(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = group(&server, json!({})).await;
    let deleted = server.ask("DELETE", &path(&made)).await;
    assert!((200..300).contains(&deleted.status));
    server.get(&path(&made)).await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn an_empty_word_is_refused_with_those_that_there_are(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = group(&server, json!({})).await;
    let body = json!({ "version": 1, "visibility": "" });
    let refused = server.ask("PUT", &path(&made)).json(body).await;
    refused.refused(400, "invalid.value");
    refused.naming(&["Value []", "visibility", "public", "ownerIds", "members"]);
}
