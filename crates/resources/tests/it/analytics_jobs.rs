//! Questions of analytics that are answered in the background.

use std::time::Duration;

use serde_json::{Value, json};
use store::{
    analytics_jobs::{self, Claimed, JobKind, Part},
    presence::SystemPresence,
};
use test_server::{Answer, CLIENT, Engine, TestServer, both_engines, in_division};

use crate::presence::user;

const DETAILS: &str = "/api/v2/analytics/users/details/jobs";
const AGGREGATES: &str = "/api/v2/analytics/users/aggregates/jobs";
const WEEK: &str = "2026-01-01T00:00:00Z/2026-01-08T00:00:00Z";

fn of(user: &str) -> Value {
    json!([{ "type": "or", "predicates": [{ "dimension": "userId", "value": user }] }])
}

async fn ask(server: &TestServer, path: &str, question: Value) -> String {
    let asked = server.ask("POST", path).json(question).await;
    assert_eq!(asked.status, 202, "{}", asked.body);
    let id = asked.body["jobId"].as_str().unwrap();
    format!("{path}/{id}")
}

/// Asks, and waits for the answer.
async fn answered(server: &TestServer, path: &str, question: Value) -> String {
    let job = ask(server, path, question).await;
    let status = server.answered(&job, &server.token).await;
    assert_eq!(status["state"], "FULFILLED", "{status}");
    job
}

async fn page(server: &TestServer, job: &str, query: &str) -> Answer {
    server.get(&format!("{job}/results{query}")).await
}

async fn change_often(server: &TestServer, user: &str, times: usize) {
    let presences = [SystemPresence::Available, SystemPresence::Busy];
    for presence in presences.into_iter().cycle().take(times) {
        server.advance(Duration::from_secs(1));
        server.choose(user, presence).await;
    }
}

#[both_engines]
async fn the_answer_has_the_records_of_the_query_by_user_in_rows(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    change_often(&server, &ada, 120).await;
    let question = json!({ "interval": WEEK, "userFilters": of(&ada) });
    let job = answered(&server, DETAILS, question).await;
    let status = server.get(&job).await.body;
    assert_eq!(status["submissionDate"], "2026-01-02T03:06:05.678Z");
    assert_eq!(status["completionDate"], "2026-01-02T03:06:05.678Z");
    assert_eq!(status["expirationDate"], "2026-01-03T03:06:05.678Z");
    let first = page(&server, &job, "?pageSize=1").await.body;
    assert_eq!(first["dataAvailabilityDate"], "2026-01-02T03:06:05.678Z");
    assert_eq!(first["userDetails"].as_array().unwrap().len(), 1);
    let cursor = first["cursor"].as_str().unwrap();
    // What happens meanwhile does not move the pages.
    change_often(&server, &ada, 5).await;
    let second = page(&server, &job, &format!("?pageSize=1&cursor={cursor}")).await.body;
    assert_eq!(second.get("cursor"), None, "it is the last page");
    let rows = [&first["userDetails"][0], &second["userDetails"][0]];
    let count = |row: &Value, kind: &str| row[kind].as_array().map_or(0, Vec::len);
    assert_eq!(rows.map(|row| &row["userId"]), [&json!(ada), &json!(ada)]);
    assert_eq!(count(rows[0], "primaryPresence") + count(rows[0], "routingStatus"), 100);
    let presences: usize = rows.iter().map(|row| count(row, "primaryPresence")).sum();
    assert_eq!((presences, count(rows[0], "routingStatus")), (121, 1));
    let last = &rows[1]["primaryPresence"][count(rows[1], "primaryPresence") - 1];
    assert_eq!(last.get("endTime"), None, "it lasted when the question was answered");
    let whole = page(&server, &job, "").await.body;
    assert_eq!(whole["userDetails"].as_array().unwrap().len(), 2);
}

#[both_engines]
async fn a_limit_and_an_order_hold_for_rows(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = user(&server, "Ada Example").await;
    change_often(&server, &ada, 120).await;
    let question = json!({
        "interval": WEEK, "userFilters": of(&ada), "order": "desc", "limit": 1,
    });
    let job = answered(&server, DETAILS, question).await;
    let whole = page(&server, &job, "").await.body;
    let [row] = &whole["userDetails"].as_array().unwrap()[..] else { panic!("{whole}") };
    assert_eq!(row["primaryPresence"][0]["startTime"], "2026-01-02T03:06:05.678Z", "the newest");
    let none = json!({ "interval": "2025-01-01T00:00:00Z/2025-01-02T00:00:00Z" });
    let job = answered(&server, DETAILS, none).await;
    assert_eq!(page(&server, &job, "").await.body["userDetails"], json!([]));
}

#[both_engines]
async fn times_are_added_up_in_the_background_as_at_once(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut users = Vec::new();
    for name in ["Ada Example", "Bea Example", "Cid Example"] {
        users.push(user(&server, name).await);
    }
    server.advance(Duration::from_hours(1));
    let predicates: Vec<_> =
        users.iter().map(|id| json!({ "dimension": "userId", "value": id })).collect();
    for group_by in [json!(["userId"]), json!([])] {
        let question = json!({
            "interval": WEEK, "granularity": "P1D", "timeZone": "Europe/Berlin",
            "groupBy": group_by, "metrics": ["tSystemPresence", "tAgentRoutingStatus"],
            "filter": { "type": "or", "predicates": predicates }, "pageSize": 2,
        });
        let at_once = "/api/v2/analytics/users/aggregates/query";
        let at_once = server.ask("POST", at_once).json(question.clone()).await.body;
        let job = answered(&server, AGGREGATES, question).await;
        let (mut results, mut query, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let page = page(&server, &job, &query).await.body;
            assert_eq!(
                page["systemToOrganizationMappings"],
                at_once["systemToOrganizationMappings"]
            );
            results.extend(page["results"].as_array().unwrap().iter().cloned());
            pages += 1;
            let Some(cursor) = page["cursor"].as_str() else { break };
            query = format!("?cursor={cursor}");
        }
        assert_eq!(json!(results), at_once["results"]);
        assert_eq!(pages, if results.len() == 3 { 2 } else { 1 });
    }
}

#[both_engines]
async fn a_cancelled_job_has_no_results(engine: Engine) {
    let server = TestServer::start(engine).await;
    let job = answered(&server, DETAILS, json!({ "interval": WEEK })).await;
    for _ in 0..2 {
        assert_eq!(server.ask("DELETE", &job).await.status, 204);
    }
    assert_eq!(server.get(&job).await.body["state"], "CANCELLED");
    page(&server, &job, "").await.refused(400, "bad.request").naming(&["CANCELLED", "FULFILLED"]);
}

#[both_engines]
async fn an_answer_expires_after_a_day_and_is_forgotten_after_a_week(engine: Engine) {
    let server = TestServer::start(engine).await;
    let job = answered(&server, DETAILS, json!({ "interval": WEEK })).await;
    server.advance(Duration::from_hours(24));
    let token = server.sign_in(CLIENT).await;
    assert_eq!(server.get_with(&job, &token).await.body["state"], "EXPIRED");
    let results = server.get_with(&format!("{job}/results"), &token).await;
    results.refused(404, "general.resource.not.found").naming(&["expired"]);
    server.advance(Duration::from_hours(24 * 7));
    let token = server.sign_in(CLIENT).await;
    // Any question wakes who removes what is old.
    let forgotten = async {
        loop {
            let ask = server.ask("POST", DETAILS).token(&token).json(json!({ "interval": WEEK }));
            let next = ask.await.body["jobId"].as_str().unwrap().to_owned();
            server.answered(&format!("{DETAILS}/{next}"), &token).await;
            if server.get_with(&job, &token).await.status == 404 {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_mins(2), forgotten).await.unwrap();
}

#[both_engines]
async fn unknown_jobs_and_cursors_are_named(engine: Engine) {
    let server = TestServer::start(engine).await;
    let job = answered(&server, DETAILS, json!({ "interval": WEEK })).await;
    let id = job.rsplit('/').next().unwrap();
    for path in [format!("{DETAILS}/nothing"), format!("{AGGREGATES}/{id}")] {
        for (method, path) in
            [("GET", path.clone()), ("DELETE", path.clone()), ("GET", format!("{path}/results"))]
        {
            let answer = server.ask(method, &path).await;
            answer.refused(404, "general.resource.not.found").naming(&["analytics job"]);
        }
    }
    for cursor in ["next", "MS8x"] {
        let refused = page(&server, &job, &format!("?cursor={cursor}")).await;
        refused.refused(400, "invalid.value").naming(&["cursor", cursor]);
    }
}

#[both_engines]
async fn a_bad_question_is_refused_before_it_is_a_job(engine: Engine) {
    let server = TestServer::start(engine).await;
    let month = "2026-01-01T00:00:00Z/2026-02-01T00:00:00.001Z";
    for (path, question, words) in [
        (DETAILS, json!({ "interval": month }), ["interval", "31 days in a job"]),
        (DETAILS, json!({ "interval": WEEK, "limit": 0 }), ["limit", "1 or greater"]),
        (AGGREGATES, json!({ "interval": WEEK, "metrics": [] }), ["metrics", "tSystemPresence"]),
    ] {
        let refused = server.ask("POST", path).json(question).await;
        assert_eq!(refused.status, 400, "{words:?}: {}", refused.body);
        refused.naming(&words);
    }
}

#[both_engines]
async fn who_holds_the_permission_in_fewer_divisions_does_not_find_the_job(engine: Engine) {
    let server = TestServer::start(engine).await;
    let job = answered(&server, DETAILS, json!({ "interval": WEEK })).await;
    let home = server.get("/api/v2/authorization/divisions/home").await.body["id"].clone();
    let held = ["analytics:userDetail:view"];
    let caller = server.caller(&[in_division(home.as_str().unwrap(), &held)]).await;
    assert_eq!(server.get_with(&job, &caller).await.status, 404);
    let asked = server.ask("POST", DETAILS).token(&caller).json(json!({ "interval": WEEK })).await;
    let own = format!("{DETAILS}/{}", asked.body["jobId"].as_str().unwrap());
    assert_eq!(server.answered(&own, &caller).await["state"], "FULFILLED");
    assert_eq!(server.get(&own).await.status, 200, "who holds it everywhere finds it");
}

#[both_engines]
async fn jobs_are_available_up_to_the_present(engine: Engine) {
    let server = TestServer::start(engine).await;
    let available = server.get(&format!("{DETAILS}/availability")).await.body;
    assert_eq!(available, json!({ "dataAvailabilityDate": "2026-01-02T03:04:05.678Z" }));
}

/// Stores a question that nobody is woken for, as a stopped node left it.
async fn left_behind(server: &TestServer) -> String {
    let question = json!({ "interval": WEEK }).to_string();
    let (organization, clock) = (server.organization.clone(), server.clock.clone());
    let now = test_server::now(&clock);
    let id = "0123".to_owned();
    let job = analytics_jobs::StoredJob {
        id: id.clone(),
        kind: JobKind::Details,
        state: api::AsyncQueryState::Queued,
        question,
        divisions: store::Divisions::all(),
        error: None,
        met: Vec::new(),
        submitted_at: now,
        completed_at: None,
        expires_at: now.plus_seconds(3600),
    };
    let write = server.db.write(move |tx| {
        let (organization, job) = (organization.clone(), job.clone());
        let (at, until) = (clock.now(), clock.now().plus_seconds(60));
        let time = test_server::now(&clock);
        Box::pin(async move {
            tx.enter(&organization);
            analytics_jobs::insert(tx, &job).await?;
            // Taken in the transaction that stores it, before anybody hears of it.
            analytics_jobs::claim(tx, (&job.id, "a stopped node"), (at, until), time).await
        })
    });
    write.await.unwrap().unwrap();
    id
}

async fn claim(server: &TestServer, job: &str, worker: &str) -> Option<Claimed> {
    let (organization, clock) = (server.organization.clone(), server.clock.clone());
    let (job, worker) = (job.to_owned(), worker.to_owned());
    let write = server.db.write(move |tx| {
        let (organization, job, worker) = (organization.clone(), job.clone(), worker.clone());
        let (at, until) = (clock.now(), clock.now().plus_seconds(60));
        let time = test_server::now(&clock);
        Box::pin(async move {
            tx.enter(&organization);
            analytics_jobs::claim(tx, (&job, &worker), (at, until), time).await
        })
    });
    write.await.unwrap()
}

#[both_engines]
async fn a_job_is_taken_by_one_worker_until_its_lease_is_over(engine: Engine) {
    let server = TestServer::start(engine).await;
    let job = left_behind(&server).await;
    assert!(claim(&server, &job, "another").await.is_none(), "it is taken");
    let status = server.get(&format!("{DETAILS}/{job}")).await.body;
    assert_eq!(status["state"], "PENDING");
    page(&server, &format!("{DETAILS}/{job}"), "")
        .await
        .refused(400, "bad.request")
        .naming(&["PENDING"]);
    server.advance(Duration::from_secs(61));
    let took = claim(&server, &job, "another").await;
    // Else the server itself was faster, and answers it.
    if took.is_some() {
        assert!(!append(&server, &job).await, "who lost the lease stores nothing");
        return;
    }
    let status = server.answered(&format!("{DETAILS}/{job}"), &server.token).await;
    assert_eq!(status["state"], "FULFILLED");
}

/// Stores a part of the answer as the node that was first.
async fn append(server: &TestServer, job: &str) -> bool {
    let (organization, of) = (server.organization.clone(), job.to_owned());
    let time = test_server::now(&server.clock);
    let write = server.db.write(move |tx| {
        let (organization, of) = (organization.clone(), of.clone());
        let until = store::ServerTime::from_milliseconds(i64::MAX);
        Box::pin(async move {
            tx.enter(&organization);
            let part = Part { rows: vec!["{}".to_owned()], ..Part::default() };
            analytics_jobs::append(tx, (&of, "a stopped node"), (&part, 0), (until, time)).await
        })
    });
    write.await.unwrap()
}

#[both_engines]
async fn a_job_that_has_expired_is_not_answered_any_more(engine: Engine) {
    let server = TestServer::start(engine).await;
    let job = left_behind(&server).await;
    server.advance(Duration::from_hours(1));
    assert!(!append(&server, &job).await, "who answers it stops");
    assert!(claim(&server, &job, "another").await.is_none(), "nobody begins again");
    assert_eq!(server.get(&format!("{DETAILS}/{job}")).await.body["state"], "EXPIRED");
    let (organization, now) = (server.organization.clone(), server.clock.now());
    let left = server.db.read(move |tx| {
        Box::pin(async move {
            tx.enter(&organization);
            Ok::<_, store::Error>((
                analytics_jobs::claimable(tx, now).await?,
                analytics_jobs::count_unanswered(tx).await?,
            ))
        })
    });
    assert_eq!(left.await.unwrap(), (Vec::new(), 0), "it keeps nobody waiting");
}
