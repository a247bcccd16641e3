//! The page itself: who may send a browser to it, what it asks, what it tells.

use std::time::{Duration, Instant};

use serde_json::json;
use test_server::{ADMIN, BACK, Engine, TestServer, both_engines, encoded};

use super::PKCE;

const WRONG: &str = "The e-mail address or the password is wrong.";

#[both_engines]
async fn a_user_signs_in_and_goes_back_with_a_code_and_the_state(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let state = "a b&c=d#e%20?é\"<>";
    let page = program.page("code", &[("state", state)]);
    let seen = server.browser().sign_in(&page, ADMIN).await;
    let (place, values) = seen.went_to();
    assert_eq!(place, BACK);
    assert_eq!((values.len(), values["state"].as_str()), (2, state));
    assert_eq!(values["code"].len(), 43);
    assert_eq!(seen.header("referrer-policy"), "no-referrer");
    assert!(seen.header("cache-control").contains("no-store"));
}

#[both_engines]
async fn an_implicit_sign_in_brings_its_token_behind_the_hash(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("TOKEN").await;
    let page = program.page("token", &[("state", "s 1")]);
    let (place, values) = server.browser().sign_in(&page, ADMIN).await.went_to();
    assert_eq!(place, BACK);
    assert_eq!(values["token_type"], "bearer");
    assert_eq!((values["expires_in"].as_str(), values["state"].as_str()), ("86400", "s 1"));
    let me = server.get_with("/api/v2/users/me", &values["access_token"]).await;
    assert_eq!((me.status, &me.body["email"]), (200, &json!(ADMIN.0)));
}

#[both_engines]
async fn the_page_is_whole_and_lets_nothing_else_in(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let seen = server
        .browser()
        .get(&program.page("code", &[("login_hint", "ada@x.example\"<b>:Org")]))
        .await;
    seen.says(200, "Wall &lt;board&gt;").says(200, "value=\"ada@x.example&quot;&lt;b&gt;\"");
    assert!(!seen.text.contains("<script") && !seen.text.contains("<b>"));
    let policy = seen.header("content-security-policy");
    for rule in [
        "default-src 'none'",
        "form-action 'self' https:",
        "frame-ancestors 'none'",
        "style-src 'sha256-",
    ] {
        assert!(policy.contains(rule), "{policy}");
    }
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("content-type", "text/html; charset=utf-8"),
        ("access-control-allow-origin", ""),
        ("content-encoding", ""),
    ] {
        assert_eq!(seen.header(name), value, "{name}");
    }
    assert!(seen.header("cache-control").contains("no-store"));
}

#[both_engines]
async fn a_browser_is_sent_only_where_the_program_is_registered(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    for near in [
        "https://app.example/back",
        "https://app.example/back?of=callroster&",
        "https://app.example/back?of=callroster#",
        "https://app.example/back/?of=callroster",
        "https://app.example/BACK?of=callroster",
        "https://APP.example/back?of=callroster",
        "https://app.example:443/back?of=callroster",
        "http://app.example/back?of=callroster",
        "https://app.example.evil.example/back?of=callroster",
        "https://evil.example/https://app.example/back?of=callroster",
        "https://app.example@evil.example/back?of=callroster",
        "https://app.example/x/../back?of=callroster",
        "https://app.example/%62ack?of=callroster",
        " https://app.example/back?of=callroster",
        "//app.example/back?of=callroster",
        "/back?of=callroster",
        "javascript:alert(1)",
    ] {
        let query = encoded(&[
            ("client_id", &program.id),
            ("redirect_uri", near),
            ("response_type", "code"),
            ("state", "s"),
        ]);
        let mut browser = server.browser();
        let seen = browser.get(&format!("/oauth/authorize?{query}")).await;
        seen.says(400, "The redirect_uri is not one that the application is registered with.");
        // Nor by the form, whatever it was fetched for.
        let form = browser.get(&program.page("code", &[])).await.hidden("form");
        let form = [("form", form.as_str()), ("email", ADMIN.0), ("password", ADMIN.1)];
        browser
            .post(&format!("/oauth/authorize?{query}"), &form)
            .await
            .says(400, "The redirect_uri is not one");
    }
}

#[both_engines]
async fn what_cannot_be_told_to_the_program_is_told_on_a_page(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let back = ("redirect_uri", BACK);
    for (query, words) in [
        (vec![back, ("response_type", "code")], "The parameter client_id is missing."),
        (
            vec![("client_id", "nobody<i>"), back],
            "No application is registered under this client_id.",
        ),
        (vec![("client_id", "\0"), back], "No application is registered under this client_id."),
        (vec![("client_id", &program.id)], "The parameter redirect_uri is missing."),
        (
            vec![("client_id", &program.id), ("client_id", "x"), back],
            "The parameter client_id is given twice.",
        ),
        (
            vec![("client_id", &program.id), back, ("redirect_uri", "x")],
            "The parameter redirect_uri is given twice.",
        ),
    ] {
        let seen = server.browser().get(&format!("/oauth/authorize?{}", encoded(&query))).await;
        seen.says(400, words).says(400, "role=\"alert\"");
        assert!(!seen.text.contains("<i>"));
    }
    server.ask("PUT", &format!("/api/v2/oauth/clients/{}", program.id)).json(json!({
        "name": "Off", "authorizedGrantType": "CODE", "registeredRedirectUri": [BACK], "state": "inactive",
    })).await;
    server
        .browser()
        .get(&program.page("code", &[]))
        .await
        .says(400, "The application is disabled.");
}

#[both_engines]
async fn what_can_be_told_to_the_program_goes_back_with_the_state(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let (coded, implicit) = (server.program("CODE").await, server.program("TOKEN").await);
    let page =
        |kind, more: &[(&str, &str)]| coded.page(kind, &[&[("state", "s&1")], more].concat());
    for (page, error, words) in [
        (page("", &[]), "invalid_request", "response_type is missing"),
        (page("id_token", &[]), "unsupported_response_type", "code or token"),
        (page("token", &[]), "unauthorized_client", "not registered"),
        (implicit.page("code", &[("state", "s&1")]), "unauthorized_client", "not registered"),
        (page("code", &[("prompt", "none")]), "login_required", "no user is signed in"),
        (page("code", &[("org", "a"), ("org", "b")]), "invalid_request", "twice"),
        (page("code", &[("code_challenge", PKCE.1)]), "invalid_request", "must be S256"),
        (
            page("code", &[("code_challenge", PKCE.1), ("code_challenge_method", "plain")]),
            "invalid_request",
            "must be S256",
        ),
        (
            page("code", &[("code_challenge", "short"), ("code_challenge_method", "S256")]),
            "invalid_request",
            "SHA-256",
        ),
        (
            page("code", &[("code_challenge_method", "S256")]),
            "invalid_request",
            "code_challenge is missing",
        ),
    ] {
        let seen = server.browser().get(&page).await;
        assert_eq!(
            (seen.brought("error").as_str(), seen.brought("state").as_str()),
            (error, "s&1"),
            "{page}"
        );
        assert!(seen.brought("error_description").contains(words), "{page}");
        assert_eq!(seen.header("location").contains('#'), page.contains("=token"), "{page}");
    }
}

#[both_engines]
async fn strangers_cannot_tell_an_unknown_address_from_a_wrong_password(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let page = program.page("code", &[("state", "s")]);
    let ada = server.user("Ada").await;
    let idle = server.user("Idle").await;
    for user in [&ada, &idle] {
        let path = format!("/api/v2/users/{}/password", user["id"].as_str().unwrap());
        let set = server.ask("POST", &path).json(json!({ "newPassword": "Correct-Horse-9" })).await;
        assert_eq!(set.status, 204, "{}", set.body);
    }
    assert_eq!(server.patch(&idle, json!({ "state": "inactive" })).await.status, 200);
    server.user("Bob").await;
    let mut browser = server.browser();
    let mut texts = Vec::new();
    for (email, password) in [
        ("ada@example.com", "wrong"),
        ("nobody@example.com", "wrong"),
        ("bob@example.com", "has none"),
        ("idle@example.com", "Correct-Horse-9"),
    ] {
        let seen = browser.sign_in(&page, (email, password)).await;
        seen.says(400, WRONG).says(400, &format!("value=\"{email}\""));
        texts.push(seen.text.replace(email, ""));
        assert!(!browser.cookies.keys().any(|name| name.contains("session")));
    }
    assert!(texts.iter().all(|text| *text == texts[0]));
}

#[both_engines]
async fn an_unknown_address_takes_as_long_as_a_wrong_password(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let page = server.program("CODE").await.page("code", &[]);
    let mut browser = server.browser();
    let form = browser.get(&page).await.hidden("form");
    // However loaded the machine is, once in a few tries each takes what it takes.
    let mut fastest = [Duration::MAX; 2];
    for round in 0..8 {
        let user = server.user(&format!("Ada {round}")).await;
        let path = format!("/api/v2/users/{}/password", user["id"].as_str().unwrap());
        server.ask("POST", &path).json(json!({ "newPassword": "Correct-Horse-9" })).await;
        for (fastest, name) in fastest.iter_mut().zip(["ada", "nobody"]) {
            let email = format!("{name}.{round}@example.com");
            let began = Instant::now();
            browser
                .post(&page, &[("form", &form), ("email", &email), ("password", "wrong")])
                .await
                .says(400, WRONG);
            *fastest = (*fastest).min(began.elapsed());
        }
        let [wrong, unknown] = fastest;
        if wrong < unknown * 3 / 2 && unknown < wrong * 3 / 2 {
            return;
        }
    }
    panic!("wrong and unknown differ: {fastest:?}");
}

#[both_engines]
async fn an_empty_form_is_asked_for_again(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let page = server.program("CODE").await.page("code", &[]);
    let mut browser = server.browser();
    for who in [("", ""), (ADMIN.0, ""), (" ", ADMIN.1)] {
        browser.sign_in(&page, who).await.says(400, "Enter your e-mail address and your password.");
    }
    let spaced = format!(" {}", ADMIN.0.to_uppercase());
    assert_eq!(browser.sign_in(&page, (&spaced, ADMIN.1)).await.status, 303);
}

#[both_engines]
async fn only_a_form_that_the_same_browser_fetched_signs_in(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let page = server.program("CODE").await.page("code", &[]);
    let fields = |form| [("form", form), ("email", ADMIN.0), ("password", ADMIN.1)];
    let mut attacker = server.browser();
    let stolen = attacker.get(&page).await.hidden("form");
    let words = "This form could not be checked";
    server.browser().post(&page, &fields(&stolen)).await.says(400, words);
    let mut victim = server.browser();
    let own = victim.get(&page).await.hidden("form");
    assert_ne!(own, stolen);
    for form in ["", &stolen] {
        victim.post(&page, &fields(form)).await.says(400, words);
    }
    victim.headers = vec![("sec-fetch-site", "cross-site".to_owned())];
    victim.post(&page, &fields(&own)).await.says(400, words);
    assert!(!victim.cookies.contains_key("callroster_session"));
    victim.headers = vec![("sec-fetch-site", "same-origin".to_owned())];
    assert_eq!(victim.post(&page, &fields(&own)).await.status, 303);
}

#[both_engines]
async fn over_tls_cookies_are_the_hosts_alone(engine: Engine) {
    let server = TestServer::start_with(engine, |options| {
        options.http.public_url = Some("https://roster.example".parse().unwrap());
    })
    .await;
    let page = server.program("CODE").await.page("code", &[]);
    let mut browser = server.browser();
    let set = browser.get(&page).await.header("set-cookie").to_owned();
    assert!(
        set.starts_with("__Host-callroster_form=")
            && set.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{set}"
    );
    let seen = browser.sign_in(&page, ADMIN).await;
    let set = seen.header("set-cookie");
    assert!(
        set.starts_with("__Host-callroster_session=")
            && set.ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"),
        "{set}"
    );
}

#[both_engines]
async fn a_trusted_proxy_says_that_the_browser_came_over_tls(engine: Engine) {
    let server = TestServer::start_with(engine, |options| {
        options.http.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await;
    let page = server.program("CODE").await.page("code", &[]);
    let mut browser = server.browser();
    assert!(!browser.get(&page).await.header("set-cookie").contains("Secure"));
    browser.headers = vec![("x-forwarded-proto", "https".to_owned())];
    assert!(browser.get(&page).await.header("set-cookie").contains("; Secure"));
}

#[both_engines]
async fn sign_ins_and_refusals_are_written_down_without_what_was_typed(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let page = program.page("code", &[]);
    let mut browser = server.browser();
    browser.sign_in(&page, (ADMIN.0, "a-password-in-the-wrong")).await;
    browser.sign_in(&page, ("a-secret-in-the-wrong-place", "x")).await;
    let session = browser.sign_in(&page, ADMIN).await;
    let code = session.brought("code");
    let audited = server.audited().await;
    let count = |words: &str| audited.iter().filter(|row| row.contains(words)).count();
    assert_eq!(
        (audited.len(), count("\"Deny\""), count("\"SignIn\""), count("\"FAILURE\"")),
        (3, 2, 1, 2)
    );
    assert_eq!((count("127.0.0.1"), count(&program.id), count("\"unknown\"")), (3, 3, 1));
    let everything =
        format!("{:?}", store::testing::rows(&server.db, &server.organization).await.unwrap());
    for secret in [
        "in-the-wrong",
        &code,
        &browser.cookies["callroster_session"],
        &browser.cookies["callroster_form"],
    ] {
        assert!(!everything.contains(secret), "{secret}");
    }
}

#[both_engines]
async fn a_sign_in_is_dated_on_the_user(engine: Engine) {
    let server = TestServer::start_hashing(engine).await;
    let program = server.program("CODE").await;
    let admin =
        server.get("/api/v2/users?expand=dateLastLogin,lastTokenIssued").await.body["entities"][0]
            .clone();
    assert!(admin.get("dateLastLogin").is_none());
    let before = store::testing::rows(&server.db, &server.organization).await.unwrap();
    server.advance(Duration::from_mins(1));
    server.signed_in(&program).await;
    let after = store::testing::rows(&server.db, &server.organization).await.unwrap();
    assert_eq!(before["users"], after["users"], "dates do not rewrite the user");
    assert_ne!(before["user_dates"], after["user_dates"]);
    let path = format!(
        "/api/v2/users/{}?expand=dateLastLogin,lastTokenIssued",
        admin["id"].as_str().unwrap()
    );
    let admin = server.get(&path).await.body;
    assert_eq!(admin["dateLastLogin"], "2026-01-02T03:05:05.678Z");
    assert_eq!(
        admin["lastTokenIssued"]["dateIssued"]
            .as_str()
            .or(admin["lastTokenIssued"].as_str())
            .unwrap(),
        "2026-01-02T03:05:05.678Z"
    );
}
