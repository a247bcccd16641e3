//! Routing statuses, and the conversations that move them.

use serde_json::{Value, json};
use store::presence::SystemPresence;

use crate::presence::user;
use test_server::{Answer, Engine, TestServer, both_engines, everywhere};

fn path(user: &str) -> String {
    format!("/api/v2/users/{user}/routingstatus")
}

async fn status(server: &TestServer, user: &str) -> Value {
    server.get(&path(user)).await.body["status"].clone()
}

async fn ask(server: &TestServer, user: &str, status: &str) -> Answer {
    server.ask("PUT", &path(user)).json(json!({ "status": status })).await
}

#[both_engines]
async fn an_unknown_user_and_one_of_another_organization_are_off_queue(engine: Engine) {
    let server = TestServer::start(engine).await;
    let stranger = server.other_organization("Strangers").await;
    for id in ["nobody", &stranger.user] {
        let read = server.get(&path(id)).await;
        assert_eq!((read.status, read.body), (200, json!({ "userId": id, "status": "OFF_QUEUE" })));
    }
    let changed = ask(&server, "nobody", "OFF_QUEUE").await;
    changed.refused(404, "general.resource.not.found").naming(&["nobody"]);
}

#[both_engines]
async fn who_missed_an_alert_comes_back_by_asking_for_idle(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    server.choose(&ada, SystemPresence::OnQueue).await;
    let missed = server.play(&ada, json!({ "action": "miss" })).await;
    assert_eq!(missed["routingStatus"]["status"], "NOT_RESPONDING");
    let read = server.get(&path(&ada)).await.body;
    assert_eq!(
        read,
        json!({ "userId": ada, "status": "NOT_RESPONDING", "startTime": "2026-01-02T03:04:05.678Z" })
    );
    let back = ask(&server, &ada, "IDLE").await;
    assert_eq!((back.status, &back.body["status"]), (200, &json!("IDLE")));
    assert_eq!(ask(&server, &ada, "IDLE").await.status, 200, "it may be asked for again");
}

#[both_engines]
async fn no_other_status_can_be_asked_for(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    let refused = ask(&server, &ada, "IDLE").await;
    refused
        .refused(400, "general.bad.request")
        .naming(&["An invalid routing status transition was attempted", "OFF_QUEUE"]);
    assert_eq!(ask(&server, &ada, "OFF_QUEUE").await.status, 200, "the same status");
    server.choose(&ada, SystemPresence::OnQueue).await;
    for other in ["OFF_QUEUE", "INTERACTING", "COMMUNICATING", "NOT_RESPONDING"] {
        ask(&server, &ada, other).await.refused(400, "general.bad.request");
    }
    ask(&server, &ada, "ASLEEP").await.refused(400, "invalid.value").naming(&["ASLEEP", "IDLE"]);
    let nothing = server.ask("PUT", &path(&ada)).json(json!({})).await;
    nothing.refused(400, "bad.request").naming(&["status"]);
    assert_eq!(status(&server, &ada).await, "IDLE");
}

#[both_engines]
async fn users_ask_for_themselves_and_others_need_a_permission(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    let as_caller = |token: String| {
        server.ask("PUT", &path(&ada)).token(&token).json(json!({ "status": "OFF_QUEUE" }))
    };
    let own = server.token_of(&ada, 3600).await;
    assert_eq!(as_caller(own).await.status, 200);
    let nobody = server.caller(&[]).await;
    as_caller(nobody).await.refused(403, "missing.any.permissions");
    for permission in ["presence:userPresence:edit", "routing:routingstatus:inject"] {
        let supervisor = server.caller(&[everywhere(&[permission])]).await;
        assert_eq!(as_caller(supervisor).await.status, 200, "{permission}");
    }
}

#[both_engines]
async fn conversations_move_the_status_and_are_counted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    server.choose(&ada, SystemPresence::OnQueue).await;
    let call = server.play(&ada, json!({ "action": "start", "mediaType": "call" })).await;
    assert_eq!(call["routingStatus"]["status"], "INTERACTING");
    let id = call["conversationId"].as_str().unwrap();
    let own = json!({ "action": "start", "conversationId": "mine", "mediaType": "video", "routed": false });
    server.play(&ada, own).await;
    let after = server.play(&ada, json!({ "action": "wrapup", "conversationId": id })).await;
    let summary = &after["conversationSummary"];
    assert_eq!(summary["call"]["contactCenter"], json!({ "active": 0, "acw": 1 }));
    assert_eq!(summary["video"]["enterprise"], json!({ "active": 1, "acw": 0 }));
    assert_eq!(status(&server, &ada).await, "INTERACTING", "at work after the call");
    let shown = server.get(&format!("/api/v2/users/{ada}?expand=conversationSummary")).await.body;
    assert_eq!(&shown["conversationSummary"], summary);
    server.play(&ada, json!({ "action": "end", "conversationId": id })).await;
    assert_eq!(status(&server, &ada).await, "COMMUNICATING");
    let ended = server.play(&ada, json!({ "action": "end", "conversationId": "mine" })).await;
    assert_eq!(ended["routingStatus"]["status"], "IDLE");
    assert_eq!(ended["conversationSummary"]["video"]["enterprise"]["active"], 0);
}

#[both_engines]
async fn what_a_users_state_does_not_allow_is_not_played(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    let play = |event: Value| {
        server.ask("POST", &format!("/api/v2/callroster/users/{ada}/interactions")).json(event)
    };
    play(json!({ "action": "miss" }))
        .await
        .refused(400, "general.bad.request")
        .naming(&["OFF_QUEUE"]);
    play(json!({ "action": "start" })).await.refused(400, "general.bad.request");
    server.choose(&ada, SystemPresence::OnQueue).await;
    let unknown = json!({ "action": "end", "conversationId": "none" });
    play(unknown).await.refused(400, "general.bad.request").naming(&["none"]);
    let queue = json!({ "action": "start", "queueId": "not-joined" });
    play(queue).await.refused(400, "general.bad.request").naming(&["not-joined"]);
    play(json!({ "action": "end" })).await.refused(400, "bad.request").naming(&["conversationId"]);
    play(json!({ "action": "nap" })).await.refused(400, "invalid.value").naming(&["nap", "wrapup"]);
    assert_eq!(status(&server, &ada).await, "IDLE");
}
