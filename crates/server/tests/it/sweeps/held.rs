//! What a user of one's own division holds in another one is not told.

use api::{Entry, Lane, Shape};
use serde_json::json;
use test_server::{
    Engine, TestServer, both_engines, in_division,
    samples::{Kind, Samples, names},
};

use super::{listings::mentions, served};

/// Operations that tell which roles a user holds.
const TELL: [&str; 3] = ["getAuthorizationSubject", "getUser", "getUserRoles"];

/// The query that asks for roles, where they are shown only then.
fn asks_for_roles(entry: &Entry) -> &'static str {
    let mut parameters = entry.parameters.iter().filter(|one| one.name == "expand");
    let offers_roles = parameters.any(|one| match (one.shape)() {
        Shape::List(inner) => {
            matches!(inner(), Shape::Enum(facts) if facts.values.contains(&"authorization"))
        }
        _ => false,
    });
    if offers_roles { "expand=authorization" } else { "" }
}

/// Does the operation read something about a user?
fn reads_about_a_user(entry: &Entry) -> bool {
    let named = names(entry).unwrap_or_default();
    entry.meta.lane != Lane::Write
        && named.iter().any(|one| [Kind::User, Kind::Subject].contains(&one.kind))
}

#[both_engines]
async fn what_is_held_in_another_division_is_not_told(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    let mut samples = Samples::of(&server).in_division(&north);
    let (user, own) = (samples.make(Kind::User).await, samples.make(Kind::GrantedRole).await);
    let other = Samples::of(&server).make(Kind::Role).await;
    let subject = format!("/api/v2/authorization/subjects/{user}");
    let path = format!("{subject}/divisions/{south}/roles/{other}");
    assert_eq!(server.ask("POST", &path).await.status, 204);
    let caller = server.caller(&[in_division(&north, &["*:*:*"])]).await;
    let mut told = Vec::new();
    for entry in served().filter(|entry| reads_about_a_user(entry)) {
        let id = entry.meta.id;
        let request = samples.request(entry, 0).await.and_query(asks_for_roles(entry));
        let whole = request.ask(&server, &server.token).await;
        if mentions(&whole.body, &other) {
            let seen = request.ask(&server, &caller).await;
            assert!(mentions(&seen.body, &own), "{id} hides what is held here: {}", seen.body);
            assert!(!mentions(&seen.body, &other), "{id} tells of elsewhere: {}", seen.body);
            told.push(id);
        }
    }
    told.sort_unstable();
    assert_eq!(told, TELL);
    let counts = format!("/api/v2/authorization/subjects/rolecounts?id={user}");
    let [all, seen] = [&server.token, &caller].map(|token| server.get_with(&counts, token));
    let (all, seen) = (all.await.body[&user].clone(), seen.await.body[&user].clone());
    assert_eq!(all.as_i64().zip(seen.as_i64()).map(|(all, seen)| all - seen), Some(1));
    assert_ne!(seen, json!(0));
}
