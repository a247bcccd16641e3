//! What holds for every operation is tested for every operation: loops over the contract.

mod bodies;
mod borders;
mod complete;
mod divisions;
mod ended;
mod held;
mod listings;
mod organizations;
mod permissions;
mod scopes;
mod tolerance;
mod twins;

use std::collections::HashSet;

use api::{Entry, operations};
use test_server::{
    Answer, Engine, TestServer, both_engines,
    samples::{nonsense, nonsense_path},
};

fn served() -> impl Iterator<Item = &'static Entry> {
    operations().filter(|entry| server::is_served(entry))
}

/// HEAD has no body to look at.
fn code_of(entry: &Entry, answer: &Answer) -> Option<String> {
    (entry.meta.method != api::Method::Head).then(|| answer.code().to_owned())
}

/// Operations that a loop passes over, each with the reason.
type Excuses = [(&'static str, &'static [&'static str])];

/// The reason why a loop passes an operation over, if there is one.
fn excuse(excuses: &Excuses, entry: &Entry) -> Option<&'static str> {
    let mut rows = excuses.iter();
    rows.find(|(_, operations)| operations.contains(&entry.meta.id)).map(|(reason, _)| *reason)
}

/// Every served operation was checked, or is excused by name and for a reason; and no excuse is left
/// that none of them needs.
#[track_caller]
fn nothing_is_left_out(checked: usize, passed_over: &[&'static str], excuses: &Excuses) {
    assert_eq!(checked + passed_over.len(), served().count(), "not every operation was looked at");
    let passed_over: HashSet<&str> = passed_over.iter().copied().collect();
    for (reason, operations) in excuses {
        for operation in *operations {
            assert!(passed_over.contains(operation), "{operation} needs no excuse: {reason}");
        }
    }
}

#[both_engines]
async fn every_operation_is_served_or_answers_501(engine: Engine) {
    let server = TestServer::start(engine).await;
    let user = server.user("Ada Example").await;
    let id = user["id"].as_str().unwrap();
    let mut missing = 0;
    for entry in operations() {
        if server::is_served(entry) {
            continue;
        }
        missing += 1;
        let answer = nonsense(&server, entry, id).await;
        assert_eq!(answer.status, 501, "{}", entry.meta.id);
        let path = nonsense_path(entry, id);
        let path = path.split('?').next().unwrap();
        answer.refused(501, "not.implemented").naming(&[entry.meta.method.as_str(), path]);
    }
    let coverage = server.get("/coverage").await.body;
    let listed = coverage["operations"].as_array().unwrap();
    assert_eq!(listed.len(), operations().count());
    assert_eq!(listed.iter().filter(|one| one["state"] == "missing").count(), missing);
}

#[both_engines]
async fn unknown_paths_answer_501_and_never_404(engine: Engine) {
    let server = TestServer::start(engine).await;
    for (method, path) in
        [("GET", "/api/v2/nothing/here"), ("DELETE", "/api/v2/nothing"), ("GET", "/api/v2/")]
    {
        server
            .ask(method, path)
            .no_token()
            .await
            .refused(501, "not.implemented")
            .naming(&[method, path]);
    }
    server.get("/elsewhere").await.refused(404, "not.found");
}

#[both_engines]
async fn a_method_that_a_path_has_not_is_refused_with_those_that_it_has(engine: Engine) {
    let server = TestServer::start(engine).await;
    let every = ["DELETE", "GET", "PATCH", "POST", "PUT"];
    let shape = |path: &'static str| {
        let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
        parts.collect::<Vec<_>>()
    };
    let mut asked = 0;
    for entry in operations() {
        let alike = operations().filter(|other| shape(other.meta.path) == shape(entry.meta.path));
        let declared: HashSet<&str> = alike.map(|other| other.meta.method.as_str()).collect();
        let mut wrong = every.iter().copied().filter(|one| !declared.contains(one));
        let Some(wrong) = wrong.next() else { continue };
        let path = nonsense_path(entry, "x");
        let answer = server.ask(wrong, &path).no_token().await;
        assert_eq!(answer.status, 405, "{wrong} {path}: {}", answer.body);
        answer.refused(405, "method.not.allowed").naming(&[wrong]);
        let allowed: HashSet<&str> = answer.header("allow").split(',').map(str::trim).collect();
        assert!(declared.is_subset(&allowed), "{path}: {allowed:?}");
        assert!(!allowed.contains(wrong), "{path}: {allowed:?}");
        asked += 1;
    }
    assert!(asked > operations().count() / 2, "{asked}");
    for (method, path) in [("POST", "/health"), ("GET", "/oauth/token"), ("PUT", "/logout")] {
        let answer = server.ask(method, path).await;
        assert_ne!(answer.refused(405, "method.not.allowed").header("allow"), "", "{path}");
    }
}

#[both_engines]
async fn every_operation_refuses_a_caller_without_a_token(engine: Engine) {
    let server = TestServer::start(engine).await;
    for entry in served() {
        let answer = nonsense(&server, entry, "x").no_token().await;
        assert_eq!(answer.status, 401, "{}", entry.meta.id);
        if let Some(code) = code_of(entry, &answer) {
            assert_eq!(code, "authentication.required", "{}", entry.meta.id);
        }
    }
}

#[both_engines]
async fn every_operation_refuses_a_bad_and_an_expired_token(engine: Engine) {
    let server = TestServer::start(engine).await;
    let admin = server.user("Ada Example").await;
    let expired = server.token_of(admin["id"].as_str().unwrap(), -1).await;
    for entry in served() {
        for token in ["no-such-token", &expired] {
            let answer = nonsense(&server, entry, "x").token(token).await;
            assert_eq!(answer.status, 401, "{}", entry.meta.id);
            if let Some(code) = code_of(entry, &answer) {
                assert_eq!(code, "bad.credentials", "{}", entry.meta.id);
            }
        }
    }
}
