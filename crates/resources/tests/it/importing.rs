//! Many users out of a file: whom a row is about, and what it makes of them.

use std::sync::Arc;

use gate::{audit::Operator, context::Context, refusal::Refusal};
use resources::rules::people::importing::{self, Numbered, Outcome};
use serde_json::{Value, json};
use store::OrganizationClock;

use test_server::{Engine, TestServer, both_engines};

/// Why nothing was imported.
#[derive(Debug)]
enum Ended {
    Bad(Outcome),
    Failed(String),
}

impl From<store::Error> for Ended {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<Refusal> for Ended {
    fn from(refusal: Refusal) -> Self {
        Self::Failed(refusal.message())
    }
}

/// What became of these rows, all or none, and the bad ones with their lines.
async fn import(server: &TestServer, rows: Value) -> (Outcome, Vec<String>) {
    let numbered = |(place, row): (usize, &Value)| Numbered {
        line: u64::try_from(place).unwrap() + 1,
        row: serde_json::from_value(row.clone()).unwrap(),
    };
    let rows: Vec<Numbered> = rows.as_array().unwrap().iter().enumerate().map(numbered).collect();
    let (rows, organization): (Arc<[Numbered]>, _) = (rows.into(), server.organization.clone());
    let now = server.clock.now();
    let done = server.db.write(move |tx| {
        let (rows, organization) = (rows.clone(), organization.clone());
        Box::pin(async move {
            tx.enter(&organization);
            let clock = OrganizationClock::default();
            let mut context = Context::lend(tx, Operator::CommandLine, clock, now);
            let outcome = importing::apply(&mut context, &rows, &mut |_| Ok(())).await?;
            drop(context);
            if outcome.bad.is_empty() { Ok(outcome) } else { Err(Ended::Bad(outcome)) }
        })
    });
    match done.await {
        Ok(outcome) => (outcome, Vec::new()),
        Err(Ended::Bad(outcome)) => {
            let bad = outcome.bad.iter().map(|bad| format!("{}: {}", bad.line, bad.reason));
            let bad = bad.collect();
            (outcome, bad)
        }
        Err(Ended::Failed(reason)) => panic!("{reason}"),
    }
}

/// The rows are applied: so many users made, changed and left as they were.
async fn imported(server: &TestServer, rows: Value) -> [u64; 3] {
    let (outcome, bad) = import(server, rows).await;
    assert_eq!(bad, [""; 0]);
    [outcome.created, outcome.updated, outcome.unchanged]
}

/// Every row is refused, each in these words.
async fn refused(server: &TestServer, rows: Value, words: &[&str]) {
    let (_, bad) = import(server, rows.clone()).await;
    assert_eq!(bad.len(), rows.as_array().unwrap().len(), "{bad:?}");
    for reason in &bad {
        for word in words {
            assert!(reason.contains(word), "{word}: {reason}");
        }
    }
}

async fn read(server: &TestServer, user: &Value) -> Value {
    server.get(user["selfUri"].as_str().unwrap()).await.body
}

async fn ids(server: &TestServer, user: &Value) -> Value {
    let found = server.get(&format!("{}/externalid", user["selfUri"].as_str().unwrap())).await;
    let ids = found.body.as_array().unwrap().clone();
    ids.iter().map(|id| json!([id["authorityName"], id["externalKey"]])).collect()
}

async fn by_key(server: &TestServer, authority: &str, key: &str) -> Value {
    let found = server.get(&format!("/api/v2/users/externalid/{authority}/{key}")).await;
    assert_eq!(found.status, 200, "{authority} {key}: {}", found.body);
    found.body
}

fn id(authority: &str, key: &str) -> Value {
    json!({ "authorityName": authority, "externalKey": key })
}

#[both_engines]
async fn a_row_is_about_the_user_with_its_id_or_its_external_id_or_its_address(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let rows = json!([
        { "email": "ada.example@example.com", "authorityName": "HR", "externalKey": "1" },
        { "email": "bob@example.com", "name": "Bob", "authorityName": "HR", "externalKey": "2" },
        { "email": "cid@example.com", "name": "Cid",
          "externalIds": [id("HR", "3"), id("Badge office / North", "C 3")] },
    ]);
    assert_eq!(imported(&server, rows.clone()).await, [2, 1, 0]);
    assert_eq!(ids(&server, &ada).await, json!([["HR", "1"]]));
    let (bob, cid) = (by_key(&server, "HR", "2").await, by_key(&server, "HR", "3").await);
    assert_eq!((&bob["name"], &cid["name"]), (&json!("Bob"), &json!("Cid")));
    assert_eq!(imported(&server, rows).await, [0, 0, 3], "once more changes nothing");
    assert_eq!(read(&server, &bob).await["version"], 1);
    let rows = json!([
        { "id": ada["id"], "title": "By id" },
        { "authorityName": "HR", "externalKey": "2", "title": "By key" },
        { "externalIds": [id("Badge office / North", "C 3")], "title": "By one of its keys" },
    ]);
    assert_eq!(imported(&server, rows).await, [0, 3, 0]);
    for (user, title) in [(&ada, "By id"), (&bob, "By key"), (&cid, "By one of its keys")] {
        assert_eq!(read(&server, user).await["title"], title);
    }
    // The list is all of them, the pair of columns is one more.
    assert_eq!(ids(&server, &cid).await, json!([["Badge office / North", "C 3"]]));
    let rows = json!([
        { "authorityName": "HR", "externalKey": "2", "email": "robert@example.com" },
        { "email": "cid@example.com", "authorityName": "Payroll", "externalKey": "P3" },
        { "id": ada["id"], "externalIds": [] },
    ]);
    assert_eq!(imported(&server, rows).await, [0, 3, 0]);
    assert_eq!(read(&server, &bob).await["email"], "robert@example.com");
    let both = json!([["Badge office / North", "C 3"], ["Payroll", "P3"]]);
    assert_eq!((ids(&server, &cid).await, ids(&server, &ada).await), (both, json!([])));
}

#[both_engines]
async fn a_row_that_is_about_two_users_is_refused_and_names_both(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let rows = json!([
        { "id": ada["id"], "externalIds": [id("HR", "1")] },
        { "id": bob["id"], "externalIds": [id("HR", "2")] },
    ]);
    assert_eq!(imported(&server, rows).await, [0, 2, 0]);
    let (one, other) = (ada["id"].as_str().unwrap(), bob["id"].as_str().unwrap());
    let email = "ada.example@example.com";
    let row = json!({ "email": email, "authorityName": "HR", "externalKey": "2" });
    let words = ["two users", one, other, email, "the external id [2] of [HR]"];
    refused(&server, json!([row]), &words).await;
    let row = json!({ "externalIds": [id("HR", "1"), id("Else", "7"), id("HR", "2")] });
    refused(&server, json!([row]), &["two users", one, other]).await;
    // Whoever gives the id means this user: then the key is another's.
    let row = json!({ "id": one, "authorityName": "HR", "externalKey": "2" });
    refused(&server, json!([row]), &["[2] of [HR]", "duplicate"]).await;
    assert_eq!(ids(&server, &ada).await, json!([["HR", "1"]]));
}

#[both_engines]
async fn external_ids_in_a_row_obey_the_rules_of_the_api(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let own = |mut row: Value| {
        row["id"] = ada["id"].clone();
        row
    };
    assert_eq!(imported(&server, json!([own(id("HR", "1"))])).await, [0, 1, 0]);
    let many = |number: usize| -> Value {
        (0..number).map(|place| id(&format!("System {place}"), "1")).collect()
    };
    let long = "ö".repeat(256);
    for (row, words) in [
        (json!({ "authorityName": "HR" }), ["externalKey", "required"]),
        (json!({ "externalKey": "1" }), ["authorityName", "required"]),
        (json!({ "externalIds": [id("HR", " ")] }), ["externalIds[0].externalKey", "required"]),
        (json!({ "externalIds": [id("HR", "1"), id("HR", "2")] }), ["[2] of [HR]", "key 1"]),
        (id("HR", "7"), ["[7] of [HR]", "has the key 1"]),
        (id("HR", &long), ["externalKey", "255"]),
        (json!({ "externalIds": many(101) }), ["100", "external ids"]),
    ] {
        refused(&server, json!([own(row)]), &words).await;
    }
    let new = json!({ "email": "new@example.com", "name": "New", "externalIds": many(101) });
    refused(&server, json!([new]), &["100", "external ids"]).await;
    refused(&server, json!([id("HR", "9")]), &["No user has", "[9] of [HR]"]).await;
    let rows = json!([own(json!({ "externalIds": many(100) }))]);
    assert_eq!(imported(&server, rows).await, [0, 1, 0]);
    refused(&server, json!([own(id("One more", "1"))]), &["100", "external ids"]).await;
    assert_eq!(ids(&server, &ada).await.as_array().unwrap().len(), 100);
    assert_eq!(read(&server, &ada).await["version"], 3);
}

#[both_engines]
async fn one_row_is_one_version_and_the_audit_tells_what_it_did(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let north = json!({ "name": "North" });
    server.ask("POST", "/api/v2/authorization/divisions").json(north).await;
    let row = json!({
        "id": ada["id"], "title": "Lead", "division": "North", "authorityName": "HR",
        "externalKey": "1", "email": "ada@example.com", "profileSkills": ["Chess"],
    });
    assert_eq!(imported(&server, json!([row])).await, [0, 1, 0]);
    let now = read(&server, &ada).await;
    assert_eq!((&now["version"], &now["division"]["name"]), (&json!(2), &json!("North")));
    let told = server.audit_messages(ada["id"].as_str().unwrap()).await;
    let actions: Vec<&Value> = told.iter().map(|message| &message["action"]).collect();
    assert_eq!(actions, ["Create", "Update", "Move"]);
    let changes = |message: &Value| -> Vec<String> {
        let changes = message["propertyChanges"].as_array().unwrap().clone();
        changes.iter().map(|one| one["property"].as_str().unwrap().to_owned()).collect()
    };
    let update = changes(&told[1]);
    for property in ["email", "externalIds", "profileSkills", "title", "username"] {
        assert!(update.contains(&property.to_owned()), "{property}: {update:?}");
    }
    assert_eq!(
        (update.contains(&"division".to_owned()), changes(&told[2])),
        (false, vec!["division".to_owned()])
    );
    // The address of an invitation is not the user's any more, the model of searches knows the new one.
    let query = json!([{ "type": "EXACT", "fields": ["email"], "value": "ada@example.com" },
        { "type": "EXACT", "fields": ["title"], "value": "lead" }]);
    let body = json!({ "query": query });
    let found = server.ask("POST", "/api/v2/users/search").json(body).await.body;
    assert_eq!((&found["total"], &found["results"][0]["id"]), (&json!(1), &ada["id"]));
    let count = |name: &str| {
        let path = format!("/api/v2/authorization/divisions?name={name}&objectCount=true");
        let server = &server;
        async move { server.get(&path).await.body["entities"][0]["objectCounts"]["USER"].clone() }
    };
    assert_eq!(count("North").await, 1);
}

#[both_engines]
async fn managers_are_those_of_the_whole_file_whatever_the_order(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let (bob, cid) = (server.user("Bob Example").await, server.user("Cid Example").await);
    server.patch(&bob, json!({ "manager": ada["id"] })).await;
    server.patch(&cid, json!({ "manager": bob["id"] })).await;
    // Ada and Bob change places; Cid keeps Bob.
    let rows = json!([
        { "id": ada["id"], "manager": "bob.example@example.com" },
        { "id": bob["id"], "manager": null },
        { "email": "dan@example.com", "name": "Dan", "manager": "cid.example@example.com" },
    ]);
    assert_eq!(imported(&server, rows).await, [1, 2, 0]);
    assert_eq!(read(&server, &ada).await["manager"]["id"], bob["id"]);
    assert_eq!(read(&server, &bob).await.get("manager"), None);
    // Bob would report to Dan, who reports to Cid, who is not in the file and reports to Bob.
    let rows = json!([{ "id": bob["id"], "manager": "dan@example.com" }]);
    refused(&server, rows, &["manager", "dan@example.com", "does not report to this one"]).await;
    let rows = json!([
        { "id": bob["id"], "manager": "eve@example.com" },
        { "email": "eve@example.com", "name": "Eve", "manager": "dan@example.com" },
    ]);
    refused(&server, rows, &["manager", "does not report to this one"]).await;
    let rows = json!([{ "id": bob["id"], "manager": "nobody@example.com" }]);
    refused(&server, rows, &["manager", "nobody@example.com"]).await;
}

#[both_engines]
async fn addresses_change_hands_within_a_file_and_are_never_two_users(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut users = Vec::new();
    for name in ["Ada", "Bob", "Cid", "Dan"] {
        users.push(server.user(name).await);
    }
    let [ada, bob, cid, dan] = users.as_slice() else { panic!("{users:?}") };
    // Ada and Bob swap, Cid takes Dan's, who takes a new one.
    let rows = json!([
        { "id": ada["id"], "email": "bob@example.com" },
        { "id": bob["id"], "email": "ada@example.com" },
        { "id": cid["id"], "email": "dan@example.com", "title": "Lead" },
        { "id": dan["id"], "email": "daniel@example.com" },
    ]);
    assert_eq!(imported(&server, rows).await, [0, 4, 0]);
    for (user, email) in [(ada, "bob"), (bob, "ada"), (cid, "dan"), (dan, "daniel")] {
        let now = read(&server, user).await;
        assert_eq!(now["email"], format!("{email}@example.com"));
        assert_eq!(now["version"], 2);
    }
    let rows = json!([{ "id": cid["id"], "email": "DANIEL@example.com" }]);
    refused(&server, rows, &["DANIEL@example.com", "already exists"]).await;
}

#[both_engines]
async fn states_change_with_all_that_hangs_on_them_beside_other_fields(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    server.ask("DELETE", bob["selfUri"].as_str().unwrap()).await;
    let rows = json!([
        { "id": ada["id"], "state": "inactive", "title": "Left" },
        { "id": bob["id"], "state": "active", "title": "Back", "authorityName": "HR",
          "externalKey": "2" },
    ]);
    assert_eq!(imported(&server, rows).await, [0, 2, 0]);
    let (ada, bob) = (read(&server, &ada).await, read(&server, &bob).await);
    assert_eq!((&ada["state"], &ada["title"]), (&json!("inactive"), &json!("Left")));
    assert_eq!((&bob["state"], &bob["title"]), (&json!("active"), &json!("Back")));
    assert_eq!(by_key(&server, "HR", "2").await["id"], bob["id"]);
    let admin = server.get("/api/v2/users?pageSize=100").await.body["entities"].clone();
    let admin = admin.as_array().unwrap().clone();
    let admin = admin.iter().find(|user| user["email"] == "admin@callroster.example").unwrap();
    let rows = json!([{ "id": admin["id"], "state": "inactive" }]);
    refused(&server, rows, &["no administrator left"]).await;
    server.ask("DELETE", ada["selfUri"].as_str().unwrap()).await;
    let rows = json!([{ "id": ada["id"], "title": "Still here" }]);
    refused(&server, rows, &["ada.example@example.com", "is deleted"]).await;
}

#[both_engines]
async fn many_changes_cost_few_statements(engine: Engine) {
    let server = TestServer::start(engine).await;
    let rows = |title: &str| -> Value {
        let row = |number: usize| {
            json!({
                "email": format!("user{number}@example.com"), "name": format!("User {number}"),
                "title": title, "authorityName": "HR", "externalKey": number.to_string(),
                "manager": if number == 0 { Value::Null } else { json!("user0@example.com") },
                "division": if title == "Lead" { "North" } else { "South" },
            })
        };
        (0..200).map(row).collect()
    };
    for name in ["North", "South"] {
        server.ask("POST", "/api/v2/authorization/divisions").json(json!({ "name": name })).await;
    }
    let rows_of = async |title: &str, expected: [u64; 3]| {
        let before = server.db.statement_count();
        assert_eq!(imported(&server, rows(title)).await, expected);
        server.db.statement_count() - before
    };
    let made = rows_of("Lead", [200, 0, 0]).await;
    let changed = rows_of("Senior", [0, 200, 0]).await;
    let unchanged = rows_of("Senior", [0, 0, 200]).await;
    for (statements, what) in [(made, "made"), (changed, "changed"), (unchanged, "unchanged")] {
        assert!(statements < 60, "{statements} statements for 200 users who are {what}");
    }
}

#[both_engines]
async fn new_users_and_moved_ones_belong_to_the_skill_groups_of_their_divisions(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    crate::routing_skills::skill(&server, "Billing").await;
    let lacking = json!([{
        "operation": "Not", "languageSkillConditions": [],
        "routingSkillConditions": [{
            "routingSkill": "Billing", "comparator": "GreaterThanOrEqualTo", "proficiency": 1,
        }],
    }]);
    let body = json!({ "name": "Beginners", "description": "", "skillConditions": lacking,
        "division": { "id": north } });
    let group = server.ask("POST", "/api/v2/routing/skillgroups").json(body).await.body;
    let more = json!({ "memberGroups": [{ "id": group["id"], "type": "SKILLGROUP" }] });
    let queue = crate::queues::queue_with(&server, "Support", more).await;
    let mut rows = Vec::new();
    for number in 0..20 {
        let user = server.user(&format!("User {number}")).await;
        rows.push(json!({ "id": user["id"], "division": "North" }));
        let email = format!("new{number}@example.com");
        rows.push(json!({ "email": email, "name": "New", "division": "North" }));
    }
    assert_eq!(imported(&server, rows.into()).await, [20, 20, 0]);
    let read = server.get(queue["selfUri"].as_str().unwrap()).await.body;
    assert_eq!(read["memberCount"], 40);
}
