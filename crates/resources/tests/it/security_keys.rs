//! Security keys that users register as second factors.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use test_server::{Answer, Ask, Engine, SoftKey, TestServer, both_engines};

const OWN: &str = "/api/v2/users/me/verifiers";
const REGISTER: &str = "/api/v2/users/me/verifiers/webauthn/register";
const HOST: &str = "keys.example.com";

/// A user with a token, whose browser knows the server by this name.
struct Person {
    id: String,
    token: String,
}

async fn person(server: &TestServer, name: &str) -> Person {
    let id = server.user(name).await["id"].as_str().unwrap().to_owned();
    let token = server.token_of(&id, 86_400).await;
    Person { id, token }
}

impl Person {
    fn ask(&self, server: &TestServer, method: &str, path: &str) -> Ask {
        server.ask(method, path).token(&self.token).header("host", HOST)
    }

    async fn options(&self, server: &TestServer) -> Value {
        let answer = self.ask(server, "POST", &format!("{REGISTER}/options")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    async fn register(&self, server: &TestServer, body: Value) -> Answer {
        self.ask(server, "POST", REGISTER).json(body).await
    }

    /// A new key, registered.
    async fn key(&self, server: &TestServer, name: &str) -> (SoftKey, Value) {
        let key = SoftKey::new(HOST);
        let credential = key.create(&self.options(server).await);
        let made = self.register(server, json!({ "name": name, "credential": credential })).await;
        assert_eq!(made.status, 200, "{}", made.body);
        (key, made.body)
    }
}

#[both_engines]
async fn the_browser_is_told_for_whom_and_for_which_site_it_makes_a_key(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    let first = ada.options(&server).await["publicKey"].clone();
    let organization = server.get("/api/v2/organizations/me").await.body;
    assert_eq!(first["rp"], json!({ "id": HOST, "name": organization["name"] }));
    let user = &first["user"];
    assert_eq!(user["id"], URL_SAFE_NO_PAD.encode(&ada.id));
    assert_eq!(
        (&user["name"], &user["displayName"]),
        (&json!("ada.example@example.com"), &json!("Ada Example"))
    );
    let challenge = URL_SAFE_NO_PAD.decode(first["challenge"].as_str().unwrap()).unwrap();
    assert_eq!(challenge.len(), 32);
    assert_eq!(first["pubKeyCredParams"][0], json!({ "type": "public-key", "alg": -7 }));
    assert_eq!((&first["excludeCredentials"], &first["timeout"]), (&json!([]), &json!(300_000)));
    let (key, _) = ada.key(&server, "Blue").await;
    let next = ada.options(&server).await["publicKey"].clone();
    let held = json!([{ "type": "public-key", "id": key.id(), "transports": ["usb"] }]);
    assert_eq!(next["excludeCredentials"], held);
    assert_ne!(next["challenge"], first["challenge"]);
}

#[both_engines]
async fn a_key_is_a_verifier_at_once(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    let (key, made) = ada.key(&server, "Blue key").await;
    assert_eq!((&made["name"], &made["type"]), (&json!("Blue key"), &json!("WEBAUTHN")));
    assert_eq!((&made["enabled"], &made["default"]), (&json!(true), &json!(false)));
    assert_eq!(made["credential"]["id"], key.id());
    let list = ada.ask(&server, "GET", OWN).await.body;
    assert_eq!((&list["total"], &list["entities"][0]), (&json!(1), &made));
    let path = format!("{OWN}/{}", made["id"].as_str().unwrap());
    let mut change = made.clone();
    change["name"] = json!("Green key");
    change["default"] = json!(true);
    let changed = ada.ask(&server, "PUT", &path).json(change.clone()).await;
    assert_eq!((changed.status, &changed.body["name"]), (200, &json!("Green key")));
    assert_eq!(changed.body["default"], true);
    change["credential"]["id"] = json!("other");
    let refused = ada.ask(&server, "PUT", &path).json(change).await;
    refused.refused(400, "invalid.value").naming(&["credential", &key.id()]);
    assert_eq!(ada.ask(&server, "DELETE", &path).await.status, 204);
    assert_eq!(ada.ask(&server, "GET", OWN).await.body["total"], 0);
}

#[both_engines]
async fn a_new_default_key_takes_the_place_of_the_default_before(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    for name in ["One", "Two"] {
        let credential = SoftKey::ed25519(HOST).create(&ada.options(&server).await);
        let body = json!({ "name": name, "default": true, "credential": credential });
        assert_eq!(ada.register(&server, body).await.status, 200);
    }
    let list = ada.ask(&server, "GET", OWN).await.body;
    let of = |name: &str| {
        let found = list["entities"].as_array().unwrap().iter().find(|key| key["name"] == name);
        found.unwrap()["default"].clone()
    };
    assert_eq!((of("One"), of("Two")), (json!(false), json!(true)));
}

#[both_engines]
async fn what_was_not_made_as_asked_is_refused_by_field(engine: Engine) {
    let server = TestServer::start(engine).await;
    let ada = person(&server, "Ada Example").await;
    let refused = async |change: fn(&mut SoftKey), after: fn(&mut Value), words: &[&str]| {
        let mut key = SoftKey::new(HOST);
        change(&mut key);
        let mut credential = key.create(&ada.options(&server).await);
        after(&mut credential);
        let body = json!({ "name": "Blue", "credential": credential });
        ada.register(&server, body).await.refused(400, "invalid.value").naming(words);
    };
    refused(
        |key| "https://evil.test".clone_into(&mut key.origin),
        |_| (),
        &["origin", "evil.test", HOST],
    )
    .await;
    refused(|key| key.origin = format!("http://{HOST}"), |_| (), &["origin", "https"]).await;
    refused(|key| "example.org".clone_into(&mut key.site), |_| (), &["attestationObject", HOST])
        .await;
    refused(|key| key.flags = 0, |_| (), &["attestationObject", "touched"]).await;
    refused(
        |key| key.kind = Some("webauthn.get"),
        |_| (),
        &["clientDataJSON.type", "webauthn.get"],
    )
    .await;
    refused(|_| (), |sent| sent["type"] = json!("password"), &["credential.type", "public-key"])
        .await;
    refused(|_| (), |sent| sent["id"] = json!("AAAA"), &["credential.id", "AAAA"]).await;
    refused(|_| (), |sent| sent["rawId"] = json!("AAAA"), &["credential.rawId", "AAAA"]).await;
    let broken = |sent: &mut Value| sent["response"]["attestationObject"] = json!("AAAA");
    refused(|_| (), broken, &["attestationObject", "CBOR"]).await;
    let no_bytes = |sent: &mut Value| sent["response"]["clientDataJSON"] = json!("!");
    refused(|_| (), no_bytes, &["clientDataJSON", "base64url"]).await;
    let long = |sent: &mut Value| sent["response"]["transports"] = json!(["x".repeat(51)]);
    refused(|_| (), long, &["transports", "50"]).await;
    assert_eq!(ada.ask(&server, "GET", OWN).await.body["total"], 0);
}

#[both_engines]
async fn a_challenge_is_one_users_for_one_key_and_five_minutes(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (ada, ben) = (person(&server, "Ada Example").await, person(&server, "Ben Example").await);
    let body = |key: &SoftKey, options: &Value| json!({ "name": "Blue", "credential": key.create(options) });
    let key = SoftKey::new(HOST);
    let options = ada.options(&server).await;
    let none = ben.register(&server, body(&key, &options)).await;
    none.refused(409, "general.conflict").naming(&["register/options"]);
    ben.options(&server).await;
    let other = ben.register(&server, body(&key, &options)).await;
    other.refused(400, "invalid.value").naming(&["challenge"]);
    assert_eq!(ada.register(&server, body(&key, &options)).await.status, 200);
    let again = ada.register(&server, body(&SoftKey::new(HOST), &options)).await;
    again.refused(409, "general.conflict");
    let options = ben.options(&server).await;
    let taken = ben.register(&server, body(&key, &options)).await;
    taken.refused(409, "general.conflict").naming(&["registered already"]);
    server.advance(Duration::from_mins(5));
    let late = ben.register(&server, body(&SoftKey::new(HOST), &options)).await;
    late.refused(409, "general.conflict").naming(&["5 minutes"]);
}
