//! Wrong passwords are counted, wherever they are given.

use std::time::Duration;

use serde_json::Value;
use server::{Hashing, Options};
use store::Engine;
use test_server::{Answer, TestServer, both_engines};

const PASSWORD: &str = "the-very-first-one";

/// A server behind a proxy that it trusts, and a user with a token.
async fn behind_a_proxy(engine: Engine) -> (TestServer, Value, String) {
    let trusting = |options: &mut Options| {
        options.hashing = Hashing::Full;
        options.http.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    };
    let server = TestServer::start_with(engine, trusting).await;
    let (user, token) = server.user_with("Ada Example", PASSWORD).await;
    (server, user, token)
}

async fn change_from(server: &TestServer, address: &str, token: &str, old: &str) -> Answer {
    let change = server.change_password(token, old, "a-password-to-be");
    change.header("x-forwarded-for", address).await
}

#[both_engines]
async fn a_wrong_old_password_is_a_failed_attempt(engine: Engine) {
    let (server, _, token) = behind_a_proxy(engine).await;
    for _ in 0..5 {
        let wrong = change_from(&server, "192.0.2.1", &token, "not-the-password").await;
        wrong.refused(400, "invalid.value").naming(&["oldPassword"]);
    }
    for old in ["not-the-password", PASSWORD] {
        let late = change_from(&server, "192.0.2.1", &token, old).await;
        late.refused(429, "too.many.requests.retry.after").naming(&["[30] seconds"]);
        assert_eq!(late.header("retry-after"), "30");
    }
    assert_eq!(change_from(&server, "192.0.2.2", &token, PASSWORD).await.status, 204, "elsewhere");
    server.advance(Duration::from_secs(30));
    assert_eq!(change_from(&server, "192.0.2.1", &token, "a-password-to-be").await.status, 204);
}

#[both_engines]
async fn a_new_password_ends_the_waits_of_the_old_one(engine: Engine) {
    let (server, user, token) = behind_a_proxy(engine).await;
    for _ in 0..5 {
        change_from(&server, "192.0.2.1", &token, "not-the-password")
            .await
            .refused(400, "invalid.value");
    }
    assert_eq!(server.set_password(&user, "set-by-somebody").await.status, 204);
    let token = server.token_of(user["id"].as_str().unwrap(), 3600).await;
    assert_eq!(change_from(&server, "192.0.2.1", &token, "set-by-somebody").await.status, 204);
}

#[both_engines]
async fn what_is_refused_for_its_own_sake_is_no_attempt(engine: Engine) {
    let (server, _, token) = behind_a_proxy(engine).await;
    for _ in 0..10 {
        server
            .change_password(&token, "not-the-password", "short")
            .await
            .refused(400, "invalid.value")
            .naming(&["newPassword"]);
    }
    assert_eq!(server.change_password(&token, PASSWORD, "a-password-to-be").await.status, 204);
}
