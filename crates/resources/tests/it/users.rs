//! The rules of users.

mod changing;
mod contacts;
mod listing;
mod reading;
mod states;

use api::{CreateUser, GetUser, PatchUser, PostUsers, UpdateUser, UserExpand};
use serde_json::json;
use test_server::{Engine, TestServer, both_engines};

#[both_engines]
async fn a_new_user_is_active_with_version_one_and_an_address_to_write_to(engine: Engine) {
    let server = TestServer::start(engine).await;
    let body =
        json!({ "name": "Ada Example", "email": "Ada.Example@example.com", "title": "Lead" });
    let user = server.ask("POST", "/api/v2/users").json(body).await;
    assert_eq!(user.status, 200);
    let user = user.body;
    assert_eq!(user["version"], 1);
    assert_eq!(user["state"], "active");
    assert_eq!(user["username"], "Ada.Example@example.com");
    assert_eq!(user["acdAutoAnswer"], false);
    assert_eq!(user["division"]["name"], "Home");
    assert_eq!(user["selfUri"], format!("/api/v2/users/{}", user["id"].as_str().unwrap()));
    let primary =
        json!([{ "address": "Ada.Example@example.com", "mediaType": "EMAIL", "type": "PRIMARY" }]);
    assert_eq!(user["primaryContactInfo"], primary);
    assert!(user["chat"]["jabberId"].as_str().unwrap().ends_with(".orgspan.com"));
    let read = server.get(user["selfUri"].as_str().unwrap()).await.body;
    assert_eq!(read, user);
}

#[both_engines]
async fn the_sdk_creates_reads_and_changes_users(engine: Engine) {
    let server = TestServer::start(engine).await;
    let client = server.sdk();
    let ada = client
        .send(PostUsers::new(CreateUser::new("Ada Example", "ada@example.com")))
        .await
        .unwrap();
    let id = ada.id.clone().unwrap();
    let change = UpdateUser { department: "R&D".into(), ..UpdateUser::new(1) };
    let changed = client.send(PatchUser::new(&*id, change)).await.unwrap();
    assert_eq!((changed.version, changed.department.as_deref()), (Some(2), Some("R&D")));
    let read = client.send(GetUser::new(&*id).expand([UserExpand::ProfileSkills])).await.unwrap();
    assert_eq!(read.profile_skills, Some(vec![]));
    let stale = client.send(PatchUser::new(&*id, UpdateUser::new(1))).await.unwrap_err();
    assert!(stale.is_conflict());
}

#[both_engines]
async fn an_address_is_taken_in_any_case_and_any_state(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = server.user("Ada Example").await;
    let again = json!({ "name": "Another", "email": "ADA.example@EXAMPLE.com" });
    let post = || server.ask("POST", "/api/v2/users").json(again.clone());
    post().await.refused(409, "general.conflict").naming(&["ADA.example@EXAMPLE.com"]);
    let path = format!("/api/v2/users/{}", ada["id"].as_str().unwrap());
    assert_eq!(server.ask("DELETE", &path).await.status, 200);
    post().await.refused(409, "general.conflict");
    let bob = server.user("Bob Example").await;
    let taken = json!({ "email": "ada.example@example.com" });
    server.patch(&bob, taken).await.refused(409, "general.conflict");
}

#[both_engines]
async fn bad_users_are_refused_by_field(engine: Engine) {
    let server = TestServer::start(engine).await;
    for (body, code, words) in [
        (json!({ "email": "a@example.com" }), "bad.request", &["name"][..]),
        (json!({ "name": "Ada" }), "bad.request", &["email"]),
        (json!({ "name": "  ", "email": "a@example.com" }), "bad.request", &["name"]),
        (
            json!({ "name": "Ada", "email": "no address" }),
            "invalid.value",
            &["email", "no address"],
        ),
        (json!({ "name": 5, "email": "a@example.com" }), "invalid.value", &["name", "5", "text"]),
        (
            json!({ "name": "A", "email": "a@example.com", "state": "asleep" }),
            "invalid.value",
            &["state", "asleep", "active, inactive, deleted"],
        ),
        (
            json!({ "name": "A", "email": "a@example.com", "state": "deleted" }),
            "invalid.value",
            &["state", "active, inactive"],
        ),
        (
            json!({ "name": "A", "email": "a@example.com", "divisionId": "x" }),
            "invalid.value",
            &["divisionId"],
        ),
        (
            json!({ "name": "A", "email": "a@example.com", "password": "short" }),
            "invalid.value",
            &["password", "8 to 1024"],
        ),
    ] {
        let answer = server.ask("POST", "/api/v2/users").json(body).await;
        answer.refused(400, code).naming(words);
        assert!(!answer.message().contains("short"), "passwords are not repeated");
    }
    let listed = server.get("/api/v2/users?state=any").await.body;
    assert_eq!(listed["total"], 1, "only the administrator: nothing half-done stays");
}

#[both_engines]
async fn texts_without_end_and_secrets_of_the_wrong_type_are_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    let post = |body| server.ask("POST", "/api/v2/users").json(body);
    let long = json!({ "name": "x".repeat(256), "email": "a@example.com" });
    post(long).await.refused(400, "invalid.value").naming(&["name", "at most 255 characters"]);
    let secret = json!({ "name": "A", "email": "a@example.com", "password": ["not", "repeated"] });
    let answer = post(secret).await;
    answer.refused(400, "invalid.value").naming(&["password", "(not shown)"]);
    assert!(!answer.message().contains("repeated"));
    let ada = server.user("Ada Example").await;
    let skills: Vec<String> = (0..1001).map(|number| number.to_string()).collect();
    let path = format!("/api/v2/users/{}/profileskills", ada["id"].as_str().unwrap());
    server
        .ask("PUT", &path)
        .json(json!(skills))
        .await
        .refused(400, "invalid.value")
        .naming(&["1000 items"]);
}

#[both_engines]
async fn creating_in_a_division_needs_the_permission_there(engine: Engine) {
    use test_server::in_division;
    let server = TestServer::start(engine).await;
    let (north, south) = (server.division("North").await, server.division("South").await);
    let caller = server.caller(&[in_division(&north, &["directory:user:add"])]).await;
    let post = |division: &str| {
        let body = json!({ "name": "Ada", "email": "ada@example.com", "divisionId": division });
        server.ask("POST", "/api/v2/users").token(&caller).json(body)
    };
    post(&south).await.refused(403, "missing.any.permissions").naming(&["directory:user:add"]);
    let made = post(&north).await;
    assert_eq!(made.body["division"]["name"], "North");
}
