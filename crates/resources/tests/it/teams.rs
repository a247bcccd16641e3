//! Teams: how they are made and changed, and who belongs to them.

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines, everywhere, in_division};

const TEAMS: &str = "/api/v2/teams";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn path(team: &Value) -> String {
    format!("{TEAMS}/{}", id(team))
}

async fn team(server: &TestServer, body: Value) -> Value {
    let made = server.ask("POST", TEAMS).json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

async fn add(server: &TestServer, team: &Value, users: &[&Value]) -> Answer {
    let ids: Vec<&Value> = users.iter().map(|user| &user["id"]).collect();
    server.ask("POST", &format!("{}/members", path(team))).json(json!({ "memberIds": ids })).await
}

fn names(listing: &Value) -> Vec<&str> {
    listing["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect()
}

/// Of the user, expanded.
async fn team_of(server: &TestServer, user: &Value) -> Value {
    let path = format!("{}?expand=team", user["selfUri"].as_str().unwrap());
    server.get(&path).await.body["team"].clone()
}

#[both_engines]
async fn a_team_is_made_in_a_division_under_a_free_name(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    let body = json!({ "name": " Blue ", "description": "by day", "division": { "id": north } });
    let made = team(&server, body).await;
    let date = json!("2026-01-02T03:04:05.678Z");
    let expected = json!({
        "id": made["id"], "name": "Blue", "description": "by day", "memberCount": 0,
        "division": { "id": north, "name": "North", "selfUri": format!("/api/v2/authorization/divisions/{north}") },
        "dateCreated": date, "dateModified": date, "selfUri": path(&made),
    });
    assert_eq!(made, expected);
    assert_eq!(server.get(&path(&made)).await.body, expected);
    let taken = server.ask("POST", TEAMS).json(json!({ "name": "BLUE" })).await;
    taken.refused(409, "general.conflict").naming(&["team", "BLUE"]);
    let unknown = json!({ "name": "Red", "division": { "id": "nowhere" } });
    let answer = server.ask("POST", TEAMS).json(unknown).await;
    answer.refused(400, "invalid.value").naming(&["division.id", "nowhere"]);
    let home = server.get("/api/v2/authorization/divisions/home").await.body;
    let red = team(&server, json!({ "name": "Red" })).await;
    assert_eq!(red["division"]["id"], home["id"]);
}

#[both_engines]
async fn a_change_leaves_what_it_does_not_name(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = team(&server, json!({ "name": "Blue", "description": "by day" })).await;
    team(&server, json!({ "name": "Red" })).await;
    let patch = |body| server.ask("PATCH", &path(&made)).json(body);
    let changed = patch(json!({ "name": "Green" })).await.body;
    assert_eq!((&changed["name"], &changed["description"]), (&json!("Green"), &json!("by day")));
    let changed = patch(json!({ "name": "Green", "description": "" })).await.body;
    assert_eq!(changed["description"], Value::Null);
    patch(json!({ "name": "red" })).await.refused(409, "general.conflict").naming(&["red"]);
    patch(json!({ "name": " " })).await.refused(400, "bad.request").naming(&["name"]);
}

#[both_engines]
async fn a_team_is_seen_and_changed_where_the_permission_is_held(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    let here = team(&server, json!({ "name": "Here", "division": { "id": north } })).await;
    let there = team(&server, json!({ "name": "There", "division": { "id": south } })).await;
    let all = ["groups:team:view", "groups:team:add", "groups:team:edit", "groups:team:delete"];
    let caller = server.caller(&[in_division(&north, &all)]).await;
    let listed = server.get_with(TEAMS, &caller).await.body;
    assert_eq!(names(&listed), ["Here"]);
    for method in ["GET", "DELETE"] {
        let answer = server.ask(method, &path(&there)).token(&caller).await;
        answer.refused(404, "general.resource.not.found");
    }
    let elsewhere = json!({ "name": "Here", "division": { "id": south } });
    for (method, path) in [("POST", TEAMS.to_owned()), ("PATCH", path(&here))] {
        let answer = server.ask(method, &path).token(&caller).json(elsewhere.clone()).await;
        answer.refused(403, "missing.any.permissions");
    }
    let moved = server.ask("PATCH", &path(&here)).json(elsewhere).await.body;
    assert_eq!(moved["division"]["name"], "South");
    let counted = format!("/api/v2/authorization/divisions/{south}?objectCount=true");
    assert_eq!(server.get(&counted).await.body["objectCounts"]["TEAM"], 2);
}

#[both_engines]
async fn teams_are_moved_as_objects_and_leave_a_division_that_is_deleted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    let made = team(&server, json!({ "name": "Blue" })).await;
    let objects = format!("/api/v2/authorization/divisions/{north}/objects/TEAM");
    assert_eq!(server.ask("POST", &objects).json(json!([made["id"]])).await.status, 204);
    assert_eq!(server.get(&path(&made)).await.body["division"]["id"], json!(north));
    let division = format!("/api/v2/authorization/divisions/{north}");
    server.ask("DELETE", &division).await.refused(400, "bad.request").naming(&["1 teams"]);
    assert_eq!(server.ask("DELETE", &format!("{division}?force=true")).await.status, 204);
    let home = server.get("/api/v2/authorization/divisions/home").await.body;
    assert_eq!(server.get(&path(&made)).await.body["division"]["id"], home["id"]);
    let home = format!("/api/v2/authorization/divisions/{}?objectCount=true", id(&home));
    let home = server.get(&home).await.body;
    assert_eq!(home["objectCounts"]["TEAM"], 1);
}

#[both_engines]
async fn teams_are_walked_through_by_name(engine: Engine) {
    let server = TestServer::start(engine).await;
    for name in ["delta", "Alpha", "charlie", "Bravo", "Alpine"] {
        team(&server, json!({ "name": name })).await;
    }
    let first = server.get(&format!("{TEAMS}?pageSize=2&name=")).await.body;
    assert_eq!((names(&first), first.get("previousUri")), (vec!["Alpha", "Alpine"], None));
    let second = server.get(first["nextUri"].as_str().unwrap()).await.body;
    assert_eq!(names(&second), ["Bravo", "charlie"]);
    let third = server.get(second["nextUri"].as_str().unwrap()).await.body;
    assert_eq!((names(&third), third.get("nextUri")), (vec!["delta"], None));
    let back = server.get(third["previousUri"].as_str().unwrap()).await.body;
    assert_eq!(names(&back), ["Bravo", "charlie"]);
    let again = server.get(back["selfUri"].as_str().unwrap()).await.body;
    assert_eq!(again["entities"], back["entities"]);
    assert_eq!(names(&server.get(&format!("{TEAMS}?name=alp")).await.body), ["Alpha", "Alpine"]);
    let bad = server.get(&format!("{TEAMS}?after=x")).await;
    bad.refused(400, "invalid.value").naming(&["after", "cursor"]);
}

#[both_engines]
async fn a_user_belongs_to_one_team_of_its_division_at_most(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    let (ada, bob) = (server.user("Ada A").await, server.user("Bob B").await);
    let (eve, gone) = (server.user("Eve E").await, server.user("Gone G").await);
    server.ask("DELETE", gone["selfUri"].as_str().unwrap()).await;
    let objects = format!("/api/v2/authorization/divisions/{north}/objects/USER");
    server.ask("POST", &objects).json(json!([eve["id"]])).await;
    let (blue, red) = (
        team(&server, json!({ "name": "Blue" })).await,
        team(&server, json!({ "name": "Red" })).await,
    );
    let reference = |user: &Value| json!({ "id": user["id"], "selfUri": user["selfUri"] });
    let added = add(&server, &blue, &[&ada, &ada]).await;
    assert_eq!(
        (added.status, added.body),
        (200, json!({ "entities": [reference(&ada)], "failures": [] }))
    );
    let answer = add(&server, &red, &[&ada, &bob, &eve, &gone]).await.body;
    assert_eq!(answer["entities"], json!([reference(&bob)]));
    let failure = |user: &Value, reason: &str| json!({ "id": user["id"], "reason": reason });
    let expected = json!([
        failure(&ada, "UserGroupLimitExceeded"),
        failure(&eve, "UserGroupDivisionMismatch"),
        failure(&gone, "UserNotFound"),
    ]);
    assert_eq!(answer["failures"], expected);
    let shown = server.get(&path(&blue)).await.body;
    assert_eq!((&shown["memberCount"], &team_of(&server, &ada).await), (&json!(1), &shown));
    assert_eq!(team_of(&server, &eve).await, Value::Null);
}

#[both_engines]
async fn members_are_walked_through_by_name_and_removed(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada A").await, server.user("Bob B").await);
    let eve = server.user("Eve E").await;
    let blue = team(&server, json!({ "name": "Blue" })).await;
    add(&server, &blue, &[&eve, &ada, &bob]).await;
    let members = format!("{}/members", path(&blue));
    let first = server.get(&format!("{members}?pageSize=2&expand=entities")).await.body;
    assert_eq!(names(&first), ["Ada A", "Bob B"]);
    let second = server.get(first["nextUri"].as_str().unwrap()).await.body;
    assert_eq!((names(&second), second.get("nextUri")), (vec!["Eve E"], None));
    let plain = server.get(&members).await.body;
    assert_eq!(plain["entities"][0], json!({ "id": ada["id"], "selfUri": ada["selfUri"] }));
    let some = format!("{members}?id={},{},nobody", id(&ada), id(&eve));
    assert_eq!(server.ask("DELETE", &some).await.status, 204);
    let left = server.get(&format!("{members}?expand=entities")).await.body;
    assert_eq!(names(&left), ["Bob B"]);
    assert_eq!(server.ask("DELETE", &format!("{members}?id=,")).await.status, 400);
}

#[both_engines]
async fn who_is_deleted_leaves_the_team_and_a_deleted_team_leaves_its_members(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada A").await, server.user("Bob B").await);
    let blue = team(&server, json!({ "name": "Blue" })).await;
    add(&server, &blue, &[&ada, &bob]).await;
    server.ask("DELETE", ada["selfUri"].as_str().unwrap()).await;
    assert_eq!(server.get(&path(&blue)).await.body["memberCount"], 1);
    let told = server.audit_messages(id(&ada)).await;
    let changes = told.last().unwrap()["propertyChanges"].as_array().unwrap();
    let team_told = changes.iter().find(|change| change["property"] == "team").unwrap();
    assert_eq!(team_told["oldValues"], json!(["Blue"]));
    server.patch(&ada, json!({ "state": "active" })).await;
    assert_eq!(team_of(&server, &ada).await, Value::Null);
    assert_eq!(server.ask("DELETE", &path(&blue)).await.status, 204);
    server.get(&path(&blue)).await.refused(404, "general.resource.not.found");
    assert_eq!(team_of(&server, &bob).await, Value::Null);
    let red = team(&server, json!({ "name": "Red" })).await;
    assert_eq!(add(&server, &red, &[&bob]).await.body["failures"], json!([]));
}

#[both_engines]
async fn who_may_assign_reaches_only_users_of_the_divisions_where_that_is_held(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada A").await;
    let blue = team(&server, json!({ "name": "Blue" })).await;
    let viewer = server.caller(&[everywhere(&["groups:team:view", "groups:team:edit"])]).await;
    let members = format!("{}/members", path(&blue));
    let body = json!({ "memberIds": [ada["id"]] });
    let answer = server.ask("POST", &members).token(&viewer).json(body.clone()).await;
    answer.refused(403, "missing.any.permissions").naming(&["groups:team:assign"]);
    let assigner = server.caller(&[everywhere(&["groups:team:assign"])]).await;
    let added = server.ask("POST", &members).token(&assigner).json(body).await;
    assert_eq!((added.status, &added.body["entities"][0]["id"]), (200, &ada["id"]));
}
