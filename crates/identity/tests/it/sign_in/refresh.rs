//! Refresh tokens: each works once, and a second time ends all of them.

use std::time::Duration;

use serde_json::{Value, json};
use test_server::{BACK, Engine, TestServer, both_engines, for_code, for_refresh};

use super::{PKCE, refused};

const DAY: u64 = 24 * 3600;

#[both_engines]
async fn a_refresh_token_gives_both_tokens_anew(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let first = server.signed_in(&program).await;
    server.advance(Duration::from_secs(DAY));
    assert!(!server.counts(&first["access_token"]).await);
    let second = server.tokens(&program, &for_refresh(&first["refresh_token"])).await;
    assert_eq!((second.status, &second.body["expires_in"]), (200, &json!(86_400)));
    assert!(server.counts(&second.body["access_token"]).await);
    for field in ["access_token", "refresh_token"] {
        assert_ne!(first[field], second.body[field]);
    }
}

#[both_engines]
async fn a_refresh_token_that_comes_twice_ends_the_whole_family(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let other = server.signed_in(&program).await;
    let first = server.signed_in(&program).await;
    let second = server.tokens(&program, &for_refresh(&first["refresh_token"])).await.body;
    let third = server.tokens(&program, &for_refresh(&second["refresh_token"])).await.body;
    let reused = server.tokens(&program, &for_refresh(&first["refresh_token"])).await;
    refused(&reused, 400, "invalid_grant", "used twice");
    for tokens in [&first, &second, &third] {
        assert!(!server.counts(&tokens["access_token"]).await);
    }
    let last = server.tokens(&program, &for_refresh(&third["refresh_token"])).await;
    refused(&last, 400, "invalid_grant", "unknown or no longer valid");
    assert!(server.counts(&other["access_token"]).await, "another sign-in is another family");
    assert_eq!(server.audited().await.iter().filter(|row| row.contains("\"Revoke\"")).count(), 1);
}

#[both_engines]
async fn of_two_who_bring_a_refresh_token_at_once_neither_keeps_what_it_gave(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let tokens = server.signed_in(&program).await;
    let form = for_refresh(&tokens["refresh_token"]);
    let (one, two) = tokio::join!(server.tokens(&program, &form), server.tokens(&program, &form));
    let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
    assert_eq!((won.status, lost.status), (200, 400), "{won:?} {lost:?}");
    assert!(!server.counts(&won.body["access_token"]).await);
}

#[both_engines]
async fn a_refresh_takes_what_the_code_took(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let (program, other) = (server.program("CODE").await, server.program("CODE").await);
    let tokens = server.signed_in(&program).await;
    let form = for_refresh(&tokens["refresh_token"]);
    refused(
        &server.tokens_without_secret(&program, &form).await,
        401,
        "invalid_client",
        "exchanged with the client's secret",
    );
    refused(&server.tokens(&other, &form).await, 400, "invalid_grant", "unknown");
    assert_eq!(server.tokens(&program, &form).await.status, 200);

    let challenge = [("code_challenge", PKCE.1), ("code_challenge_method", "S256")];
    let code = server.code(&program, &challenge).await;
    let form = [&for_code(&code)[..], &[("code_verifier", PKCE.0)]].concat();
    let tokens = server.tokens_without_secret(&program, &form).await.body;
    let form = for_refresh(&tokens["refresh_token"]);
    refused(&server.tokens_without_secret(&other, &form).await, 400, "invalid_grant", "unknown");
    let next = server.tokens_without_secret(&program, &form).await;
    assert_eq!(next.status, 200);
    let next = server.tokens(&program, &for_refresh(&next.body["refresh_token"])).await;
    assert_eq!(next.status, 200, "with a secret too");
}

#[both_engines]
async fn a_refresh_token_lies_unused_for_thirty_days_at_most(engine: Engine) {
    let mut server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let mut tokens = server.signed_in(&program).await;
    for _ in 0..3 {
        server.advance(Duration::from_secs(30 * DAY - 1));
        let answer = server.tokens(&program, &for_refresh(&tokens["refresh_token"])).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        tokens = answer.body;
    }
    server.advance(Duration::from_secs(30 * DAY));
    let answer = server.tokens(&program, &for_refresh(&tokens["refresh_token"])).await;
    refused(&answer, 400, "invalid_grant", "no longer valid");
    // What has ended is forgotten when the next comes.
    server.token = server.sign_in(test_server::CLIENT).await;
    server.signed_in(&program).await;
    let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
    assert_eq!(
        (
            rows["token_families"].len(),
            rows["refresh_tokens"].len(),
            rows["authorization_codes"].len()
        ),
        (1, 1, 1)
    );
}

#[both_engines]
async fn a_sign_in_ends_with_its_token_its_user_and_its_program(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let alive = async |tokens: &Value| {
        let access = server.counts(&tokens["access_token"]).await;
        let refresh =
            server.tokens(&program, &for_refresh(&tokens["refresh_token"])).await.status == 200;
        assert_eq!(access, refresh);
        access
    };
    let tokens = server.signed_in(&program).await;
    let own = tokens["access_token"].as_str().unwrap();
    assert_eq!(server.ask("DELETE", "/api/v2/tokens/me").token(own).await.status, 200);
    assert!(!alive(&tokens).await);

    let tokens = server.signed_in(&program).await;
    let path = format!("/api/v2/oauth/clients/{}", program.id);
    let body =
        json!({ "name": "P", "authorizedGrantType": "CODE", "registeredRedirectUri": [BACK] });
    let mut off = body.clone();
    off["state"] = json!("disabled");
    server.ask("PUT", &path).json(off).await;
    server.ask("PUT", &path).json(body).await;
    assert!(!alive(&tokens).await);
}
