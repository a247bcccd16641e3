//! Search for groups.

use serde_json::{Value, json};

use super::names;
use test_server::{Engine, TestServer, both_engines, everywhere};

const GROUPS: &str = "/api/v2/groups/search";

#[both_engines]
async fn groups_are_found_by_their_fields_by_who_sees_them(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let own = json!([ada["id"]]);
    for (name, description, visibility, owners) in [
        ("Night shift", "Works at night", "public", json!([])),
        ("Day shift", "Works by day", "owners", own),
        ("Café", "", "members", json!([])),
    ] {
        let body = json!({ "name": name, "description": description, "type": "official",
            "visibility": visibility, "rulesVisible": true, "ownerIds": owners });
        let made = server.ask("POST", "/api/v2/groups").json(body).await;
        assert_eq!(made.status, 200, "{}", made.body);
    }
    let one = |kind: &str, field: &str, value: &str| json!({ "query": [{ "type": kind, "fields": [field], "value": value }] });
    for (body, found) in [
        (json!({}), &["Café", "Day shift", "Night shift"][..]),
        (one("TERM", "name", "shift"), &["Day shift", "Night shift"]),
        (one("EXACT", "name", "cafe"), &["Café"]),
        (one("CONTAINS", "description", "by day"), &["Day shift"]),
        (one("EXACT", "owners", ada["id"].as_str().unwrap()), &["Day shift"]),
        (one("EXACT", "visibility", "members"), &["Café"]),
        (
            json!({ "sortBy": "name", "sortOrder": "DESC", "pageSize": 500 }),
            &["Night shift", "Day shift", "Café"],
        ),
    ] {
        let answer = server.ask("POST", GROUPS).json(body.clone()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(names(&answer.body), found, "{body}");
    }
    let first = server.ask("POST", GROUPS).json(json!({ "pageSize": 2 })).await.body;
    assert_eq!((&first["total"], &first["types"]), (&json!(3), &json!(["groups"])));
    let next = server.get(first["nextPage"].as_str().unwrap()).await.body;
    assert_eq!(next["results"][0]["name"], "Night shift");
    let group =
        server.get(&format!("/api/v2/groups/{}", next["results"][0]["id"].as_str().unwrap())).await;
    assert_eq!(next["results"][0], group.body);
    let caller = server.caller(&[everywhere(&["directory:user:view"])]).await;
    let seen = |token: &str| {
        let ask = server.ask("POST", GROUPS).token(token).json(json!({}));
        async move { names(&ask.await.body) }
    };
    assert_eq!(seen(&caller).await, ["Night shift"]);
    let of_ada = server.token_of(ada["id"].as_str().unwrap(), 3600).await;
    assert_eq!(seen(&of_ada).await, ["Day shift", "Night shift"]);
    let refused = server.ask("POST", GROUPS).json(one("EXACT", "title", "x")).await;
    refused.refused(400, "invalid.value").naming(&["query[0].fields[0]", "description"]);
    let refused: Value = one("QUERY_STRING", "name", "x");
    server.ask("POST", GROUPS).json(refused).await.refused(400, "invalid.value").naming(&["type"]);
}
