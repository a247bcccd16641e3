//! Lists of users.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines, everywhere, in_division};

#[both_engines]
async fn pages_are_ordered_by_name_and_linked(engine: Engine) {
    let server = TestServer::start(engine).await;
    for name in ["eve", "Bob", "ada", "Dan", "Cid"] {
        server.user(name).await;
    }
    let page = server.get("/api/v2/users?pageSize=2&pageNumber=2&expand=presence").await.body;
    let names: Vec<_> =
        page["entities"].as_array().unwrap().iter().map(|user| &user["name"]).collect();
    assert_eq!(names, ["Bob", "Cid"], "after ada and the administrator");
    assert_eq!((&page["total"], &page["pageCount"]), (&json!(6), &json!(3)));
    assert_eq!(page["nextUri"], "/api/v2/users?pageSize=2&pageNumber=3&expand=presence");
    assert_eq!(page["previousUri"], "/api/v2/users?pageSize=2&pageNumber=1&expand=presence");
    assert_eq!(page["firstUri"], "/api/v2/users?pageSize=2&pageNumber=1&expand=presence");
    assert_eq!(page["lastUri"], "/api/v2/users?pageSize=2&pageNumber=3&expand=presence");
    let last = server.get(page["lastUri"].as_str().unwrap()).await.body;
    assert!(last.get("nextUri").is_none());
    let past = server.get("/api/v2/users?pageSize=2&pageNumber=9").await;
    assert_eq!((past.status, &past.body["entities"]), (200, &json!([])));
    let down = server.get("/api/v2/users?pageSize=1&sortOrder=DESC").await.body;
    assert_eq!(down["entities"][0]["name"], "eve");
}

#[both_engines]
async fn every_page_together_is_every_user_once(engine: Engine) {
    let server = TestServer::start(engine).await;
    for number in 0..7 {
        server.user(&format!("User {number}")).await;
    }
    let client = server.sdk();
    let mut users = client.list::<api::User>(api::GetUsers::new().page_size(3_u32));
    let mut ids = std::collections::HashSet::new();
    while let Some(user) = users.try_next().await.unwrap() {
        assert!(ids.insert(user.id), "each once");
    }
    assert_eq!(ids.len(), 8);
}

#[both_engines]
async fn a_listing_shows_the_divisions_in_which_users_may_be_viewed(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    let body = json!({ "name": "Nora North", "email": "nora@example.com", "divisionId": north });
    server.ask("POST", "/api/v2/users").json(body).await;
    let viewer = server.caller(&[in_division(&north, &["directory:user:view"])]).await;
    let seen = server.get_with("/api/v2/users", &viewer).await.body;
    assert_eq!((&seen["total"], &seen["entities"][0]["name"]), (&json!(1), &json!("Nora North")));
    let nobody = server.caller(&[]).await;
    let seen = server.get_with("/api/v2/users", &nobody).await.body;
    assert_eq!(seen["total"], 4, "the operation itself needs no permission");
    let everybody = server.caller(&[everywhere(&["directory:user:view"])]).await;
    let seen = server.get_with("/api/v2/users", &everybody).await.body;
    assert_eq!(seen["total"], 5);
}

#[both_engines]
async fn limits_of_a_listing_are_named(engine: Engine) {
    let server = TestServer::start(engine).await;
    for (query, code, words) in [
        ("pageSize=0", "invalid.value", &["pageSize", "0", "1 to 500"][..]),
        ("pageSize=many", "invalid.value", &["pageSize", "many"]),
        ("state=asleep", "invalid.value", &["state", "asleep", "active, inactive, deleted, any"]),
        ("state=inactive&pageSize=500&pageNumber=21", "invalid.value", &["pageNumber", "10000"]),
        ("id=a&jabberId=b", "invalid.value", &["jabberId"]),
    ] {
        server.get(&format!("/api/v2/users?{query}")).await.refused(400, code).naming(words);
    }
    let ids = vec!["0f0f0f0f-0000-4000-8000-000000000000"; 501].join(",");
    let answer = server.get(&format!("/api/v2/users?id={ids}")).await;
    answer.refused(400, "max.user.ids").naming(&["500"]);
    assert_eq!(
        server.get("/api/v2/users?state=active&pageSize=500&pageNumber=21").await.status,
        200
    );
    assert_eq!(server.get("/api/v2/users?pageSize=500&pageNumber=2147483647").await.status, 200);
    let answer = server.get("/api/v2/users?pageNumber=2147483648").await;
    answer.refused(400, "invalid.value").naming(&["pageNumber"]);
}

#[both_engines]
async fn ids_select_and_unknown_ones_are_passed_over(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada").await, server.user("Bob").await);
    let (one, two) = (ada["id"].as_str().unwrap(), bob["id"].as_str().unwrap());
    for query in [format!("id={one}&id={two}&id=nobody"), format!("id={one},{two},nobody")] {
        let found = server.get(&format!("/api/v2/users?{query}")).await.body;
        assert_eq!(found["total"], 2);
        assert_eq!(found["entities"].as_array().unwrap().len(), 2);
    }
    let jabber = ada["chat"]["jabberId"].as_str().unwrap();
    let found = server.get(&format!("/api/v2/users?jabberId={jabber}")).await.body;
    assert_eq!(found["entities"][0]["id"], one);
}

#[both_engines]
async fn users_are_walked_through_with_a_cursor(engine: Engine) {
    let server = TestServer::start(engine).await;
    for name in ["delta D", "Alpha A", "charlie C", "Bravo B"] {
        server.user(name).await;
    }
    let names = |part: &Value| {
        let all = part["entities"].as_array().unwrap();
        all.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let mut path = "/api/v2/users/query?pageSize=2&expand=groups".to_owned();
    let (mut walked, mut parts) = (Vec::new(), 0);
    loop {
        let part = server.get(&path).await.body;
        let found = names(&part);
        assert_eq!(
            (&part["results"], &part["entities"][0]["groups"]),
            (&json!(found.len()), &json!([]))
        );
        walked.extend(found);
        parts += 1;
        // Somebody new before the cursor changes nothing of what comes.
        server.user(&format!("Aa {parts}")).await;
        match (part["cursor"].as_str(), part["nextUri"].as_str()) {
            (Some(cursor), Some(next)) => {
                assert!(next.contains(&format!("cursor={cursor}")), "{next}");
                next.clone_into(&mut path);
            }
            (None, None) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((walked.len(), parts), (5, 3), "{walked:?}");
    let mut sorted = walked.clone();
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_eq!(walked, sorted);
    let down = server.get("/api/v2/users/query?sortOrder=DESC&pageSize=1&state=any").await.body;
    assert_eq!(names(&down), ["delta D"]);
    let next = server.get(down["nextUri"].as_str().unwrap()).await.body;
    assert_eq!(names(&next), ["charlie C"]);
    let bad = server.get("/api/v2/users/query?cursor=x").await;
    bad.refused(400, "invalid.value").naming(&["cursor"]);
}

#[both_engines]
async fn a_walk_through_any_state_has_one_order(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada A").await, server.user("Bob B").await);
    server.user("Cid C").await;
    server.patch(&bob, json!({ "state": "inactive" })).await;
    server.ask("DELETE", ada["selfUri"].as_str().unwrap()).await;
    let mut path = "/api/v2/users/query?pageSize=1&state=any".to_owned();
    let mut states = Vec::new();
    loop {
        let part = server.get(&path).await.body;
        states.push(part["entities"][0]["state"].as_str().unwrap().to_owned());
        let Some(next) = part["nextUri"].as_str() else { break };
        next.clone_into(&mut path);
    }
    assert_eq!(
        states,
        ["deleted", "active", "inactive", "active"],
        "Ada, the administrator, Bob, Cid"
    );
}
