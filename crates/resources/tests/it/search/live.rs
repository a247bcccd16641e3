//! Users are found by what they can do and by what they are doing.

use serde_json::{Value, json};
use store::{Follower as _, Lost, presence::SystemPresence};

use super::{Searches as _, names, upkeep::check};
use test_server::{Engine, TestServer, both_engines};

fn exact(field: &str, value: &str) -> Value {
    json!({ "type": "EXACT", "fields": [field], "value": value })
}

/// Ada, Bob and Zoë, in this order.
async fn three(engine: Engine) -> (TestServer, [String; 3]) {
    let server = TestServer::start(engine).await;
    let mut ids = Vec::new();
    for name in ["Ada Example", "Bob Example", "Zoë Example"] {
        ids.push(server.user_id(name).await);
    }
    let ids = ids.try_into().unwrap();
    (server, ids)
}

/// Makes something of this name; its id.
async fn made(server: &TestServer, path: &str, body: Value) -> String {
    let made = server.ask("POST", path).json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body["id"].as_str().unwrap().to_owned()
}

async fn done(server: &TestServer, method: &str, path: &str, body: Value) {
    let answer = server.ask(method, path).json(body).await;
    assert!(answer.status < 300, "{method} {path}: {}", answer.body);
}

#[both_engines]
async fn users_are_found_by_their_routing_skills_and_languages(engine: Engine) {
    let (server, [ada, bob, zoe]) = three(engine).await;
    assert!(server.found(exact("skills", "Billing")).await.is_empty());
    for (of_user, kind, change, fields) in [
        (
            "routingskills",
            "skills",
            "PUT",
            ["skills", "skills.id", "routingSkills", "routingSkills.name"],
        ),
        (
            "routinglanguages",
            "languages",
            "PATCH",
            ["languages", "languages.id", "routingLanguages", "routingLanguages.name"],
        ),
    ] {
        let there_are = format!("/api/v2/routing/{kind}");
        let first = made(&server, &there_are, json!({ "name": "Bérnese Billing" })).await;
        let second = made(&server, &there_are, json!({ "name": "Sales" })).await;
        let of = |user: &str| format!("/api/v2/users/{user}/{of_user}");
        for (user, id) in [(&ada, &first), (&zoe, &first), (&zoe, &second)] {
            done(&server, "POST", &of(user), json!({ "id": id, "proficiency": 3.0 })).await;
        }
        for field in fields {
            for value in ["bernese billing", &first] {
                let found = server.found(exact(field, value)).await;
                assert_eq!(found, ["Ada Example", "Zoë Example"], "{field} {value}");
            }
        }
        let both = json!({ "type": "TERM", "fields": [kind], "values": ["billing", "sales"] });
        assert_eq!(server.found(both).await, ["Zoë Example", "Ada Example"], "the best first");
        let any = json!({ "type": "REQUIRED_FIELDS", "fields": [kind] });
        assert_eq!(server.found(any).await, ["Ada Example", "Zoë Example"]);
        let text = json!({ "type": "QUERY_STRING", "value": format!("{kind}:sal* OR name:bob") });
        assert_eq!(server.found(text).await, ["Bob Example", "Zoë Example"]);
        // What does not count for a user is shown with the user, and found.
        let inactive = json!({ "id": second, "proficiency": 3, "state": "inactive" });
        done(&server, change, &format!("{}/{second}", of(&zoe)), inactive).await;
        assert_eq!(server.found(exact(kind, "sales")).await, ["Zoë Example"]);
        let bulk = format!("{}/bulk", of(&bob));
        let both = json!([{ "id": first, "proficiency": 1 }, { "id": second, "proficiency": 2 }]);
        done(&server, "PATCH", &bulk, both).await;
        assert_eq!(server.found(exact(kind, "sales")).await, ["Bob Example", "Zoë Example"]);
        done(&server, "DELETE", &format!("{}/{first}", of(&ada)), Value::Null).await;
        let billing = server.found(exact(kind, "bernese billing")).await;
        assert_eq!(billing, ["Bob Example", "Zoë Example"]);
        check(&server).await;
        // With it goes what users had of it.
        done(&server, "DELETE", &format!("{there_are}/{second}"), Value::Null).await;
        for value in ["sales", &second] {
            assert!(server.found(exact(kind, value)).await.is_empty(), "{kind} {value}");
        }
        let any = json!({ "type": "REQUIRED_FIELDS", "fields": [kind] });
        assert_eq!(server.found(any).await, ["Bob Example", "Zoë Example"]);
        check(&server).await;
    }
}

#[both_engines]
async fn users_are_found_by_the_station_that_they_use(engine: Engine) {
    let (server, [ada, bob, _]) = three(engine).await;
    assert!(server.found(exact("station", "Desk 7")).await.is_empty());
    let make = async |name: &str| {
        made(&server, "/api/v2/callroster/stations", json!({ "name": name })).await
    };
    let (desk, home) = (make("Desk 7").await, make("Hömeoffice").await);
    let use_it = async |user: &str, station: &str| {
        let path = format!("/api/v2/users/{user}/station/associatedstation/{station}");
        done(&server, "PUT", &path, Value::Null).await;
    };
    use_it(&ada, &desk).await;
    use_it(&bob, &home).await;
    for (field, value, name) in [
        ("station", "desk 7", "Ada Example"),
        ("station", &*desk, "Ada Example"),
        ("station.associatedStation.id", &*home, "Bob Example"),
        ("station.associatedStation.name", "homeoffice", "Bob Example"),
    ] {
        assert_eq!(server.found(exact(field, value)).await, [name], "{field}");
    }
    let path = format!("/api/v2/users/{bob}/station/associatedstation");
    done(&server, "DELETE", &path, Value::Null).await;
    assert!(server.found(exact("station", "homeoffice")).await.is_empty());
    // One that nobody uses is nobody's, whoever has it by default.
    let path = format!("/api/v2/users/{bob}/station/defaultstation/{home}");
    done(&server, "PUT", &path, Value::Null).await;
    assert!(server.found(exact("station", &home)).await.is_empty());
    use_it(&ada, &home).await;
    assert!(server.found(exact("station", "desk 7")).await.is_empty());
    assert_eq!(server.found(exact("station", "homeoffice")).await, ["Ada Example"]);
    check(&server).await;
    // Who is gone uses none.
    done(&server, "DELETE", &format!("/api/v2/users/{ada}"), Value::Null).await;
    assert!(server.found(exact("station", "homeoffice")).await.is_empty());
    check(&server).await;
}

#[both_engines]
async fn users_are_found_by_their_presence_in_all_its_names(engine: Engine) {
    let (server, [ada, bob, zoe]) = three(engine).await;
    let everybody = server.found(exact("presence", "offline")).await;
    assert_eq!(everybody.len(), 4, "{everybody:?}");
    server.choose(&ada, SystemPresence::OnQueue).await;
    server.choose(&bob, SystemPresence::Meal).await;
    let labels = json!({ "en_US": "Lunch break", "de": "Mittägessen" });
    let body = json!({ "languageLabels": labels, "systemPresence": "Meal" });
    let lunch = made(&server, "/api/v2/presencedefinitions", body.clone()).await;
    let path = format!("/api/v2/users/{zoe}/presences/purecloud");
    done(&server, "PATCH", &path, json!({ "presenceDefinition": { "id": lunch } })).await;
    for (field, value, found) in [
        ("presence", "ON_QUEUE", &["Ada Example"][..]),
        ("presence", "On Queue", &["Ada Example"]),
        ("presence.presenceDefinition.systemPresence", "onqueue", &["Ada Example"]),
        ("presence.presenceDefinition.id", SystemPresence::OnQueue.id(), &["Ada Example"]),
        ("presence", "meal", &["Bob Example", "Zoë Example"]),
        ("presence", "lunch break", &["Zoë Example"]),
        ("presence.presenceDefinition", "mittagessen", &["Zoë Example"]),
        ("presence", &lunch, &["Zoë Example"]),
        ("presence", SystemPresence::Meal.id(), &["Bob Example"]),
    ] {
        assert_eq!(server.found(exact(field, value)).await, *found, "{field} {value}");
    }
    let not =
        json!({ "type": "EXACT", "fields": ["presence"], "value": "offline", "operator": "NOT" });
    let found = server.found(not).await;
    assert_eq!(found, ["Ada Example", "Bob Example", "Zoë Example"]);
    check(&server).await;
    // Another name is one entry, and who has the presence is found by it at once.
    let path = format!("/api/v2/presencedefinitions/{lunch}");
    let renamed = json!({ "languageLabels": { "en_US": "Siesta" }, "systemPresence": "Meal" });
    done(&server, "PUT", &path, renamed).await;
    assert!(server.found(exact("presence", "lunch break")).await.is_empty());
    assert_eq!(server.found(exact("presence", "siesta")).await, ["Zoë Example"]);
    // Who has one that was ended still has it.
    done(&server, "DELETE", &path, Value::Null).await;
    assert_eq!(server.found(exact("presence", "siesta")).await, ["Zoë Example"]);
    check(&server).await;
}

#[both_engines]
async fn users_are_found_by_their_routing_status(engine: Engine) {
    let (server, [ada, bob, _]) = three(engine).await;
    let found = async |status: &str| server.found(exact("routingStatus", status)).await;
    assert_eq!((found("OFF_QUEUE").await.len(), found("IDLE").await.len()), (4, 0));
    for user in [&ada, &bob] {
        server.choose(user, SystemPresence::OnQueue).await;
    }
    assert_eq!(found("idle").await, ["Ada Example", "Bob Example"]);
    let played = server.play(&ada, json!({ "action": "miss" })).await;
    assert_eq!(played["routingStatus"]["status"], "NOT_RESPONDING");
    assert_eq!(found("NOT_RESPONDING").await, ["Ada Example"]);
    assert_eq!(server.found(exact("routingStatus.status", "idle")).await, ["Bob Example"]);
    let body = json!({ "query": [
        { "type": "EXACT", "fields": ["routingStatus"], "values": ["IDLE", "NOT_RESPONDING"] },
        { "type": "EXACT", "fields": ["presence"], "value": "On Queue" },
    ], "sortBy": "name", "sortOrder": "DESC" });
    assert_eq!(names(&server.search(body).await.body), ["Bob Example", "Ada Example"]);
    server.choose(&bob, SystemPresence::Available).await;
    assert!(found("idle").await.is_empty());
    // A change of the user leaves what the user is doing as it is.
    let user = server.get(&format!("/api/v2/users/{ada}")).await.body;
    assert_eq!(server.patch(&user, json!({ "title": "Lead" })).await.status, 200);
    assert_eq!(found("NOT_RESPONDING").await, ["Ada Example"]);
    check(&server).await;
    // What may have been missed is read again.
    server.shared.models.lost(Some(&server.organization), Lost::Behind);
    server.choose(&bob, SystemPresence::OnQueue).await;
    assert_eq!(found("idle").await, ["Bob Example"]);
    done(&server, "DELETE", &format!("/api/v2/users/{bob}"), Value::Null).await;
    assert!(found("idle").await.is_empty());
    check(&server).await;
}

/// Many more change their presence than are searched for by it.
#[both_engines]
async fn only_a_search_for_what_users_are_doing_reads_it(engine: Engine) {
    let (server, [ada, bob, zoe]) = three(engine).await;
    let by_name = json!({ "query": [exact("name", "Ada Example")] });
    let by_presence = json!({ "query": [exact("presence", "Busy")] });
    for body in [&by_name, &by_presence] {
        assert_eq!(server.search(body.clone()).await.status, 200);
    }
    // Work of the server itself asks too, so the fewest of several readings count.
    let fewest = async |body: &Value| {
        let mut fewest = u64::MAX;
        for presence in [SystemPresence::Busy, SystemPresence::Away].iter().cycle().take(6) {
            for user in [&ada, &bob, &zoe] {
                server.choose(user, *presence).await;
            }
            let before = server.db.statement_count();
            assert_eq!(server.search(body.clone()).await.status, 200);
            fewest = fewest.min(server.db.statement_count() - before);
        }
        fewest
    };
    let again = async |body: &Value| {
        let mut fewest = u64::MAX;
        for _ in 0..6 {
            let before = server.db.statement_count();
            assert_eq!(server.search(body.clone()).await.status, 200);
            fewest = fewest.min(server.db.statement_count() - before);
        }
        fewest
    };
    assert_eq!(fewest(&by_name).await, again(&by_name).await);
    // Nobody is busy after the last change, so neither reads users to show.
    let more = fewest(&by_presence).await - again(&by_presence).await;
    assert!((1..=2).contains(&more), "{more} statements for three changes");
}
