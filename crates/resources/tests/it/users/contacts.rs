//! Addresses and phone numbers, as they come back.

use serde_json::json;
use test_server::{Engine, TestServer, both_engines, everywhere, in_division};

#[both_engines]
async fn an_address_that_no_mail_can_go_to_is_refused_where_it_is_entered(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let long = format!("{}@example.com", "a".repeat(65));
    for address in ["ada", "<ada>@example.com", "ada,bob@example.com", "a..b@c.example", &long] {
        let made = json!({ "name": "Bob", "email": address });
        let refused = server.ask("POST", "/api/v2/users").json(made).await;
        refused.refused(400, "invalid.value").naming(&["email", address, "mail can go to"]);
        let refused = server.patch(&ada, json!({ "email": address })).await;
        refused.refused(400, "invalid.value").naming(&["email", address, "mail can go to"]);
        let other = json!([{ "address": address, "mediaType": "EMAIL", "type": "WORK" }]);
        let refused = server.patch(&ada, json!({ "addresses": other })).await;
        refused.refused(400, "invalid.value").naming(&["addresses[0].address", address]);
    }
}

#[both_engines]
async fn numbers_come_back_in_e164_with_a_display(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let addresses = json!([{ "address": "(317) 555-0194", "mediaType": "PHONE", "type": "WORK" }]);
    let changed = server.patch(&ada, json!({ "addresses": addresses })).await.body;
    assert_eq!(changed["addresses"][0]["address"], "+13175550194");
    assert_eq!(changed["addresses"][0]["display"], "+1 317-555-0194");
    let primary = changed["primaryContactInfo"].as_array().unwrap();
    assert!(primary.iter().any(|one| one["mediaType"] == "PHONE"
        && one["address"] == "+13175550194"
        && one["type"] == "PRIMARY"));
    assert!(
        primary.iter().any(|one| one["mediaType"] == "EMAIL" && one["address"] == ada["email"])
    );
    let again = server.patch(&ada, json!({ "addresses": changed["addresses"] })).await.body;
    assert_eq!(again["addresses"], changed["addresses"], "what is read can be sent back");
    let cleared = server.patch(&ada, json!({ "addresses": [] })).await.body;
    assert_eq!(cleared["addresses"], json!([]));
    assert_eq!(cleared["primaryContactInfo"].as_array().unwrap().len(), 1);
}

#[both_engines]
async fn what_is_no_number_is_refused_by_its_path(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let addresses = json!([{ "address": "call me", "mediaType": "PHONE", "type": "WORK" }]);
    let answer = server.patch(&ada, json!({ "addresses": addresses })).await;
    answer.refused(400, "invalid.value").naming(&["addresses[0].address", "call me"]);
    let addresses = json!([{ "address": "+13175550194", "mediaType": "FAX", "type": "WORK" }]);
    let answer = server.patch(&ada, json!({ "addresses": addresses })).await;
    answer.refused(400, "invalid.value").naming(&[
        "addresses[0].mediaType",
        "FAX",
        "PHONE, EMAIL, SMS",
    ]);
}

#[both_engines]
async fn an_extension_takes_its_own_permission_in_the_users_division(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (north, ada) = (server.division("North").await, server.user("Ada Example").await);
    let path = ada["selfUri"].as_str().unwrap();
    let home = ada["division"]["id"].as_str().unwrap();
    let edit = everywhere(&["directory:user:edit"]);
    let elsewhere =
        server.caller(&[edit, in_division(&north, &["telephony:extension:assign"])]).await;
    let body = |version: i32, title: &str| {
        let address = json!({ "mediaType": "PHONE", "type": "WORK", "extension": "4105" });
        json!({ "version": version, "title": title, "addresses": [address] })
    };
    let refused = server.ask("PATCH", path).token(&elsewhere).json(body(1, "a")).await;
    refused.refused(403, "missing.permissions").naming(&["telephony:extension:assign"]);
    let edit = everywhere(&["directory:user:edit"]);
    let here = server.caller(&[edit, in_division(home, &["telephony:extension:assign"])]).await;
    assert_eq!(server.ask("PATCH", path).token(&here).json(body(1, "b")).await.status, 200);
    let again = server.ask("PATCH", path).token(&elsewhere).json(body(2, "c")).await;
    assert_eq!(again.status, 200, "an extension that stays is not set: {}", again.body);
}
