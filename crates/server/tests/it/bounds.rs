//! How much of an entity is kept, and how much of many is answered.

use futures_util::future::join_all;
use serde_json::{Value, json};
use store::{Divisions, Part, users::UserFilter};
use test_server::{Answer, CLIENT, Engine, TestServer, both_engines};

/// The largest document that is kept of an entity.
const LARGEST: usize = 64 * 1024;

/// Texts of a thousand bytes.
fn texts(many: usize) -> Vec<String> {
    (0..many).map(|number| format!("{number:0>1000}")).collect()
}

#[both_engines]
async fn a_list_in_a_body_is_as_long_as_the_contract_says(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let numbers = |many: usize| (0..many).map(|number| number.to_string()).collect::<Vec<_>>();
    for field in ["certifications", "profileSkills"] {
        let refused = server.patch(&ada, json!({ field: numbers(101) })).await;
        refused.refused(400, "invalid.value").naming(&[field, "at most 100 items"]);
        assert_eq!(server.patch(&ada, json!({ field: numbers(100) })).await.status, 200);
    }
    let hobbies = json!({ "biography": { "hobbies": numbers(101) } });
    let refused = server.patch(&ada, hobbies).await;
    refused.refused(400, "invalid.value").naming(&["biography.hobbies", "at most 100 items"]);
}

/// Asserts that an entity was refused for its size.
#[track_caller]
fn too_large(answer: &Answer, entity: &str, field: &str, most: usize) {
    let most = format!("at most {most} bytes");
    answer.refused(400, "invalid.value").naming(&[entity, field, &most]);
    assert_eq!(answer.body["details"][0]["fieldName"], field, "{}", answer.body);
}

#[both_engines]
async fn an_entity_is_kept_in_64_kib(engine: Engine) {
    let server = TestServer::start(engine).await;
    let user = server.user("Ada Example").await;
    let path = format!("/api/v2/users/{}", user["id"].as_str().unwrap());
    let before = server.get(&format!("{path}?expand=biography,certifications")).await.body;
    for (field, value) in
        [("certifications", json!(texts(66))), ("biography", json!({ "interests": texts(66) }))]
    {
        too_large(&server.patch(&user, json!({ field: value })).await, "user", field, LARGEST);
    }
    let after = server.get(&format!("{path}?expand=biography,certifications")).await.body;
    assert_eq!(after, before, "what is refused changes nothing");
    assert_eq!(server.patch(&user, json!({ "certifications": texts(60) })).await.status, 200);

    let images = texts(20).into_iter().map(|text| text.repeat(4));
    let images: Vec<Value> = images.map(|text| json!({ "imageUri": text })).collect();
    let group = json!({
        "name": "Night shift", "type": "official", "visibility": "public", "rulesVisible": true,
        "images": images,
    });
    let refused = server.ask("POST", "/api/v2/groups").json(group).await;
    too_large(&refused, "group", "images", LARGEST);

    let uris: Vec<String> =
        texts(66).iter().map(|text| format!("https://app.example/{text}")).collect();
    let client =
        json!({ "name": "Wall", "authorizedGrantType": "CODE", "registeredRedirectUri": uris });
    let refused = server.ask("POST", "/api/v2/oauth/clients").json(client).await;
    too_large(&refused, "OAuth client", "registeredRedirectUri", LARGEST);

    // A role may name every permission that there is.
    let admin = server.get(&format!("/api/v2/oauth/clients/{}", CLIENT.0)).await.body;
    let admin = admin["roleDivisions"][0]["roleId"].as_str().unwrap().to_owned();
    let admin = server.get(&format!("/api/v2/authorization/roles/{admin}")).await;
    assert_eq!(admin.status, 200, "{}", admin.body);
    let policy = json!({
        "domain": "directory", "entityName": "user", "actionSet": ["view"],
        "namedResources": texts(100),
    });
    let role =
        |policies: usize| json!({ "name": "Big", "permissionPolicies": vec![&policy; policies] });
    let refused = server.ask("POST", "/api/v2/authorization/roles").json(role(3)).await;
    too_large(&refused, "role", "permissionPolicies", 4 * LARGEST);
    assert_eq!(server.ask("POST", "/api/v2/authorization/roles").json(role(2)).await.status, 200);
}

#[both_engines]
async fn an_answer_has_4_mib_at_most(engine: Engine) {
    let server = TestServer::start(engine).await;
    let fill = async |number: usize| {
        let user = server.user(&format!("User {number}")).await;
        // Both are stored in one document.
        let body = json!({ "certifications": texts(30), "biography": { "interests": texts(30) } });
        let filled = server.patch(&user, body).await;
        assert_eq!(filled.status, 200, "{}", filled.body);
    };
    for round in 0..10 {
        join_all((0..15).map(|number| fill(round * 15 + number))).await;
    }
    let page = async |query: &str| server.get(&format!("/api/v2/users?{query}")).await;
    let expanded = "expand=certifications,biography";
    for query in [format!("pageSize=100&{expanded}"), format!("pageSize=75&{expanded}")] {
        let refused = page(&query).await;
        refused.refused(400, "response.entity.too.large").naming(&["4194304", "pageSize"]);
    }
    for query in [format!("pageSize=25&{expanded}"), "pageSize=100".to_owned()] {
        assert_eq!(page(&query).await.status, 200, "{query}");
    }
    // Not even the server reads more than it could answer.
    let mut tx = server.db.snapshot().await.unwrap();
    tx.enter(&server.organization);
    let filter = UserFilter { states: vec![api::State::Active], ..UserFilter::default() };
    let part = Part { offset: 0, limit: 500, descending: false };
    let read = store::users::list(&mut tx, &Divisions::all(), &filter, part).await;
    assert_eq!(read.map(|users| users.len()), Err(store::Error::LargeRead));
    let users = store::users::count(&mut tx, &Divisions::all(), &filter).await.unwrap();
    assert_eq!(users, 151, "the connection can be used again");
    drop(tx);
    page("pageSize=500").await.refused(400, "response.entity.too.large");
}
