//! Grants: who may make them, and what they do.

use serde_json::{Value, json};
use test_server::{
    ADMIN, Answer, CLIENT, Engine, TestServer, both_engines, everywhere, in_division,
};

/// The roles that every organization has: administrator, employee.
async fn roles(server: &TestServer) -> (String, String) {
    let client = server.get(&format!("/api/v2/oauth/clients/{}", CLIENT.0)).await.body;
    let admin = client["roleDivisions"][0]["roleId"].as_str().unwrap().to_owned();
    let ada = server.user("Somebody Else").await;
    let held = server.get(&format!("/api/v2/users/{}/roles", id(&ada))).await.body;
    (admin, held["roles"][0]["id"].as_str().unwrap().to_owned())
}

fn id(user: &Value) -> &str {
    user["id"].as_str().unwrap()
}

async fn bulk(server: &TestServer, user: &Value, what: &str, grants: Value) -> Answer {
    let path = format!("/api/v2/authorization/subjects/{}/{what}", id(user));
    server.ask("POST", &path).json(json!({ "grants": grants })).await
}

async fn grants_of(server: &TestServer, user: &Value) -> Vec<(String, String)> {
    let subject = server.get(&format!("/api/v2/authorization/subjects/{}", id(user))).await.body;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let division = |division: &Value| match &division["name"] {
        Value::Null => text(&division["id"]),
        name => text(name),
    };
    let pair = |grant: &Value| (text(&grant["role"]["name"]), division(&grant["division"]));
    subject["grants"].as_array().unwrap().iter().map(pair).collect()
}

#[both_engines]
async fn a_grant_counts_at_the_next_request_and_no_longer_than_it_stands(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (admin, _) = roles(&server).await;
    let ada = server.user("Ada Example").await;
    let token = server.token_of(id(&ada), 3600).await;
    let clients = || server.get_with("/api/v2/oauth/clients", &token);
    clients().await.refused(403, "missing.any.permissions");
    let path = format!("/api/v2/authorization/subjects/{}/divisions/*/roles/{admin}", id(&ada));
    for _ in 0..2 {
        assert_eq!(server.ask("POST", &path).await.status, 204, "granting again changes nothing");
    }
    assert_eq!(clients().await.status, 200);
    let both = [("employee", "Home"), ("Master Admin", "*")];
    let both = both.map(|(role, division)| (role.to_owned(), division.to_owned()));
    assert_eq!(grants_of(&server, &ada).await, both);
    for _ in 0..2 {
        assert_eq!(server.ask("DELETE", &path).await.status, 204, "what is gone is gone");
    }
    clients().await.refused(403, "missing.any.permissions");
}

#[both_engines]
async fn granting_and_taking_away_what_is_so_already_lets_everybody_keep_what_they_have_read(
    engine: Engine,
) {
    let server = TestServer::start(engine).await;
    let (admin, _) = roles(&server).await;
    let ada = server.user("Ada Example").await;
    let version = async || {
        let mut tx = server.db.snapshot().await.unwrap();
        store::organizations::access_version(&mut tx, &server.organization).await.unwrap()
    };
    let path = format!("/api/v2/authorization/subjects/{}/divisions/*/roles/{admin}", id(&ada));
    for method in ["POST", "DELETE"] {
        let before = version().await;
        for _ in 0..3 {
            assert_eq!(server.ask(method, &path).await.status, 204);
            assert_eq!(version().await, before + 1, "the first time alone");
        }
    }
}

#[both_engines]
async fn bulk_changes_are_all_or_nothing(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (admin, _) = roles(&server).await;
    let (ada, north) = (server.user("Ada Example").await, server.division("North").await);
    let good = json!({ "roleId": admin, "divisionId": north });
    let bad_role = json!([good, { "roleId": "no-such-role", "divisionId": north }]);
    bulk(&server, &ada, "bulkadd", bad_role)
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["role", "no-such-role"]);
    let bad_division = json!([good, { "roleId": admin, "divisionId": "nowhere" }]);
    bulk(&server, &ada, "bulkadd", bad_division)
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["division", "nowhere"]);
    assert_eq!(grants_of(&server, &ada).await.len(), 1);
    assert_eq!(bulk(&server, &ada, "bulkadd", json!([good])).await.status, 204);
    assert_eq!(bulk(&server, &ada, "bulkreplace", json!([good])).await.status, 204);
    assert_eq!(grants_of(&server, &ada).await, [("Master Admin".to_owned(), "North".to_owned())]);
    assert_eq!(bulk(&server, &ada, "bulkremove", json!([good])).await.status, 204);
    assert_eq!(grants_of(&server, &ada).await, []);
}

#[both_engines]
async fn nobody_grants_more_than_they_hold(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (admin, employee) = roles(&server).await;
    let (ada, north) = (server.user("Ada Example").await, server.division("North").await);
    let caller = server
        .caller(&[
            everywhere(&["authorization:grant:view"]),
            in_division(&north, &["authorization:grant:add", "authorization:grant:delete"]),
            in_division(ada["division"]["id"].as_str().unwrap(), &["authorization:grant:add"]),
        ])
        .await;
    let grant = |role: &str, division: &str| {
        let path = format!(
            "/api/v2/authorization/subjects/{}/divisions/{division}/roles/{role}",
            id(&ada)
        );
        server.ask("POST", &path).token(&caller)
    };
    grant(&admin, &north).await.refused(403, "not.authorized").naming(&["Master Admin"]);
    grant(&employee, "*")
        .await
        .refused(403, "missing.permissions")
        .naming(&["authorization:grant:add"]);
    assert_eq!(grant(&employee, &north).await.status, 204, "a role that holds nothing");
}

#[both_engines]
async fn the_last_administrator_stays(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (admin, _) = roles(&server).await;
    let listed = server.get("/api/v2/users").await.body;
    let boss = listed["entities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["email"] == ADMIN.0)
        .unwrap();
    let path = format!("/api/v2/users/{}", id(boss));
    let grant = format!("/api/v2/authorization/subjects/{}/divisions/*/roles/{admin}", id(boss));
    server.ask("DELETE", &path).await.refused(409, "general.conflict").naming(&["administrator"]);
    server.ask("DELETE", &grant).await.refused(409, "general.conflict");
    server.ask("DELETE", &format!("{path}/roles")).await.refused(409, "general.conflict");
    server.patch(boss, json!({ "state": "inactive" })).await.refused(409, "general.conflict");
    assert_eq!(server.get(&path).await.body["version"], 1, "nothing half-done stays");
    let ada = server.user("Ada Example").await;
    let other = format!("/api/v2/authorization/subjects/{}/divisions/*/roles/{admin}", id(&ada));
    server.ask("POST", &other).await;
    assert_eq!(server.ask("DELETE", &path).await.status, 200);
}

#[both_engines]
async fn of_two_administrators_who_leave_at_once_one_stays(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (admin, _) = roles(&server).await;
    let listed = server.get("/api/v2/users").await.body;
    let boss = listed["entities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["email"] == ADMIN.0)
        .unwrap();
    let ada = server.user("Ada Example").await;
    let other = format!("/api/v2/authorization/subjects/{}/divisions/*/roles/{admin}", id(&ada));
    assert_eq!(server.ask("POST", &other).await.status, 204);
    let leave = |user: &Value| {
        let path = format!("/api/v2/users/{}", id(user));
        let body = json!({ "version": 1, "state": "inactive" });
        std::future::IntoFuture::into_future(server.ask("PATCH", &path).json(body))
    };
    let (one, two) = tokio::join!(leave(boss), leave(&ada));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[both_engines]
async fn the_roles_of_others_show_where_grants_may_be_viewed(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = format!("/api/v2/users/{}?expand=authorization", id(&ada));
    let nobody = server.caller(&[]).await;
    assert!(server.get_with(&path, &nobody).await.body.get("authorization").is_none());
    let own = server.token_of(id(&ada), 3600).await;
    assert!(server.get_with(&path, &own).await.body["authorization"].is_object());
    let viewer = server.caller(&[everywhere(&["authorization:grant:view"])]).await;
    assert!(server.get_with(&path, &viewer).await.body["authorization"].is_object());
}

#[both_engines]
async fn more_grants_than_anybody_needs_are_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (_, employee) = roles(&server).await;
    let ada = server.user("Ada Example").await;
    let many: Vec<_> = (0..501).map(|_| json!({ "roleId": employee, "divisionId": "*" })).collect();
    bulk(&server, &ada, "bulkadd", json!(many))
        .await
        .refused(400, "invalid.value")
        .naming(&["500"]);
    let path = format!("/api/v2/users/{}/roles", id(&ada));
    let ids: Vec<_> = (0..501).map(|number| number.to_string()).collect();
    server.ask("PUT", &path).json(json!(ids)).await.refused(400, "max.role.assignments.exceeded");
}

#[both_engines]
async fn the_roles_of_a_user_are_set_in_the_home_division(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (admin, employee) = roles(&server).await;
    let ada = server.user("Ada Example").await;
    let path = format!("/api/v2/users/{}/roles", id(&ada));
    let set = server.ask("PUT", &path).json(json!([admin, employee])).await.body;
    let names: Vec<_> = set["roles"].as_array().unwrap().iter().map(|role| &role["name"]).collect();
    assert_eq!(names, ["employee", "Master Admin"]);
    assert!(set["permissions"].as_array().unwrap().contains(&json!("directory:user:view")));
    assert!(grants_of(&server, &ada).await.iter().all(|(_, division)| division == "Home"));
    server
        .ask("PUT", &path)
        .json(json!(["nothing"]))
        .await
        .refused(404, "general.resource.not.found");
    assert_eq!(server.ask("DELETE", &path).await.status, 204);
    assert_eq!(server.get(&path).await.body["roles"], json!([]));
}

#[both_engines]
async fn divisions_are_told_in_which_a_permission_is_held(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, _) = (server.division("North").await, server.division("South").await);
    let caller = server.caller(&[in_division(&north, &["routing:queue:view"])]).await;
    let query = "permission=routing:queue:view";
    let me = server
        .get_with(&format!("/api/v2/authorization/divisionspermitted/paged/me?{query}"), &caller)
        .await
        .body;
    assert_eq!((&me["allDivsPermitted"], &me["total"]), (&json!(false), &json!(1)));
    assert_eq!(me["entities"][0]["name"], "North");
    let list = server
        .get_with(&format!("/api/v2/authorization/divisionspermitted/me?{query}"), &caller)
        .await
        .body;
    assert_eq!(list, me["entities"]);
    let all = server
        .get(&format!(
            "/api/v2/authorization/divisionspermitted/paged/{}?{query}&pageSize=2",
            CLIENT.0
        ))
        .await
        .body;
    assert_eq!(
        (&all["allDivsPermitted"], &all["total"], &all["pageCount"]),
        (&json!(true), &json!(3), &json!(2))
    );
    let bad = server
        .get_with("/api/v2/authorization/divisionspermitted/me?permission=queues", &caller)
        .await;
    bad.refused(400, "invalid.value").naming(&["permission", "queues"]);
    let none = server.get_with("/api/v2/authorization/divisionspermitted/me", &caller).await;
    none.refused(400, "bad.request").naming(&["permission"]);
}

#[both_engines]
async fn a_caller_reads_its_own_grants(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let token = server.token_of(id(&ada), 3600).await;
    let me = server.get_with("/api/v2/authorization/subjects/me", &token).await.body;
    assert_eq!((&me["id"], &me["name"]), (&ada["id"], &ada["name"]));
    assert_eq!(me["grants"][0]["role"]["name"], "employee");
    server
        .get_with(&format!("/api/v2/authorization/subjects/{}", id(&ada)), &token)
        .await
        .refused(403, "missing.any.permissions");
}
