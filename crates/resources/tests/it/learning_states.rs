//! How far learning assignments get, and who sees and changes them.

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines, everywhere, in_division};

const MODULES: &str = "/api/v2/learning/modules";
const ASSIGNMENTS: &str = "/api/v2/learning/assignments";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap_or_else(|| panic!("no id in {entity}"))
}

fn path(entity: &Value) -> &str {
    entity["selfUri"].as_str().unwrap()
}

async fn post(server: &TestServer, path: &str, body: Value) -> Value {
    let made = server.ask("POST", path).json(body).await;
    assert_eq!(made.status, 200, "{path}: {}", made.body);
    made.body
}

/// A user who is to learn a module, which has a test of one question.
struct World {
    server: TestServer,
    ada: Value,
    mine: String,
    module: Value,
    assignment: Value,
}

async fn world(engine: Engine) -> World {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let question = json!({ "id": "one", "text": "Is it?", "type": "multipleChoiceQuestion",
        "answerOptions": [{ "id": "no", "text": "No", "value": 0 }, { "id": "yes", "text": "Yes", "value": 1 }] });
    let form = json!({ "passPercent": 50, "questionGroups":
        [{ "id": "all", "name": "All", "type": "questionGroup", "questions": [question] }] });
    let body = json!({ "name": "Greeting", "completionTimeInDays": 7, "assessmentForm": form });
    let module = post(&server, MODULES, body).await;
    post(&server, &format!("{}/publish", path(&module)), json!({})).await;
    let body = json!({ "moduleId": id(&module), "userId": id(&ada) });
    let assignment = post(&server, ASSIGNMENTS, body).await;
    let mine = server.token_of(id(&ada), 3600).await;
    World { server, ada, mine, module, assignment }
}

fn answers(answer: &str) -> Value {
    json!({ "answers": { "questionGroupScores": [{ "questionGroupId": "all",
        "questionScores": [{ "questionId": "one", "answerId": answer }] }] } })
}

impl World {
    async fn patch(&self, token: &str, body: Value) -> Answer {
        self.server.ask("PATCH", path(&self.assignment)).token(token).json(body).await
    }

    async fn to(&self, token: &str, state: &str) -> Answer {
        self.patch(token, json!({ "state": state })).await
    }

    async fn again(&self, how: &str, token: &str) -> Answer {
        let path = format!("{}/{how}", path(&self.assignment));
        self.server.ask("POST", &path).token(token).await
    }

    async fn read(&self) -> Value {
        self.server.get(path(&self.assignment)).await.body
    }
}

#[both_engines]
async fn who_finished_goes_back_neither_by_a_state_nor_by_new_answers(engine: Engine) {
    let world = world(engine).await;
    let World { server, mine, .. } = &world;
    for state in ["NotCompleted", "InvalidSchedule"] {
        let refused = world.to(mine, state).await;
        assert!([403, 409].contains(&refused.status), "{state}: {}", refused.body);
    }
    world.to(mine, "NotCompleted").await.refused(403, "missing.permissions");
    let done =
        world.patch(mine, json!({ "state": "Completed", "assessment": answers("no") })).await;
    assert_eq!((done.status, &done.body["isPassed"]), (200, &json!(false)), "{}", done.body);
    for token in [mine, &server.token] {
        for state in ["Assigned", "InProgress", "InvalidSchedule", "NotCompleted"] {
            let refused = world.to(token, state).await;
            refused.refused(409, "general.conflict").naming(&["Completed", state, "Deleted"]);
        }
        let body = json!({ "assessment": answers("yes") });
        world.patch(token, body).await.refused(409, "general.conflict").naming(&["Completed"]);
    }
    assert_eq!(world.to(mine, "Completed").await.body, done.body);
    assert_eq!(world.read().await, done.body);
}

#[both_engines]
async fn what_ends_without_being_completed_has_no_result(engine: Engine) {
    let world = world(engine).await;
    let World { server, mine, .. } = &world;
    let half = world.patch(mine, json!({ "assessment": answers("yes") })).await.body;
    assert_eq!((&half["state"], &half["isPassed"]), (&json!("InProgress"), &json!(true)));
    world.to(mine, "Assigned").await.refused(409, "general.conflict");
    let ended = world.to(&server.token, "NotCompleted").await.body;
    assert_eq!(ended["state"], "NotCompleted");
    assert!(ended.get("isPassed").is_none() && ended.get("percentageScore").is_none(), "{ended}");
    world.to(mine, "Completed").await.refused(409, "general.conflict").naming(&["NotCompleted"]);
}

#[both_engines]
async fn an_assignment_begins_again_when_it_is_reset_or_reassigned(engine: Engine) {
    let world = world(engine).await;
    let World { server, mine, module, ada, .. } = &world;
    let due = world.assignment["dateRecommendedForCompletion"].clone();
    for (how, permission, due) in [
        ("reset", "learning:assignment:reset", due),
        ("reassign", "learning:assignment:add", json!("2026-01-09T03:05:05.678Z")),
    ] {
        world.patch(mine, json!({ "state": "Completed", "assessment": answers("yes") })).await;
        world.again(how, mine).await.refused(403, "missing.any.permissions").naming(&[permission]);
        let north = server.division(how).await;
        let elsewhere = server.caller(&[in_division(&north, &[permission])]).await;
        world.again(how, &elsewhere).await.refused(404, "general.resource.not.found");
        let here = server.caller(&[everywhere(&[permission])]).await;
        let begun = world.again(how, &here).await.body;
        assert_eq!(
            (&begun["state"], &begun["dateRecommendedForCompletion"]),
            (&json!("Assigned"), &due)
        );
        for gone in ["isPassed", "percentageScore", "assessment", "dateCompleted"] {
            assert!(begun.get(gone).is_none(), "{how}: {begun}");
        }
        assert_eq!(world.read().await, begun);
        server.advance(std::time::Duration::from_mins(1));
    }
    // A later one is open, or was: two would be.
    world.to(mine, "Completed").await;
    let body = json!({ "moduleId": id(module), "userId": id(ada) });
    let later = post(server, ASSIGNMENTS, body.clone()).await;
    for how in ["reset", "reassign"] {
        let refused = world.again(how, &server.token).await;
        refused.refused(409, "general.conflict").naming(&["Completed", id(ada)]);
    }
    server.ask("PATCH", path(&later)).json(json!({ "state": "Completed" })).await;
    world.again("reset", &server.token).await.refused(409, "general.conflict");
    post(server, ASSIGNMENTS, body).await;
}

#[both_engines]
async fn an_assignment_of_a_deleted_user_stays_as_it_is(engine: Engine) {
    let world = world(engine).await;
    let World { server, ada, .. } = &world;
    server.ask("DELETE", path(ada)).await;
    for state in ["Assigned", "InProgress", "Completed", "NotCompleted"] {
        let refused = world.to(&server.token, state).await;
        refused.refused(409, "general.conflict").naming(&["InvalidSchedule", state]);
    }
    for how in ["reset", "reassign"] {
        let refused = world.again(how, &server.token).await;
        refused.refused(409, "general.conflict").naming(&["InvalidSchedule", id(ada)]);
    }
    assert_eq!(world.read().await["state"], "InvalidSchedule");
    server.patch(ada, json!({ "state": "active" })).await;
    assert_eq!(world.again("reset", &server.token).await.body["state"], "Assigned");
}

#[both_engines]
async fn who_learns_reads_their_own_assignment_without_a_permission(engine: Engine) {
    let world = world(engine).await;
    let World { server, mine, assignment, .. } = &world;
    assert_eq!(server.get_with(path(assignment), mine).await.body, *assignment);
    let stranger = server.caller(&[]).await;
    for path in [path(assignment), &format!("{ASSIGNMENTS}/nowhere")] {
        let refused = server.get_with(path, &stranger).await;
        refused.refused(403, "missing.permissions").naming(&["learning:assignment:view"]);
    }
}

#[both_engines]
async fn a_module_whose_days_could_not_be_told_cannot_be_made(engine: Engine) {
    let world = world(engine).await;
    let World { server, ada, .. } = &world;
    let body = json!({ "name": "Long", "completionTimeInDays": i32::MAX });
    let refused = server.ask("POST", MODULES).json(body).await;
    refused.refused(400, "invalid.value").naming(&["completionTimeInDays", "3650"]);
    let longest =
        post(server, MODULES, json!({ "name": "Long", "completionTimeInDays": 3650 })).await;
    post(server, &format!("{}/publish", path(&longest)), json!({})).await;
    let body = json!({ "moduleId": id(&longest), "userId": id(ada),
        "recommendedCompletionDate": "9999-12-30T22:00:00.999Z" });
    let made = post(server, ASSIGNMENTS, body).await;
    assert_eq!(made["dateRecommendedForCompletion"], "9999-12-30T22:00:00.000Z");
}
