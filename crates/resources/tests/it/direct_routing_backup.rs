//! Who takes the direct interactions of a user that the user leaves unanswered.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines, everywhere};

const OWN: &str = "/api/v2/routing/directroutingbackup/settings/me";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn of(user: &Value) -> String {
    format!("/api/v2/routing/users/{}/directroutingbackup/settings", id(user))
}

#[both_engines]
async fn a_backup_is_set_read_and_dropped(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, ben) = (server.user("Ada Example").await, server.user("Ben Example").await);
    let queue = crate::queues::queue(&server, "Support").await;
    let unset = server.get(&of(&ada)).await;
    unset.refused(404, "general.resource.not.found").naming(&["backup", id(&ada)]);
    let body = json!({
        "userId": ben["id"], "queueId": queue["id"], "waitForAgent": true, "agentWaitSeconds": 70,
        "backedUpUsers": [ada["id"]],
    });
    let set = server.ask("PUT", &of(&ada)).json(body.clone()).await;
    let mut expected = body;
    expected["backedUpUsers"] = json!([]);
    assert_eq!((set.status, &set.body), (200, &expected));
    assert_eq!(server.get(&of(&ada)).await.body, expected);
    server.ask("PUT", &of(&ben)).json(json!({ "queueId": queue["id"] })).await;
    let stands_in = server.get(&of(&ben)).await.body;
    assert_eq!(
        stands_in,
        json!({ "queueId": queue["id"], "waitForAgent": false, "backedUpUsers": [ada["id"]] })
    );
    for _ in 0..2 {
        assert_eq!(server.ask("DELETE", &of(&ada)).await.status, 204);
    }
    assert_eq!(server.get(&of(&ada)).await.status, 404);
    assert_eq!(server.get(&of(&ben)).await.body["backedUpUsers"], json!([]));
    let told = server.audits_of(id(&ada)).await;
    let told: Vec<_> = told.iter().filter(|one| one.ends_with("Backup")).collect();
    assert_eq!(told, ["Update DirectRoutingBackup", "Delete DirectRoutingBackup"]);
}

#[both_engines]
async fn users_set_their_own_backup(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, ben) = (server.user("Ada Example").await, server.user("Ben Example").await);
    let own = ["selfView", "selfEdit", "selfDelete"];
    let own = own.map(|action| format!("routing:directRoutingBackup:{action}"));
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    server.grant(id(&ada), &everywhere(&own)).await;
    let token = server.token_of(id(&ada), 3600).await;
    assert_eq!(server.get_with(OWN, &token).await.status, 404);
    let body = json!({ "userId": ben["id"] });
    let set = server.ask("PUT", OWN).token(&token).json(body.clone()).await;
    assert_eq!((set.status, &set.body["userId"]), (200, &ben["id"]), "{}", set.body);
    assert_eq!(server.get_with(OWN, &token).await.body, server.get(&of(&ada)).await.body);
    let others = server.get_with(&of(&ben), &token).await;
    others.refused(403, "missing.any.permissions").naming(&["routing:directRoutingBackup:view"]);
    assert_eq!(server.ask("DELETE", OWN).token(&token).await.status, 204);
    assert_eq!(server.get_with(OWN, &token).await.status, 404);
    for ask in
        [server.ask("GET", OWN), server.ask("PUT", OWN).json(body), server.ask("DELETE", OWN)]
    {
        ask.await.refused(400, "not.a.user");
    }
}

#[both_engines]
async fn wrong_backups_are_named(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, gone) = (server.user("Ada Example").await, server.user("Gone Example").await);
    server.ask("DELETE", &format!("/api/v2/users/{}", id(&gone))).await;
    let set = async |body: Value| server.ask("PUT", &of(&ada)).json(body).await;
    for seconds in [59, 864_001] {
        let answer = set(json!({ "agentWaitSeconds": seconds })).await;
        answer.refused(400, "invalid.value").naming(&["agentWaitSeconds", "60 to 864000"]);
    }
    for (user, seconds) in [(&ada, 60), (&gone, 864_000), (&json!({ "id": "x" }), 70)] {
        let body = json!({ "userId": user["id"], "agentWaitSeconds": seconds });
        set(body).await.refused(400, "invalid.value").naming(&["userId", id(user), "another user"]);
    }
    let answer = set(json!({ "queueId": "x" })).await;
    answer.refused(400, "invalid.value").naming(&["queueId", "[x]"]);
    assert_eq!(server.get(&of(&ada)).await.status, 404);
    assert_eq!(set(json!({ "waitForAgent": false })).await.status, 200, "no backup at all");
}

#[both_engines]
async fn a_backup_that_goes_stands_in_for_nobody(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, ben) = (server.user("Ada Example").await, server.user("Ben Example").await);
    let queue = crate::queues::queue(&server, "Support").await;
    let body = json!({ "userId": ben["id"], "queueId": queue["id"], "waitForAgent": true });
    server.ask("PUT", &of(&ada)).json(body).await;
    let uri = queue["selfUri"].as_str().unwrap();
    let used = server.ask("DELETE", uri).await;
    used.refused(409, "general.conflict").naming(&["Support", "1 users", "forceDelete"]);
    assert_eq!(server.ask("DELETE", &format!("{uri}?forceDelete=true")).await.status, 204);
    let left = json!({ "userId": ben["id"], "waitForAgent": true, "backedUpUsers": [] });
    assert_eq!(server.get(&of(&ada)).await.body, left);
    server.ask("DELETE", &format!("/api/v2/users/{}", id(&ben))).await;
    let left = json!({ "waitForAgent": true, "backedUpUsers": [] });
    assert_eq!(server.get(&of(&ada)).await.body, left);
}
