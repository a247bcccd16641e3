//! Development activities: learning and coaching, listed and counted together.

use std::time::Duration;

use serde_json::{Value, json};

use test_server::{Answer, CLIENT, Engine, TestServer, both_engines, everywhere, in_division};

const ACTIVITIES: &str = "/api/v2/users/development/activities";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap_or_else(|| panic!("no id in {entity}"))
}

/// Days go by: tokens end, and the first client gets a new one.
async fn days_later(server: &mut TestServer, days: u64) {
    server.advance(Duration::from_secs(days * 24 * 60 * 60));
    server.token = server.sign_in(CLIENT).await;
}

/// Users, a module with a test, an assignment that was passed, one that is late, and appointments.
struct World {
    server: TestServer,
    ada: Value,
    bob: Value,
    module: Value,
    passed: Value,
    late: Value,
    coached: Value,
    leads: Value,
}

async fn post(server: &TestServer, path: &str, body: Value) -> Value {
    let made = server.ask("POST", path).json(body).await;
    assert_eq!(made.status, 200, "{path}: {}", made.body);
    made.body
}

/// On 5 January: Ada passed a module that was due on the 3rd, Bob is late with it. Bob coaches Ada
/// on 1 March, and Ada coaches Bob on the 4th of January.
async fn world(engine: Engine) -> World {
    let mut server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let question = json!({ "id": "one", "text": "Is it?", "type": "multipleChoiceQuestion",
        "answerOptions": [{ "id": "no", "text": "No", "value": 0 }, { "id": "yes", "text": "Yes", "value": 1 }] });
    let form = json!({ "passPercent": 50, "questionGroups":
        [{ "id": "all", "name": "All", "type": "questionGroup", "questions": [question] }] });
    let body = json!({ "name": "Greeting", "completionTimeInDays": 1, "assessmentForm": form });
    let module = post(&server, "/api/v2/learning/modules", body).await;
    post(&server, &format!("/api/v2/learning/modules/{}/publish", id(&module)), json!({})).await;
    let assign = async |user: &Value| {
        let body = json!({ "moduleId": id(&module), "userId": id(user) });
        post(&server, "/api/v2/learning/assignments", body).await
    };
    let (passed, late) = (assign(&ada).await, assign(&bob).await);
    let answers = json!([{ "questionGroupId": "all", "questionScores": [{ "questionId": "one", "answerId": "yes" }] }]);
    let body = json!({ "state": "Completed", "assessment": { "answers": { "questionGroupScores": answers } } });
    let done = server.ask("PATCH", passed["selfUri"].as_str().unwrap()).json(body).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let meet = async |attendee: &Value, leader: &Value, start: &str| {
        let body = json!({ "name": "Talk", "description": "", "lengthInMinutes": 30, "dateStart": start,
            "attendeeIds": [id(attendee)], "facilitatorId": id(leader) });
        post(&server, "/api/v2/coaching/appointments", body).await
    };
    let coached = meet(&ada, &bob, "2026-03-01T00:00:00Z").await;
    let leads = meet(&bob, &ada, "2026-01-04T00:00:00Z").await;
    days_later(&mut server, 3).await;
    World { server, ada, bob, module, passed, late, coached, leads }
}

impl World {
    async fn listed(&self, query: &str) -> Vec<String> {
        ids(&self.server.get(&format!("{ACTIVITIES}?{query}")).await)
    }

    /// What was asked for, of Ada.
    async fn adas(&self, query: &str) -> Vec<String> {
        self.listed(&format!("userId={}&{query}", id(&self.ada))).await
    }
}

fn ids(page: &Answer) -> Vec<String> {
    assert_eq!(page.status, 200, "{}", page.body);
    page.body["entities"].as_array().unwrap().iter().map(|one| id(one).to_owned()).collect()
}

fn these(all: &[&Value]) -> Vec<String> {
    all.iter().map(|one| id(one).to_owned()).collect()
}

#[both_engines]
async fn learning_and_coaching_are_listed_together_by_when_they_are_due(engine: Engine) {
    let world = world(engine).await;
    let World { ada, bob, passed, late, coached, leads, .. } = &world;
    assert_eq!(world.adas("").await, these(&[coached, leads, passed]));
    assert_eq!(world.adas("sortOrder=Asc").await, these(&[passed, leads, coached]));
    let both = format!("userId={},{}&sortOrder=asc", id(ada), id(bob));
    assert_eq!(world.listed(&both).await.len(), 4);
    assert_eq!(world.listed(&format!("{both}&pageSize=1&pageNumber=4")).await, these(&[coached]));
    let page = world.server.get(&format!("{ACTIVITIES}?{both}&pageSize=3")).await.body;
    assert_eq!((&page["total"], &page["pageCount"]), (&json!(4), &json!(2)));
    assert_eq!(
        world.listed(&format!("moduleId={}&overdue=True", id(&world.module))).await,
        these(&[late])
    );
    world.server.get(ACTIVITIES).await.refused(400, "bad.request").naming(&["userId", "moduleId"]);
    let many = (0..101).map(|number| format!("x{number}")).collect::<Vec<_>>().join(",");
    let answer = world.server.get(&format!("{ACTIVITIES}?userId={many}")).await;
    answer.refused(400, "invalid.value").naming(&["userId", "100"]);
    world
        .server
        .get_with(&format!("{ACTIVITIES}/me"), &world.server.token)
        .await
        .refused(400, "not.a.user");
}

#[both_engines]
async fn an_activity_shows_what_it_is(engine: Engine) {
    let world = world(engine).await;
    let user = |user: &Value| json!({ "id": user["id"], "selfUri": user["selfUri"] });
    let uri = |one: &Value, kind: &str| format!("{ACTIVITIES}/{}?type={kind}", id(one));
    let server = &world.server;
    let read = server.get(&uri(&world.passed, "Native")).await.body;
    assert_eq!(
        read,
        json!({
            "id": world.passed["id"], "name": "Greeting", "type": "Native", "status": "Completed",
            "attendees": [user(&world.ada)], "dateDue": "2026-01-03T03:04:05.678Z",
            "dateCreated": "2026-01-02T03:04:05.678Z", "dateCompleted": "2026-01-02T03:04:05.678Z",
            "isLatest": true, "isModuleArchived": false, "isOverdue": false, "isPassed": true,
            "percentageScore": 100.0, "selfUri": uri(&world.passed, "Native"),
        })
    );
    let read = server.get(&uri(&world.leads, "coaching")).await.body;
    assert_eq!(
        read,
        json!({
            "id": world.leads["id"], "name": "Talk", "type": "Coaching", "status": "Planned",
            "attendees": [user(&world.bob)], "facilitator": user(&world.ada),
            "dateDue": "2026-01-04T00:00:00.000Z", "dateCreated": "2026-01-02T03:04:05.678Z",
            "isOverdue": true, "selfUri": uri(&world.leads, "Coaching"),
        })
    );
    for (one, kind) in
        [(&world.leads, "Native"), (&world.passed, "External"), (&world.passed, "Coaching")]
    {
        server.get(&uri(one, kind)).await.refused(404, "general.resource.not.found");
    }
    let none = server.get(&format!("{ACTIVITIES}/{}", id(&world.leads))).await;
    none.refused(400, "bad.request").naming(&["type"]);
}

#[both_engines]
async fn every_filter_of_activities_narrows_the_list(engine: Engine) {
    let world = world(engine).await;
    let World { passed, coached, leads, .. } = &world;
    for (query, found) in [
        ("overdue=True", vec![leads]),
        ("overdue=False", vec![coached, passed]),
        ("pass=True", vec![passed]),
        ("pass=False", vec![]),
        ("types=Coaching", vec![coached, leads]),
        ("types=Native,External", vec![passed]),
        ("statuses=Planned", vec![coached, leads]),
        ("statuses=Completed&statuses=InProgress", vec![passed]),
        ("relationship=Attendee", vec![coached, passed]),
        ("relationship=Facilitator", vec![leads]),
        ("relationship=Facilitator,Attendee", vec![coached, leads, passed]),
        ("relationship=Creator", vec![]),
        ("interval=2026-01-04T00:00:00.000Z/2026-03-01T00:00:00.999Z", vec![leads]),
        ("interval=2026-01-04T00:00:00.999Z/2026-03-01T00:00:01Z", vec![coached, leads]),
        ("completionInterval=2026-01-02T04:04:05%2B01:00/2026-01-02T03:04:06Z", vec![passed]),
        (
            "interval=2026-01-01T00:00:00Z/2026-02-01T00:00:00Z&statuses=Planned&overdue=True",
            vec![leads],
        ),
    ] {
        assert_eq!(world.adas(query).await, these(&found), "{query}");
    }
    for (query, words) in [
        ("interval=soon", ["interval", "soon"]),
        ("interval=2026-01-01T00:00:00Z/2027-01-03T00:00:00Z", ["interval", "one year"]),
        (
            "completionInterval=2026-01-02T00:00:00Z/2026-01-01T00:00:00Z",
            ["completionInterval", "before"],
        ),
    ] {
        let path = format!("{ACTIVITIES}?userId={}&{query}", id(&world.ada));
        world.server.get(&path).await.refused(400, "invalid.value").naming(&words);
    }
}

#[both_engines]
async fn users_see_their_own_activities_and_others_by_permission(engine: Engine) {
    let world = world(engine).await;
    let World { server, ada, bob, passed, late, coached, leads, .. } = &world;
    let adas = server.token_of(id(ada), 3600).await;
    let own = |query: &str| format!("{ACTIVITIES}/me?{query}");
    let mine = server.get_with(&own(""), &adas).await;
    assert_eq!(ids(&mine), these(&[coached, leads, passed]));
    let mine = server.get_with(&own("relationship=Facilitator&sortOrder=Asc"), &adas).await;
    assert_eq!(ids(&mine), these(&[leads]));
    let mine = server.get_with(&own(&format!("moduleId={}", id(&world.module))), &adas).await;
    assert_eq!(ids(&mine), these(&[passed]));
    let read = |one: &Value, kind: &str| format!("{ACTIVITIES}/{}?type={kind}", id(one));
    for (one, kind) in [(passed, "Native"), (coached, "Coaching"), (leads, "Coaching")] {
        assert_eq!(server.get_with(&read(one, kind), &adas).await.status, 200, "{kind}");
    }
    let bobs = read(late, "Native");
    server
        .get_with(&bobs, &adas)
        .await
        .refused(403, "missing.permissions")
        .naming(&["learning:assignment:view"]);
    server
        .get_with(&format!("{ACTIVITIES}?userId={}", id(bob)), &adas)
        .await
        .refused(403, "missing.any.permissions");
    let list = format!("{ACTIVITIES}?userId={}", id(ada));
    let learning = server.caller(&[everywhere(&["learning:assignment:view"])]).await;
    assert_eq!(ids(&server.get_with(&list, &learning).await), these(&[passed]));
    server
        .get_with(&read(coached, "Coaching"), &learning)
        .await
        .refused(403, "missing.permissions");
    let coaching = server.caller(&[everywhere(&["coaching:appointment:view"])]).await;
    assert_eq!(ids(&server.get_with(&list, &coaching).await), these(&[coached, leads]));
    let north = server.division("North").await;
    let both = ["learning:assignment:view", "coaching:appointment:view"];
    let northern = server.caller(&[in_division(&north, &both)]).await;
    assert_eq!(ids(&server.get_with(&list, &northern).await), these(&[]));
    server.get_with(&bobs, &northern).await.refused(404, "general.resource.not.found");
}

/// The numbers of a group, by metric, where there are any.
fn numbers(group: &Value) -> Value {
    let metrics = group["data"][0]["metrics"].as_array().unwrap().iter();
    let counted = metrics.filter(|one| one["stats"]["count"] != 0);
    counted
        .map(|one| (one["metric"].as_str().unwrap().to_owned(), one["stats"]["count"].clone()))
        .collect()
}

#[both_engines]
async fn activities_are_counted_on_the_whole_and_for_each_attendee(engine: Engine) {
    let world = world(engine).await;
    let World { server, ada, bob, .. } = &world;
    let query = format!("{ACTIVITIES}/aggregates/query");
    let attendees = json!({ "type": "Or", "predicates": [
        { "dimension": "attendeeId", "value": id(ada) }, { "dimension": "attendeeId", "value": id(bob) }] });
    let body = |more: Value| {
        let mut body = json!({ "interval": "2026-01-01T00:00:00Z/2026-12-31T00:00:00Z",
            "filter": { "type": "And", "clauses": [attendees] } });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let ask = async |body: Value| server.ask("POST", &query).json(body).await;
    let whole = ask(body(json!({}))).await.body;
    let results = whole["results"].as_array().unwrap();
    assert_eq!((results.len(), &results[0]["group"]), (1, &json!({})));
    assert_eq!(
        results[0]["data"][0]["interval"],
        "2026-01-01T00:00:00.000Z/2026-12-31T00:00:00.000Z"
    );
    assert_eq!(results[0]["data"][0]["metrics"].as_array().unwrap().len(), 10);
    assert_eq!(
        numbers(&results[0]),
        json!({ "nActivities": 4, "nPlannedActivities": 3, "nCompleteActivities": 1,
            "nOverdueActivities": 2, "nPassedActivities": 1, "oActivityScore": 1 })
    );
    let grouped = ask(body(
        json!({ "groupBy": ["attendeeId"], "metrics": ["nActivities", "oActivityScore"] }),
    ))
    .await
    .body;
    let results = grouped["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let of = |user: &Value| {
        results.iter().find(|one| one["group"]["attendeeId"] == user["id"]).unwrap()["data"][0]["metrics"].clone()
    };
    assert_eq!(
        of(ada),
        json!([{ "metric": "nActivities", "stats": { "count": 2 } },
        { "metric": "oActivityScore", "stats": { "count": 1, "max": 100.0, "min": 100.0, "sum": 100.0 } }])
    );
    assert_eq!(of(bob)[0]["stats"]["count"], 2);
    let only = |dimension: &str, value: &str| {
        let clause =
            json!({ "type": "And", "predicates": [{ "dimension": dimension, "value": value }] });
        body(
            json!({ "filter": { "type": "And", "clauses": [attendees, clause] }, "metrics": ["nActivities"] }),
        )
    };
    for (dimension, value, count) in [
        ("type", "Coaching", 2),
        ("moduleId", id(&world.module), 2),
        ("isPassed", "true", 1),
        ("isPassed", "false", 0),
    ] {
        let counted = ask(only(dimension, value)).await.body;
        let stats = &counted["results"][0]["data"][0]["metrics"][0]["stats"];
        assert_eq!(stats["count"], count, "{dimension} {value}");
    }
    let nobody = json!({ "filter": { "type": "And", "clauses": [{ "type": "And",
        "predicates": [{ "dimension": "type", "value": "Coaching" }] }] } });
    ask(body(nobody)).await.refused(400, "bad.request").naming(&["attendeeId"]);
    ask(body(json!({ "interval": "soon" })))
        .await
        .refused(400, "invalid.value")
        .naming(&["interval", "soon"]);
    let learning = server.caller(&[everywhere(&["learning:assignment:view"])]).await;
    let seen = server.ask("POST", &query).token(&learning).json(body(json!({}))).await.body;
    assert_eq!(numbers(&seen["results"][0])["nActivities"], 2);
}

#[both_engines]
async fn what_is_overdue_follows_the_clock_of_the_organization(engine: Engine) {
    let mut world = world(engine).await;
    let overdue = format!("userId={}&overdue=True&sortOrder=Asc", id(&world.bob));
    assert_eq!(world.listed(&overdue).await, these(&[&world.late, &world.leads]));
    days_later(&mut world.server, 60).await;
    assert_eq!(world.listed(&overdue).await, these(&[&world.late, &world.leads, &world.coached]));
}

#[both_engines]
async fn a_filter_that_finds_nothing_by_mistake_is_refused(engine: Engine) {
    let world = world(engine).await;
    let attendee = json!({ "type": "And", "predicates": [
        { "dimension": "attendeeId", "value": id(&world.ada) }] });
    for (clause, words) in [
        (
            json!({ "type": "And", "predicates": [{ "dimension": "type", "value": "Foo" }] }),
            ["filter.clauses[1].predicates[0].value", "Foo", "Coaching"],
        ),
        (
            json!({ "type": "And", "predicates": [{ "dimension": "isPassed", "value": "vielleicht" }] }),
            ["filter.clauses[1].predicates[0].value", "vielleicht", "true, false"],
        ),
        (
            json!({ "type": "Or", "predicates": [] }),
            ["filter.clauses[1].predicates", "[]", "at least one predicate"],
        ),
        (
            json!({ "type": "And", "predicates": [] }),
            ["filter.clauses[1].predicates", "[]", "at least one predicate"],
        ),
    ] {
        let body = json!({ "interval": "2026-01-01T00:00:00Z/2026-12-31T00:00:00Z",
            "filter": { "type": "And", "clauses": [attendee, clause] } });
        let path = format!("{ACTIVITIES}/aggregates/query");
        let answer = world.server.ask("POST", &path).json(body).await;
        answer.refused(400, "invalid.value").naming(&words);
    }
}

#[both_engines]
async fn activities_of_a_user_are_listed_and_counted_where_the_user_is(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    let user = async |name: &str, division: &str| {
        let body =
            json!({ "name": name, "email": format!("{name}@example.com"), "divisionId": division });
        post(&server, "/api/v2/users", body).await
    };
    let (ada, bob) = (user("ada", &north).await, user("bob", &south).await);
    let body = json!({ "name": "Talk", "description": "", "lengthInMinutes": 30,
        "dateStart": "2026-03-01T00:00:00Z", "attendeeIds": [id(&ada), id(&bob)], "facilitatorId": id(&ada) });
    let talk = post(&server, "/api/v2/coaching/appointments", body).await;
    let view = ["learning:assignment:view", "coaching:appointment:view"];
    let northern = server.caller(&[in_division(&north, &view)]).await;
    for (user, found) in [(&ada, vec![&talk]), (&bob, vec![])] {
        let list = format!("{ACTIVITIES}?userId={}", id(user));
        assert_eq!(ids(&server.get_with(&list, &northern).await), these(&found));
        let body = json!({ "interval": "2026-01-01T00:00:00Z/2026-12-31T00:00:00Z",
            "groupBy": ["attendeeId"], "filter": { "type": "And", "clauses": [{ "type": "And",
                "predicates": [{ "dimension": "attendeeId", "value": id(user) }] }] } });
        let path = format!("{ACTIVITIES}/aggregates/query");
        let counted = server.ask("POST", &path).token(&northern).json(body).await.body;
        assert_eq!(counted["results"].as_array().unwrap().len(), found.len());
    }
    let both = format!("{ACTIVITIES}?userId={},{}", id(&bob), id(&ada));
    assert_eq!(ids(&server.get_with(&both, &northern).await), these(&[&talk]));
}
