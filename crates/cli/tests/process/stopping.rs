//! A server that is asked to stop: it finishes what it accepted, and leaves nothing behind.

use std::net::TcpStream;

use serde_json::json;

use crate::support::{Data, Server, ended, eventually};

const PASSWORD: &str = "a-password-that-takes-a-while";

/// Makes users and answers their ids.
async fn users(server: &Server, token: &str, number: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..number {
        let body = json!({ "name": "Ada", "email": format!("ada-{number}@example.com") });
        let made = server.ask("POST", "/api/v2/users").token(token).json(&body).await.expect(200);
        ids.push(made.text("id").to_owned());
    }
    ids
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_accepted_before_a_stop_is_done_and_answered() {
    let data = Data::in_a_directory().await;
    let mut server = data.start(&[]).await;
    let token = server.token().await;
    let body = json!({ "newPassword": PASSWORD }).to_string();
    // More than there are cores, so that some wait for others to be hashed.
    let mut under_way = Vec::new();
    for id in users(&server, &token, 6).await {
        let mut connection = server.connect();
        connection.begin(&format!("POST /api/v2/users/{id}/password"), &token, body.len());
        under_way.push(connection);
    }
    server.ask_to_stop();
    server.line_with("shutting down").await;
    let address = server.url.strip_prefix("http://").unwrap();
    let refused = || TcpStream::connect(address).is_err().then_some(());
    eventually("nothing new is accepted", refused).await;
    for connection in &mut under_way {
        connection.send(&body);
    }
    for connection in &mut under_way {
        let answer = connection.answer();
        assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    }
    assert_eq!(server.ended().await.code(), Some(0));
    assert!(!data.folder().join("data/callroster.sock").exists());

    let server = data.start(&[]).await;
    let (code, token) =
        ended(&mut data.callroster(&["token", "--user", "ada-5@example.com"])).await;
    assert_eq!(code, Some(0), "{token}");
    let change = json!({ "oldPassword": PASSWORD, "newPassword": "another-password" });
    let own = server.ask("POST", "/api/v2/users/me/password").token(token.trim()).json(&change);
    own.await.expect(204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_without_a_request_does_not_hold_up_a_stop() {
    let data = Data::in_a_directory().await;
    let server = data.start(&["--shutdown-timeout", "600"]).await;
    let (mut idle, _silent) = (server.connect(), server.connect());
    idle.send("GET /health HTTP/1.1\r\nHost: callroster\r\n\r\n");
    assert!(idle.answer().starts_with("HTTP/1.1 200 "));
    assert_eq!(server.stop().await.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_never_ends_holds_up_a_stop_for_the_shutdown_timeout_alone() {
    let data = Data::in_a_directory().await;
    let mut server = data.start(&["--shutdown-timeout", "1"]).await;
    let token = server.token().await;
    let mut endless = server.connect();
    endless.begin("POST /api/v2/users", &token, 10);
    server.ask_to_stop();
    assert_eq!(server.ended().await.code(), Some(0));
    endless.is_ended();
    assert!(data.start(&[]).await.stop().await.success());
}
