//! Codes, and what they are exchanged for.

use std::time::Duration;

use serde_json::json;
use test_server::{ADMIN, BACK, Engine, TestServer, both_engines, for_code, for_refresh};

use super::{PKCE, refused};

const S256: [(&str, &str); 2] = [("code_challenge", PKCE.1), ("code_challenge_method", "S256")];

#[both_engines]
async fn a_code_and_the_secret_give_both_tokens(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program_with(json!({
        "name": "Short", "authorizedGrantType": "CODE", "registeredRedirectUri": ["https://other.example", BACK],
        "accessTokenValiditySeconds": 600,
    })).await;
    let tokens = server.signed_in(&program).await;
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("bearer"), &json!(600)));
    assert!(tokens["refresh_token"].is_string());
    let me = server.get_with("/api/v2/users/me", tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(me.body["email"], ADMIN.0);
    server.advance(Duration::from_mins(10));
    assert!(!server.counts(&tokens["access_token"]).await);
}

#[both_engines]
async fn a_code_works_once_and_a_second_time_ends_what_it_gave(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let code = server.code(&program, &[]).await;
    let tokens = server.tokens(&program, &for_code(&code)).await.body;
    assert!(server.counts(&tokens["access_token"]).await);
    let again = server.tokens(&program, &for_code(&code)).await;
    refused(&again, 400, "invalid_grant", "used twice");
    assert!(!server.counts(&tokens["access_token"]).await);
    let refresh = server.tokens(&program, &for_refresh(&tokens["refresh_token"])).await;
    refused(&refresh, 400, "invalid_grant", "unknown or no longer valid");
    assert!(
        server
            .audited()
            .await
            .iter()
            .any(|row| row.contains("\"Revoke\"") && row.contains("used twice"))
    );
    refused(
        &server.tokens(&program, &for_code(&code)).await,
        400,
        "invalid_grant",
        "unknown or no longer valid",
    );
}

#[both_engines]
async fn of_two_who_bring_a_code_at_once_neither_keeps_what_it_gave(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let code = server.code(&program, &[]).await;
    let form = for_code(&code);
    let (one, two) = tokio::join!(server.tokens(&program, &form), server.tokens(&program, &form));
    let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
    assert_eq!((won.status, lost.status), (200, 400), "{won:?} {lost:?}");
    assert!(!server.counts(&won.body["access_token"]).await);
}

#[both_engines]
async fn a_code_ends_after_five_minutes(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let (early, late) = (server.code(&program, &[]).await, server.code(&program, &[]).await);
    server.advance(Duration::from_secs(299));
    assert_eq!(server.tokens(&program, &for_code(&early)).await.status, 200);
    server.advance(Duration::from_secs(1));
    refused(
        &server.tokens(&program, &for_code(&late)).await,
        400,
        "invalid_grant",
        "no longer valid",
    );
}

#[both_engines]
async fn a_code_is_for_one_program_and_one_address(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let (program, other) = (server.program("CODE").await, server.program("CODE").await);
    let code = server.code(&program, &[]).await;
    refused(&server.tokens(&other, &for_code(&code)).await, 400, "invalid_grant", "unknown");
    let elsewhere = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", "https://app.example/back"),
    ];
    refused(&server.tokens(&program, &elsewhere).await, 400, "invalid_grant", "redirect_uri");
    for missing in 0..3 {
        let form: Vec<_> = for_code(&code)
            .into_iter()
            .enumerate()
            .filter(|(at, _)| *at != missing)
            .map(|(_, pair)| pair)
            .collect();
        let name = for_code(&code)[missing].0;
        refused(
            &server.tokens(&program, &form).await,
            400,
            "invalid_request",
            &format!("{name} is missing"),
        );
    }
    // None of this spoiled it for whom it is.
    assert_eq!(server.tokens(&program, &for_code(&code)).await.status, 200);
}

#[both_engines]
async fn a_code_with_a_challenge_takes_its_verifier_and_no_secret(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let with = |code, verifier| [&for_code(code)[..], &[("code_verifier", verifier)]].concat();
    let code = server.code(&program, &S256).await;
    let wrong = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK";
    for verifier in [wrong, PKCE.1] {
        let answer = server.tokens_without_secret(&program, &with(&code, verifier)).await;
        refused(&answer, 400, "invalid_grant", "does not match");
    }
    let long = PKCE.0.repeat(3);
    for verifier in [" ", &PKCE.0[1..], &long] {
        let answer = server.tokens_without_secret(&program, &with(&code, verifier)).await;
        refused(&answer, 400, "invalid_grant", "43 to 128");
    }
    refused(
        &server.tokens_without_secret(&program, &for_code(&code)).await,
        400,
        "invalid_grant",
        "code_verifier is missing",
    );
    refused(
        &server.tokens(&program, &for_code(&code)).await,
        400,
        "invalid_grant",
        "code_verifier is missing",
    );
    let answer = server.tokens_without_secret(&program, &with(&code, PKCE.0)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body["refresh_token"].is_string());
    let code = server.code(&program, &S256).await;
    assert_eq!(
        server.tokens(&program, &with(&code, PKCE.0)).await.status,
        200,
        "with a secret too"
    );
}

#[both_engines]
async fn a_code_without_a_challenge_takes_the_secret(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let code = server.code(&program, &[]).await;
    let answer = server.tokens_without_secret(&program, &for_code(&code)).await;
    refused(&answer, 401, "invalid_client", "needs the client's secret");
    assert_eq!(answer.header("www-authenticate"), "", "a browser would ask its user");
    // Who sends a verifier asked for the code with a challenge: somebody took it away.
    let with = [&for_code(&code)[..], &[("code_verifier", PKCE.0)]].concat();
    refused(&server.tokens(&program, &with).await, 400, "invalid_grant", "without a challenge");
    let wrong = server
        .ask("POST", "/oauth/token")
        .basic(&program.id, "wrong")
        .form(&test_server::encoded(&for_code(&code)))
        .await;
    refused(&wrong, 401, "invalid_client", "secret is wrong");
    assert!(wrong.header("www-authenticate").starts_with("Basic"));
    assert_eq!(server.tokens(&program, &for_code(&code)).await.status, 200);
}

#[both_engines]
async fn a_program_gets_only_the_grants_that_it_is_registered_for(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let (coded, implicit) = (server.program("CODE").await, server.program("TOKEN").await);
    let own = [("grant_type", "client_credentials")];
    refused(&server.tokens(&coded, &own).await, 400, "unauthorized_client", "client credentials");
    refused(
        &server.tokens(&implicit, &for_code("x")).await,
        400,
        "unauthorized_client",
        "authorization codes",
    );
    refused(
        &server.tokens(&implicit, &for_refresh(&json!("x"))).await,
        400,
        "unauthorized_client",
        "refresh tokens",
    );
    for (grant, words) in [
        ("password", "sign-in page"),
        ("urn:ietf:params:oauth:grant-type:saml2-bearer", "single sign-on"),
        ("magic", "not supported"),
    ] {
        refused(
            &server.tokens(&coded, &[("grant_type", grant)]).await,
            400,
            "unsupported_grant_type",
            words,
        );
    }
    let twice = [&for_code("x")[..], &[("code", "y")]].concat();
    refused(&server.tokens(&coded, &twice).await, 400, "invalid_request", "twice");
    let named = [&for_code("x")[..], &[("client_id", "other")]].concat();
    refused(&server.tokens(&coded, &named).await, 400, "invalid_request", "client_id differs");
}

#[both_engines]
async fn a_code_is_worth_nothing_once_its_user_or_program_is_switched_off(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let user = server.user("Ada").await;
    let password = format!("/api/v2/users/{}/password", user["id"].as_str().unwrap());
    server.ask("POST", &password).json(json!({ "newPassword": "Correct-Horse-9" })).await;
    let ada = ("ada@example.com", "Correct-Horse-9");
    let page = program.page("code", &[]);
    let code = server.browser().sign_in(&page, ada).await.brought("code");
    server.patch(&user, json!({ "state": "inactive" })).await;
    refused(&server.tokens(&program, &for_code(&code)).await, 400, "invalid_grant", "unknown");
    server.patch(&user, json!({ "state": "active" })).await;
    refused(&server.tokens(&program, &for_code(&code)).await, 400, "invalid_grant", "unknown");
    let code = server.browser().sign_in(&page, ada).await.brought("code");
    server.ask("PUT", &format!("/api/v2/oauth/clients/{}", program.id)).json(json!({
        "name": "Off", "authorizedGrantType": "CODE", "registeredRedirectUri": [BACK], "state": "disabled",
    })).await;
    refused(&server.tokens(&program, &for_code(&code)).await, 401, "invalid_client", "not active");
}

#[both_engines]
async fn our_own_sdk_signs_a_user_in_with_a_secret_and_without(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let verifier = sdk::Verifier::new(PKCE.0).unwrap();
    for grant in [
        sdk::CodeGrant::with_secret(&program.id, &program.secret, BACK),
        sdk::CodeGrant::with_verifier(&program.id, verifier, BACK),
    ] {
        let client = server.sdk();
        let page = client.authorize_url(&grant, "the state");
        let page = format!("{}?{}", page.path(), page.query().unwrap());
        let seen = server.browser().sign_in(&page, ADMIN).await;
        let code = grant.code_from(seen.header("location"), "the state").unwrap();
        let client = client.exchange(&grant, &code).await.unwrap();
        let me = api::GetUsersMe::new;
        assert_eq!(client.send(me()).await.unwrap().email.as_deref(), Some(ADMIN.0));
        server.advance(Duration::from_hours(24));
        assert!(client.send(me()).await.is_ok(), "it refreshes by itself");
    }
}
