//! Phones, and the site and the base settings that every organization has.

use serde_json::{Value, json};

use super::{associate, stations};
use test_server::{Engine, TestServer, both_engines, everywhere};

const EDGES: &str = "/api/v2/telephony/providers/edges";
const PHONES: &str = "/api/v2/telephony/providers/edges/phones";

/// As programs put it together: from the site and the base settings that they find.
async fn body(server: &TestServer, name: &str, owner: &str) -> Value {
    let sites = server.get(&format!("{EDGES}/sites")).await.body;
    let bases = server.get(&format!("{EDGES}/phonebasesettings")).await.body;
    let bases = bases["entities"].as_array().unwrap();
    let base =
        bases.iter().find(|base| base["phoneMetaBase"]["id"] == "inin_webrtc_softphone.json");
    let base = base.unwrap();
    json!({
        "name": name, "site": { "id": sites["entities"][0]["id"] },
        "phoneBaseSettings": { "id": base["id"] },
        "lines": [{ "lineBaseSettings": { "id": base["lines"][0]["id"] } }],
        "webRtcUser": { "id": owner },
    })
}

async fn make(server: &TestServer, name: &str, owner: &str) -> Value {
    let made = server.ask("POST", PHONES).json(body(server, name, owner).await).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

#[both_engines]
async fn a_phone_makes_a_station_that_becomes_its_users_default(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let phone = make(&server, "Ada's phone", &ada).await;
    assert_eq!((&phone["version"], &phone["state"]), (&json!(1), &json!("active")));
    assert_eq!(phone["webRtcUser"]["name"], "Ada Example");
    let line = &phone["lines"][0];
    let found = server.get(&format!("/api/v2/stations?webRtcUserId={ada}")).await.body;
    assert_eq!((&found["total"], &found["entities"][0]["id"]), (&json!(1), &line["id"]));
    let station = &found["entities"][0];
    assert_eq!(
        (&station["name"], &station["type"]),
        (&json!("Ada's phone"), &json!("inin_webrtc_softphone"))
    );
    let id = station["id"].as_str().unwrap();
    let default = format!("/api/v2/users/{ada}/station/defaultstation/{id}");
    assert_eq!(server.ask("PUT", &default).await.status, 202);
    assert_eq!(associate(&server, &ada, id).await.status, 202);
    let read = server.get(&format!("{PHONES}/{}", phone["id"].as_str().unwrap())).await.body;
    assert_eq!(read["lines"][0]["loggedInUser"]["id"], json!(ada));
    for (query, total) in [
        (format!("webRtcUser.id={ada}"), 1),
        ("name=phone".to_owned(), 1),
        ("name=desk".to_owned(), 0),
        (format!("lines.id={id}"), 1),
        (format!("lines.loggedInUser.id={ada}"), 1),
        (format!("lines.defaultForUser.id={ada}"), 1),
        ("phone_hardwareId=00".to_owned(), 0),
        (String::new(), 1),
    ] {
        let page = server.get(&format!("{PHONES}?{query}")).await.body;
        assert_eq!(page["total"], total, "{query}");
    }
}

#[both_engines]
async fn a_phone_is_changed_at_its_version_and_its_stations_go_with_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let phone = make(&server, "Phone", &ada).await;
    let path = format!("{PHONES}/{}", phone["id"].as_str().unwrap());
    let station = phone["lines"][0]["id"].as_str().unwrap().to_owned();
    let mut changed = phone.clone();
    changed["name"] = json!("Renamed");
    let after = server.ask("PUT", &path).json(changed.clone()).await;
    assert_eq!((after.status, &after.body["version"]), (200, &json!(2)));
    server.ask("PUT", &path).json(changed).await.refused(409, "general.conflict");
    assert_eq!(server.get(&format!("/api/v2/stations/{station}")).await.body["name"], "Renamed");
    associate(&server, &ada, &station).await;
    assert_eq!(server.ask("DELETE", &path).await.status, 204);
    server.get(&path).await.refused(404, "general.resource.not.found");
    server
        .get(&format!("/api/v2/stations/{station}"))
        .await
        .refused(404, "general.resource.not.found");
    assert_eq!(stations(&server, &ada).await, json!({ "userId": ada }));
}

#[both_engines]
async fn what_a_phone_names_must_be_there(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let whole = body(&server, "Phone", &ada).await;
    let with = |field: &str, value: Value| {
        let mut body = whole.clone();
        body[field] = value;
        server.ask("POST", PHONES).json(body)
    };
    with("name", json!(" ")).await.refused(400, "bad.request").naming(&["name"]);
    with("site", json!({})).await.refused(400, "bad.request").naming(&["site.id"]);
    with("site", json!({ "id": "moon" }))
        .await
        .refused(400, "invalid.value")
        .naming(&["moon", "site.id"]);
    let base = json!({ "id": "none" });
    with("phoneBaseSettings", base)
        .await
        .refused(400, "invalid.value")
        .naming(&["phoneBaseSettings.id"]);
    let nobody = json!({ "id": "nobody" });
    with("webRtcUser", nobody).await.refused(404, "general.resource.not.found").naming(&["nobody"]);
    let lines: Vec<_> = (0..17).map(|_| json!({})).collect();
    with("lines", json!(lines)).await.refused(400, "invalid.value").naming(&["lines", "16"]);
}

#[both_engines]
async fn every_organization_has_a_site_and_settings_for_web_rtc_phones(engine: Engine) {
    let server = TestServer::start(engine).await;
    let stranger = server.other_organization("Strangers").await;
    for what in ["sites", "phonebasesettings"] {
        let path = format!("{EDGES}/{what}");
        let here = server.get(&path).await.body;
        let there = server.get_with(&path, &stranger.token).await.body;
        assert_eq!((&here["total"], &there["total"]), (&json!(1), &json!(1)));
        let (here, there) = (&here["entities"][0], &there["entities"][0]);
        assert_ne!(here["id"], there["id"], "{what}");
        let one = server.get(&format!("{path}/{}", here["id"].as_str().unwrap())).await.body;
        assert_eq!(&one, here);
    }
}

#[both_engines]
async fn a_station_that_went_with_its_phone_stays_what_calls_are_forwarded_to(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let phone = make(&server, "Ada's phone", &ada).await;
    let caller = server.caller(&[everywhere(&["conversation:callForwarding:edit"])]).await;
    let target = json!({ "type": "STATION", "value": phone["lines"][0]["id"] });
    let calls = json!([{ "targets": [target] }]);
    let path = format!("/api/v2/users/{ada}/callforwarding");
    let body = json!({ "enabled": true, "calls": calls });
    let set = server.ask("PUT", &path).token(&caller).json(body.clone()).await;
    assert_eq!((set.status, &set.body["calls"]), (200, &calls), "{}", set.body);
    let own = format!("{PHONES}/{}", phone["id"].as_str().unwrap());
    assert_eq!(server.ask("DELETE", &own).await.status, 204);
    // As a program sends back what it read.
    let again = server.ask("PUT", &path).token(&caller).json(body).await;
    assert_eq!((again.status, &again.body["calls"]), (200, &calls), "{}", again.body);
    let off = json!({ "enabled": false });
    assert_eq!(server.ask("PUT", &path).token(&caller).json(off).await.status, 200);
    let body = json!({ "enabled": true, "calls": calls });
    let refused = server.ask("PUT", &path).token(&caller).json(body).await;
    refused.refused(400, "invalid.value").naming(&["calls[0].targets[0].value"]);
}
