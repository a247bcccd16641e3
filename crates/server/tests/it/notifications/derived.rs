//! What is heard that follows from presences: of systems outside, and how long each status lasted.

use std::time::Duration;

use serde_json::{Value, json};
use store::presence::SystemPresence;
use test_server::{Engine, TestServer, both_engines};

async fn add_source(server: &TestServer, name: &str) -> String {
    let body = json!({ "name": name });
    let added = server.ask("POST", "/api/v2/presence/sources").json(body).await;
    assert_eq!(added.status, 200, "{}", added.body);
    added.body["id"].as_str().unwrap().to_owned()
}

async fn report(server: &TestServer, user: &str, source: &str, body: Value) {
    let path = format!("/api/v2/users/{user}/presences/{source}");
    let reported = server.ask("PATCH", &path).json(body).await;
    assert_eq!(reported.status, 200, "{}", reported.body);
}

#[both_engines]
async fn what_systems_outside_report_is_heard_and_which_of_them_others_see(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let teams = add_source(&server, "Microsoft Teams").await;
    let topic = format!("v2.users.{ada}.integrationpresence");
    let (_, mut listener) = server.listening(&[&topic]).await;
    let busy = json!({ "id": SystemPresence::Busy.id(), "systemPresence": "BUSY" });
    let at = "2026-01-02T03:04:05.678Z";

    let chosen = json!({ "presenceDefinition": { "id": busy["id"] }, "message": "In a call" });
    report(&server, &ada, &teams, chosen).await;
    let told = json!({
        "userId": ada, "eventType": "UserPresenceStatusChanged", "source": "MICROSOFTTEAMS",
        "presenceDefinition": busy, "message": "In a call", "modifiedDate": at,
    });
    assert_eq!(listener.events(1).await, [(topic.clone(), told)]);

    server.choose(&ada, SystemPresence::Available).await;
    report(&server, &ada, &teams, json!({ "primary": true })).await;
    let told = json!({
        "userId": ada, "eventType": "UserPrimaryPresenceSourceChanged", "source": "MICROSOFTTEAMS",
        "currentDisplaySourceId": teams,
        "presenceDefinition": busy, "message": "In a call", "modifiedDate": at,
    });
    assert_eq!(listener.events(1).await[0].1, told, "and nothing of this service itself before it");

    server.advance(Duration::from_mins(1));
    let away = json!({ "presenceDefinition": { "id": SystemPresence::Away.id() } });
    report(&server, &ada, &teams, away).await;
    let told = listener.events(1).await.remove(0).1;
    assert_eq!(told["eventType"], "UserPresenceStatusChanged");
    assert_eq!(told["presenceDefinition"]["systemPresence"], "AWAY");

    let back = json!({ "sourceId": "PURECLOUD" });
    let path = format!("/api/v2/presence/users/{ada}/primarysource");
    assert_eq!(server.ask("PUT", &path).json(back).await.status, 200);
    let told = listener.events(1).await.remove(0).1;
    assert_eq!(
        (&told["source"], &told["previousDisplaySourceId"]),
        (&json!("PURECLOUD"), &json!(teams))
    );
    assert_eq!(told.get("currentDisplaySourceId"), None);
    assert_eq!(told["presenceDefinition"]["systemPresence"], "AVAILABLE");
    listener.hears_nothing().await;
}

/// The sums of a half hour, by metric and qualifier.
fn sums(data: &Value) -> Vec<(String, String, f64)> {
    let metrics = data["metrics"].as_array().unwrap().iter();
    let mut sums: Vec<_> = metrics
        .map(|it| {
            let [metric, qualifier] =
                ["metric", "qualifier"].map(|name| it[name].as_str().unwrap());
            (metric.to_owned(), qualifier.to_owned(), it["stats"]["sum"].as_f64().unwrap())
        })
        .collect();
    sums.sort_by(|one, other| one.partial_cmp(other).unwrap());
    sums
}

#[both_engines]
async fn the_last_told_of_a_half_hour_is_what_analytics_answers(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user_id("Ada Example").await;
    let topic = format!("v2.analytics.users.{ada}.aggregates");
    let (_, mut listener) = server.listening(&[&topic]).await;
    let mut told = std::collections::BTreeMap::new();
    let mut hear = async |told: &mut std::collections::BTreeMap<String, Value>| {
        let (name, body) = listener.events(1).await.remove(0);
        assert_eq!((&name, &body["group"]), (&topic, &json!({ "userId": ada })));
        for data in body["data"].as_array().unwrap() {
            told.insert(data["interval"].as_str().unwrap().to_owned(), data.clone());
        }
        body
    };
    // It begins at 03:04:05.678, and passes 03:30 and 04:00.
    for (minutes, presence) in [
        (10, SystemPresence::Available),
        (5, SystemPresence::OnQueue),
        (50, SystemPresence::Meal),
        (2, SystemPresence::OnQueue),
        (1, SystemPresence::Offline),
    ] {
        server.advance(Duration::from_mins(minutes));
        server.choose(&ada, presence).await;
        let body = hear(&mut told).await;
        if presence == SystemPresence::Meal {
            let halves = body["data"].as_array().unwrap();
            assert_eq!(halves.len(), 3, "those that the time on queue belongs to: {body}");
        }
    }
    let intervals: Vec<&str> = told.keys().map(String::as_str).collect();
    let half = |from: &str, to: &str| format!("2026-01-02T{from}:00.000Z/2026-01-02T{to}:00.000Z");
    assert_eq!(intervals, [half("03:00", "03:30"), half("03:30", "04:00"), half("04:00", "04:30")]);

    let query = json!({
        "interval": "2026-01-02T03:00:00.000Z/2026-01-02T04:30:00.000Z", "granularity": "PT30M",
        "groupBy": ["userId"],
        "metrics": ["tSystemPresence", "tOrganizationPresence", "tAgentRoutingStatus"],
        "filter": { "type": "or", "predicates": [{ "dimension": "userId", "value": ada }] },
    });
    let answer = server.ask("POST", "/api/v2/analytics/users/aggregates/query").json(query).await;
    let buckets = answer.body["results"][0]["data"].as_array().unwrap().clone();
    assert_eq!(buckets.len(), 3, "{}", answer.body);
    for bucket in &buckets {
        let last = &told[bucket["interval"].as_str().unwrap()];
        assert_eq!(sums(last), sums(bucket), "{}", bucket["interval"]);
    }
}

#[both_engines]
async fn up_to_when_the_data_of_jobs_is_complete_is_heard_whenever_it_moves(engine: Engine) {
    let server = TestServer::start_with(engine, |options| {
        options.availability = Duration::from_millis(50);
    });
    let server = server.await;
    let topic = "v2.analytics.users.details.jobs.availability";
    let (_, mut listener) = server.listening(&[topic]).await;
    let at = |date: &str| [(topic.to_owned(), json!({ "dataAvailabilityDate": date }))];
    assert_eq!(listener.events(1).await, at("2026-01-02T03:04:05.678Z"));
    server.advance(Duration::from_secs(5));
    assert_eq!(listener.events(1).await, at("2026-01-02T03:04:10.678Z"));
    let asked = server.get("/api/v2/analytics/users/details/jobs/availability").await.body;
    assert_eq!(asked["dataAvailabilityDate"], "2026-01-02T03:04:10.678Z");
    listener.hears_nothing().await;
}
