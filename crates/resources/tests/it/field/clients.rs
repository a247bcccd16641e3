//! Programs that sign in, and keep OAuth clients.

use serde_json::{Value, json};
use test_server::{CLIENT, Engine, TestServer, both_engines};

use super::id;

#[both_engines]
async fn a_client_may_sign_in_by_the_form(engine: Engine) {
    let server = TestServer::start(engine).await;
    let form =
        format!("grant_type=client_credentials&client_id={}&client_secret={}", CLIENT.0, CLIENT.1);
    let answer = server.ask("POST", "/oauth/token").no_token().form(&form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body["access_token"].is_string());
}

#[both_engines]
async fn a_client_reads_its_organization_from_its_token(engine: Engine) {
    let server = TestServer::start(engine).await;
    let token = server.get("/api/v2/tokens/me").await.body;
    let client = &token["OAuthClient"];
    assert_eq!(client["id"], CLIENT.0);
    assert!(client["name"].is_string());
    assert_eq!(client["organization"]["id"], server.organization);
}

#[both_engines]
async fn what_is_wrong_with_a_token_is_401(engine: Engine) {
    let server = TestServer::start(engine).await;
    let path = "/api/v2/users";
    server.ask("GET", path).no_token().await.refused(401, "authentication.required");
    server.get_with(path, "nonsense").await.refused(401, "bad.credentials");
}

#[both_engines]
async fn a_client_is_switched_off_and_then_deleted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let body = json!({ "name": "Robot", "authorizedGrantType": "CLIENT-CREDENTIALS" });
    let made: Value = server.ask("POST", "/api/v2/oauth/clients").json(body).await.body;
    let path = format!("/api/v2/oauth/clients/{}", id(&made));
    let mut whole = server.get(&path).await.body;
    whole["state"] = json!("inactive");
    let put = server.ask("PUT", &path).json(whole).await;
    assert_eq!((put.status, &put.body["state"]), (200, &json!("inactive")));
    assert_eq!(server.ask("DELETE", &path).await.status, 204);
    server.get(&path).await.refused(404, "general.resource.not.found");
}
