//! Header names on HTTP/1, letter by letter.

use test_server::{CONTROL_TOKEN, Engine, TestServer};

use super::support::{Place, servers, soon};

/// The names of the headers of an answer to this request.
async fn names(place: &Place, request: &str) -> Vec<String> {
    let mut line = place.connect().await;
    line.send(format!("{request}\r\nHost: callroster\r\n\r\n")).await;
    let (head, _) = soon("an answer comes", line.answer()).await;
    let lines = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    lines.map(|(name, _)| name.to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn header_names_are_spelled_as_the_real_service_spells_them() {
    for server in servers(|_| {}).await {
        let [api, metrics, control] = &server.places[..] else { panic!("three places") };
        let everywhere = ["Content-Type", "Content-Length", "Date"];
        let refused = names(api, "GET /api/v2/users HTTP/1.1").await;
        for name in everywhere.into_iter().chain([
            "ININ-Correlation-Id",
            "WWW-Authenticate",
            "Cache-Control",
            "Pragma",
            "Expires",
        ]) {
            assert!(refused.iter().any(|one| one == name), "{name} is not in {refused:?}");
        }
        let counted = names(metrics, "GET /metrics HTTP/1.1").await;
        assert!(everywhere.iter().all(|name| counted.iter().any(|one| one == name)), "{counted:?}");
        let unknown = format!("GET /nothing HTTP/1.1\r\nAuthorization: Bearer {CONTROL_TOKEN}");
        let unknown = names(control, &unknown).await;
        assert!(unknown.iter().any(|one| one == "ININ-Correlation-Id"), "{unknown:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_and_redirects_are_spelled_as_the_real_service_spells_them() {
    let server =
        TestServer::start_with(Engine::Sqlite, |options| options.http.rate_limit = Some(2)).await;
    let place = Place::plain(&server.url);
    let program = server.program("CODE").await;
    let page = program.page("code", &[("prompt", "none")]);
    let sent = names(&place, &format!("GET {page} HTTP/1.1")).await;
    let authorized =
        format!("GET /api/v2/tokens/me HTTP/1.1\r\nAuthorization: Bearer {}", server.token);
    names(&place, &authorized).await;
    let limited = names(&place, &authorized).await;
    for name in
        ["Retry-After", "inin-ratelimit-count", "inin-ratelimit-allowed", "inin-ratelimit-reset"]
    {
        assert!(limited.iter().any(|one| one == name), "{name} is not in {limited:?}");
    }
    assert!(sent.iter().any(|one| one == "Location"), "{sent:?}");
}
