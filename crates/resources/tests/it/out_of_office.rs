//! Out-of-office notices follow the organization's clock.

use std::time::Duration;

use serde_json::{Value, json};

use test_server::{Answer, Engine, TestServer, both_engines};

/// A user with a token of its own, and the path of the user's notice.
struct Somebody {
    id: String,
    token: String,
    path: String,
}

async fn somebody(server: &TestServer, name: &str) -> Somebody {
    let user = server.user(name).await;
    let id = user["id"].as_str().unwrap().to_owned();
    let (token, path) =
        (server.token_of(&id, 1_000_000).await, format!("/api/v2/users/{id}/outofoffice"));
    Somebody { id, token, path }
}

async fn put(server: &TestServer, who: &Somebody, body: Value) -> Answer {
    server.ask("PUT", &who.path).token(&who.token).json(body).await
}

#[both_engines]
async fn who_never_set_a_notice_is_in_the_office(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = somebody(&server, "Ada Example").await;
    let user = format!("/api/v2/users/{}", ada.id);
    let expected = json!({
        "id": ada.id, "user": { "id": ada.id, "selfUri": user },
        "active": false, "indefinite": false, "selfUri": ada.path,
    });
    assert_eq!(server.get(&ada.path).await.body, expected);
    let expanded = server.get(&format!("{user}?expand=outOfOffice")).await.body;
    assert_eq!(expanded["outOfOffice"], expected);
}

#[both_engines]
async fn an_absence_begins_and_ends_by_itself(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = somebody(&server, "Ada Example").await;
    // It is 2026-01-02T03:04:05.678Z.
    let body = json!({
        "active": true, "startDate": "2026-01-02T04:00:00Z", "endDate": "2026-01-02T05:00:00.000Z",
        "name": "At the dentist's",
    });
    let set = put(&server, &ada, body).await;
    assert_eq!((set.status, &set.body["active"]), (200, &json!(false)), "it has not begun");
    let shown = async |what: &str| {
        let read = server.get(&ada.path).await.body;
        let listed = format!("/api/v2/users?id={}&expand=outOfOffice", ada.id);
        let listed = server.get(&listed).await.body;
        assert_eq!(listed["entities"][0]["outOfOffice"], read, "{what}");
        (read["startDate"].clone(), read["endDate"].clone(), read["active"].clone())
    };
    let dates = |active| {
        let [start, end] = ["2026-01-02T04:00:00.000Z", "2026-01-02T05:00:00.000Z"];
        (json!(start), json!(end), json!(active))
    };
    assert_eq!(shown("before").await, dates(false));
    server.advance(Duration::from_mins(56));
    assert_eq!(shown("during").await, dates(true));
    assert_eq!(server.get(&ada.path).await.body["name"], "At the dentist's");
    server.advance(Duration::from_hours(1));
    assert_eq!(shown("after").await, dates(false));
}

#[both_engines]
async fn an_indefinite_absence_has_no_end_until_it_is_switched_off(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = somebody(&server, "Ada Example").await;
    let set = put(
        &server,
        &ada,
        json!({ "active": true, "indefinite": true, "startDate": "2026-01-01T00:00:00Z",
                "endDate": "2025-01-01T00:00:00Z" }),
    );
    let set = set.await.body;
    assert_eq!((&set["active"], &set["indefinite"]), (&json!(true), &json!(true)));
    assert_eq!(set["endDate"], Value::Null);
    server.advance(Duration::from_hours(20));
    assert_eq!(server.get(&ada.path).await.body["active"], true);
    let off = put(&server, &ada, json!({ "active": false })).await.body;
    assert_eq!((&off["active"], &off["indefinite"]), (&json!(false), &json!(false)));
    assert_eq!(server.get(&ada.path).await.body, off);
}

#[both_engines]
async fn only_the_user_may_set_it(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) =
        (somebody(&server, "Ada Example").await, somebody(&server, "Bob Example").await);
    let body = json!({ "active": false });
    for token in [&bob.token, &server.token] {
        let answer = server.ask("PUT", &ada.path).token(token).json(body.clone()).await;
        answer.refused(403, "outofoffice.update.error").naming(&["another user's OutOfOffice"]);
    }
    let nobody = "/api/v2/users/0f0f0f0f-0000-4000-8000-000000000000/outofoffice";
    let answer = server.ask("PUT", nobody).token(&ada.token).json(body).await;
    answer.refused(404, "general.resource.not.found");
    assert_eq!(server.get_with(&ada.path, &bob.token).await.status, 200);
}

#[both_engines]
async fn dates_that_make_no_absence_are_refused_by_name(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = somebody(&server, "Ada Example").await;
    let (start, end) = ("2026-02-01T00:00:00Z", "2026-01-31T23:59:59Z");
    for (body, code, names) in [
        (
            json!({ "startDate": start, "endDate": end }),
            "invalid.value",
            vec!["endDate", "startDate"],
        ),
        (json!({ "startDate": start, "endDate": start }), "invalid.value", vec!["endDate"]),
        (json!({ "active": true, "endDate": end }), "bad.request", vec!["startDate"]),
        (json!({ "active": true, "indefinite": true }), "bad.request", vec!["startDate"]),
        (json!({ "active": true, "startDate": start }), "bad.request", vec!["endDate"]),
        (json!({ "startDate": "tomorrow" }), "invalid.date", vec!["startDate"]),
    ] {
        put(&server, &ada, body.clone()).await.refused(400, code).naming(&names);
    }
    assert_eq!(server.get(&ada.path).await.body["active"], false);
}

#[both_engines]
async fn a_deleted_user_comes_back_without_the_notice(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = somebody(&server, "Ada Example").await;
    let on = json!({ "active": true, "indefinite": true, "startDate": "2026-01-01T00:00:00Z" });
    assert_eq!(put(&server, &ada, on).await.body["active"], true);
    let user = server.get(&format!("/api/v2/users/{}", ada.id)).await.body;
    server.ask("DELETE", user["selfUri"].as_str().unwrap()).await;
    server.get(&ada.path).await.refused(404, "general.resource.not.found");
    server.patch(&user, json!({ "state": "active" })).await;
    assert_eq!(server.get(&ada.path).await.body["active"], false);
}
