//! Skill groups: how they are made, and who belongs to them.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines, in_division};

const GROUPS: &str = "/api/v2/routing/skillgroups";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn names(listing: &Value) -> Vec<&str> {
    let entities = listing["entities"].as_array().unwrap().iter();
    entities.map(|one| one["name"].as_str().unwrap()).collect()
}

fn path(group: &Value) -> String {
    format!("{GROUPS}/{}", id(group))
}

/// One condition: this skill, at least so well.
fn at_least(skill: &str, proficiency: i32) -> Value {
    json!([{
        "operation": "And", "languageSkillConditions": [],
        "routingSkillConditions": [{
            "routingSkill": skill, "comparator": "GreaterThanOrEqualTo", "proficiency": proficiency,
        }],
    }])
}

async fn group(server: &TestServer, name: &str, conditions: Value, more: Value) -> Value {
    let mut body = json!({ "name": name, "description": "", "skillConditions": conditions });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = server.ask("POST", GROUPS).json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

async fn skill(server: &TestServer, name: &str) -> Value {
    crate::routing_skills::skill(server, name).await
}

async fn give(server: &TestServer, user: &Value, skill: &Value, proficiency: f64) {
    let path = format!("/api/v2/users/{}/routingskills", id(user));
    let body = json!({ "id": skill["id"], "proficiency": proficiency });
    let given = server.ask("POST", &path).json(body).await;
    assert_eq!(given.status, 200, "{}", given.body);
}

/// The names of the members, whose number must agree.
async fn members(server: &TestServer, group: &Value) -> Vec<String> {
    let listed = server.get(&format!("{}/members?pageSize=100", path(group))).await.body;
    let members: Vec<String> = names(&listed).into_iter().map(str::to_owned).collect();
    assert_eq!(server.get(&path(group)).await.body["memberCount"], members.len());
    members
}

#[both_engines]
async fn a_skill_group_is_made_read_changed_and_removed(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = group(&server, " Experts ", json!([]), json!({})).await;
    let home = server.get("/api/v2/authorization/divisions/home").await.body;
    let mut expected = json!({
        "id": made["id"], "name": "Experts", "description": "", "skillConditions": [],
        "division": { "id": home["id"], "name": home["name"], "selfUri": home["selfUri"] },
        "dateCreated": "2026-01-02T03:04:05.678Z", "dateModified": "2026-01-02T03:04:05.678Z",
        "memberCount": 0, "status": "Complete", "selfUri": path(&made),
    });
    let mut with_divisions = expected.clone();
    with_divisions["memberDivisions"] = json!([home["id"]]);
    assert_eq!(made, with_divisions);
    assert_eq!(server.get(&path(&made)).await.body, expected);
    skill(&server, "Billing").await;
    server.advance(std::time::Duration::from_mins(1));
    let change = json!({ "name": "Billing experts", "skillConditions": at_least("Billing", 4) });
    let changed = server.ask("PATCH", &path(&made)).json(change).await.body;
    expected["name"] = json!("Billing experts");
    expected["skillConditions"] = at_least("Billing", 4);
    expected["dateModified"] = json!("2026-01-02T03:05:05.678Z");
    assert_eq!(changed, expected, "what is left out stays");
    group(&server, "Other", json!([]), json!({})).await;
    let taken = server.ask("PATCH", &path(&made)).json(json!({ "name": "OTHER" })).await;
    taken.refused(409, "general.conflict").naming(&["OTHER"]);
    let taken = json!({ "name": "other", "skillConditions": [] });
    server.ask("POST", GROUPS).json(taken).await.refused(409, "general.conflict");
    assert_eq!(server.ask("DELETE", &path(&made)).await.status, 204);
    for method in ["GET", "DELETE"] {
        let gone = server.ask(method, &path(&made)).await;
        gone.refused(404, "general.resource.not.found").naming(&["skill group", id(&made)]);
    }
    let told = server.audits_of(id(&made)).await;
    assert_eq!(told, ["Create SkillGroup", "Update SkillGroup", "Delete SkillGroup"]);
}

#[both_engines]
async fn skill_groups_are_walked_by_name_with_cursors(engine: Engine) {
    let server = TestServer::start(engine).await;
    for name in ["beta", "Alpha", "Gamma", "Alpha two"] {
        group(&server, name, json!([]), json!({})).await;
    }
    let first = server.get(&format!("{GROUPS}?pageSize=3")).await.body;
    assert_eq!(names(&first), ["Alpha", "Alpha two", "beta"]);
    assert!(first.get("total").is_none() && first.get("previousUri").is_none());
    let one = &first["entities"][0];
    assert!(one.get("skillConditions").is_none() && one["division"]["id"].is_string());
    let next = first["nextUri"].as_str().unwrap();
    assert!(next.contains("after=") && next.contains("pageSize=3"), "{next}");
    let second = server.get(next).await.body;
    assert_eq!((names(&second), second.get("nextUri")), (vec!["Gamma"], None));
    let back = server.get(second["previousUri"].as_str().unwrap()).await.body;
    assert_eq!(names(&back), names(&first));
    let all = server.get(GROUPS).await.body;
    assert_eq!((names(&all).len(), &all["selfUri"]), (4, &json!(GROUPS)));
    let some = server.get(&format!("{GROUPS}?name=alpha")).await.body;
    assert_eq!(names(&some), ["Alpha", "Alpha two"]);
    let wrong = server.get(&format!("{GROUPS}?after=nonsense")).await;
    wrong.refused(400, "invalid.value").naming(&["after", "nonsense"]);
}

#[both_engines]
async fn members_follow_the_skills_of_users(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (billing, sales) = (skill(&server, "Billing").await, skill(&server, "Sales").await);
    let (ada, ben) = (server.user("Ada Example").await, server.user("Ben Example").await);
    give(&server, &ada, &billing, 4.5).await;
    let experts = group(&server, "Experts", at_least("billing", 4), json!({})).await;
    assert_eq!((&experts["memberCount"], &experts["status"]), (&json!(1), &json!("Complete")));
    assert_eq!(members(&server, &experts).await, ["Ada Example"]);
    give(&server, &ben, &billing, 3.9).await;
    assert_eq!(members(&server, &experts).await, ["Ada Example"], "not well enough");
    give(&server, &ben, &billing, 4.0).await;
    assert_eq!(members(&server, &experts).await, ["Ada Example", "Ben Example"]);
    let of_ben = format!("/api/v2/users/{}", id(&ben));
    let own = format!("{of_ben}/routingskills/{}", id(&billing));
    server.ask("PUT", &own).json(json!({ "state": "inactive" })).await;
    assert_eq!(members(&server, &experts).await, ["Ada Example"], "what does not count");
    server.ask("PUT", &own).json(json!({ "state": "active" })).await;
    let groups = server.get(&format!("{of_ben}/skillgroups")).await.body;
    assert_eq!(names(&groups), ["Experts"]);
    assert!(groups["entities"][0].get("skillConditions").is_none());
    let replaced = format!("{of_ben}/routingskills/bulk");
    let others = json!([{ "id": sales["id"], "proficiency": 5 }]);
    server.ask("PUT", &replaced).json(others).await;
    assert_eq!(members(&server, &experts).await, ["Ada Example"]);
    let change = json!({ "skillConditions": at_least(id(&sales), 5) });
    let changed = server.ask("PATCH", &path(&experts)).json(change).await.body;
    assert_eq!(changed["memberCount"], 1, "{changed}");
    assert_eq!(members(&server, &experts).await, ["Ben Example"], "the conditions changed");
    server.ask("DELETE", &format!("/api/v2/routing/skills/{}", id(&sales))).await;
    assert!(members(&server, &experts).await.is_empty(), "the skill is gone");
    assert!(names(&server.get(&format!("{of_ben}/skillgroups")).await.body).is_empty());
}

#[both_engines]
async fn members_are_users_of_the_member_divisions_who_are_not_deleted(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (billing, ada) = (skill(&server, "Billing").await, server.user("Ada Example").await);
    let north = server.division("North").await;
    let home = ada["division"]["id"].as_str().unwrap();
    give(&server, &ada, &billing, 5.0).await;
    let experts = group(&server, "Experts", at_least("Billing", 4), json!({})).await;
    let to = async |division: &str, kind: &str, what: &Value| {
        let path = format!("/api/v2/authorization/divisions/{division}/objects/{kind}");
        let moved = server.ask("POST", &path).json(json!([what["id"]])).await;
        assert_eq!(moved.status, 204, "{}", moved.body);
    };
    to(&north, "USER", &ada).await;
    assert!(members(&server, &experts).await.is_empty(), "the user went");
    to(&north, "SKILLGROUP", &experts).await;
    assert_eq!(members(&server, &experts).await, ["Ada Example"], "the group followed");
    to(home, "SKILLGROUP", &experts).await;
    let divisions = format!("{}/members/divisions", path(&experts));
    let add = json!({ "addDivisionIds": [north] });
    assert_eq!(server.ask("POST", &divisions).json(add).await.status, 204);
    assert_eq!(members(&server, &experts).await, ["Ada Example"]);
    let listed = server.get(&divisions).await.body;
    let ids: Vec<&str> = listed["entities"].as_array().unwrap().iter().map(id).collect();
    assert_eq!(ids, [home, &*north]);
    let user = format!("/api/v2/users/{}", id(&ada));
    server.ask("DELETE", &user).await;
    assert!(members(&server, &experts).await.is_empty());
    let version = server.get(&format!("{user}?state=deleted")).await.body["version"].clone();
    let version = if version.is_null() { json!(3) } else { version };
    let back = json!({ "state": "active", "version": version });
    let back = server.ask("PATCH", &user).json(back).await;
    assert_eq!(back.status, 200, "{}", back.body);
    assert_eq!(members(&server, &experts).await, ["Ada Example"], "skills come back with the user");
    let remove = json!({ "removeDivisionIds": [north] });
    assert_eq!(server.ask("POST", &divisions).json(remove).await.status, 204);
    assert!(members(&server, &experts).await.is_empty());
}

#[both_engines]
async fn a_division_that_goes_takes_its_skill_groups_home(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (billing, ada) = (skill(&server, "Billing").await, server.user("Ada Example").await);
    give(&server, &ada, &billing, 5.0).await;
    let north = server.division("North").await;
    let more = json!({ "division": { "id": north } });
    let experts = group(&server, "Experts", at_least("Billing", 4), more).await;
    assert_eq!(experts["memberDivisions"], json!([north]));
    assert!(members(&server, &experts).await.is_empty());
    let division = format!("/api/v2/authorization/divisions/{north}");
    let refused = server.ask("DELETE", &division).await;
    refused.refused(400, "bad.request").naming(&["1 skill groups"]);
    assert_eq!(server.ask("DELETE", &format!("{division}?force=true")).await.status, 204);
    assert_eq!(members(&server, &experts).await, ["Ada Example"]);
}

#[both_engines]
async fn new_users_belong_where_lacking_a_skill_is_asked_for(engine: Engine) {
    let server = TestServer::start(engine).await;
    let billing = skill(&server, "Billing").await;
    let mut lacking = at_least("Billing", 0);
    lacking[0]["operation"] = json!("Not");
    let beginners = group(&server, "Beginners", lacking, json!({})).await;
    let before = members(&server, &beginners).await.len();
    let ada = server.user("Ada Example").await;
    assert_eq!(members(&server, &beginners).await.len(), before + 1);
    give(&server, &ada, &billing, 1.0).await;
    assert_eq!(members(&server, &beginners).await.len(), before);
}

#[both_engines]
async fn wrong_conditions_and_divisions_are_named(engine: Engine) {
    let server = TestServer::start(engine).await;
    skill(&server, "Billing").await;
    let create = async |conditions: Value| {
        let body = json!({ "name": "Experts", "skillConditions": conditions });
        server.ask("POST", GROUPS).json(body).await
    };
    let unknown = create(at_least("Nothing", 3)).await;
    unknown.refused(400, "invalid.value").naming(&["routingSkill", "Nothing"]);
    create(at_least("Billing", 6)).await.refused(400, "invalid.value").naming(&["proficiency"]);
    let mut odd = at_least("Billing", 3);
    odd[0]["routingSkillConditions"][0]["comparator"] = json!("Alike");
    create(odd.clone()).await.refused(400, "invalid.value").naming(&["comparator", "Alike"]);
    odd[0]["routingSkillConditions"][0]["comparator"] = Value::Null;
    create(odd).await.refused(400, "bad.request").naming(&["comparator"]);
    let language = json!([{
        "operation": "And", "routingSkillConditions": [],
        "languageSkillConditions": [{
            "languageSkill": "Elvish", "comparator": "EqualTo", "proficiency": 3,
        }],
    }]);
    create(language).await.refused(400, "invalid.value").naming(&["languageSkill", "Elvish"]);

    let experts = group(&server, "Experts", json!([]), json!({})).await;
    let divisions = format!("{}/members/divisions", path(&experts));
    let change = async |body: Value| server.ask("POST", &divisions).json(body).await;
    let own = experts["division"]["id"].as_str().unwrap();
    let removed = change(json!({ "removeDivisionIds": [own] })).await;
    removed.refused(400, "invalid.value").naming(&["removeDivisionIds[0]", own]);
    let unknown = change(json!({ "addDivisionIds": ["x"] })).await;
    unknown.refused(400, "invalid.value").naming(&["addDivisionIds[0]", "[x]"]);
    let mut many = Vec::new();
    for number in 0..50 {
        many.push(server.division(&format!("Division {number}")).await);
    }
    let refused = change(json!({ "addDivisionIds": many })).await;
    refused.refused(400, "invalid.value").naming(&["51", "at most 50"]);
    assert_eq!(change(json!({ "addDivisionIds": many[1..] })).await.status, 204);
    let elsewhere = server.caller(&[in_division(own, &["routing:skillGroup:add"])]).await;
    let body = json!({ "addDivisionIds": [many[0]] });
    let refused = server.ask("POST", &divisions).token(&elsewhere).json(body).await;
    refused.refused(403, "missing.permissions").naming(&["routing:skillGroup:add"]);
}

#[both_engines]
async fn the_members_of_a_skill_group_serve_its_queues(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (billing, ada) = (skill(&server, "Billing").await, server.user("Ada Example").await);
    let experts = group(&server, "Experts", at_least("Billing", 4), json!({})).await;
    let more = json!({ "memberGroups": [{ "id": experts["id"], "type": "SKILLGROUP" }] });
    let queue = crate::queues::queue_with(&server, "Support", more).await;
    assert_eq!(
        queue["memberGroups"],
        json!([{
            "id": experts["id"], "name": "Experts", "type": "SKILLGROUP", "memberCount": 0,
            "selfUri": path(&experts),
        }])
    );
    give(&server, &ada, &billing, 5.0).await;
    let uri = queue["selfUri"].as_str().unwrap();
    let read = server.get(uri).await.body;
    assert_eq!((&read["memberCount"], &read["userMemberCount"]), (&json!(1), &json!(0)));
    let own = server.get(&format!("/api/v2/users/{}/queues", id(&ada))).await.body;
    assert_eq!(names(&own), ["Support"]);
    server.ask("DELETE", &path(&experts)).await;
    let read = server.get(uri).await.body;
    assert_eq!((&read["memberCount"], &read["memberGroups"]), (&json!(0), &json!([])));
}
