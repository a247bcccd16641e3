//! Lists of users.

use serde_json::json;
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
