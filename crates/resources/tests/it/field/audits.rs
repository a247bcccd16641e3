//! Programs that read what was changed.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines};

use super::id;

const QUERY: &str = "/api/v2/audits/query/realtime";

fn asked(more: &Value) -> Value {
    let mut body = json!({ "interval": "2026-01-01T00:00:00Z/2026-01-04T00:00:00Z" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

#[both_engines]
async fn the_message_of_a_deleted_client_tells_its_scopes_and_when(engine: Engine) {
    let server = TestServer::start(engine).await;
    let body = json!({
        "name": "Robot", "description": "Works.", "authorizedGrantType": "CODE",
        "registeredRedirectUri": ["https://app.example.com/callback"],
        "scope": ["users", "groups:readonly"],
    });
    let made = server.ask("POST", "/api/v2/oauth/clients").json(body).await.body;
    let path = format!("/api/v2/oauth/clients/{}", id(&made));
    assert_eq!(server.ask("DELETE", &path).await.status, 204);
    let filters = json!([
        { "property": "EntityId", "value": id(&made) }, { "property": "Action", "value": "Delete" },
    ]);
    let found = server.ask("POST", QUERY).json(asked(&json!({ "filters": filters }))).await.body;
    assert_eq!(found["total"], 1);
    let message = &found["entities"][0];
    assert_eq!(
        (&message["serviceName"], &message["entityType"], &message["action"]),
        (&json!("PeoplePermissions"), &json!("OAuthClient"), &json!("Delete"))
    );
    assert_eq!(
        (&message["entity"]["id"], &message["entity"]["name"]),
        (&made["id"], &json!("Robot"))
    );
    assert!(message["client"]["id"].is_string());
    let changes = json!([
        { "property": "scopes", "oldValues": ["users", "groups:readonly"], "newValues": [] },
        { "property": "deleted_on", "oldValues": [], "newValues": ["2026-01-02T03:04:05Z"] },
    ]);
    assert_eq!(message["propertyChanges"], changes);
}

#[both_engines]
async fn every_deletion_tells_when(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let north = server.division("North").await;
    let role = json!({ "name": "Guide" });
    let role = server.ask("POST", "/api/v2/authorization/roles").json(role).await.body;
    for path in [
        format!("/api/v2/users/{}", id(&ada)),
        format!("/api/v2/authorization/divisions/{north}"),
        format!("/api/v2/authorization/roles/{}", id(&role)),
    ] {
        let deleted = server.ask("DELETE", &path).await;
        assert!((200..300).contains(&deleted.status), "{path}");
    }
    let filters = json!([{ "property": "Action", "value": "Delete" }]);
    let found = server.ask("POST", QUERY).json(asked(&json!({ "filters": filters }))).await.body;
    assert_eq!(found["total"], 3);
    for message in found["entities"].as_array().unwrap() {
        let changes = message["propertyChanges"].as_array().unwrap();
        let date = changes.iter().find(|change| change["property"] == "deleted_on").unwrap();
        assert_eq!(date["newValues"], json!(["2026-01-02T03:04:05Z"]), "{message}");
    }
}

#[both_engines]
async fn pages_are_reached_by_cursor_as_by_number(engine: Engine) {
    let server = TestServer::start(engine).await;
    for number in 0..6 {
        server.user(&format!("Person {number}")).await;
    }
    let body = asked(
        &json!({ "pageSize": "4", "filters": [{ "property": "EntityType", "value": "User" }] }),
    );
    let (mut path, mut number, mut total) = (format!("{QUERY}?expand=user"), 1, 0);
    loop {
        let by_cursor = server.ask("POST", &path).json(body.clone()).await;
        assert_eq!(by_cursor.status, 200, "{}", by_cursor.body);
        let mut numbered = body.clone();
        numbered["pageNumber"] = json!(number);
        let by_number =
            server.ask("POST", &format!("{QUERY}?expand=user")).json(numbered).await.body;
        assert_eq!(by_cursor.body, by_number);
        total += by_number["entities"].as_array().unwrap().len();
        let Some(next) = by_number["nextUri"].as_str() else {
            assert_eq!(json!(total), by_number["total"]);
            break;
        };
        assert!(next.contains("cursor=") && next.contains("expand=user"), "{next}");
        (path, number) = (next.to_owned(), number + 1);
    }
    assert!(number > 1);
    for wrong in ["nonsense", "cGFnZTow", "MQ"] {
        let refused = server.ask("POST", &format!("{QUERY}?cursor={wrong}")).json(body.clone());
        refused.await.refused(400, "invalid.value").naming(&["cursor", wrong]);
    }
}
