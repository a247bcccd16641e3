//! What is read of users beside their own fields.

use serde_json::{Value, json};
use test_server::{Answer, Engine, TestServer, both_engines};

fn path(user: &Value) -> &str {
    user["selfUri"].as_str().unwrap()
}

/// The values that the API allows for `expand` when a user is read.
async fn expansions(server: &TestServer) -> Vec<String> {
    let document = server.get("/openapi.json").await.body;
    let parameters = &document["paths"]["/api/v2/users/{userId}"]["get"]["parameters"];
    let expand = parameters.as_array().unwrap().iter().find(|one| one["name"] == "expand").unwrap();
    serde_json::from_value(expand["schema"]["items"]["enum"].clone()).unwrap()
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(values) => values.iter().any(has_null),
        Value::Object(fields) => fields.values().any(has_null),
        _ => false,
    }
}

#[both_engines]
async fn every_expansion_may_be_asked_for_at_once_and_nothing_is_null(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let all = expansions(&server).await.join(",");
    let read = server.get(&format!("{}?expand={all}", path(&ada))).await;
    assert_eq!((read.status, &read.body["id"]), (200, &ada["id"]));
    assert!(!has_null(&read.body), "{}", read.body);
    let listed = server.get(&format!("/api/v2/users?expand={all}")).await;
    assert_eq!(listed.status, 200, "{}", listed.body);
    assert!(!has_null(&listed.body), "{}", listed.body);
}

#[both_engines]
async fn expansions_are_repeated_or_joined_by_commas(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    server.patch(&ada, json!({ "profileSkills": ["Chess"], "certifications": ["CCNA"] })).await;
    for query in
        ["expand=profileSkills,certifications", "expand=certifications&expand=profileSkills"]
    {
        let read = server.get(&format!("{}?{query}", path(&ada))).await.body;
        assert_eq!(read["profileSkills"], json!(["Chess"]), "{query}");
        assert_eq!(read["certifications"], json!(["CCNA"]), "{query}");
    }
}

#[both_engines]
async fn users_are_listed_by_name_whatever_its_case_and_then_by_id(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut twins = Vec::new();
    for (number, name) in
        ["x delta", "x Alpha", "x charlie", "X Bravo", "x alpha"].iter().enumerate()
    {
        let body = json!({ "name": name, "email": format!("{number}@example.com") });
        let made = server.ask("POST", "/api/v2/users").json(body).await.body;
        if name.to_lowercase() == "x alpha" {
            twins.push(made["id"].clone());
        }
    }
    twins.sort_by_key(ToString::to_string);
    let listed = async |order: &str| -> Vec<Value> {
        let answer = server.get(&format!("/api/v2/users?sortOrder={order}")).await.body;
        let entities = answer["entities"].as_array().unwrap().clone();
        entities.into_iter().filter(|user| user["email"] != test_server::ADMIN.0).collect()
    };
    let names = |users: &[Value]| -> Vec<String> {
        users.iter().map(|user| user["name"].as_str().unwrap().to_lowercase()).collect()
    };
    let sorted = ["x alpha", "x alpha", "x bravo", "x charlie", "x delta"];
    for order in ["ascending", "ASC", "asc"] {
        let users = listed(order).await;
        assert_eq!(names(&users), sorted, "{order}");
        assert_eq!([&users[0]["id"], &users[1]["id"]], [&twins[0], &twins[1]]);
    }
    for order in ["descending", "DESC", "desc", "Descending"] {
        let mut users = names(&listed(order).await);
        users.reverse();
        assert_eq!(users, sorted, "{order}");
    }
}

#[both_engines]
async fn the_people_around_somebody_are_expanded_and_none_of_them_is_deleted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (boss, ada, bob) = (
        server.user("The Boss").await,
        server.user("Ada Example").await,
        server.user("Bob Example").await,
    );
    for user in [&ada, &bob] {
        server.patch(user, json!({ "manager": boss["id"] })).await;
    }
    for user in [&boss, &ada] {
        server.patch(user, json!({ "profileSkills": ["Chess"] })).await;
    }
    let around = async |user: &Value, what: &str| -> Answer {
        server.get(&format!("{}/{what}?expand=profileSkills", path(user))).await
    };
    let chess = json!(["Chess"]);
    assert_eq!(around(&ada, "superiors").await.body[0]["profileSkills"], chess);
    assert_eq!(around(&boss, "directreports").await.body[0]["profileSkills"], chess);
    let adjacents = around(&ada, "adjacents").await.body;
    assert_eq!(adjacents["superiors"][0]["profileSkills"], chess);
    assert_eq!(adjacents["siblings"][0]["id"], bob["id"]);
    server.ask("DELETE", path(&bob)).await;
    assert_eq!(around(&ada, "adjacents").await.body["siblings"], json!([]));
    assert_eq!(around(&boss, "directreports").await.body.as_array().unwrap().len(), 1);
}

#[both_engines]
async fn another_address_is_the_username_and_leaves_the_old_one_free(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let changed = server.patch(&ada, json!({ "email": "Grace@example.com" })).await.body;
    assert_eq!(
        (&changed["email"], &changed["username"]),
        (&changed["username"], &json!("Grace@example.com"))
    );
    assert_eq!(changed["primaryContactInfo"][0]["address"], "Grace@example.com");
    let another_case = server.patch(&ada, json!({ "email": "GRACE@example.com" })).await.body;
    assert_eq!(another_case["email"], "GRACE@example.com");
    assert_ne!(server.user("Ada Example").await["id"], ada["id"]);
}
