//! Second factors of users.

use std::{future::IntoFuture as _, time::Duration};

use serde_json::{Value, json};
use test_server::{ADMIN, Answer, Ask, Engine, TestServer, both_engines, everywhere, in_division};
use totp_rs::Totp;

const OWN: &str = "/api/v2/users/me/verifiers";
const HOUR: Duration = Duration::from_hours(1);

/// A user with a token.
struct Person {
    id: String,
    token: String,
}

async fn person(server: &TestServer, name: &str) -> Person {
    let id = server.user(name).await["id"].as_str().unwrap().to_owned();
    let token = server.token_of(&id, 86_400).await;
    Person { id, token }
}

/// The administrator of the organization, who may do everything.
async fn administrator(server: &TestServer) -> Person {
    let users = server.get("/api/v2/users").await.body;
    let users = users["entities"].as_array().unwrap();
    let admin = users.iter().find(|user| user["email"] == ADMIN.0).unwrap();
    let id = admin["id"].as_str().unwrap().to_owned();
    let token = server.token_of(&id, 86_400).await;
    Person { id, token }
}

impl Person {
    fn ask(&self, server: &TestServer, method: &str, path: &str) -> Ask {
        server.ask(method, path).token(&self.token)
    }

    async fn list(&self, server: &TestServer) -> Vec<Value> {
        let list = self.ask(server, "GET", OWN).await.body;
        assert_eq!(list["total"], list["entities"].as_array().unwrap().len());
        assert_eq!(list["selfUri"], OWN);
        list["entities"].as_array().unwrap().clone()
    }

    /// A new verifier, and what its codes come from.
    async fn enrol(&self, server: &TestServer, fields: Value) -> (String, Totp) {
        let made = self.ask(server, "POST", &format!("{OWN}/totp")).json(wanted(fields)).await;
        assert_eq!(made.status, 200, "{}", made.body);
        let totp = Totp::from_url(made.body["keyUri"].as_str().unwrap()).unwrap();
        (made.body["id"].as_str().unwrap().to_owned(), totp)
    }

    fn confirm(&self, server: &TestServer, id: &str, code: &str) -> Ask {
        let path = format!("{OWN}/totp/{id}");
        self.ask(server, "POST", &path).json(json!({ "token": code }))
    }

    async fn confirmed(&self, server: &TestServer, fields: Value) -> (String, Totp) {
        let (id, totp) = self.enrol(server, fields).await;
        let answer = self.confirm(server, &id, &code(server, &totp)).await;
        assert_eq!((answer.status, &answer.body), (204, &Value::Null));
        (id, totp)
    }

    async fn put(&self, server: &TestServer, id: &str, body: Value) -> Answer {
        self.ask(server, "PUT", &format!("{OWN}/{id}")).json(body).await
    }
}

/// What a verifier is made from, these fields changed.
fn wanted(fields: Value) -> Value {
    let mut body = json!({
        "name": "Phone", "algorithm": "SHA1", "digits": 6, "period": 30, "secretSize": 20,
        "enabled": true, "default": false,
    });
    let Value::Object(fields) = fields else { panic!("{fields} is no object") };
    body.as_object_mut().unwrap().extend(fields);
    body
}

fn code(server: &TestServer, totp: &Totp) -> String {
    let seconds = u64::try_from(server.clock.now().milliseconds() / 1000).unwrap();
    totp.generate(seconds).to_string()
}

/// A code that is not right around now.
fn wrong_code(server: &TestServer, totp: &Totp) -> &'static str {
    let seconds = u64::try_from(server.clock.now().milliseconds() / 1000).unwrap();
    let near = [seconds - 30, seconds, seconds + 30].map(|at| totp.generate(at).to_string());
    ["000000", "000001", "000002", "000003"]
        .into_iter()
        .find(|&c| near.iter().all(|n| n != c))
        .unwrap()
}

#[both_engines]
async fn a_verifier_counts_once_its_code_was_right(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    let path = format!("{OWN}/totp");
    let made = ada.ask(&server, "POST", &path).json(wanted(json!({ "default": true }))).await.body;
    assert_eq!((&made["name"], &made["type"]), (&json!("Phone"), &json!("TOTP")));
    assert_eq!((&made["enabled"], &made["default"]), (&json!(false), &json!(false)));
    let uri = made["keyUri"].as_str().unwrap();
    let totp = Totp::from_url(uri).unwrap();
    let organization = server.get("/api/v2/organizations/me").await.body;
    assert_eq!(
        (totp.issuer(), totp.account_name()),
        (organization["name"].as_str(), "ada.example@example.com")
    );
    assert_eq!((totp.secret().len(), totp.digits(), totp.step()), (20, 6, 30));

    let id = made["id"].as_str().unwrap();
    let waiting = ada.list(&server).await;
    assert_eq!(waiting[0]["enabled"], false);
    let wrong = ada.confirm(&server, id, wrong_code(&server, &totp)).await;
    wrong.refused(400, "invalid.value").naming(&["token"]);
    assert!(!wrong.message().contains(wrong_code(&server, &totp)));
    assert_eq!(ada.list(&server).await, waiting);
    assert_eq!(ada.confirm(&server, id, &code(&server, &totp)).await.status, 204);
    assert_eq!(
        ada.list(&server).await,
        [json!({
            "id": id, "name": "Phone", "type": "TOTP", "enabled": true, "default": true,
            "selfUri": format!("/api/v2/users/{}/verifiers/{id}", ada.id),
        })]
    );
}

#[both_engines]
async fn every_algorithm_and_length_makes_codes_that_are_taken(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    for (algorithm, digits, period, size, bytes) in
        [("SHA1", 8, 60, 16, 16), ("SHA256", 6, 30, 32, 32), ("SHA512", 8, 120, 64, 64)]
    {
        let fields = json!({ "algorithm": algorithm, "digits": digits, "period": period, "secretSize": size });
        let (_, totp) = ada.confirmed(&server, fields).await;
        assert_eq!((totp.algorithm().to_string().as_str(), totp.digits()), (algorithm, digits));
        assert_eq!((totp.step(), totp.secret().len()), (period, bytes));
    }
}

#[both_engines]
async fn what_cannot_be_a_verifier_is_refused_by_name(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    for (field, value, words) in [
        ("digits", json!(7), &["7", "6, 8"][..]),
        ("digits", json!(5), &["5"]),
        ("period", json!(29), &["29", "30"]),
        ("period", json!(3600), &["3600", "120"]),
        ("secretSize", json!(15), &["15", "16"]),
        ("secretSize", json!(65), &["65", "64"]),
        ("algorithm", json!("MD5"), &["MD5", "SHA1", "SHA512"]),
        ("name", json!("  "), &[]),
        ("name", json!("x".repeat(101)), &["100"]),
    ] {
        let answer = ada
            .ask(&server, "POST", &format!("{OWN}/totp"))
            .json(wanted(json!({ field: value })))
            .await;
        assert_eq!(answer.status, 400, "{field}: {}", answer.body);
        answer.naming(&[field]).naming(words);
    }
    assert_eq!(ada.list(&server).await, [] as [Value; 0]);
}

#[both_engines]
async fn a_code_confirms_once_and_several_at_once_are_one(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    let (id, totp) = ada.enrol(&server, json!({})).await;
    let code = code(&server, &totp);
    let send = || ada.confirm(&server, &id, &code).into_future();
    let (a, b, c) = tokio::join!(send(), send(), send());
    let mut statuses = [a.status, b.status, c.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 400, 400]);
    server.advance(Duration::from_secs(30));
    ada.confirm(&server, &id, &code).await.refused(400, "invalid.value");
}

#[both_engines]
async fn wrong_codes_are_counted_although_they_are_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    let (id, totp) = ada.enrol(&server, json!({})).await;
    for _ in 0..5 {
        let answer = ada.confirm(&server, &id, wrong_code(&server, &totp)).await;
        answer.refused(400, "invalid.value");
    }
    let later = ada.confirm(&server, &id, &code(&server, &totp)).await;
    later.refused(429, "too.many.requests.retry.after").naming(&["30"]);
    assert_eq!(later.header("retry-after"), "30");
    server.advance(Duration::from_secs(30));
    ada.confirm(&server, &id, wrong_code(&server, &totp)).await.refused(400, "invalid.value");
    ada.confirm(&server, &id, &code(&server, &totp))
        .await
        .refused(429, "too.many.requests.retry.after")
        .naming(&["60"]);
    server.advance(Duration::from_mins(1));
    assert_eq!(ada.confirm(&server, &id, &code(&server, &totp)).await.status, 204);
}

#[both_engines]
async fn a_verifier_that_was_never_confirmed_is_not_enabled_and_ends_after_an_hour(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, admin) = (person(&server, "Ada Example").await, administrator(&server).await);
    let (id, totp) = ada.enrol(&server, json!({ "enabled": false })).await;
    let change = json!({ "name": "Phone", "enabled": true });
    ada.put(&server, &id, change.clone())
        .await
        .refused(409, "general.conflict")
        .naming(&["confirmed"]);
    let path = format!("/api/v2/users/{}/verifiers/{id}", ada.id);
    admin.ask(&server, "PUT", &path).json(change.clone()).await.refused(409, "general.conflict");
    server.advance(HOUR);
    assert_eq!(ada.list(&server).await.len(), 1);
    server.advance(Duration::from_millis(1));
    assert_eq!(ada.list(&server).await.len(), 0);
    ada.confirm(&server, &id, &code(&server, &totp))
        .await
        .refused(404, "general.resource.not.found")
        .naming(&[&id]);
    ada.put(&server, &id, change).await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn a_code_enables_what_was_asked_for(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    for (made, sent, enabled) in [
        (true, None, true),
        (false, None, false),
        (true, Some(false), false),
        (false, Some(true), true),
    ] {
        let (id, totp) = ada.enrol(&server, json!({ "enabled": made })).await;
        let body = json!({ "token": code(&server, &totp), "enable": sent });
        let path = format!("{OWN}/totp/{id}");
        assert_eq!(ada.ask(&server, "POST", &path).json(body).await.status, 204);
        let list = ada.list(&server).await;
        assert_eq!(list.last().unwrap()["enabled"], enabled, "{made} {sent:?}");
        server.advance(Duration::from_secs(30));
        let body = json!({ "token": code(&server, &totp), "enable": false });
        assert_eq!(ada.ask(&server, "POST", &path).json(body).await.status, 204);
        assert_eq!(ada.list(&server).await, list, "a code disables nothing");
    }
}

#[both_engines]
async fn a_user_has_ten_verifiers_at_most(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    let mut waiting = Vec::new();
    for _ in 0..11 {
        waiting.push(ada.enrol(&server, json!({})).await);
        server.advance(Duration::from_secs(1));
    }
    let listed = ada.list(&server).await;
    assert_eq!(listed.len(), 10);
    assert!(listed.iter().all(|one| one["id"] != waiting[0].0.as_str()), "the oldest made room");
    for (id, totp) in &waiting[1..] {
        assert_eq!(ada.confirm(&server, id, &code(&server, totp)).await.status, 204);
    }
    let more = ada.ask(&server, "POST", &format!("{OWN}/totp")).json(wanted(json!({}))).await;
    more.refused(409, "general.conflict").naming(&["10"]);
    assert_eq!(ada.ask(&server, "DELETE", &format!("{OWN}/{}", waiting[5].0)).await.status, 204);
    ada.enrol(&server, json!({})).await;
}

#[both_engines]
async fn one_verifier_is_the_default(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, bob) = (person(&server, "Ada Example").await, person(&server, "Bob Example").await);
    let (of_bob, _) = bob.confirmed(&server, json!({ "default": true })).await;
    let (first, _) = ada.confirmed(&server, json!({ "default": true })).await;
    let (waiting, _) = ada.enrol(&server, json!({ "default": true })).await;
    let defaults = async || {
        let list = ada.list(&server).await;
        let defaults = list.into_iter().filter(|one| one["default"] == true);
        defaults.map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(defaults().await, [first.as_str()], "what waits takes nothing away");
    let (second, _) = ada.confirmed(&server, json!({})).await;
    assert_eq!(defaults().await, [first.as_str()]);
    let answer = ada.put(&server, &second, json!({ "name": "Tablet", "default": true })).await;
    assert_eq!((&answer.body["name"], &answer.body["default"]), (&json!("Tablet"), &json!(true)));
    assert_eq!(answer.body["enabled"], true, "what is not sent stays");
    assert_eq!(defaults().await, [second]);
    assert!(
        bob.list(&server)
            .await
            .iter()
            .any(|one| one["id"] == of_bob.as_str() && one["default"] == true)
    );
    assert_ne!(waiting, first);
}

#[both_engines]
async fn a_verifier_is_changed_by_its_user_but_for_its_secret(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    let (id, totp) = ada.confirmed(&server, json!({})).await;
    let mut read = ada.list(&server).await.remove(0);
    read["enabled"] = json!(false);
    let answer = ada.put(&server, &id, read.clone()).await;
    assert_eq!((answer.status, &answer.body), (200, &read), "what was read can be sent back");
    let credential = json!({ "credentialFields": { "secret": "GEZDGNBVGY3TQOJQ" }, "type": {} });
    let answer = ada.put(&server, &id, json!({ "name": "Phone", "credential": credential })).await;
    answer.refused(400, "invalid.value").naming(&["credential"]);
    assert!(!answer.message().contains("GEZDG"));
    ada.put(&server, &id, json!({ "name": " " }))
        .await
        .refused(400, "bad.request")
        .naming(&["name"]);
    ada.put(&server, &id, json!({ "enabled": true }))
        .await
        .refused(400, "bad.request")
        .naming(&["name"]);
    server.advance(Duration::from_mins(1));
    assert_eq!(ada.confirm(&server, &id, &code(&server, &totp)).await.status, 204);
    assert_eq!(ada.list(&server).await, [read]);
    assert_eq!(ada.ask(&server, "DELETE", &format!("{OWN}/{id}")).await.status, 204);
    assert_eq!(ada.list(&server).await.len(), 0);
    ada.ask(&server, "DELETE", &format!("{OWN}/{id}"))
        .await
        .refused(404, "general.resource.not.found")
        .naming(&[&id]);
}

#[both_engines]
async fn nobody_reaches_the_verifiers_of_others_as_their_own(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, eve, admin) = (
        person(&server, "Ada Example").await,
        person(&server, "Eve Example").await,
        administrator(&server).await,
    );
    let (id, totp) = ada.confirmed(&server, json!({})).await;
    server.advance(Duration::from_secs(30));
    eve.confirm(&server, &id, &code(&server, &totp))
        .await
        .refused(404, "general.resource.not.found");
    eve.put(&server, &id, json!({ "name": "x" })).await.refused(404, "general.resource.not.found");
    eve.ask(&server, "DELETE", &format!("{OWN}/{id}"))
        .await
        .refused(404, "general.resource.not.found");
    for method in ["PUT", "DELETE"] {
        let path = format!("/api/v2/users/{}/verifiers/{id}", eve.id);
        let answer = admin.ask(&server, method, &path).json(json!({ "name": "x" })).await;
        answer.refused(404, "general.resource.not.found").naming(&[&id]);
    }
    assert_eq!(ada.list(&server).await.len(), 1);
}

#[both_engines]
async fn an_administrator_sees_and_changes_the_verifiers_of_users(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    let caller = server
        .caller(&[everywhere(&["mfa:verifier:view", "mfa:verifier:edit", "mfa:verifier:delete"])])
        .await;
    let (id, _) = ada.confirmed(&server, json!({})).await;
    let path = format!("/api/v2/users/{}/verifiers", ada.id);
    let list = server.get_with(&path, &caller).await.body;
    assert_eq!((&list["total"], &list["selfUri"]), (&json!(1), &json!(path)));
    assert_eq!(list["entities"], json!(ada.list(&server).await));
    let one = format!("{path}/{id}");
    let body = json!({ "name": "Old phone", "enabled": false });
    let changed = server.ask("PUT", &one).token(&caller).json(body).await.body;
    assert_eq!((&changed["name"], &changed["enabled"]), (&json!("Old phone"), &json!(false)));
    assert_eq!(ada.list(&server).await, [changed]);
    assert_eq!(server.ask("DELETE", &one).token(&caller).await.status, 204);
    server.ask("DELETE", &one).token(&caller).await.refused(404, "general.resource.not.found");
}

#[both_engines]
async fn nobody_weakens_the_second_factor_of_a_stronger_user(engine: Engine) {
    let server = TestServer::start(engine).await;
    let admin = administrator(&server).await;
    let all = ["mfa:verifier:view", "mfa:verifier:edit", "mfa:verifier:delete"];
    let caller = server.caller(&[everywhere(&all)]).await;
    let (id, _) = admin.confirmed(&server, json!({})).await;
    let path = format!("/api/v2/users/{}/verifiers/{id}", admin.id);
    let change = server
        .ask("PUT", &path)
        .token(&caller)
        .json(json!({ "name": "x", "enabled": false }))
        .await;
    change.refused(403, "not.authorized").naming(&["Master Admin"]);
    server.ask("DELETE", &path).token(&caller).await.refused(403, "not.authorized");
    assert_eq!(admin.list(&server).await[0]["enabled"], true);

    // Someone who holds one thing more, in one division, is stronger too.
    let ada = person(&server, "Ada Example").await;
    let (id, _) = ada.confirmed(&server, json!({})).await;
    let north = server.division("North").await;
    server.grant(&ada.id, &in_division(&north, &["routing:queue:delete"])).await;
    let path = format!("/api/v2/users/{}/verifiers/{id}", ada.id);
    server
        .ask("DELETE", &path)
        .token(&caller)
        .await
        .refused(403, "not.authorized")
        .naming(&[&north]);
    assert_eq!(ada.ask(&server, "DELETE", &path).await.code(), "missing.any.permissions");
    assert_eq!(admin.ask(&server, "DELETE", &path).await.status, 204);
}

#[both_engines]
async fn a_deleted_user_has_no_verifiers_even_when_restored(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    ada.confirmed(&server, json!({})).await;
    let user = format!("/api/v2/users/{}", ada.id);
    assert_eq!(server.ask("DELETE", &user).await.status, 200);
    let caller = administrator(&server).await;
    caller
        .ask(&server, "GET", &format!("{user}/verifiers"))
        .await
        .refused(404, "general.resource.not.found");
    server.ask("PATCH", &user).json(json!({ "version": 2, "state": "active" })).await;
    let list = caller.ask(&server, "GET", &format!("{user}/verifiers")).await.body;
    assert_eq!(list["total"], 0);
}

#[both_engines]
async fn changes_are_written_down_without_secrets(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    let (id, totp) = ada.enrol(&server, json!({ "enabled": false })).await;
    let wrong = wrong_code(&server, &totp);
    ada.confirm(&server, &id, wrong).await.refused(400, "invalid.value");
    let right = code(&server, &totp);
    assert_eq!(ada.confirm(&server, &id, &right).await.status, 204);
    ada.put(&server, &id, json!({ "name": "Tablet", "enabled": true })).await;
    ada.ask(&server, "DELETE", &format!("{OWN}/{id}")).await;
    let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
    let of_verifiers: Vec<&String> =
        rows["audits"].iter().filter(|row| row.contains("|Verifier|")).collect();
    assert_eq!(of_verifiers.len(), 5, "{of_verifiers:#?}");
    let secret = totp.secret().to_base32();
    assert!(rows["audits"].iter().all(|row| !row.contains(&secret) && !row.contains(&right)));
    for (text, times) in [
        ("Create", 1),
        ("Update", 2),
        ("Deny", 1),
        ("Delete", 1),
        ("wrong code", 1),
        ("confirmed", 1),
        ("Tablet", 2),
    ] {
        let found = of_verifiers.iter().filter(|row| row.contains(text)).count();
        assert_eq!(found, times, "{text}: {of_verifiers:#?}");
    }
    assert!(of_verifiers.iter().all(|row| row.contains(&id) && row.contains(&ada.id)));

    let query = json!({
        "interval": "2026-01-02T00:00:00.000Z/2026-01-03T00:00:00.000Z",
        "filters": [{ "property": "EntityType", "value": "Verifier" }],
    });
    let home = server.get_with("/api/v2/users/me", &ada.token).await.body["division"]["id"].clone();
    let elsewhere = server.division("Elsewhere").await;
    for (division, total) in [(home.as_str().unwrap(), 5), (&elsewhere, 0)] {
        let caller = server.caller(&[in_division(division, &["audits:audit:view"])]).await;
        let found = server
            .ask("POST", "/api/v2/audits/query/realtime")
            .token(&caller)
            .json(query.clone())
            .await
            .body;
        assert_eq!(found["total"], total, "{found}");
    }
}
