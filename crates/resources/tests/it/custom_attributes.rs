//! Custom attributes of users, and the schemas that say which there are.

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines, everywhere, in_division};

const SCHEMAS: &str = "/api/v2/users/customattributes/schemas";

fn of(core: &str, more: &Value) -> Value {
    let mut property = json!({ "allOf": [{ "$ref": format!("#/definitions/{core}") }] });
    property.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    property
}

fn document() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-04/schema#", "title": "Badge", "type": "object",
        "description": "What is on the badge", "required": ["number"],
        "properties": {
            "number": of("integer", &json!({ "minimum": 1, "maximum": 99 })),
            "colour": of("enum", &json!({ "enum": ["red", "blue"], "title": "Colour" })),
            "since": of("date", &json!({})),
            "labels": of("tag", &json!({ "maxItems": 2 })),
        },
    })
}

async fn schema(server: &TestServer, body: Value) -> Value {
    let made = server.ask("POST", SCHEMAS).json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

fn path(schema: &Value) -> String {
    format!("{SCHEMAS}/{}", schema["id"].as_str().unwrap())
}

fn of_user(user: &Value) -> String {
    format!("{}/customattributes", user["selfUri"].as_str().unwrap())
}

async fn set(
    server: &TestServer,
    method: &str,
    user: &Value,
    (schema, attributes): (&Value, Value),
) -> Answer {
    let body = json!({ "schemaId": schema["id"], "attributes": attributes });
    server.ask(method, &of_user(user)).json(body).await
}

#[both_engines]
async fn a_schema_keeps_its_document_and_every_version(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = schema(&server, json!({ "jsonSchema": document() })).await;
    let expected = json!({
        "id": made["id"], "name": "Badge", "version": 1, "enabled": true,
        "appliesTo": ["USER_CUSTOM_ATTRIBUTES"], "dateCreated": "2026-01-02T03:04:05.678Z",
        "jsonSchema": document(), "selfUri": path(&made),
    });
    assert_eq!(made, expected, "a client makes it, so nobody is named");
    let taken = server
        .ask("POST", SCHEMAS)
        .json(json!({ "name": "BADGE", "jsonSchema": document() }))
        .await;
    taken.refused(409, "general.conflict").naming(&["BADGE"]);
    let mut next = document();
    next["properties"]["room"] = of("text", &json!({}));
    let put = |body| server.ask("PUT", &path(&made)).json(body);
    let stale = put(json!({ "version": 2, "jsonSchema": next })).await;
    stale.refused(409, "general.conflict").naming(&["does not match the current version"]);
    put(json!({ "jsonSchema": next })).await.refused(400, "bad.request").naming(&["version"]);
    let second = put(json!({ "version": 1, "name": "Badge", "jsonSchema": next })).await.body;
    assert_eq!((&second["version"], &second["jsonSchema"]), (&json!(2), &next));
    let versions = server.get(&format!("{}/versions", path(&made))).await.body;
    assert_eq!(
        (&versions["entities"], &versions["total"]),
        (&json!([expected, second]), &json!(2))
    );
    assert_eq!(server.get(&format!("{}/versions/1", path(&made))).await.body, expected);
    for version in ["3", "x"] {
        let answer = server.get(&format!("{}/versions/{version}", path(&made))).await;
        answer.refused(404, "general.resource.not.found").naming(&[version]);
    }
    assert_eq!(server.get(&path(&made)).await.body, second);
    let listed = server.get(SCHEMAS).await.body;
    assert_eq!((&listed["entities"], &listed["total"]), (&json!([second]), &json!(1)));
    next["properties"]["colour"] = of("text", &json!({}));
    let other = put(json!({ "version": 2, "jsonSchema": next })).await;
    other.refused(400, "invalid.value").naming(&["colour.allOf", "text", "enum"]);
}

#[both_engines]
async fn a_schema_that_makes_no_sense_is_refused_by_its_field(engine: Engine) {
    let server = TestServer::start(engine).await;
    let many: serde_json::Map<String, Value> =
        (0..51).map(|number| (format!("a{number}"), of("text", &json!({})))).collect();
    for (document, named) in [
        (json!({ "title": "Badge" }), "jsonSchema.properties"),
        (json!({ "title": "Badge", "properties": {} }), "jsonSchema.properties"),
        (json!({ "title": "Badge", "properties": many }), "at most 50"),
        (json!({ "title": "Badge", "properties": { "a": {} } }), "jsonSchema.properties.a.allOf"),
        (json!({ "title": "Badge", "properties": { "a": 5 } }), "jsonSchema.properties.a"),
        (json!({ "title": "Badge", "properties": { "a/b": of("text", &json!({})) } }), "a/b"),
        (json!({ "properties": { "a": of("text", &json!({})) } }), "name"),
        (
            json!({ "title": "Badge", "required": ["b"], "properties": { "a": of("text", &json!({})) } }),
            "jsonSchema.required[0]",
        ),
    ] {
        let answer = server.ask("POST", SCHEMAS).json(json!({ "jsonSchema": document })).await;
        assert_eq!(answer.status, 400, "{document}: {}", answer.body);
        answer.naming(&[named]);
    }
}

#[both_engines]
async fn core_types_and_limits_say_what_a_schema_may_hold(engine: Engine) {
    let server = TestServer::start(engine).await;
    let types = server.get(&format!("{SCHEMAS}/coretypes")).await.body;
    let names: Vec<&str> = types["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    let expected = [
        "text",
        "longtext",
        "url",
        "identifier",
        "enum",
        "date",
        "datetime",
        "integer",
        "number",
        "checkbox",
        "tag",
    ];
    assert_eq!((names.as_slice(), &types["total"]), (expected.as_slice(), &json!(11)));
    let tag = server.get(&format!("{SCHEMAS}/coretypes/tag")).await.body;
    assert_eq!(tag["validationFields"], json!(["minItems", "maxItems"]));
    assert_eq!(tag["itemValidationLimits"]["maxLength"], json!({ "min": 1, "max": 100 }));
    let unknown = server.get(&format!("{SCHEMAS}/coretypes/shoe")).await;
    unknown.refused(404, "general.resource.not.found").naming(&["shoe"]);
    let limits = server.get(&format!("{SCHEMAS}/limits")).await.body;
    assert_eq!(limits["maxNumberOfFieldsPerSchema"], 50);
}

#[both_engines]
async fn values_are_amended_replaced_and_removed(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada A").await;
    let badge = schema(&server, json!({ "jsonSchema": document() })).await;
    let one = format!("{}/{}", of_user(&ada), badge["id"].as_str().unwrap());
    server.get(&one).await.refused(404, "general.resource.not.found");
    let made =
        set(&server, "PATCH", &ada, (&badge, json!({ "number": 7, "colour": "red" }))).await.body;
    let expected = json!({
        "id": made["id"], "userId": ada["id"], "attributes": { "number": 7, "colour": "red" },
        "schema": {
            "id": badge["id"], "name": "Badge", "version": 1,
            "selfUri": format!("{}/versions/1", path(&badge)),
        },
        "selfUri": one,
    });
    assert_eq!(made, expected);
    assert_eq!(server.get(&one).await.body, expected);
    let amended = json!({ "since": "2024-02-29", "colour": null });
    let amended = set(&server, "PATCH", &ada, (&badge, amended)).await.body;
    assert_eq!(amended["attributes"], json!({ "number": 7, "since": "2024-02-29" }));
    let replaced = set(&server, "PUT", &ada, (&badge, json!({ "number": 8 }))).await.body;
    assert_eq!((&replaced["attributes"], &replaced["id"]), (&json!({ "number": 8 }), &made["id"]));
    assert_eq!(server.ask("DELETE", &one).await.status, 204);
    server.ask("DELETE", &one).await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn values_that_do_not_fit_are_refused_by_their_name(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada A").await;
    let badge = schema(&server, json!({ "jsonSchema": document() })).await;
    for (attributes, named) in [
        (json!({ "number": 100 }), vec!["attributes.number", "100", "1 to 99"]),
        (
            json!({ "number": 7, "colour": "green" }),
            vec!["attributes.colour", "green", "red, blue"],
        ),
        (json!({ "number": 7, "labels": ["a", "b", "c"] }), vec!["attributes.labels", "0 to 2"]),
        (json!({ "number": 7, "shoe": 42 }), vec!["shoe", "colour, labels, number, since"]),
        (json!({ "colour": "red" }), vec!["attributes.number"]),
    ] {
        for method in ["PATCH", "PUT"] {
            let answer = set(&server, method, &ada, (&badge, attributes.clone())).await;
            assert_eq!(answer.status, 400, "{attributes}: {}", answer.body);
            answer.naming(&named);
        }
    }
    let nothing = server.ask("PUT", &of_user(&ada)).json(json!({ "attributes": {} })).await;
    nothing.refused(400, "bad.request").naming(&["schemaId"]);
    let unknown = json!({ "schemaId": "none", "attributes": {} });
    let answer = server.ask("PUT", &of_user(&ada)).json(unknown).await;
    answer.refused(400, "invalid.value").naming(&["schemaId", "none"]);
    let later =
        json!({ "schemaId": badge["id"], "schemaVersion": 2, "attributes": { "number": 1 } });
    let answer = server.ask("PUT", &of_user(&ada)).json(later).await;
    answer.refused(400, "invalid.value").naming(&["schemaVersion", "2", "1 to 1"]);
}

#[both_engines]
async fn a_disabled_schema_takes_no_values_and_shows_those_that_are_there(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada A").await;
    let badge = schema(&server, json!({ "jsonSchema": document() })).await;
    set(&server, "PUT", &ada, (&badge, json!({ "number": 7 }))).await;
    let off = json!({ "version": 1, "enabled": false, "jsonSchema": document() });
    let off = server.ask("PUT", &path(&badge)).json(off).await.body;
    assert_eq!((&off["enabled"], &off["version"]), (&json!(false), &json!(2)));
    let refused = set(&server, "PATCH", &ada, (&badge, json!({ "number": 8 }))).await;
    refused.refused(409, "general.conflict").naming(&["Badge", "disabled"]);
    let one = format!("{}/{}", of_user(&ada), badge["id"].as_str().unwrap());
    let read = server.get(&one).await.body;
    assert_eq!((&read["attributes"]["number"], &read["schema"]["version"]), (&json!(7), &json!(1)));
}

#[both_engines]
async fn a_schema_in_use_is_deleted_only_by_force(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada A").await;
    let badge = schema(&server, json!({ "jsonSchema": document() })).await;
    set(&server, "PUT", &ada, (&badge, json!({ "number": 7 }))).await;
    let refused = server.ask("DELETE", &path(&badge)).await;
    refused.refused(409, "general.conflict").naming(&["1 users", "Badge", "Callroster-Force"]);
    let forced = server.ask("DELETE", &path(&badge)).header("Callroster-Force", "true").await;
    assert_eq!(forced.status, 204);
    server.get(&path(&badge)).await.refused(404, "general.resource.not.found");
    let expanded = format!("{}?expand=customAttributes", ada["selfUri"].as_str().unwrap());
    assert_eq!(server.get(&expanded).await.body["customAttributes"], json!([]));
    let told = server.audits_of(badge["id"].as_str().unwrap()).await;
    assert_eq!(told, ["Create CustomAttributesSchema", "Delete CustomAttributesSchema"]);
}

#[both_engines]
async fn several_schemas_are_changed_and_read_at_once(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada A").await;
    let badge = schema(&server, json!({ "jsonSchema": document() })).await;
    let desk = json!({ "title": "Desk", "properties": { "room": of("text", &json!({})) } });
    let desk = schema(&server, json!({ "jsonSchema": desk })).await;
    let bulk = format!("{}/bulk", of_user(&ada));
    let part = |schema: &Value, attributes: Value| json!({ "schemaId": schema["id"], "attributes": attributes });
    let half = json!([part(&desk, json!({ "room": "A1" })), part(&badge, json!({ "number": 0 }))]);
    let refused = server.ask("PATCH", &bulk).json(half).await;
    refused.refused(400, "invalid.value").naming(&["attributes.number"]);
    let both = json!([part(&desk, json!({ "room": "A1" })), part(&badge, json!({ "number": 7 }))]);
    let answer = server.ask("PATCH", &bulk).json(both).await.body;
    assert_eq!(answer, json!({ "userId": ada["id"], "attributes": { "room": "A1", "number": 7 } }));
    let query = format!(
        "{bulk}?schemaIds={},{}",
        desk["id"].as_str().unwrap(),
        badge["id"].as_str().unwrap()
    );
    let read = server.get(&query).await.body;
    let rooms: Vec<&Value> =
        read.as_array().unwrap().iter().map(|one| &one["schema"]["name"]).collect();
    assert_eq!(rooms, [&json!("Badge"), &json!("Desk")]);
    server.get(&bulk).await.refused(400, "bad.request").naming(&["schemaIds"]);
    let unknown = server.get(&format!("{bulk}?schemaIds=none")).await;
    unknown.refused(400, "invalid.value").naming(&["schemaIds", "none"]);
    server.ask("PATCH", &bulk).json(json!([])).await.refused(400, "invalid.value");
}

#[both_engines]
async fn users_show_the_attributes_of_the_schemas_that_are_asked_for(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada A").await, server.user("Bob B").await);
    let badge = schema(&server, json!({ "jsonSchema": document() })).await;
    let desk = json!({ "title": "Desk", "properties": { "room": of("text", &json!({})) } });
    let desk = schema(&server, json!({ "jsonSchema": desk })).await;
    set(&server, "PUT", &ada, (&badge, json!({ "number": 7 }))).await;
    set(&server, "PUT", &ada, (&desk, json!({ "room": "A1" }))).await;
    let asked = format!(
        "expand=customAttributes&userCustomAttributeSchemaIds={}",
        desk["id"].as_str().unwrap()
    );
    for path in ["/api/v2/users", "/api/v2/users/query"] {
        let listed = server.get(&format!("{path}?{asked}")).await.body;
        let all = listed["entities"].as_array().unwrap();
        let of = |user: &Value| {
            all.iter().find(|one| one["id"] == user["id"]).unwrap()["customAttributes"].clone()
        };
        assert_eq!(of(&ada)[0]["attributes"], json!({ "room": "A1" }));
        assert_eq!((of(&ada).as_array().unwrap().len(), of(&bob)), (1, json!([])));
    }
    let whole = format!("{}?expand=customAttributes", ada["selfUri"].as_str().unwrap());
    let shown = server.get(&whole).await.body["customAttributes"].clone();
    let one =
        server.get(&format!("{}/{}", of_user(&ada), badge["id"].as_str().unwrap())).await.body;
    assert_eq!((shown.as_array().unwrap().len(), &shown[0]), (2, &one));
    let plain = server.get(ada["selfUri"].as_str().unwrap()).await.body;
    assert!(plain.get("customAttributes").is_none());
}

#[both_engines]
async fn attributes_are_changed_where_users_may_be(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada A").await;
    let badge = schema(&server, json!({ "jsonSchema": document() })).await;
    let north = server.division("North").await;
    let body = json!({ "schemaId": badge["id"], "attributes": { "number": 7 } });
    let elsewhere = server.caller(&[in_division(&north, &["directory:user:edit"])]).await;
    let answer = server.ask("PUT", &of_user(&ada)).token(&elsewhere).json(body.clone()).await;
    answer.refused(404, "general.resource.not.found");
    let editor = server.caller(&[everywhere(&["directory:user:edit"])]).await;
    let answer = server.ask("PUT", &of_user(&ada)).token(&editor).json(body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let told = server.audit_messages(ada["id"].as_str().unwrap()).await;
    let last = told.last().unwrap();
    assert_eq!(
        (&last["entityType"], &last["context"]["schema"]),
        (&json!("UserCustomAttributes"), &json!("Badge"))
    );
    assert_eq!(last["propertyChanges"][0]["property"], "number");
}
