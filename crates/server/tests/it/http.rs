//! What all answers have in common, and what is served beside the API.

use std::time::Duration;

use serde_json::json;
use test_server::{Engine, TestServer, both_engines, everywhere, in_division};

#[both_engines]
async fn every_answer_has_a_correlation_id_and_is_not_cached(engine: Engine) {
    let server = TestServer::start(engine).await;
    for path in ["/health", "/api/v2/users", "/api/v2/nothing", "/api/v2/users/nobody"] {
        let answer = server.get(path).await;
        assert_eq!(answer.header("inin-correlation-id").len(), 36, "{path}");
        assert!(answer.header("cache-control").contains("no-store"), "{path}");
    }
    let (one, two) = (server.get("/health").await, server.get("/health").await);
    assert_ne!(one.header("inin-correlation-id"), two.header("inin-correlation-id"));
}

#[both_engines]
async fn the_rate_limit_is_told_and_kept_for_each_token(engine: Engine) {
    let server = TestServer::start_with(engine, |options| options.http.rate_limit = Some(3)).await;
    let first = server.get("/api/v2/tokens/me").await;
    assert_eq!(first.header("inin-ratelimit-allowed"), "3");
    assert_eq!(first.header("inin-ratelimit-count"), "1");
    assert_eq!(first.header("inin-ratelimit-reset"), "60");
    server.advance(Duration::from_millis(18_500));
    assert_eq!(server.get("/api/v2/users/nobody").await.header("inin-ratelimit-count"), "2");
    server.get("/api/v2/tokens/me").await;
    let refused = server.get("/api/v2/tokens/me").await;
    refused
        .refused(429, "too.many.requests.retry.after")
        .naming(&["Retry the request in [42] seconds"]);
    assert_eq!(refused.header("retry-after"), "42");
    assert_eq!(refused.header("inin-ratelimit-count"), "4");
    assert_eq!(refused.header("inin-ratelimit-reset"), "42");
    let other = server.sign_in(test_server::CLIENT).await;
    assert_eq!(server.get_with("/api/v2/tokens/me", &other).await.status, 200);
    server.advance(Duration::from_secs(42));
    assert_eq!(server.get("/api/v2/tokens/me").await.status, 200);
}

#[both_engines]
async fn explanations_are_given_where_they_are_wanted(engine: Engine) {
    let server = TestServer::start_with(engine, |options| options.http.explain = true).await;
    let north = server.division("North").await;
    let viewer = server.caller(&[in_division(&north, &["directory:user:view"])]).await;
    let answer = server.get_with("/api/v2/users", &viewer).await;
    assert_eq!(answer.header("callroster-explain"), "directory:user:view held in 1 of 2 divisions");
    let refused = server.ask("DELETE", "/api/v2/users/x").token(&viewer).await;
    assert!(refused.header("callroster-explain").contains("held in no division"));
    let quiet = TestServer::start(engine).await;
    let nobody = quiet.caller(&[]).await;
    assert_eq!(quiet.get_with("/api/v2/users", &nobody).await.header("callroster-explain"), "");
}

#[both_engines]
async fn a_browser_of_any_origin_may_call_and_read_our_headers(engine: Engine) {
    let server = TestServer::start(engine).await;
    let asked = server
        .ask("OPTIONS", "/api/v2/users")
        .no_token()
        .header("origin", "https://app.example.com")
        .header("access-control-request-method", "PATCH")
        .header("access-control-request-headers", "authorization,content-type,purecloud-sdk")
        .await;
    assert_eq!(asked.status, 200);
    assert_eq!(asked.header("access-control-allow-origin"), "*");
    assert!(asked.header("access-control-allow-methods").contains("PATCH"));
    assert!(asked.header("access-control-allow-headers").contains("purecloud-sdk"));
    let answer =
        server.ask("GET", "/api/v2/users").header("origin", "https://app.example.com").await;
    assert!(answer.header("access-control-expose-headers").contains("inin-correlation-id"));
}

#[both_engines]
async fn the_pages_beside_the_api_are_served(engine: Engine) {
    let server = TestServer::start(engine).await;
    assert_eq!(server.get("/ready").await.body, json!({ "status": "ready" }));
    let document = server.get("/openapi.json").await.body;
    let paths = document["paths"].as_object().unwrap();
    assert!(api::operations().all(|entry| paths.contains_key(entry.meta.path)));
    let home = server.get("/").await;
    assert_eq!((home.status, home.header("location")), (307, "/docs"));
    let explorer = server.get("/docs").await;
    assert!(explorer.header("content-security-policy").contains("script-src 'sha256-"));
    let page = explorer.body.as_str().unwrap();
    for outside in ["src=\"http", "src=\"//", "href=\"http", "href=\"//"] {
        assert!(!page.contains(outside), "the explorer needs nothing from elsewhere");
    }
    server.get("/api/v2/users").await;
    let metrics = server.get("/metrics").await.body;
    assert!(
        metrics
            .as_str()
            .unwrap()
            .contains("callroster_requests_total{operation=\"getUsers\",status=\"200\"}")
    );
    for counted in ["changes", "seconds", "panics", "losses"] {
        let line = format!("callroster_follower_{counted}_total{{follower=\"mail\"}}");
        assert!(metrics.as_str().unwrap().contains(&line), "{line} is not in {metrics}");
    }
}

#[both_engines]
async fn the_document_names_the_public_address(engine: Engine) {
    let server = TestServer::start_with(engine, |options| {
        options.http.public_url = Some("https://users.example.com".parse().unwrap());
    })
    .await;
    let document = server.get("/openapi.json").await.body;
    assert_eq!(document["servers"], json!([{ "url": "https://users.example.com" }]));
}

#[both_engines]
async fn a_path_that_is_no_text_is_refused_like_any_other(engine: Engine) {
    let server = TestServer::start(engine).await;
    server.get("/api/v2/users/%ff").await.refused(400, "bad.request").naming(&["userId"]);
    server.ask("GET", "/api/v2/users/%ff").no_token().await.refused(401, "authentication.required");
}

#[both_engines]
async fn bad_parameters_are_named(engine: Engine) {
    let server = TestServer::start(engine).await;
    let user = server.user("Ada Example").await;
    let path = user["selfUri"].as_str().unwrap();
    server.get(&format!("{path}?state=asleep")).await.refused(400, "invalid.value").naming(&[
        "state",
        "asleep",
        "active, deleted",
    ]);
    let answer = server.get(&format!("{path}?unknown=1&state=&expand=")).await;
    assert_eq!(answer.status, 200, "unknown and empty parameters are ignored");
    let answer = server.get(&format!("{path}?expand=PRESENCE")).await.body;
    assert!(answer["presence"].is_object(), "in any case");
}

#[both_engines]
async fn an_answer_is_compressed_when_asked(engine: Engine) {
    let server = TestServer::start(engine).await;
    let plain = server.get("/openapi.json").await;
    assert_eq!(plain.header("content-encoding"), "");
    let asked = server.ask("GET", "/openapi.json").header("accept-encoding", "gzip").await;
    assert_eq!(asked.header("content-encoding"), "gzip");
}

#[both_engines]
async fn a_stopped_server_has_let_go_of_its_data(engine: Engine) {
    let server = TestServer::start(engine).await;
    let db = server.db.clone();
    server.stop().await;
    assert!(db.snapshot().await.is_err());
}

#[both_engines]
async fn a_caller_sees_only_what_its_grants_reach_at_once(engine: Engine) {
    let server = TestServer::start(engine).await;
    let user = server.user("Ada Example").await;
    let id = user["id"].as_str().unwrap();
    let token = server.token_of(id, 3600).await;
    let delete = || server.ask("DELETE", "/api/v2/users/nobody").token(&token);
    delete().await.refused(403, "missing.any.permissions");
    server.grant(id, &everywhere(&["directory:user:delete"])).await;
    delete().await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn only_a_bearer_token_is_one(engine: Engine) {
    let server = TestServer::start(engine).await;
    for header in ["", "Bearer", "Bearer ", "Basic YTpi"] {
        let ask = server.ask("GET", "/api/v2/users").no_token();
        let answer = ask.header("authorization", header).await;
        answer.refused(401, "authentication.required");
    }
}

#[both_engines]
async fn a_body_is_one_json_text_in_utf8(engine: Engine) {
    let server = TestServer::start(engine).await;
    let post = |media_type, body: &[u8]| {
        server.ask("POST", "/api/v2/users").text(media_type, body.to_vec())
    };
    let json = "application/json";
    for body in [r#"{"name": "Ada","#, "not json", r#"{"name": "Ada"} {}"#, r#"{"name": "\ud800"}"#]
    {
        let answer = post(json, body.as_bytes()).await;
        answer.refused(400, "bad.request").naming(&["line 1", "column"]);
    }
    post(json, b"{\"name\": \"\xff\xfe\"}").await.refused(400, "bad.request");
    let whole = br#"{"name": "Ada", "email": "ada@example.com"}"#;
    assert_eq!(post("application/json; charset=utf-8", whole).await.status, 200);
    let read = server.ask("GET", "/api/v2/users").header("content-type", json).await;
    assert_eq!(read.status, 200, "some clients name a type for no body");
}

#[both_engines]
async fn a_permission_is_asked_for_before_the_body_and_the_body_before_the_user(engine: Engine) {
    let server = TestServer::start(engine).await;
    let patch = || server.ask("PATCH", "/api/v2/users/nobody").text("application/json", "{");
    let nobody = server.caller(&[]).await;
    patch().token(&nobody).await.refused(403, "missing.any.permissions");
    patch().await.refused(400, "bad.request");
}
