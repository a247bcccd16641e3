//! Conditions on policies: kept, shown, and never weighed in anybody's favour.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines, everywhere};

use super::{ROLES, grant, id, path};

fn conditional(name: &str) -> Value {
    json!({ "name": name, "permissionPolicies": [{
        "domain": "authorization", "entityName": "role", "actionSet": ["view"], "allowConditions": true,
        "policyName": "Few roles", "policyDescription": "Under a condition.", "namedResources": [],
        "resourceConditionNode": {
            "conjunction": "AND",
            "terms": [
                { "variableName": "Conversation.mediaType", "operator": "EQ", "operands": [{ "type": "SCALAR", "value": "CALL" }] },
                { "variableName": "Conversation.queues", "operator": "IN", "operands": [
                    { "type": "QUEUE", "queue": { "id": "q", "name": "Queue" } }, { "type": "USER", "user": { "id": "u" } }, { "type": "TEAM" } ] },
            ],
        },
    }] })
}

#[both_engines]
async fn conditions_are_kept_in_the_role_and_shown_with_every_policy(engine: Engine) {
    let server = TestServer::start(engine).await;
    let asked = conditional("Few");
    let role = server.ask("POST", ROLES).json(asked.clone()).await.body;
    assert_eq!(role["permissionPolicies"], asked["permissionPolicies"]);
    assert_eq!(
        server.get(&path(&role)).await.body["permissionPolicies"],
        asked["permissionPolicies"]
    );
    let put = server.ask("PUT", &path(&role)).json(conditional("Fewer")).await.body;
    assert_eq!(put["permissionPolicies"], asked["permissionPolicies"]);
    let ada = server.user("Ada Example").await;
    grant(&server, id(&ada), &role, "*").await;
    let node = &asked["permissionPolicies"][0]["resourceConditionNode"];
    let subject = server.get(&format!("/api/v2/authorization/subjects/{}", id(&ada))).await.body;
    let shown = subject["grants"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["role"]["name"] == "Fewer")
        .unwrap();
    let condition = shown["role"]["policies"][0]["condition"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<Value>(condition).unwrap(), *node);
    let held = server.get(&format!("/api/v2/users/{}/roles", id(&ada))).await.body;
    let expanded =
        server.get(&format!("/api/v2/users/{}?expand=authorization", id(&ada))).await.body;
    assert_eq!(expanded["authorization"], held);
    let policy = &held["permissionPolicies"][0];
    assert_eq!(
        (&policy["policyName"], &policy["allowConditions"]),
        (&json!("Few roles"), &json!(true))
    );
    assert_eq!(policy["resourceConditionNode"]["terms"][0], node["terms"][0]);
    let operands = json!([{ "type": "QUEUE", "value": "q" }, { "type": "USER", "value": "u" }, { "type": "TEAM" }]);
    assert_eq!(policy["resourceConditionNode"]["terms"][1]["operands"], operands);
    assert_eq!(
        serde_json::from_str::<Value>(policy["resourceCondition"].as_str().unwrap()).unwrap(),
        *node
    );
}

#[both_engines]
async fn a_condition_gives_nothing_and_is_not_shaken_off(engine: Engine) {
    let server = TestServer::start(engine).await;
    let role = server.ask("POST", ROLES).json(conditional("Few")).await.body;
    let ada = server.user("Ada Example").await;
    grant(&server, id(&ada), &role, "*").await;
    let token = server.token_of(id(&ada), 3600).await;
    server.get_with(ROLES, &token).await.refused(403, "missing.any.permissions");
    let adder = server
        .ask("POST", ROLES)
        .json(json!({ "name": "Adder", "permissions": ["authorization:role:add"] }))
        .await
        .body;
    grant(&server, id(&ada), &adder, "*").await;
    let make = |body: Value| server.ask("POST", ROLES).token(&token).json(body);
    assert_eq!(make(conditional("The same")).await.status, 200, "it is handed on as it is");
    let mut bare = conditional("Bare");
    bare["permissionPolicies"][0].as_object_mut().unwrap().remove("resourceConditionNode");
    make(bare).await.refused(403, "not.authorized");
    let mut named = conditional("Named");
    named["permissionPolicies"][0]["namedResources"] = json!(["x"]);
    make(named).await.refused(403, "not.authorized");
    let viewer =
        server.caller(&[everywhere(&["authorization:role:view", "authorization:role:add"])]).await;
    let weaker = server.ask("POST", ROLES).token(&viewer).json(conditional("Weaker"));
    assert_eq!(weaker.await.status, 200, "whoever holds all of it may hand on a part");
}

#[both_engines]
async fn a_condition_that_is_none_of_ours_is_refused_with_its_place(engine: Engine) {
    let server = TestServer::start(engine).await;
    let mut wrong = conditional("Wrong");
    wrong["permissionPolicies"][0]["resourceConditionNode"]["terms"][0]["operator"] = json!("LIKE");
    let answer = server.ask("POST", ROLES).json(wrong).await;
    answer
        .refused(400, "invalid.value")
        .naming(&["permissionPolicies[0].resourceConditionNode.terms[0].operator", "LIKE"]);
}
