//! A search sees every write that was answered before it, and says what the database says.

use serde_json::{Value, json};
use store::{Follower as _, Lost, search::Collection};

use super::{Searches as _, names};
use test_server::{Engine, TestServer, both_engines};

fn titled(title: &str) -> Value {
    json!({ "query": [{ "type": "EXACT", "fields": ["title"], "value": title }] })
}

/// The models say what the rows say.
pub(super) async fn check(server: &TestServer) {
    for collection in [Collection::Users, Collection::Groups] {
        let models = &server.shared.models;
        let (_, drift) = models.check(&server.db, &server.organization, collection).await.unwrap();
        assert_eq!(drift, None);
    }
}

#[both_engines]
async fn a_search_sees_what_was_written_before_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut users = Vec::new();
    for number in 0..20 {
        let user = server.user(&format!("Person {number:02}")).await;
        assert_eq!(names(&server.search(titled("none")).await.body).len(), 0);
        users.push(user);
    }
    for round in 0..3 {
        for (number, user) in users.iter().enumerate() {
            let title = format!("title {round} {number}");
            assert_eq!(server.patch(user, json!({ "title": title })).await.status, 200);
            let found = server.search(titled(&title)).await.body;
            assert_eq!(names(&found), [user["name"].as_str().unwrap()], "{title}");
            let before = format!("title {} {number}", round - 1);
            assert!(names(&server.search(titled(&before)).await.body).is_empty());
        }
        check(&server).await;
    }
    let path = format!("/api/v2/users/{}", users[3]["id"].as_str().unwrap());
    assert_eq!(server.ask("DELETE", &path).await.status, 200);
    assert!(names(&server.search(titled("title 2 3")).await.body).is_empty());
    check(&server).await;
}

#[both_engines]
async fn what_may_have_been_missed_is_read_again(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    assert_eq!(names(&server.search(json!({})).await.body).len(), 2);
    let models = &server.shared.models;
    models.lost(Some(&server.organization), Lost::Behind);
    server.user("Bob Example").await;
    assert_eq!(names(&server.search(json!({})).await.body).len(), 3);
    models.lost(None, Lost::CommitUnknown);
    assert_eq!(server.patch(&ada, json!({ "title": "Lead" })).await.status, 200);
    assert_eq!(names(&server.search(titled("lead")).await.body), ["Ada Example"]);
    check(&server).await;
}

/// On PostgreSQL a change is heard once more from the outbox, which would mend what was spoilt.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_that_says_something_else_than_the_rows_is_found_out() {
    let server = TestServer::start(Engine::Sqlite).await;
    let ada = server.user("Ada Example").await;
    let id = ada["id"].as_str().unwrap();
    check(&server).await;
    assert_eq!(store::users::check(&server.db, &server.organization).await.unwrap(), [""; 0]);
    store::testing::spoil_user(&server.db, &server.organization, id).await.unwrap();
    let models = &server.shared.models;
    let (compared, drift) =
        models.check(&server.db, &server.organization, Collection::Users).await.unwrap();
    assert_eq!((compared, drift.unwrap().ids), (2, vec![id.to_owned()]));
    let problems = store::users::check(&server.db, &server.organization).await.unwrap();
    assert!(problems.len() == 1 && problems[0].contains(id), "{problems:?}");
    models.lost(None, Lost::Behind);
    check(&server).await;
    assert_eq!(names(&server.search(titled("spoilt")).await.body), ["Ada Example"]);
}

#[both_engines]
async fn a_model_goes_when_nobody_searches_and_with_its_organization(engine: Engine) {
    let server = TestServer::start(engine).await;
    server.search(json!({})).await;
    assert!(server.shared.models.bytes() > 0);
    server.shared.models.drop_unused_for(std::time::Duration::ZERO);
    assert_eq!(server.shared.models.bytes(), 0);
    assert_eq!(names(&server.search(json!({})).await.body).len(), 1);
    let other = server.organization_like(json!({ "name": "Other", "users": 40, "seed": 7 })).await;
    let search =
        server.ask("POST", super::USERS).token(&other.token).json(json!({ "pageSize": 100 }));
    assert!(names(&search.await.body).len() > 30);
    let before = server.shared.models.bytes();
    let path = format!("/organizations/{}", other.organization);
    let gone = server.control("DELETE", &path).await;
    assert!(gone.status < 300, "{}", gone.body);
    assert!(server.shared.models.bytes() < before);
}
