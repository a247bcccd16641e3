//! Routing skills: those that there are, and those that users have.

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines, everywhere, in_division};

const SKILLS: &str = "/api/v2/routing/skills";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn names(listing: &Value) -> Vec<&str> {
    let entities = listing["entities"].as_array().unwrap().iter();
    entities.map(|one| one["name"].as_str().unwrap()).collect()
}

fn path(skill: &Value) -> String {
    format!("{SKILLS}/{}", id(skill))
}

/// Where the skills of a user are.
fn of(user: &Value) -> String {
    format!("/api/v2/users/{}/routingskills", id(user))
}

pub(crate) async fn skill(server: &TestServer, name: &str) -> Value {
    let made = server.ask("POST", SKILLS).json(json!({ "name": name })).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

async fn give(server: &TestServer, user: &Value, skill: &Value, proficiency: f64) -> Answer {
    let body = json!({ "id": skill["id"], "proficiency": proficiency });
    server.ask("POST", &of(user)).json(body).await
}

async fn bulk(server: &TestServer, method: &str, user: &Value, body: Value) -> Answer {
    server.ask(method, &format!("{}/bulk", of(user))).json(body).await
}

/// Names and proficiencies of what a user has.
async fn held(server: &TestServer, user: &Value) -> Vec<(String, f64)> {
    let listed = server.get(&of(user)).await.body;
    let held = listed["entities"].as_array().unwrap().iter().map(|one| {
        (one["name"].as_str().unwrap().to_owned(), one["proficiency"].as_f64().unwrap())
    });
    held.collect()
}

#[both_engines]
async fn a_skill_is_made_found_and_deleted_for_good(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = skill(&server, " Billing ").await;
    let home = server.get("/api/v2/authorization/divisions/home").await.body;
    assert_eq!(
        made,
        json!({
            "id": made["id"], "name": "Billing", "state": "active", "version": "1",
            "dateModified": "2026-01-02T03:04:05Z", "selfUri": path(&made),
            "division": { "id": home["id"], "name": home["name"], "selfUri": home["selfUri"] },
        })
    );
    assert_eq!(server.get(&path(&made)).await.body, made);
    let taken = server.ask("POST", SKILLS).json(json!({ "name": "BILLING" })).await;
    taken.refused(409, "general.conflict").naming(&["skill", "BILLING"]);
    let empty = server.ask("POST", SKILLS).json(json!({ "name": " " })).await;
    empty.refused(400, "bad.request").naming(&["name"]);

    server.advance(std::time::Duration::from_secs(2));
    assert_eq!(server.ask("DELETE", &path(&made)).await.status, 204);
    let gone = server.get(&path(&made)).await.body;
    assert_eq!((&gone["state"], &gone["version"]), (&json!("deleted"), &json!("2")));
    assert_eq!(gone["dateModified"], "2026-01-02T03:04:07Z");
    let again = server.ask("DELETE", &path(&made)).await;
    again.refused(404, "general.resource.not.found").naming(&["skill", id(&made)]);
    assert_eq!(server.get(SKILLS).await.body["total"], 0);
    let next = skill(&server, "Billing").await;
    assert_ne!(next["id"], made["id"], "the name is free again");
    assert_eq!(server.audits_of(id(&made)).await, ["Create RoutingSkill", "Delete RoutingSkill"]);
}

#[both_engines]
async fn skills_are_listed_by_name_and_found_by_a_part_of_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut ids = Vec::new();
    for name in ["sales", "Support", "Billing", "Presales"] {
        ids.push(id(&skill(&server, name).await).to_owned());
    }
    let list = async |query: &str| server.get(&format!("{SKILLS}{query}")).await.body;
    let all = list("?pageSize=3").await;
    assert_eq!(names(&all), ["Billing", "Presales", "sales"]);
    assert_eq!((&all["total"], &all["pageCount"]), (&json!(4), &json!(2)));
    assert_eq!(names(&list("?pageSize=3&pageNumber=2").await), ["Support"]);
    assert_eq!(names(&list("?name=SALES").await), ["Presales", "sales"]);
    assert_eq!(names(&list("?name=sa*").await), ["sales"]);
    let two = format!("?id={}&id={}", ids[0].to_uppercase(), ids[2]);
    assert_eq!(names(&list(&two).await), ["Billing", "sales"]);
    let large = list("?pageSize=1000").await;
    assert_eq!((names(&large).len(), &large["pageSize"]), (4, &json!(500)));
}

#[both_engines]
async fn a_skill_is_moved_and_seen_where_it_is(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (made, north) = (skill(&server, "Billing").await, server.division("North").await);
    let viewer = server.caller(&[in_division(&north, &["routing:skill:view"])]).await;
    server.get_with(&path(&made), &viewer).await.refused(404, "general.resource.not.found");
    let body = json!({ "divisionId": north, "name": "Other" });
    let moved = server.ask("PATCH", &path(&made)).json(body).await.body;
    assert_eq!((&moved["division"]["id"], &moved["name"]), (&json!(north), &json!("Billing")));
    assert_eq!(moved["version"], "2");
    assert_eq!(server.get_with(&path(&made), &viewer).await.body, moved);
    let same = server.ask("PATCH", &path(&made)).json(json!({ "name": "Other" })).await;
    assert_eq!((same.status, &same.body), (200, &moved), "the rest is passed over");
    let nowhere = server.ask("PATCH", &path(&made)).json(json!({ "divisionId": "x" })).await;
    nowhere.refused(400, "invalid.value").naming(&["divisionId", "[x]"]);
    let home = server.get("/api/v2/authorization/divisions/home").await.body;
    let here = server.caller(&[in_division(&north, &["routing:skill:update"])]).await;
    let body = json!({ "divisionId": home["id"] });
    let there = server.ask("PATCH", &path(&made)).token(&here).json(body).await;
    there.refused(403, "missing.any.permissions").naming(&["routing:skill:update"]);

    // A division takes its skills along only when somebody insists.
    let division = format!("/api/v2/authorization/divisions/{north}");
    let refused = server.ask("DELETE", &division).await;
    refused.refused(400, "bad.request").naming(&["1 routing skills"]);
    assert_eq!(server.ask("DELETE", &format!("{division}?force=true")).await.status, 204);
    assert_eq!(server.get(&path(&made)).await.body["division"]["id"], home["id"]);
    let no_object = format!("/api/v2/authorization/divisions/{}/objects/SKILL", id(&home));
    let no_object = server.ask("POST", &no_object).json(json!([made["id"]])).await;
    no_object.refused(400, "invalid.value").naming(&["SKILL", "USER"]);
}

#[both_engines]
async fn a_user_is_given_a_skill_and_keeps_fractions(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, billing) = (server.user("Ada Example").await, skill(&server, "Billing").await);
    let given = give(&server, &ada, &billing, 4.5).await;
    assert_eq!(given.status, 200, "{}", given.body);
    let own = format!("{}/{}", of(&ada), id(&billing));
    assert_eq!(
        given.body,
        json!({
            "id": billing["id"], "name": "Billing", "proficiency": 4.5, "state": "active",
            "skillUri": path(&billing), "selfUri": own,
        })
    );
    give(&server, &ada, &billing, 5.0).await;
    assert_eq!(held(&server, &ada).await, [("Billing".to_owned(), 5.0)], "given again, it changes");
    let changed = server.ask("PUT", &own).json(json!({ "state": "inactive" })).await.body;
    assert_eq!((&changed["proficiency"], &changed["state"]), (&json!(5.0), &json!("inactive")));
    give(&server, &ada, &billing, 0.5).await;
    let listed = server.get(&of(&ada)).await.body;
    assert_eq!(listed["entities"][0]["state"], "inactive", "proficiency alone does not activate");
    let deleted = server.ask("PUT", &own).json(json!({ "state": "deleted" })).await;
    deleted.refused(400, "invalid.value").naming(&["state", "DELETE"]);
    assert_eq!(server.ask("DELETE", &own).await.status, 200);
    assert!(held(&server, &ada).await.is_empty());
    for method in ["DELETE", "PUT"] {
        let ask = server.ask(method, &own);
        let none = if method == "PUT" { ask.json(json!({ "proficiency": 1 })) } else { ask }.await;
        none.refused(404, "general.resource.not.found").naming(&["skill", id(&billing)]);
    }
    let told = server.audits_of(id(&ada)).await;
    let told = told.iter().filter(|one| *one == "Update UserRoutingSkills").count();
    assert_eq!(told, 5, "each change once");
}

#[both_engines]
async fn several_skills_are_added_or_replace_all(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let (billing, sales) = (skill(&server, "Billing").await, skill(&server, "sales").await);
    give(&server, &ada, &billing, 1.0).await;
    let body = json!([
        { "id": sales["id"], "proficiency": 2 },
        { "id": billing["id"], "proficiency": 3.5, "skillUri": path(&billing) },
    ]);
    let added = bulk(&server, "PATCH", &ada, body).await.body;
    assert_eq!((names(&added), &added["total"]), (vec!["Billing", "sales"], &json!(2)));
    let body = json!([{ "id": sales["id"], "proficiency": 5.0 }]);
    let others_stay = bulk(&server, "PATCH", &ada, body.clone()).await.body;
    assert_eq!(names(&others_stay), ["Billing", "sales"]);
    assert_eq!(names(&bulk(&server, "PUT", &ada, body).await.body), ["sales"]);
    assert_eq!(held(&server, &ada).await, [("sales".to_owned(), 5.0)]);
    let emptied = bulk(&server, "PUT", &ada, json!([])).await.body;
    assert_eq!((&emptied["entities"], &emptied["total"]), (&json!([]), &json!(0)));
    let descending = format!("{}?sortOrder=DESC", of(&ada));
    for one in [&billing, &sales] {
        give(&server, &ada, one, 1.0).await;
    }
    assert_eq!(names(&server.get(&descending).await.body), ["sales", "Billing"]);
}

#[both_engines]
async fn wrong_skills_and_proficiencies_are_named_and_change_nothing(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, billing) = (server.user("Ada Example").await, skill(&server, "Billing").await);
    let unknown = "ffffffff-0000-4000-8000-000000000000";
    let gone = skill(&server, "Gone").await;
    server.ask("DELETE", &path(&gone)).await;
    for other in [unknown, id(&gone)] {
        let alone = give(&server, &ada, &json!({ "id": other }), 1.0).await;
        alone.refused(404, "general.resource.not.found").naming(&["skill", other]);
        let body = json!([
            { "id": billing["id"], "proficiency": 1 }, { "id": other, "proficiency": 1 },
        ]);
        for method in ["PATCH", "PUT"] {
            let answer = bulk(&server, method, &ada, body.clone()).await;
            answer.refused(400, "invalid.value").naming(&["[1].id", other]);
        }
    }
    for proficiency in [json!(5.5), json!(-1), json!("6")] {
        let one = json!({ "id": billing["id"], "proficiency": proficiency });
        let alone = server.ask("POST", &of(&ada)).json(one.clone()).await;
        alone.refused(400, "invalid.value").naming(&["proficiency", "0 to 5"]);
        for method in ["PATCH", "PUT"] {
            let answer = bulk(&server, method, &ada, json!([one])).await;
            answer.refused(400, "invalid.value").naming(&["[0].proficiency", "0 to 5"]);
        }
    }
    let own = format!("{}/{}", of(&ada), id(&billing));
    give(&server, &ada, &billing, 1.0).await;
    let wrong = server.ask("PUT", &own).json(json!({ "proficiency": 7 })).await;
    wrong.refused(400, "invalid.value").naming(&["proficiency", "0 to 5"]);
    let many: Vec<Value> =
        (0..51).map(|_| json!({ "id": billing["id"], "proficiency": 2 })).collect();
    for method in ["PATCH", "PUT"] {
        let answer = bulk(&server, method, &ada, json!(many)).await;
        answer.refused(400, "invalid.value").naming(&["51", "at most 50"]);
    }
    assert_eq!(bulk(&server, "PATCH", &ada, json!(many[1..])).await.status, 200);
    assert_eq!(held(&server, &ada).await, [("Billing".to_owned(), 2.0)]);
    let nobody = json!({ "id": unknown });
    give(&server, &nobody, &billing, 1.0)
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["user", unknown]);
}

#[both_engines]
async fn a_deleted_skill_is_taken_from_everybody(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, billing) = (server.user("Ada Example").await, skill(&server, "Billing").await);
    give(&server, &ada, &billing, 1.0).await;
    assert_eq!(server.ask("DELETE", &path(&billing)).await.status, 204);
    assert!(held(&server, &ada).await.is_empty());
}

#[both_engines]
async fn users_are_answered_with_their_skills_and_languages_where_asked(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, billing) = (server.user("Ada Example").await, skill(&server, "Billing").await);
    let spanish = crate::routing_languages::language(&server, "Spanish").await;
    give(&server, &ada, &billing, 4.5).await;
    let languages = format!("/api/v2/users/{}/routinglanguages", id(&ada));
    let body = json!({ "id": spanish["id"], "proficiency": 3 });
    let spoken = server.ask("POST", &languages).json(body).await.body;
    let own = server.get(&of(&ada)).await.body["entities"].clone();
    let expand = "expand=skills,languages";
    let read = server.get(&format!("/api/v2/users/{}?{expand}", id(&ada))).await.body;
    assert_eq!((&read["skills"], &read["languages"]), (&own, &json!([spoken])));
    let listed = server.get(&format!("/api/v2/users?{expand}")).await.body;
    for one in listed["entities"].as_array().unwrap() {
        let has = one["id"] == ada["id"];
        let (skills, languages) = (&one["skills"], &one["languages"]);
        assert_eq!(*skills, if has { own.clone() } else { json!([]) }, "an empty list without any");
        assert_eq!(*languages, if has { json!([spoken]) } else { json!([]) });
    }
}

#[both_engines]
async fn assigning_takes_the_permission_for_the_user_and_the_skill(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, billing) = (server.user("Ada Example").await, skill(&server, "Billing").await);
    let north = server.division("North").await;
    let here = server.caller(&[everywhere(&["routing:skill:view"])]).await;
    let body = json!({ "id": billing["id"], "proficiency": 1 });
    let answer = server.ask("POST", &of(&ada)).token(&here).json(body.clone()).await;
    answer.refused(403, "missing.permissions").naming(&["routing:skill:assign"]);
    let home = ada["division"]["id"].as_str().unwrap();
    let assigns = server.caller(&[in_division(home, &["routing:skill:assign"])]).await;
    server.ask("PATCH", &path(&billing)).json(json!({ "divisionId": north })).await;
    let elsewhere = server.ask("POST", &of(&ada)).token(&assigns).json(body.clone()).await;
    elsewhere.refused(404, "general.resource.not.found").naming(&["skill"]);
    let both = ["routing:skill:assign"];
    let both = server.caller(&[in_division(home, &both), in_division(&north, &both)]).await;
    assert_eq!(server.ask("POST", &of(&ada)).token(&both).json(body).await.status, 200);
    let nobody = server.caller(&[]).await;
    assert_eq!(names(&server.get_with(&of(&ada), &nobody).await.body), ["Billing"]);
}
