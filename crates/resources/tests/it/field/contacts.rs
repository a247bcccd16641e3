//! Programs that keep numbers.

use serde_json::{Value, json};
use test_server::{Engine, TestServer, both_engines};

use super::id;

/// The addresses of a user after a change of them.
async fn after(server: &TestServer, user: &Value, addresses: Value) -> Value {
    let changed = server.patch(user, json!({ "addresses": addresses })).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let read = server.get(&format!("/api/v2/users/{}", id(user))).await.body;
    assert_eq!(read["addresses"], changed.body["addresses"]);
    read["addresses"].clone()
}

#[both_engines]
async fn an_empty_list_removes_the_numbers(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let work = json!([{ "address": "+13175550194", "mediaType": "PHONE", "type": "WORK" }]);
    assert_eq!(after(&server, &ada, work).await.as_array().unwrap().len(), 1);
    assert_eq!(after(&server, &ada, json!([])).await, json!([]));
}

#[both_engines]
async fn numbers_and_extensions_are_read_back_as_programs_know_them(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let number = after(
        &server,
        &ada,
        json!([
            { "address": "+13175550194", "mediaType": "PHONE", "type": "WORK" },
        ]),
    )
    .await;
    assert_eq!((&number[0]["address"], number[0].get("extension")), (&json!("+13175550194"), None));
    let alone = after(
        &server,
        &ada,
        json!([
            { "extension": "4105", "mediaType": "PHONE", "type": "WORK" },
        ]),
    )
    .await;
    assert_eq!((&alone[0]["display"], alone[0].get("address")), (&json!("(4105)"), None));
    let both = after(&server, &ada, json!([
        { "address": "+13175550194", "extension": "4105", "mediaType": "PHONE", "type": "WORK" },
    ]))
    .await;
    assert_eq!(both[0]["extension"], "4105");
    assert_eq!(both[0]["display"], "+1 317-555-0194");
}

#[both_engines]
async fn a_few_digits_on_a_further_work_phone_are_an_extension(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    for (digits, kind) in [("3001", "WORK2"), ("7", "WORK3"), ("123456", "WORK4")] {
        let sent = json!([{ "address": digits, "mediaType": "PHONE", "type": kind }]);
        let kept = after(&server, &ada, sent).await;
        assert_eq!(kept[0]["display"], format!("({digits})"));
        assert!(kept[0].get("address").is_none(), "{kept}");
        assert_eq!(after(&server, &ada, kept.clone()).await, kept, "as it was read");
    }
    for (digits, media, kind) in
        [("3001", "PHONE", "WORK"), ("3001", "SMS", "WORK2"), ("1234567", "PHONE", "WORK2")]
    {
        let sent = json!([{ "address": digits, "mediaType": media, "type": kind }]);
        let refused = server.patch(&ada, json!({ "addresses": sent })).await;
        refused.refused(400, "invalid.value").naming(&["addresses[0].address", digits]);
    }
}

#[both_engines]
async fn a_national_number_without_a_country_is_one_of_the_organization(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let sent = json!([{ "address": "3175550194", "mediaType": "PHONE", "type": "PRIMARY" }]);
    assert_eq!(after(&server, &ada, sent).await[0]["address"], "+13175550194");
}
