//! Heads of requests that are long and fine.

use super::support::{servers, soon};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_with_500_ids_is_taken() {
    let ids = vec!["0f0f0f0f-0000-4000-8000-000000000000"; 500].join("%2C");
    let path: &'static str = format!("/openapi.json?pageSize=500&id={ids}").leak();
    for server in servers(|_| {}).await {
        let mut place = server.places[0].clone();
        place.path = path;
        let mut line = place.connect().await;
        line.send(place.request()).await;
        let (head, _) = soon("an answer comes", line.answer()).await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        let (mut client, _) = place.http2(1 << 20).await;
        // It waits for 200.
        drop(place.ask(&mut client).await);
    }
}
