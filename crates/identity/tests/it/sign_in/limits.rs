//! How often programs may come for tokens.

use std::time::Duration;

use serde_json::{Value, json};
use test_server::{ADMIN, CLIENT, Engine, TestServer, both_engines};

use super::refused;

const PASSWORD: &str = "the-very-first-one";
const ADA: (&str, &str) = ("ada.example@example.com", PASSWORD);
const OWN: &str = "grant_type=client_credentials";

#[both_engines]
async fn a_program_that_asks_too_often_waits_as_its_clients_understand(engine: Engine) {
    let server =
        TestServer::start_with(engine, |options| options.http.token_rate_limit = Some(3)).await;
    let ask = async || server.ask("POST", "/oauth/token").basic(CLIENT.0, CLIENT.1).form(OWN).await;
    assert_eq!((ask().await.status, ask().await.status), (200, 200), "the test server asked once");
    server.advance(Duration::from_millis(20_500));
    let answer = ask().await;
    refused(&answer, 400, "invalid_request", "rate limit exceeded; try again in 40 seconds");
    assert!(answer.body["error_description"].as_str().unwrap().starts_with("rate limit exceeded;"));
    assert_eq!(answer.header("retry-after"), "40");
    server.advance(Duration::from_millis(39_500));
    assert_eq!(ask().await.status, 200);
}

#[both_engines]
async fn wrong_secrets_cost_more_and_only_where_they_come_from(engine: Engine) {
    let server = TestServer::start_with(engine, |options| {
        options.http.token_rate_limit = Some(20);
        options.http.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let ask = async |secret, address: &str| {
        let ask = server.ask("POST", "/oauth/token").header("x-forwarded-for", address);
        ask.basic(CLIENT.0, secret).form(OWN).await
    };
    for _ in 0..2 {
        refused(&ask("wrong", "192.0.2.1").await, 401, "invalid_client", "wrong");
    }
    refused(&ask("wrong", "192.0.2.1").await, 400, "invalid_request", "rate limit exceeded;");
    refused(&ask(CLIENT.1, "192.0.2.1").await, 400, "invalid_request", "rate limit exceeded;");
    assert_eq!(ask(CLIENT.1, "192.0.2.2").await.status, 200);
    server.advance(Duration::from_mins(1));
    assert_eq!(ask(CLIENT.1, "192.0.2.1").await.status, 200);
}

#[both_engines]
async fn strangers_behind_one_proxy_shut_nobody_out(engine: Engine) {
    let server =
        TestServer::start_with(engine, |options| options.http.token_rate_limit = Some(10)).await;
    for _ in 0..60 {
        let ask = server.ask("POST", "/oauth/token").header("x-forwarded-for", "192.0.2.1");
        refused(&ask.basic(CLIENT.0, "wrong").form(OWN).await, 401, "invalid_client", "wrong");
    }
    let ask = server.ask("POST", "/oauth/token").header("x-forwarded-for", "192.0.2.2");
    assert_eq!(ask.basic(CLIENT.0, CLIENT.1).form(OWN).await.status, 200);
}

#[both_engines]
async fn a_program_with_a_forwarding_header_of_its_own_is_counted_all_the_same(engine: Engine) {
    let server =
        TestServer::start_with(engine, |options| options.http.token_rate_limit = Some(1)).await;
    let ask = async |number: usize| {
        let ask = server.ask("POST", "/oauth/token").no_token();
        ask.header("x-forwarded-for", &format!("192.0.2.{number}")).form("").await
    };
    for number in 0..40 {
        refused(&ask(number).await, 400, "invalid_request", "grant_type is missing");
    }
    refused(&ask(40).await, 400, "invalid_request", "rate limit exceeded;");
    let direct = server.ask("POST", "/oauth/token").no_token().form("").await;
    refused(&direct, 400, "invalid_request", "grant_type is missing");
}

#[both_engines]
async fn a_browser_with_a_forwarding_header_of_its_own_is_counted_all_the_same(engine: Engine) {
    let server = TestServer::start(engine).await;
    let page = server.program("CODE").await.page("code", &[]);
    let mut browser = server.browser();
    let form = browser.get(&page).await.hidden("form");
    for number in 0..=500 {
        browser.headers = vec![("x-forwarded-for", format!("192.0.{}.{number}", number / 250))];
        let email = format!("user{number}@example.com");
        let fields = [("form", form.as_str()), ("email", &email), ("password", "a wrong one")];
        let seen = browser.post(&page, &fields).await;
        assert_eq!(seen.status, if number < 500 { 400 } else { 429 }, "{number}");
    }
    browser.headers.clear();
    assert_eq!(browser.sign_in(&page, ADMIN).await.status, 303, "whoever comes without it");
}

#[both_engines]
async fn guesses_at_unknown_accounts_are_one_message_a_minute(engine: Engine) {
    let server = TestServer::start_with(engine, |options| {
        options.http.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let pages = [server.program("CODE").await, server.program("CODE").await];
    let pages = pages.map(|program| program.page("code", &[]));
    let guess = async |page: &str, number: usize| {
        let mut browser = server.browser();
        browser.headers = vec![("x-forwarded-for", format!("192.0.2.{}", number % 20))];
        let email = format!("user{number}@example.com");
        assert_eq!(browser.sign_in(page, (&email, "a wrong one")).await.status, 400);
    };
    futures_util::future::join_all((0..30).map(|number| guess(&pages[0], number))).await;
    server.advance(Duration::from_secs(59));
    guess(&pages[0], 30).await;
    guess(&pages[1], 31).await;
    let told = async || {
        let messages = server.audit_messages("unknown").await;
        let counts = messages.iter().map(|one| one["context"]["count"].clone()).collect::<Vec<_>>();
        let last = messages.first().unwrap()["remoteIp"].as_array().unwrap().len();
        (counts, last)
    };
    assert_eq!(told().await, (vec![json!("31"), json!("1")], 10));
    server.advance(Duration::from_secs(1));
    guess(&pages[0], 32).await;
    assert_eq!(told().await.0, ["31", "1", "1"].map(Value::from));
}

#[both_engines]
async fn one_address_may_do_what_four_programs_may(engine: Engine) {
    let server =
        TestServer::start_with(engine, |options| options.http.token_rate_limit = Some(5)).await;
    for _ in 0..19 {
        let answer = server.ask("POST", "/oauth/token").no_token().form("").await;
        refused(&answer, 400, "invalid_request", "grant_type is missing");
    }
    let answer = server.ask("POST", "/oauth/token").no_token().form("").await;
    refused(&answer, 400, "invalid_request", "rate limit exceeded;");
    server.advance(Duration::from_mins(1));
    assert_eq!(
        server.ask("POST", "/oauth/token").basic(CLIENT.0, CLIENT.1).form(OWN).await.status,
        200
    );
}

#[both_engines]
async fn every_page_without_a_token_is_limited_by_address(engine: Engine) {
    let server = TestServer::start_with(engine, |options| {
        options.http.token_rate_limit = Some(1);
        options.http.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    for (method, path) in [
        ("GET", "/oauth/authorize?client_id=x"),
        ("POST", "/oauth/authorize?client_id=x"),
        ("GET", "/logout"),
        ("GET", "/activate?token=x"),
        ("POST", "/activate"),
    ] {
        let ask = async |address: &str| {
            let mut browser = server.browser();
            browser.headers = vec![("x-forwarded-for", address.to_owned())];
            if method == "GET" { browser.get(path).await } else { browser.post(path, &[]).await }
        };
        for _ in 0..4 {
            assert_ne!(ask("192.0.2.1").await.status, 429, "{method} {path}");
        }
        let refused = ask("192.0.2.1").await;
        refused.says(429, "Too many attempts. Wait 60 seconds and try again.");
        assert_eq!(refused.header("retry-after"), "60", "{method} {path}");
        assert_ne!(ask("192.0.2.2").await.status, 429, "{method} {path}");
        server.advance(Duration::from_mins(1));
    }
}

#[both_engines]
async fn a_user_signs_in_only_so_often_with_a_session_or_a_password(engine: Engine) {
    let server =
        TestServer::start_with(engine, |options| options.http.token_rate_limit = Some(20)).await;
    let page = server.program("CODE").await.page("code", &[]);
    server.user_with("Ada Example", PASSWORD).await;
    let mut browser = server.browser();
    assert_eq!(browser.sign_in(&page, ADMIN).await.status, 303);
    for _ in 0..3 {
        assert_eq!(browser.get(&page).await.status, 303);
    }
    let kept = async || {
        let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
        ["audits", "authorization_codes", "browser_sessions"].map(|table| rows[table].clone())
    };
    let before = kept().await;
    for _ in 0..3 {
        let refused = browser.get(&page).await;
        refused.says(429, "Too many attempts. Wait 60 seconds and try again.");
        assert_eq!(refused.header("retry-after"), "60");
    }
    server.browser().sign_in(&page, ADMIN).await.says(429, "Too many attempts.");
    assert_eq!(kept().await, before, "what is refused leaves nothing");
    assert_eq!(server.browser().sign_in(&page, ADA).await.status, 303, "others go on");
    server.advance(Duration::from_mins(1));
    assert_eq!(browser.get(&page).await.status, 303);
}

#[both_engines]
async fn guessing_from_a_shared_address_shuts_out_nobody_who_signed_in_from_there(engine: Engine) {
    let server = TestServer::start_with(engine, |options| {
        options.http.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let page = server.program("CODE").await.page("code", &[]);
    server.user_with("Ada Example", PASSWORD).await;
    let office = || {
        let mut browser = server.browser();
        browser.headers = vec![("x-forwarded-for", "192.0.2.1".to_owned())];
        browser
    };
    assert_eq!(office().sign_in(&page, ADA).await.status, 303);
    let mut guesser = office();
    let form = guesser.get(&page).await.hidden("form");
    let mut guess = async |email: &str| {
        let fields = [("form", form.as_str()), ("email", email), ("password", "a wrong one")];
        guesser.post(&page, &fields).await.status
    };
    for number in 0..100 {
        assert_eq!(guess(&format!("user{number}@example.com")).await, 400, "{number}");
    }
    assert_eq!(guess("user100@example.com").await, 429);
    assert_eq!(office().sign_in(&page, ADMIN).await.status, 429, "who is new there waits");
    assert_eq!(office().sign_in(&page, ADA).await.status, 303);
    // The pair has a limit of its own.
    for _ in 0..5 {
        assert_eq!(guess(ADA.0).await, 400);
    }
    assert_eq!(office().sign_in(&page, ADA).await.status, 429);
}
