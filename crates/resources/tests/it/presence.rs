//! Presences of users, what they choose from, and who reports them.

mod definitions;
mod sources;

use std::time::Duration;

use serde_json::json;
use store::presence::{SystemPresence, intervals::Kind, packs};

use test_server::{ADMIN, Engine, Program, TestServer, both_engines, everywhere, in_division, now};

/// A new user's id.
pub(crate) async fn user(server: &TestServer, name: &str) -> String {
    server.user(name).await["id"].as_str().unwrap().to_owned()
}

fn path(user: &str, source: &str) -> String {
    format!("/api/v2/users/{user}/presences/{source}")
}

#[both_engines]
async fn a_presence_is_chosen_by_the_id_of_its_definition_alone(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    server.advance(Duration::from_mins(1));
    let chosen = server.choose(&ada, SystemPresence::OnQueue).await;
    let expected = json!({
        "id": ada, "source": "PURECLOUD", "sourceId": "PURECLOUD", "primary": true, "message": "",
        "presenceDefinition": {
            "id": SystemPresence::OnQueue.id(), "systemPresence": "On Queue",
            "selfUri": format!("/api/v2/presencedefinitions/{}", SystemPresence::OnQueue.id()),
        },
        "modifiedDate": "2026-01-02T03:05:05.678Z",
        "selfUri": format!("/api/v2/users/{ada}/presences/PURECLOUD"),
    });
    assert_eq!(chosen, expected);
    assert_eq!(server.get(&path(&ada, "PureCloud")).await.body, expected, "in any case");
    let shown = server.get(&format!("/api/v2/users/{ada}?expand=presence,routingStatus")).await;
    assert_eq!(shown.body["presence"], expected);
    let status = &shown.body["routingStatus"];
    assert_eq!(status["status"], "IDLE");
    assert_eq!(status["startTime"], "2026-01-02T03:05:05.678Z");
}

#[both_engines]
async fn a_presence_may_have_a_message_which_ends_no_interval(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    server.choose(&ada, SystemPresence::Meal).await;
    server.advance(Duration::from_mins(1));
    let said = server.ask("PATCH", &path(&ada, "purecloud")).json(json!({ "message": "soup" }));
    let said = said.await.body;
    assert_eq!(
        (&said["message"], &said["presenceDefinition"]["systemPresence"]),
        (&json!("soup"), &json!("Meal"))
    );
    assert_eq!(said["modifiedDate"], "2026-01-02T03:05:05.678Z");
    let mut tx = server.db.snapshot().await.unwrap();
    tx.enter(&server.organization);
    let read = packs::since(&mut tx, &ada, Kind::Presence, now(&server.clock)).await.unwrap();
    assert_eq!(read.len(), 1);
    assert_eq!((&*read[0].value, read[0].end), ("MEAL", None));
    assert_eq!(read[0].start.to_string(), "2026-01-02T03:04:05.678Z");
}

#[both_engines]
async fn intervals_follow_each_other_and_the_last_one_is_open(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    let beginning = now(&server.clock);
    for presence in [SystemPresence::Available, SystemPresence::OnQueue, SystemPresence::Break] {
        server.advance(Duration::from_secs(10));
        server.choose(&ada, presence).await;
    }
    let mut tx = server.db.snapshot().await.unwrap();
    tx.enter(&server.organization);
    let read = packs::since(&mut tx, &ada, Kind::Presence, beginning).await.unwrap();
    let values: Vec<_> = read.iter().map(|interval| &*interval.value).collect();
    assert_eq!(values, ["OFFLINE", "AVAILABLE", "ON_QUEUE", "BREAK"]);
    for pair in read.windows(2) {
        assert_eq!(pair[0].end, Some(pair[1].start));
    }
    assert_eq!(read[3].end, None);
    let read = packs::since(&mut tx, &ada, Kind::Routing, beginning).await.unwrap();
    let values: Vec<_> = read.iter().map(|interval| &*interval.value).collect();
    assert_eq!(values, ["OFF_QUEUE", "IDLE", "OFF_QUEUE"]);
}

#[both_engines]
async fn another_users_presence_needs_a_permission_in_the_users_division(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    let north = server.division("North").await;
    let body = json!({ "presenceDefinition": { "id": SystemPresence::Busy.id() } });
    let change = |token: String| {
        server.ask("PATCH", &path(&ada, "PURECLOUD")).token(&token).json(body.clone())
    };
    let own = server.token_of(&ada, 3600).await;
    assert_eq!(change(own).await.status, 200);
    let nobody = server.caller(&[]).await;
    change(nobody)
        .await
        .refused(403, "missing.any.permissions")
        .naming(&["presence:userPresence:edit"]);
    let elsewhere = server.caller(&[in_division(&north, &["presence:userPresence:edit"])]).await;
    change(elsewhere).await.refused(403, "missing.any.permissions");
    let supervisor = server.caller(&[everywhere(&["presence:userPresence:edit"])]).await;
    assert_eq!(change(supervisor).await.status, 200);
}

#[both_engines]
async fn only_definitions_that_are_in_use_and_open_to_the_user_are_chosen(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    let north = server.division("North").await;
    let definition = |division: &str| json!({ "languageLabels": { "en_US": "Lab" }, "systemPresence": "Busy", "divisionId": division });
    let add = async |division: &str| {
        let made = server.ask("POST", "/api/v2/presence/definitions").json(definition(division));
        made.await.body["id"].as_str().unwrap().to_owned()
    };
    let (open, elsewhere) = (add("*").await, add(&north).await);
    let choose = |id: &str| {
        let body = json!({ "presenceDefinition": { "id": id } });
        server.ask("PATCH", &path(&ada, "PURECLOUD")).json(body)
    };
    let chosen = choose(&open).await;
    assert_eq!(chosen.body["presenceDefinition"]["systemPresence"], "Busy");
    let field = "presenceDefinition.id";
    choose(&elsewhere).await.refused(400, "invalid.value").naming(&[&elsewhere, field]);
    choose("nonsense").await.refused(400, "invalid.value").naming(&["nonsense", field]);
    server.ask("DELETE", &format!("/api/v2/presencedefinitions/{open}")).await;
    choose(&open).await.refused(400, "invalid.value").naming(&[&open, "in use"]);
    let body = json!({ "presenceDefinition": {} });
    let none = server.ask("PATCH", &path(&ada, "PURECLOUD")).json(body).await;
    none.refused(400, "bad.request").naming(&[field]);
}

#[both_engines]
async fn who_is_not_active_stays_offline(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let id = ada["id"].as_str().unwrap();
    server.choose(id, SystemPresence::OnQueue).await;
    server.patch(&ada, json!({ "state": "inactive" })).await;
    let shown = server.get(&path(id, "PURECLOUD")).await.body;
    assert_eq!(shown["presenceDefinition"]["systemPresence"], "Offline");
    let status = server.get(&format!("/api/v2/users/{id}/routingstatus")).await.body;
    assert_eq!(status["status"], "OFF_QUEUE");
    let body = json!({ "presenceDefinition": { "id": SystemPresence::Busy.id() } });
    server.ask("PATCH", &path(id, "PURECLOUD")).json(body).await.refused(409, "user.inactive");
}

#[both_engines]
async fn who_was_offline_and_signs_in_is_available(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program: Program = server.program("CODE").await;
    let page = program.page("code", &[]);
    let users = server.get("/api/v2/users").await.body;
    let admin = users["entities"][0]["id"].as_str().unwrap().to_owned();
    let presence = async || {
        let shown = server.get(&path(&admin, "PURECLOUD")).await.body;
        shown["presenceDefinition"]["systemPresence"].clone()
    };
    assert_eq!(presence().await, "Offline");
    server.browser().sign_in(&page, ADMIN).await;
    assert_eq!(presence().await, "Available");
    server.choose(&admin, SystemPresence::Meeting).await;
    server.browser().sign_in(&page, ADMIN).await;
    assert_eq!(presence().await, "Meeting", "whoever is there already stays as they are");
}

#[both_engines]
async fn presences_of_many_are_read_in_the_order_in_which_they_are_named(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, ben) = (user(&server, "Ada Example").await, user(&server, "Ben Example").await);
    server.choose(&ben, SystemPresence::Training).await;
    let path = "/api/v2/users/presences/purecloud/bulk";
    let unknown = "0f0f0f0f-0000-4000-8000-000000000000";
    let read = server.get(&format!("{path}?id={ben},{unknown},{ada}")).await.body;
    let read = read.as_array().unwrap();
    let shown: Vec<_> = read
        .iter()
        .map(|one| {
            (
                one["userId"].as_str().unwrap(),
                one["presenceDefinition"]["systemPresence"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(shown, [(&*ben, "Training"), (&*ada, "Offline")]);
    assert_eq!((&read[0]["source"], &read[0]["message"]), (&json!("PURECLOUD"), &json!("")));
    assert!(read[0]["modifiedDate"].is_string());
    let ids: Vec<String> = (0..51).map(|number| format!("id={number}")).collect();
    server
        .get(&format!("{path}?{}", ids.join("&")))
        .await
        .refused(400, "invalid.value")
        .naming(&["50"]);
}

#[both_engines]
async fn presences_of_many_are_changed_all_or_none(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, ben) = (user(&server, "Ada Example").await, user(&server, "Ben Example").await);
    let of = |user: &str, definition: &str| json!({ "id": user, "presenceDefinition": { "id": definition }, "source": "PURECLOUD" });
    let path = "/api/v2/users/presences/bulk";
    let busy = SystemPresence::Busy.id();
    let unknown = "0f0f0f0f-0000-4000-8000-000000000000";
    let wrong = server.ask("PUT", path).json(json!([of(&ben, busy), of(unknown, busy)])).await;
    wrong.refused(404, "general.resource.not.found").naming(&[unknown]);
    let before = server.get(&format!("/api/v2/users/presences/purecloud/bulk?id={ben}")).await.body;
    assert_eq!(before[0]["presenceDefinition"]["systemPresence"], "Offline");
    let changed = server
        .ask("PUT", path)
        .json(json!([of(&ben, busy), of(&ada, SystemPresence::OnQueue.id())]));
    let changed = changed.await.body;
    assert_eq!((&changed[0]["id"], &changed[1]["id"]), (&json!(ben), &json!(ada)));
    let status = server.get(&format!("/api/v2/users/{ada}/routingstatus")).await.body;
    assert_eq!(status["status"], "IDLE", "then the routing status follows");
    let many: Vec<_> = (0..51).map(|_| of(&ada, busy)).collect();
    server.ask("PUT", path).json(json!(many)).await.refused(400, "invalid.value").naming(&["50"]);
    server.ask("PUT", path).json(json!([{}])).await.refused(400, "bad.request").naming(&["[0].id"]);
}
