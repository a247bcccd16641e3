//! How long users were in each status.

use std::time::Duration;

use serde_json::{Value, json};
use store::presence::SystemPresence;
use test_server::{Engine, TestServer, both_engines, in_division};

use super::{ask, only, worker};
use crate::presence::user;

pub(super) const AGGREGATES: &str = "/api/v2/analytics/users/aggregates/query";
const DAY: &str = "2026-01-02T00:00:00.000Z/2026-01-03T00:00:00.000Z";

async fn aggregates(server: &TestServer, body: Value) -> Value {
    let answer = ask(server, AGGREGATES, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

/// The metrics of a bucket, as `metric qualifier sum`.
fn sums(bucket: &Value) -> Vec<String> {
    let metrics = bucket["metrics"].as_array().unwrap().iter();
    let text = |it: &Value, field: &str| it[field].as_str().unwrap().to_owned();
    metrics
        .map(|it| {
            format!("{} {} {}", text(it, "metric"), text(it, "qualifier"), it["stats"]["sum"])
        })
        .collect()
}

#[both_engines]
async fn times_are_milliseconds_by_metric_and_qualifier(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = worker(&server, "Ada Example").await;
    let body = json!({
        "interval": DAY, "groupBy": ["userId"], "filter": only(&[&ada]),
        "metrics": ["tSystemPresence", "tAgentRoutingStatus", "tOrganizationPresence"],
    });
    let found = aggregates(&server, body).await;
    let [result] = &found["results"].as_array().unwrap()[..] else { panic!("{found}") };
    assert_eq!(result["group"], json!({ "userId": ada }));
    let [bucket] = &result["data"].as_array().unwrap()[..] else { panic!("{found}") };
    assert_eq!(bucket["interval"], DAY);
    let id = |presence: SystemPresence| format!("tOrganizationPresence {} ", presence.id());
    let mut organization = [
        id(SystemPresence::Meal) + "7200000.0",
        id(SystemPresence::Offline) + "3600000.0",
        id(SystemPresence::OnQueue) + "3600000.0",
    ];
    organization.sort();
    let expected = [
        "tSystemPresence MEAL 7200000.0",
        "tSystemPresence OFFLINE 3600000.0",
        "tSystemPresence ON_QUEUE 3600000.0",
        "tAgentRoutingStatus IDLE 3000000.0",
        "tAgentRoutingStatus INTERACTING 600000.0",
        "tAgentRoutingStatus OFF_QUEUE 10800000.0",
    ];
    let expected: Vec<String> =
        expected.into_iter().map(str::to_owned).chain(organization).collect();
    assert_eq!(sums(bucket), expected);
    let mappings = found["systemToOrganizationMappings"].as_object().unwrap();
    assert_eq!(mappings["ON_QUEUE"], json!([SystemPresence::OnQueue.id()]));
    assert!(mappings.values().all(|ids| !ids.as_array().unwrap().is_empty()));
    assert_eq!(mappings.len(), 10);
}

#[both_engines]
async fn buckets_clip_times_and_those_without_any_are_left_out(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = worker(&server, "Ada Example").await;
    let body = json!({
        "interval": "2026-01-02T02:00:00Z/2026-01-02T06:30:00Z", "granularity": "PT1H",
        "filter": only(&[&ada]), "metrics": ["tSystemPresence"],
    });
    let found = aggregates(&server, body).await;
    let [result] = &found["results"].as_array().unwrap()[..] else { panic!("{found}") };
    assert_eq!(result["group"], json!({}), "users are not told apart");
    let shown: Vec<_> = result["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bucket| (bucket["interval"].as_str().unwrap().to_owned(), sums(bucket).join(", ")))
        .collect();
    let hour =
        |from: &str, until: &str| format!("2026-01-02T{from}:00.000Z/2026-01-02T{until}:00.000Z");
    assert_eq!(
        shown,
        [
            (hour("03:00", "04:00"), "tSystemPresence OFFLINE 3354322.0".to_owned()),
            (
                hour("04:00", "05:00"),
                "tSystemPresence OFFLINE 245678.0, tSystemPresence ON_QUEUE 3354322.0".to_owned()
            ),
            (
                hour("05:00", "06:00"),
                "tSystemPresence MEAL 3354322.0, tSystemPresence ON_QUEUE 245678.0".to_owned()
            ),
            (hour("06:00", "06:30"), "tSystemPresence MEAL 1800000.0".to_owned()),
        ]
    );
    let before = json!({ "interval": "2025-01-01T00:00:00Z/2025-01-02T00:00:00Z",
        "metrics": ["tSystemPresence"] });
    let found = aggregates(&server, before).await;
    assert_eq!(found["results"], json!([]));
    assert!(found["systemToOrganizationMappings"].is_object());
}

#[both_engines]
async fn days_of_a_time_zone_may_have_23_and_25_hours(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    server.choose(&ada, SystemPresence::Available).await;
    server.advance(Duration::from_hours(24 * 360));
    let lengths = async |interval: &str, zone: &str, granularity: &str| {
        let body = json!({ "interval": interval, "timeZone": zone, "granularity": granularity,
            "filter": only(&[&ada]), "metrics": ["tSystemPresence"] });
        let token = server.sign_in(test_server::CLIENT).await;
        let answer = server.ask("POST", AGGREGATES).token(&token).json(body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let data = answer.body["results"][0]["data"].as_array().unwrap().clone();
        let hours =
            data.iter().map(|it| it["metrics"][0]["stats"]["sum"].as_f64().unwrap() / 3_600_000.0);
        hours.collect::<Vec<_>>()
    };
    let spring = "2026-03-28T00:00:00+01:00/2026-03-31T00:00:00+02:00";
    assert_eq!(lengths(spring, "Europe/Berlin", "P1D").await, [24.0, 23.0, 24.0]);
    let autumn = "2026-10-24T00:00:00+02:00/2026-10-27T00:00:00+01:00";
    assert_eq!(lengths(autumn, "Europe/Berlin", "P1D").await, [24.0, 25.0, 24.0]);
    assert_eq!(lengths(spring, "UTC", "P1D").await, [24.0, 24.0, 23.0], "the last one is cut");
    assert_eq!(
        lengths(spring, "Europe/Berlin", "PT12H").await,
        [12.0, 12.0, 12.0, 12.0, 12.0, 11.0]
    );
    let months = "2026-03-01T00:00:00-05:00/2026-05-01T00:00:00-04:00";
    assert_eq!(lengths(months, "America/New_York", "P1M").await, [31.0 * 24.0 - 1.0, 720.0]);
}

#[both_engines]
async fn a_view_counts_the_times_within_its_range(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = worker(&server, "Ada Example").await;
    let view = |name: &str, range: Value| {
        json!({ "target": "tAgentRoutingStatus", "name": name, "function": "rangeBound",
            "range": range })
    };
    let body = json!({
        "interval": DAY, "filter": only(&[&ada]), "metrics": ["tSystemPresence"],
        "views": [view("short", json!({ "lt": 3_600_000 })), view("long", json!({ "gte": 3_600_000 }))],
    });
    let found = aggregates(&server, body).await;
    let expected = json!([
        { "name": "short", "stats": { "count": 2, "sum": 3_600_000.0 } },
        { "name": "long", "stats": { "count": 2, "sum": 10_800_000.0 } },
    ]);
    assert_eq!(found["results"][0]["data"][0]["views"], expected);
}

#[both_engines]
async fn a_period_may_have_days_and_hours(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = worker(&server, "Ada Example").await;
    let body = json!({
        "interval": "2025-12-31T18:00:00/2026-01-09T18:00:00", "granularity": "P1DT12H",
        "filter": only(&[&ada]), "metrics": ["tSystemPresence"],
    });
    let found = aggregates(&server, body).await;
    let buckets = found["results"][0]["data"].as_array().unwrap();
    let intervals: Vec<_> = buckets.iter().map(|bucket| bucket["interval"].clone()).collect();
    assert_eq!(
        intervals,
        [
            "2025-12-31T18:00:00.000Z/2026-01-02T06:00:00.000Z",
            "2026-01-02T06:00:00.000Z/2026-01-03T18:00:00.000Z",
        ]
    );
}

#[both_engines]
async fn a_hundred_users_are_asked_for_at_once_and_no_more(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ids: Vec<String> = (0..101).map(|number| format!("user-{number}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let body = |ids: &[&str]| {
        json!({ "interval": DAY, "metrics": ["tSystemPresence"], "groupBy": ["userId"],
            "filter": { "type": "and", "clauses": [only(ids)] } })
    };
    assert_eq!(aggregates(&server, body(&ids[..100])).await["results"], json!([]));
    let refused = ask(&server, AGGREGATES, body(&ids)).await;
    let words = "Dimension value exceeds limit of 100 for dimension userId";
    refused.refused(400, "invalid.value").naming(&[words, "101"]);
    // Ten seconds in buckets of twelve hours are one bucket.
    let short = json!({ "interval": "2026-01-02T03:04:00Z/2026-01-02T03:04:10Z",
        "granularity": "PT12H", "metrics": ["tSystemPresence"] });
    aggregates(&server, short).await;
}

#[both_engines]
async fn a_bad_question_of_times_names_the_value_and_what_is_allowed(engine: Engine) {
    let server = TestServer::start(engine).await;
    let asked = |more: Value| {
        let mut body = json!({ "interval": DAY, "metrics": ["tSystemPresence"] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let view = |range: Value| {
        asked(json!({ "views": [{ "target": "tSystemPresence", "name": "v",
            "function": "rangeBound", "range": range }] }))
    };
    for (body, words) in [
        (json!({ "metrics": ["tSystemPresence"] }), vec!["interval"]),
        (json!({ "interval": DAY }), vec!["metrics"]),
        (asked(json!({ "metrics": [] })), vec!["metrics", "tSystemPresence"]),
        (
            asked(json!({ "metrics": ["tHandle"] })),
            vec!["metrics[0]", "tHandle", "tSystemPresence"],
        ),
        (asked(json!({ "groupBy": ["queueId"] })), vec!["groupBy[0]", "queueId", "userId"]),
        (asked(json!({ "granularity": "daily" })), vec!["granularity", "daily", "PT30M"]),
        (asked(json!({ "granularity": "PT29M" })), vec!["granularity", "PT29M", "at least PT30M"]),
        (asked(json!({ "granularity": "PT7H" })), vec!["granularity", "PT7H", "divides a day"]),
        (asked(json!({ "granularity": "-P1D" })), vec!["granularity", "-P1D"]),
        (
            asked(json!({ "timeZone": "Mars/Olympus" })),
            vec!["timeZone", "Mars/Olympus", "Europe/Berlin"],
        ),
        (view(json!({})), vec!["views[0].range"]),
        (view(json!({ "gte": 2, "lt": 1 })), vec!["views[0].range", "gte 2, lt 1"]),
        (
            asked(
                json!({ "filter": { "type": "and", "predicates": [{ "dimension": "queueId", "value": "q" }] } }),
            ),
            vec!["filter.predicates[0].dimension", "queueId", "userId"],
        ),
    ] {
        let answer = ask(&server, AGGREGATES, body).await;
        assert_eq!(answer.status, 400, "{words:?}: {}", answer.body);
        answer.naming(&words);
    }
}

#[both_engines]
async fn times_of_other_divisions_are_not_added(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = ask(&server, "/api/v2/authorization/divisions", json!({ "name": "North" })).await;
    let north = made.body["id"].as_str().unwrap().to_owned();
    let _ada = worker(&server, "Ada Example").await;
    let caller = server.caller(&[in_division(&north, &["analytics:userAggregate:view"])]).await;
    let body = json!({ "interval": DAY, "metrics": ["tSystemPresence"] });
    let found = server.ask("POST", AGGREGATES).token(&caller).json(body).await;
    assert_eq!((found.status, &found.body["results"]), (200, &json!([])));
}
