//! Learning assignments and modules several at a time, changed and deleted, and the caller's own.

use serde_json::{Value, json};

use test_server::{Engine, TestServer, both_engines, everywhere, in_division};

const MODULES: &str = "/api/v2/learning/modules";
const ASSIGNMENTS: &str = "/api/v2/learning/assignments";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap_or_else(|| panic!("no id in {entity}"))
}

fn path(entity: &Value) -> &str {
    entity["selfUri"].as_str().unwrap()
}

async fn post(server: &TestServer, path: &str, body: Value) -> Value {
    let made = server.ask("POST", path).json(body).await;
    assert_eq!(made.status, 200, "{path}: {}", made.body);
    made.body
}

async fn module(server: &TestServer, name: &str) -> Value {
    let body = json!({ "name": name, "description": format!("All about {name}"), "completionTimeInDays": 7 });
    post(server, MODULES, body).await
}

async fn published(server: &TestServer, name: &str) -> Value {
    let made = module(server, name).await;
    post(server, &format!("{}/publish", path(&made)), json!({})).await;
    made
}

async fn assign(server: &TestServer, module: &Value, user: &Value) -> Value {
    post(server, ASSIGNMENTS, json!({ "moduleId": id(module), "userId": id(user) })).await
}

#[both_engines]
async fn what_cannot_be_assigned_or_deleted_does_not_keep_the_others_back(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let greeting = published(&server, "Greeting").await;
    let first = assign(&server, &greeting, &ada).await;
    let item = |user: &str| json!({ "moduleId": id(&greeting), "userId": user });
    let body = json!([item(id(&ada)), item("nobody"), item(id(&bob))]);
    let added = post(&server, &format!("{ASSIGNMENTS}/bulkadd"), body).await;
    let made = &added["entities"][0];
    assert_eq!(added["entities"].as_array().unwrap().len(), 1);
    assert_eq!((&made["user"]["id"], &made["state"]), (&bob["id"], &json!("Assigned")));
    assert_eq!(
        added["disallowedEntities"],
        json!([{ "entity": item(id(&ada)), "errorCode": "general.conflict" },
            { "entity": item("nobody"), "errorCode": "invalid.value" }])
    );
    let body = json!([id(&first), "nowhere", id(made)]);
    let removed = post(&server, &format!("{ASSIGNMENTS}/bulkremove"), body).await;
    assert_eq!(
        removed,
        json!({ "entities": [{ "assignmentId": first["id"] }, { "assignmentId": made["id"] }],
            "disallowedEntities": [{ "errorCode": "general.resource.not.found",
                "entity": { "id": "nowhere", "selfUri": format!("{ASSIGNMENTS}/nowhere") } }] })
    );
    server.get(path(&first)).await.refused(404, "general.resource.not.found");
    for how in ["bulkadd", "bulkremove"] {
        let many = if how == "bulkadd" { vec![item("x"); 51] } else { vec![json!("x"); 51] };
        for body in [json!([]), json!(many)] {
            let refused = server.ask("POST", &format!("{ASSIGNMENTS}/{how}")).json(body).await;
            refused.refused(400, "invalid.value").naming(&["1 to 50"]);
        }
    }
}

#[both_engines]
async fn an_assignment_is_deleted_where_the_permission_is_held(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let greeting = published(&server, "Greeting").await;
    let made = assign(&server, &greeting, &ada).await;
    let north = server.division("North").await;
    let delete = ["learning:assignment:delete"];
    let elsewhere = server.caller(&[in_division(&north, &delete)]).await;
    let refused = server.ask("DELETE", path(&made)).token(&elsewhere).await;
    refused.refused(404, "general.resource.not.found");
    let body = json!([id(&made)]);
    let refused =
        server.ask("POST", &format!("{ASSIGNMENTS}/bulkremove")).token(&elsewhere).json(body).await;
    assert_eq!(refused.body["entities"], json!([]));
    let here = server.caller(&[everywhere(&delete)]).await;
    assert_eq!(server.ask("DELETE", path(&made)).token(&here).await.status, 204);
    server.ask("DELETE", path(&made)).await.refused(404, "general.resource.not.found");
    assign(&server, &greeting, &ada).await;
}

#[both_engines]
async fn callers_list_their_own_assignments_without_a_permission(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let (greeting, parting) =
        (published(&server, "Greeting").await, published(&server, "Parting").await);
    let (first, second) =
        (assign(&server, &greeting, &ada).await, assign(&server, &parting, &ada).await);
    assign(&server, &greeting, &bob).await;
    let mine = server.token_of(id(&ada), 3600).await;
    server.ask("PATCH", path(&first)).token(&mine).json(json!({ "state": "Completed" })).await;
    for (query, found) in [
        (String::new(), 2),
        ("states=Completed".to_owned(), 1),
        (format!("moduleId={}", id(&parting)), 1),
        ("overdue=True".to_owned(), 0),
    ] {
        let page = server.get_with(&format!("{ASSIGNMENTS}/me?{query}"), &mine).await.body;
        assert_eq!(
            (&page["total"], page["entities"].as_array().unwrap().len()),
            (&json!(found), found)
        );
        assert!(
            page["entities"].as_array().unwrap().iter().all(|one| one["user"]["id"] == ada["id"])
        );
    }
    let page = server.get_with(&format!("{ASSIGNMENTS}/me?states=Assigned"), &mine).await.body;
    assert_eq!(page["entities"][0]["id"], second["id"]);
    server.get(&format!("{ASSIGNMENTS}/me")).await.refused(400, "not.a.user");
}

#[both_engines]
async fn modules_are_listed_with_what_users_are_assigned(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    let user = async |name: &str, division: &str| {
        let body =
            json!({ "name": name, "email": format!("{name}@example.com"), "divisionId": division });
        post(&server, "/api/v2/users", body).await
    };
    let (ada, bob) = (user("ada", &north).await, server.user("Bob Example").await);
    let (greeting, parting) =
        (published(&server, "Greeting").await, published(&server, "Parting").await);
    let (adas, bobs) =
        (assign(&server, &greeting, &ada).await, assign(&server, &parting, &bob).await);
    server.ask("PATCH", path(&bobs)).json(json!({ "state": "Completed" })).await;
    let both = ["learning:module:view", "learning:assignment:view"];
    let northern = server.caller(&[in_division(&north, &both)]).await;
    let list = async |query: &str, token: &str| -> Vec<(String, Vec<String>)> {
        let path = format!("{MODULES}/assignments?userIds={},{}&{query}", id(&ada), id(&bob));
        let page = server.get_with(&path, token).await;
        assert_eq!(page.status, 200, "{}", page.body);
        let entities = page.body["entities"].as_array().unwrap().clone();
        assert_eq!(page.body["total"], json!(entities.len()));
        let ids = |one: &Value| -> Vec<String> {
            let all = one["currentAssignments"].as_array().unwrap().iter();
            all.map(|one| id(one).to_owned()).collect()
        };
        entities.iter().map(|one| (one["name"].as_str().unwrap().to_owned(), ids(one))).collect()
    };
    let with = |name: &str, all: &[&Value]| {
        (name.to_owned(), all.iter().map(|one| id(one).to_owned()).collect::<Vec<_>>())
    };
    let whole = [with("Greeting", &[&adas]), with("Parting", &[&bobs])];
    assert_eq!(list("", &server.token).await, whole);
    assert_eq!(list("", &northern).await, [with("Greeting", &[&adas]), with("Parting", &[])]);
    assert_eq!(list("assignmentStates=Completed", &server.token).await, whole[1..]);
    assert_eq!(list("assignmentStates=NotAssigned", &northern).await, [with("Parting", &[])]);
    assert_eq!(list("assignmentStates=NotAssigned", &server.token).await, whole);
    assert_eq!(list("searchTerm=about%20GREET", &server.token).await, whole[..1]);
    assert_eq!(list("overdue=True", &server.token).await, whole[..0]);
    assert_eq!(list("overdue=False", &northern).await, whole[..1]);
    let none = server.get(&format!("{MODULES}/assignments?userIds=")).await;
    none.refused(400, "bad.request").naming(&["userIds"]);
}

#[both_engines]
async fn a_module_is_changed_whole_but_for_its_test_once_published(engine: Engine) {
    let server = TestServer::start(engine).await;
    let form = |percent: i32| {
        json!({ "passPercent": percent, "questionGroups": [{ "id": "all",
        "name": "All", "type": "questionGroup", "questions": [{ "id": "one", "text": "Is it?" }] }] })
    };
    let body = json!({ "name": "Greeting", "description": "How", "completionTimeInDays": 7,
        "externalId": "G-1", "assessmentForm": form(50) });
    let made = post(&server, MODULES, body).await;
    let put = async |body: Value| server.ask("PUT", path(&made)).json(body).await;
    let wanted = json!({ "name": " Parting ", "completionTimeInDays": 9, "assessmentForm": form(60),
        "informSteps": [{ "order": 1, "type": "Url", "value": "https://example.com" }] });
    let changed = put(wanted.clone()).await.body;
    assert_eq!(
        (&changed["name"], &changed["completionTimeInDays"], &changed["version"]),
        (&json!("Parting"), &json!(9), &json!(2))
    );
    assert_eq!((&changed["id"], &changed["externalId"]), (&made["id"], &json!("G-1")));
    assert_eq!(
        (&changed["assessmentForm"]["passPercent"], changed.get("description")),
        (&json!(60), None)
    );
    assert_eq!(changed["informSteps"][0]["value"], "https://example.com");
    assert_eq!(server.get(path(&made)).await.body, changed);
    post(&server, &format!("{}/publish", path(&made)), json!({})).await;
    assert_eq!(put(wanted).await.status, 200);
    let other = json!({ "name": "Parting", "completionTimeInDays": 9, "assessmentForm": form(70) });
    put(other).await.refused(409, "general.conflict").naming(&[id(&made), "test"]);
    let kept = put(json!({ "name": "Parting", "completionTimeInDays": 9 })).await.body;
    assert_eq!(kept["assessmentForm"]["passPercent"], 60);
    let wrong = put(json!({ "name": "Parting", "completionTimeInDays": 0 })).await;
    wrong.refused(400, "invalid.value").naming(&["completionTimeInDays"]);
}

#[both_engines]
async fn a_published_module_is_deleted_by_force_alone(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let draft = module(&server, "Draft").await;
    assert_eq!(server.ask("DELETE", path(&draft)).await.status, 204);
    server.get(path(&draft)).await.refused(404, "general.resource.not.found");
    let greeting = published(&server, "Greeting").await;
    let made = assign(&server, &greeting, &ada).await;
    let refused = server.ask("DELETE", path(&greeting)).await;
    refused.refused(409, "general.conflict").naming(&[id(&greeting), "Callroster-Force"]);
    let forced = server.ask("DELETE", path(&greeting)).header("Callroster-Force", "true").await;
    assert_eq!(forced.status, 204);
    for gone in [path(&greeting), path(&made)] {
        server.get(gone).await.refused(404, "general.resource.not.found");
    }
}
