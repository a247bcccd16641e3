//! How often programs may come for tokens.

use std::time::Duration;

use super::refused;
use crate::support::{CLIENT, Engine, TestServer, both_engines};

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
