//! Queues: how they are made, listed, replaced, moved and deleted.

mod members;

use serde_json::{Value, json};

use test_server::{Engine, TestServer, both_engines, in_division};

const QUEUES: &str = "/api/v2/routing/queues";

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

fn names(listing: &Value) -> Vec<&str> {
    let entities = listing["entities"].as_array().unwrap().iter();
    entities.map(|one| one["name"].as_str().unwrap()).collect()
}

fn path(queue: &Value) -> String {
    format!("{QUEUES}/{}", id(queue))
}

/// A queue with what `more` says.
pub(crate) async fn queue_with(server: &TestServer, name: &str, more: Value) -> Value {
    let mut body = json!({ "name": name });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = server.ask("POST", QUEUES).json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
    made.body
}

pub(crate) async fn queue(server: &TestServer, name: &str) -> Value {
    queue_with(server, name, json!({})).await
}

async fn group(server: &TestServer, name: &str) -> Value {
    let body = json!({
        "name": name, "type": "official", "visibility": "public", "rulesVisible": true,
    });
    server.ask("POST", "/api/v2/groups").json(body).await.body
}

#[both_engines]
async fn a_queue_has_every_setting_from_the_beginning(engine: Engine) {
    let server = TestServer::start(engine).await;
    let made = queue(&server, " Support ").await;
    let home = server.get("/api/v2/authorization/divisions/home").await.body;
    let media = |seconds: u32, within: u32| {
        json!({
            "alertingTimeoutSeconds": seconds,
            "serviceLevel": { "percentage": 0.8, "durationMs": within },
        })
    };
    let mut callback = media(30, 20_000);
    callback["enableAutoDialAndEnd"] = json!(false);
    callback["autoDialDelaySeconds"] = json!(300);
    callback["autoEndDelaySeconds"] = json!(300);
    let client = test_server::CLIENT.0;
    assert_eq!(
        made,
        json!({
            "id": made["id"], "name": "Support", "selfUri": path(&made),
            "division": { "id": home["id"], "name": home["name"], "selfUri": home["selfUri"] },
            "dateCreated": "2026-01-02T03:04:05.678Z", "dateModified": "2026-01-02T03:04:05.678Z",
            "createdBy": client, "modifiedBy": client,
            "memberCount": 0, "userMemberCount": 0, "joinedMemberCount": 0, "memberGroups": [],
            "acwSettings": { "wrapupPrompt": "MANDATORY_TIMEOUT", "timeoutMs": 300_000 },
            "autoAnswerOnly": true, "enableAudioMonitoring": false,
            "enableManualAssignment": false, "enableTranscription": false,
            "mediaSettings": {
                "call": media(16, 20_000), "callback": callback, "chat": media(30, 20_000),
                "email": media(300, 86_400_000), "message": media(30, 20_000),
            },
            "scoringMethod": "TimestampAndPriority", "skillEvaluationMethod": "NONE",
            "suppressInQueueCallRecording": true,
        })
    );
    assert_eq!(server.get(&path(&made)).await.body, made);
    let taken = server.ask("POST", QUEUES).json(json!({ "name": "support" })).await;
    taken.refused(409, "general.conflict").naming(&["queue", "support"]);
    let unknown = json!({ "name": "Other", "division": { "id": "x" } });
    let unknown = server.ask("POST", QUEUES).json(unknown).await;
    unknown.refused(400, "invalid.value").naming(&["division.id", "[x]"]);
    server.ask("POST", QUEUES).json(json!({})).await.refused(400, "bad.request").naming(&["name"]);
}

#[both_engines]
async fn a_queue_keeps_all_that_it_is_given(engine: Engine) {
    let server = TestServer::start(engine).await;
    let reference = json!({ "id": "11111111-1111-4111-8111-111111111111", "name": "Kept" });
    let given = json!({
        "description": "First line", "callingPartyName": "Acme", "callingPartyNumber": "+13175550100",
        "queueFlow": reference, "emailInQueueFlow": reference, "whisperPrompt": reference,
        "defaultScripts": { "CALL": { "name": "Greeting" } },
        "acwSettings": { "wrapupPrompt": "OPTIONAL" },
        "mediaSettings": { "call": { "alertingTimeoutSeconds": 20 } },
        "bullseye": { "rings": [
            { "expansionCriteria": [{ "type": "TIMEOUT_SECONDS", "threshold": 30.0 }] },
            { "expansionCriteria": [] },
        ] },
        "routingRules": [{ "operator": "ANY", "waitSeconds": 10.0 }],
        "directRouting": { "waitForAgent": true, "agentWaitSeconds": 70 },
        "peerId": "elsewhere-1", "lastAgentRoutingMode": "AnyAgent", "skillEvaluationMethod": "BEST",
    });
    let made = queue_with(&server, "Support", given.clone()).await;
    for (name, value) in given.as_object().unwrap() {
        match name.as_str() {
            "acwSettings" => assert_eq!(
                made[name],
                json!({ "wrapupPrompt": "OPTIONAL", "timeoutMs": 300_000 }),
                "the rest has its default"
            ),
            "mediaSettings" => {
                assert_eq!(made[name]["call"]["alertingTimeoutSeconds"], 20);
                assert_eq!(made[name]["call"]["serviceLevel"]["percentage"], 0.8);
                assert_eq!(made[name]["email"]["alertingTimeoutSeconds"], 300);
            }
            _ => assert_eq!(made[name], *value, "{name}"),
        }
    }
    let copy = queue_with(&server, "Copy", json!({ "sourceQueueId": made["id"] })).await;
    for name in ["description", "bullseye", "acwSettings", "mediaSettings", "peerId"] {
        assert_eq!(copy[name], made[name], "{name}");
    }
    let none = json!({ "name": "None", "sourceQueueId": "x" });
    let none = server.ask("POST", QUEUES).json(none).await;
    none.refused(400, "invalid.value").naming(&["sourceQueueId", "[x]"]);
}

#[both_engines]
async fn a_put_replaces_the_settings_of_a_queue(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (night, north) = (group(&server, "Night shift").await, server.division("North").await);
    let groups = json!([{ "id": night["id"], "type": "GROUP" }]);
    let more = json!({ "description": "First line", "memberGroups": groups });
    let made = queue_with(&server, "Support", more).await;
    server.advance(std::time::Duration::from_mins(1));
    let put = async |body: Value| server.ask("PUT", &path(&made)).json(body).await;
    let mut whole = made.clone();
    whole["callingPartyName"] = json!("Acme");
    let changed = put(whole.clone()).await.body;
    whole["dateModified"] = json!("2026-01-02T03:05:05.678Z");
    assert_eq!(changed, whole, "what was read can be sent back");
    let body = json!({ "name": "Support 2", "division": { "id": north } });
    let replaced = put(body).await.body;
    assert!(replaced.get("description").is_none() && replaced.get("callingPartyName").is_none());
    assert_eq!(
        (&replaced["name"], &replaced["division"]["id"]),
        (&json!("Support 2"), &json!(north))
    );
    assert_eq!(replaced["memberGroups"], made["memberGroups"], "members are no settings");
    assert_eq!(
        (&replaced["createdBy"], &replaced["dateCreated"]),
        (&made["createdBy"], &made["dateCreated"])
    );
    let emptied = put(json!({ "name": "Support 2", "memberGroups": [] })).await.body;
    assert_eq!(emptied["memberGroups"], json!([]));
    queue(&server, "Sales").await;
    put(json!({ "name": "SALES" })).await.refused(409, "general.conflict").naming(&["SALES"]);
    let told = server.audits_of(id(&made)).await;
    assert_eq!(
        told,
        ["Create Queue", "Update Queue", "Move Queue", "Update Queue", "Update Queue"]
    );
}

#[both_engines]
async fn queues_are_listed_by_name_and_filtered(engine: Engine) {
    let server = TestServer::start(engine).await;
    let north = server.division("North").await;
    let more = json!({
        "division": { "id": north }, "peerId": "p-1",
        "cannedResponseLibraries": { "mode": "SelectedOnly", "libraryIds": ["lib-1"] },
    });
    queue_with(&server, "billing", more).await;
    for name in ["Support", "Sales", "Presales"] {
        queue(&server, name).await;
    }
    let list = async |query: &str| server.get(&format!("{QUEUES}{query}")).await.body;
    let all = list("?pageSize=3").await;
    assert_eq!(names(&all), ["billing", "Presales", "Sales"]);
    assert_eq!((&all["total"], &all["pageCount"]), (&json!(4), &json!(2)));
    assert_eq!(names(&list("?sortOrder=desc&pageSize=1").await), ["Support"]);
    assert_eq!(names(&list("?name=SALES").await), ["Presales", "Sales"]);
    assert_eq!(names(&list("?name=s*").await), ["Sales", "Support"]);
    for query in [
        &format!("?divisionId={north}"),
        "?peerId=p-1",
        "?hasPeer=true",
        "?cannedResponseLibraryId=lib-1",
    ] {
        assert_eq!(names(&list(query).await), ["billing"], "{query}");
    }
    assert_eq!(list("?hasPeer=false").await["total"], 3);
    let large = list("?pageSize=1000").await;
    assert_eq!((names(&large).len(), &large["pageSize"]), (4, &json!(500)));

    let short = server.get(&format!("{QUEUES}/divisionviews?name=bill")).await.body;
    let one = &short["entities"][0];
    let division = json!({
        "id": north, "name": "North", "selfUri": format!("/api/v2/authorization/divisions/{north}"),
    });
    assert_eq!(
        *one,
        json!({ "id": one["id"], "name": "billing", "division": division, "selfUri": path(one) })
    );
    let by_division = format!("{QUEUES}/divisionviews?sortBy=divisionId&divisionId={north}");
    assert_eq!(names(&server.get(&by_division).await.body), ["billing"]);
    let all = server.get(&format!("{QUEUES}/divisionviews/all?sortOrder=DESC")).await.body;
    assert_eq!(names(&all), ["Support", "Sales", "Presales", "billing"]);
    let searcher = server.caller(&[in_division(&north, &["routing:queue:search"])]).await;
    for view in ["divisionviews", "divisionviews/all"] {
        let seen = server.get_with(&format!("{QUEUES}/{view}"), &searcher).await.body;
        assert_eq!(names(&seen), ["billing"], "{view}");
    }
}

#[both_engines]
async fn a_queue_moves_between_divisions_and_goes_home_with_force(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (made, north) = (queue(&server, "Support").await, server.division("North").await);
    let viewer = server.caller(&[in_division(&north, &["routing:queue:view"])]).await;
    server.get_with(&path(&made), &viewer).await.refused(404, "general.resource.not.found");
    let objects = format!("/api/v2/authorization/divisions/{north}/objects/QUEUE");
    for _ in 0..2 {
        let moved = server.ask("POST", &objects).json(json!([made["id"]])).await;
        assert_eq!(moved.status, 204, "{}", moved.body);
    }
    assert_eq!(server.get_with(&path(&made), &viewer).await.body["division"]["id"], *north);
    let moves = server.audits_of(id(&made)).await;
    assert_eq!(moves, ["Create Queue", "Move Queue"], "moving there again changes nothing");
    let unknown = server.ask("POST", &objects).json(json!(["x"])).await;
    unknown.refused(404, "general.resource.not.found").naming(&["queue", "[x]"]);
    let division = format!("/api/v2/authorization/divisions/{north}");
    let refused = server.ask("DELETE", &division).await;
    refused.refused(400, "bad.request").naming(&["1 queues"]);
    assert_eq!(server.ask("DELETE", &format!("{division}?force=true")).await.status, 204);
    assert_eq!(server.get(&path(&made)).await.body["division"]["id"], made["division"]["id"]);
}

#[both_engines]
async fn a_deleted_queue_is_gone_and_its_name_is_free(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (made, ada) = (queue(&server, "Support").await, server.user("Ada Example").await);
    let members = format!("{}/members", path(&made));
    server.ask("POST", &members).json(json!([{ "id": ada["id"] }])).await;
    assert_eq!(server.ask("DELETE", &path(&made)).await.status, 204);
    for method in ["GET", "DELETE"] {
        let gone = server.ask(method, &path(&made)).await;
        gone.refused(404, "general.resource.not.found").naming(&["queue", id(&made)]);
    }
    let own = server.get(&format!("/api/v2/users/{}/queues", id(&ada))).await.body;
    assert_eq!(own["total"], 0);
    queue(&server, "Support").await;
}
