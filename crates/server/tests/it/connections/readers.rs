//! Answers that nobody reads.

use futures_util::future::join_all;

use super::support::{SHORT, servers, soon};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_who_takes_nothing_is_cut_off() {
    let servers = servers(|options| options.http.request_timeout = SHORT).await;
    let places = servers.iter().flat_map(|server| &server.places);
    let cut = places.map(|place| async move {
        // Without a window, and with one that takes the beginning.
        for window in [0, 1] {
            let (mut client, ended) = place.http2(window).await;
            let body = place.ask(&mut client).await;
            soon(&format!("{} gives up at {window}", place.name), ended).await.unwrap();
            drop(body);
        }
        if place.path != "/openapi.json" {
            return; // What is short fills no buffer of the system in the time of a test.
        }
        let mut line = place.connect().await;
        let requests = place.request().repeat(1000);
        let what = format!("{} gives up on HTTP/1", place.name);
        soon(&what, line.send_to_the_end(requests.as_bytes())).await;
    });
    join_all(cut).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_who_takes_an_answer_bit_by_bit_gets_all_of_it() {
    for server in servers(|_| {}).await {
        let place = &server.places[0];
        let mut line = place.connect().await;
        line.send(place.request()).await;
        let (_, whole) = soon("an answer comes", line.answer()).await;
        let (mut client, _) = place.http2(999).await;
        let (mut body, mut read) = (place.ask(&mut client).await, Vec::new());
        while let Some(part) = soon("a part comes", body.data()).await {
            let part = part.unwrap();
            body.flow_control().release_capacity(part.len()).unwrap();
            read.extend_from_slice(&part);
        }
        assert!(read == whole, "{} bytes came of {}", read.len(), whole.len());
    }
}
