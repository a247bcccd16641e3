//! Search for teams, by teams, and among those who can be put into one.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines, in_division};

use super::{Searches as _, names};

const TEAMS: &str = "/api/v2/teams/search";

async fn made(server: &TestServer, body: Value) -> String {
    let made = server.ask("POST", "/api/v2/teams").json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body["id"].as_str().unwrap().to_owned()
}

#[both_engines]
async fn teams_are_found_in_the_divisions_where_the_caller_sees_them(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    made(&server, json!({ "name": "Blue Whales", "description": "by day" })).await;
    made(&server, json!({ "name": "Blaue Nächte", "division": { "id": north } })).await;
    let one = |kind: &str, field: &str, value: &str| json!({ "query": [{ "type": kind, "fields": [field], "value": value }] });
    for (body, found) in [
        (json!({ "query": [] }), &["Blaue Nächte", "Blue Whales"][..]),
        (one("EXACT", "name", "blue whales"), &["Blue Whales"]),
        (one("STARTS_WITH", "name", "nachte"), &["Blaue Nächte"]),
        (one("EXACT", "description", "By Day"), &["Blue Whales"]),
        (one("EXACT", "divisionId", "north"), &["Blaue Nächte"]),
    ] {
        let answer = server.ask("POST", TEAMS).json(body.clone()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(names(&answer.body), found, "{body}");
        assert_eq!(
            (&answer.body["types"], &answer.body["currentPage"]),
            (&json!(["teams"]), &Value::Null)
        );
    }
    let caller = server.caller(&[in_division(&north, &["groups:team:view"])]).await;
    let seen = server.ask("POST", TEAMS).token(&caller).json(json!({ "query": [] })).await;
    assert_eq!(names(&seen.body), ["Blaue Nächte"]);
    server.ask("POST", TEAMS).json(json!({})).await.refused(400, "bad.request").naming(&["query"]);
    let refused = server.ask("POST", TEAMS).json(one("CONTAINS", "name", "x")).await;
    refused.refused(400, "invalid.value").naming(&["type", "CONTAINS", "EXACT, STARTS_WITH"]);
}

#[both_engines]
async fn users_are_found_by_their_team(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, _) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let team = made(&server, json!({ "name": "Blue" })).await;
    let path = format!("/api/v2/teams/{team}");
    let by = |value: &str| json!({ "type": "EXACT", "fields": ["team"], "value": value });
    assert!(server.found(by("blue")).await.is_empty());
    let members = json!({ "memberIds": [ada["id"]] });
    let added = server.ask("POST", &format!("{path}/members")).json(members).await;
    assert_eq!(added.status, 200, "{}", added.body);
    assert_eq!(server.found(by("blue")).await, ["Ada Example"]);
    assert_eq!(server.found(by(&team)).await, ["Ada Example"]);
    let renamed = server.ask("PATCH", &path).json(json!({ "name": "Deep blue" })).await;
    assert_eq!(renamed.status, 200, "{}", renamed.body);
    assert_eq!(server.found(by("deep blue")).await, ["Ada Example"]);
    assert!(server.found(by("blue")).await.is_empty());
    assert_eq!(server.ask("DELETE", &path).await.status, 204);
    assert!(server.found(by(&team)).await.is_empty());
    let any = json!({ "type": "REQUIRED_FIELDS", "fields": ["team"] });
    assert!(server.found(any).await.is_empty());
}

#[both_engines]
async fn users_to_do_something_with_are_those_of_the_divisions_where_the_caller_may(
    engine: Engine,
) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    server.user("Person South").await;
    let body = json!({ "name": "Person North", "email": "north@example.com", "divisionId": north });
    assert_eq!(server.ask("POST", "/api/v2/users").json(body).await.status, 200);
    let query = json!({ "query": [{ "type": "TERM", "fields": ["name"], "value": "person" }] });
    let sees_all = ["directory:user:view"];
    let nobody = server.caller(&[in_division("*", &sees_all)]).await;
    for (place, permission) in [
        ("teams/assign", "groups:team:assign"),
        ("queuemembers/manage", "routing:queueMember:manage"),
        ("conversation/target", "conversation:communication:target"),
    ] {
        let path = format!("/api/v2/users/search/{place}");
        let all = server.ask("POST", &path).json(query.clone()).await.body;
        assert_eq!(names(&all), ["Person North", "Person South"]);
        let may = in_division(&north, &[permission]);
        let caller = server.caller(&[may, in_division("*", &sees_all)]).await;
        let seen = server.ask("POST", &path).token(&caller).json(query.clone()).await.body;
        assert_eq!(names(&seen), ["Person North"]);
        let refused = server.ask("POST", &path).token(&nobody).json(query.clone()).await;
        refused.refused(403, "missing.any.permissions").naming(&[permission]);
    }
}
