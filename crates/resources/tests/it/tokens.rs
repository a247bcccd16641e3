//! Tokens of users, ended by others than themselves.

use test_server::{CLIENT, Engine, TestServer, both_engines, everywhere, in_division};

#[both_engines]
async fn every_token_of_a_user_ends_at_once_and_no_other(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let (ada, bob) = (ada["id"].as_str().unwrap(), bob["id"].as_str().unwrap());
    let client = server.application(&[]).await;
    let ended = [server.token_of(ada, 3600).await, server.token_through(&client, ada).await];
    let other = server.token_through(&client, bob).await;
    let path = format!("/api/v2/tokens/{ada}");
    let other_admin = server.caller(&[everywhere(&["oauth:token:delete"])]).await;
    assert_eq!(server.ask("DELETE", &path).token(&other_admin).await.status, 200);
    for token in &ended {
        server.get_with("/api/v2/tokens/me", token).await.refused(401, "bad.credentials");
    }
    for token in [&other, &other_admin] {
        assert_eq!(server.get_with("/api/v2/tokens/me", token).await.status, 200);
    }
    let again = server.token_of(ada, 3600).await;
    assert_eq!(server.get_with("/api/v2/tokens/me", &again).await.status, 200);
    assert_eq!(server.ask("DELETE", &path).await.status, 200, "who has no tokens may lose them");
    let audits = store::testing::rows(&server.db, &server.organization).await.unwrap();
    let told = audits["audits"].iter().filter(|row| row.contains("Revoke") && row.contains(ada));
    assert_eq!(told.count(), 2);
}

#[both_engines]
async fn a_users_id_is_known_in_any_case(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let ada = ada["id"].as_str().unwrap();
    let token = server.token_of(ada, 3600).await;
    let path = format!("/api/v2/tokens/{}", ada.to_uppercase());
    assert_eq!(server.ask("DELETE", &path).await.status, 200);
    server.get_with("/api/v2/tokens/me", &token).await.refused(401, "bad.credentials");
}

#[both_engines]
async fn whoever_may_end_tokens_elsewhere_finds_no_user_here(engine: Engine) {
    let server = TestServer::start(engine).await;
    let elsewhere = server.division("Elsewhere").await;
    let ada = server.user("Ada Example").await;
    let ada = ada["id"].as_str().unwrap();
    let (token, path) = (server.token_of(ada, 3600).await, format!("/api/v2/tokens/{ada}"));
    let caller = server.caller(&[in_division(&elsewhere, &["oauth:token:delete"])]).await;
    server
        .ask("DELETE", &path)
        .token(&caller)
        .await
        .refused(404, "general.resource.not.found")
        .naming(&[ada]);
    server.ask("DELETE", &path).token(&token).await.refused(403, "missing.any.permissions");
    assert_eq!(server.get_with("/api/v2/tokens/me", &token).await.status, 200);
    assert_eq!(server.ask("DELETE", &format!("/api/v2/users/{ada}")).await.status, 200);
    server.ask("DELETE", &path).await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn who_ends_their_own_token_is_told_a_client_under_its_name(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let ada = ada["id"].as_str().unwrap();
    let token = server.token_of(ada, 3600).await;
    for (token, entity, told) in
        [(&token, ada, "Revoke Session"), (&server.token, CLIENT.0, "Revoke OAuthClient")]
    {
        assert_eq!(server.ask("DELETE", "/api/v2/tokens/me").token(token).await.status, 200);
        let messages = server.audit_messages(entity).await;
        let last = messages.iter().find(|one| one["action"] == "Revoke").unwrap();
        assert_eq!(server.audits_of(entity).await.iter().filter(|one| *one == told).count(), 1);
        assert!(last["entity"]["name"].is_string(), "{last}");
    }
}
