//! Passwords: what they must be like, who may set them, and what ends when they change.

use std::{future::IntoFuture as _, time::Duration};

use serde_json::{Value, json};
use store::passwords::{CharacterClass, Policy};
use test_server::{Answer, Engine, TestServer, both_engines, everywhere, in_division};

const FIRST: &str = "the-very-first-one";
const SECOND: &str = "and-then-another";

#[both_engines]
async fn a_user_who_was_deleted_comes_back_without_a_password(engine: Engine) {
    let server = TestServer::start(engine).await;
    server.demand(Policy { history: 3, ..policy() }).await;
    let (ada, _) = server.user_with("Ada", FIRST).await;
    let (id, path) = (ada["id"].as_str().unwrap(), ada["selfUri"].as_str().unwrap());
    assert_eq!(server.set_password(&ada, SECOND).await.status, 204);
    let page = server.program("CODE").await.page("code", &[]);
    let sign_in = async |password| {
        server.browser().sign_in(&page, ("ada@example.com", password)).await.status
    };
    assert_eq!(sign_in(SECOND).await, 303);
    assert_eq!(server.ask("DELETE", path).await.status, 200);
    assert_eq!(server.patch(&ada, json!({ "state": "active" })).await.status, 200);
    assert_eq!((sign_in(SECOND).await, sign_in(FIRST).await), (400, 400));
    let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
    for table in ["passwords", "former_passwords"] {
        assert!(rows[table].iter().all(|row| !row.contains(id)), "{table}: {:?}", rows[table]);
    }
    assert_eq!(server.set_password(&ada, SECOND).await.status, 204, "nothing is left to compare");
    assert_eq!(sign_in(SECOND).await, 303);
}

/// The codes of the answer's details, in order.
fn codes(answer: &Answer) -> Vec<&str> {
    let details = answer.body["details"].as_array().unwrap();
    details.iter().map(|detail| detail["errorCode"].as_str().unwrap()).collect()
}

fn policy() -> Policy {
    Policy::default()
}

#[both_engines]
async fn everything_that_is_wrong_with_a_password_is_named_at_once(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let (user, token) = server.user_with("Ada", FIRST).await;
    server
        .demand(Policy {
            minimum_length: 12,
            classes: CharacterClass::ALL.into(),
            history: 3,
            minimum_age: 86_400,
            ..policy()
        })
        .await;
    let answer = server.set_password(&user, "ada").await;
    answer.refused(400, "invalid.value").naming(&[
        "newPassword",
        "12 to 1024 characters",
        "an upper-case letter, a digit, a symbol",
        "the user's name or e-mail address",
    ]);
    assert_eq!(codes(&answer), ["password.length", "password.classes", "password.name"]);
    assert_eq!(server.change_password(&token, FIRST, "A-2nd-password-of-Ada").await.status, 204);
    let answer = server.change_password(&token, "A-2nd-password-of-Ada", FIRST).await;
    answer.refused(400, "invalid.value").naming(&[
        "differ from the last 3",
        "password cannot be changed until 2026-01-03T03:04:06Z",
    ]);
    assert_eq!(codes(&answer), ["password.classes", "password.age", "password.history"]);
    assert!(!answer.message().contains(FIRST));
}

#[both_engines]
async fn the_policy_holds_wherever_a_password_is_set(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let (user, token) = server.user_with("Ada Example", FIRST).await;
    server.demand(Policy { minimum_length: 20, ..policy() }).await;
    let words = &["20 to 1024 characters"];
    server.set_password(&user, SECOND).await.refused(400, "invalid.value").naming(words);
    server.change_password(&token, FIRST, SECOND).await.refused(400, "invalid.value").naming(words);
    let body = json!({ "name": "Bob", "email": "bob@example.com", "password": SECOND });
    server
        .ask("POST", "/api/v2/users")
        .json(body)
        .await
        .refused(400, "invalid.value")
        .naming(words);
    let long = "x".repeat(1025);
    server.set_password(&user, &long).await.refused(400, "invalid.value").naming(words);
}

#[both_engines]
async fn the_last_passwords_may_not_come_back(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    server.demand(Policy { history: 3, ..policy() }).await;
    let user = server.user("Ada Example").await;
    let set = |password: &'static str| server.set_password(&user, password);
    for password in ["password-one", "password-two", "password-three"] {
        assert_eq!(set(password).await.status, 204);
    }
    for again in ["password-one", "password-two", "password-three"] {
        let refused = set(again).await;
        refused.refused(400, "invalid.value").naming(&["the last 3"]);
    }
    assert_eq!(set("password-four").await.status, 204);
    assert_eq!(set("password-one").await.status, 204, "it is the fourth last by now");
    server.demand(Policy { history: 1, ..policy() }).await;
    set("password-one").await.refused(400, "invalid.value").naming(&["the current one"]);
    assert_eq!(set("password-four").await.status, 204);
    let kept = store::testing::rows(&server.db, &server.organization).await.unwrap();
    assert!(kept["former_passwords"].is_empty(), "no more is kept than is demanded");
}

#[both_engines]
async fn a_password_that_its_owner_chose_stays_for_a_while(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    server.demand(Policy { minimum_age: 3600, ..policy() }).await;
    let (user, token) = server.user_with("Ada Example", FIRST).await;
    // Another's choice may be changed at once, and so may one's own by somebody else.
    assert_eq!(server.change_password(&token, FIRST, SECOND).await.status, 204);
    let until = "password cannot be changed until 2026-01-02T04:04:06Z";
    server
        .change_password(&token, SECOND, FIRST)
        .await
        .refused(400, "invalid.value")
        .naming(&[until]);
    server.advance(Duration::from_millis(3_599_999));
    server
        .change_password(&token, SECOND, FIRST)
        .await
        .refused(400, "invalid.value")
        .naming(&[until]);
    assert_eq!(server.set_password(&user, "set-by-somebody-else").await.status, 204);
    let token = server.token_of(user["id"].as_str().unwrap(), 36_000).await;
    assert_eq!(server.change_password(&token, "set-by-somebody-else", SECOND).await.status, 204);
    server.advance(Duration::from_hours(1));
    assert_eq!(server.change_password(&token, SECOND, FIRST).await.status, 204);
}

#[both_engines]
async fn a_change_ends_the_other_sessions_and_a_new_password_all_of_them(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let (user, here) = server.user_with("Ada Example", FIRST).await;
    let there = server.token_of(user["id"].as_str().unwrap(), 3600).await;
    assert_eq!(server.change_password(&here, FIRST, SECOND).await.status, 204);
    let me = |token| server.get_with("/api/v2/users/me", token);
    assert_eq!((me(&here).await.status, me(&there).await.status), (200, 401));
    assert_eq!(server.set_password(&user, FIRST).await.status, 204);
    assert_eq!(me(&here).await.status, 401);
}

#[both_engines]
async fn nobody_becomes_somebody_who_may_do_more(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let everyone = server.get("/api/v2/users").await.body;
    let administrator = &everyone["entities"][0];
    let home = administrator["division"]["id"].as_str().unwrap();
    let (ada, _) = server.user_with("Ada Example", FIRST).await;
    let powers = ["directory:user:setPassword", "directory:user:edit"];
    let caller = server.caller(&[in_division(home, &powers)]).await;
    let change = |user: &Value| {
        let path = format!("/api/v2/users/{}", user["id"].as_str().unwrap());
        let body = json!({ "version": user["version"], "email": format!("new.{}", user["email"].as_str().unwrap()) });
        server.ask("PATCH", &path).token(&caller).json(body)
    };
    assert_eq!(server.set_password(&ada, SECOND).token(&caller).await.status, 204);
    assert_eq!(change(&ada).await.status, 200);
    for refused in [
        server.set_password(administrator, SECOND).token(&caller).await,
        change(administrator).await,
    ] {
        refused.refused(403, "not.authorized").naming(&["Master Admin", "*"]);
    }
    // What a group passes on counts as well, and the rest of a user may still be changed.
    server.grant(ada["id"].as_str().unwrap(), &everywhere(&["directory:user:delete"])).await;
    server.set_password(&ada, FIRST).token(&caller).await.refused(403, "not.authorized");
    let path = format!("/api/v2/users/{}", ada["id"].as_str().unwrap());
    let body = json!({ "version": 2, "title": "Lead", "email": "NEW.Ada.Example@example.com" });
    assert_eq!(
        server.ask("PATCH", &path).token(&caller).json(body).await.status,
        200,
        "the same address"
    );
    assert_eq!(
        server.set_password(administrator, SECOND).await.status,
        204,
        "the first client may do everything"
    );
}

#[both_engines]
async fn nobody_makes_a_user_with_a_password_who_may_do_more(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let listed = server.get("/api/v2/authorization/roles?defaultRoleId=employee").await.body;
    let role =
        format!("/api/v2/authorization/roles/{}", listed["entities"][0]["id"].as_str().unwrap());
    let policy = json!({ "domain": "directory", "entityName": "user", "actionSet": ["delete"] });
    let north = server.division("North").await;
    let made = |name: &str, token: &str| {
        let email = format!("{}@example.com", name.to_lowercase());
        let body = json!({ "name": name, "email": email, "password": FIRST, "divisionId": north });
        server.ask("POST", "/api/v2/users").token(token).json(body)
    };
    let caller = server.caller(&[everywhere(&["directory:user:add"])]).await;
    assert_eq!(made("Ada", &caller).await.status, 200);
    let patched = server.ask("PATCH", &role).json(json!({ "permissionPolicies": [policy] })).await;
    assert_eq!(patched.status, 200, "{}", patched.body);
    made("Bob", &caller).await.refused(403, "not.authorized").naming(&["employee"]);
    let body = json!({ "name": "Bob", "email": "bob@example.com", "divisionId": north });
    assert_eq!(
        server.ask("POST", "/api/v2/users").token(&caller).json(body).await.status,
        200,
        "nobody knows a password"
    );
    let enough =
        server.caller(&[everywhere(&["directory:user:add", "directory:user:delete"])]).await;
    assert_eq!(made("Eve", &enough).await.status, 200);
}

#[both_engines]
async fn every_change_is_written_down_and_no_password_is(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let (user, token) = server.user_with("Ada Example", FIRST).await;
    let id = user["id"].as_str().unwrap();
    server.change_password(&token, "wrong-password", SECOND).await.refused(400, "invalid.value");
    assert_eq!(server.change_password(&token, FIRST, SECOND).await.status, 204);
    let told = server.audit_messages(id).await;
    let told: Vec<_> = told.iter().filter(|one| one["entityType"] == "Password").collect();
    let mut actions: Vec<_> = told
        .iter()
        .map(|one| (one["action"].as_str().unwrap(), one["status"].as_str().unwrap()))
        .collect();
    actions.sort_unstable();
    assert_eq!(actions, [("Reset", "SUCCESS"), ("Update", "FAILURE"), ("Update", "SUCCESS")]);
    let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
    let audits = rows["audits"].join("\n");
    assert!(
        !audits.contains("password-") && !audits.contains(SECOND) && !audits.contains("argon2")
    );
}

#[both_engines]
async fn two_changes_at_once_leave_one_of_them(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let (_, token) = server.user_with("Ada Example", FIRST).await;
    let one = tokio::spawn(server.change_password(&token, FIRST, SECOND).into_future());
    let other = tokio::spawn(server.change_password(&token, FIRST, "or-a-third-one").into_future());
    let (one, other) = (one.await.unwrap().status, other.await.unwrap().status);
    let mut both = [one, other];
    both.sort_unstable();
    assert!(both == [204, 409] || both == [204, 400], "{both:?}");
}

#[both_engines]
async fn who_has_no_password_cannot_change_it(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let ada = server.user("Ada Example").await;
    let token = server.token_of(ada["id"].as_str().unwrap(), 3600).await;
    server
        .change_password(&token, "", FIRST)
        .await
        .refused(400, "invalid.value")
        .naming(&["oldPassword"]);
}
