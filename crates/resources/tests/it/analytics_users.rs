//! What users did: their records, and how long they were in each status.

mod aggregates;
mod generated;
mod present;

use std::time::Duration;

use serde_json::{Value, json};
use store::presence::SystemPresence;
use test_server::{Answer, Engine, TestServer, both_engines, in_division};

use crate::presence::user;

const DETAILS: &str = "/api/v2/analytics/users/details/query";
/// A week around the time at which the clock of test servers stands.
const WEEK: &str = "2026-01-01T00:00:00.000Z/2026-01-08T00:00:00.000Z";

async fn ask(server: &TestServer, path: &str, body: Value) -> Answer {
    server.ask("POST", path).json(body).await
}

async fn details(server: &TestServer, body: Value) -> Value {
    let answer = ask(server, DETAILS, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

/// A filter that lets these users through.
fn only(users: &[&str]) -> Value {
    let predicates: Vec<_> =
        users.iter().map(|id| json!({ "dimension": "userId", "value": id })).collect();
    json!({ "type": "or", "predicates": predicates })
}

fn of(user: &str) -> Value {
    json!([only(&[user])])
}

/// A user who was offline for an hour, on queue for an hour, talked for ten minutes, and is at a meal
/// since two hours, from 2026-01-02T03:04:05.678Z.
async fn worker(server: &TestServer, name: &str) -> String {
    let id = user(server, name).await;
    server.advance(Duration::from_hours(1));
    server.choose(&id, SystemPresence::OnQueue).await;
    server.advance(Duration::from_mins(50));
    server.play(&id, json!({ "action": "start", "conversationId": "c" })).await;
    server.advance(Duration::from_mins(10));
    server.choose(&id, SystemPresence::Meal).await;
    server.advance(Duration::from_hours(2));
    id
}

#[both_engines]
async fn records_are_whole_and_the_last_one_is_open(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = worker(&server, "Ada Example").await;
    // A minute of the conversation is all that the interval has.
    let interval = "2026-01-02T05:00:00Z/2026-01-02T05:01:00Z";
    let found = details(&server, json!({ "interval": interval, "userFilters": of(&ada) })).await;
    let on_queue = SystemPresence::OnQueue.id();
    let expected = json!({ "totalHits": 2, "userDetails": [{
        "userId": ada,
        "primaryPresence": [{
            "startTime": "2026-01-02T04:04:05.678Z", "endTime": "2026-01-02T05:04:05.678Z",
            "systemPresence": "ON_QUEUE", "organizationPresenceId": on_queue,
        }],
        "routingStatus": [{
            "startTime": "2026-01-02T04:54:05.678Z", "endTime": "2026-01-02T05:04:05.678Z",
            "routingStatus": "INTERACTING",
        }],
    }] });
    assert_eq!(found, expected);
    let found = details(&server, json!({ "interval": WEEK, "userFilters": of(&ada) })).await;
    assert_eq!(found["totalHits"], 7);
    let row = &found["userDetails"][0];
    let presences = row["primaryPresence"].as_array().unwrap();
    let systems: Vec<_> = presences.iter().map(|it| it["systemPresence"].as_str()).collect();
    assert_eq!(systems, [Some("OFFLINE"), Some("ON_QUEUE"), Some("MEAL")]);
    for pair in presences.windows(2) {
        assert_eq!(pair[0]["endTime"], pair[1]["startTime"]);
    }
    assert_eq!(presences[2].get("endTime"), None, "it lasts");
}

#[both_engines]
async fn an_interval_without_records_has_no_hits_and_no_rows(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = worker(&server, "Ada Example").await;
    let before = "2025-12-01T00:00:00Z/2025-12-07T00:00:00Z";
    assert_eq!(details(&server, json!({ "interval": before })).await, json!({ "totalHits": 0 }));
    // The interval is half-open: it ends when the first record begins.
    let until = "2026-01-01T00:00:00Z/2026-01-02T03:04:05.678Z";
    let asked = json!({ "interval": until, "userFilters": of(&ada) });
    assert_eq!(details(&server, asked).await, json!({ "totalHits": 0 }));
    let nobody = json!({ "interval": WEEK, "userFilters": of("nobody") });
    assert_eq!(details(&server, nobody).await, json!({ "totalHits": 0 }));
}

#[both_engines]
async fn what_lasts_reaches_to_the_present_and_not_into_the_future(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = worker(&server, "Ada Example").await;
    let hits = async |interval: &str| {
        let asked = json!({ "interval": interval, "userFilters": of(&ada) });
        details(&server, asked).await["totalHits"].clone()
    };
    assert_eq!(hits("2026-01-02T07:00:00Z/2026-01-02T08:00:00Z").await, 2);
    assert_eq!(hits("2026-01-02T07:04:05.678Z/2026-01-02T08:00:00Z").await, 0);
    // What begins now is seen, though it has lasted no time.
    server.choose(&ada, SystemPresence::Busy).await;
    assert_eq!(hits("2026-01-02T07:04:05.678Z/2026-01-02T08:00:00Z").await, 1);
}

#[both_engines]
async fn ends_of_an_interval_without_an_offset_are_in_utc(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = worker(&server, "Ada Example").await;
    let same = "2026-01-02T05:00:00/2026-01-02T05:01:00";
    let found = details(&server, json!({ "interval": same, "userFilters": of(&ada) })).await;
    assert_eq!(found["userDetails"][0]["routingStatus"][0]["routingStatus"], "INTERACTING");
    for spelled in ["ON_QUEUE", "On Queue", "OnQueue"] {
        let filters = json!([{ "type": "and",
            "predicates": [{ "dimension": "systemPresence", "value": spelled }] }]);
        let asked =
            json!({ "interval": same, "userFilters": of(&ada), "presenceFilters": filters });
        let found = details(&server, asked).await;
        let presence = &found["userDetails"][0]["primaryPresence"][0]["systemPresence"];
        assert_eq!(presence, "ON_QUEUE", "{spelled}");
    }
}

#[both_engines]
async fn ends_of_an_interval_may_have_offsets(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = worker(&server, "Ada Example").await;
    let same = "2026-01-02T12:00:00+07:00/2026-01-02T12:01:00+07:00";
    let found = details(&server, json!({ "interval": same, "userFilters": of(&ada) })).await;
    assert_eq!(found["userDetails"][0]["routingStatus"][0]["routingStatus"], "INTERACTING");
}

#[both_engines]
async fn each_filter_narrows_its_own_kind_of_records(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = worker(&server, "Ada Example").await;
    let found = async |more: Value| {
        let mut body = json!({ "interval": WEEK, "userFilters": of(&ada) });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let row = details(&server, body).await["userDetails"][0].clone();
        let count = |kind: &str| row[kind].as_array().map_or(0, Vec::len);
        (count("primaryPresence"), count("routingStatus"))
    };
    let presence = |predicate: Value| json!({ "type": "and", "predicates": [predicate] });
    let is = |value: &str| json!({ "dimension": "systemPresence", "value": value });
    assert_eq!(found(json!({})).await, (3, 4));
    assert_eq!(found(json!({ "presenceFilters": [presence(is("ON_QUEUE"))] })).await, (1, 4));
    assert_eq!(found(json!({ "presenceFilters": [presence(is("on queue"))] })).await, (1, 4));
    let both = json!({ "type": "or", "clauses": [
        { "type": "and", "predicates": [is("MEAL"), { "dimension": "organizationPresenceId",
            "value": SystemPresence::Meal.id() }] },
        { "type": "and", "predicates": [is("OFFLINE"), is("MEAL")] },
    ], "predicates": [is("ON_QUEUE")] });
    assert_eq!(found(json!({ "presenceFilters": [both] })).await, (2, 4));
    let neither = [presence(is("MEAL")), presence(is("ON_QUEUE"))];
    assert_eq!(found(json!({ "presenceFilters": neither })).await, (0, 4), "all must hold");
    let exists = |operator: &str| json!({ "dimension": "routingStatus", "operator": operator });
    let routing = |operator: &str| json!({ "routingStatusFilters": [presence(exists(operator))] });
    assert_eq!(found(routing("exists")).await, (3, 4));
    assert_eq!(found(routing("notExists")).await, (3, 0));
    // A range is of the length of records; the last presence lasts two hours by now.
    let long = json!({ "type": "metric", "range": { "gt": 3_600_000 } });
    assert_eq!(found(json!({ "presenceFilters": [presence(long)] })).await, (1, 4));
    let short = json!({ "range": { "gte": 600_000, "lt": 3_000_000 } });
    assert_eq!(found(json!({ "routingStatusFilters": [presence(short)] })).await, (3, 1));
}

#[both_engines]
async fn pages_hold_records_in_the_order_of_time(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, zoe) = (user(&server, "Ada Example").await, user(&server, "Zoe Example").await);
    for presence in [SystemPresence::Available, SystemPresence::Break, SystemPresence::Busy] {
        for id in [&ada, &zoe] {
            server.advance(Duration::from_mins(1));
            server.choose(id, presence).await;
        }
    }
    let starts = async |order: &str, page: i32| {
        let paging = json!({ "pageSize": "3", "pageNumber": page });
        let filters = json!([only(&[&ada, &zoe])]);
        let none = json!([{ "type": "and", "predicates": [
            { "dimension": "routingStatus", "operator": "notExists" },
        ] }]);
        let body = json!({ "interval": WEEK, "order": order, "paging": paging,
            "userFilters": filters, "routingStatusFilters": none });
        let found = details(&server, body).await;
        assert_eq!(found["totalHits"], 8);
        let mut starts = Vec::new();
        for row in found["userDetails"].as_array().into_iter().flatten() {
            for record in row["primaryPresence"].as_array().unwrap() {
                let user = if row["userId"] == json!(ada) { "ada" } else { "zoe" };
                let minute = record["startTime"].as_str().unwrap()[14..16].to_owned();
                starts.push(format!("{minute} {user}"));
            }
        }
        starts
    };
    assert_eq!(starts("asc", 2).await, ["06 zoe", "08 zoe", "07 ada"], "put together by user");
    assert_eq!(starts("asc", 3).await, ["09 ada", "10 zoe"]);
    assert!(starts("asc", 4).await.is_empty());
    assert_eq!(starts("desc", 1).await, ["10 zoe", "08 zoe", "09 ada"]);
    assert_eq!(starts("unordered", 1).await.len(), 3);
}

#[both_engines]
async fn records_are_counted_by_value_and_by_length(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    for presence in [SystemPresence::Available, SystemPresence::Busy, SystemPresence::Available] {
        server.choose(&ada, presence).await;
        server.advance(Duration::from_mins(1));
    }
    let body = json!({
        "interval": WEEK, "userFilters": of(&ada), "paging": { "pageSize": 1, "pageNumber": 1 },
        "presenceAggregations": [
            { "type": "termFrequency", "dimension": "systemPresence", "size": 1 },
            { "type": "numericRange", "metric": "tSystemPresence",
                "ranges": [{ "lt": 60_000 }, { "gte": 60_000 }] },
        ],
        "routingStatusAggregations": [{ "type": "termFrequency", "dimension": "routingStatus" }],
    });
    let expected = json!([
        { "type": "termFrequency", "dimension": "systemPresence", "count": 3,
            "results": [{ "value": "AVAILABLE", "count": 2 }] },
        { "type": "numericRange", "metric": "tSystemPresence", "count": 3,
            "results": [{ "lt": 60_000.0, "count": 0 }, { "gte": 60_000.0, "count": 3 }] },
        { "type": "termFrequency", "dimension": "routingStatus", "count": 1,
            "results": [{ "value": "OFF_QUEUE", "count": 1 }] },
    ]);
    assert_eq!(details(&server, body).await["aggregations"], expected);
}

#[both_engines]
async fn a_bad_question_names_the_field_the_value_and_the_limit(engine: Engine) {
    let server = TestServer::start(engine).await;
    let day = "2026-01-01T00:00:00Z/2026-01-02T00:00:00Z";
    let month = "2026-01-01T00:00:00Z/2026-02-02T00:00:00Z";
    let presence = |predicate: Value| {
        json!({ "interval": day,
            "presenceFilters": [{ "type": "and", "predicates": [predicate] }] })
    };
    let page = |size: i32, number: i32| json!({ "interval": day, "paging": { "pageSize": size, "pageNumber": number } });
    let count = |count: Value| json!({ "interval": day, "presenceAggregations": [count] });
    for (body, words) in [
        (json!({}), vec!["interval"]),
        (json!({ "interval": "yesterday" }), vec!["interval", "yesterday", "ISO-8601"]),
        (
            json!({ "interval": "2026-01-02T00:00:00Z/2026-01-01T00:00:00Z" }),
            vec!["interval", "start is before its end"],
        ),
        (
            json!({ "interval": "2026-01-01T00:00:00Z/2026-01-08T00:00:00.001Z" }),
            vec!["2026-01-08T00:00:00.001Z", "7 days without filters", "31 days"],
        ),
        (json!({ "interval": month, "userFilters": of("a") }), vec!["interval", "31 days"]),
        (json!({ "interval": day, "order": "up" }), vec!["order", "up", "asc, desc"]),
        (page(101, 1), vec!["paging.pageSize", "101", "1 to 100"]),
        (page(100, 0), vec!["paging.pageNumber", "[0]"]),
        (page(100, 1001), vec!["paging.pageNumber", "1001", "100000"]),
        (
            presence(json!({ "dimension": "mood", "value": "x" })),
            vec!["presenceFilters[0].predicates[0].dimension", "mood", "systemPresence"],
        ),
        (
            presence(json!({ "dimension": "systemPresence", "value": "ASLEEP" })),
            vec!["presenceFilters[0].predicates[0].value", "ASLEEP", "ON_QUEUE"],
        ),
        (
            presence(json!({ "dimension": "systemPresence", "operator": "above", "value": "x" })),
            vec!["operator", "above", "matches, exists, notExists"],
        ),
        (presence(json!({ "value": "MEAL" })), vec!["predicates[0].dimension"]),
        (presence(json!({ "dimension": "systemPresence" })), vec!["predicates[0].value"]),
        (
            presence(json!({ "dimension": "systemPresence", "range": { "gt": 5 } })),
            vec!["predicates[0].range", "gt 5", "length of records"],
        ),
        (
            presence(json!({ "type": "metric", "range": { "gt": 5, "lt": 4 } })),
            vec!["predicates[0].range", "gt 5, lt 4"],
        ),
        (
            json!({ "interval": day, "userFilters": [{ "type": "and", "predicates": [
                { "dimension": "userId", "range": { "gt": 5 } }] }] }),
            vec!["userFilters[0].predicates[0].range", "gt 5"],
        ),
        (count(json!({ "dimension": "systemPresence" })), vec!["presenceAggregations[0].type"]),
        (
            count(json!({ "type": "termFrequency", "dimension": "routingStatus" })),
            vec!["presenceAggregations[0].dimension", "routingStatus", "systemPresence"],
        ),
        (
            count(json!({ "type": "termFrequency", "dimension": "systemPresence", "size": 0 })),
            vec!["presenceAggregations[0].size", "1 to 100"],
        ),
        (
            count(json!({ "type": "numericRange", "metric": "tSystemPresence", "ranges": [
                { "gte": 5, "lt": 5 }] })),
            vec!["presenceAggregations[0].ranges[0]", "gte 5, lt 5"],
        ),
    ] {
        let answer = ask(&server, DETAILS, body).await;
        assert_eq!(answer.status, 400, "{words:?}: {}", answer.body);
        answer.naming(&words);
    }
}

#[both_engines]
async fn users_of_other_divisions_are_not_seen(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, zoe) = (user(&server, "Ada Example").await, user(&server, "Zoe Example").await);
    let made = ask(&server, "/api/v2/authorization/divisions", json!({ "name": "North" })).await;
    let north = made.body["id"].as_str().unwrap();
    let path = format!("/api/v2/authorization/divisions/{north}/objects/USER");
    let moved = ask(&server, &path, json!([zoe])).await;
    assert_eq!(moved.status, 204);
    let caller = server.caller(&[in_division(north, &["analytics:userDetail:view"])]).await;
    let seen = async |body: Value| {
        let answer = server.ask("POST", DETAILS).token(&caller).json(body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let rows = answer.body["userDetails"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|row| row["userId"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(seen(json!({ "interval": WEEK })).await, [zoe.as_str()]);
    let named = json!({ "interval": WEEK, "userFilters": of(&ada) });
    assert_eq!(seen(named).await, [""; 0], "no refusal: there is nothing to see");
}

#[both_engines]
async fn a_deleted_user_keeps_its_records(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = worker(&server, "Ada Example").await;
    let deleted = server.ask("DELETE", &format!("/api/v2/users/{ada}")).await;
    assert_eq!(deleted.status, 200, "{}", deleted.body);
    let found = details(&server, json!({ "interval": WEEK, "userFilters": of(&ada) })).await;
    let presences = found["userDetails"][0]["primaryPresence"].as_array().unwrap();
    assert_eq!(presences.last().unwrap()["systemPresence"], "OFFLINE");
    assert_eq!(presences.len(), 4);
}
