//! Where users are: reported by their clients, and named by the gazetteer.

use std::time::Duration;

use serde_json::{Value, json};
use store::testing::rows;
use test_server::{Answer, Engine, TestServer, both_engines};
use tokio::time::timeout;

/// Somebody with a token of its own.
struct Somebody {
    id: String,
    token: String,
}

impl Somebody {
    fn path(&self, client: &str) -> String {
        format!("/api/v2/users/{}/geolocations/{client}", self.id)
    }
}

async fn somebody(server: &TestServer, name: &str) -> Somebody {
    let user = server.user(name).await;
    let id = user["id"].as_str().unwrap().to_owned();
    let token = server.token_of(&id, 3600).await;
    Somebody { id, token }
}

async fn report(server: &TestServer, who: &Somebody, client: &str, body: Value) -> Answer {
    server.ask("PATCH", &who.path(client)).token(&who.token).json(body).await
}

/// What is read of a client once it says where that is.
async fn named(server: &TestServer, who: &Somebody, client: &str) -> Value {
    let read = async {
        loop {
            let read = server.get(&who.path(client)).await.body;
            if read["city"].is_string() {
                return read;
            }
        }
    };
    timeout(Duration::from_mins(1), read).await.unwrap()
}

#[both_engines]
async fn a_position_becomes_a_place_after_the_answer(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = somebody(&server, "Ada Example").await;
    let body = json!({ "latitude": 39.7684, "longitude": "-86.1581", "primary": true,
                       "type": "ios", "name": "Phone" });
    let answer = report(&server, &ada, "phone 1", body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let path = ada.path("phone%201");
    let reported = json!({
        "id": "phone 1", "name": "Phone", "type": "ios", "primary": true,
        "latitude": 39.7684, "longitude": -86.1581, "selfUri": path,
    });
    assert_eq!(answer.body, reported);
    let found = named(&server, &ada, "phone%201").await;
    let place = [&found["city"], &found["region"], &found["country"]];
    assert_eq!(place, [&json!("Indianapolis"), &json!("Indiana"), &json!("US")]);
    assert_eq!((&found["latitude"], &found["name"]), (&json!(39.7684), &json!("Phone")));
    let told = server.audit_messages(&ada.id).await;
    let told = told.iter().filter(|one| one["entityType"] == "Geolocation").collect::<Vec<_>>();
    let told = format!("{told:?}");
    assert!(told.contains("Indianapolis") && !told.contains("39.7684"), "{told}");
    // Another position is another place, and until it is found there is none.
    let body = json!({ "latitude": 35.6895, "longitude": 139.6917 });
    let moved = report(&server, &ada, "phone%201", body).await.body;
    assert_eq!((&moved["city"], &moved["primary"]), (&Value::Null, &json!(true)));
    assert_eq!(named(&server, &ada, "phone%201").await["city"], "Tokyo");
}

#[both_engines]
async fn a_position_far_from_any_town_has_no_place(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = somebody(&server, "Ada Example").await;
    report(&server, &ada, "ship", json!({ "latitude": 0, "longitude": 0 })).await;
    // Places are looked up in the order of the reports.
    report(&server, &ada, "phone", json!({ "latitude": 39.7684, "longitude": -86.1581 })).await;
    named(&server, &ada, "phone").await;
    let ship = server.get(&ada.path("ship")).await.body;
    assert_eq!((&ship["city"], &ship["latitude"]), (&Value::Null, &json!(0.0)));
    let rows = rows(&server.db, &server.organization).await.unwrap();
    let unresolved = rows["geolocations"].iter().map(|row| row.split('|').nth(4).unwrap());
    let unresolved: Vec<&str> = unresolved.collect();
    assert!(
        [["0", "0"], ["false", "false"]].iter().any(|none| unresolved == none),
        "{unresolved:?}"
    );
}

#[both_engines]
async fn a_place_may_be_named_and_takes_the_place_of_a_position(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = somebody(&server, "Ada Example").await;
    let both = json!({ "latitude": 47.3769, "longitude": 8.5417, "city": "Zürich" });
    let kept = report(&server, &ada, "web", both).await.body;
    assert_eq!((&kept["city"], &kept["latitude"]), (&json!("Zürich"), &json!(47.3769)));
    let body = json!({ "city": "Bern", "country": "CH" });
    let named = report(&server, &ada, "web", body).await.body;
    let expected = json!({ "id": "web", "city": "Bern", "country": "CH", "primary": false,
                           "selfUri": ada.path("web") });
    assert_eq!(named, expected);
    assert_eq!(server.get(&ada.path("web")).await.body, expected);
    let renamed = report(&server, &ada, "web", json!({ "name": "Browser" })).await.body;
    assert_eq!((&renamed["city"], &renamed["name"]), (&json!("Bern"), &json!("Browser")));
}

#[both_engines]
async fn one_client_says_where_the_user_is(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) =
        (somebody(&server, "Ada Example").await, somebody(&server, "Bob Example").await);
    let expanded = async || {
        let list = format!("/api/v2/users?id={},{}&expand=geolocation", ada.id, bob.id);
        let list = server.get(&list).await.body["entities"].clone();
        [list[0]["geolocation"].clone(), list[1]["geolocation"].clone()]
    };
    report(&server, &ada, "phone", json!({ "city": "Bern" })).await;
    assert_eq!(expanded().await, [Value::Null, Value::Null], "no client says so yet");
    report(&server, &ada, "phone", json!({ "primary": true })).await;
    report(&server, &bob, "web", json!({ "city": "Basel", "primary": true })).await;
    let [first, second] = expanded().await;
    assert_eq!((&first["city"], &second["city"]), (&json!("Bern"), &json!("Basel")));
    report(&server, &ada, "web", json!({ "city": "Thun", "primary": true })).await;
    assert_eq!(server.get(&ada.path("phone")).await.body["primary"], false);
    let [first, second] = expanded().await;
    assert_eq!(first, server.get(&ada.path("web")).await.body);
    assert_eq!(second["city"], "Basel");
    report(&server, &ada, "web", json!({ "primary": false })).await;
    assert_eq!(expanded().await[0], Value::Null);
}

#[both_engines]
async fn only_the_user_may_report_and_everybody_may_read(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) =
        (somebody(&server, "Ada Example").await, somebody(&server, "Bob Example").await);
    let body = json!({ "city": "Bern" });
    for token in [&bob.token, &server.token] {
        let answer = server.ask("PATCH", &ada.path("web")).token(token).json(body.clone()).await;
        answer.refused(403, "geolocation.update.error").naming(&["another user's Geolocation"]);
    }
    let unknown = server.get(&ada.path("web")).await;
    unknown.refused(404, "general.resource.not.found").naming(&["web"]);
    report(&server, &ada, "web", body).await;
    assert_eq!(server.get_with(&ada.path("web"), &bob.token).await.body["city"], "Bern");
}

#[both_engines]
async fn positions_that_are_nowhere_are_refused_by_name(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = somebody(&server, "Ada Example").await;
    for (body, names) in [
        (json!({ "latitude": 90.1, "longitude": 0 }), ["latitude", "90.1", "-90 to 90"]),
        (json!({ "latitude": -91, "longitude": 0 }), ["latitude", "-91", "-90 to 90"]),
        (json!({ "latitude": 0, "longitude": 180.5 }), ["longitude", "180.5", "-180 to 180"]),
        (json!({ "latitude": 0, "longitude": -181 }), ["longitude", "-181", "-180 to 180"]),
    ] {
        report(&server, &ada, "web", body).await.refused(400, "invalid.value").naming(&names);
    }
    for (body, field) in
        [(json!({ "latitude": 1 }), "longitude"), (json!({ "longitude": 1 }), "latitude")]
    {
        report(&server, &ada, "web", body).await.refused(400, "bad.request").naming(&[field]);
    }
    let answer = report(&server, &ada, &"x".repeat(256), json!({})).await;
    answer.refused(400, "invalid.value").naming(&["clientId", "255"]);
    let poles = json!({ "latitude": 90, "longitude": -180, "city": "North Pole" });
    assert_eq!(report(&server, &ada, "web", poles).await.status, 200);
}

#[both_engines]
async fn a_hundred_clients_are_remembered_and_the_primary_is_not_forgotten(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = somebody(&server, "Ada Example").await;
    report(&server, &ada, "first", json!({ "city": "Bern", "primary": true })).await;
    for number in 0..100 {
        server.advance(Duration::from_secs(1));
        report(&server, &ada, &format!("web {number}"), json!({ "city": "Thun" })).await;
    }
    let statuses = async |client: &str| server.get(&ada.path(client)).await.status;
    assert_eq!((statuses("first").await, statuses("web%200").await), (200, 404));
    assert_eq!((statuses("web%201").await, statuses("web%2099").await), (200, 200));
}

#[both_engines]
async fn a_deleted_user_is_nowhere(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = somebody(&server, "Ada Example").await;
    report(&server, &ada, "web", json!({ "city": "Bern", "primary": true })).await;
    let user = server.get(&format!("/api/v2/users/{}", ada.id)).await.body;
    server.ask("DELETE", user["selfUri"].as_str().unwrap()).await;
    server.patch(&user, json!({ "state": "active" })).await;
    server.get(&ada.path("web")).await.refused(404, "general.resource.not.found");
}
