//! When requests are sent again. Time stands still in these tests: only waits move it.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sdk::{
    Builder, Client, Error,
    api::{CreateUser, GetUser, PostUsers},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::Instant,
};

use crate::support::{Reply, Server, http_client};

fn create() -> PostUsers {
    PostUsers::new(CreateUser::new("Ada", "ada@example.com"))
}

fn seconds(since: Instant) -> u64 {
    since.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_waited_for_by_writes_too() {
    for status in [429, 503] {
        let server = Server::start(move |_, before| match before {
            0 => Reply::status(status, "{}").header("Retry-After", "7"),
            _ => Reply::ok(r#"{"id": "u1"}"#),
        })
        .await;
        let start = Instant::now();
        server.client().send(create()).await.unwrap();
        assert_eq!((seconds(start), server.asked().len()), (7, 2));
        assert_eq!(server.asked()[0].body, server.asked()[1].body);
    }
}

#[tokio::test(start_paused = true)]
async fn without_retry_after_the_wait_doubles_until_the_attempts_are_used_up() {
    let server = Server::start(|_, _| {
        Reply::status(503, r#"{"code": "service.unavailable", "status": 503}"#)
    })
    .await;
    let start = Instant::now();
    let error = server.client().send(GetUser::new("u1")).await.unwrap_err();
    assert_eq!(error.code(), Some("service.unavailable"));
    assert_eq!((seconds(start), server.asked().len()), (1 + 2 + 4 + 8, 5));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_is_the_callers_to_take() {
    let server = Server::start(|_, _| Reply::status(429, "{}").header("Retry-After", "3600")).await;
    let error = server.client().send(GetUser::new("u1")).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_hours(1)));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_will_not_get_better_is_not_sent_again() {
    for status in [400, 403, 404, 409, 500, 501] {
        let server = Server::start(move |_, _| Reply::status(status, "{}")).await;
        let error = server.client().send(GetUser::new("u1")).await.unwrap_err();
        assert_eq!((error.status(), server.asked().len()), (Some(status), 1));
        assert_eq!(error.is_not_implemented(), status == 501);
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_gateway_is_asked_again_for_reads_and_not_for_writes() {
    let answer = |_: &_, before| match before {
        0 => Reply::status(504, "<h1>Gateway Time-out</h1>"),
        _ => Reply::ok("{}"),
    };
    let server = Server::start(answer).await;
    server.client().send(GetUser::new("u1")).await.unwrap();
    let server = Server::start(answer).await;
    let error = server.client().send(create()).await.unwrap_err();
    assert_eq!(error.message(), Some("<h1>Gateway Time-out</h1>"));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_write_whose_connection_broke_is_not_sent_again() {
    let (builder, connections) = breaking_server().await;
    let error = builder.build().unwrap().send(create()).await.unwrap_err();
    assert!(matches!(error, Error::Transport { operation: "postUsers", .. }), "{error}");
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_read_whose_connection_broke_is_sent_again() {
    let (builder, connections) = breaking_server().await;
    builder.build().unwrap().send(GetUser::new("u1")).await.unwrap();
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_write_that_found_no_server_is_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let client = Client::server(&format!("http://{address}")).with_token("t").timeout(None);
    let client = client.http_client(http_client()).build().unwrap();
    let start = Instant::now();
    let error = client.send(create()).await.unwrap_err();
    assert!(error.to_string().contains("onnection refused"), "{error}");
    assert_eq!(seconds(start), 1 + 2 + 4 + 8);
}

/// A server that breaks its first connection when the request has come, and answers the others.
async fn breaking_server() -> (Builder, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let count = connections.clone();
    tokio::spawn(async move {
        loop {
            let (mut connection, _) = listener.accept().await.unwrap();
            let before = count.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 4096];
            let read = connection.read(&mut request).await.unwrap();
            assert!(read > 0);
            if before > 0 {
                let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
                connection.write_all(answer.as_bytes()).await.unwrap();
            }
        }
    });
    let builder = Client::server(&format!("http://{address}")).with_token("t").timeout(None);
    (builder.http_client(http_client()), connections)
}
