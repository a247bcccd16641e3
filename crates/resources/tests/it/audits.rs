//! What was changed, asked for over the API.

mod elsewhere;

use std::time::Duration;

use serde_json::{Value, json};
use test_server::{
    Answer, CLIENT, Engine, TestServer, audits::MADE, both_engines, everywhere, in_division,
};

const PATH: &str = "/api/v2/audits/query/realtime";
/// Holds the moment at which the clock of the tests stands.
const DAY: &str = "2026-01-02T00:00:00.000Z/2026-01-03T00:00:00.000Z";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

async fn ask(server: &TestServer, more: Value) -> Answer {
    let mut body = json!({ "interval": DAY });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    server.ask("POST", PATH).json(body).await
}

async fn found(server: &TestServer, filters: Value) -> Vec<Value> {
    let answer = ask(server, json!({ "filters": filters, "pageSize": 500 })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body["entities"].as_array().unwrap().clone()
}

fn told(messages: &[Value]) -> Vec<String> {
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    messages
        .iter()
        .map(|one| format!("{} {}", text(one, "action"), text(one, "entityType")))
        .collect()
}

#[both_engines]
async fn pages_come_in_one_order_from_either_end(engine: Engine) {
    let server = TestServer::start(engine).await;
    for number in 0..7 {
        server.user(&format!("User {number}")).await;
        server.advance(Duration::from_millis(u64::from(number % 2 == 0)));
    }
    let filters = json!([{ "property": "EntityType", "value": "User" }]);
    let names = |answer: &Answer| -> Vec<String> {
        let entities = answer.body["entities"].as_array().unwrap();
        entities.iter().map(|one| one["entity"]["name"].as_str().unwrap().to_owned()).collect()
    };
    let mut newest = Vec::new();
    for page in 1..=3 {
        let answer =
            ask(&server, json!({ "filters": filters, "pageSize": 3, "pageNumber": page })).await;
        assert_eq!(answer.body["total"], 8, "seven, and the administrator");
        assert_eq!((&answer.body["pageCount"], &answer.body["pageSize"]), (&json!(3), &json!(3)));
        assert_eq!(answer.body["pageNumber"], page);
        newest.extend(names(&answer));
    }
    assert_eq!(newest.pop().as_deref(), Some("Administrator"));
    assert_eq!(newest, (0..7).rev().map(|number| format!("User {number}")).collect::<Vec<_>>());
    let sort = json!([{ "name": "Timestamp", "sortOrder": "ascending" }]);
    let oldest = names(&ask(&server, json!({ "filters": filters, "sort": sort })).await);
    assert_eq!(oldest[1..], newest.iter().rev().cloned().collect::<Vec<_>>());
}

#[both_engines]
async fn a_filter_takes_any_of_its_values_and_all_filters_hold(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let token = server.token_of(id(&ada), 3600).await;
    server.grant(id(&ada), &everywhere(&["directory:user:edit"])).await;
    let path = format!("/api/v2/users/{}", id(&ada));
    let change = server.ask("PATCH", &path).token(&token);
    assert_eq!(change.json(json!({ "version": 1, "title": "Lead" })).await.status, 200);
    assert_eq!(server.ask("DELETE", &path).await.status, 200);
    let one = |property: &str, value: &str| json!({ "property": property, "value": value });
    let of_ada = one("EntityId", id(&ada));
    assert_eq!(
        told(&found(&server, json!([of_ada])).await),
        ["Delete User", "Update User", "Create User"]
    );
    let by_ada = json!([one("UserId", id(&ada))]);
    assert_eq!(told(&found(&server, by_ada).await), ["Update User"]);
    let by_client = json!([of_ada, one("ClientId", CLIENT.0), one("Action", "delete")]);
    assert_eq!(told(&found(&server, by_client).await), ["Delete User"]);
    let either = json!([of_ada, one("Action", "Create"), one("Action", "Update")]);
    assert_eq!(told(&found(&server, either).await), ["Update User", "Create User"]);
    assert_eq!(found(&server, json!([one("TrusteeOrganizationId", "x")])).await, [] as [Value; 0]);
    let services = ask(&server, json!({ "serviceName": "voicemail" })).await;
    assert_eq!(services.body["total"], 0);
    let services = ask(&server, json!({ "serviceName": "Directory", "filters": [of_ada] })).await;
    assert_eq!(services.body["total"], 3);
}

#[both_engines]
async fn the_user_is_named_when_asked_for(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    server.grant(id(&ada), &everywhere(&["directory:user:edit"])).await;
    let token = server.token_of(id(&ada), 3600).await;
    let path = format!("/api/v2/users/{}", id(&ada));
    let body = json!({ "version": 1, "name": "Ada Lovelace" });
    assert_eq!(server.ask("PATCH", &path).token(&token).json(body).await.status, 200);
    let filters = json!([{ "property": "UserId", "value": id(&ada) }]);
    let body = json!({ "interval": DAY, "filters": filters });
    let answer = server.ask("POST", &format!("{PATH}?expand=user")).json(body).await;
    let user = &answer.body["entities"][0]["user"];
    assert_eq!(*user, json!({ "id": id(&ada), "name": "Ada Lovelace", "selfUri": path }));
    assert!(found(&server, filters).await[0]["user"].get("name").is_none());
}

#[both_engines]
async fn what_cannot_be_asked_is_refused_with_what_can(engine: Engine) {
    let server = TestServer::start(engine).await;
    for (more, words) in [
        (
            json!({ "interval": "yesterday" }),
            &["interval", "yesterday", "2026-01-01T00:00:00.000Z/"][..],
        ),
        (
            json!({ "interval": "2026-01-02T00:00:00Z/2026-01-02T00:00:00Z" }),
            &["interval", "start is before"],
        ),
        (
            json!({ "interval": "2026-01-03T00:00:00Z/2026-01-02T00:00:00Z" }),
            &["interval", "start is before"],
        ),
        (
            json!({ "interval": "2026-01-01T00:00:00Z/2026-02-01T00:00:00.001Z" }),
            &["interval", "31 days"],
        ),
        (
            json!({ "serviceName": "Kitchen" }),
            &["serviceName", "Kitchen", "Directory", "Groups", "PeoplePermissions"],
        ),
        (
            json!({ "filters": [{ "property": "EntityType", "value": "Fork" }] }),
            &["filters[0].value", "Fork", "Role"],
        ),
        (
            json!({ "filters": [{ "property": "Action", "value": "Eat" }] }),
            &["filters[0].value", "Eat", "Create", "Delete"],
        ),
        (
            json!({ "filters": [{ "property": "Colour", "value": "red" }] }),
            &["filters[0].property", "Colour", "UserId"],
        ),
        (
            json!({ "sort": [{ "name": "Colour", "sortOrder": "ascending" }] }),
            &["sort[0].name", "Timestamp"],
        ),
        (json!({ "pageSize": 0 }), &["pageSize", "0", "1 to 500"]),
        (json!({ "pageNumber": 0 }), &["pageNumber", "0"]),
        (json!({ "pageSize": 500, "pageNumber": 21 }), &["pageNumber", "21", "10000"]),
    ] {
        ask(&server, more).await.refused(400, "invalid.value").naming(words);
    }
    let whole = json!({ "interval": "2026-01-01T00:00:00Z/2026-02-01T00:00:00Z" });
    assert_eq!(ask(&server, whole).await.status, 200, "31 days are fine");
    server
        .ask("POST", PATH)
        .json(json!({}))
        .await
        .refused(400, "bad.request")
        .naming(&["interval"]);
}

#[both_engines]
async fn the_ends_of_an_interval_are_its_start_and_not_its_end(engine: Engine) {
    let server = TestServer::start(engine).await;
    let total = |interval: &'static str| ask(&server, json!({ "interval": interval }));
    let from = "2026-01-02T03:04:05.678Z/2026-01-02T03:04:05.679Z";
    let until = "2026-01-02T03:04:05.677Z/2026-01-02T03:04:05.678Z";
    assert_eq!(total(from).await.body["total"], MADE.len(), "the organization was made then");
    assert_eq!(total(until).await.body["total"], 0);
    assert_eq!(total(until).await.body["pageCount"], 0);
}

#[both_engines]
async fn nobody_sees_another_organization_or_the_users_of_other_divisions(engine: Engine) {
    let server = TestServer::start(engine).await;
    server.other_organization("Strangers").await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    for (name, division) in [("Nora", &north), ("Saul", &south)] {
        let email = format!("{name}@example.com");
        let body = json!({ "name": name, "email": email, "divisionId": division });
        assert_eq!(server.ask("POST", "/api/v2/users").json(body).await.status, 200);
    }
    let names = |answer: Answer| -> Vec<String> {
        let entities = answer.body["entities"].as_array().unwrap();
        entities.iter().map(|one| one["entity"]["name"].as_str().unwrap().to_owned()).collect()
    };
    let all = names(ask(&server, json!({})).await);
    assert_eq!(all[..2], ["Saul", "Nora"]);
    assert_eq!((all.last().unwrap().as_str(), all.len()), ("Callroster", 2 + MADE.len()));
    let caller = server.caller(&[in_division(&north, &["audits:audit:view"])]).await;
    let body = json!({ "interval": DAY });
    let seen = server.ask("POST", PATH).token(&caller).json(body).await;
    let seen = names(seen);
    assert_eq!(seen[0], "Nora");
    assert!(!seen.iter().any(|name| name == "Saul"), "{seen:?}");
}

#[both_engines]
async fn what_can_be_asked_for_is_listed(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mapping = server.get(&format!("{PATH}/servicemapping")).await.body;
    let services = mapping["services"].as_array().unwrap();
    let names: Vec<_> = services.iter().map(|one| one["name"].as_str().unwrap()).collect();
    for service in ["Directory", "Groups", "PeoplePermissions", "Voicemail"] {
        assert!(names.contains(&service), "{names:?}");
    }
    assert!(names.is_sorted(), "{names:?}");
    for service in services {
        for entity in service["entities"].as_array().unwrap() {
            for action in entity["actions"].as_array().unwrap() {
                let filters = json!([
                    { "property": "EntityType", "value": entity["name"] },
                    { "property": "Action", "value": action },
                ]);
                let more = json!({ "serviceName": service["name"], "filters": filters });
                assert_eq!(ask(&server, more).await.status, 200);
            }
        }
    }
}
