//! Routing languages: those that there are, and those that users speak.

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines, everywhere};

const LANGUAGES: &str = "/api/v2/routing/languages";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn names(listing: &Value) -> Vec<&str> {
    let entities = listing["entities"].as_array().unwrap().iter();
    entities.map(|one| one["name"].as_str().unwrap()).collect()
}

fn path(language: &Value) -> String {
    format!("{LANGUAGES}/{}", id(language))
}

fn of(user: &Value) -> String {
    format!("/api/v2/users/{}/routinglanguages", id(user))
}

pub(crate) async fn language(server: &TestServer, name: &str) -> Value {
    let made = server.ask("POST", LANGUAGES).json(json!({ "name": name })).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

async fn give(server: &TestServer, user: &Value, language: &Value, proficiency: f64) -> Answer {
    let body = json!({ "id": language["id"], "proficiency": proficiency });
    server.ask("POST", &of(user)).json(body).await
}

#[both_engines]
async fn a_language_is_made_found_and_deleted_for_good(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = language(&server, "Spanish").await;
    assert_eq!(
        made,
        json!({
            "id": made["id"], "name": "Spanish", "state": "active", "version": "1",
            "dateModified": "2026-01-02T03:04:05Z", "selfUri": path(&made),
        })
    );
    assert_eq!(server.get(&path(&made)).await.body, made);
    let taken = server.ask("POST", LANGUAGES).json(json!({ "name": "spanish" })).await;
    taken.refused(409, "general.conflict").naming(&["language", "spanish"]);
    for name in ["English", "danish"] {
        language(&server, name).await;
    }
    assert_eq!(names(&server.get(LANGUAGES).await.body), ["danish", "English", "Spanish"]);
    let danish = server.get(&format!("{LANGUAGES}?name=DAN")).await.body;
    assert_eq!(names(&danish), ["danish"]);
    let last = server.get(&format!("{LANGUAGES}?sortOrder=descending&pageSize=1")).await.body;
    assert_eq!((names(&last), &last["total"]), (vec!["Spanish"], &json!(3)));

    assert_eq!(server.ask("DELETE", &path(&made)).await.status, 204);
    let gone = server.get(&path(&made)).await.body;
    assert_eq!((&gone["state"], &gone["version"]), (&json!("deleted"), &json!("2")));
    let again = server.ask("DELETE", &path(&made)).await;
    again.refused(404, "general.resource.not.found").naming(&["language", id(&made)]);
    language(&server, "Spanish").await;
    assert_eq!(
        server.audits_of(id(&made)).await,
        ["Create RoutingLanguage", "Delete RoutingLanguage"]
    );
}

#[both_engines]
async fn the_proficiency_in_a_language_is_a_whole_number(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, spanish) = (server.user("Ada Example").await, language(&server, "Spanish").await);
    let given = give(&server, &ada, &spanish, 3.6).await.body;
    let own = format!("{}/{}", of(&ada), id(&spanish));
    assert_eq!(
        given,
        json!({
            "id": spanish["id"], "name": "Spanish", "proficiency": 4.0, "state": "active",
            "languageUri": path(&spanish), "selfUri": own,
        })
    );
    let changed = server.ask("PATCH", &own).json(json!({ "proficiency": 2.2 })).await.body;
    assert_eq!(changed["proficiency"], 2.0);
    let off = server.ask("PATCH", &own).json(json!({ "state": "inactive" })).await.body;
    assert_eq!((&off["proficiency"], &off["state"]), (&json!(2.0), &json!("inactive")));
    let english = language(&server, "English").await;
    let body = json!([{ "id": english["id"], "proficiency": 4.5 }]);
    let added = server.ask("PATCH", &format!("{}/bulk", of(&ada))).json(body).await.body;
    assert_eq!(names(&added), ["English", "Spanish"]);
    assert_eq!(added["entities"][0]["proficiency"], 5.0);
    assert_eq!(server.ask("DELETE", &own).await.status, 204);
    server.ask("DELETE", &own).await.refused(404, "general.resource.not.found");
    assert_eq!(names(&server.get(&of(&ada)).await.body), ["English"]);
    server.ask("DELETE", &path(&english)).await;
    assert!(names(&server.get(&of(&ada)).await.body).is_empty(), "it goes with the language");
}

#[both_engines]
async fn wrong_languages_and_proficiencies_are_named_and_change_nothing(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, spanish) = (server.user("Ada Example").await, language(&server, "Spanish").await);
    let (bulk, unknown) = (format!("{}/bulk", of(&ada)), "ffffffff-0000-4000-8000-000000000000");
    let alone = give(&server, &ada, &json!({ "id": unknown }), 1.0).await;
    alone.refused(404, "general.resource.not.found").naming(&["language", unknown]);
    let body =
        json!([{ "id": spanish["id"], "proficiency": 1 }, { "id": unknown, "proficiency": 1 }]);
    let answer = server.ask("PATCH", &bulk).json(body).await;
    answer.refused(400, "invalid.value").naming(&["[1].id", unknown]);
    let too_good = give(&server, &ada, &spanish, 5.1).await;
    too_good.refused(400, "invalid.value").naming(&["proficiency", "0 to 5"]);
    let many: Vec<Value> =
        (0..51).map(|_| json!({ "id": spanish["id"], "proficiency": 2 })).collect();
    let answer = server.ask("PATCH", &bulk).json(json!(many)).await;
    answer.refused(400, "invalid.value").naming(&["51", "at most 50"]);
    assert!(names(&server.get(&of(&ada)).await.body).is_empty());
}

#[both_engines]
async fn either_permission_assigns_languages(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, spanish) = (server.user("Ada Example").await, language(&server, "Spanish").await);
    let body = json!({ "id": spanish["id"], "proficiency": 1 });
    for permission in ["routing:skill:assign", "routing:language:assign"] {
        let caller = server.caller(&[everywhere(&[permission])]).await;
        let answer = server.ask("POST", &of(&ada)).token(&caller).json(body.clone()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    let nobody = server.caller(&[]).await;
    let answer = server.ask("POST", &of(&ada)).token(&nobody).json(body).await;
    answer.refused(403, "missing.any.permissions");
}
