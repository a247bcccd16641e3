//! The presences that users can choose.

use serde_json::{Value, json};
use store::presence::SystemPresence;

use test_server::{Engine, TestServer, both_engines, everywhere, in_division};

const OLDER: &str = "/api/v2/presencedefinitions";
const NEWER: &str = "/api/v2/presence/definitions";

async fn add(server: &TestServer, label: &str) -> Value {
    let body = json!({ "languageLabels": { "en_US": label, "de": "Etwas" }, "systemPresence": "On Queue" });
    let made = server.ask("POST", OLDER).json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

#[both_engines]
async fn built_in_presences_have_the_same_ids_everywhere_and_come_first(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = add(&server, "Lab").await;
    let page = server.get(&format!("{OLDER}?pageSize=100&pageNumber=1")).await.body;
    let entities = page["entities"].as_array().unwrap();
    assert_eq!((entities.len(), &page["total"], &page["pageCount"]), (11, &json!(11), &json!(1)));
    for (entity, system) in entities.iter().zip(SystemPresence::all()) {
        assert_eq!((&entity["id"], &entity["primary"]), (&json!(system.id()), &json!(true)));
        assert_eq!(entity["systemPresence"], system.display());
        assert_eq!(entity["languageLabels"]["en_US"], system.display());
        assert_eq!(entity["deactivated"], false);
    }
    assert_eq!(entities[10], made);
    assert_eq!((&made["primary"], &made["systemPresence"]), (&json!(false), &json!("On Queue")));
    let second = server.get(&format!("{OLDER}?pageSize=6&pageNumber=2")).await.body;
    assert_eq!(second["entities"].as_array().unwrap().len(), 5);
    let system = server.get("/api/v2/systempresences").await.body;
    assert_eq!(system.as_array().unwrap().len(), 10);
    assert_eq!(
        (&system[8]["name"], &system[8]["id"]),
        (&json!("ON_QUEUE"), &json!(SystemPresence::OnQueue.id()))
    );
}

#[both_engines]
async fn a_definition_is_read_in_both_forms(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = add(&server, "Lab").await;
    let id = made["id"].as_str().unwrap();
    let newer = server.get(&format!("{NEWER}/{id}")).await.body;
    let expected = json!({
        "id": id, "type": "User", "languageLabels": { "en_US": "Lab", "de": "Etwas" },
        "systemPresence": "OnQueue", "divisionId": "*", "deactivated": false,
        "selfUri": format!("{NEWER}/{id}"),
    });
    assert_eq!(newer, expected);
    let german = server.get(&format!("{NEWER}/{id}?localeCode=de")).await.body;
    assert_eq!(german["languageLabels"], json!({ "de": "Etwas" }));
    let french = server.get(&format!("{OLDER}/{id}?localeCode=fr")).await.body;
    assert_eq!(french["languageLabels"], json!({ "en_US": "Lab" }), "as there is no other");
    let listed = server.get(NEWER).await.body;
    assert_eq!(listed["total"], 11);
    assert_eq!(listed["entities"][0]["type"], "System");
    assert_eq!(listed["entities"][8]["systemPresence"], "OnQueue");
}

#[both_engines]
async fn deleting_a_definition_only_deactivates_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let id = add(&server, "Lab").await["id"].as_str().unwrap().to_owned();
    assert_eq!(server.ask("DELETE", &format!("{NEWER}/{id}")).await.status, 204);
    let read = server.get(&format!("{NEWER}/{id}")).await;
    assert_eq!((read.status, &read.body["deactivated"]), (200, &json!(true)));
    for (query, listed) in [("", false), ("?deactivated=FALSE", false), ("?deactivated=TRUE", true)]
    {
        let page = server.get(&format!("{NEWER}{query}")).await.body;
        let found = page["entities"].as_array().unwrap().iter().any(|it| it["id"] == id);
        assert_eq!(found, listed, "{query}");
    }
    let page = server.get(&format!("{OLDER}?deleted=ALL&pageSize=100")).await.body;
    assert_eq!(page["total"], 11);
    let back = json!({ "languageLabels": { "en_US": "Lab" }, "deactivated": false });
    let back = server.ask("PUT", &format!("{NEWER}/{id}")).json(back).await.body;
    assert_eq!(back["deactivated"], false);
}

#[both_engines]
async fn what_a_definition_belongs_to_stays_and_built_in_ones_are_not_changed(engine: Engine) {
    let server = TestServer::start(engine).await;
    let id = add(&server, "Lab").await["id"].as_str().unwrap().to_owned();
    let labels = json!({ "en_US": "Lab" });
    let moved = json!({ "languageLabels": labels, "systemPresence": "Busy" });
    let refused = server.ask("PUT", &format!("{OLDER}/{id}")).json(moved).await;
    refused.refused(400, "invalid.value").naming(&["Busy", "systemPresence", "On Queue"]);
    let available = SystemPresence::Available.id();
    for path in [OLDER, NEWER] {
        let path = format!("{path}/{available}");
        let body = json!({ "languageLabels": labels });
        server.ask("PUT", &path).json(body).await.refused(400, "bad.request").naming(&[available]);
        server.ask("DELETE", &path).await.refused(400, "bad.request").naming(&["built in"]);
    }
    let nothing = json!({ "languageLabels": {}, "systemPresence": "Busy" });
    server
        .ask("POST", OLDER)
        .json(nothing)
        .await
        .refused(400, "bad.request")
        .naming(&["languageLabels"]);
    let no_presence = json!({ "languageLabels": labels });
    server
        .ask("POST", OLDER)
        .json(no_presence)
        .await
        .refused(400, "bad.request")
        .naming(&["systemPresence"]);
    let asleep = json!({ "languageLabels": labels, "systemPresence": "Asleep" });
    server
        .ask("POST", OLDER)
        .json(asleep)
        .await
        .refused(400, "invalid.value")
        .naming(&["Asleep", "On Queue"]);
}

#[both_engines]
async fn a_definition_of_a_division_is_managed_there(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    let all = [
        "presence:presenceDefinition:add",
        "presence:presenceDefinition:edit",
        "presence:presenceDefinition:view",
    ];
    let caller = server.caller(&[in_division(&north, &all)]).await;
    let add = |division: &str| {
        let body = json!({ "languageLabels": { "en_US": "Lab" }, "systemPresence": "Busy", "divisionId": division });
        server.ask("POST", NEWER).token(&caller).json(body)
    };
    let made = add(&north).await;
    assert_eq!((made.status, &made.body["divisionId"]), (200, &json!(north)));
    for elsewhere in [&*south, "*"] {
        add(elsewhere).await.refused(403, "missing.permissions");
    }
    let id = made.body["id"].as_str().unwrap();
    let other = server.caller(&[in_division(&south, &all)]).await;
    server
        .get_with(&format!("{NEWER}/{id}"), &other)
        .await
        .refused(404, "general.resource.not.found");
    let everywhere = server.caller(&[everywhere(&all)]).await;
    let listed = server.get_with(&format!("{NEWER}?divisionId={north}"), &everywhere).await.body;
    assert_eq!(listed["total"], 1);
}

#[both_engines]
async fn the_caller_is_told_what_presences_and_skills_there_are(engine: Engine) {
    let server = TestServer::start(engine).await;
    let caller = server.caller(&[]).await;
    let north = server.division("North").await;
    let mut made = Vec::new();
    for (label, division) in [("Lunch", &json!("*")), ("Patrol", &json!(north))] {
        let body = json!({ "languageLabels": { "en_US": label }, "systemPresence": "Away",
            "divisionId": division });
        let answer = server.ask("POST", "/api/v2/presence/definitions").json(body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        made.push(answer.body["id"].clone());
    }
    let gone = json!({ "languageLabels": { "en_US": "Gone" }, "systemPresence": "Away" });
    let gone = server.ask("POST", "/api/v2/presencedefinitions").json(gone).await.body;
    server.ask("DELETE", gone["selfUri"].as_str().unwrap()).await;
    for name in ["Chess", "Billing"] {
        server.ask("POST", "/api/v2/routing/skills").json(json!({ "name": name })).await;
    }
    let expand = "presencedefinitions,divisionedpresencedefinitions,routingskills";
    let me = server.get_with(&format!("/api/v2/users/me?expand={expand}"), &caller).await.body;
    let listed = server.get_with("/api/v2/presencedefinitions?pageSize=100", &caller).await.body;
    assert_eq!(me["presenceDefinitions"], listed["entities"]);
    assert!(
        !me["presenceDefinitions"].as_array().unwrap().iter().any(|one| one["id"] == gone["id"])
    );
    let own = me["divisionedPresenceDefinitions"].as_array().unwrap();
    let ids: Vec<&Value> = own.iter().map(|one| &one["id"]).collect();
    assert_eq!((ids.contains(&&made[0]), ids.contains(&&made[1])), (true, false), "{ids:?}");
    assert!(own.iter().all(|one| one["type"].is_string() && one["divisionId"] == "*"));
    let skills = me["routingSkills"].as_array().unwrap();
    let names: Vec<_> = skills.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Billing", "Chess"]);
    let nora = json!({ "name": "Nora", "email": "nora@example.com", "divisionId": north });
    let nora = server.ask("POST", "/api/v2/users").json(nora).await.body;
    let token = server.token_of(nora["id"].as_str().unwrap(), 3600).await;
    let path = "/api/v2/users/me?expand=divisionedpresencedefinitions";
    let me = server.get_with(path, &token).await.body;
    let own = me["divisionedPresenceDefinitions"].as_array().unwrap();
    assert!(made.iter().all(|id| own.iter().any(|one| one["id"] == *id)), "{own:?}");
}
