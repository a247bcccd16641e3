//! Members of groups: how they come and go, and what the group passes on to them.

use serde_json::{Value, json};
use test_server::{ADMIN, CLIENT, Engine, TestServer, both_engines, everywhere, in_division};

use super::{add, change, group, id, ids, members, path, remove};

/// Grants a group the administrator's role everywhere.
async fn make_administrators(server: &TestServer, group: &Value) {
    let client = server.get(&format!("/api/v2/oauth/clients/{}", CLIENT.0)).await.body;
    let role = client["roleDivisions"][0]["roleId"].as_str().unwrap().to_owned();
    let path = format!(
        "/api/v2/authorization/subjects/{}/divisions/*/roles/{role}?subjectType=PC_GROUP",
        id(group)
    );
    assert_eq!(server.ask("POST", &path).await.status, 204);
}

/// The user who came with the organization.
async fn boss(server: &TestServer) -> Value {
    let listed = server.get("/api/v2/users").await.body;
    let all = listed["entities"].as_array().unwrap();
    all.iter().find(|user| user["email"] == ADMIN.0).unwrap().clone()
}

#[both_engines]
async fn members_come_and_go_and_are_counted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob, cyd) = (
        server.user("Ada Example").await,
        server.user("Bob Example").await,
        server.user("Cyd Example").await,
    );
    let made = group(&server, "Night shift", json!({})).await;
    let count = async || server.get(&path(&made)).await.body["memberCount"].clone();
    assert_eq!(add(&server, &made, &[&cyd, &ada, &bob], &server.token).await.status, 202);
    assert_eq!(add(&server, &made, &[&ada], &server.token).await.status, 202, "who is in stays in");
    assert_eq!(members(&server, &made).await, [id(&ada), id(&bob), id(&cyd)]);
    assert_eq!(
        (count().await, &server.get(&path(&made)).await.body["version"]),
        (json!(3), &json!(2))
    );
    let last = server
        .get(&format!("{}/members?pageSize=2&pageNumber=2&expand=groups", path(&made)))
        .await
        .body;
    assert_eq!((ids(&last), &last["total"]), (vec![id(&cyd)], &json!(3)));
    assert_eq!(last["entities"][0]["groups"][0]["memberCount"], 3);
    let everybody = server.get(&format!("{}/individuals", path(&made))).await.body;
    assert_eq!(
        (ids(&everybody).len(), &everybody["total"], &everybody["pageCount"]),
        (3, &json!(3), &json!(1))
    );
    let nobody = json!({ "id": "no-such-user" });
    assert_eq!(remove(&server, &made, &[&ada, &nobody], &server.token).await.status, 202);
    assert_eq!(
        remove(&server, &made, &[&ada], &server.token).await.status,
        202,
        "who is out stays out"
    );
    assert_eq!(count().await, json!(2));
    server.ask("DELETE", &format!("/api/v2/users/{}", id(&bob))).await;
    assert_eq!(
        (members(&server, &made).await, count().await),
        (vec![id(&cyd).to_owned()], json!(1))
    );
    add(&server, &made, &[&bob], &server.token).await.refused(404, "general.resource.not.found");
    server.patch(&cyd, json!({ "state": "inactive" })).await;
    assert_eq!(count().await, json!(1), "an inactive user stays a member");
}

#[both_engines]
async fn owners_belong_to_a_group_that_counts_them(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let made =
        group(&server, "Night shift", json!({ "ownerIds": [id(&ada)], "includeOwners": true }))
            .await;
    assert_eq!(
        (members(&server, &made).await, &made["memberCount"]),
        (vec![id(&ada).to_owned()], &json!(1))
    );
    remove(&server, &made, &[&ada], &server.token).await;
    assert_eq!(members(&server, &made).await, [id(&ada)], "as long as she owns it");
    add(&server, &made, &[&ada], &server.token).await;
    let changed =
        change(&server, &made, json!({ "ownerIds": [id(&bob)] }), &server.token).await.body;
    assert_eq!(
        (members(&server, &made).await.len(), &changed["memberCount"]),
        (2, &json!(2)),
        "she was added herself"
    );
    let changed =
        change(&server, &made, json!({ "includeOwners": false }), &server.token).await.body;
    assert_eq!(
        (members(&server, &made).await, &changed["memberCount"]),
        (vec![id(&ada).to_owned()], &json!(1))
    );
    server.ask("DELETE", &format!("/api/v2/users/{}", id(&bob))).await;
    assert_eq!(server.get(&path(&made)).await.body["owners"], json!([]));
}

#[both_engines]
async fn what_a_group_holds_its_members_hold_at_the_next_request(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, made) =
        (server.user("Ada Example").await, group(&server, "Administrators", json!({})).await);
    let token = server.token_of(id(&ada), 3600).await;
    let allowed = async || server.get_with("/api/v2/oauth/clients", &token).await.status == 200;
    make_administrators(&server, &made).await;
    assert!(!allowed().await);
    for (switch, back) in [
        (json!({ "rolesEnabled": false }), json!({ "rolesEnabled": true })),
        (json!({ "state": "inactive" }), json!({ "state": "active" })),
    ] {
        add(&server, &made, &[&ada], &server.token).await;
        assert!(allowed().await);
        assert_eq!(change(&server, &made, switch, &server.token).await.status, 200);
        assert!(!allowed().await);
        let me = server
            .get_with("/api/v2/authorization/subjects/me?includeDuplicates=true", &token)
            .await
            .body;
        assert!(
            me["grants"].as_array().unwrap().iter().all(|grant| grant["subjectId"] == ada["id"])
        );
        assert_eq!(change(&server, &made, back, &server.token).await.status, 200);
        assert!(allowed().await);
        remove(&server, &made, &[&ada], &server.token).await;
        assert!(!allowed().await);
    }
    add(&server, &made, &[&ada], &server.token).await;
    let subject = format!("/api/v2/authorization/subjects/{}", id(&made));
    assert_eq!(server.get(&subject).await.body["grants"].as_array().unwrap().len(), 1);
    assert_eq!(server.ask("DELETE", &path(&made)).await.status, 204);
    assert!(!allowed().await);
    assert_eq!(server.get(&subject).await.status, 404);
    let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
    assert!(rows["grants"].iter().all(|row| !row.contains(id(&made))), "its grants went with it");
}

#[both_engines]
async fn nobody_gives_more_by_way_of_a_group_than_they_hold(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let held = ["directory:group:edit", "directory:group:delete", "authorization:grant:view"];
    server.grant(id(&ada), &everywhere(&held)).await;
    let token = server.token_of(id(&ada), 3600).await;
    let strong = group(&server, "Administrators", json!({ "ownerIds": [id(&bob)] })).await;
    let owner = server.token_of(id(&bob), 3600).await;
    make_administrators(&server, &strong).await;
    for (who, caller) in [(&ada, &token), (&bob, &token), (&bob, &owner)] {
        add(&server, &strong, &[who], caller)
            .await
            .refused(403, "not.authorized")
            .naming(&["Master Admin", "*"]);
    }
    let shut = change(&server, &strong, json!({ "rolesEnabled": false }), &token).await;
    assert_eq!(shut.status, 200, "taking away needs nothing more: {}", shut.body);
    add(&server, &strong, &[&ada], &token).await.refused(403, "not.authorized");
    change(&server, &strong, json!({ "rolesEnabled": true }), &token)
        .await
        .refused(403, "not.authorized");
    change(&server, &strong, json!({ "includeOwners": true }), &token)
        .await
        .refused(403, "not.authorized");
    assert_eq!(
        change(&server, &strong, json!({ "ownerIds": [id(&ada)] }), &token).await.status,
        200,
        "owning is no membership"
    );
    change(&server, &strong, json!({ "includeOwners": true }), &token)
        .await
        .refused(403, "not.authorized");
    assert_eq!(
        change(&server, &strong, json!({ "rolesEnabled": true, "state": "inactive" }), &token)
            .await
            .status,
        200
    );
    change(&server, &strong, json!({ "state": "active" }), &token)
        .await
        .refused(403, "not.authorized");
    assert_eq!(members(&server, &strong).await.len(), 0);

    let weak = group(&server, "Editors", json!({})).await;
    server.grant(id(&weak), &everywhere(&["directory:group:edit"])).await;
    assert_eq!(
        add(&server, &weak, &[&ada, &bob], &token).await.status,
        202,
        "what she holds she may give"
    );
    let north = server.division("North").await;
    let local = server.user("Cyd Example").await;
    server.grant(id(&local), &in_division(&north, &["directory:group:edit"])).await;
    let local = server.token_of(id(&local), 3600).await;
    let far = add(&server, &weak, &[&ada], &local).await;
    assert_eq!(far.status, 404, "a user of another division: {}", far.body);
}

#[both_engines]
async fn a_group_may_hold_the_last_administrator(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (boss, ada) = (boss(&server).await, server.user("Ada Example").await);
    let made = group(&server, "Administrators", json!({})).await;
    make_administrators(&server, &made).await;
    let leave = || server.ask("DELETE", &format!("/api/v2/users/{}", id(&boss)));
    leave().await.refused(409, "general.conflict");
    add(&server, &made, &[&ada], &server.token).await;
    assert_eq!(leave().await.status, 200);
    remove(&server, &made, &[&ada], &server.token)
        .await
        .refused(409, "general.conflict")
        .naming(&["administrator"]);
    change(&server, &made, json!({ "rolesEnabled": false }), &server.token)
        .await
        .refused(409, "general.conflict");
    change(&server, &made, json!({ "state": "inactive" }), &server.token)
        .await
        .refused(409, "general.conflict");
    server.ask("DELETE", &path(&made)).await.refused(409, "general.conflict");
    server
        .ask("DELETE", &format!("/api/v2/users/{}", id(&ada)))
        .await
        .refused(409, "general.conflict");
    assert_eq!(members(&server, &made).await, [id(&ada)]);
    assert_eq!(server.get(&path(&made)).await.body["version"], 2, "nothing half-done stays");
    let bob = server.user("Bob Example").await;
    add(&server, &made, &[&bob], &server.token).await;
    let (one, other) = ([&ada], [&bob]);
    let both = tokio::join!(
        remove(&server, &made, &one, &server.token),
        remove(&server, &made, &other, &server.token),
    );
    let mut statuses = [both.0.status, both.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 409], "of two who leave at once one stays");
}
