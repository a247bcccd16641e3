//! Deprecated views of users, and the fields that they describe.

use serde_json::{Value, json};

use test_server::{Engine, TestServer, both_engines, in_division};

fn id(user: &Value) -> &str {
    user["id"].as_str().unwrap()
}

#[both_engines]
async fn a_profile_has_the_form_that_was_captured(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = format!("/api/v2/users/{}/profile", id(&ada));
    let profile = server.get(&format!("{path}?fl=*")).await;
    let expected = json!({
        "id": ada["id"], "name": "Ada Example", "state": "active", "version": 1,
        "dateModified": "2026-01-02T03:04:05.678Z", "divisionId": ada["division"]["id"],
        "organizationId": "", "selfUri": path,
        "general": { "name": [{ "_id": ada["id"], "labelKey": "name", "value": "Ada Example" }] },
    });
    assert_eq!((profile.status, &profile.body), (200, &expected));
    server.advance(std::time::Duration::from_mins(1));
    server.patch(&ada, json!({ "name": "Ada Byron" })).await;
    let profile = server.get(&path).await.body;
    assert_eq!((&profile["name"], &profile["version"]), (&json!("Ada Byron"), &json!(2)));
    assert_eq!(profile["dateModified"], "2026-01-02T03:05:05.678Z");
    server.ask("DELETE", &format!("/api/v2/users/{}", id(&ada))).await;
    server.get(&path).await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn what_is_expanded_stands_apart(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let user = format!("/api/v2/users/{}", id(&ada));
    let parts = "presence,routingStatus,outOfOffice,conversationSummary,station,authorization";
    let profile = server.get(&format!("{user}/profile?expand={parts},groups,team")).await.body;
    let expanded = server.get(&format!("{user}?expand={parts}")).await.body;
    let expands = profile["expands"].as_object().unwrap();
    assert_eq!(expands.len(), 6, "{profile}");
    for (name, value) in expands {
        assert_eq!(value, &expanded[name], "{name}");
    }
    let listed = format!("/api/v2/profiles/users?id={}&expand={parts}", id(&ada));
    let listed = server.get(&listed).await.body;
    assert_eq!(
        (&listed["total"], &listed["entities"][0]["expands"]),
        (&json!(1), &profile["expands"])
    );
}

#[both_engines]
async fn profiles_are_listed_like_users(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    let body = json!({ "name": "Ada Example", "email": "ada@example.com", "divisionId": north });
    let ada = server.ask("POST", "/api/v2/users").json(body).await.body;
    let bob = server.user("Bob Example").await;
    server.patch(&bob, json!({ "state": "inactive" })).await;
    let listed = async |query: &str| {
        let page = server.get(&format!("/api/v2/profiles/users{query}")).await;
        let entities = page.body["entities"].as_array().cloned().unwrap_or_default();
        entities.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let users = server.get("/api/v2/users").await.body;
    let users = users["entities"].as_array().unwrap().iter();
    let mut users: Vec<_> = users.map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(listed("").await, users);
    users.reverse();
    assert_eq!(listed("?sortOrder=DESC").await, users);
    assert_eq!(listed(&format!("?id={},{}", id(&ada), id(&bob))).await, ["Ada Example"]);
    let jid = ada["chat"]["jabberId"].as_str().unwrap();
    assert_eq!(listed(&format!("?jid={jid}")).await, ["Ada Example"]);
    let both = server.get(&format!("/api/v2/profiles/users?jid={jid}&id={}", id(&ada))).await;
    both.refused(400, "invalid.value").naming(&["jid"]);
    let many = vec!["x"; 501].join(",");
    let answer = server.get(&format!("/api/v2/profiles/users?id={many}")).await;
    answer.refused(400, "max.user.ids").naming(&["500"]);
    let answer =
        server.get("/api/v2/profiles/users?pageSize=101&integrationPresenceSource=ZoomPhone").await;
    answer.refused(400, "invalid.value").naming(&["pageSize", "100"]);
    let caller = server.caller(&[in_division(&north, &["directory:user:view"])]).await;
    let page = server.get_with("/api/v2/profiles/users", &caller).await.body;
    assert_eq!((&page["total"], &page["entities"][0]["id"]), (&json!(1), &ada["id"]));
}

#[both_engines]
async fn the_fields_of_each_entity_type_are_described(engine: Engine) {
    let server = TestServer::start(engine).await;
    for (entity, sections) in [
        ("person", json!(["general", "contactInfo", "bio", "education", "skills", "hr"])),
        ("group", json!(["general", "contactInfo", "members"])),
        ("org", json!(["general"])),
    ] {
        let path = format!("/api/v2/fieldconfig?type={entity}");
        let config = server.get(&path).await.body;
        assert_eq!((&config["entityType"], &config["selfUri"]), (&json!(entity), &json!(path)));
        assert!(config["version"].is_string() && config["schemaVersion"].is_string());
        let own = config["sections"].as_array().unwrap();
        let keys: Vec<&Value> = own.iter().map(|section| &section["key"]).collect();
        assert_eq!(json!(keys), sections);
        let name = &own[0]["fieldList"][0];
        let facts = [&name["key"], &name["type"], &name["state"], &name["required"]];
        assert_eq!(facts, [&json!("name"), &json!("text"), &json!("active"), &json!(true)]);
    }
    assert_eq!(server.get("/api/v2/fieldconfig?type=PERSON").await.status, 200);
    for query in ["", "?type=", "?type=externalContact"] {
        let answer = server.get(&format!("/api/v2/fieldconfig{query}")).await;
        answer.refused(400, "bad.entity.type").naming(&["person, group, org"]);
    }
}

#[both_engines]
async fn the_callers_own_user_has_the_fields_and_whether_positions_are_taken(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let token = server.token_of(id(&ada), 3600).await;
    let me = "/api/v2/users/me?expand=fieldconfigs,geolocationsettings,outOfOffice,geolocation";
    let me = server.get_with(me, &token).await.body;
    for entity in ["person", "group", "org"] {
        let config = server.get(&format!("/api/v2/fieldconfig?type={entity}")).await.body;
        assert_eq!(me["fieldConfigs"][entity], config);
    }
    let settings = json!({ "id": server.organization, "enabled": true });
    assert_eq!(me["geolocationSettings"], settings);
    assert_eq!((&me["outOfOffice"]["active"], &me["geolocation"]), (&json!(false), &Value::Null));
}
