//! Users and groups that are trusted: how they are brought in, and which roles they get.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines, everywhere, in_division};

use super::{Side, TRUSTEES, TRUSTORS, id};

#[both_engines]
async fn what_trusted_users_hold_is_in_use(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let (ada, north) = (there.user("Ada Example").await, server.division("North").await);
    let role = here.ask("POST", "/api/v2/authorization/roles", json!({ "name": "Readers" })).await;
    let grants = json!([{ "roleId": id(&role.body), "divisionId": north }]);
    let member = json!({ "id": ada, "roleDivisions": { "grants": grants } });
    let trusted = here.trusts(&there, json!({ "users": [member] })).await;
    assert_eq!(trusted.status, 200, "{}", trusted.body);
    let (role, north) = (
        format!("/api/v2/authorization/roles/{}", id(&role.body)),
        format!("/api/v2/authorization/divisions/{north}"),
    );
    here.ask("DELETE", &role, Value::Null).await.refused(409, "general.conflict");
    here.ask("DELETE", &north, Value::Null).await.refused(400, "bad.request");
    assert_eq!(here.ask("DELETE", &format!("{north}?force=true"), Value::Null).await.status, 204);
    assert_eq!(
        here.ask("POST", &format!("{north}/restore"), json!({ "name": "North" })).await.status,
        200
    );
    assert_eq!(
        here.ask("DELETE", &role, Value::Null).await.status,
        204,
        "a division comes back empty"
    );
}

#[both_engines]
async fn nobody_lets_others_do_more_than_they_may_themselves(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let (ada, group) = (there.user("Ada Example").await, there.group("Night shift", &[]).await);
    let north = server.division("North").await;
    let home = here.get(&format!("/api/v2/users/{}", here.user("Own Example").await)).await.body["division"]["id"].clone();
    let held = [
        "authorization:orgTrustee:add",
        "authorization:orgTrusteeUser:add",
        "authorization:orgTrusteeUser:edit",
    ];
    let caller = server
        .caller(&[in_division(&north, &held), everywhere(&["authorization:orgTrustee:view"])])
        .await;
    let ask = async |method: &str, path: &str, body: Value| {
        server.ask(method, path).token(&caller).json(body).await
    };
    let trust = |members: Value| {
        let mut body = json!({ "pairingId": there.organization, "enabled": true });
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        body
    };
    let user = |role: &str, division: &str| json!({ "id": ada, "roleDivisions": { "grants": [{ "roleId": role, "divisionId": division }] } });
    let one = |user: Value| trust(json!({ "users": [user] }));
    ask("POST", TRUSTEES, one(user(&here.role, &north)))
        .await
        .refused(403, "not.authorized")
        .naming(&["Master Admin"]);
    ask("POST", TRUSTEES, one(user(&here.role, "*"))).await.refused(403, "missing.permissions");
    ask("POST", TRUSTEES, one(user(&here.role, home.as_str().unwrap())))
        .await
        .refused(403, "missing.permissions");
    ask("POST", TRUSTEES, trust(json!({ "groups": [{ "id": group }] })))
        .await
        .refused(403, "missing.permissions")
        .naming(&["authorization:orgTrusteeGroup:add"]);
    assert_eq!(here.get(TRUSTEES).await.body["total"], 0);
    assert_eq!(ask("POST", TRUSTEES, trust(json!({ "users": [{ "id": ada }] }))).await.status, 200);
    let users = format!("{TRUSTEES}/{}/users", there.organization);
    ask("POST", &users, user(&here.role, &north)).await.refused(403, "not.authorized");
    ask("PUT", &format!("{users}/{ada}/roles"), json!([here.role]))
        .await
        .refused(403, "missing.any.permissions");
    assert_eq!(
        here.ask("PUT", &format!("{users}/{ada}/roles"), json!([here.role])).await.status,
        200
    );
    ask("PUT", &format!("{users}/{ada}/roles"), json!([]))
        .await
        .refused(403, "missing.any.permissions");
    assert_eq!(there.trustors_of(&ada).await[0]["authorization"]["permissions"][0], "admin");
}

#[both_engines]
async fn the_trusting_side_alone_gives_roles(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let (ada, bob) = (there.user("Ada Example").await, there.user("Bob Example").await);
    here.trusts(&there, json!({ "users": [{ "id": ada }] })).await;
    let theirs = format!("{TRUSTORS}/{}/users", here.organization);
    let brought = there.ask("PUT", &format!("{theirs}/{bob}"), Value::Null).await;
    assert_eq!((brought.status, &brought.body["authorization"]["permissions"]), (200, &json!([])));
    let again = there.ask("PUT", &format!("{theirs}/{bob}"), Value::Null).await;
    assert_eq!(again.body, brought.body, "bringing in twice changes nothing");
    there
        .ask("PUT", &format!("{theirs}/nobody"), Value::Null)
        .await
        .refused(404, "general.resource.not.found");
    let ours = format!("{TRUSTEES}/{}/users", there.organization);
    let listed = here.get(&ours).await.body;
    assert_eq!(
        (&listed["total"], &listed["entities"][1]["name"]),
        (&json!(2), &json!("Bob Example"))
    );
    assert_eq!(listed["entities"][1]["authorization"]["roles"], json!([]));
    let given = here.ask("PUT", &format!("{ours}/{bob}/roles"), json!([here.role])).await;
    assert_eq!((given.status, &given.body["roles"][0]["name"]), (200, &json!("Master Admin")));
    let more = here.ask("POST", &ours, json!({ "id": bob, "roleDivisions": { "grants": [{ "roleId": here.role, "divisionId": "*" }] } })).await;
    assert_eq!(
        (more.status, &more.body["authorization"]["roles"].as_array().unwrap().len()),
        (200, &1)
    );
    here.ask("PUT", &format!("{ours}/{bob}/roles"), json!(["nothing"]))
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["nothing"]);
    here.ask("PUT", &format!("{ours}/nobody/roles"), json!([]))
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["nobody"]);
    assert!(
        !there.trustors_of(&bob).await[0]["authorization"]["permissions"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    let none = here.ask("PUT", &format!("{ours}/{bob}/roles"), json!([])).await.body;
    assert_eq!((&none["roles"], &none["permissions"]), (&json!([]), &json!([])));
    let path = format!("{theirs}/{bob}");
    assert_eq!(there.ask("DELETE", &path, Value::Null).await.status, 204);
    assert_eq!(there.ask("DELETE", &path, Value::Null).await.status, 404);
    assert_eq!(there.get(&path).await.status, 404);
    assert_eq!(there.trustors_of(&bob).await.len(), 0);
}

#[both_engines]
async fn a_trusted_group_stands_for_its_members(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let (ada, bob) = (there.user("Ada Example").await, there.user("Bob Example").await);
    let (named, brought) =
        (there.group("Named", &[&ada]).await, there.group("Brought", &[&ada, &bob]).await);
    here.trusts(&there, json!({ "groups": [{ "id": named, "roleIds": [here.role] }] })).await;
    let groups = format!("{TRUSTORS}/{}/groups", here.organization);
    let put = there.ask("PUT", &format!("{groups}/{brought}"), Value::Null).await;
    assert_eq!((put.status, id(&put.body), &put.body["memberCount"]), (200, &*brought, &json!(2)));
    there
        .ask("PUT", &format!("{groups}/nothing"), Value::Null)
        .await
        .refused(404, "general.resource.not.found");
    let listed = there.get(&groups).await.body;
    let shown: Vec<_> = listed["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["name"].as_str().unwrap())
        .collect();
    assert_eq!((shown, &listed["total"]), (vec!["Brought", "Named"], &json!(2)));
    assert_eq!(there.get(&format!("{groups}/{named}")).await.body["name"], "Named");
    assert!(
        !there.trustors_of(&ada).await[0]["authorization"]["permissions"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(there.trustors_of(&bob).await[0]["authorization"]["permissions"], json!([]));
    assert_eq!(
        here.get(&format!("{TRUSTEES}/{}/users", there.organization)).await.body["total"],
        0
    );

    let version = there.get(&format!("/api/v2/groups/{named}")).await.body["version"].clone();
    there
        .ask(
            "PUT",
            &format!("/api/v2/groups/{named}"),
            json!({ "version": version, "rolesEnabled": false }),
        )
        .await;
    assert_eq!(
        there.trustors_of(&ada).await[0]["authorization"]["permissions"],
        json!([]),
        "it passes nothing on"
    );
    assert_eq!(there.ask("DELETE", &format!("{groups}/{brought}"), Value::Null).await.status, 204);
    assert_eq!((there.trustors_of(&bob).await.len(), there.trustors_of(&ada).await.len()), (0, 0));
    there.ask("DELETE", &format!("/api/v2/groups/{named}"), Value::Null).await;
    assert_eq!(there.get(&groups).await.body["total"], 0);
}

#[both_engines]
async fn joining_a_trusted_group_takes_what_it_takes_to_be_brought_in(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let (ada, group) = (here.user("Ada Example").await, here.group("Night shift", &[]).await);
    there.trusts(&here, json!({ "groups": [{ "id": group, "roleIds": [there.role] }] })).await;
    let add = async |token: &str| {
        let path = format!("/api/v2/groups/{group}/members");
        server.ask("POST", &path).token(token).json(json!({ "memberIds": [ada] })).await
    };
    let editor = server.caller(&[everywhere(&["directory:group:edit"])]).await;
    add(&editor)
        .await
        .refused(403, "missing.permissions")
        .naming(&["authorization:orgTrusteeUser:add"]);
    let both = server
        .caller(&[everywhere(&["directory:group:edit", "authorization:orgTrusteeUser:add"])])
        .await;
    assert_eq!(add(&both).await.status, 202);
}

#[both_engines]
async fn a_role_that_somebody_trusted_holds_is_in_use(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let ada = there.user("Ada Example").await;
    let north = server.division("North").await;
    let policy = json!({ "domain": "directory", "entityName": "user", "actionSet": ["delete"] });
    let body = json!({ "name": "Lead", "permissionPolicies": [policy] });
    let role = here.ask("POST", "/api/v2/authorization/roles", body).await.body;
    let grants = json!([{ "roleId": id(&role), "divisionId": north }]);
    let member = json!({ "id": ada, "roleDivisions": { "grants": grants } });
    assert_eq!(here.trusts(&there, json!({ "users": [member] })).await.status, 200);
    let holds = async || there.trustors_of(&ada).await[0]["authorization"]["permissions"].clone();
    assert_eq!(holds().await, json!(["directory:user:delete"]));
    let path = format!("/api/v2/authorization/roles/{}", id(&role));
    // Whoever could not grant it there changes nothing of it.
    let elsewhere = server
        .caller(&[
            everywhere(&["authorization:role:edit"]),
            in_division(&server.division("South").await, &["directory:user:delete"]),
        ])
        .await;
    let change = json!({ "description": "new" });
    server.ask("PATCH", &path).token(&elsewhere).json(change).await.refused(403, "not.authorized");
    here.ask("DELETE", &path, Value::Null).await.refused(409, "general.conflict").naming(&["Lead"]);
    let division = format!("/api/v2/authorization/divisions/{north}");
    let own = here.get(&format!("{division}/grants")).await.body;
    assert_eq!(
        (&own["total"], &own["entities"]),
        (&json!(0), &json!([])),
        "those of the organization alone"
    );
    here.ask("DELETE", &division, Value::Null)
        .await
        .refused(400, "bad.request")
        .naming(&["1 grants"]);
    assert_eq!(
        here.ask("DELETE", &format!("{division}?force=true"), Value::Null).await.status,
        204
    );
    assert_eq!(here.ask("POST", &format!("{division}/restore"), json!({})).await.status, 200);
    assert_eq!(holds().await, json!([]), "a division comes back empty");
    let users = format!("{TRUSTEES}/{}/users/{ada}/roles", there.organization);
    assert_eq!(here.ask("PUT", &users, json!([id(&role)])).await.status, 200);
    assert_eq!(server.ask("DELETE", &path).header("callroster-force", "true").await.status, 204);
    assert_eq!(holds().await, json!([]));
    let told = here.audits().await;
    assert_eq!(
        told.iter().filter(|one| one.contains(&format!("for {ada}"))).count(),
        4,
        "{told:?}"
    );
}

#[both_engines]
async fn the_trusted_side_shows_users_of_the_callers_divisions(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (here, there) = (Side::own(&server).await, Side::other(&server, "There").await);
    let ada = here.user("Ada Example").await;
    there.trusts(&here, json!({ "users": [{ "id": ada }] })).await;
    let north = server.division("North").await;
    let caller = server
        .caller(&[in_division(
            &north,
            &["authorization:orgTrusteeUser:view", "authorization:orgTrustor:view"],
        )])
        .await;
    let users = format!("{TRUSTORS}/{}/users", there.organization);
    assert_eq!(server.get_with(&users, &caller).await.body["total"], 0);
    assert_eq!(server.get_with(&format!("{users}/{ada}"), &caller).await.status, 404);
    assert_eq!(
        server.get_with(&format!("/api/v2/users/{ada}/trustors"), &caller).await.status,
        404
    );
    assert_eq!(here.get(&users).await.body["total"], 1);
}
