//! Roles: made, changed and deleted, by whom, and what their policies may say.

mod conditions;
mod escalation;
mod holders;

use serde_json::{Value, json};
use test_server::{Answer, Engine, TestServer, both_engines, everywhere};

const ROLES: &str = "/api/v2/authorization/roles";

async fn made(server: &TestServer, name: &str, policies: &[(&str, &str, &[&str])]) -> Value {
    let answer = make(server, &server.token, name, policies).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

async fn make(
    server: &TestServer,
    token: &str,
    name: &str,
    policies: &[(&str, &str, &[&str])],
) -> Answer {
    let body = json!({ "name": name, "permissionPolicies": written(policies) });
    server.ask("POST", ROLES).token(token).json(body).await
}

fn written(policies: &[(&str, &str, &[&str])]) -> Vec<Value> {
    let one = |(domain, entity, actions): &(&str, &str, &[&str])| json!({ "domain": domain, "entityName": entity, "actionSet": actions });
    policies.iter().map(one).collect()
}

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn path(role: &Value) -> String {
    format!("{ROLES}/{}", id(role))
}

fn names(listing: &Value) -> Vec<&str> {
    listing["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect()
}

/// The default role with this key.
async fn default_role(server: &TestServer, key: &str) -> Value {
    let listed = server.get(&format!("{ROLES}?defaultRoleId={key}")).await.body;
    assert_eq!(listed["total"], 1);
    listed["entities"][0].clone()
}

/// Grants a role in a division.
async fn grant(server: &TestServer, subject: &str, role: &Value, division: &str) {
    let path =
        format!("/api/v2/authorization/subjects/{subject}/divisions/{division}/roles/{}", id(role));
    assert_eq!(server.ask("POST", &path).await.status, 204);
}

#[both_engines]
async fn a_role_is_made_read_changed_and_written_down(engine: Engine) {
    let server = TestServer::start(engine).await;
    let body = json!({
        "name": " Guide ", "description": "Looks after a team.", "permissions": ["group_creation", "directory:user:view"],
        "permissionPolicies": [{ "domain": "directory", "entityName": "user", "actionSet": ["view", "edit"], "policyName": "Users" }],
        "addonLicenses": ["one"], "default": true, "defaultRoleId": "admin", "userCount": 99, "id": "ignored"
    });
    let role = server.ask("POST", ROLES).json(body).await.body;
    assert_eq!(
        (&role["name"], &role["default"], &role["base"], &role["userCount"]),
        (&json!("Guide"), &json!(false), &json!(false), &json!(0))
    );
    assert!(role.get("defaultRoleId").is_none(), "nobody makes a default role");
    assert_eq!((&role["addonLicenses"], &role["selfUri"]), (&json!(["one"]), &json!(path(&role))));
    assert_eq!(role["permissionPolicies"][0]["policyName"], "Users");
    assert_eq!(server.get(&path(&role)).await.body, role);
    let patched =
        server.ask("PATCH", &path(&role)).json(json!({ "description": "New." })).await.body;
    assert_eq!(
        (&patched["description"], &patched["permissionPolicies"]),
        (&json!("New."), &role["permissionPolicies"])
    );
    let replaced = server.ask("PUT", &path(&role)).json(json!({ "name": "Lead" })).await.body;
    assert_eq!(
        (&replaced["name"], &replaced["permissionPolicies"], &replaced["permissions"]),
        (&json!("Lead"), &json!([]), &json!([]))
    );
    assert!(replaced.get("description").is_none());
    assert_eq!(replaced["addonLicenses"], json!(["one"]), "a replacement has no word for it");
    assert_eq!(server.ask("DELETE", &path(&role)).await.status, 204);
    server.get(&path(&role)).await.refused(404, "general.resource.not.found").naming(&[id(&role)]);
    let told = server.audits_of(id(&role)).await;
    assert_eq!(told, ["Create Role", "Update Role", "Update Role", "Delete Role"]);
}

#[both_engines]
async fn names_are_needed_and_taken_without_regard_to_case(engine: Engine) {
    let server = TestServer::start(engine).await;
    let lead = made(&server, "Lead", &[]).await;
    make(&server, &server.token, "LEAD", &[])
        .await
        .refused(409, "general.conflict")
        .naming(&["LEAD"]);
    let other = made(&server, "Other", &[]).await;
    server
        .ask("PUT", &path(&other))
        .json(json!({ "name": "lead" }))
        .await
        .refused(409, "general.conflict")
        .naming(&["lead"]);
    server
        .ask("PATCH", &path(&other))
        .json(json!({ "name": "lead" }))
        .await
        .refused(409, "general.conflict");
    assert_eq!(server.ask("PATCH", &path(&lead)).json(json!({ "name": "LEAD" })).await.status, 200);
    for body in [json!({ "name": " " }), json!({})] {
        server
            .ask("POST", ROLES)
            .json(body.clone())
            .await
            .refused(400, "bad.request")
            .naming(&["name"]);
        server
            .ask("PUT", &path(&other))
            .json(body)
            .await
            .refused(400, "bad.request")
            .naming(&["name"]);
    }
}

#[both_engines]
async fn a_policy_that_names_nothing_is_refused_with_its_place(engine: Engine) {
    let server = TestServer::start(engine).await;
    let role = made(&server, "Lead", &[]).await;
    let fine = ("directory", "user", &["view"][..]);
    for (policy, field, value) in [
        (("coo king", "user", &["view"][..]), "permissionPolicies[1].domain", "coo king"),
        (("*", "*", &["*"]), "permissionPolicies[1].domain", "*"),
        (("directory", "a:b", &["view"]), "permissionPolicies[1].entityName", "a:b"),
        (("directory", "user", &["view", "v*"]), "permissionPolicies[1].actionSet[1]", "v*"),
    ] {
        let policies = [fine, policy];
        let made = make(&server, &server.token, "Cook", &policies).await;
        made.refused(400, "invalid.value").naming(&[field, value]);
        assert_eq!(made.body["details"][0]["fieldName"], field);
        let body = json!({ "name": "Lead", "permissionPolicies": written(&policies) });
        server
            .ask("PUT", &path(&role))
            .json(body.clone())
            .await
            .refused(400, "invalid.value")
            .naming(&[field, value]);
        server
            .ask("PATCH", &path(&role))
            .json(body)
            .await
            .refused(400, "invalid.value")
            .naming(&[field, value]);
    }
    let none = make(&server, &server.token, "Cook", &[("directory", "user", &[])]).await;
    none.refused(400, "bad.request").naming(&["permissionPolicies[0].actionSet"]);
    for word in ["two words", "directory:user:*", "directory:user"] {
        let body = json!({ "name": "Cook", "permissions": ["admin", word] });
        server
            .ask("POST", ROLES)
            .json(body)
            .await
            .refused(400, "invalid.value")
            .naming(&["permissions[1]", word]);
    }
    assert_eq!(server.get(&path(&role)).await.body, role, "nothing half-done stays");
    let wide = [
        ("directory", "*", &["view"][..]),
        ("routing", "queue", &["*"]),
        ("wfm", "agent", &["view"]),
    ];
    let body = json!({ "name": "Wide", "permissions": ["user_manager"], "permissionPolicies": written(&wide) });
    assert_eq!(
        server.ask("POST", ROLES).json(body).await.body["permissionPolicies"],
        json!(written(&wide))
    );
}

#[both_engines]
async fn what_a_role_allows_counts_at_the_next_request(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let token = server.token_of(id(&ada), 3600).await;
    let role = made(&server, "Lead", &[("authorization", "role", &["view"])]).await;
    grant(&server, id(&ada), &role, "*").await;
    let read = || server.get_with(ROLES, &token);
    assert_eq!(read().await.status, 200);
    let change = |policies| {
        server.ask("PATCH", &path(&role)).json(json!({ "permissionPolicies": policies }))
    };
    change(json!([])).await;
    read().await.refused(403, "missing.any.permissions");
    change(json!(written(&[("authorization", "*", &["*"])]))).await;
    assert_eq!(read().await.status, 200, "wildcards");
    let words = json!({ "permissionPolicies": [], "permissions": ["authorization:role:view", "user_manager"] });
    server.ask("PATCH", &path(&role)).json(words).await;
    assert_eq!(read().await.status, 200, "a permission by itself");
}

#[both_engines]
async fn roles_are_listed_filtered_sorted_and_counted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let lead = made(&server, "Lead", &[("directory", "*", &["*"])]).await;
    made(&server, "Lender", &[("routing", "queue", &["view"])]).await;
    let list = async |query: &str| server.get(&format!("{ROLES}?{query}")).await.body;
    let every = [
        "Admin",
        "Communicate - Admin",
        "Communicate - User",
        "employee",
        "Lead",
        "Lender",
        "Master Admin",
        "Quality Administrator",
        "Quality Evaluator",
        "Supervisor",
        "Telephony Admin",
        "Trusted External User",
        "User",
    ];
    assert_eq!(names(&list("").await), every);
    assert_eq!(names(&list("name=LE").await), ["Lead", "Lender", "Telephony Admin"]);
    assert_eq!(names(&list("name=*nder").await), ["Lender"]);
    assert_eq!(
        names(&list("permission=directory:group:delete").await),
        ["Admin", "Lead", "Master Admin"]
    );
    assert_eq!(
        names(&list("permission=routing:queue:view,directory:user:view").await),
        ["Admin", "Master Admin", "Supervisor"]
    );
    assert_eq!(names(&list("permission=admin").await), ["Master Admin"]);
    assert_eq!(names(&list("defaultRoleId=employee").await), ["employee"]);
    assert_eq!(names(&list(&format!("id={}", id(&lead))).await), ["Lead"]);
    let backwards: Vec<_> = every.iter().rev().copied().collect();
    assert_eq!(names(&list("sortBy=-name").await), backwards);
    let page = list("pageSize=12&pageNumber=2").await;
    assert_eq!(
        (names(&page), &page["total"], &page["pageCount"]),
        (vec!["User"], &json!(13), &json!(2))
    );
    assert!(page.get("nextUri").is_none() && page["previousUri"].is_string());
    let all = list("").await;
    for one in all["entities"].as_array().unwrap() {
        let held = ["employee", "Master Admin"].contains(&one["name"].as_str().unwrap());
        assert_eq!(one["userCount"], i32::from(held), "{}", one["name"]);
    }
    assert!(list("userCount=false").await["entities"][0].get("userCount").is_none());
    assert!(
        server
            .get(&format!("{}?userCount=false", path(&lead)))
            .await
            .body
            .get("userCount")
            .is_none()
    );
    let expanded = server.get(&format!("{}?expand=unusedPermissions", path(&lead))).await.body;
    assert_eq!(expanded["unusedPermissions"], json!([]));
    server
        .get(&format!("{ROLES}?sortBy=size"))
        .await
        .refused(400, "invalid.value")
        .naming(&["sortBy", "size"]);
}

#[both_engines]
async fn default_roles_stay_and_the_administrators_goes_on_allowing_everything(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (admin, employee) =
        (default_role(&server, "admin").await, default_role(&server, "employee").await);
    for role in [&admin, &employee] {
        assert_eq!(role["default"], true);
        let delete = server.ask("DELETE", &path(role)).header("callroster-force", "true").await;
        delete.refused(400, "bad.request").naming(&["default role"]);
    }
    for body in [json!({ "permissionPolicies": [] }), json!({ "permissions": ["admin"] })] {
        server
            .ask("PATCH", &path(&admin))
            .json(body.clone())
            .await
            .refused(400, "bad.request")
            .naming(&["administrator"]);
    }
    let renamed = server
        .ask("PUT", &path(&admin))
        .json(json!({ "name": "Boss", "defaultRoleId": "employee" }))
        .await
        .body;
    assert_eq!((&renamed["name"], &renamed["defaultRoleId"]), (&json!("Boss"), &json!("admin")));
    assert_eq!(renamed["permissionPolicies"], admin["permissionPolicies"]);
    let same = json!({ "name": "Boss", "permissions": admin["permissions"], "permissionPolicies": admin["permissionPolicies"] });
    assert_eq!(server.ask("PUT", &path(&admin)).json(same).await.status, 200);
    let body = json!({ "name": "Staff", "permissionPolicies": written(&[("authorization", "role", &["view"])]) });
    assert_eq!(server.ask("PUT", &path(&employee)).json(body).await.status, 200);
    let ada = server.user("Ada Example").await;
    let token = server.token_of(id(&ada), 3600).await;
    assert_eq!(server.get_with(ROLES, &token).await.status, 200, "every user has the role");
}

#[both_engines]
async fn a_role_in_use_is_deleted_only_when_asked_and_its_grants_go_with_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (lead, ada, north) = (
        made(&server, "Lead", &[]).await,
        server.user("Ada Example").await,
        server.division("North").await,
    );
    grant(&server, id(&ada), &lead, &north).await;
    server
        .ask("DELETE", &path(&lead))
        .await
        .refused(409, "general.conflict")
        .naming(&["Lead", "Callroster-Force"]);
    let force = |token: &str| {
        server.ask("DELETE", &path(&lead)).token(token).header("callroster-force", "true")
    };
    let only = server.caller(&[everywhere(&["authorization:role:delete"])]).await;
    force(&only).await.refused(403, "missing.permissions").naming(&["authorization:grant:delete"]);
    assert_eq!(server.get(&path(&lead)).await.status, 200);
    let enough = server
        .caller(&[
            everywhere(&["authorization:role:delete"]),
            test_server::in_division(&north, &["authorization:grant:delete"]),
        ])
        .await;
    assert_eq!(force(&enough).await.status, 204);
    let held = server.get(&format!("/api/v2/users/{}/roles", id(&ada))).await.body;
    assert_eq!(held["roles"].as_array().unwrap().len(), 1);
    assert!(server.audits_of(id(&ada)).await.contains(&"Remove AuthUser".to_owned()));
    assert_eq!(server.audits_of(id(&lead)).await.last().unwrap(), "Delete Role");
}
