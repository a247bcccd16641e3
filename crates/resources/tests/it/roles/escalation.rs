//! Nobody defines or hands on more than they hold.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines, everywhere, in_division};

use super::{ROLES, default_role, grant, id, made, make, path, written};

const EDITOR: [&str; 3] =
    ["authorization:role:view", "authorization:role:edit", "authorization:role:add"];

#[both_engines]
async fn a_role_is_made_with_what_its_maker_holds_together_somewhere(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    let caller = server
        .caller(&[
            everywhere(&EDITOR),
            in_division(&north, &["directory:user:view", "directory:user:edit"]),
            in_division(&south, &["directory:user:delete"]),
        ])
        .await;
    let try_it = async |name: &str, actions: &[&str]| {
        make(&server, &caller, name, &[("directory", "user", actions)]).await
    };
    assert_eq!(try_it("Editor", &["view", "edit"]).await.status, 200);
    try_it("Setter", &["setPassword"]).await.refused(403, "not.authorized").naming(&["Setter"]);
    try_it("All", &["*"]).await.refused(403, "not.authorized");
    try_it("Split", &["edit", "delete"]).await.refused(403, "not.authorized");
    let word = server
        .ask("POST", ROLES)
        .token(&caller)
        .json(json!({ "name": "Boss", "permissions": ["admin"] }));
    word.await.refused(403, "not.authorized").naming(&["Boss"]);
    let single = json!({ "name": "Boss", "permissions": ["directory:user:setPassword"] });
    server.ask("POST", ROLES).token(&caller).json(single).await.refused(403, "not.authorized");
    let copy = json!({ "name": "Copy", "defaultRoleId": "admin", "default": true });
    let copy = server.ask("POST", ROLES).token(&caller).json(copy).await.body;
    grant(&server, server.user("Ada Example").await["id"].as_str().unwrap(), &copy, "*").await;
    let listed = server.get(&format!("{ROLES}?defaultRoleId=admin")).await.body;
    assert_eq!(listed["total"], 1, "a copy is no administrator's role");
}

#[both_engines]
async fn a_role_is_edited_by_who_holds_it_before_and_after_wherever_it_is_granted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    let role = made(&server, "Lead", &[("directory", "user", &["view"])]).await;
    let (ada, ben) = (server.user("Ada Example").await, server.user("Ben Example").await);
    grant(&server, id(&ada), &role, &north).await;
    let own = ["directory:user:view", "directory:user:edit"];
    let caller = server.caller(&[everywhere(&EDITOR), in_division(&north, &own)]).await;
    let set = async |actions: &[&str]| {
        let body = json!({ "name": "Lead", "permissionPolicies": written(&[("directory", "user", actions)]) });
        let put = server.ask("PUT", &path(&role)).token(&caller).json(body.clone()).await;
        let patch = server.ask("PATCH", &path(&role)).token(&caller).json(body).await;
        assert_eq!(put.status, patch.status);
        patch
    };
    assert_eq!(set(&["view", "edit"]).await.status, 200);
    set(&["view", "delete"]).await.refused(403, "not.authorized").naming(&["Lead", &north]);
    grant(&server, id(&ben), &role, &south).await;
    set(&["view"]).await.refused(403, "not.authorized").naming(&["Lead", &south]);
    let path_of = |role: &Value| path(role);
    let strong = made(&server, "Strong", &[("directory", "user", &["setPassword"])]).await;
    let weaken =
        server.ask("PUT", &path_of(&strong)).token(&caller).json(json!({ "name": "Weak" }));
    weaken.await.refused(403, "not.authorized").naming(&["Strong"]);
    let rename =
        server.ask("PATCH", &path_of(&strong)).token(&caller).json(json!({ "description": "x" }));
    rename.await.refused(403, "not.authorized").naming(&["Strong"]);
    assert_eq!(server.get(&path(&strong)).await.body, strong);
}

#[both_engines]
async fn nobody_makes_their_own_role_stronger(engine: Engine) {
    let server = TestServer::start(engine).await;
    let role = made(&server, "Editor", &[("authorization", "role", &["view", "edit"])]).await;
    let ada = server.user("Ada Example").await;
    grant(&server, id(&ada), &role, "*").await;
    let token = server.token_of(id(&ada), 3600).await;
    let set = |actions: &[&str]| {
        let policies = written(&[("authorization", "role", actions)]);
        server
            .ask("PATCH", &path(&role))
            .token(&token)
            .json(json!({ "permissionPolicies": policies }))
    };
    set(&["view", "edit", "add"]).await.refused(403, "not.authorized");
    set(&["*"]).await.refused(403, "not.authorized");
    assert_eq!(set(&["view"]).await.status, 200, "weaker is fine");
    set(&["view", "edit"]).await.refused(403, "missing.any.permissions");
}

#[both_engines]
async fn nobody_but_administrators_touches_the_administrators_role(engine: Engine) {
    let server = TestServer::start(engine).await;
    let admin = default_role(&server, "admin").await;
    let caller = server
        .caller(&[
            everywhere(&EDITOR),
            everywhere(&["authorization:grant:add", "authorization:grant:delete"]),
        ])
        .await;
    let rename = server.ask("PATCH", &path(&admin)).token(&caller).json(json!({ "name": "Mine" }));
    rename.await.refused(403, "not.authorized").naming(&["Master Admin"]);
    let ada = server.user("Ada Example").await;
    let add = server
        .ask("PUT", &format!("{}/users/add", path(&admin)))
        .token(&caller)
        .json(json!([id(&ada)]));
    add.await.refused(403, "not.authorized").naming(&["Master Admin"]);
    let body = json!({ "subjectIds": [id(&ada)], "divisionIds": ["*"] });
    server
        .ask("POST", &path(&admin))
        .token(&caller)
        .json(body)
        .await
        .refused(403, "not.authorized");
    let held = server.get(&format!("{}/users", path(&admin))).await.body;
    assert_eq!(held["total"], 1);
    let boss = held["entities"][0]["id"].clone();
    let remove = server.ask("PUT", &format!("{}/users/remove", path(&admin))).json(json!([boss]));
    remove.await.refused(409, "general.conflict").naming(&["administrator"]);
    assert_eq!(server.get(&format!("{}/users", path(&admin))).await.body["total"], 1);
}
