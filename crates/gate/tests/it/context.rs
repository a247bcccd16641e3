//! What is made without a request follows the rules of the API.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use test_server::{ADMIN, Engine, TestServer, both_engines, everywhere};

const EXPANDED: &str = "authorization,presence,routingStatus,groups,skills,languages";

fn keys(object: &Value) -> BTreeSet<&String> {
    object.as_object().unwrap().keys().collect()
}

#[both_engines]
async fn the_first_user_is_made_like_any_other(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let read = async |id: &Value| {
        let path = format!("/api/v2/users/{}?expand={EXPANDED}", id.as_str().unwrap());
        server.get(&path).await.body
    };
    let listed = server.get("/api/v2/users?sortOrder=ASC").await.body;
    let everybody = listed["entities"].as_array().unwrap();
    let first = everybody.iter().find(|user| user["email"] == ADMIN.0).unwrap();
    let (first, ada) = (read(&first["id"]).await, read(&ada["id"]).await);
    assert_eq!(keys(&first), keys(&ada));
    for part in ["presence", "routingStatus", "chat", "primaryContactInfo"] {
        assert_eq!(keys_deep(&first[part]), keys_deep(&ada[part]), "{part}");
    }
    let roles = |user: &Value| -> Vec<String> {
        let roles = user["authorization"]["roles"].as_array().unwrap().iter();
        roles.map(|role| role["name"].as_str().unwrap().to_owned()).collect()
    };
    assert!(roles(&ada).iter().all(|role| roles(&first).contains(role)), "{first}");
}

/// The names in an object or in the first of a list of them.
fn keys_deep(value: &Value) -> BTreeSet<&String> {
    keys(value.get(0).unwrap_or(value))
}

#[both_engines]
async fn a_permission_that_an_operation_does_not_name_is_asked_for_by_division(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    let body = json!({ "name": "Ada", "email": "ada@example.com", "divisionId": north });
    let ada = server.ask("POST", "/api/v2/users").json(body).await.body;
    let mover = "authorization:division:edit";
    let edit = "directory:user:edit";
    let both = [everywhere(&[mover]), test_server::in_division(&north, &[edit])];
    let path = |division: &str| format!("/api/v2/authorization/divisions/{division}/objects/USER");
    let ids = json!([ada["id"]]);
    let only_north = server.caller(&both).await;
    let refused = server.ask("POST", &path(&south)).token(&only_north).json(ids.clone()).await;
    refused.refused(403, "missing.permissions").naming(&[edit]);
    let answer = server.ask("POST", &path(&north)).token(&only_north).json(ids).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
}
