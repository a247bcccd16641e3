//! What holds for every operation is tested for every operation: loops over the contract.

mod complete;
mod ended;
mod scopes;

use api::{BodyRule, Entry, Place, Rule, operations};
use serde_json::json;

use crate::support::{
    Answer, Ask, Engine, TestServer, both_engines, everywhere, in_division, parameters_of,
    sample_body,
};

fn served() -> impl Iterator<Item = &'static Entry> {
    operations().filter(|entry| server::is_served(entry))
}

/// A whole request for an operation about the entity `id`.
fn request(server: &TestServer, entry: &Entry, id: &str) -> Ask {
    let ask = server.ask(entry.meta.method.as_str(), &parameters_of(entry, id));
    match sample_body(entry, id) {
        Some(body) => ask.json(body),
        None => ask,
    }
}

/// HEAD has no body to look at.
fn code_of(entry: &Entry, answer: &Answer) -> Option<String> {
    (entry.meta.method != api::Method::Head).then(|| answer.code().to_owned())
}

/// Operations about one user or client, named in their path or their body.
fn about_one(entry: &Entry) -> bool {
    entry.parameters.iter().any(|parameter| parameter.place == Place::Path)
        || entry.meta.id == "patchUsersBulk"
}

/// Whose token an operation takes: the first client's, or a user's where only users have what it is
/// about.
fn who<'a>(server: &'a TestServer, entry: &Entry, user: &'a str) -> &'a str {
    if entry.meta.needs_user { user } else { &server.token }
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
        let answer = request(&server, entry, id).await;
        assert_eq!(answer.status, 501, "{}", entry.meta.id);
        let path = parameters_of(entry, id);
        let path = path.split('?').next().unwrap();
        answer.refused(501, "not.implemented").naming(&[entry.meta.method.as_str(), path]);
    }
    let coverage = server.get("/coverage").await.body;
    let listed = coverage["operations"].as_array().unwrap();
    assert_eq!(listed.len(), operations().count());
    assert_eq!(listed.iter().filter(|one| one["state"] == "missing").count(), missing);
}

#[both_engines]
async fn unknown_paths_and_methods_answer_501_and_never_404(engine: Engine) {
    let server = TestServer::start(engine).await;
    for (method, path) in
        [("GET", "/api/v2/nothing/here"), ("DELETE", "/api/v2/users"), ("GET", "/api/v2/")]
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
async fn every_operation_refuses_a_caller_without_a_token(engine: Engine) {
    let server = TestServer::start(engine).await;
    for entry in served() {
        let answer = request(&server, entry, "x").no_token().await;
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
            let answer = request(&server, entry, "x").token(token).await;
            assert_eq!(answer.status, 401, "{}", entry.meta.id);
            if let Some(code) = code_of(entry, &answer) {
                assert_eq!(code, "bad.credentials", "{}", entry.meta.id);
            }
        }
    }
}

#[both_engines]
async fn every_operation_refuses_a_caller_without_its_permission_and_names_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let nobody = server.caller(&[]).await;
    let mut checked = 0;
    for entry in served() {
        let code = match entry.meta.rule {
            Rule::SignedIn => continue,
            Rule::Any(_) => "missing.any.permissions",
            Rule::All(_) => "missing.permissions",
        };
        checked += 1;
        let answer = request(&server, entry, "x").token(&nobody).await;
        assert_eq!(answer.status, 403, "{}", entry.meta.id);
        answer.refused(403, code).naming(entry.meta.rule.permissions());
    }
    assert!(checked > 10);
}

#[both_engines]
async fn any_takes_one_permission_and_all_takes_each_of_them(engine: Engine) {
    let server = TestServer::start(engine).await;
    for entry in served() {
        match entry.meta.rule {
            Rule::SignedIn => {}
            Rule::Any(permissions) => {
                for permission in permissions {
                    let caller = server.caller(&[everywhere(&[permission])]).await;
                    let answer = request(&server, entry, "x").token(&caller).await;
                    assert_ne!(answer.status, 403, "{} with {permission}", entry.meta.id);
                }
            }
            Rule::All(permissions) => {
                let caller = server.caller(&[everywhere(permissions)]).await;
                let answer = request(&server, entry, "x").token(&caller).await;
                assert_ne!(answer.status, 403, "{}", entry.meta.id);
                for missing in permissions {
                    let rest: Vec<&str> =
                        permissions.iter().copied().filter(|p| p != missing).collect();
                    let caller = server.caller(&[everywhere(&rest)]).await;
                    let answer = request(&server, entry, "x").token(&caller).await;
                    assert_eq!(answer.status, 403, "{} without {missing}", entry.meta.id);
                }
            }
        }
    }
}

#[both_engines]
async fn a_permission_in_another_division_finds_nothing_here(engine: Engine) {
    let server = TestServer::start(engine).await;
    let elsewhere = server.division("Elsewhere").await;
    let user = server.user("Ada Example").await;
    let id = user["id"].as_str().unwrap();
    let mut checked = 0;
    for entry in served().filter(|entry| about_one(entry)) {
        // Clients and grants belong to the organization, not to a division.
        if entry.meta.rule == Rule::SignedIn || entry.resource == "oauth_clients" {
            continue;
        }
        checked += 1;
        let caller = server.caller(&[in_division(&elsewhere, entry.meta.rule.permissions())]).await;
        let answer = request(&server, entry, id).token(&caller).await;
        assert_eq!(answer.status, 404, "{}: {}", entry.meta.id, answer.body);
    }
    assert!(checked > 5);
    let after = server.get(&format!("/api/v2/users/{id}")).await.body;
    assert_eq!(after, user, "nothing may have changed");
}

#[both_engines]
async fn an_unknown_id_is_not_found(engine: Engine) {
    let server = TestServer::start(engine).await;
    let user = server.caller(&[everywhere(&["*:*:*"])]).await;
    for entry in served().filter(|entry| about_one(entry)) {
        for id in ["0f0f0f0f-0000-4000-8000-000000000000", "not-a-uuid"] {
            let answer = request(&server, entry, id).token(who(&server, entry, &user)).await;
            assert_eq!(answer.status, 404, "{}: {}", entry.meta.id, answer.body);
            answer.refused(404, "general.resource.not.found").naming(&[id]);
        }
    }
}

#[both_engines]
async fn a_client_has_no_user_to_speak_about(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut checked = 0;
    for entry in served().filter(|entry| entry.meta.needs_user) {
        checked += 1;
        request(&server, entry, "x").await.refused(400, "not.a.user");
    }
    assert!(checked > 1);
}

#[both_engines]
async fn a_malformed_body_is_refused_with_its_position(engine: Engine) {
    let server = TestServer::start(engine).await;
    for entry in
        served().filter(|entry| entry.body_rule != BodyRule::Absent && !entry.meta.needs_user)
    {
        let ask = server.ask(entry.meta.method.as_str(), &parameters_of(entry, "x"));
        let answer = ask.text("application/json", "{\"version\": 1,\n  oops}").await;
        assert_eq!(answer.status, 400, "{}", entry.meta.id);
        answer.refused(400, "bad.request").naming(&["line 2", "column"]);
    }
}

#[both_engines]
async fn a_body_of_another_media_type_is_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    for entry in
        served().filter(|entry| entry.body_rule != BodyRule::Absent && !entry.meta.needs_user)
    {
        let ask = server.ask(entry.meta.method.as_str(), &parameters_of(entry, "x"));
        let answer = ask.text("text/plain", "{}").await;
        assert_eq!(answer.status, 415, "{}", entry.meta.id);
        answer.refused(415, "unsupported.media.type").naming(&["text/plain"]);
    }
}

#[both_engines]
async fn a_missing_body_is_refused_where_one_is_needed(engine: Engine) {
    let server = TestServer::start(engine).await;
    for entry in
        served().filter(|entry| entry.body_rule == BodyRule::Required && !entry.meta.needs_user)
    {
        for body in ["", "null"] {
            let ask = server.ask(entry.meta.method.as_str(), &parameters_of(entry, "x"));
            let answer = ask.text("application/json", body).await;
            assert_eq!((answer.status, answer.code()), (400, "bad.request"), "{}", entry.meta.id);
        }
    }
}

#[both_engines]
async fn an_oversized_body_is_refused(engine: Engine) {
    let server = TestServer::start_with(engine, |options| options.http.body_limit = 1000).await;
    for entry in
        served().filter(|entry| entry.body_rule != BodyRule::Absent && !entry.meta.needs_user)
    {
        let ask = server.ask(entry.meta.method.as_str(), &parameters_of(entry, "x"));
        let answer = ask.json(json!({ "name": "x".repeat(2000) })).await;
        assert_eq!(answer.status, 413, "{}", entry.meta.id);
        answer.refused(413, "request.entity.too.large").naming(&["1000"]);
    }
}

#[both_engines]
async fn another_organizations_ids_are_not_found(engine: Engine) {
    let server = TestServer::start(engine).await;
    let stranger = server.other_organization("Strangers").await;
    let user = server.caller(&[everywhere(&["*:*:*"])]).await;
    for entry in served().filter(|entry| about_one(entry)) {
        for id in [&stranger.user, &stranger.client] {
            let answer = request(&server, entry, id).token(who(&server, entry, &user)).await;
            assert_eq!(answer.status, 404, "{}: {}", entry.meta.id, answer.body);
        }
    }
    let listed = server.get("/api/v2/users?pageSize=500&state=any").await.body;
    let listed = listed["entities"].as_array().unwrap();
    assert!(listed.iter().all(|user| user["id"] != stranger.user.as_str()));
}
