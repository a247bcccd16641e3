//! Sign-in: the token endpoint, tokens and OAuth clients.

use std::time::Duration;

use serde_json::json;
use test_server::{CLIENT, Engine, TestServer, both_engines, everywhere};

const FORM: &str = "grant_type=client_credentials";

#[both_engines]
async fn client_credentials_come_as_basic_or_in_the_body(engine: Engine) {
    let server = TestServer::start(engine).await;
    let basic = server.ask("POST", "/oauth/token").basic(CLIENT.0, CLIENT.1).form(FORM).await;
    assert_eq!((basic.status, &basic.body["token_type"]), (200, &json!("bearer")));
    assert_eq!(basic.body["expires_in"], 86_400);
    let form = format!("{FORM}&client_id={}&client_secret={}", CLIENT.0, CLIENT.1);
    let body = server.ask("POST", "/oauth/token").no_token().form(&form).await;
    assert_eq!(body.status, 200);
    assert_ne!(body.body["access_token"], basic.body["access_token"]);
}

#[both_engines]
async fn the_token_endpoint_refuses_in_its_own_form(engine: Engine) {
    let server = TestServer::start(engine).await;
    for (id, secret, form, status, error) in [
        (CLIENT.0, "wrong", FORM, 401, "invalid_client"),
        ("unknown", CLIENT.1, FORM, 401, "invalid_client"),
        (CLIENT.0, CLIENT.1, "grant_type=password", 400, "unsupported_grant_type"),
        (CLIENT.0, CLIENT.1, "", 400, "invalid_request"),
    ] {
        let answer = server.ask("POST", "/oauth/token").basic(id, secret).form(form).await;
        assert_eq!((answer.status, &answer.body["error"]), (status, &json!(error)), "{form}");
        assert!(answer.body["description"].is_string());
        assert_eq!(answer.body["description"], answer.body["error_description"]);
    }
    let wrong = server.ask("POST", "/oauth/token").basic(CLIENT.0, "wrong").form(FORM).await.body;
    let unknown = server.ask("POST", "/oauth/token").basic("unknown", "x").form(FORM).await.body;
    assert_eq!(wrong, unknown, "a stranger learns nothing");
}

#[both_engines]
async fn a_token_ends_when_it_said_it_would(engine: Engine) {
    let server = TestServer::start(engine).await;
    assert_eq!(server.get("/api/v2/tokens/me").await.status, 200);
    server.advance(Duration::from_secs(86_399));
    assert_eq!(server.get("/api/v2/tokens/me").await.status, 200);
    server.advance(Duration::from_secs(1));
    server.get("/api/v2/tokens/me").await.refused(401, "bad.credentials");
}

#[both_engines]
async fn a_token_tells_what_it_is_and_can_be_revoked(engine: Engine) {
    let server = TestServer::start(engine).await;
    let info = server.get("/api/v2/tokens/me").await.body;
    assert_eq!(info["organization"]["id"], server.organization);
    assert_eq!(info["OAuthClient"]["id"], CLIENT.0);
    let head = server.ask("HEAD", "/api/v2/tokens/me").await;
    assert_eq!((head.status, head.body), (200, json!(null)));
    assert_eq!(server.ask("DELETE", "/api/v2/tokens/me").await.status, 200);
    server.get("/api/v2/tokens/me").await.refused(401, "bad.credentials");
}

#[both_engines]
async fn no_secret_is_stored_as_it_is(engine: Engine) {
    let server = TestServer::start(engine).await;
    let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
    let everything = format!("{rows:?}");
    for secret in [CLIENT.1, test_server::ADMIN.1, &server.token] {
        assert!(!everything.contains(secret));
    }
}

#[both_engines]
async fn a_client_shows_its_secret_once_and_lives_as_it_is_told(engine: Engine) {
    let server = TestServer::start(engine).await;
    let body = json!({
        "name": "Robot", "authorizedGrantType": "CLIENT-CREDENTIALS", "accessTokenValiditySeconds": 600,
    });
    let made = server.ask("POST", "/api/v2/oauth/clients").json(body.clone()).await.body;
    let (id, secret) = (made["id"].as_str().unwrap(), made["secret"].as_str().unwrap());
    let path = format!("/api/v2/oauth/clients/{id}");
    assert!(server.get(&path).await.body.get("secret").is_none());
    let listed = server.get("/api/v2/oauth/clients").await.body;
    assert!(
        listed["entities"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["id"] == id && one.get("secret").is_none())
    );
    let token = server.ask("POST", "/oauth/token").basic(id, secret).form(FORM).await.body;
    assert_eq!(token["expires_in"], 600);
    let token = token["access_token"].as_str().unwrap().to_owned();
    server
        .ask("DELETE", "/api/v2/users/x")
        .token(&token)
        .await
        .refused(403, "missing.any.permissions");

    let renewed = server.ask("POST", &format!("{path}/secret")).await.body;
    let renewed = renewed["secret"].as_str().unwrap();
    let old = server.ask("POST", "/oauth/token").basic(id, secret).form(FORM).await;
    assert_eq!(old.status, 401);
    server.sign_in((id, renewed)).await;

    let mut disabled = body;
    disabled["state"] = json!("disabled");
    assert_eq!(server.ask("PUT", &path).json(disabled).await.body["state"], "disabled");
    server.get_with("/api/v2/tokens/me", &token).await.refused(401, "bad.credentials");
    let enabled = json!({ "name": "Robot", "authorizedGrantType": "CLIENT-CREDENTIALS" });
    assert_eq!(server.ask("PUT", &path).json(enabled).await.body["state"], "active");
    server.get_with("/api/v2/tokens/me", &token).await.refused(401, "bad.credentials");
    let inactive = json!({ "name": "Robot", "authorizedGrantType": "CLIENT-CREDENTIALS", "state": "inactive" });
    server.ask("PUT", &path).json(inactive).await;
    assert_eq!(server.ask("POST", "/oauth/token").basic(id, renewed).form(FORM).await.status, 401);
    assert_eq!(server.ask("DELETE", &path).await.status, 204);
    server.get(&path).await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn a_client_may_not_be_given_more_than_its_maker_holds(engine: Engine) {
    let server = TestServer::start(engine).await;
    let own = server.get(&format!("/api/v2/oauth/clients/{}", CLIENT.0)).await.body;
    let admin_role = own["roleDivisions"][0]["roleId"].as_str().unwrap();
    let maker = server
        .caller(&[everywhere(&["oauth:client:add", "oauth:client:edit", "oauth:client:delete"])])
        .await;
    let body = json!({
        "name": "Sly", "authorizedGrantType": "CLIENT-CREDENTIALS",
        "roleDivisions": [{ "roleId": admin_role, "divisionId": "*" }],
    });
    let post = server.ask("POST", "/api/v2/oauth/clients").token(&maker).json(body.clone()).await;
    post.refused(403, "not.authorized");
    let first = format!("/api/v2/oauth/clients/{}", CLIENT.0);
    server
        .ask("POST", &format!("{first}/secret"))
        .token(&maker)
        .await
        .refused(403, "not.authorized");
    server
        .ask("PUT", &first)
        .token(&maker)
        .json(json!({ "name": "Mine", "authorizedGrantType": "CODE" }))
        .await
        .refused(403, "not.authorized");
    server.ask("DELETE", &first).token(&maker).await.refused(403, "not.authorized");
    let made = server.ask("POST", "/api/v2/oauth/clients").json(body).await;
    assert_eq!(made.status, 200);
}

#[both_engines]
async fn a_client_is_as_strong_as_its_grants_however_they_were_made(engine: Engine) {
    let server = TestServer::start(engine).await;
    let own = server.get(&format!("/api/v2/oauth/clients/{}", CLIENT.0)).await.body;
    let admin_role = own["roleDivisions"][0]["roleId"].as_str().unwrap();
    let body = json!({ "name": "Plain", "authorizedGrantType": "CLIENT-CREDENTIALS" });
    let made = server.ask("POST", "/api/v2/oauth/clients").json(body).await.body;
    let id = made["id"].as_str().unwrap();
    let (path, grant) = (
        format!("/api/v2/oauth/clients/{id}"),
        format!("/api/v2/authorization/subjects/{id}/divisions/*/roles/{admin_role}"),
    );
    assert_eq!(server.ask("POST", &grant).await.status, 204);
    let shown = server.get(&path).await.body;
    assert_eq!(shown["roleDivisions"], json!([{ "roleId": admin_role, "divisionId": "*" }]));
    let secret = made["secret"].as_str().unwrap();
    let token = server.sign_in((id, secret)).await;
    let info = server.get_with("/api/v2/tokens/me", &token).await.body;
    assert_eq!(info["OAuthClient"]["roleDivisions"], shown["roleDivisions"]);
    let sly = server.caller(&[everywhere(&["oauth:client:edit"])]).await;
    server.ask("POST", &format!("{path}/secret")).token(&sly).await.refused(403, "not.authorized");
    assert_eq!(server.ask("DELETE", &grant).await.status, 204);
    assert_eq!(server.get(&path).await.body["roleDivisions"], json!([]));
}

#[both_engines]
async fn a_client_id_that_no_engine_can_hold_is_unknown(engine: Engine) {
    let server = TestServer::start(engine).await;
    let form = format!("{FORM}&client_id=%00&client_secret=x");
    let answer = server.ask("POST", "/oauth/token").no_token().form(&form).await;
    assert_eq!((answer.status, &answer.body["error"]), (401, &json!("invalid_client")));
}

#[both_engines]
async fn bad_clients_are_refused_by_field(engine: Engine) {
    let server = TestServer::start(engine).await;
    for (body, code, words) in [
        (json!({ "name": "x" }), "bad.request", &["authorizedGrantType"][..]),
        (
            json!({ "name": "x", "authorizedGrantType": "MAGIC" }),
            "invalid.value",
            &["authorizedGrantType", "MAGIC", "CODE"],
        ),
        (
            json!({ "name": "x", "authorizedGrantType": "CODE", "accessTokenValiditySeconds": 10 }),
            "invalid.value",
            &["accessTokenValiditySeconds", "300 to 172800"],
        ),
        (
            json!({ "name": "x", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": [{ "roleId": "r" }] }),
            "invalid.value",
            &["roleDivisions[0].roleId"],
        ),
    ] {
        server
            .ask("POST", "/api/v2/oauth/clients")
            .json(body)
            .await
            .refused(400, code)
            .naming(words);
    }
}
