//! Call forwarding: to a number or along routes, set by users who may.

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines, everywhere};

/// A token of somebody who may set call forwarding, and the path of a user's.
async fn forwarding(server: &TestServer) -> (String, String) {
    let ada = server.user("Ada Example").await;
    let caller = server.caller(&[everywhere(&["conversation:callForwarding:edit"])]).await;
    (caller, format!("/api/v2/users/{}/callforwarding", ada["id"].as_str().unwrap()))
}

fn to(number: &str) -> Value {
    json!([{ "targets": [{ "type": "PHONENUMBER", "value": number }] }])
}

/// The id of a new station.
async fn station(server: &TestServer) -> String {
    let body = json!({ "name": "Desk 5" });
    let made = server.ask("POST", "/api/v2/callroster/stations").json(body).await.body;
    made["id"].as_str().unwrap().to_owned()
}

async fn send(
    server: &TestServer,
    (caller, path): &(String, String),
    method: &str,
    body: Value,
) -> Answer {
    server.ask(method, path).token(caller).json(body).await
}

#[both_engines]
async fn never_set_it_is_off_and_goes_nowhere(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (_, path) = forwarding(&server).await;
    let user = path.strip_suffix("/callforwarding").unwrap();
    let id = user.strip_prefix("/api/v2/users/").unwrap();
    let expected = json!({
        "id": id, "user": { "id": id, "selfUri": user }, "enabled": false, "calls": [],
        "selfUri": path,
    });
    assert_eq!(server.get(&path).await.body, expected);
}

#[both_engines]
async fn a_number_alone_is_a_route_and_off_alone_is_enough(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = forwarding(&server).await;
    let set =
        send(&server, &ada, "PUT", json!({ "enabled": true, "phoneNumber": "(317) 555-0194" }))
            .await;
    assert_eq!(set.status, 200, "{}", set.body);
    let set = set.body;
    assert_eq!((&set["enabled"], &set["phoneNumber"]), (&json!(true), &json!("+13175550194")));
    assert_eq!(set["calls"], to("+13175550194"));
    assert_eq!(set["modifiedDate"], "2026-01-02T03:04:05.678Z");
    assert_eq!(server.get(&ada.1).await.body, set);
    let off = send(&server, &ada, "PATCH", json!({ "enabled": false })).await.body;
    assert_eq!((&off["enabled"], &off["phoneNumber"]), (&json!(false), &json!("+13175550194")));
    let on = send(&server, &ada, "PATCH", json!({ "enabled": true })).await.body;
    assert_eq!((&on["enabled"], &on["calls"]), (&json!(true), &to("+13175550194")));
    let off = send(&server, &ada, "PUT", json!({ "enabled": false })).await.body;
    assert_eq!((&off["enabled"], &off["calls"]), (&json!(false), &json!([])));
    assert_eq!(off["phoneNumber"], Value::Null, "PUT replaces");
}

#[both_engines]
async fn a_patch_changes_what_it_names_and_a_put_everything(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = forwarding(&server).await;
    let desk = station(&server).await;
    let calls = json!([
        { "targets": [{ "type": "STATION", "value": desk },
                      { "type": "PHONENUMBER", "value": "+44 20 7183 8750" }] },
        { "targets": [{ "type": "PHONENUMBER", "value": "+13175550142" }] },
    ]);
    let body = json!({ "enabled": true, "calls": calls, "voicemail": "LASTCALL", "name": "Desk" });
    let set = send(&server, &ada, "PUT", body).await.body;
    assert_eq!(set["calls"][0]["targets"][1]["value"], "+442071838750");
    assert_eq!(set["phoneNumber"], Value::Null, "several targets are not one number");
    let changed = send(&server, &ada, "PATCH", json!({ "voicemail": "NONE" })).await.body;
    assert_eq!((&changed["calls"], &changed["voicemail"]), (&set["calls"], &json!("NONE")));
    assert_eq!((&changed["enabled"], &changed["name"]), (&json!(true), &json!("Desk")));
    let body = json!({ "phoneNumber": "+13175550143" });
    let changed = send(&server, &ada, "PATCH", body).await.body;
    assert_eq!(changed["calls"], to("+13175550143"));
    let body = json!({ "enabled": true, "calls": to("+13175550144") });
    let replaced = send(&server, &ada, "PUT", body).await.body;
    assert_eq!(replaced["phoneNumber"], "+13175550144");
    assert_eq!((&replaced["voicemail"], &replaced["name"]), (&Value::Null, &Value::Null));
    // As a program sends back what it read, with other routes.
    let body = json!({ "phoneNumber": "+13175550144", "calls": to("+13175550145") });
    let changed = send(&server, &ada, "PATCH", body).await.body;
    assert_eq!(changed["phoneNumber"], "+13175550145");
}

#[both_engines]
async fn it_is_not_enabled_without_a_target(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = forwarding(&server).await;
    for (method, body) in [
        ("PUT", json!({ "enabled": true })),
        ("PATCH", json!({ "enabled": true })),
        ("PUT", json!({ "enabled": true, "calls": [] })),
        ("PUT", json!({ "enabled": true, "phoneNumber": " " })),
    ] {
        let answer = send(&server, &ada, method, body).await;
        answer.refused(400, "invalid.value").naming(&["enabled", "calls", "phoneNumber"]);
    }
    let on = json!({ "enabled": true, "phoneNumber": "+13175550194" });
    assert_eq!(send(&server, &ada, "PUT", on).await.status, 200);
    let answer = send(&server, &ada, "PATCH", json!({ "calls": [] })).await;
    answer.refused(400, "invalid.value").naming(&["enabled"]);
}

#[both_engines]
async fn targets_that_cannot_be_called_are_refused_by_name(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = forwarding(&server).await;
    for number in ["4105", "Ada", "+1 317 555 0194 77"] {
        for (body, field) in [
            (json!({ "enabled": true, "phoneNumber": number }), "phoneNumber"),
            (json!({ "calls": to(number) }), "calls[0].targets[0].value"),
        ] {
            for method in ["PUT", "PATCH"] {
                let answer = send(&server, &ada, method, body.clone()).await;
                answer.refused(400, "invalid.value").naming(&[field, number]);
            }
        }
    }
    for (calls, field) in [
        (json!([{}]), "calls[0].targets"),
        (json!([{ "targets": [] }]), "calls[0].targets"),
        (json!([{ "targets": [{ "type": "STATION" }] }]), "calls[0].targets[0].value"),
        (json!([{ "targets": [{ "value": "+13175550194" }] }]), "calls[0].targets[0].type"),
    ] {
        let answer = send(&server, &ada, "PATCH", json!({ "calls": calls })).await;
        answer.refused(400, "bad.request").naming(&[field]);
    }
    let calls = json!([{ "targets": [{ "type": "PIGEON", "value": "x" }] }]);
    let answer = send(&server, &ada, "PATCH", json!({ "calls": calls })).await;
    answer.refused(400, "invalid.value").naming(&["PIGEON", "STATION, PHONENUMBER"]);
    let answer = send(&server, &ada, "PATCH", json!({ "voicemail": "PIGEON" })).await;
    answer.refused(400, "invalid.value").naming(&["voicemail", "LASTCALL"]);
}

#[both_engines]
async fn setting_it_takes_a_permission_and_a_user(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (_, path) = forwarding(&server).await;
    let owner = server.token_of(path.split('/').nth(4).unwrap(), 3600).await;
    let body = json!({ "enabled": false });
    for method in ["PUT", "PATCH"] {
        let refused = server.ask(method, &path).token(&owner).json(body.clone()).await;
        refused
            .refused(403, "missing.any.permissions")
            .naming(&["conversation:callForwarding:edit"]);
        let refused = server.ask(method, &path).json(body.clone()).await;
        refused.refused(400, "not.a.user");
    }
    assert_eq!(server.get_with(&path, &owner).await.status, 200);
}

#[both_engines]
async fn a_station_that_is_called_exists(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = forwarding(&server).await;
    let calls = |id: &str| json!([{ "targets": [{ "type": "STATION", "value": id }] }]);
    let body = |id: &str| json!({ "enabled": true, "calls": calls(id) });
    let unknown = "8d4f6f6e-0000-4000-8000-000000000001";
    for (method, id) in [("PUT", unknown), ("PATCH", "desk")] {
        let answer = send(&server, &ada, method, body(id)).await;
        let field = "calls[0].targets[0].value";
        answer.refused(400, "invalid.value").naming(&[field, id, "the id of a station"]);
    }
    let desk = station(&server).await;
    let set = send(&server, &ada, "PUT", body(&desk.to_uppercase())).await;
    assert_eq!((set.status, &set.body["calls"]), (200, &calls(&desk)), "{}", set.body);
    let changed = send(&server, &ada, "PATCH", json!({ "voicemail": "NONE" })).await.body;
    assert_eq!(changed["calls"], calls(&desk));
}
