//! Keys by which other systems know a user.

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines};

fn path(user: &Value) -> String {
    format!("/api/v2/users/{}/externalid", user["id"].as_str().unwrap())
}

async fn add(server: &TestServer, user: &Value, authority: &str, key: &str) -> Answer {
    let body = json!({ "authorityName": authority, "externalKey": key });
    server.ask("POST", &path(user)).json(body).await
}

async fn version(server: &TestServer, user: &Value) -> i64 {
    server.get(user["selfUri"].as_str().unwrap()).await.body["version"].as_i64().unwrap()
}

#[both_engines]
async fn a_user_is_found_by_the_key_that_an_authority_gave(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    add(&server, &ada, "Payroll", "4711").await;
    let all = add(&server, &ada, "Badge office / North", "a b").await;
    let uri = |name: &str| format!("{}/{name}", path(&ada));
    let expected = json!([
        { "authorityName": "Badge office / North", "externalKey": "a b",
          "selfUri": uri("Badge%20office%20%2F%20North") },
        { "authorityName": "Payroll", "externalKey": "4711", "selfUri": uri("Payroll") },
    ]);
    assert_eq!((all.status, &all.body), (200, &expected));
    assert_eq!(server.get(&path(&ada)).await.body, expected);
    for one in expected.as_array().unwrap() {
        assert_eq!(&server.get(one["selfUri"].as_str().unwrap()).await.body, one);
    }
    let by_key = "/api/v2/users/externalid/Payroll/4711?expand=profileSkills";
    let found = server.get(by_key).await.body;
    assert_eq!((&found["id"], &found["profileSkills"]), (&ada["id"], &json!([])));
    assert_eq!(version(&server, &ada).await, 3, "each one raises the version of the user");
}

#[both_engines]
async fn authorities_and_keys_are_told_apart_by_case(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    for (authority, key) in [("hr", "a1"), ("HR", "A1"), ("Hr", "a1")] {
        assert_eq!(add(&server, &ada, authority, key).await.status, 200, "{authority} {key}");
    }
    for path in ["/api/v2/users/externalid/hr/A1", &format!("{}/hR", path(&ada))] {
        server.get(path).await.refused(404, "general.resource.not.found");
    }
}

#[both_engines]
async fn a_key_belongs_to_one_user_and_a_user_has_one_of_each_authority(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    add(&server, &ada, "Payroll", "4711").await;
    for (user, key) in [(&bob, "4711"), (&ada, "4711"), (&ada, "4712")] {
        let answer = add(&server, user, "Payroll", key).await;
        answer.refused(409, "general.conflict").naming(&["Payroll", key]);
    }
    assert_eq!(add(&server, &bob, "Badges", "4711").await.status, 200);
    assert_eq!(version(&server, &ada).await, 2);
}

#[both_engines]
async fn a_key_that_was_removed_is_free_and_so_are_those_of_a_deleted_user(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    add(&server, &ada, "Payroll", "4711").await;
    let one = format!("{}/Payroll/4711", path(&ada));
    let other = format!("{}/Payroll/4711", path(&bob));
    server.ask("DELETE", &other).await.refused(404, "general.resource.not.found");
    assert_eq!(server.ask("DELETE", &one).await.status, 204);
    server.ask("DELETE", &one).await.refused(404, "general.resource.not.found").naming(&["4711"]);
    assert_eq!(version(&server, &ada).await, 3);
    assert_eq!(add(&server, &bob, "Payroll", "4711").await.status, 200);
    server.ask("DELETE", bob["selfUri"].as_str().unwrap()).await;
    let found = server.get("/api/v2/users/externalid/Payroll/4711").await;
    found.refused(404, "general.resource.not.found").naming(&["4711"]);
    assert_eq!(add(&server, &ada, "Payroll", "4711").await.status, 200);
    server.patch(&bob, json!({ "state": "active" })).await;
    assert_eq!(server.get(&path(&bob)).await.body, json!([]));
}

#[both_engines]
async fn the_audit_tells_which_key_came_and_which_went(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    add(&server, &ada, "Payroll", "4711").await;
    server.ask("DELETE", ada["selfUri"].as_str().unwrap()).await;
    let told = server.audit_messages(ada["id"].as_str().unwrap()).await;
    let values = |message: &Value, side: &str| -> Value {
        let properties = message["propertyChanges"].as_array().unwrap().clone();
        let one = properties.into_iter().find(|one| one["property"] == "externalIds").unwrap();
        one[side].clone()
    };
    assert_eq!(values(&told[1], "newValues"), json!(["Payroll: 4711"]));
    assert_eq!(values(&told[2], "oldValues"), json!(["Payroll: 4711"]));
}

#[both_engines]
async fn a_user_has_at_most_a_hundred_keys_and_none_is_blank_or_too_long(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    for (authority, key, field) in [
        ("", "1", "authorityName"),
        ("Payroll", " ", "externalKey"),
        ("Payroll", "", "externalKey"),
    ] {
        add(&server, &ada, authority, key).await.refused(400, "bad.request").naming(&[field]);
    }
    let long = "ö".repeat(255);
    assert_eq!(add(&server, &ada, &long, &long).await.status, 200);
    let answer = add(&server, &ada, "Payroll", &format!("{long}ö")).await;
    answer.refused(400, "invalid.value").naming(&["externalKey", "255"]);
    for number in 1..100 {
        assert_eq!(add(&server, &ada, &format!("System {number}"), "1").await.status, 200);
    }
    let answer = add(&server, &ada, "One too many", "1").await;
    answer.refused(409, "general.conflict").naming(&["100"]);
    assert_eq!(server.get(&path(&ada)).await.body.as_array().unwrap().len(), 100);
}
