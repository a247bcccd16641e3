//! What users do now.

use std::time::Duration;

use serde_json::{Value, json};
use store::presence::SystemPresence;
use test_server::{Engine, TestServer, both_engines, in_division};

use super::{ask, only};
use crate::{
    presence::user,
    queues::{queue, queue_with},
};

const OBSERVATIONS: &str = "/api/v2/analytics/users/observations/query";
const ACTIVITY: &str = "/api/v2/analytics/users/activity/query";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

async fn add(server: &TestServer, queue: &Value, user: &str) {
    let path = format!("/api/v2/routing/queues/{}/members", id(queue));
    let added = ask(server, &path, json!([{ "id": user }])).await;
    assert!(added.status < 300, "{}", added.body);
}

async fn leave(server: &TestServer, queue: &Value, user: &str) {
    let path = format!("/api/v2/users/{user}/queues/{}", id(queue));
    let left = server.ask("PATCH", &path).json(json!({ "joined": false })).await;
    assert_eq!(left.status, 200, "{}", left.body);
}

/// A user who is a member of two queues and takes work from the first.
async fn member(server: &TestServer) -> (String, [Value; 2]) {
    let ada = user(server, "Ada Example").await;
    let queues = [queue(server, "Sales").await, queue(server, "Support").await];
    server.advance(Duration::from_mins(1));
    for queue in &queues {
        add(server, queue, &ada).await;
    }
    leave(server, &queues[1], &ada).await;
    (ada, queues)
}

async fn answer(server: &TestServer, path: &str, body: Value) -> Value {
    let answer = ask(server, path, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

#[both_engines]
async fn queues_are_counted_as_member_and_as_joined(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, _) = member(&server).await;
    let zoe = user(&server, "Zoe Example").await;
    let filter = only(&[&ada]);
    let both = json!([
        { "metric": "oActiveQueues", "stats": { "count": 1 } },
        { "metric": "oMemberQueues", "stats": { "count": 2 } },
    ]);
    let found = answer(&server, OBSERVATIONS, json!({ "filter": filter })).await;
    assert_eq!(found, json!({ "results": [{ "group": { "userId": ada }, "data": both }] }));
    let body = json!({ "filter": only(&[&zoe]), "metrics": ["oMemberQueues"] });
    let none = json!([{ "metric": "oMemberQueues", "stats": { "count": 0 } }]);
    assert_eq!(answer(&server, OBSERVATIONS, body).await["results"][0]["data"], none);
    let body = json!({ "filter": filter, "metrics": [], "detailMetrics": ["oMemberQueues"] });
    let found = answer(&server, OBSERVATIONS, body).await;
    let observed = json!({ "observationDate": "2026-01-02T03:05:05.678Z", "userId": ada });
    let expected = json!([{
        "metric": "oMemberQueues", "stats": { "count": 2 }, "truncated": false,
        "observations": [observed, observed],
    }]);
    assert_eq!(found["results"][0]["data"], expected);
}

#[both_engines]
async fn an_observation_needs_a_filter_and_known_metrics(engine: Engine) {
    let server = TestServer::start(engine).await;
    ask(&server, OBSERVATIONS, json!({})).await.refused(400, "bad.request").naming(&["filter"]);
    let body = json!({ "filter": only(&["a"]), "metrics": ["oWaiting"] });
    let refused = ask(&server, OBSERVATIONS, body).await;
    refused.refused(400, "invalid.value").naming(&["metrics[0]", "oWaiting", "oActiveQueues"]);
}

#[both_engines]
async fn activity_shows_the_state_behind_each_group(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, [sales, support]) = member(&server).await;
    server.advance(Duration::from_mins(1));
    server.choose(&ada, SystemPresence::OnQueue).await;
    let body = json!({
        "metrics": [{ "metric": "oActiveQueues" }, { "name": "oMemberQueues", "details": true }],
        "groupBy": ["userId", "systemPresence"], "filter": only(&[&ada]),
    });
    let found = answer(&server, ACTIVITY, body).await;
    assert_eq!(found["entityIdDimension"], "queueId");
    let [group] = &found["results"].as_array().unwrap()[..] else { panic!("{found}") };
    assert_eq!(group["group"], json!({ "userId": ada, "systemPresence": "ON_QUEUE" }));
    assert_eq!(group["truncated"], false);
    assert_eq!(group["data"][0], json!({ "metric": "oActiveQueues", "count": 1 }));
    assert_eq!(
        (&group["data"][1]["metric"], &group["data"][1]["count"]),
        (&json!("oMemberQueues"), &json!(2))
    );
    let mut ids: Vec<_> = group["data"][1]["entityIds"].as_array().unwrap().clone();
    ids.sort_by_key(ToString::to_string);
    let mut expected = [sales["id"].clone(), support["id"].clone()];
    expected.sort_by_key(ToString::to_string);
    assert_eq!(ids, expected);
    let entities = group["entities"].as_array().unwrap();
    let of = |queue: &Value| entities.iter().find(|it| it["queueId"] == queue["id"]).unwrap();
    assert_eq!(
        *of(&sales),
        json!({
            "activityDate": "2026-01-02T03:06:05.678Z", "queueId": sales["id"], "userId": ada,
            "queueMembershipStatus": "active", "systemPresence": "ON_QUEUE",
            "organizationPresenceId": SystemPresence::OnQueue.id(),
            "presenceDate": "2026-01-02T03:06:05.678Z", "routingStatus": "IDLE",
            "routingStatusDate": "2026-01-02T03:06:05.678Z",
        })
    );
    assert_eq!(of(&support)["queueMembershipStatus"], "inactive");
}

#[both_engines]
async fn activity_is_filtered_by_any_dimension_of_the_state(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, [sales, support]) = member(&server).await;
    let zoe = user(&server, "Zoe Example").await;
    server.choose(&zoe, SystemPresence::Busy).await;
    let found = async |predicates: Value| {
        let body = json!({
            "metrics": [{ "metric": "oMemberQueues" }], "groupBy": ["userId"],
            "filter": { "type": "and", "clauses": [{ "type": "and", "predicates": predicates }],
                "predicates": [] },
        });
        let found = answer(&server, ACTIVITY, body).await;
        let groups = found["results"].as_array().unwrap();
        let shown = groups.iter().map(|it| {
            (it["group"]["userId"].as_str().unwrap().to_owned(), it["data"][0]["count"].as_i64())
        });
        shown.collect::<Vec<_>>()
    };
    let is = |dimension: &str, value: &str| json!({ "dimension": dimension, "value": value });
    let ada_with = |count| vec![(ada.clone(), Some(count))];
    let zoe_alone = vec![(zoe.clone(), Some(0))];
    assert_eq!(found(json!([is("queueId", id(&sales))])).await, ada_with(1));
    assert_eq!(found(json!([{ "dimension": "queueId", "operator": "exists" }])).await, ada_with(2));
    let inactive = json!([is("queueMembershipStatus", "inactive"), is("queueId", id(&support))]);
    assert_eq!(found(inactive).await, ada_with(1));
    assert_eq!(found(json!([is("systemPresence", "BUSY")])).await, zoe_alone);
    let since =
        json!([is("presenceDate", "2026-01-02T03:05:05.678Z"), is("routingStatus", "OFF_QUEUE")]);
    assert_eq!(found(since).await, zoe_alone);
    let both = json!([{ "dimension": "teamId", "operator": "exists" }]);
    assert_eq!(found(both).await, vec![]);
}

#[both_engines]
async fn groups_are_ordered_and_paged(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut users = vec![];
    for name in ["Ada Example", "Bea Example", "Zoe Example"] {
        users.push(user(&server, name).await);
    }
    users.sort();
    let ids: Vec<&str> = users.iter().map(String::as_str).collect();
    let page = async |order: &str, number: i32| {
        let path = format!("{ACTIVITY}?pageSize=2&pageNumber={number}");
        let body = json!({ "metrics": [{ "metric": "oMemberQueues" }], "groupBy": ["userId"],
            "order": order, "filter": only(&ids) });
        let found = answer(&server, &path, body).await;
        assert_eq!(found["results"][0].get("entities"), None, "no details were asked for");
        let groups = found["results"].as_array().unwrap().iter();
        groups.map(|it| it["group"]["userId"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(page("asc", 1).await, users[..2]);
    assert_eq!(page("asc", 2).await, users[2..]);
    assert_eq!(page("desc", 1).await, [users[2].clone(), users[1].clone()]);
}

#[both_engines]
async fn activity_must_group_by_user_and_name_a_metric(engine: Engine) {
    let server = TestServer::start(engine).await;
    let metrics = json!([{ "metric": "oActiveQueues" }]);
    for (body, words) in [
        (json!({ "metrics": metrics, "groupBy": [] }), vec!["groupBy", "userId"]),
        (
            json!({ "metrics": metrics, "groupBy": ["systemPresence"] }),
            vec!["groupBy", "systemPresence", "userId"],
        ),
        (json!({ "metrics": metrics, "groupBy": ["mood"] }), vec!["groupBy[0]", "mood"]),
        (json!({ "metrics": [], "groupBy": ["userId"] }), vec!["metrics", "oActiveQueues"]),
        (json!({ "metrics": [{}], "groupBy": ["userId"] }), vec!["metrics[0].metric"]),
        (
            json!({ "metrics": metrics, "groupBy": ["userId"], "filter": { "type": "and",
                "predicates": [{ "dimension": "presenceDate", "value": "today" }] } }),
            vec!["filter.predicates[0].value", "today", "ISO-8601"],
        ),
    ] {
        let answer = ask(&server, ACTIVITY, body).await;
        assert_eq!(answer.status, 400, "{words:?}: {}", answer.body);
        answer.naming(&words);
    }
}

#[both_engines]
async fn queues_of_other_divisions_are_neither_counted_nor_named(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = ask(&server, "/api/v2/authorization/divisions", json!({ "name": "North" })).await;
    let north = made.body["id"].as_str().unwrap().to_owned();
    let ada = user(&server, "Ada Example").await;
    let (here, there) = (
        queue(&server, "Here").await,
        queue_with(&server, "There", json!({ "division": { "id": north } })).await,
    );
    add(&server, &here, &ada).await;
    add(&server, &there, &ada).await;
    let home = server.get("/api/v2/authorization/divisions/home").await.body;
    let held = ["analytics:userObservation:view"];
    let caller = server.caller(&[in_division(id(&home), &held)]).await;
    let body = json!({ "filter": only(&[&ada]), "metrics": ["oMemberQueues"] });
    let seen = server.ask("POST", OBSERVATIONS).token(&caller).json(body).await.body;
    assert_eq!(seen["results"][0]["data"][0]["stats"]["count"], 1);
    let stranger = server.caller(&[in_division(&north, &held)]).await;
    let body = json!({ "filter": only(&[&ada]), "metrics": ["oMemberQueues"] });
    let seen = server.ask("POST", OBSERVATIONS).token(&stranger).json(body).await.body;
    assert_eq!(seen, json!({ "results": [] }));
}
