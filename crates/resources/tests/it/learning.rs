//! Learning modules and assignments.

use std::time::Duration;

use serde_json::{Value, json};

use test_server::{Answer, CLIENT, Engine, TestServer, both_engines, everywhere, in_division};

const MODULES: &str = "/api/v2/learning/modules";
const ASSIGNMENTS: &str = "/api/v2/learning/assignments";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap_or_else(|| panic!("no id in {entity}"))
}

fn path(entity: &Value) -> &str {
    entity["selfUri"].as_str().unwrap()
}

/// A test of two questions, passed with half of the points.
fn test() -> Value {
    let options = json!([{ "id": "wrong", "text": "No", "value": 0 },
        { "id": "right", "text": "Yes", "value": 2 }]);
    let question = |id: &str| json!({ "id": id, "text": "Is it?", "type": "multipleChoiceQuestion", "answerOptions": options });
    json!({ "passPercent": 50, "questionGroups": [{ "id": "all", "name": "All",
        "type": "questionGroup", "questions": [question("one"), question("two")] }] })
}

async fn module(server: &TestServer, body: Value) -> Value {
    let mut whole = json!({ "name": "Greeting", "completionTimeInDays": 7 });
    whole.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    let made = server.ask("POST", MODULES).json(whole).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

async fn publish(server: &TestServer, module: &Value) -> Answer {
    server.ask("POST", &format!("{}/publish", path(module))).await
}

async fn published(server: &TestServer, body: Value) -> Value {
    let made = module(server, body).await;
    assert_eq!(publish(server, &made).await.status, 200);
    made
}

async fn assign(server: &TestServer, module: &Value, user: &Value) -> Value {
    let body = json!({ "moduleId": id(module), "userId": id(user) });
    let made = server.ask("POST", ASSIGNMENTS).json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

async fn listed(server: &TestServer, query: &str) -> Vec<String> {
    let answer = server.get(&format!("{ASSIGNMENTS}?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let entities = answer.body["entities"].as_array().unwrap();
    assert_eq!(answer.body["total"], json!(entities.len()));
    entities.iter().map(|one| id(one).to_owned()).collect()
}

/// Answers a test as its user.
fn answers(chosen: [&str; 2]) -> Value {
    let score =
        |question: &str, answer: &str| json!({ "questionId": question, "answerId": answer });
    json!({ "answers": { "questionGroupScores": [{ "questionGroupId": "all", "questionScores":
        [score("one", chosen[0]), score("two", chosen[1])] }] } })
}

/// Days go by: tokens end, and the first client gets a new one.
async fn days_later(server: &mut TestServer, days: u64) {
    server.advance(Duration::from_secs(days * 24 * 60 * 60));
    server.token = server.sign_in(CLIENT).await;
}

#[both_engines]
async fn a_module_keeps_what_it_was_made_of_and_is_published_once(engine: Engine) {
    let server = TestServer::start(engine).await;
    let step = |order: i32, value: &str| json!({ "order": order, "type": "Url", "value": value });
    let body = json!({
        "name": " Greeting ", "description": "How to greet", "completionTimeInDays": 7,
        "lengthInMinutes": 20, "type": "AssessedContent", "externalId": "G-1",
        "informSteps": [step(2, "https://example.com/b"), step(1, "https://example.com/a")],
        "assessmentForm": test(), "coverArt": { "id": "picture" },
        "reviewAssessmentResults": { "byAssignees": true, "byViewers": false },
        "autoAssign": { "enabled": true, "ruleId": "rule" },
    });
    let made = module(&server, body.clone()).await;
    for name in ["description", "lengthInMinutes", "type", "externalId", "reviewAssessmentResults"]
    {
        assert_eq!(made[name], body[name], "{name}");
    }
    assert_eq!(made["name"], "Greeting");
    assert_eq!(
        made["informSteps"],
        json!([step(1, "https://example.com/a"), step(2, "https://example.com/b")])
    );
    assert_eq!(made["assessmentForm"]["questionGroups"], test()["questionGroups"]);
    assert_eq!(
        (&made["coverArt"]["id"], &made["autoAssign"]["rule"]["id"]),
        (&json!("picture"), &json!("rule"))
    );
    assert_eq!(
        (&made["isPublished"], &made["isArchived"], &made["version"]),
        (&json!(false), &json!(false), &json!(1))
    );
    assert_eq!(server.get(path(&made)).await.body, made);
    server.advance(Duration::from_mins(1));
    let answer = publish(&server, &made).await;
    assert_eq!(answer.body, json!({ "id": made["id"], "version": 1, "selfUri": made["selfUri"] }));
    let read = server.get(path(&made)).await.body;
    assert_eq!(
        (&read["isPublished"], &read["dateModified"]),
        (&json!(true), &json!("2026-01-02T03:05:05.678Z"))
    );
    server.advance(Duration::from_mins(1));
    assert_eq!(publish(&server, &made).await.status, 200);
    assert_eq!(server.get(path(&made)).await.body, read);
    let taken = server.ask("POST", MODULES).json(body).await;
    taken.refused(409, "general.conflict").naming(&["G-1"]);
    for (name, value) in [
        ("completionTimeInDays", json!(0)),
        ("completionTimeInDays", json!(i32::MAX)),
        ("name", json!(" ")),
    ] {
        let mut body = json!({ "name": "Greeting", "completionTimeInDays": 7 });
        body[name] = value;
        let answer = server.ask("POST", MODULES).json(body).await;
        assert_eq!(answer.status, 400);
        answer.naming(&[name]);
    }
    server.get(&format!("{MODULES}/nowhere")).await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn modules_are_listed_by_what_is_asked_for(engine: Engine) {
    let server = TestServer::start(engine).await;
    let carl = module(&server, json!({ "name": "Carl", "externalId": "C" })).await;
    server.advance(Duration::from_secs(1));
    let ada = published(&server, json!({ "name": "ada", "type": "External" })).await;
    server.advance(Duration::from_secs(1));
    let bob = published(&server, json!({ "name": "Bob", "assessmentForm": test() })).await;
    let names = async |query: &str| {
        let page = server.get(&format!("{MODULES}?{query}")).await.body;
        let all = page["entities"].as_array().unwrap().iter();
        all.map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("").await, ["ada", "Bob", "Carl"]);
    assert_eq!(names("sortOrder=descending").await, ["Carl", "Bob", "ada"]);
    assert_eq!(names("sortBy=createddate").await, ["Carl", "ada", "Bob"]);
    assert_eq!(names("statuses=Published").await, ["ada", "Bob"]);
    assert_eq!(names("statuses=Unpublished").await, ["Carl"]);
    assert_eq!(names("statuses=Archived").await, [""; 0]);
    assert_eq!(names("types=External,Informational").await, ["ada"]);
    assert_eq!(names("searchTerm=O").await, ["Bob"]);
    assert_eq!(names("externalIds=C").await, ["Carl"]);
    assert_eq!(names("pageSize=2&pageNumber=2").await, ["Carl"]);
    let user = server.user("Ada Example").await;
    let mine = server.token_of(id(&user), 3600).await;
    let assignment = assign(&server, &bob, &user).await;
    let body = json!({ "state": "Completed", "assessment": answers(["right", "right"]) });
    server.ask("PATCH", path(&assignment)).token(&mine).json(body).await;
    assign(&server, &ada, &user).await;
    assert_eq!(names("sortBy=averagescore&sortOrder=descending").await[0], "Bob");
    assert_eq!(names("sortBy=percentpassed&sortOrder=descending").await[0], "Bob");
    let page = server.get(&format!("{MODULES}?expand=summaryData")).await.body;
    let numbers = |index: usize| page["entities"][index]["summaryData"].clone();
    let summary = |assigned: i32, completed: i32, sum: f64| json!({ "assignedCount": assigned, "completedCount": completed, "completedSum": sum, "passedCount": completed });
    assert_eq!(
        [numbers(0), numbers(1), numbers(2)],
        [summary(1, 0, 0.0), summary(0, 1, 100.0), summary(0, 0, 0.0)]
    );
    assert_eq!(id(&page["entities"][2]), id(&carl));
}

#[both_engines]
async fn a_published_module_is_assigned_and_due_after_its_days(engine: Engine) {
    let mut server = TestServer::start(engine).await;
    let user = server.user("Ada Example").await;
    let draft = module(&server, json!({})).await;
    let body = json!({ "moduleId": id(&draft), "userId": id(&user) });
    let answer = server.ask("POST", ASSIGNMENTS).json(body).await;
    answer.refused(400, "invalid.value").naming(&["moduleId", id(&draft), "published"]);
    assert_eq!(publish(&server, &draft).await.status, 200);
    let made = assign(&server, &draft, &user).await;
    assert_eq!(made["dateRecommendedForCompletion"], "2026-01-09T03:04:05.678Z");
    assert_eq!(
        (&made["state"], &made["isOverdue"], &made["isLatest"]),
        (&json!("Assigned"), &json!(false), &json!(true))
    );
    assert_eq!((&made["user"]["id"], &made["module"]["name"]), (&user["id"], &json!("Greeting")));
    assert_eq!(server.get(path(&made)).await.body, made);
    days_later(&mut server, 8).await;
    assert_eq!(server.get(path(&made)).await.body["isOverdue"], true);
    let body = json!({ "moduleId": id(&draft), "userId": id(&user) });
    let again = server.ask("POST", ASSIGNMENTS).json(body.clone()).await;
    again.refused(409, "general.conflict").naming(&[id(&draft), id(&user)]);
    server.ask("PATCH", path(&made)).json(json!({ "state": "Completed" })).await;
    let done = server.get(path(&made)).await.body;
    assert_eq!(
        (&done["isOverdue"], &done["dateCompleted"]),
        (&json!(false), &json!("2026-01-10T03:04:05.678Z"))
    );
    let mut body = body;
    body["recommendedCompletionDate"] = json!("2026-05-01T00:00:00+02:00");
    body["lengthInMinutes"] = json!(12);
    let second = server.ask("POST", ASSIGNMENTS).json(body).await.body;
    assert_eq!(second["dateRecommendedForCompletion"], "2026-04-30T22:00:00.000Z");
    assert_eq!(second["lengthInMinutes"], 12);
    assert_eq!(server.get(path(&made)).await.body["isLatest"], false);
    let unknown = json!({ "moduleId": id(&draft), "userId": "nobody" });
    let answer = server.ask("POST", ASSIGNMENTS).json(unknown).await;
    answer.refused(400, "invalid.value").naming(&["userId", "nobody"]);
}

#[both_engines]
async fn answers_to_the_test_are_scored_at_once(engine: Engine) {
    let server = TestServer::start(engine).await;
    let user = server.user("Ada Example").await;
    let mine = server.token_of(id(&user), 3600).await;
    let module = published(&server, json!({ "assessmentForm": test() })).await;
    let assignment = assign(&server, &module, &user).await;
    let patch =
        async |body: Value| server.ask("PATCH", path(&assignment)).token(&mine).json(body).await;
    let half = patch(json!({ "assessment": answers(["right", "wrong"]) })).await.body;
    assert_eq!(
        (&half["state"], &half["percentageScore"], &half["isPassed"]),
        (&json!("InProgress"), &json!(50.0), &json!(true))
    );
    let scored = &half["assessment"]["answers"]["questionGroupScores"][0];
    assert_eq!(
        (&scored["maxTotalScore"], &scored["questionScores"][0]["score"]),
        (&json!(4.0), &json!(2))
    );
    assert_eq!(half["assessment"]["status"], "InProgress");
    for (place, name) in [
        ("/questionGroupScores/0/questionScores/0/answerId", "answerId"),
        ("/questionGroupScores/0/questionScores/1/questionId", "questionId"),
        ("/questionGroupScores/0/questionGroupId", "questionGroupId"),
    ] {
        let mut given = answers(["right", "right"]);
        *given["answers"].pointer_mut(place).unwrap() = json!("maybe");
        let answer = patch(json!({ "assessment": given })).await;
        answer.refused(400, "invalid.value").naming(&[name, "maybe"]);
    }
    let none = patch(json!({ "assessment": answers(["wrong", "wrong"]), "state": "Completed" }))
        .await
        .body;
    assert_eq!((&none["percentageScore"], &none["isPassed"]), (&json!(0.0), &json!(false)));
    assert_eq!(none["assessment"]["answers"]["failureReasons"], json!(["Score"]));
    assert_eq!(
        (&none["assessment"]["status"], &none["assessment"]["dateSubmitted"]),
        (&json!("Finished"), &none["dateCompleted"])
    );
    let plain = published(&server, json!({})).await;
    let plain = assign(&server, &plain, &user).await;
    let body = json!({ "assessment": answers(["right", "right"]) });
    let answer = server.ask("PATCH", path(&plain)).token(&mine).json(body).await;
    answer.refused(400, "invalid.value").naming(&["assessment"]);
}

#[both_engines]
async fn assignments_are_listed_by_what_is_asked_for(engine: Engine) {
    let mut server = TestServer::start(engine).await;
    let (ada, bob) = (server.user("Ada Example").await, server.user("Bob Example").await);
    let tested =
        published(&server, json!({ "assessmentForm": test(), "completionTimeInDays": 1 })).await;
    let plain = published(&server, json!({ "type": "External", "completionTimeInDays": 30 })).await;
    let passed = assign(&server, &tested, &ada).await;
    let late = assign(&server, &tested, &bob).await;
    let open = assign(&server, &plain, &ada).await;
    days_later(&mut server, 2).await;
    let body = json!({ "state": "Completed", "assessment": answers(["right", "right"]) });
    server.ask("PATCH", path(&passed)).json(body).await;
    let ids =
        |all: &[&Value]| -> Vec<String> { all.iter().map(|one| id(one).to_owned()).collect() };
    let both = format!("userId={},{}", id(&ada), id(&bob));
    let found = async |query: &str| listed(&server, &format!("{both}&{query}")).await;
    assert_eq!(found("sortBy=DateModified").await[0], id(&passed));
    assert_eq!(
        listed(&server, &format!("userId={}&sortOrder=Asc", id(&ada))).await,
        ids(&[&passed, &open])
    );
    assert_eq!(listed(&server, &format!("moduleId={}", id(&plain))).await, ids(&[&open]));
    assert_eq!(found("overdue=True").await, ids(&[&late]));
    assert_eq!(
        listed(&server, &format!("overdue=False&userId={}", id(&ada))).await,
        ids(&[&open, &passed])
    );
    assert_eq!(found("pass=True").await, ids(&[&passed]));
    assert_eq!(found("pass=False").await, [""; 0]);
    assert_eq!(found("minPercentageScore=99.5&maxPercentageScore=100").await, ids(&[&passed]));
    assert_eq!(found("types=External").await, ids(&[&open]));
    assert_eq!(found("states=Completed").await, ids(&[&passed]));
    // The end is exclusive, and what is finer than a second is cut off.
    let interval = "2026-01-03T03:04:05.999Z/2026-02-01T03:04:05.999Z";
    assert_eq!(
        listed(&server, &format!("interval={interval}&sortOrder=Asc&userId={}", id(&ada))).await,
        ids(&[&passed])
    );
    assert_eq!(
        found("completionInterval=2026-01-04T00:00:00Z/2026-01-05T00:00:00Z").await,
        ids(&[&passed])
    );
    for (query, words) in [
        ("interval=yesterday", ["interval", "yesterday"]),
        ("interval=2026-01-02T00:00:00Z/2026-01-01T00:00:00Z", ["interval", "before"]),
        (
            "completionInterval=2026-01-02T00:00:00Z/2027-02-01T00:00:00Z",
            ["completionInterval", "one year"],
        ),
    ] {
        let answer = server.get(&format!("{ASSIGNMENTS}?{both}&{query}")).await;
        answer.refused(400, "invalid.value").naming(&words);
    }
    let nobodys = server.get(&format!("{ASSIGNMENTS}?overdue=True")).await;
    nobodys.refused(400, "bad.request").naming(&["moduleId", "userId"]);
}

#[both_engines]
async fn who_learns_changes_their_own_and_others_need_permissions(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    let ada = server.user("Ada Example").await;
    let module = published(&server, json!({})).await;
    let assignment = assign(&server, &module, &ada).await;
    let patch = async |token: &str, state: &str| {
        server.ask("PATCH", path(&assignment)).token(token).json(json!({ "state": state })).await
    };
    let mine = server.token_of(id(&ada), 3600).await;
    assert_eq!(patch(&mine, "InProgress").await.body["state"], "InProgress");
    patch(&mine, "Deleted").await.refused(403, "missing.permissions");
    let stranger = server.caller(&[]).await;
    patch(&stranger, "Completed").await.refused(403, "missing.permissions");
    let elsewhere = [in_division(&north, &["learning:assignment:add", "learning:assignment:view"])];
    let elsewhere = server.caller(&elsewhere).await;
    patch(&elsewhere, "Completed").await.refused(404, "general.resource.not.found");
    server.get_with(path(&assignment), &elsewhere).await.refused(404, "general.resource.not.found");
    let here = server.caller(&[everywhere(&["learning:assignment:add"])]).await;
    assert_eq!(patch(&here, "Completed").await.status, 200);
    patch(&here, "Deleted").await.refused(403, "missing.permissions");
    assert_eq!(patch(&server.token, "Deleted").await.body["state"], "Deleted");
    server.get(path(&assignment)).await.refused(404, "general.resource.not.found");
    assert_eq!(listed(&server, &format!("userId={}", id(&ada))).await, [""; 0]);
    // It can be learnt again.
    assign(&server, &module, &ada).await;
}

#[both_engines]
async fn what_a_deleted_user_has_not_finished_no_longer_fits(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let (first, second) =
        (published(&server, json!({})).await, published(&server, json!({})).await);
    let (done, open) = (assign(&server, &first, &ada).await, assign(&server, &second, &ada).await);
    server.ask("PATCH", path(&done)).json(json!({ "state": "Completed" })).await;
    server.ask("DELETE", path(&ada)).await;
    assert_eq!(server.get(path(&done)).await.body["state"], "Completed");
    assert_eq!(server.get(path(&open)).await.body["state"], "InvalidSchedule");
    let body = json!({ "moduleId": id(&second), "userId": id(&ada) });
    server.ask("POST", ASSIGNMENTS).json(body).await.refused(400, "invalid.value");
}
