//! Passwords, and the small resources that clients read first.

use serde_json::json;
use test_server::{Engine, TestServer, both_engines, everywhere};

#[both_engines]
async fn a_password_is_set_by_who_may_and_changed_by_who_knows_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let id = ada["id"].as_str().unwrap();
    let set = server
        .ask("POST", &format!("/api/v2/users/{id}/password"))
        .json(json!({ "newPassword": "first-password" }))
        .await;
    assert_eq!(set.status, 204, "{}", set.body);
    let token = server.token_of(id, 3600).await;
    let change = |old: &str, new: &str| {
        let body = json!({ "oldPassword": old, "newPassword": new });
        server.ask("POST", "/api/v2/users/me/password").token(&token).json(body)
    };
    let wrong = change("wrong-password", "second-password").await;
    wrong.refused(400, "invalid.value").naming(&["oldPassword"]);
    assert!(!wrong.message().contains("wrong-password"));
    assert_eq!(change("first-password", "second-password").await.status, 204);
    change("first-password", "third-password").await.refused(400, "invalid.value");
    assert_eq!(change("second-password", &"long ".repeat(100)).await.status, 204);
}

#[both_engines]
async fn a_password_that_the_policy_does_not_allow_is_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = format!("/api/v2/users/{}/password", ada["id"].as_str().unwrap());
    for bad in ["short", "Ada Example", "ada.example@example.com"] {
        let answer = server.ask("POST", &path).json(json!({ "newPassword": bad })).await;
        answer.refused(400, "invalid.value").naming(&["newPassword"]);
        assert!(!answer.message().contains(bad));
    }
}

#[both_engines]
async fn clients_find_the_organization_and_its_products(engine: Engine) {
    let server = TestServer::start(engine).await;
    let organization = server.get("/api/v2/organizations/me").await.body;
    assert_eq!(organization["id"], server.organization);
    assert_eq!(organization["defaultCountryCode"], "US");
    let products = server.get("/api/v2/authorization/products").await.body;
    let entities = products["entities"].as_array().unwrap();
    assert_eq!(products["total"], entities.len());
    assert!(entities.iter().all(|product| product["id"].is_string()));
}

#[both_engines]
async fn voicemail_policies_are_kept(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let path = format!("/api/v2/voicemail/userpolicies/{}", ada["id"].as_str().unwrap());
    let before = server.get(&path).await.body;
    assert!(before["enabled"].is_boolean() && before["alertTimeoutSeconds"].is_number());
    let changed = server.ask("PATCH", &path).json(json!({ "alertTimeoutSeconds": 33 })).await.body;
    assert_eq!(changed["alertTimeoutSeconds"], 33);
    assert_eq!(changed["sendEmailNotifications"], before["sendEmailNotifications"]);
    assert_eq!(server.get(&path).await.body, changed);
    let answer = server.ask("PATCH", &path).json(json!({ "alertTimeoutSeconds": -5 })).await;
    answer.refused(400, "invalid.value").naming(&["alertTimeoutSeconds", "-5", "0 to 3600"]);
    let answer = server.ask("PATCH", &path).json(json!({ "pin": "1234" })).await.body;
    assert!(answer.get("pin").is_none());
}

#[both_engines]
async fn extension_pools_are_an_empty_page(engine: Engine) {
    let server = TestServer::start(engine).await;
    let pools = server.get("/api/v2/telephony/providers/edges/extensionpools").await.body;
    assert_eq!(
        (&pools["entities"], &pools["total"], &pools["pageCount"]),
        (&json!([]), &json!(0), &json!(0))
    );
    let caller = server.caller(&[everywhere(&["telephony:plugin:all"])]).await;
    let answer = server.get_with("/api/v2/telephony/providers/edges/extensionpools", &caller).await;
    answer.refused(403, "missing.permissions").naming(&["telephony:extensionPool:view"]);
}
