//! Locations: how they are made, changed and deleted, how they lie in each other, and where users show them.

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines};

const LOCATIONS: &str = "/api/v2/locations";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn path(location: &Value) -> String {
    format!("{LOCATIONS}/{}", id(location))
}

async fn location(server: &TestServer, body: Value) -> Value {
    let made = server.ask("POST", LOCATIONS).json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

/// Changes a location at its present version.
async fn change(server: &TestServer, location: &Value, change: Value) -> Answer {
    let now = server.get(&path(location)).await.body;
    let mut body = json!({ "version": now["version"], "name": now["name"] });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    server.ask("PATCH", &path(location)).json(body).await
}

fn names(listing: &Value) -> Vec<&str> {
    listing["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect()
}

#[both_engines]
async fn a_location_is_made_with_all_that_was_sent(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let address = json!({
        "street1": "7601 Interactive Way", "city": "Indianapolis", "state": "IN",
        "country": "US", "countryName": "United States", "zipcode": "46278",
    });
    let made = location(
        &server,
        json!({
            "name": " HQ ", "notes": "main site", "address": address, "contactUser": ada["id"],
            "emergencyNumber": { "number": "(317) 555-0194" }, "version": 7, "state": "active",
        }),
    )
    .await;
    let expected = json!({
        "id": made["id"], "name": "HQ", "notes": "main site", "address": address,
        "addressStored": true, "addressVerified": false,
        "contactUser": { "id": ada["id"], "selfUri": ada["selfUri"] },
        "emergencyNumber": { "number": "(317) 555-0194", "e164": "+13175550194", "type": "default" },
        "path": [], "state": "active", "version": 1, "selfUri": path(&made),
    });
    assert_eq!(made, expected);
    assert_eq!(server.get(&path(&made)).await.body, expected);
    let query = format!("{}?expand=addressVerificationDetails,images,other", path(&made));
    let expanded = server.get(&query).await.body;
    assert_eq!(expanded["addressVerificationDetails"], json!({ "status": "Pending" }));
}

#[both_engines]
async fn a_change_takes_the_version_and_leaves_what_it_does_not_name(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = location(&server, json!({ "name": "HQ", "notes": "main site" })).await;
    let stale = json!({ "name": "HQ", "version": 3 });
    let answer = server.ask("PATCH", &path(&made)).json(stale).await;
    answer.refused(409, "general.conflict").naming(&["does not match the current version", "[3]"]);
    let missing = server.ask("PATCH", &path(&made)).json(json!({ "name": "HQ" })).await;
    missing.refused(400, "bad.request").naming(&["version"]);
    let changed = change(&server, &made, json!({ "name": "Headquarters" })).await.body;
    assert_eq!(
        (&changed["name"], &changed["notes"], &changed["version"]),
        (&json!("Headquarters"), &json!("main site"), &json!(2))
    );
    let changed =
        change(&server, &made, json!({ "notes": "", "address": { "city": "Ulm" } })).await;
    assert_eq!(
        (&changed.body["notes"], &changed.body["addressStored"]),
        (&Value::Null, &json!(true))
    );
    let changed = change(&server, &made, json!({ "address": null })).await.body;
    assert_eq!((&changed["address"], &changed["addressStored"]), (&Value::Null, &json!(false)));
}

#[both_engines]
async fn a_location_lies_where_its_path_says(engine: Engine) {
    let server = TestServer::start(engine).await;
    let site = location(&server, json!({ "name": "Site" })).await;
    let house = location(&server, json!({ "name": "House", "path": [site["id"]] })).await;
    let floor = json!({ "name": "Floor 2", "path": [site["id"], house["id"]] });
    let floor = location(&server, floor).await;
    let first = location(&server, json!({ "name": "Floor 1", "path": [house["id"]] })).await;
    let whole = json!([site["id"], house["id"]]);
    assert_eq!((&floor["path"], &first["path"]), (&whole, &whole), "the last one is enough");
    let below = server.get(&format!("{}/sublocations", path(&house))).await.body;
    assert_eq!(names(&below), ["Floor 1", "Floor 2"]);
    let below = server.get(&format!("{}/sublocations", path(&site))).await.body;
    assert_eq!((names(&below), &below["total"]), (vec!["House"], &json!(1)));
    let moved = change(&server, &house, json!({ "path": [] })).await.body;
    assert_eq!(moved["path"], json!([]));
    let floor = server.get(&path(&floor)).await.body;
    assert_eq!(floor["path"], json!([house["id"]]), "what lies in it goes along");
}

#[both_engines]
async fn a_path_that_leads_nowhere_is_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    let site = location(&server, json!({ "name": "Site" })).await;
    let house = location(&server, json!({ "name": "House", "path": [site["id"]] })).await;
    let other = location(&server, json!({ "name": "Other" })).await;
    let unknown = json!({ "name": "Floor", "path": ["nowhere"] });
    let answer = server.ask("POST", LOCATIONS).json(unknown).await;
    answer.refused(400, "invalid.value").naming(&["path", "nowhere", "not deleted"]);
    let wrong = json!({ "name": "Floor", "path": [other["id"], house["id"]] });
    let answer = server.ask("POST", LOCATIONS).json(wrong).await;
    answer.refused(400, "invalid.value").naming(&["path", id(&site), id(&house)]);
    for place in [&site, &house] {
        let circle = change(&server, &site, json!({ "path": [place["id"]] })).await;
        circle.refused(400, "invalid.value").naming(&["path", id(place), "neither in this one"]);
    }
    let mut deepest = other;
    for level in 1..=20 {
        let body = json!({ "name": format!("Level {level}"), "path": [deepest["id"]] });
        deepest = location(&server, body).await;
    }
    let body = json!({ "name": "Too deep", "path": [deepest["id"]] });
    let answer = server.ask("POST", LOCATIONS).json(body).await;
    answer.refused(400, "invalid.value").naming(&["path", "at most 20"]);
    let parent = deepest["path"].as_array().unwrap().last().unwrap().clone();
    let deeper = change(&server, &site, json!({ "path": [parent] })).await;
    deeper.refused(400, "invalid.value").naming(&["path", "at most 20"]);
}

#[both_engines]
async fn a_deleted_location_is_listed_no_more_and_can_come_back(engine: Engine) {
    let server = TestServer::start(engine).await;
    let site = location(&server, json!({ "name": "Site" })).await;
    let house = location(&server, json!({ "name": "House", "path": [site["id"]] })).await;
    let answer = server.ask("DELETE", &path(&site)).await;
    answer.refused(409, "general.conflict").naming(&["1 locations", "Site"]);
    assert_eq!(server.ask("DELETE", &path(&house)).await.status, 204);
    server.ask("DELETE", &path(&house)).await.refused(404, "general.resource.not.found");
    let read = server.get(&path(&house)).await;
    assert_eq!(
        (read.status, &read.body["state"], &read.body["version"]),
        (200, &json!("deleted"), &json!(2))
    );
    assert_eq!(names(&server.get(LOCATIONS).await.body), ["Site"]);
    assert_eq!(names(&server.get(&format!("{}/sublocations", path(&site))).await.body), [""; 0]);
    let both = format!("{LOCATIONS}?id={},{},unknown&sortOrder=desc", id(&site), id(&house));
    assert_eq!(names(&server.get(&both).await.body), ["Site", "House"]);
    change(&server, &house, json!({})).await.refused(404, "general.resource.not.found");
    let refused = change(&server, &house, json!({ "state": "deleted" })).await;
    refused.refused(400, "invalid.value").naming(&["state", "DELETE"]);
    let back = change(&server, &house, json!({ "state": "active" })).await.body;
    assert_eq!((&back["state"], &back["path"]), (&json!("active"), &json!([site["id"]])));
    assert_eq!(names(&server.get(LOCATIONS).await.body), ["House", "Site"]);
}

#[both_engines]
async fn what_a_location_cannot_hold_is_refused_by_its_field(engine: Engine) {
    let server = TestServer::start(engine).await;
    let gone = server.user("Gone Example").await;
    server.ask("DELETE", gone["selfUri"].as_str().unwrap()).await;
    for (field, value, named) in [
        ("name", json!(" "), "name"),
        ("contactUser", json!("nobody"), "contactUser"),
        ("contactUser", gone["id"].clone(), "not deleted"),
        ("emergencyNumber", json!({ "number": "Ada" }), "emergencyNumber.number"),
        ("emergencyNumber", json!({ "e164": "12" }), "emergencyNumber.e164"),
        (
            "emergencyNumber",
            json!({ "number": "+13175550194", "type": "blue" }),
            "emergencyNumber.type",
        ),
        ("state", json!("deleted"), "state"),
        ("notes", json!("x".repeat(4001)), "notes"),
    ] {
        let mut body = json!({ "name": "HQ" });
        body[field] = value;
        let answer = server.ask("POST", LOCATIONS).json(body).await;
        assert_eq!(answer.status, 400, "{field}: {}", answer.body);
        answer.naming(&[named]);
    }
}

#[both_engines]
async fn users_show_the_locations_that_there_are(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada A").await, server.user("Bob B").await);
    let site = location(&server, json!({ "name": "Site" })).await;
    let house = location(&server, json!({ "name": "House", "path": [site["id"]] })).await;
    let sits = json!({ "id": house["id"], "notes": "desk 5", "floorplanId": "plan-1", "coordinates": { "x": 0.5, "y": 2.0 } });
    assert_eq!(server.patch(&ada, json!({ "locations": [sits] })).await.status, 200);
    let by_definition =
        json!([{ "locationDefinition": { "id": site["id"] } }, { "id": house["id"] }]);
    assert_eq!(server.patch(&bob, json!({ "locations": by_definition })).await.status, 200);
    let listed = server.get("/api/v2/users?expand=locations").await.body;
    let of = |name: &str| {
        let all = listed["entities"].as_array().unwrap();
        all.iter().find(|user| user["name"] == name).unwrap()["locations"].clone()
    };
    let mut shown = sits.clone();
    shown["locationDefinition"] = house.clone();
    assert_eq!(of("Ada A"), json!([shown]));
    let ids: Vec<_> = of("Bob B")
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["locationDefinition"]["id"].clone())
        .collect();
    assert_eq!(ids, [site["id"].clone(), house["id"].clone()]);
    let unknown = server
        .patch(&ada, json!({ "locations": [{ "id": house["id"] }, { "id": "nowhere" }] }))
        .await;
    unknown.refused(400, "invalid.value").naming(&["locations[1].id", "nowhere", "not deleted"]);
    server.ask("DELETE", &path(&house)).await;
    let read = format!("{}?expand=locations", ada["selfUri"].as_str().unwrap());
    assert_eq!(server.get(&read).await.body["locations"], json!([]));
    let again = server.patch(&ada, json!({ "locations": [sits] })).await;
    assert_eq!(again.status, 200, "who sends back what is there may: {}", again.body);
    change(&server, &house, json!({ "state": "active" })).await;
    assert_eq!(server.get(&read).await.body["locations"][0]["notes"], "desk 5");
}

#[both_engines]
async fn the_caller_is_told_the_first_locations(engine: Engine) {
    let server = TestServer::start(engine).await;
    let caller = server.caller(&[]).await;
    location(&server, json!({ "name": "b" })).await;
    location(&server, json!({ "name": "A" })).await;
    let me = server.get_with("/api/v2/users/me?expand=locationdefinitions", &caller).await.body;
    let shown = me["locationDefinitions"].as_array().unwrap();
    let names: Vec<_> = shown.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["A", "b"]);
}
