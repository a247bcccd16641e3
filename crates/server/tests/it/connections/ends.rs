//! Connections end when nobody uses them, and when the server stops.

use bytes::Bytes;
use futures_util::future::join_all;

use super::support::{Line, PREFACE, Place, SETTINGS, SHORT, Served, servers, soon};

/// What clients may send and never go on from.
fn beginnings() -> Vec<Vec<u8>> {
    let half_a_head = [&[0, 0, 10, 1, 4, 0, 0, 0, 1], &[0x82_u8][..]].concat();
    vec![
        Vec::new(),
        b"G".to_vec(),
        b"GET /health HTTP/1.1\r\nHost: callr".to_vec(),
        PREFACE[..10].to_vec(),
        PREFACE.to_vec(),
        [PREFACE, SETTINGS].concat(),
        [PREFACE, SETTINGS, &half_a_head].concat(),
    ]
}

fn all_places(servers: &[Served]) -> Vec<Place> {
    servers.iter().flat_map(|server| server.places.clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_without_a_whole_request_is_closed_in_time() {
    let servers = servers(|options| options.connections.first_request = SHORT).await;
    let ended = all_places(&servers).into_iter().map(|place| async move {
        for beginning in beginnings() {
            let mut line = place.connect().await;
            line.send(&beginning).await;
            let what = format!("{} closes after {beginning:?}", place.name);
            soon(&what, line.is_ended()).await;
        }
    });
    join_all(ended).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handshake_that_never_ends_is_closed_in_time() {
    let servers = servers(|options| options.connections.first_request = SHORT).await;
    for place in all_places(&servers).into_iter().filter(Place::is_secure) {
        let half_a_hello = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3];
        for beginning in [&[][..], &half_a_hello] {
            let mut line = Line::of(place.dial().await);
            line.send(beginning).await;
            soon("the handshake is given up", line.is_ended()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_has_asked_may_be_idle_for_longer() {
    let servers = servers(|options| options.connections.first_request = SHORT).await;
    for place in all_places(&servers) {
        let mut line = place.connect().await;
        line.send(place.request()).await;
        soon("an answer comes", line.answer()).await;
        let (mut client, _) = place.http2(65_535).await;
        drop(place.ask(&mut client).await);
        // Meanwhile the time for a first request passes.
        let mut silent = place.connect().await;
        soon("the silent one is closed", silent.is_ended()).await;
        line.send(place.request()).await;
        soon("the idle one is answered", line.answer()).await;
        drop(place.ask(&mut client).await);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_connection_is_closed_in_time() {
    let servers = servers(|options| options.connections.idle = SHORT).await;
    let ended = all_places(&servers).into_iter().map(|place| async move {
        let mut line = place.connect().await;
        line.send(place.request()).await;
        soon("an answer comes", line.answer()).await;
        soon(&format!("{} closes HTTP/1", place.name), line.is_ended()).await;
        // A head that never ends does not make it less idle.
        let mut line = place.connect().await;
        line.send(place.request()).await;
        soon("an answer comes", line.answer()).await;
        line.send("GET /health HTTP/1.1\r\n").await;
        soon(&format!("{} closes half a head", place.name), line.is_ended()).await;
        let (mut client, ended) = place.http2(1 << 20).await;
        let mut body = place.ask(&mut client).await;
        while let Some(part) = soon("the answer comes", body.data()).await {
            body.flow_control().release_capacity(part.unwrap().len()).unwrap();
        }
        soon(&format!("{} closes HTTP/2", place.name), ended).await.unwrap();
    });
    join_all(ended).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_wait_do_not_hold_up_a_stop() {
    for server in servers(|_| {}).await {
        let (mut lines, mut clients) = (Vec::new(), Vec::new());
        for place in &server.places {
            // Neither of these answers what is said to it.
            for beginning in beginnings() {
                let mut line = place.connect().await;
                line.send(&beginning).await;
                lines.push(line);
            }
            let mut idle = place.connect().await;
            idle.send(place.request()).await;
            soon("an answer comes", idle.answer()).await;
            lines.push(idle);
            let (mut client, ended) = place.http2(1 << 20).await;
            drop(place.ask(&mut client).await);
            clients.push((client, ended));
        }
        soon("the server stops", server.stop()).await.unwrap();
        for mut line in lines {
            soon("a connection ends with the server", line.is_ended()).await;
        }
        for (_, ended) in clients {
            soon("a connection ends with the server", ended).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_under_way_on_http2_is_answered_during_a_stop() {
    for server in servers(|_| {}).await {
        let place = server.places[0].clone();
        let (mut client, ended) = place.http2(65_535).await;
        let request = axum::http::Request::post("http://callroster/oauth/token");
        let sent = client.send_request(request.body(()).unwrap(), false).unwrap();
        let (answer, mut body) = sent;
        body.send_data(Bytes::from_static(b"grant_type="), false).unwrap();
        // The server has seen the request once it has given back the room of its first part.
        body.reserve_capacity(1 << 20);
        let mut other = place.http2(65_535).await;
        drop(place.ask(&mut other.0).await);
        drop(place.ask(&mut client).await);
        let stopped = server.stop();
        soon("the idle one ends", other.1).await.unwrap();
        assert!(!stopped.is_finished());
        body.send_data(Bytes::from_static(b"nothing"), true).unwrap();
        let answer = soon("the answer comes", answer).await.unwrap();
        assert_eq!(answer.status(), 400);
        soon("the server stops", stopped).await.unwrap();
        soon("the connection ends", ended).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_of_http2_that_is_gone_is_found_and_another_has_100_requests_at_most() {
    let servers = servers(|options| options.connections.ping = SHORT).await;
    for place in all_places(&servers) {
        let mut line = place.connect().await;
        line.send([PREFACE, SETTINGS].concat()).await;
        let (mut pinged, mut streams) = (false, None);
        soon("the connection ends", async {
            while let Some((kind, flags, payload)) = line.frame().await {
                match (kind, flags) {
                    (4, 0) => {
                        let mut settings = payload.chunks(6);
                        let most = settings.find(|setting| setting[..2] == [0, 3]).unwrap();
                        streams = Some(most[2..].to_vec());
                    }
                    (6, 0) => pinged = true,
                    _ => {}
                }
            }
        })
        .await;
        assert!(pinged, "{}", place.name);
        assert_eq!(streams, Some(vec![0, 0, 0, 100]), "{}", place.name);
    }
}
