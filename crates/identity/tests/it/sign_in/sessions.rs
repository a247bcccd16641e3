//! Sessions of browsers, signing out, and the second step.

use std::{future::IntoFuture as _, time::Duration};

use api::DateTime;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use store::{
    passwords::Policy,
    sign_in_tickets::{self, SignInTicket},
};
use test_server::{
    ADMIN, BACK, Engine, Program, TestServer, both_engines, encoded, for_code, for_refresh, now,
};

const HOUR: u64 = 3600;
const COOKIE: &str = "callroster_session";

#[both_engines]
async fn who_is_signed_in_goes_straight_back(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let (coded, implicit) = (server.program("CODE").await, server.program("TOKEN").await);
    let mut browser = server.browser();
    let page = coded.page("code", &[("state", "s")]);
    let first = browser.sign_in(&page, ADMIN).await.brought("code");
    let again = browser.get(&page).await;
    assert_eq!(again.brought("state"), "s");
    assert_ne!(again.brought("code"), first);
    assert_eq!(server.tokens(&coded, &for_code(&again.brought("code"))).await.status, 200);
    let silent = browser.get(&implicit.page("token", &[("prompt", "none")])).await;
    assert!(server.counts(&json!(silent.brought("access_token"))).await);
    browser.get(&coded.page("code", &[("prompt", "login")])).await.says(200, "name=\"password\"");
    assert_eq!(
        server.audited().await.iter().filter(|row| row.contains("\"with\":\"session\"")).count(),
        2
    );
}

#[both_engines]
async fn a_password_that_is_too_old_is_changed_before_anything_is_given(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let page = server.program("CODE").await.page("code", &[]);
    server.demand(Policy { maximum_age: 3600, ..Policy::default() }).await;
    let mut browser = server.browser();
    browser.sign_in(&page, ADMIN).await.brought("code");
    server.advance(Duration::from_secs(2 * HOUR));
    let mut browser = server.browser();
    let sent = browser.sign_in(&page, ADMIN).await;
    let to = sent.headers["location"].to_str().unwrap().to_owned();
    let token = to.strip_prefix("/activate?token=").unwrap();
    browser.get(&page).await.says(200, "name=\"password\"");
    let form = |password| [("token", token), ("password", password), ("confirm", password)];
    let same = browser.post("/activate", &form(ADMIN.1)).await;
    same.says(400, "it must differ from the current one");
    let new = "another-password-of-the-tests";
    browser.post("/activate", &form(new)).await.says(200, "Your password is set");
    browser.sign_in(&page, (ADMIN.0, new)).await.brought("code");
}

#[both_engines]
async fn a_session_lasts_eight_hours_unused_and_a_day_in_all(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let page = server.program("CODE").await.page("code", &[]);
    let (mut idle, mut busy) = (server.browser(), server.browser());
    idle.sign_in(&page, ADMIN).await;
    busy.sign_in(&page, ADMIN).await;
    for hour in [7, 14, 21] {
        server.advance(Duration::from_secs(7 * HOUR));
        assert_eq!(busy.get(&page).await.status, 303, "after {hour} hours");
    }
    idle.get(&page).await.says(200, "name=\"password\"");
    server.advance(Duration::from_secs(3 * HOUR));
    busy.get(&page).await.says(200, "name=\"password\"");
}

#[both_engines]
async fn a_cookie_that_was_there_before_is_worth_nothing_after_a_sign_in(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let page = server.program("CODE").await.page("code", &[]);
    let mut browser = server.browser();
    browser.cookies.insert(COOKIE.to_owned(), "planted".to_owned());
    browser.sign_in(&page, ADMIN).await;
    let first = browser.cookies[COOKIE].clone();
    assert_ne!(first, "planted");
    let asked_again = format!("{page}&prompt=login");
    browser.sign_in(&asked_again, ADMIN).await;
    assert_ne!(browser.cookies[COOKIE], first);
    for old in ["planted", &first] {
        let mut other = server.browser();
        other.cookies.insert(COOKIE.to_owned(), old.to_owned());
        other.get(&page).await.says(200, "name=\"password\"");
    }
    let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
    assert_eq!(rows["browser_sessions"].len(), 1);
}

#[both_engines]
async fn a_session_is_of_one_organization(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let page = server.program("CODE").await.page("code", &[]);
    let mut browser = server.browser();
    browser.sign_in(&page, ADMIN).await;
    let other =
        server.control("POST", "/organizations").json(json!({ "name": "Other" })).await.body;
    let text = |field: &str| other[field].as_str().unwrap();
    let token = server.sign_in((text("clientId"), text("clientSecret"))).await;
    let body =
        json!({ "name": "Theirs", "authorizedGrantType": "CODE", "registeredRedirectUri": [BACK] });
    let made = server.ask("POST", "/api/v2/oauth/clients").token(&token).json(body).await.body;
    let theirs = Program {
        id: made["id"].as_str().unwrap().to_owned(),
        secret: made["secret"].as_str().unwrap().to_owned(),
    };
    browser.get(&theirs.page("code", &[])).await.says(200, "at <strong>Other</strong>");
    browser.sign_in(&theirs.page("code", &[]), ADMIN).await.says(400, "password is wrong");
    assert_eq!(browser.get(&page).await.status, 303);
}

#[both_engines]
async fn a_session_ends_with_its_user(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let page = program.page("code", &[]);
    let user = server.user("Ada").await;
    let password = format!("/api/v2/users/{}/password", user["id"].as_str().unwrap());
    server.ask("POST", &password).json(json!({ "newPassword": "Correct-Horse-9" })).await;
    let ada = ("ada@example.com", "Correct-Horse-9");
    let mut browser = server.browser();
    browser.sign_in(&page, ada).await;
    assert_eq!(browser.get(&page).await.status, 303);
    server.patch(&user, json!({ "state": "inactive" })).await;
    browser.get(&page).await.says(200, "name=\"password\"");
    server.patch(&user, json!({ "state": "active" })).await;
    browser.get(&page).await.says(200, "name=\"password\"");
}

#[both_engines]
async fn a_new_password_ends_every_session_and_token(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let page = program.page("code", &[]);
    let user = server.user("Ada").await;
    let password = format!("/api/v2/users/{}/password", user["id"].as_str().unwrap());
    server.ask("POST", &password).json(json!({ "newPassword": "Correct-Horse-9" })).await;
    let mut browser = server.browser();
    let code = browser.sign_in(&page, ("ada@example.com", "Correct-Horse-9")).await.brought("code");
    let tokens = server.tokens(&program, &for_code(&code)).await.body;
    assert!(server.counts(&tokens["access_token"]).await);
    server.ask("POST", &password).json(json!({ "newPassword": "Another-Horse-9" })).await;
    browser.get(&page).await.says(200, "name=\"password\"");
    assert!(!server.counts(&tokens["access_token"]).await);
    assert_eq!(server.tokens(&program, &for_refresh(&tokens["refresh_token"])).await.status, 400);
}

#[both_engines]
async fn a_password_that_changes_while_it_is_looked_at_signs_nobody_in(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let page = program.page("code", &[]);
    let user = server.user("Ada").await;
    let path = format!("/api/v2/users/{}/password", user["id"].as_str().unwrap());
    let set = |password: String| server.ask("POST", &path).json(json!({ "newPassword": password }));
    set("Correct-Horse-0".to_owned()).await;
    for round in 0..8 {
        let old = format!("Correct-Horse-{round}");
        let (mut one, mut other) = (server.browser(), server.browser());
        let new = set(format!("Correct-Horse-{}", round + 1));
        let with = ("ada@example.com", old.as_str());
        let (first, second, set) =
            tokio::join!(one.sign_in(&page, with), other.sign_in(&page, with), new.into_future());
        assert_eq!(set.status, 204);
        for seen in [first, second] {
            assert!([303, 400].contains(&seen.status), "{seen:?}");
        }
        let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
        assert_eq!(rows["browser_sessions"], [""; 0], "round {round}");
        assert_eq!(rows["token_families"], [""; 0], "round {round}");
    }
}

#[both_engines]
async fn whoever_changes_a_password_stays_signed_in_where_it_was_changed(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let page = program.page("code", &[]);
    let (mut here, mut there) = (server.browser(), server.browser());
    let here_code = here.sign_in(&page, ADMIN).await.brought("code");
    let mine = server.tokens(&program, &for_code(&here_code)).await.body;
    let there_code = there.sign_in(&page, ADMIN).await.brought("code");
    let other = server.tokens(&program, &for_code(&there_code)).await.body;
    let body = json!({ "oldPassword": ADMIN.1, "newPassword": "Another-Horse-9" });
    let token = mine["access_token"].as_str().unwrap();
    let changed = server.ask("POST", "/api/v2/users/me/password").token(token).json(body).await;
    assert_eq!(changed.status, 204, "{}", changed.body);
    assert!(
        server.counts(&mine["access_token"]).await && !server.counts(&other["access_token"]).await
    );
    assert_eq!(server.tokens(&program, &for_refresh(&mine["refresh_token"])).await.status, 200);
    assert_eq!(server.tokens(&program, &for_refresh(&other["refresh_token"])).await.status, 400);
    assert_eq!(here.get(&page).await.status, 303);
    there.get(&page).await.says(200, "name=\"password\"");
}

#[both_engines]
async fn signing_out_ends_the_session_and_what_the_program_was_given_in_it(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let (mine, other) = (server.program("CODE").await, server.program("CODE").await);
    let mut browser = server.browser();
    let code = browser.sign_in(&mine.page("code", &[]), ADMIN).await.brought("code");
    let ended = server.tokens(&mine, &for_code(&code)).await.body;
    let code = browser.get(&other.page("code", &[])).await.brought("code");
    let kept = server.tokens(&other, &for_code(&code)).await.body;
    let elsewhere = server.signed_in(&mine).await;
    let out = browser
        .get(&format!("/logout?{}", encoded(&[("client_id", &mine.id), ("redirect_uri", BACK)])))
        .await;
    assert_eq!((out.status, out.header("location")), (303, BACK));
    assert!(
        out.header("set-cookie").contains("Max-Age=0") && !browser.cookies.contains_key(COOKIE)
    );
    assert!(!server.counts(&ended["access_token"]).await);
    assert_eq!(server.tokens(&mine, &for_refresh(&ended["refresh_token"])).await.status, 400);
    assert!(
        server.counts(&kept["access_token"]).await
            && server.counts(&elsewhere["access_token"]).await
    );
    browser.get(&mine.page("code", &[])).await.says(200, "name=\"password\"");
    assert_eq!(server.audited().await.iter().filter(|row| row.contains("\"Delete\"")).count(), 1);
}

#[both_engines]
async fn signing_out_goes_on_only_to_a_registered_address(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let client = ("client_id", program.id.as_str());
    for query in [
        vec![],
        vec![client],
        vec![client, ("redirect_uri", "https://evil.example")],
        vec![client, ("redirect_uri", "https://app.example/back")],
        vec![("redirect_uri", BACK)],
        vec![("client_id", "nobody"), ("redirect_uri", BACK)],
    ] {
        let mut browser = server.browser();
        browser.sign_in(&program.page("code", &[]), ADMIN).await;
        let out = browser.get(&format!("/logout?{}", encoded(&query))).await;
        out.says(200, "Signed out");
        assert!(!browser.cookies.contains_key(COOKIE));
    }
}

#[both_engines]
async fn the_second_step_gives_five_tries_and_five_minutes(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let (program, other) = (server.program("CODE").await, server.program("CODE").await);
    let (page, wrong, over) = (program.page("code", &[]), "The code is wrong", "Start again.");
    let ticket = stored_ticket(&server, "one", &program).await;
    let mut browser = server.browser();
    let form = browser.get(&page).await.hidden("form");
    let fields = |ticket, code| [("form", form.as_str()), ("ticket", ticket), ("code", code)];
    browser.post(&other.page("code", &[]), &fields(&ticket, "123456")).await.says(400, over);
    for _ in 0..4 {
        let seen = browser.post(&page, &fields(&ticket, "123456")).await;
        seen.says(400, wrong);
        assert_eq!(seen.hidden("ticket"), ticket);
    }
    browser
        .post(&page, &fields(&ticket, "123456"))
        .await
        .says(400, over)
        .says(400, "name=\"password\"");
    browser.post(&page, &fields(&ticket, "123456")).await.says(400, over);
    browser.post(&page, &fields("unknown", "123456")).await.says(400, over);
    let late = stored_ticket(&server, "two", &program).await;
    browser.post(&page, &fields(&late, "")).await.says(400, wrong);
    server.advance(Duration::from_mins(5));
    browser.post(&page, &fields(&late, "123456")).await.says(400, over);
    assert!(!browser.cookies.contains_key(COOKIE));
    assert_eq!(server.audited().await.iter().filter(|row| row.contains("wrong code")).count(), 6);
    let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
    assert!(!format!("{rows:?}").contains(&ticket));
}

/// A ticket of the administrator, whose password was right.
async fn stored_ticket(server: &TestServer, secret: &str, program: &Program) -> String {
    let ticket = format!("ticket-{secret}-of-the-tests");
    let digest = Sha256::digest(ticket.as_bytes());
    let hash = digest.iter().fold(String::new(), |hash, byte| format!("{hash}{byte:02x}"));
    let user = server.get("/api/v2/users").await.body["entities"][0]["id"].clone();
    let now: DateTime = now(&server.clock);
    let stored = SignInTicket {
        organization: server.organization.clone(),
        client: program.id.clone(),
        user: user.as_str().unwrap().to_owned(),
        attempts_left: 5,
        ends_at: now.plus_seconds(300),
    };
    server
        .db
        .write(move |tx| {
            let (hash, stored) = (hash.clone(), stored.clone());
            Box::pin(async move { sign_in_tickets::insert(tx, &hash, &stored, now).await })
        })
        .await
        .unwrap();
    ticket
}
