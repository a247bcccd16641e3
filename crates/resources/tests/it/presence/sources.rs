//! Systems that report presences beside this service.

use serde_json::{Value, json};
use store::presence::SystemPresence;

use super::{path, user};
use test_server::{Engine, TestServer, both_engines};

const SOURCES: &str = "/api/v2/presence/sources";

async fn add(server: &TestServer, name: &str) -> String {
    let made = server.ask("POST", SOURCES).json(json!({ "name": name })).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body["id"].as_str().unwrap().to_owned()
}

fn presence(shown: &Value) -> &str {
    shown["presenceDefinition"]["systemPresence"].as_str().unwrap()
}

#[both_engines]
async fn this_service_is_a_source_that_is_not_changed(engine: Engine) {
    let server = TestServer::start(engine).await;
    let teams = add(&server, "Teams").await;
    let listed = server.get(SOURCES).await.body;
    assert_eq!(listed["total"], 2);
    assert_eq!(
        (&listed["entities"][0]["id"], &listed["entities"][0]["type"]),
        (&json!("PURECLOUD"), &json!("System"))
    );
    let own = format!("{SOURCES}/purecloud");
    assert_eq!(server.get(&own).await.status, 200);
    server.ask("DELETE", &own).await.refused(400, "bad.request").naming(&["PURECLOUD"]);
    assert_eq!(server.ask("DELETE", &format!("{SOURCES}/{teams}")).await.status, 204);
    assert_eq!(server.get(&format!("{SOURCES}/{teams}")).await.body["deactivated"], true);
    assert_eq!(server.get(SOURCES).await.body["total"], 1);
    assert_eq!(server.get(&format!("{SOURCES}?deactivated=TRUE")).await.body["total"], 1);
    let blank = server.ask("POST", SOURCES).json(json!({ "name": " " })).await;
    blank.refused(400, "bad.request").naming(&["name"]);
}

#[both_engines]
async fn others_see_what_the_primary_source_reports(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, teams) = (user(&server, "Ada Example").await, add(&server, "Teams").await);
    server.choose(&ada, SystemPresence::OnQueue).await;
    let busy = json!({ "presenceDefinition": { "id": SystemPresence::Busy.id() } });
    let reported = server.ask("PATCH", &path(&ada, &teams)).json(busy).await.body;
    assert_eq!((presence(&reported), &reported["primary"]), ("Busy", &json!(false)));
    let seen = async || {
        let shown = server.get(&format!("/api/v2/users/{ada}?expand=presence,routingStatus")).await;
        let (source, status) = (&shown.body["presence"]["source"], &shown.body["routingStatus"]);
        (presence(&shown.body["presence"]).to_owned(), source.clone(), status["status"].clone())
    };
    assert_eq!(seen().await, ("On Queue".to_owned(), json!("PURECLOUD"), json!("IDLE")));
    let primary = server.ask("PATCH", &path(&ada, &teams)).json(json!({ "primary": true })).await;
    assert_eq!(primary.body["primary"], true);
    assert_eq!(seen().await, ("Busy".to_owned(), json!(teams), json!("OFF_QUEUE")));
    let own = server.get(&path(&ada, "PURECLOUD")).await.body;
    assert_eq!((presence(&own), &own["primary"]), ("On Queue", &json!(false)), "it is kept");
    let source = format!("/api/v2/presence/users/{ada}/primarysource");
    assert_eq!(server.get(&source).await.body["sourceId"], json!(teams));
    let back = server.ask("PUT", &source).json(json!({ "sourceId": "PURECLOUD" })).await;
    assert_eq!(back.body["sourceId"], "PURECLOUD");
    assert_eq!(seen().await, ("On Queue".to_owned(), json!("PURECLOUD"), json!("IDLE")));
    server
        .get(&path(&ada, "nonsense"))
        .await
        .refused(404, "general.resource.not.found")
        .naming(&["nonsense"]);
}

#[both_engines]
async fn systems_outside_report_presences_and_hear_what_was_not_taken(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, teams) = (user(&server, "Ada Example").await, add(&server, "Teams").await);
    let event = |id: &str, user: &str, definition: &str| {
        json!({
            "eventId": id, "userId": user, "sourceId": teams, "presenceDefinitionId": definition,
            "eventDateTime": "2026-01-02T03:04:05.678Z",
        })
    };
    let busy = SystemPresence::Busy.id();
    let events =
        [event("first", "nobody", busy), event("second", &ada, busy), event("third", &ada, "none")];
    let body = json!({ "userPresenceEvents": events });
    let taken = server.ask("POST", "/api/v2/events/users/presence").json(body).await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    let errors = taken.body["errors"].as_array().unwrap();
    let ids: Vec<_> = errors.iter().map(|error| error["eventId"].as_str().unwrap()).collect();
    assert_eq!(ids, ["first", "third"]);
    assert_eq!(presence(&server.get(&path(&ada, &teams)).await.body), "Busy");
    let many: Vec<_> = (0..101).map(|_| event("many", &ada, busy)).collect();
    let many = server
        .ask("POST", "/api/v2/events/users/presence")
        .json(json!({ "userPresenceEvents": many }));
    many.await.refused(400, "invalid.value").naming(&["100"]);
}

#[both_engines]
async fn systems_outside_report_routing_statuses_that_the_presence_allows(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, acd) = (user(&server, "Ada Example").await, add(&server, "Dialler").await);
    let report = |status: &str| {
        let event = json!({
            "eventId": "e", "agentId": ada, "sourceId": acd, "status": status,
            "eventDateTime": "2026-01-02T03:04:05.678Z",
        });
        let body = json!({ "userRoutingStatusEvents": [event] });
        server.ask("POST", "/api/v2/events/users/routingstatus").json(body)
    };
    let refused = report("Interacting").await.body;
    assert!(refused["errors"][0]["message"].as_str().unwrap().contains("OFF_QUEUE"), "{refused}");
    server.choose(&ada, SystemPresence::OnQueue).await;
    assert_eq!(report("Interacting").await.body, json!({ "errors": [] }));
    let status = server.get(&format!("/api/v2/users/{ada}/routingstatus")).await.body;
    assert_eq!(status["status"], "INTERACTING");
    report("Asleep").await.refused(400, "invalid.value").naming(&["Asleep", "NotResponding"]);
}
