//! There are so many places for connections, and whoever waits without a request makes room.

use super::support::{servers, soon};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_without_a_request_make_room_and_those_with_one_stay() {
    for server in servers(|options| options.connections.most = 8).await {
        let place = &server.places[0];
        let mut under_way = place.connect().await;
        under_way
            .send("POST /oauth/token HTTP/1.1\r\nHost: callroster\r\nContent-Length: 8\r\nExpect: 100-continue\r\n\r\n")
            .await;
        let (head, _) = soon("the server asks for the body", under_way.answer()).await;
        assert!(head.starts_with("HTTP/1.1 100 "), "{head}");
        let (mut silent, mut idle) = (Vec::new(), Vec::new());
        for _ in 0..20 {
            silent.push(place.connect().await);
            let mut line = place.connect().await;
            line.send(place.request()).await;
            let (head, _) = soon("an answer comes", line.answer()).await;
            assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
            idle.push(line);
        }
        for mut line in silent.drain(..10).chain(idle.drain(..10)) {
            soon("the first ones made room", line.is_ended()).await;
        }
        under_way.send("nothing=").await;
        let (head, _) = soon("the request is answered", under_way.answer()).await;
        assert!(head.starts_with("HTTP/1.1 400 "), "{head}");
    }
}
