//! Coaching appointments.

use std::time::Duration;

use serde_json::{Value, json};

use test_server::{CLIENT, Engine, TestServer, both_engines, everywhere, in_division};

const APPOINTMENTS: &str = "/api/v2/coaching/appointments";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap_or_else(|| panic!("no id in {entity}"))
}

fn path(entity: &Value) -> &str {
    entity["selfUri"].as_str().unwrap()
}

fn body(attendees: &[&Value], leader: &Value) -> Value {
    let attendees: Vec<&str> = attendees.iter().map(|user| id(user)).collect();
    json!({ "name": "Greeting", "description": "How to greet", "lengthInMinutes": 30,
        "dateStart": "2026-02-03T10:00:00+01:00", "attendeeIds": attendees, "facilitatorId": id(leader) })
}

async fn appointment(server: &TestServer, body: Value) -> Value {
    let made = server.ask("POST", APPOINTMENTS).json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

async fn listed(server: &TestServer, query: &str) -> Vec<String> {
    let answer = server.get(&format!("{APPOINTMENTS}?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body["entities"].as_array().unwrap().iter().map(|one| id(one).to_owned()).collect()
}

/// Days go by: tokens end, and the first client gets a new one.
async fn days_later(server: &mut TestServer, days: u64) {
    server.advance(Duration::from_secs(days * 24 * 60 * 60));
    server.token = server.sign_in(CLIENT).await;
}

#[both_engines]
async fn an_appointment_keeps_what_it_was_made_of(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let mut wanted = body(&[&ada, &ada], &bob);
    let schedule = json!({ "id": "s", "weekDate": "2026-02-02", "businessUnit": { "id": "b" } });
    wanted.as_object_mut().unwrap().extend(
        json!({ "location": "Room 1", "externalLinks": ["https://example.com"], "conversationIds": ["c"],
            "documentIds": ["d"], "shareInsightsData": true, "wfmSchedule": schedule })
        .as_object()
        .unwrap()
        .clone(),
    );
    let made = appointment(&server, wanted).await;
    let user = |user: &Value| json!({ "id": user["id"], "selfUri": user["selfUri"] });
    let date = json!("2026-01-02T03:04:05.678Z");
    assert_eq!(
        made,
        json!({
            "id": made["id"], "name": "Greeting", "description": "How to greet", "lengthInMinutes": 30,
            "dateStart": "2026-02-03T09:00:00.000Z", "attendees": [user(&ada)], "facilitator": user(&bob),
            "location": "Room 1", "externalLinks": ["https://example.com"],
            "conversations": [{ "id": "c", "selfUri": "/api/v2/conversations/c" }],
            "documents": [{ "id": "d" }], "shareInsightsData": true, "wfmSchedule": schedule,
            "status": "Scheduled", "isOverdue": false, "dateCreated": date, "dateModified": date,
            "selfUri": format!("{APPOINTMENTS}/{}", id(&made)),
        })
    );
    assert_eq!(server.get(path(&made)).await.body, made);
    let change = json!({ "name": "Parting", "lengthInMinutes": 45, "conversationIds": [] });
    let changed = server.ask("PATCH", path(&made)).json(change).await.body;
    assert_eq!((&changed["name"], &changed["lengthInMinutes"]), (&json!("Parting"), &json!(45)));
    assert_eq!((&changed["conversations"], &changed["location"]), (&json!([]), &json!("Room 1")));
    let gone = server.ask("DELETE", path(&made)).await.body;
    assert_eq!(gone, json!({ "id": made["id"], "selfUri": made["selfUri"] }));
    server.get(path(&made)).await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn an_appointment_is_refused_with_what_is_wrong(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    for (field, value, code) in [
        ("attendeeIds", json!(["nobody"]), "invalid.value"),
        ("attendeeIds", json!([]), "bad.request"),
        ("facilitatorId", json!("nobody"), "invalid.value"),
        ("facilitatorId", Value::Null, "bad.request"),
        ("lengthInMinutes", json!(0), "invalid.value"),
        ("name", json!(" "), "bad.request"),
    ] {
        let mut body = body(&[&ada], &ada);
        body[field] = value;
        let answer = server.ask("POST", APPOINTMENTS).json(body).await;
        answer.refused(400, code).naming(&[field]);
    }
    server.ask("DELETE", path(&ada)).await;
    let answer = server.ask("POST", APPOINTMENTS).json(body(&[&ada], &ada)).await;
    answer.refused(400, "invalid.value").naming(&["attendeeIds", id(&ada)]);
    server.get(&format!("{APPOINTMENTS}?userIds=")).await.refused(400, "bad.request");
}

#[both_engines]
async fn the_status_says_when_an_appointment_was_completed(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let made = appointment(&server, body(&[&ada], &ada)).await;
    let status = format!("{}/status", path(&made));
    let done = server.ask("PATCH", &status).json(json!({ "status": "Completed" })).await.body;
    assert_eq!(done["status"], "Completed");
    assert_eq!(done["appointment"], json!({ "id": made["id"], "selfUri": made["selfUri"] }));
    server.advance(Duration::from_mins(1));
    server.ask("PATCH", path(&made)).json(json!({ "status": "Completed" })).await;
    assert_eq!(server.get(path(&made)).await.body["dateCompleted"], "2026-01-02T03:04:05.678Z");
    server.ask("PATCH", path(&made)).json(json!({ "status": "InProgress" })).await;
    assert!(server.get(path(&made)).await.body.get("dateCompleted").is_none());
    let answer = server.ask("PATCH", &status).json(json!({ "status": "InvalidSchedule" })).await;
    answer.refused(400, "invalid.value").naming(&["status", "InvalidSchedule"]);
}

#[both_engines]
async fn appointments_are_listed_by_what_is_asked_for(engine: Engine) {
    let mut server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let first = appointment(&server, body(&[&ada], &bob)).await;
    let mut later = body(&[&bob], &ada);
    later["dateStart"] = json!("2026-03-01T00:00:00Z");
    let second = appointment(&server, later).await;
    let (a, b) = (id(&ada), id(&bob));
    let ids =
        |all: &[&Value]| -> Vec<String> { all.iter().map(|one| id(one).to_owned()).collect() };
    assert_eq!(listed(&server, &format!("userIds={a}")).await, ids(&[&second, &first]));
    assert_eq!(
        listed(&server, &format!("userIds={a}&sortOrder=Asc")).await,
        ids(&[&first, &second])
    );
    assert_eq!(
        listed(&server, &format!("userIds={a}&relationships=Attendee")).await,
        ids(&[&first])
    );
    assert_eq!(
        listed(&server, &format!("userIds={a}&relationships=Facilitator")).await,
        ids(&[&second])
    );
    assert_eq!(listed(&server, &format!("userIds={a}&relationships=Creator")).await, [""; 0]);
    assert_eq!(listed(&server, &format!("userIds={a}&facilitatorIds={b}")).await, ids(&[&first]));
    let within = "interval=2026-02-03T09:10:00Z/2026-02-03T09:20:00Z";
    assert_eq!(listed(&server, &format!("userIds={a}&{within}")).await, [""; 0]);
    let overlaps = format!("userIds={a}&{within}&intervalCondition=Overlaps");
    assert_eq!(listed(&server, &overlaps).await, ids(&[&first]));
    days_later(&mut server, 40).await;
    assert_eq!(listed(&server, &format!("userIds={a}&overdue=True")).await, ids(&[&first]));
    server.ask("PATCH", path(&first)).json(json!({ "status": "Completed" })).await;
    assert_eq!(
        listed(&server, &format!("userIds={a}&overdue=False")).await,
        ids(&[&second, &first])
    );
    assert_eq!(listed(&server, &format!("userIds={a}&statuses=Completed")).await, ids(&[&first]));
    let completed = "completionInterval=2026-02-11T00:00:00Z/2026-02-12T00:00:00Z";
    assert_eq!(listed(&server, &format!("userIds={a}&{completed}")).await, ids(&[&first]));
    let many = (0..101).map(|number| format!("x{number}")).collect::<Vec<_>>().join(",");
    let answer = server.get(&format!("{APPOINTMENTS}?userIds={many}")).await;
    answer.refused(400, "invalid.value").naming(&["userIds", "100"]);
}

#[both_engines]
async fn an_appointment_is_seen_where_somebody_attends_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    let user = json!({ "name": "Ada", "email": "ada@example.com", "divisionId": north });
    let ada = server.ask("POST", "/api/v2/users").json(user).await.body;
    let made = appointment(&server, body(&[&ada], &ada)).await;
    let permissions = ["coaching:appointment:view", "coaching:appointment:edit"];
    let northern = server.caller(&[in_division(&north, &permissions)]).await;
    let southern = server.caller(&[in_division(&south, &permissions)]).await;
    assert_eq!(server.get_with(path(&made), &northern).await.status, 200);
    server.get_with(path(&made), &southern).await.refused(404, "general.resource.not.found");
    let change =
        server.ask("PATCH", path(&made)).token(&southern).json(json!({ "name": "Mine" })).await;
    change.refused(404, "general.resource.not.found");
    let list = format!("{APPOINTMENTS}?userIds={}", id(&ada));
    assert_eq!(server.get_with(&list, &northern).await.body["total"], 1);
    assert_eq!(server.get_with(&list, &southern).await.body["total"], 0);
}

#[both_engines]
async fn what_cannot_take_place_without_a_deleted_user_no_longer_fits(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let led = appointment(&server, body(&[&bob], &ada)).await;
    let alone = appointment(&server, body(&[&ada], &bob)).await;
    let shared = appointment(&server, body(&[&ada, &bob], &bob)).await;
    let done = appointment(&server, body(&[&ada], &bob)).await;
    server.ask("PATCH", path(&done)).json(json!({ "status": "Completed" })).await;
    server.ask("DELETE", path(&ada)).await;
    for (one, status) in [
        (&led, "InvalidSchedule"),
        (&alone, "InvalidSchedule"),
        (&shared, "Scheduled"),
        (&done, "Completed"),
    ] {
        assert_eq!(server.get(path(one)).await.body["status"], status);
    }
}

#[both_engines]
async fn whom_an_appointment_concerns_needs_no_permission(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let eve = server.user("Eve Example").await;
    server.grant(id(&eve), &everywhere(&["coaching:appointment:add"])).await;
    let mut tokens = Vec::new();
    for user in [&ada, &bob, &eve] {
        tokens.push(server.token_of(id(user), 3600).await);
    }
    let [attendee, facilitator, creator] = &tokens[..] else { panic!("three tokens") };
    let body = body(&[&ada], &bob);
    let made = server.ask("POST", APPOINTMENTS).token(creator).json(body).await.body;
    let stranger = server.caller(&[]).await;
    let status = format!("{}/status", path(&made));
    let ask = async |method: &str, path: &str, body: Value, token: &str| {
        server.ask(method, path).token(token).json(body).await
    };
    for token in [attendee, facilitator, creator] {
        let read = server.get_with(path(&made), token).await;
        assert_eq!(read.status, 200, "{}", read.body);
        let body = json!({ "status": "InProgress" });
        assert_eq!(ask("PATCH", &status, body, token).await.status, 200);
    }
    for token in [facilitator, creator] {
        let changed = ask("PATCH", path(&made), json!({ "name": "Parting" }), token).await;
        assert_eq!(changed.body["name"], "Parting", "{}", changed.body);
    }
    for (method, path, permission, refused) in [
        ("GET", path(&made), "coaching:appointment:view", vec![&stranger]),
        (
            "GET",
            "/api/v2/coaching/appointments/nowhere",
            "coaching:appointment:view",
            vec![&stranger],
        ),
        ("PATCH", &*status, "coaching:appointmentStatus:edit", vec![&stranger]),
        ("PATCH", path(&made), "coaching:appointment:edit", vec![&stranger, attendee]),
        (
            "DELETE",
            path(&made),
            "coaching:appointment:delete",
            vec![&stranger, attendee, facilitator],
        ),
    ] {
        for token in refused {
            let answer = ask(method, path, json!({ "status": "Completed" }), token).await;
            answer.refused(403, "missing.permissions").naming(&[permission]);
        }
    }
    assert_eq!(server.ask("DELETE", path(&made)).token(creator).await.status, 200);
}

#[both_engines]
async fn a_change_takes_the_permission_where_every_attendee_is(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    let user = async |name: &str, division: &str| {
        let body =
            json!({ "name": name, "email": format!("{name}@example.com"), "divisionId": division });
        server.ask("POST", "/api/v2/users").json(body).await.body
    };
    let (ada, bob) = (user("ada", &north).await, user("bob", &south).await);
    let leader = server.user("Eve Example").await;
    let made = appointment(&server, body(&[&ada, &bob], &leader)).await;
    let status = format!("{}/status", path(&made));
    let permissions = [
        "coaching:appointment:view",
        "coaching:appointment:edit",
        "coaching:appointmentStatus:edit",
        "coaching:appointment:delete",
    ];
    let one = server.caller(&[in_division(&north, &permissions)]).await;
    let grants = [in_division(&north, &permissions), in_division(&south, &permissions)];
    let both = server.caller(&grants).await;
    assert_eq!(server.get_with(path(&made), &one).await.status, 200);
    for (method, path, body) in [
        ("PATCH", path(&made), json!({ "name": "Parting" })),
        ("PATCH", &*status, json!({ "status": "Completed" })),
        ("DELETE", path(&made), Value::Null),
    ] {
        let ask = async |token: &str| {
            let ask = server.ask(method, path).token(token);
            if body.is_null() { ask.await } else { ask.json(body.clone()).await }
        };
        ask(&one).await.refused(403, "missing.permissions");
        assert_eq!(ask(&both).await.status, 200);
    }
    server.get(path(&made)).await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn callers_list_their_own_appointments_without_a_permission(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let first = appointment(&server, body(&[&ada], &bob)).await;
    let second = appointment(&server, body(&[&bob], &ada)).await;
    appointment(&server, body(&[&bob], &bob)).await;
    let mine = server.token_of(id(&ada), 3600).await;
    for (query, found) in [
        ("", vec![&first, &second]),
        ("relationships=Attendee", vec![&first]),
        ("relationships=Facilitator", vec![&second]),
        ("statuses=Completed", vec![]),
        ("interval=2026-02-03T09:00:00Z/2026-02-04T00:00:00Z", vec![&first, &second]),
    ] {
        let page = server.get_with(&format!("{APPOINTMENTS}/me?{query}"), &mine).await.body;
        let mut ids: Vec<&str> = page["entities"].as_array().unwrap().iter().map(id).collect();
        let mut found: Vec<&str> = found.into_iter().map(id).collect();
        ids.sort_unstable();
        found.sort_unstable();
        assert_eq!(ids, found, "{query}");
    }
    server.get(&format!("{APPOINTMENTS}/me")).await.refused(400, "not.a.user");
}
