//! Users are found by their custom attributes.

use serde_json::{Value, json};

use super::{Searches as _, upkeep::check};
use test_server::{Engine, TestServer, both_engines};

const SCHEMAS: &str = "/api/v2/users/customattributes/schemas";

/// A schema with attributes of these core types; its id.
async fn schema(server: &TestServer, name: &str, attributes: &[(&str, &str)]) -> String {
    let property = |core: &str| json!({ "allOf": [{ "$ref": format!("#/definitions/{core}") }] });
    let properties: serde_json::Map<String, Value> =
        attributes.iter().map(|(name, core)| ((*name).to_owned(), property(core))).collect();
    let body = json!({ "name": name, "jsonSchema": { "properties": properties } });
    let made = server.ask("POST", SCHEMAS).json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body["id"].as_str().unwrap().to_owned()
}

async fn set(server: &TestServer, user: &str, schema: &str, attributes: Value) {
    let path = format!("/api/v2/users/{user}/customattributes");
    let body = json!({ "schemaId": schema, "attributes": attributes });
    let answer = server.ask("PUT", &path).json(body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

fn one(kind: &str, field: &str, value: &str) -> Value {
    json!({ "type": kind, "fields": [field], "value": value })
}

#[both_engines]
async fn users_are_found_by_custom_attributes_of_every_core_type(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user_id("Ada Example").await, server.user_id("Bob Example").await);
    let payroll = schema(
        &server,
        "Payroll",
        &[
            ("cost centre", "text"),
            ("seats", "integer"),
            ("rate", "number"),
            ("since", "date"),
            ("checked", "datetime"),
            ("remote", "checkbox"),
            ("tags", "tag"),
        ],
    )
    .await;
    let guests = schema(&server, "Guests", &[("seats", "integer"), ("host", "text")]).await;
    let of_ada = json!({
        "cost centre": "Zoë's team 7", "seats": 12, "rate": -2.5, "since": "2024-02-29",
        "checked": "2026-01-02T03:04:05+01:00", "remote": true, "tags": ["Night shift", "VIP"],
    });
    set(&server, &ada, &payroll, of_ada).await;
    set(&server, &bob, &payroll, json!({ "seats": 9, "rate": 10, "remote": false })).await;
    set(&server, &bob, &guests, json!({ "seats": 40, "host": "Zoë" })).await;
    let of_payroll = format!("customAttributes.{payroll}.seats");
    for (kind, field, value, found) in [
        ("EXACT", "customAttributes.cost centre", "zoe's team 7", &["Ada Example"][..]),
        ("TERM", "customattributes.COST CENTRE", "team", &["Ada Example"]),
        ("STARTS_WITH", "customAttributes.tags", "ni", &["Ada Example"]),
        ("EXACT", "customAttributes.tags", "vip", &["Ada Example"]),
        ("REGEX", "customAttributes.tags", "night.*", &["Ada Example"]),
        ("EXACT", "customAttributes.seats", "12.0", &["Ada Example"]),
        ("GREATER_THAN", "customAttributes.seats", "10", &["Ada Example", "Bob Example"]),
        ("GREATER_THAN", &*of_payroll, "10", &["Ada Example"]),
        ("LESS_THAN", "customAttributes.rate", "9.5", &["Ada Example"]),
        ("LESS_THAN_EQUAL_TO", "customAttributes.rate", "10", &["Ada Example", "Bob Example"]),
        ("EXACT", "customAttributes.since", "2024-02-29", &["Ada Example"]),
        ("LESS_THAN", "customAttributes.since", "2024-03", &["Ada Example"]),
        ("EXACT", "customAttributes.checked", "2026-01-02T02:04:05Z", &["Ada Example"]),
        ("EXACT", "customAttributes.remote", "false", &["Bob Example"]),
        ("CONTAINS", "customAttributes", "zoe", &["Bob Example", "Ada Example"]),
        ("QUERY_STRING", "name", "customAttributes.seats:[30 TO *]", &["Bob Example"]),
        ("QUERY_STRING", "customAttributes", "shift", &["Ada Example"]),
    ] {
        let mut found = found.to_vec();
        let mut names = server.found(one(kind, field, value)).await;
        if !["CONTAINS"].contains(&kind) {
            found.sort_unstable();
            names.sort_unstable();
        }
        assert_eq!(names, found, "{kind} {field} {value}");
    }
    let has = json!({ "type": "REQUIRED_FIELDS", "fields": ["customAttributes.host"] });
    assert_eq!(server.found(has).await, ["Bob Example"]);
    check(&server).await;
}

#[both_engines]
async fn attributes_are_searched_as_they_are_now(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let badge = schema(&server, "Badge", &[("colour", "text"), ("number", "integer")]).await;
    let red = one("EXACT", "customAttributes.colour", "red");
    assert!(server.found(red.clone()).await.is_empty());
    set(&server, &ada, &badge, json!({ "colour": "red", "number": 7 })).await;
    assert_eq!(server.found(red.clone()).await, ["Ada Example"]);
    set(&server, &ada, &badge, json!({ "colour": "blue" })).await;
    assert!(server.found(red.clone()).await.is_empty());
    let number = json!({ "type": "REQUIRED_FIELDS", "fields": ["customAttributes.number"] });
    assert!(server.found(number).await.is_empty());
    check(&server).await;
    // With a schema goes what users have of it.
    let gone = server
        .ask("DELETE", &format!("{SCHEMAS}/{badge}"))
        .header("Callroster-Force", "true")
        .await;
    assert_eq!(gone.status, 204, "{}", gone.body);
    let any = json!({ "type": "REQUIRED_FIELDS", "fields": ["customAttributes"] });
    assert!(server.found(any).await.is_empty());
    check(&server).await;
}

#[both_engines]
async fn an_unknown_attribute_is_refused_with_those_that_there_are(engine: Engine) {
    let server = TestServer::start(engine).await;
    let search = async |criterion: Value| server.search(json!({ "query": [criterion] })).await;
    let unknown = one("EXACT", "customAttributes.colour", "red");
    let refused = search(unknown.clone()).await;
    assert_eq!(refused.status, 400, "{}", refused.body);
    refused.naming(&["query[0].fields[0]", "customAttributes.colour", "there are none"]);
    schema(&server, "Badge", &[("number", "integer"), ("since", "date")]).await;
    for (criterion, named) in [
        (unknown, &["customAttributes.colour", "customAttributes.number"][..]),
        (one("EXACT", "customAttributes.number", "seven"), &["query[0].value", "a number"]),
        (one("CONTAINS", "customAttributes.number", "7"), &["query[0].type", "RANGE"]),
        (one("LESS_THAN", "customAttributes.since", "soon"), &["query[0].value", "ISO-8601"]),
        (one("QUERY_STRING", "name", "customAttributes.size:7"), &["position 1", "number"]),
    ] {
        let refused = search(criterion.clone()).await;
        assert_eq!(refused.status, 400, "{criterion}: {}", refused.body);
        refused.naming(named);
    }
    let sorted = server.search(json!({ "sortBy": "customAttributes" })).await;
    assert_eq!(sorted.status, 400);
    sorted.naming(&["sortBy", "customAttributes"]);
}
