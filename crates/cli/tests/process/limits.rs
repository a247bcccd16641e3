//! Clients that are slow, or send too much.

use serde_json::Value;

use crate::support::{Data, Server};

/// Asserts the standard body of a refusal.
#[track_caller]
fn assert_refused(answer: &str, status: u16, code: &str) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!((&body["status"], &body["code"]), (&status.into(), &code.into()), "{answer}");
    let id = format!("inin-correlation-id: {}", body["contextId"].as_str().unwrap());
    assert!(head.to_lowercase().contains(&id), "{answer}");
    assert!(body["details"].is_array() && body["errors"].is_array(), "{answer}");
}

async fn server(data: &Data, arguments: &[&str]) -> (Server, String) {
    let server = data.start(arguments).await;
    let token = server.token().await;
    (server, token)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_never_ends_is_not_waited_for_longer_than_the_request_timeout() {
    let data = Data::in_a_directory().await;
    let (server, token) =
        server(&data, &["--request-timeout", "1", "--first-request-timeout", "1"]).await;
    let (mut body, mut form, mut head) = (server.connect(), server.connect(), server.connect());
    body.begin("POST /api/v2/users", &token, 100);
    body.send(r#"{ "name": "#);
    form.send(
        "POST /oauth/token HTTP/1.1\r\nHost: callroster\r\nContent-Length: 100\r\n\r\ngrant_type=",
    );
    head.send("GET /health HTTP/1.1\r\nHost: callr");
    assert_refused(&body.answer(), 408, "request.timeout");
    let form = form.answer();
    assert!(form.starts_with("HTTP/1.1 408 "), "{form}");
    assert!(form.contains(r#""error":"invalid_request""#), "{form}");
    head.is_ended();
    let listed = server.ask("GET", "/api/v2/users").token(&token).await.expect(200);
    assert_eq!(listed.body["total"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_does_not_tell_its_length_is_cut_off_at_the_limit() {
    let data = Data::in_a_directory().await;
    let (server, token) = server(&data, &["--body-limit", "1000"]).await;
    let begin = |path: &str| {
        let mut connection = server.connect();
        connection.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: callroster\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        ));
        connection
    };
    // None of them ever ends; the answer comes as soon as the limit is passed.
    let chunk = format!("400\r\n{}\r\n", " ".repeat(1024));
    let mut too_long = begin("/api/v2/users");
    too_long.send(&chunk);
    assert_refused(&too_long.answer(), 413, "request.entity.too.large");
    let mut form = begin("/oauth/token");
    for _ in 0..65 {
        form.send(&chunk);
    }
    let answer = form.answer();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let listed = server.ask("GET", "/api/v2/users").token(&token).await.expect(200);
    assert_eq!(listed.body["total"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_ends_too_early_changes_nothing() {
    let data = Data::in_a_directory().await;
    let (server, token) = server(&data, &[]).await;
    let mut connection = server.connect();
    let whole = r#"{ "name": "Ada", "email": "ada@example.com" }"#;
    connection.begin("POST /api/v2/users", &token, whole.len() + 1);
    connection.send(whole);
    drop(connection);
    server.line_with("postUsers").await;
    let listed = server.ask("GET", "/api/v2/users").token(&token).await.expect(200);
    assert_eq!(listed.body["total"], 1);
}
