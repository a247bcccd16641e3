//! Programs that carry roles from one organization to another.

use api::catalogue;
use serde_json::{Value, json};
use test_server::{Answer, Engine, TestServer, both_engines, everywhere};

use super::{id, names};

const ROLES: &str = "/api/v2/authorization/roles";

/// Names that roles of real organizations have and our catalogue lacks.
const UNKNOWN: [(&str, &str, &str); 8] = [
    ("ui", "supervisorAgentDetails", "view"),
    ("ui", "*", "*"),
    ("routing", "agent", "onqueue"),
    ("conversation", "call", "accept"),
    ("conversation", "webchat", "participate"),
    ("reporting", "*", "*"),
    ("directory", "user", "teleport"),
    ("cooking", "kitchen", "*"),
];

/// Words of one part that an exported role has.
const WORDS: [&str; 21] = [
    "admin",
    "architect_administration",
    "architect_editor",
    "architect_read_only",
    "content_management_admin",
    "content_management_user",
    "employee",
    "field_administration",
    "group_administration",
    "group_creation",
    "integration_config_administration",
    "location_administration",
    "location_contributor",
    "location_manager",
    "notification_administration",
    "notification_creation",
    "person_administration",
    "role_manager",
    "unified_communications",
    "user_administration",
    "user_manager",
];

fn policy((domain, entity, action): (&str, &str, &str)) -> Value {
    json!({ "domain": domain, "entityName": entity, "actionSet": [action], "allowConditions": false })
}

async fn make(server: &TestServer, token: &str, name: &str, fields: Value) -> Answer {
    let mut body = json!({ "name": name });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    server.ask("POST", ROLES).token(token).json(body).await
}

async fn grant(server: &TestServer, subject: &Value, role: &Value) {
    let path =
        format!("/api/v2/authorization/subjects/{}/divisions/*/roles/{}", id(subject), id(role));
    assert_eq!(server.ask("POST", &path).await.status, 204);
}

#[both_engines]
async fn policies_that_the_catalogue_lacks_are_kept_and_have_no_effect(engine: Engine) {
    let server = TestServer::start(engine).await;
    let policies: Vec<Value> = UNKNOWN.into_iter().map(policy).collect();
    let fields = json!({ "permissionPolicies": policies });
    let made = make(&server, &server.token, "Exported", fields.clone()).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let path = format!("{ROLES}/{}", id(&made.body));
    let shown = |role: Value| {
        let policies = role["permissionPolicies"].as_array().unwrap().clone();
        let one = |policy: &Value| {
            let parts = ["domain", "entityName"].map(|part| policy[part].clone());
            (parts, policy["actionSet"][0].clone())
        };
        policies.iter().map(one).collect::<Vec<_>>()
    };
    let sent = shown(fields.clone());
    assert_eq!(shown(server.get(&path).await.body), sent);
    let mut changed = fields;
    changed["name"] = json!("Imported");
    assert_eq!(shown(server.ask("PUT", &path).json(changed).await.body), sent);

    let ada = server.user("Ada Example").await;
    grant(&server, &ada, &made.body).await;
    let token = server.token_of(id(&ada), 3600).await;
    for path in ["/api/v2/oauth/clients", ROLES] {
        server.get_with(path, &token).await.refused(403, "missing.any.permissions");
    }
    let subject = server.get(&format!("/api/v2/authorization/subjects/{}", id(&ada))).await.body;
    let grants = subject["grants"].as_array().unwrap();
    let held = grants.iter().find(|one| one["role"]["id"] == made.body["id"]).unwrap();
    assert_eq!(held["role"]["policies"].as_array().unwrap().len(), UNKNOWN.len());
    let roles = server.get(&format!("/api/v2/users/{}/roles", id(&ada))).await.body;
    let permissions = roles["permissions"].as_array().unwrap();
    assert!(permissions.contains(&json!("routing:agent:onqueue")), "{permissions:?}");
    assert!(permissions.iter().all(|one| !one.as_str().unwrap().contains('*')));
}

#[both_engines]
async fn a_policy_that_covers_what_is_known_allows_just_that(engine: Engine) {
    let server = TestServer::start(engine).await;
    let policies =
        [policy(("authorization", "role", "view")), policy(("routing", "agent", "onqueue"))];
    let role =
        make(&server, &server.token, "Both", json!({ "permissionPolicies": policies })).await;
    let ada = server.user("Ada Example").await;
    grant(&server, &ada, &role.body).await;
    let token = server.token_of(id(&ada), 3600).await;
    assert_eq!(server.get_with(ROLES, &token).await.status, 200);
    let make = make(&server, &token, "Own", json!({})).await;
    make.refused(403, "missing.any.permissions");
}

#[both_engines]
async fn policies_that_are_no_names_are_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    for (policy, field) in [
        (json!({ "entityName": "user", "actionSet": ["view"] }), "domain"),
        (json!({ "domain": "*", "entityName": "user", "actionSet": ["view"] }), "domain"),
        (json!({ "domain": "a:b", "entityName": "user", "actionSet": ["view"] }), "domain"),
        (json!({ "domain": "directory", "entityName": " ", "actionSet": ["view"] }), "entityName"),
        (json!({ "domain": "directory", "entityName": "user", "actionSet": [] }), "actionSet"),
        (
            json!({ "domain": "directory", "entityName": "user", "actionSet": [" "] }),
            "actionSet[0]",
        ),
    ] {
        let fields = json!({ "permissionPolicies": [policy] });
        let refused = make(&server, &server.token, "Wrong", fields).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        assert!(refused.message().contains(&format!("permissionPolicies[0].{field}")), "{field}");
    }
    for word in ["*", "*:*:*", "directory:user:*", "two words", "a:b", ""] {
        let refused = make(&server, &server.token, "Wrong", json!({ "permissions": [word] })).await;
        refused.refused(400, "invalid.value").naming(&["permissions[0]"]);
    }
}

#[both_engines]
async fn nobody_gives_a_name_to_come_that_they_do_not_hold(engine: Engine) {
    let server = TestServer::start(engine).await;
    let rights = ["authorization:role:add", "authorization:role:edit", "directory:user:*"];
    let caller = server.caller(&[everywhere(&rights)]).await;
    let fields = |one| json!({ "permissionPolicies": [policy(one)] });
    let held = make(&server, &caller, "Held", fields(("directory", "user", "teleport"))).await;
    assert_eq!(held.status, 200, "a wildcard that is held covers names to come: {}", held.body);
    for (number, more) in
        [("directory", "*", "teleport"), ("directory", "kitchen", "view"), ("ui", "*", "*")]
            .into_iter()
            .enumerate()
    {
        let name = format!("More {number}");
        let refused = make(&server, &caller, &name, fields(more)).await;
        refused.refused(403, "not.authorized").naming(&[&name]);
        let path = format!("{ROLES}/{}", id(&held.body));
        let refused = server.ask("PATCH", &path).token(&caller).json(fields(more)).await;
        refused.refused(403, "not.authorized").naming(&["Held"]);
    }
    for word in ["architect_editor", "cooking:kitchen:cook"] {
        let refused = make(&server, &caller, "Word", json!({ "permissions": [word] })).await;
        refused.refused(403, "not.authorized");
    }
    // Nor do they grant a role that somebody else made so.
    let role = make(&server, &server.token, "Exported", fields(("ui", "*", "*"))).await.body;
    let granter = server
        .caller(&[everywhere(&["authorization:grant:add", "authorization:grant:view"])])
        .await;
    let ada = server.user("Ada Example").await;
    let path =
        format!("/api/v2/authorization/subjects/{}/divisions/*/roles/{}", id(&ada), id(&role));
    let refused = server.ask("POST", &path).token(&granter).await;
    refused.refused(403, "not.authorized").naming(&["Exported"]);
}

#[both_engines]
async fn an_exported_role_over_every_domain_is_made_and_granted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let policies: Vec<Value> = catalogue()
        .keys()
        .map(|domain| policy((domain, "*", "*")))
        .chain([policy(("ui", "*", "*"))])
        .collect();
    let fields = json!({ "permissions": WORDS, "permissionPolicies": policies });
    let made = make(&server, &server.token, "Everything", fields).await;
    assert_eq!(made.status, 200, "{}", made.body);
    assert_eq!(made.body["permissions"], json!(WORDS));
    let ada = server.user("Ada Example").await;
    let body = json!({ "divisionIds": ["*"], "subjectIds": [id(&ada)] });
    let granted = server.ask("POST", &format!("{ROLES}/{}", id(&made.body))).json(body).await;
    assert!((200..300).contains(&granted.status), "{}", granted.body);
    let subject = server.get(&format!("/api/v2/authorization/subjects/{}", id(&ada))).await.body;
    let grants = subject["grants"].as_array().unwrap();
    let held = grants.iter().find(|one| one["role"]["id"] == made.body["id"]).unwrap();
    assert_eq!(held["division"]["id"], "*");
}

#[both_engines]
async fn default_roles_that_programs_look_up_are_there(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    for name in [
        "Master Admin",
        "Admin",
        "employee",
        "User",
        "Supervisor",
        "Communicate - User",
        "Communicate - Admin",
        "Telephony Admin",
        "Quality Evaluator",
        "Quality Administrator",
        "Trusted External User",
    ] {
        let found = server.get(&format!("{ROLES}?name={}", name.replace(' ', "%20"))).await.body;
        let named = |role: &&Value| role["name"] == name;
        let role = found["entities"].as_array().unwrap().iter().find(named).unwrap().clone();
        assert_eq!(role["default"], true, "{name}");
        assert!(role["defaultRoleId"].is_string(), "{name}");
        let allows = !role["permissionPolicies"].as_array().unwrap().is_empty();
        assert_eq!(allows, name != "employee", "{name}");
        let delete = server.ask("DELETE", &format!("{ROLES}/{}", id(&role))).await;
        delete.refused(400, "bad.request").naming(&["default role"]);
    }
    let first = server.get(&format!("{ROLES}?name=Communicate%20-%20User")).await.body;
    let path = format!("{ROLES}/{}/users/add", id(&first["entities"][0]));
    assert_eq!(server.ask("PUT", &path).json(json!([id(&ada)])).await.status, 200);
    let held = server.get(&format!("/api/v2/users/{}/roles", id(&ada))).await.body;
    let held: Vec<&Value> = held["roles"].as_array().unwrap().iter().map(|r| &r["name"]).collect();
    assert!(held.contains(&&json!("Communicate - User")), "{held:?}");
}

#[both_engines]
async fn organizations_of_earlier_versions_get_the_default_roles(engine: Engine) {
    let server = TestServer::start(engine).await;
    // As it was before: two default roles, by other names, and one of its own with a name that
    // programs look up.
    let roles = server.get(&format!("{ROLES}?pageSize=100")).await.body;
    for role in roles["entities"].as_array().unwrap() {
        let mut role: api::DomainOrganizationRole = serde_json::from_value(role.clone()).unwrap();
        let before = match role.default_role_id.as_deref() {
            Some("admin") => Some("Administrator"),
            Some("employee") => Some("Employee"),
            _ => None,
        };
        role.name = before.map(str::to_owned);
        let organization = server.organization.clone();
        let write = server.db.write(move |tx| {
            let (organization, role) = (organization.clone(), role.clone());
            Box::pin(async move {
                tx.enter(&organization);
                if role.name.is_some() {
                    return store::roles::save(tx, &role).await.map(drop);
                }
                store::roles::delete(tx, role.id.as_deref().unwrap()).await
            })
        });
        write.await.unwrap();
    }
    let own = make(&server, &server.token, "Supervisor", json!({})).await.body;
    for _ in 0..2 {
        server::testing::complete_default_roles(&server.db, &server.clock).await.unwrap();
    }
    let now = server.get(&format!("{ROLES}?pageSize=100")).await.body;
    assert_eq!(names(&now).len(), 11, "{:?}", names(&now));
    for name in ["Master Admin", "employee", "Communicate - User", "Telephony Admin"] {
        assert!(names(&now).contains(&name), "{name}");
    }
    let kept = server.get(&format!("{ROLES}/{}", id(&own))).await.body;
    assert_eq!((&kept["name"], kept.get("defaultRoleId")), (&json!("Supervisor"), None));
    let added = server.get(&format!("{ROLES}?name=Quality%20Evaluator")).await.body;
    assert_eq!(server.audits_of(id(&added["entities"][0])).await, ["Create Role"]);
}

#[both_engines]
async fn roles_are_found_by_what_they_allow(engine: Engine) {
    let server = TestServer::start(engine).await;
    make(
        &server,
        &server.token,
        "Queues",
        json!({ "permissionPolicies": [policy(("routing", "queue", "join"))] }),
    )
    .await;
    make(
        &server,
        &server.token,
        "Others",
        json!({ "permissionPolicies": [policy(("routing", "queue", "view"))] }),
    )
    .await;
    let found = server.get(&format!("{ROLES}?permission=routing:queue:join")).await.body;
    assert!(names(&found).contains(&"Queues") && !names(&found).contains(&"Others"));
}
