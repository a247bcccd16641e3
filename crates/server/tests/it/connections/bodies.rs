//! Bodies that are too large, do not come or break off: the client's doing, and told so.

use std::time::Duration;

use futures_util::future::join_all;
use test_server::{Engine, TestServer, both_engines};

use super::support::{Place, soon};

/// The largest form, and here the largest body of JSON too.
const MAX_BODY_BYTES: usize = 64 * 1024;
const FORM: &str = "application/x-www-form-urlencoded";

/// The status of the answer to a request that goes on like this.
async fn status(place: &Place, request: String) -> u16 {
    let mut line = place.connect().await;
    line.send(request).await;
    let (head, _) = soon("an answer comes", line.answer()).await;
    head.split(' ').nth(1).unwrap().parse().unwrap()
}

#[both_engines]
async fn a_body_that_is_too_large_late_or_broken_is_the_clients_doing(engine: Engine) {
    let server = TestServer::start_with(engine, |options| {
        options.http.request_timeout = Duration::from_secs(2);
        options.http.body_limit = MAX_BODY_BYTES;
    })
    .await;
    let place = Place::plain(&server.url);
    let page = server.program("CODE").await.page("code", &[]);
    let token = format!("Authorization: Bearer {}\r\n", server.token);
    let large = "x".repeat(MAX_BODY_BYTES + 1);
    let bodies = [
        (413, format!("Content-Length: {}\r\n\r\n", MAX_BODY_BYTES + 1)),
        (
            413,
            format!(
                "Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{large}\r\n0\r\n\r\n",
                MAX_BODY_BYTES + 1
            ),
        ),
        (408, "Content-Length: 100\r\n\r\na=b".to_owned()),
        (408, "Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n".to_owned()),
        (400, "Transfer-Encoding: chunked\r\n\r\nno length\r\na=b\r\n".to_owned()),
    ];
    let mut asks = Vec::new();
    for (path, kind, token) in [
        ("/oauth/token", FORM, ""),
        (page.as_str(), FORM, ""),
        ("/activate", FORM, ""),
        ("/api/v2/users", "application/json", &token),
    ] {
        for (expected, body) in &bodies {
            let request = format!(
                "POST {path} HTTP/1.1\r\nHost: callroster\r\n{token}Content-Type: {kind}\r\n{body}"
            );
            let place = &place;
            asks.push(async move {
                let got = status(place, request).await;
                let shown = body.get(..40).unwrap_or(body);
                assert_eq!(got, *expected, "POST {path} with {shown:?}");
            });
        }
    }
    join_all(asks).await;
}
