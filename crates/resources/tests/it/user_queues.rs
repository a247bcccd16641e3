//! Queues of a user, which the user joins and leaves.

use serde_json::{Value, json};

use test_server::{Engine, TestServer, both_engines, everywhere};

use crate::queues::queue;

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn names(listing: &Value) -> Vec<&str> {
    let entities = listing["entities"].as_array().unwrap().iter();
    entities.map(|one| one["name"].as_str().unwrap()).collect()
}

fn of(user: &Value) -> String {
    format!("/api/v2/users/{}/queues", id(user))
}

/// Ada, who serves two queues.
async fn ada(server: &TestServer) -> (Value, Value, Value) {
    let (ada, support) = (server.user("Ada Example").await, queue(server, "Support").await);
    let billing = queue(server, "billing").await;
    for one in [&support, &billing] {
        let path = format!("/api/v2/routing/queues/{}/members", id(one));
        let added = server.ask("POST", &path).json(json!([{ "id": ada["id"] }])).await;
        assert_eq!(added.status, 204);
    }
    (ada, support, billing)
}

/// What is kept of the queues in which a user takes work, and since when.
async fn active(server: &TestServer, user: &Value) -> (Vec<String>, Option<String>) {
    let mut tx = server.db.snapshot().await.unwrap();
    tx.enter(&server.organization);
    let of = [id(user).to_owned()];
    let mut found = store::queues::active_of_users(&mut tx, &of).await.unwrap();
    let found = found.remove(id(user)).unwrap_or_default();
    (found.queues, found.changed_at.map(|at| at.to_string()))
}

#[both_engines]
async fn a_user_joins_and_leaves_queues(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, support, billing) = ada(&server).await;
    let all = server.get(&of(&ada)).await.body;
    assert_eq!((names(&all), &all["total"]), (vec!["billing", "Support"], &json!(2)));
    let mut expected = server.get(support["selfUri"].as_str().unwrap()).await.body;
    expected["joined"] = json!(true);
    expected.as_object_mut().unwrap().remove("autoAnswerOnly");
    assert_eq!(all["entities"][1], expected, "the whole queue");
    assert_eq!(active(&server, &ada).await.0.len(), 2);

    server.advance(std::time::Duration::from_mins(1));
    let own = format!("{}/{}", of(&ada), id(&support));
    let left = server.ask("PATCH", &own).json(json!({ "joined": false, "name": "Other" })).await;
    assert_eq!((left.status, &left.body["joined"]), (200, &json!(false)), "{}", left.body);
    assert_eq!(
        (&left.body["name"], &left.body["joinedMemberCount"]),
        (&json!("Support"), &json!(0))
    );
    let now = Some("2026-01-02T03:05:05.678Z".to_owned());
    assert_eq!(active(&server, &ada).await, (vec![id(&billing).to_owned()], now.clone()));
    assert_eq!(names(&server.get(&of(&ada)).await.body), ["billing"]);
    let others = server.get(&format!("{}?joined=false", of(&ada))).await.body;
    assert_eq!(names(&others), ["Support"]);

    server.advance(std::time::Duration::from_mins(1));
    server.ask("PATCH", &own).json(json!({ "joined": false })).await;
    assert_eq!(active(&server, &ada).await.1, now, "nothing changed");
    let other = queue(&server, "Other").await;
    let body = json!([
        { "id": support["id"], "joined": true }, { "id": billing["id"], "joined": false },
        { "id": other["id"], "joined": true }, { "id": "x", "joined": true },
    ]);
    let several = server.ask("PATCH", &of(&ada)).json(body).await;
    assert_eq!(several.status, 200, "who is no member is passed over: {}", several.body);
    assert_eq!(several.body["total"], 2);
    assert_eq!(names(&server.get(&of(&ada)).await.body), ["Support"]);
}

#[both_engines]
async fn a_queue_that_the_user_does_not_serve_is_unknown(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, ..) = ada(&server).await;
    let other = queue(&server, "Other").await;
    for queue in [id(&other), "ffffffff-0000-4000-8000-000000000000"] {
        let path = format!("{}/{queue}", of(&ada));
        let answer = server.ask("PATCH", &path).json(json!({ "joined": true })).await;
        answer.refused(404, "general.resource.not.found").naming(&["queue", queue]);
    }
    for (body, field) in
        [(json!([{ "id": other["id"] }]), "[0].joined"), (json!([{ "joined": true }]), "[0].id")]
    {
        let answer = server.ask("PATCH", &of(&ada)).json(body).await;
        answer.refused(400, "bad.request").naming(&[field]);
    }
    let many: Vec<Value> = (0..101).map(|_| json!({ "id": "x", "joined": true })).collect();
    let answer = server.ask("PATCH", &of(&ada)).json(json!(many)).await;
    answer.refused(400, "invalid.value").naming(&["101", "at most 100"]);
}

#[both_engines]
async fn joining_is_for_oneself_and_managing_for_others(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, support, _) = ada(&server).await;
    let own = format!("{}/{}", of(&ada), id(&support));
    let joins = server.caller(&[everywhere(&["routing:queue:join"])]).await;
    let leave = json!({ "joined": false });
    for (path, body) in
        [(&own, leave.clone()), (&of(&ada), json!([{ "id": support["id"], "joined": false }]))]
    {
        let refused = server.ask("PATCH", path).token(&joins).json(body).await;
        refused.refused(403, "missing.any.permissions").naming(&["routing:queueMember:manage"]);
    }
    let nobody = server.token_of(id(&ada), 3600).await;
    let refused = server.ask("PATCH", &own).token(&nobody).json(leave.clone()).await;
    refused.refused(403, "missing.any.permissions").naming(&["routing:queue:join"]);
    server.grant(id(&ada), &everywhere(&["routing:queue:join"])).await;
    let left = server.ask("PATCH", &own).token(&nobody).json(leave).await;
    assert_eq!(left.status, 200, "{}", left.body);
    let manages = server.caller(&[everywhere(&["routing:queueMember:manage"])]).await;
    let back = server.ask("PATCH", &own).token(&manages).json(json!({ "joined": true })).await;
    assert_eq!(back.body["joined"], true);

    let me = "/api/v2/routing/queues/me";
    assert_eq!(names(&server.get_with(me, &nobody).await.body), ["billing", "Support"]);
    server.ask("PATCH", &own).json(json!({ "joined": false })).await;
    let joined = server.get_with(&format!("{me}?joined=true"), &nobody).await.body;
    assert_eq!(names(&joined), ["billing"]);
    let rest = server.get_with(&format!("{me}?joined=false&sortOrder=desc"), &nobody).await.body;
    assert_eq!(names(&rest), ["Support"]);
    server.get(me).await.refused(400, "not.a.user");
}
