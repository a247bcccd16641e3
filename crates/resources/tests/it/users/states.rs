//! Active, inactive, deleted, and back.

use serde_json::json;
use test_server::{ADMIN, Engine, TestServer, both_engines};

#[both_engines]
async fn a_deleted_user_is_not_found_unless_asked_for(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = ada["selfUri"].as_str().unwrap();
    server.get(&format!("{path}?state=deleted")).await.refused(404, "general.resource.not.found");
    let deleted = server.ask("DELETE", path).await;
    assert_eq!((deleted.status, deleted.body), (200, json!({})));
    server.get(path).await.refused(404, "general.resource.not.found");
    let read = server.get(&format!("{path}?state=deleted")).await.body;
    assert_eq!((&read["state"], &read["version"]), (&json!("deleted"), &json!(2)));
    server.ask("DELETE", path).await.refused(404, "general.resource.not.found");
    let answer = server.ask("PATCH", path).json(json!({ "version": 2, "title": "x" })).await;
    answer.refused(404, "general.resource.not.found");
    for (state, total) in [("active", 1), ("deleted", 1), ("inactive", 0), ("any", 2)] {
        assert_eq!(
            server.get(&format!("/api/v2/users?state={state}")).await.body["total"],
            total,
            "{state}"
        );
    }
}

#[both_engines]
async fn a_deleted_user_is_restored_with_its_id_and_address(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = ada["selfUri"].as_str().unwrap();
    server.ask("DELETE", path).await;
    let restored =
        server.ask("PATCH", path).json(json!({ "version": 2, "state": "active" })).await.body;
    assert_eq!(
        (&restored["id"], &restored["email"], &restored["version"]),
        (&ada["id"], &ada["email"], &json!(3))
    );
    let roles = server.get(&format!("{path}?expand=authorization")).await.body;
    assert_eq!(roles["authorization"]["roles"][0]["name"], "employee");
}

#[both_engines]
async fn a_state_in_a_patch_is_the_only_change(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let changed = server.patch(&ada, json!({ "state": "inactive", "title": "Lead" })).await.body;
    assert_eq!(changed["state"], "inactive");
    assert!(changed.get("title").is_none());
    let read = server.get(ada["selfUri"].as_str().unwrap()).await;
    assert_eq!(read.status, 200, "inactive is not deleted");
    assert_eq!(server.get("/api/v2/users?state=inactive").await.body["total"], 1);
}

#[both_engines]
async fn the_state_has_its_own_resource_with_reason_and_time(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = format!("{}/state", ada["selfUri"].as_str().unwrap());
    let before = server.get(&path).await.body;
    assert_eq!(before, json!({ "state": "active", "version": 1 }));
    let bored = json!({ "state": "inactive", "version": 1, "stateChangeReason": "Boredom" });
    server.ask("PUT", &path).json(bored).await.refused(400, "invalid.value").naming(&[
        "stateChangeReason",
        "Boredom",
        "Seasonal",
    ]);
    server.advance(std::time::Duration::from_mins(1));
    let body = json!({ "state": "deleted", "version": 1, "stateChangeReason": "Voluntary" });
    let put = server.ask("PUT", &path).json(body).await.body;
    let wanted = json!({
        "state": "deleted", "version": 2, "stateChangeReason": "Voluntary",
        "stateChangeDate": "2026-01-02T03:05:05.678Z",
    });
    assert_eq!(put, wanted);
    assert_eq!(server.get(&path).await.body, wanted, "of a deleted user, too");
    let again = json!({ "state": "deleted", "version": 2 });
    server.ask("PUT", &path).json(again).await.refused(404, "general.resource.not.found");
    let change = json!({ "state": "deleted", "version": 2 });
    let user = ada["selfUri"].as_str().unwrap();
    server.ask("PATCH", user).json(change).await.refused(400, "invalid.value").naming(&["state"]);
    let stale = json!({ "state": "active", "version": 1 });
    server.ask("PUT", &path).json(stale).await.refused(409, "general.conflict");
    server
        .ask("PUT", &path)
        .json(json!({ "state": "active" }))
        .await
        .refused(400, "bad.request")
        .naming(&["version"]);
    let back = server.ask("PUT", &path).json(json!({ "state": "active", "version": 2 })).await.body;
    assert_eq!((&back["state"], &back["version"]), (&json!("active"), &json!(3)));
}

#[both_engines]
async fn who_is_not_active_is_let_in_no_more(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let token = server.token_of(ada["id"].as_str().unwrap(), 3600).await;
    assert_eq!(server.get_with("/api/v2/users/me", &token).await.body["id"], ada["id"]);
    server.patch(&ada, json!({ "state": "inactive" })).await;
    server.get_with("/api/v2/users/me", &token).await.refused(401, "bad.credentials");
    server.patch(&ada, json!({ "state": "active" })).await;
    server.get_with("/api/v2/users/me", &token).await.refused(401, "bad.credentials");
}

#[both_engines]
async fn a_new_user_is_offline_and_off_queue(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path =
        format!("{}?expand=presence,routingStatus,groups,skills", ada["selfUri"].as_str().unwrap());
    let read = server.get(&path).await.body;
    assert_eq!(read["presence"]["presenceDefinition"]["systemPresence"], "OFFLINE");
    assert_eq!(read["routingStatus"]["status"], "OFF_QUEUE");
    assert_eq!(read["routingStatus"]["startTime"], "2026-01-02T03:04:05.678Z");
    assert_eq!((&read["groups"], &read["skills"]), (&json!([]), &json!([])));
}

#[both_engines]
async fn the_caller_sees_itself_with_what_it_needs_to_start(engine: Engine) {
    let server = TestServer::start(engine).await;
    let listed = server.get("/api/v2/users").await.body;
    let admin = &listed["entities"][0];
    assert_eq!(admin["email"], ADMIN.0);
    let token = server.token_of(admin["id"].as_str().unwrap(), 3600).await;
    let expand = "date,organization,token,authorization,orgauthorization,orgproducts,superiors,directreports,lasttokenissued";
    let me = server.get_with(&format!("/api/v2/users/me?expand={expand}"), &token).await.body;
    assert_eq!(me["date"]["currentDate"], "2026-01-02T03:04:05.678Z");
    assert_eq!(me["organization"]["id"], server.organization);
    assert_eq!(me["token"]["organization"]["id"], server.organization);
    assert_eq!(me["lastTokenIssued"]["dateIssued"], "2026-01-02T03:04:05.678Z");
    assert!(!me["authorization"]["permissions"].as_array().unwrap().is_empty());
    assert_eq!((&me["superiors"], &me["directReports"]), (&json!([]), &json!([])));
    let both = server.get_with("/api/v2/users/me?expand=adjacents,superiors", &token).await;
    both.refused(400, "invalid.value").naming(&["expand"]);
}
