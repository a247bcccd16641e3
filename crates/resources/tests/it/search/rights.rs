//! A search shows what the caller may see.

use serde_json::{Value, json};

use super::{Searches as _, USERS, names};
use test_server::{Engine, TestServer, both_engines, everywhere, in_division};

#[both_engines]
async fn users_of_other_divisions_and_organizations_are_not_found(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server
        .ask("POST", "/api/v2/authorization/divisions")
        .json(json!({ "name": "North" }))
        .await;
    let north = north.body["id"].as_str().unwrap().to_owned();
    server.user("Person South").await;
    let body = json!({ "name": "Person North", "email": "north@example.com", "divisionId": north });
    let made = server.ask("POST", "/api/v2/users").json(body).await.body;
    let caller = server.caller(&[in_division(&north, &["directory:user:view"])]).await;
    let search = |token: String, body: Value| {
        let server = &server;
        async move { server.ask("POST", USERS).token(&token).json(body).await }
    };
    let query = json!([{ "type": "TERM", "fields": ["name"], "value": "person" }]);
    for enforce in [json!(true), json!(false), Value::Null] {
        let body = json!({ "query": query, "enforcePermissions": enforce });
        assert_eq!(names(&search(caller.clone(), body).await.body), ["Person North"]);
    }
    let everybody = json!({ "query": [{ "type": "EXACT", "fields": ["divisionId"], "values": ["North", "Home"] }] });
    assert_eq!(names(&search(caller.clone(), everybody).await.body), ["Person North"]);
    // Who leaves the division is not found any more.
    let home = server.get("/api/v2/authorization/divisions/home").await.body;
    let moved = server
        .ask(
            "POST",
            &format!(
                "/api/v2/authorization/divisions/{}/objects/USER",
                home["id"].as_str().unwrap()
            ),
        )
        .json(json!([made["id"]]))
        .await;
    assert!(moved.status < 300, "{}", moved.body);
    assert!(names(&search(caller, json!({ "query": query })).await.body).is_empty());
    let elsewhere = server.other_organization("Elsewhere").await;
    assert!(names(&search(elsewhere.token, json!({ "query": query })).await.body).is_empty());
    let nobody = server.caller(&[everywhere(&["directory:user:add"])]).await;
    search(nobody, json!({})).await.refused(403, "missing.any.permissions");
}

#[both_engines]
async fn members_of_a_group_are_found_by_who_sees_the_group(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let ids = [&ada, &bob].map(|user| user["id"].as_str().unwrap());
    let group = |name: &str, visibility: &str| json!({ "name": name, "type": "official", "visibility": visibility, "rulesVisible": true });
    let mut groups = Vec::new();
    for (name, visibility, member) in [("Open", "public", ids[0]), ("Layoffs", "owners", ids[1])] {
        let made = server.ask("POST", "/api/v2/groups").json(group(name, visibility)).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let id = made.body["id"].as_str().unwrap().to_owned();
        let members = json!({ "memberIds": [member], "version": made.body["version"] });
        let added = server.ask("POST", &format!("/api/v2/groups/{id}/members")).json(members).await;
        assert_eq!(added.status, 202, "{}", added.body);
        groups.push(id);
    }
    let in_group = |value: &str| json!({ "query": [{ "type": "EXACT", "fields": ["groups"], "value": value }] });
    assert_eq!(names(&server.search(in_group(&groups[0])).await.body), ["Ada Example"]);
    assert_eq!(names(&server.search(in_group("layoffs")).await.body), ["Bob Example"]);
    let caller = server.caller(&[everywhere(&["directory:user:view"])]).await;
    let search = |value: String| {
        let (server, caller) = (&server, &caller);
        async move {
            let body = in_group(&value);
            names(&server.ask("POST", USERS).token(caller).json(body).await.body)
        }
    };
    assert_eq!(search("Open".to_owned()).await, ["Ada Example"]);
    assert!(
        search(groups[1].clone()).await.is_empty() && search("Layoffs".to_owned()).await.is_empty()
    );
    // A new name is found at once, and nobody belongs to a group that is gone.
    let path = format!("/api/v2/groups/{}", groups[0]);
    let group = server.get(&path).await.body;
    let renamed = json!({ "name": "Outside", "version": group["version"] });
    assert_eq!(server.ask("PUT", &path).json(renamed).await.status, 200);
    assert_eq!(names(&server.search(in_group("outside")).await.body), ["Ada Example"]);
    assert!(names(&server.search(in_group("open")).await.body).is_empty());
    assert!(server.ask("DELETE", &path).await.status < 300);
    for gone in ["outside", &groups[0]] {
        assert!(names(&server.search(in_group(gone)).await.body).is_empty());
    }
    let has_group = json!({ "query": [{ "type": "REQUIRED_FIELDS", "fields": ["groups"] }] });
    assert_eq!(names(&server.search(has_group).await.body), ["Bob Example"]);
}
