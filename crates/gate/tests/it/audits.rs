//! What was changed: what is written down of it.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, audits::properties, both_engines};

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

#[both_engines]
async fn a_change_is_written_down_with_who_when_where_and_what(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, grace) = (server.user("Ada Example").await, server.user("Grace Example").await);
    let token = {
        let admin = test_server::everywhere(&["directory:user:edit"]);
        server.grant(id(&ada), &admin).await;
        server.token_of(id(&ada), 3600).await
    };
    let known = server.messages().await;
    let path = format!("/api/v2/users/{}", id(&grace));
    let body = json!({ "version": 1, "title": "Lead", "manager": id(&ada) });
    let patched = server.ask("PATCH", &path).token(&token).json(body).await;
    assert_eq!(patched.status, 200, "{}", patched.body);
    let mut written = server.written_after(known).await;
    assert_eq!(written.len(), 1, "{written:?}");
    let message = written.remove(0);
    assert_eq!(
        message,
        json!({
            "id": message["id"],
            "action": "Update",
            "entity": { "id": id(&grace), "name": "Grace Example", "selfUri": path },
            "entityType": "User",
            "eventDate": "2026-01-02T03:04:05.678Z",
            "level": "USER",
            "message": { "message": "Update User Grace Example" },
            "propertyChanges": [
                { "property": "manager", "oldValues": [], "newValues": [id(&ada)] },
                { "property": "title", "oldValues": [], "newValues": ["Lead"] },
            ],
            "remoteIp": ["127.0.0.1"],
            "serviceName": "Directory",
            "status": "SUCCESS",
            "user": { "id": id(&ada), "selfUri": format!("/api/v2/users/{}", id(&ada)) },
            "userHomeOrgId": server.organization,
        })
    );
}

#[both_engines]
async fn what_changes_nothing_or_is_refused_leaves_no_trace(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let known = server.messages().await;
    let path = format!("/api/v2/users/{}", id(&ada));
    for change in [json!({ "name": "Ada Example" }), json!({}), json!({ "state": "active" })] {
        assert_eq!(server.patch(&ada, change).await.status, 200);
    }
    assert_eq!(
        server.ask("PUT", &format!("{path}/profileskills")).json(json!([])).await.status,
        200
    );
    let stale = json!({ "version": 1, "title": "Lead" });
    server.ask("PATCH", &path).json(stale).await.refused(409, "general.conflict");
    server
        .patch(&ada, json!({ "title": "Lead", "email": "no address" }))
        .await
        .refused(400, "invalid.value");
    let nobody = server.caller(&[]).await;
    let known = known + server.written_after(known).await.len();
    server.ask("DELETE", &path).token(&nobody).await.refused(403, "missing.any.permissions");
    assert_eq!(server.written_after(known).await, [] as [Value; 0]);
    let roles = server.get(&format!("{path}/roles")).await.body["roles"].clone();
    let same = json!([roles[0]["id"]]);
    assert_eq!(server.ask("PUT", &format!("{path}/roles")).json(same).await.status, 200);
    assert_eq!(server.written_after(known).await, [] as [Value; 0], "the grant was there already");
}

#[both_engines]
async fn a_deleted_user_loses_what_the_message_names_and_a_restored_one_gets_it_back(
    engine: Engine,
) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = format!("/api/v2/users/{}", id(&ada));
    let known = server.messages().await;
    assert_eq!(server.ask("DELETE", &path).await.status, 200);
    assert_eq!(server.patch(&ada, json!({ "state": "inactive" })).await.status, 200);
    let reason = json!({ "state": "active", "version": 3, "stateChangeReason": "Leave" });
    assert_eq!(server.ask("PUT", &format!("{path}/state")).json(reason).await.status, 200);
    let written = server.written_after(known).await;
    let [deleted, restored, updated] = written.as_slice() else { panic!("{written:?}") };
    let held = json!(["employee in Home"]);
    assert_eq!(deleted["action"], "Delete");
    assert_eq!(
        properties(deleted),
        [
            ("state", &json!(["active"]), &json!(["deleted"])),
            ("roles", &held, &json!([])),
            ("deleted_on", &json!([]), &json!(["2026-01-02T03:04:05Z"])),
        ]
    );
    assert_eq!(restored["action"], "Restore");
    assert_eq!(
        properties(restored),
        [("state", &json!(["deleted"]), &json!(["inactive"])), ("roles", &json!([]), &held),]
    );
    assert_eq!(updated["action"], "Update");
    assert_eq!(
        properties(updated),
        [
            ("state", &json!(["inactive"]), &json!(["active"])),
            ("stateChangeReason", &json!([]), &json!(["Leave"])),
        ]
    );
}

#[both_engines]
async fn a_grant_names_role_and_division_and_only_what_was_really_granted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, north) = (server.user("Ada Example").await, server.division("North").await);
    let roles = server.get(&format!("/api/v2/users/{}/roles", id(&ada))).await.body;
    let employee = id(&roles["roles"][0]).to_owned();
    let known = server.messages().await;
    let path = format!("/api/v2/authorization/subjects/{}", id(&ada));
    let pair = |division: &str| json!({ "roleId": employee, "divisionId": division });
    let grants = json!({ "grants": [pair(&north), pair("*")] });
    for _ in 0..2 {
        assert_eq!(
            server.ask("POST", &format!("{path}/bulkadd")).json(grants.clone()).await.status,
            204
        );
    }
    let only = json!({ "grants": [pair("*")] });
    assert_eq!(server.ask("POST", &format!("{path}/bulkreplace")).json(only).await.status, 204);
    let written = server.written_after(known).await;
    let told: Vec<_> =
        written.iter().map(|one| (one["action"].as_str().unwrap(), properties(one)[1])).collect();
    let (none, north_only, all) = (json!([]), json!(["North"]), json!(["All divisions"]));
    assert_eq!(
        told[..2],
        [("Add", ("division", &none, &north_only)), ("Add", ("division", &none, &all)),]
    );
    let mut gone: Vec<_> =
        told[2..].iter().map(|(action, (_, old, _))| (*action, old[0].as_str().unwrap())).collect();
    gone.sort_unstable();
    assert_eq!(gone, [("Remove", "Home"), ("Remove", "North")]);
    let first = &written[0];
    assert_eq!(
        (first["entityType"].as_str(), &first["entity"]["name"]),
        (Some("AuthUser"), &json!("Ada Example"))
    );
    assert_eq!(properties(first)[0], ("role", &none, &json!(["employee"])));
    assert_eq!(
        first["context"],
        json!({ "divisionId": north, "roleId": employee, "subjectType": "PC_USER" })
    );
}

#[both_engines]
async fn a_change_of_a_hundred_certificates_is_told_in_little_space(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let known = server.messages().await;
    let named = |number: usize| format!("Certificate {number:0>500}");
    let many: Vec<_> = (0..100).map(named).collect();
    let patched = server.patch(&ada, json!({ "certifications": many })).await;
    let fewer = server.patch(&ada, json!({ "certifications": many[..99] })).await;
    assert_eq!((patched.status, fewer.status), (200, 200), "{}", patched.body);
    let written = server.written_after(known).await;
    assert!(written[0].to_string().len() < 24 * 1024, "{}", written[0].to_string().len());
    assert!(written[0].to_string().contains(" more)"));
    let told = properties(&written[1]);
    assert_eq!(told, [("certifications", &json!([named(99)]), &json!([]))]);
}
