//! A security key after the password.

use serde_json::{Value, json};
use test_server::{Browser, Engine, Program, Seen, SoftKey, TestServer, both_engines};

const HOST: &str = "keys.example.com";
const PASSWORD: &str = "Correct-Horse-Battery-1";
const REGISTER: &str = "/api/v2/users/me/verifiers/webauthn/register";

/// Somebody with a security key, and the program that they sign in to.
struct Scene {
    server: TestServer,
    page: String,
    email: String,
    token: String,
    id: String,
    key: SoftKey,
}

impl Scene {
    async fn start(engine: Engine) -> Self {
        let server = TestServer::start_hashing(engine).await;
        let (user, token) = server.user_with("Ada Example", PASSWORD).await;
        let email = user["email"].as_str().unwrap().to_owned();
        let id = user["id"].as_str().unwrap().to_owned();
        let program: Program = server.program("CODE").await;
        let key = SoftKey::new(HOST);
        let scene = Self { page: program.page("code", &[]), server, email, token, id, key };
        let options = scene.post(&format!("{REGISTER}/options"), Value::Null).await;
        let credential = scene.key.create(&options);
        scene.post(REGISTER, json!({ "name": "Blue", "credential": credential })).await;
        scene
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let ask = self.server.ask("POST", path).token(&self.token).header("host", HOST);
        let ask = if body.is_null() { ask } else { ask.json(body) };
        let answer = ask.await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// A browser that came by this name, and the page after the password.
    async fn after_password(&self, host: &str) -> (Browser, Seen) {
        let mut browser = self.server.browser();
        browser.headers = vec![("host", host.to_owned())];
        let seen = browser.sign_in(&self.page, (&self.email, PASSWORD)).await;
        (browser, seen)
    }

    /// Sends what the key signed for the page that was seen.
    async fn answer(&mut self, browser: &mut Browser, seen: &Seen) -> Seen {
        let signed = self.key.get(&challenge(seen));
        send(browser, &self.page, seen, &signed).await
    }
}

/// What the page asks the key to sign.
fn challenge(seen: &Seen) -> String {
    let (_, rest) = seen.text.split_once("&quot;challenge&quot;:&quot;").unwrap();
    rest.split_once("&quot;").unwrap().0.to_owned()
}

async fn send(
    browser: &mut Browser,
    page: &str,
    seen: &Seen,
    signed: &[(&'static str, String); 4],
) -> Seen {
    let (form, ticket) = (seen.hidden("form"), seen.hidden("ticket"));
    let mut fields = vec![("form", &*form), ("ticket", &*ticket)];
    fields.extend(signed.iter().map(|(name, value)| (*name, value.as_str())));
    browser.post(page, &fields).await
}

#[both_engines]
async fn who_has_a_key_uses_it_after_the_password(engine: Engine) {
    let mut scene = Scene::start(engine).await;
    let (mut browser, seen) = scene.after_password(HOST).await;
    seen.says(200, "Use your security key").says(200, &scene.key.id());
    assert!(!seen.text.contains("name=\"code\""), "{}", seen.text);
    let policy = seen.header("content-security-policy").to_owned();
    assert!(policy.contains("script-src 'sha256-"), "{policy}");
    let code = scene.answer(&mut browser, &seen).await.brought("code");
    assert!(!code.is_empty());
    // The password alone, and the page before it, have no script.
    let first = scene.server.browser().get(&scene.page).await;
    assert!(
        !first.text.contains("<script")
            && !first.header("content-security-policy").contains("script")
    );
}

#[both_engines]
async fn a_signature_counts_for_one_sign_in_and_its_count_must_grow(engine: Engine) {
    let mut scene = Scene::start(engine).await;
    let (mut browser, seen) = scene.after_password(HOST).await;
    let page = scene.page.clone();
    let signed = scene.key.get(&challenge(&seen));
    send(&mut browser, &page, &seen, &signed).await.brought("code");
    let (mut browser, seen) = scene.after_password(HOST).await;
    let old = send(&mut browser, &page, &seen, &signed).await;
    old.says(400, "The security key was not accepted");
    // A copy of the key that was made before it signed last.
    scene.key.counter = 0;
    scene.answer(&mut browser, &old).await.says(400, "The security key was not accepted");
    let audited = scene.server.audited().await;
    for reason in ["wrong clientDataJSON.challenge", "wrong signCount"] {
        assert!(audited.iter().any(|row| row.contains(reason)), "{reason}: {audited:?}");
    }
    scene.key.counter = 5;
    scene.answer(&mut browser, &old).await.brought("code");
}

#[both_engines]
async fn what_another_site_or_another_key_signed_is_refused(engine: Engine) {
    let mut scene = Scene::start(engine).await;
    let (mut browser, seen) = scene.after_password(HOST).await;
    let page = scene.page.clone();
    let wrong = "The security key was not accepted";
    "https://evil.test".clone_into(&mut scene.key.origin);
    scene.answer(&mut browser, &seen).await.says(400, wrong);
    scene.key.origin = format!("https://{HOST}");
    let mut other = SoftKey::new(HOST);
    let mut signed = other.get(&challenge(&seen));
    send(&mut browser, &page, &seen, &signed).await.says(400, wrong);
    signed[0].1 = scene.key.id();
    send(&mut browser, &page, &seen, &signed).await.says(400, wrong);
    scene.key.flags = 0;
    scene.answer(&mut browser, &seen).await.says(400, wrong);
    scene.key.flags = 1;
    scene.key.kind = Some("webauthn.create");
    scene.answer(&mut browser, &seen).await.says(400, "too many codes or keys were wrong");
    scene.key.kind = None;
    scene.answer(&mut browser, &seen).await.says(400, "too many codes or keys were wrong");
}

#[both_engines]
async fn a_key_works_where_it_was_registered_alone(engine: Engine) {
    let mut scene = Scene::start(engine).await;
    let (mut browser, seen) = scene.after_password("other.example.com").await;
    seen.says(200, "This sign-in cannot continue").says(200, HOST);
    assert!(!seen.text.contains("<form") && !seen.text.contains("<script"), "{}", seen.text);
    // No form is needed to send something.
    let none = [("form", "x"), ("ticket", "x"), ("code", "000000")];
    browser.post(&scene.page, &none).await.says(400, "could not be checked");
    let (mut browser, seen) = scene.after_password("login.keys.example.com").await;
    "https://login.keys.example.com".clone_into(&mut scene.key.origin);
    scene.answer(&mut browser, &seen).await.brought("code");
}

#[both_engines]
async fn who_has_both_shows_a_code_or_a_key_and_neither_when_they_are_disabled(engine: Engine) {
    let mut scene = Scene::start(engine).await;
    let app = json!({
        "name": "Phone", "algorithm": "SHA1", "digits": 6, "period": 30, "secretSize": 20,
        "enabled": true, "default": true,
    });
    let app = scene.post("/api/v2/users/me/verifiers/totp", app).await;
    let totp = totp_rs::Totp::from_url(app["keyUri"].as_str().unwrap()).unwrap();
    let seconds = u64::try_from(scene.server.clock.now().milliseconds() / 1000).unwrap();
    let path = format!("/api/v2/users/me/verifiers/totp/{}", app["id"].as_str().unwrap());
    let code = json!({ "token": totp.generate(seconds).to_string(), "enable": true });
    let ask = scene.server.ask("POST", &path).token(&scene.token).json(code).await;
    assert_eq!(ask.status, 204);
    let (mut browser, seen) = scene.after_password(HOST).await;
    seen.says(200, "One more step").says(200, "name=\"code\"");
    scene.answer(&mut browser, &seen).await.brought("code");
    let path = format!("/api/v2/users/{}/verifiers", scene.id);
    for verifier in scene.server.get(&path).await.body["entities"].as_array().unwrap() {
        let path = verifier["selfUri"].as_str().unwrap();
        let body = json!({ "name": verifier["name"], "enabled": false });
        assert_eq!(scene.server.ask("PUT", path).json(body).await.status, 200);
    }
    scene.after_password(HOST).await.1.brought("code");
}
