//! Bodies that no operation takes.

use api::{BodyRule, Entry};
use serde_json::json;
use test_server::{Ask, Engine, TestServer, both_engines, everywhere, samples::nonsense_path};

use super::served;

/// The operations that take a body.
fn with_a_body() -> impl Iterator<Item = &'static Entry> {
    served().filter(|entry| entry.body_rule != BodyRule::Absent)
}

/// A request that a body is still to be given to.
fn without_body(server: &TestServer, entry: &Entry) -> Ask {
    server.ask(entry.meta.method.as_str(), &nonsense_path(entry, "x"))
}

#[both_engines]
async fn a_malformed_body_is_refused_with_its_position(engine: Engine) {
    let server = TestServer::start(engine).await;
    let user = server.caller(&[everywhere(&["*:*:*"])]).await;
    for entry in with_a_body() {
        let ask = without_body(&server, entry).token(&user);
        let answer = ask.text("application/json", "{\"version\": 1,\n  oops}").await;
        assert_eq!(answer.status, 400, "{}", entry.meta.id);
        answer.refused(400, "bad.request").naming(&["line 2", "column"]);
    }
}

#[both_engines]
async fn a_body_of_another_media_type_is_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    let user = server.caller(&[everywhere(&["*:*:*"])]).await;
    for entry in with_a_body() {
        let ask = without_body(&server, entry).token(&user);
        let answer = ask.text("text/plain", "{}").await;
        assert_eq!(answer.status, 415, "{}", entry.meta.id);
        answer.refused(415, "unsupported.media.type").naming(&["text/plain"]);
    }
}

#[both_engines]
async fn a_missing_body_is_refused_where_one_is_needed(engine: Engine) {
    let server = TestServer::start(engine).await;
    let user = server.caller(&[everywhere(&["*:*:*"])]).await;
    for entry in with_a_body().filter(|entry| entry.body_rule == BodyRule::Required) {
        for body in ["", "null"] {
            let ask = without_body(&server, entry).token(&user);
            let answer = ask.text("application/json", body).await;
            assert_eq!((answer.status, answer.code()), (400, "bad.request"), "{}", entry.meta.id);
        }
    }
}

#[both_engines]
async fn an_oversized_body_is_refused(engine: Engine) {
    let server = TestServer::start_with(engine, |options| options.http.body_limit = 1000).await;
    let user = server.caller(&[everywhere(&["*:*:*"])]).await;
    for entry in with_a_body() {
        let ask = without_body(&server, entry).token(&user);
        let answer = ask.json(json!({ "name": "x".repeat(2000) })).await;
        assert_eq!(answer.status, 413, "{}", entry.meta.id);
        answer.refused(413, "request.entity.too.large").naming(&["1000"]);
    }
}
