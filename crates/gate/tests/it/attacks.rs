//! What somebody would try who wants more than they were given.

use serde_json::{Value, json};
use test_server::{ADMIN, CLIENT, Engine, TestServer, both_engines, everywhere, in_division};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

/// A user who holds nothing but this, and a token of theirs.
async fn somebody(server: &TestServer, name: &str) -> (String, String) {
    let user = server.user(name).await;
    (id(&user).to_owned(), server.token_of(id(&user), 86_400).await)
}

/// A role that allows this, by its id.
async fn role(server: &TestServer, name: &str, entity: &str, actions: &[&str]) -> String {
    let policy = json!({ "domain": "directory", "entityName": entity, "actionSet": actions });
    let body = json!({ "name": name, "permissionPolicies": [policy] });
    let made = server.ask("POST", "/api/v2/authorization/roles").json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    id(&made.body).to_owned()
}

async fn grant(server: &TestServer, subject: &str, role: &str, division: &str) {
    let path =
        format!("/api/v2/authorization/subjects/{subject}/divisions/{division}/roles/{role}");
    let granted = server.ask("POST", &path).await;
    assert_eq!(granted.status, 204, "{}", granted.body);
}

/// Tries to grant a role as somebody; the status.
async fn grants(
    server: &TestServer,
    token: &str,
    (subject, role, division): (&str, &str, &str),
) -> u16 {
    let path =
        format!("/api/v2/authorization/subjects/{subject}/divisions/{division}/roles/{role}");
    server.ask("POST", &path).token(token).await.status
}

/// A group whose members hold a role everywhere, unless it does not pass roles on.
async fn group(server: &TestServer, roles_enabled: bool, role: &str) -> Value {
    let body = json!({
        "name": "Strong", "type": "official", "rulesVisible": true, "visibility": "public",
        "rolesEnabled": roles_enabled,
    });
    let made = server.ask("POST", "/api/v2/groups").json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    grant(server, id(&made.body), role, "*").await;
    made.body
}

const DELETE_USERS: &str = "/api/v2/users/00000000-0000-4000-8000-000000000000";

/// May this token delete users? Nobody has the id, so it is 404 or 403.
async fn may_delete(server: &TestServer, token: &str) -> bool {
    let answer = server.ask("DELETE", DELETE_USERS).token(token).await;
    assert!([403, 404].contains(&answer.status), "{}", answer.body);
    answer.status == 404
}

#[both_engines]
async fn roles_that_are_held_in_other_divisions_do_not_show(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    let (ada, own) = somebody(&server, "Ada Example").await;
    assert_eq!(
        server
            .ask("POST", &format!("/api/v2/authorization/divisions/{north}/objects/USER"))
            .json(json!([ada]))
            .await
            .status,
        204
    );
    for (name, division) in [("Here", &north), ("There", &south), ("Everywhere", &"*".to_owned())] {
        let role = role(&server, name, "user", &["view"]).await;
        grant(&server, &ada, &role, division).await;
    }
    let viewer = server.caller(&[in_division(&north, &["authorization:grant:view"])]).await;
    let names = |roles: &Value| -> Vec<String> {
        let roles = roles.as_array().unwrap().iter();
        roles.map(|role| role["name"].as_str().unwrap().to_owned()).collect()
    };
    let roles = server.get_with(&format!("/api/v2/users/{ada}/roles"), &viewer).await.body;
    assert_eq!(names(&roles["roles"]), ["Everywhere", "Here"]);
    let expanded = format!("/api/v2/users/{ada}?expand=authorization");
    let user = server.get_with(&expanded, &viewer).await.body;
    assert_eq!(names(&user["authorization"]["roles"]), ["Everywhere", "Here"]);
    let subject =
        server.get_with(&format!("/api/v2/authorization/subjects/{ada}"), &viewer).await.body;
    assert_eq!(subject["grants"].as_array().unwrap().len(), 2, "as in the grants themselves");
    let all = ["employee", "Everywhere", "Here", "There"];
    assert_eq!(names(&server.get_with(&expanded, &own).await.body["authorization"]["roles"]), all);
    assert_eq!(names(&server.get(&format!("/api/v2/users/{ada}/roles")).await.body["roles"]), all);
    let (_, nobody) = somebody(&server, "Eve Example").await;
    assert!(server.get_with(&expanded, &nobody).await.body.get("authorization").is_none());
}

#[both_engines]
async fn every_action_by_name_is_less_than_a_wildcard(engine: Engine) {
    let server = TestServer::start(engine).await;
    let catalogue = server.get("/api/v2/authorization/permissions?pageSize=100").await;
    assert_eq!(catalogue.status, 200);
    let wild = role(&server, "Wild", "user", &["*"]).await;
    let wilder = role(&server, "Wilder", "*", &["view"]).await;
    let plain = role(&server, "Plain", "user", &["view", "edit"]).await;
    let (ada, _) = somebody(&server, "Ada Example").await;
    let named = ["add", "delete", "edit", "setPassword", "view"]
        .map(|action| format!("directory:user:{action}"));
    let mut named: Vec<&str> = named.iter().map(String::as_str).collect();
    named.push("authorization:grant:add");
    let by_name = server.caller(&[everywhere(&named)]).await;
    assert_eq!(grants(&server, &by_name, (&ada, &plain, "*")).await, 204);
    assert_eq!(grants(&server, &by_name, (&ada, &wild, "*")).await, 403);
    assert_eq!(grants(&server, &by_name, (&ada, &wilder, "*")).await, 403);
    let by_wildcard =
        server.caller(&[everywhere(&["directory:user:*", "authorization:grant:add"])]).await;
    assert_eq!(grants(&server, &by_wildcard, (&ada, &wild, "*")).await, 204);
    assert_eq!(grants(&server, &by_wildcard, (&ada, &wilder, "*")).await, 403);
}

#[both_engines]
async fn every_division_by_name_is_less_than_all_of_them(engine: Engine) {
    let server = TestServer::start(engine).await;
    let home = server.get("/api/v2/authorization/divisions/home").await.body;
    let north = server.division("North").await;
    let viewer = role(&server, "Viewer", "user", &["view"]).await;
    let (ada, _) = somebody(&server, "Ada Example").await;
    let held = ["directory:user:view", "authorization:grant:add", "authorization:grant:delete"];
    let caller = server.caller(&[in_division(id(&home), &held), in_division(&north, &held)]).await;
    for division in [id(&home), &north] {
        assert_eq!(grants(&server, &caller, (&ada, &viewer, division)).await, 204);
    }
    assert_eq!(grants(&server, &caller, (&ada, &viewer, "*")).await, 403);
    grant(&server, &ada, &viewer, "*").await;
    let path = format!("/api/v2/authorization/subjects/{ada}");
    let pair = json!({ "grants": [{ "roleId": viewer, "divisionId": "*" }] });
    for what in ["bulkadd", "bulkremove"] {
        let answer =
            server.ask("POST", &format!("{path}/{what}")).token(&caller).json(pair.clone()).await;
        assert_eq!(answer.status, 403, "{what}: {}", answer.body);
    }
    let none = server
        .ask("POST", &format!("{path}/bulkreplace"))
        .token(&caller)
        .json(json!({ "grants": [] }))
        .await;
    assert_eq!(none.status, 403, "what is held everywhere is not theirs to take");
    let held = server.get(&path).await.body;
    assert!(held["grants"].as_array().unwrap().iter().any(|grant| grant["division"]["id"] == "*"));
}

#[both_engines]
async fn what_was_held_in_a_deleted_division_is_gone_for_good(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    let (ada, token) = somebody(&server, "Ada Example").await;
    let deleter = role(&server, "Deleter", "user", &["delete"]).await;
    grant(&server, &ada, &deleter, &north).await;
    assert!(may_delete(&server, &token).await);
    let path = format!("/api/v2/authorization/divisions/{north}");
    assert_eq!(server.ask("DELETE", &format!("{path}?force=true")).await.status, 204);
    assert!(!may_delete(&server, &token).await);
    assert_eq!(
        server
            .ask("POST", &format!("{path}/restore"))
            .json(json!({ "name": "North" }))
            .await
            .status,
        200
    );
    assert!(!may_delete(&server, &token).await, "a division comes back empty");
    assert_eq!(grants(&server, &server.token, (&ada, &deleter, &north)).await, 204);
}

#[both_engines]
async fn what_a_group_passed_on_ends_with_it_and_with_the_membership(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, token) = somebody(&server, "Ada Example").await;
    let deleter = role(&server, "Deleter", "user", &["delete"]).await;
    let group = group(&server, true, &deleter).await;
    let members = format!("/api/v2/groups/{}/members", id(&group));
    let join = async || {
        let version =
            server.get(&format!("/api/v2/groups/{}", id(&group))).await.body["version"].clone();
        let body = json!({ "memberIds": [ada], "version": version });
        assert_eq!(server.ask("POST", &members).json(body).await.status, 202);
    };
    join().await;
    assert!(may_delete(&server, &token).await);
    assert_eq!(server.ask("DELETE", &format!("{members}?ids={ada}")).await.status, 202);
    assert!(!may_delete(&server, &token).await);
    join().await;
    assert!(may_delete(&server, &token).await);
    let user = format!("/api/v2/users/{ada}");
    let version = server.get(&user).await.body["version"].as_i64().unwrap();
    assert_eq!(server.ask("DELETE", &user).await.status, 200);
    let back =
        server.ask("PATCH", &user).json(json!({ "version": version + 1, "state": "active" })).await;
    assert_eq!(back.status, 200, "{}", back.body);
    assert_eq!(
        server.get_with("/api/v2/users/me", &token).await.status,
        401,
        "old tokens stay dead"
    );
    let token = server.token_of(&ada, 3600).await;
    assert!(!may_delete(&server, &token).await, "who comes back is in no group");
    join().await;
    assert!(may_delete(&server, &token).await);
    assert_eq!(server.ask("DELETE", &format!("/api/v2/groups/{}", id(&group))).await.status, 204);
    assert!(!may_delete(&server, &token).await);
}

#[both_engines]
async fn nobody_joins_or_wakes_a_group_to_get_what_it_holds(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (eve, _) = somebody(&server, "Eve Example").await;
    let deleter = role(&server, "Deleter", "user", &["delete"]).await;
    let group = group(&server, true, &deleter).await;
    let path = format!("/api/v2/groups/{}", id(&group));
    let edit = ["directory:group:edit", "directory:group:add", "directory:group:view"];
    server.grant(&eve, &everywhere(&edit)).await;
    let token = server.token_of(&eve, 3600).await;
    let change = async |fields: Value| {
        let mut body = json!({ "version": server.get(&path).await.body["version"] });
        body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        server.ask("PUT", &path).token(&token).json(body).await
    };
    let join = json!({ "memberIds": [eve] });
    server
        .ask("POST", &format!("{path}/members"))
        .token(&token)
        .json(join.clone())
        .await
        .refused(403, "not.authorized");
    change(json!({ "ownerIds": [eve], "includeOwners": true }))
        .await
        .refused(403, "not.authorized");
    assert_eq!(change(json!({ "ownerIds": [eve] })).await.status, 200);
    change(json!({ "includeOwners": true })).await.refused(403, "not.authorized");
    server
        .ask("POST", &format!("{path}/members"))
        .token(&token)
        .json(join)
        .await
        .refused(403, "not.authorized");
    // Made a member by somebody else while the group passes nothing on.
    let asleep = server
        .ask("PUT", &path)
        .json(json!({ "version": server.get(&path).await.body["version"], "rolesEnabled": false }));
    assert_eq!(asleep.await.status, 200);
    let added =
        server.ask("POST", &format!("{path}/members")).json(json!({ "memberIds": [eve] })).await;
    assert_eq!(added.status, 202, "{}", added.body);
    change(json!({ "rolesEnabled": true })).await.refused(403, "not.authorized");
    assert!(!may_delete(&server, &token).await);
}

#[both_engines]
async fn nobody_becomes_somebody_stronger(engine: Engine) {
    let server = TestServer::start(engine).await;
    let users = server.get("/api/v2/users").await.body;
    let admin = users["entities"]
        .as_array()
        .unwrap()
        .iter()
        .find(|user| user["email"] == ADMIN.0)
        .unwrap()
        .clone();
    let caller = server
        .caller(&[everywhere(&[
            "directory:user:view",
            "directory:user:edit",
            "directory:user:add",
            "directory:user:delete",
            "directory:user:setPassword",
            "oauth:client:add",
            "oauth:client:edit",
            "oauth:client:delete",
            "oauth:client:view",
            "authorization:grant:add",
            "authorization:grant:delete",
            "authorization:role:edit",
            "authorization:role:add",
            "authorization:role:view",
            "directory:group:add",
            "directory:group:edit",
            "mfa:verifier:edit",
            "mfa:verifier:delete",
        ])])
        .await;
    let ask = |method: &str, path: String| server.ask(method, &path).token(&caller);
    let user = format!("/api/v2/users/{}", id(&admin));
    let password = json!({ "newPassword": "Correct-Horse-Battery-77" });
    ask("POST", format!("{user}/password")).json(password).await.refused(403, "not.authorized");
    let email = json!({ "version": admin["version"], "email": "mine@example.com" });
    ask("PATCH", user.clone()).json(email).await.refused(403, "not.authorized");
    let client = format!("/api/v2/oauth/clients/{}", CLIENT.0);
    ask("POST", format!("{client}/secret")).await.refused(403, "not.authorized");
    let body = json!({ "name": "Mine", "authorizedGrantType": "CLIENT-CREDENTIALS" });
    ask("PUT", client).json(body).await.refused(403, "not.authorized");
    let roles = server.get("/api/v2/authorization/roles?defaultRoleId=admin").await.body;
    let administrator = id(&roles["entities"][0]);
    let strong = json!([{ "roleId": administrator, "divisionId": "*" }]);
    let body = json!({ "name": "Mine", "authorizedGrantType": "CLIENT-CREDENTIALS", "roleDivisions": strong });
    ask("POST", "/api/v2/oauth/clients".to_owned()).json(body).await.refused(403, "not.authorized");
    let me = server.get_with("/api/v2/users/me", &caller).await.body;
    assert_eq!(grants(&server, &caller, (id(&me), administrator, "*")).await, 403);
    let put =
        ask("PUT", format!("/api/v2/users/{}/roles", id(&me))).json(json!([administrator])).await;
    put.refused(403, "not.authorized");
    let body = json!({ "description": "mine", "permissions": ["admin"] });
    let change =
        ask("PATCH", format!("/api/v2/authorization/roles/{administrator}")).json(body).await;
    assert!([400, 403].contains(&change.status), "{}", change.body);
    let held = server.get_with("/api/v2/authorization/subjects/me", &caller).await.body;
    assert_eq!(held["grants"].as_array().unwrap().len(), 2, "employee, and what the test gave");
}
