//! Tokens that do not count any more, for every reason that there is.

use std::time::Duration;

use serde_json::json;
use test_server::{Engine, TestServer, both_engines, now, samples::nonsense};

use super::{code_of, served};

/// Tokens that have ended, each with why. Most were issued after the reason came about, so that
/// it is looked at and not only the tokens' rows.
async fn ended(server: &TestServer) -> Vec<(&'static str, String)> {
    let ada = server.user("Ada Example").await;
    let ada = ada["id"].as_str().unwrap();
    let revoked = server.token_of(ada, 3600).await;
    let by_itself = server.ask("DELETE", "/api/v2/tokens/me").token(&revoked).await;
    assert_eq!(by_itself.status, 200);
    let taken = server.token_of(ada, 3600).await;
    assert_eq!(server.ask("DELETE", &format!("/api/v2/tokens/{ada}")).await.status, 200);

    let application = async |fields: serde_json::Value| {
        let id = server.application(&[]).await;
        let path = format!("/api/v2/oauth/clients/{id}");
        let mut body = server.get(&path).await.body;
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let changed = server.ask("PUT", &path).json(body).await;
        assert_eq!(changed.status, 200, "{}", changed.body);
        server.token_through(&id, ada).await
    };
    let disabled = application(json!({ "state": "disabled" })).await;
    let date = json!(now(&server.clock).plus_seconds(1));
    let gone = application(json!({ "dateToDelete": date })).await;
    server.advance(Duration::from_secs(1));

    let bob = server.user("Bob Example").await;
    assert_eq!(server.patch(&bob, json!({ "state": "inactive" })).await.status, 200);
    let inactive = server.token_of(bob["id"].as_str().unwrap(), 3600).await;
    let eve = server.user("Eve Example").await;
    let eve = eve["id"].as_str().unwrap();
    assert_eq!(server.ask("DELETE", &format!("/api/v2/users/{eve}")).await.status, 200);
    let deleted = server.token_of(eve, 3600).await;
    vec![
        ("revoked by its holder", revoked),
        ("revoked by an administrator", taken),
        ("its client is disabled", disabled),
        ("its client's date to be deleted has come", gone),
        ("its user is inactive", inactive),
        ("its user is deleted", deleted),
    ]
}

#[both_engines]
async fn every_operation_refuses_a_token_that_has_ended(engine: Engine) {
    let server = TestServer::start(engine).await;
    let tokens = ended(&server).await;
    for entry in served() {
        for (why, token) in &tokens {
            let answer = nonsense(&server, entry, "x").token(token).await;
            assert_eq!(answer.status, 401, "{}: {why}", entry.meta.id);
            if let Some(code) = code_of(entry, &answer) {
                assert_eq!(code, "bad.credentials", "{}: {why}", entry.meta.id);
            }
        }
    }
}
