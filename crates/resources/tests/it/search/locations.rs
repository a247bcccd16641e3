//! Search for locations.

use serde_json::json;
use test_server::{Engine, TestServer, both_engines};

use super::{Searches as _, names};

const LOCATIONS: &str = "/api/v2/locations/search";

#[both_engines]
async fn locations_are_found_by_their_fields(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut made = Vec::new();
    for body in [
        json!({ "name": "Zürich", "address": { "city": "Zürich", "street1": "Bahnhofstrasse 1", "country": "CH" } }),
        json!({ "name": "Wien", "notes": "Ring the bell.", "address": { "city": "Wien", "country": "AT" } }),
        json!({ "name": "Attic" }),
    ] {
        let location = server.ask("POST", "/api/v2/locations").json(body).await;
        assert_eq!(location.status, 200, "{}", location.body);
        made.push(location.body);
    }
    let attic = format!("/api/v2/locations/{}", made[2]["id"].as_str().unwrap());
    assert_eq!(server.ask("DELETE", &attic).await.status, 204);
    let one = |kind: &str, field: &str, value: &str| json!({ "query": [{ "type": kind, "fields": [field], "value": value }] });
    for (body, found) in [
        (json!({}), &["Wien", "Zürich"][..]),
        (one("EXACT", "name", "zurich"), &["Zürich"]),
        (one("STARTS_WITH", "address.street1", "bahnhof"), &["Zürich"]),
        (one("CONTAINS", "notes", "bell"), &["Wien"]),
        (one("TERM", "address", "at"), &["Wien"]),
        (one("EXACT", "state", "deleted"), &["Attic"]),
        (json!({ "sortOrder": "DESC" }), &["Zürich", "Wien"]),
    ] {
        let answer = server.ask("POST", LOCATIONS).json(body.clone()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(names(&answer.body), found, "{body}");
    }
    let expand = json!({ "expand": ["addressVerificationDetails"], "pageSize": 1 });
    let page = server.ask("POST", LOCATIONS).json(expand).await.body;
    assert_eq!((&page["types"], &page["total"]), (&json!(["locations"]), &json!(2)));
    let next = server.get(page["nextPage"].as_str().unwrap()).await.body;
    let path = format!(
        "/api/v2/locations/{}?expand=addressVerificationDetails",
        made[0]["id"].as_str().unwrap()
    );
    assert_eq!(next["results"][0], server.get(&path).await.body);
    let refused = server.ask("POST", LOCATIONS).json(one("EXACT", "title", "x")).await;
    refused.refused(400, "invalid.value").naming(&["query[0].fields[0]", "address.city"]);
}

#[both_engines]
async fn users_are_found_by_the_names_of_their_locations(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let place = server.ask("POST", "/api/v2/locations").json(json!({ "name": "Wien" })).await.body;
    let id = place["id"].as_str().unwrap();
    let there = json!({ "locations": [{ "id": id }] });
    assert_eq!(server.patch(&ada, there).await.status, 200);
    let by = |value: &str| json!({ "type": "EXACT", "fields": ["locations"], "value": value });
    assert_eq!(server.found(by("wien")).await, ["Ada Example"]);
    let path = format!("/api/v2/locations/{id}");
    let renamed = json!({ "name": "Vienna", "version": 1 });
    assert_eq!(server.ask("PATCH", &path).json(renamed).await.status, 200);
    assert_eq!(server.found(by("vienna")).await, ["Ada Example"]);
    assert!(server.found(by("wien")).await.is_empty());
    assert_eq!(server.ask("DELETE", &path).await.status, 204);
    assert!(server.found(by("vienna")).await.is_empty() && server.found(by(id)).await.is_empty());
}
