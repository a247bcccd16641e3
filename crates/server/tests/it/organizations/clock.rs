//! What is done beside the API goes by the organization's clock.

use std::time::Duration;

use serde_json::{Value, json};
use server::local::{ClockChange, Command};
use store::{Changed, args, testing::name_change};
use test_server::{CLIENT, Engine, TestServer, audits::written, both_engines};

use super::{Data, text};

const STOPPED: &str = "2020-01-01T00:00:00.000Z";
const STOPPED_AT: i64 = 1_577_836_800_000;

#[both_engines]
async fn people_are_added_by_the_clock_of_their_organization(engine: Engine) {
    let data = Data::new(engine).await;
    let id = text(&data.create("Acme", None).await, "id").to_owned();
    let db = data.db().await;
    let stopped = id.clone();
    let write = db.write(move |tx| {
        let id = stopped.clone();
        Box::pin(async move {
            let sql = "UPDATE organizations SET clock_stopped_at = $2 WHERE id = $1";
            tx.run(sql, &args![&id, STOPPED_AT]).await?;
            name_change(tx, &id, Changed::OrganizationGone)
        })
    });
    write.await.unwrap();
    let before = written(&db, &id).await.len();
    db.close().await;
    data.populate(3, 1).await;
    let rows = data.rows(&id).await;
    let at = STOPPED_AT.to_string();
    for table in ["users", "live_states", "grants"] {
        let of_then = rows[table].iter().filter(|row| row.contains(&at)).count();
        assert!(of_then >= 3, "{table}: {:?}", rows[table]);
    }
    let db = data.db().await;
    let told = written(&db, &id).await;
    db.close().await;
    // The stopped clock is behind the one by which the organization was made.
    let of_then = told.iter().filter(|one| one["eventDate"] == STOPPED).count();
    assert_eq!(of_then, told.len() - before, "{told:?}");
    assert!(of_then > 0, "{told:?}");
}

#[both_engines]
async fn a_clock_that_is_advanced_ends_what_is_due(engine: Engine) {
    let server = TestServer::start(engine).await;
    let path = format!("/organizations/{}/clock", server.organization);
    let shown = server.control("GET", &path).await;
    assert_eq!((shown.status, &shown.body["frozen"]), (200, &json!(false)));
    assert_eq!(server.get("/api/v2/users").await.status, 200);
    let moved = server.control("POST", &path).json(json!({ "advance": "P1DT1S" })).await;
    assert_eq!(moved.body["aheadMilliseconds"], 86_401_000, "{}", moved.body);
    // Tokens of a day have ended, and new ones begin now.
    server.get("/api/v2/users").await.refused(401, "bad.credentials");
    let token = server.sign_in(CLIENT).await;
    assert_eq!(server.control("POST", &path).json(json!("freeze")).await.body["frozen"], true);
    server.advance(Duration::from_mins(1));
    let ada = json!({ "name": "Ada Example", "email": "ada@example.com" });
    let made = server.ask("POST", "/api/v2/users").token(&token).json(ada).await.body;
    let audit = server.control("GET", &path).await.body;
    assert_eq!(made["dateLastLogin"], Value::Null);
    assert_eq!(audit["time"], moved.body["time"]);
    let told = written(&server.db, &server.organization).await;
    let by_then = |one: &&Value| one["eventDate"] == moved.body["time"];
    assert!(told.iter().filter(by_then).any(|one| one["entity"]["id"] == made["id"]), "{told:?}");
    let set = |body: Value| server.control("POST", &path).json(body);
    set(json!({ "set": "2001-01-01T00:00:00Z" }))
        .await
        .refused(400, "bad.request")
        .naming(&["cannot go back"]);
    set(json!({ "stop": true })).await.refused(400, "bad.request").naming(&["advance"]);
    let resumed = set(json!("resume")).await.body;
    assert_eq!((&resumed["frozen"], &resumed["time"]), (&json!(false), &moved.body["time"]));
    server
        .control("GET", "/organizations/none/clock")
        .await
        .refused(404, "general.resource.not.found");
}

#[both_engines]
async fn the_clock_is_moved_from_the_command_line(engine: Engine) {
    let data = Data::new(engine).await;
    data.create("Acme", None).await;
    let clock = |change| Command::Clock { organization: None, change };
    let frozen = data.run(clock(ClockChange::Freeze)).await.unwrap();
    let set = ClockChange::Set("2031-01-01T00:00:00Z".parse().unwrap());
    let moved = data.run(clock(set)).await.unwrap();
    assert_eq!(
        (&moved["frozen"], &moved["time"]),
        (&json!(true), &json!("2031-01-01T00:00:00.000Z"))
    );
    assert_ne!(frozen["time"], moved["time"]);
    assert_eq!(data.run(clock(ClockChange::Show)).await.unwrap(), moved);
    let advance = ClockChange::Advance("PT8H".parse().unwrap());
    assert_eq!(data.run(clock(advance)).await.unwrap()["time"], "2031-01-01T08:00:00.000Z");
}
