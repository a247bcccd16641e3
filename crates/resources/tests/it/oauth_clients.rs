//! OAuth clients: states, dates, addresses and secrets.

use std::time::Duration;

use serde_json::{Value, json};
use server::local::{self, Command};
use store::{Engine, Location, oauth_clients};
use tempfile::TempDir;
use test_server::{Answer, CLIENT, TestServer, both_engines, encoded, now};

const FORM: &str = "grant_type=client_credentials";
const DAY_BUT_A_MILLISECOND: Duration = Duration::from_millis(86_399_999);

/// A client that works for itself, with its secret.
async fn robot(server: &TestServer, more: &Value) -> (String, String) {
    let made = server.ask("POST", "/api/v2/oauth/clients").json(body(more)).await;
    assert_eq!(made.status, 200, "{}", made.body);
    let text = |field: &str| made.body[field].as_str().unwrap().to_owned();
    (text("id"), text("secret"))
}

fn body(more: &Value) -> Value {
    let mut body = json!({ "name": "Robot", "authorizedGrantType": "CLIENT-CREDENTIALS" });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

async fn put(server: &TestServer, id: &str, more: &Value) -> Answer {
    server.ask("PUT", &format!("/api/v2/oauth/clients/{id}")).json(body(more)).await
}

async fn try_to_sign_in(server: &TestServer, id: &str, secret: &str) -> Answer {
    server.ask("POST", "/oauth/token").basic(id, secret).form(FORM).await
}

async fn works(server: &TestServer, token: &str) -> bool {
    let answer = server.get_with("/api/v2/tokens/me", token).await;
    if answer.status != 200 {
        answer.refused(401, "bad.credentials");
    }
    answer.status == 200
}

/// What was written down about an entity, as text.
async fn told(server: &TestServer, id: &str) -> Vec<String> {
    let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
    rows["audits"].iter().filter(|row| row.contains(id)).cloned().collect()
}

/// A server whose data commands beside it can reach.
struct Reachable {
    server: TestServer,
    location: Location,
    _directory: TempDir,
}

impl Reachable {
    async fn start(engine: Engine) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut location = Location::Memory;
        let server = TestServer::start_with(engine, |options| {
            if engine == Engine::Sqlite {
                options.location = Location::Directory(directory.path().to_owned());
            }
            location = options.location.clone();
        });
        Self { server: server.await, location, _directory: directory }
    }

    async fn rotate(&self, client: &str, overlap_seconds: u64) -> Result<Value, String> {
        let command = Command::RotateSecret {
            client: client.to_owned(),
            overlap_seconds,
            organization: None,
        };
        let clock = self.server.clock.clone();
        let done = local::run(&self.location, clock, command, &mut |_| {}).await;
        done.map_err(|error| error.to_string())
    }

    async fn secret_after(&self, client: &str, overlap_seconds: u64) -> String {
        let answer = self.rotate(client, overlap_seconds).await.unwrap();
        answer["clientSecret"].as_str().unwrap().to_owned()
    }
}

#[both_engines]
async fn tokens_of_a_disabled_client_end_at_once_and_it_gets_no_new_ones(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (id, secret) = robot(&server, &json!({})).await;
    let user = server.user("Ada Example").await;
    let own = server.sign_in((&id, &secret)).await;
    let app = server.application(&[]).await;
    let users = server.token_through(&app, user["id"].as_str().unwrap()).await;
    assert_eq!(put(&server, &id, &json!({ "state": "disabled" })).await.body["state"], "disabled");
    let code = json!({
        "state": "disabled", "authorizedGrantType": "CODE",
        "registeredRedirectUri": ["https://app.example.com/callback"],
    });
    assert_eq!(put(&server, &app, &code).await.status, 200);
    assert!(!works(&server, &own).await && !works(&server, &users).await);
    let refused = try_to_sign_in(&server, &id, &secret).await;
    assert_eq!((refused.status, &refused.body["error"]), (401, &json!("invalid_client")));
    put(&server, &id, &json!({ "state": "active" })).await;
    assert!(!works(&server, &own).await, "enabled again, it starts without tokens");
    assert!(works(&server, &server.sign_in((&id, &secret)).await).await);
}

#[both_engines]
async fn tokens_of_an_inactive_client_live_to_their_end_and_it_gets_no_new_ones(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (id, secret) = robot(&server, &json!({ "accessTokenValiditySeconds": 600 })).await;
    let token = server.sign_in((&id, &secret)).await;
    let inactive = json!({ "state": "inactive", "accessTokenValiditySeconds": 600 });
    assert_eq!(put(&server, &id, &inactive).await.body["state"], "inactive");
    assert_eq!(try_to_sign_in(&server, &id, &secret).await.status, 401);
    assert!(works(&server, &token).await);
    server.advance(Duration::from_secs(599));
    assert!(works(&server, &token).await);
    server.advance(Duration::from_secs(1));
    assert!(!works(&server, &token).await);
}

#[both_engines]
async fn a_client_is_gone_when_its_date_has_come(engine: Engine) {
    let server = TestServer::start(engine).await;
    let first = now(&server.clock);
    let date = json!(first.plus_seconds(86_400));
    let (id, secret) = robot(&server, &json!({ "dateToDelete": date, "state": "inactive" })).await;
    assert_eq!(
        put(&server, &id, &json!({ "dateToDelete": date })).await.body["dateToDelete"],
        date
    );
    let path = format!("/api/v2/oauth/clients/{id}");
    server.advance(DAY_BUT_A_MILLISECOND);
    let token = server.sign_in((&id, &secret)).await;
    assert!(works(&server, &token).await);
    assert_eq!(server.get(&path).await.body["dateToDelete"], date);
    server.advance(Duration::from_millis(1));
    assert!(!works(&server, &token).await, "its tokens stop");
    let signed_in = try_to_sign_in(&server, &id, &secret).await;
    assert_eq!(signed_in.body["error"], "invalid_client");
    let admin = server.sign_in(CLIENT).await;
    server.get_with(&path, &admin).await.refused(404, "general.resource.not.found");
    let listed = server.get_with("/api/v2/oauth/clients", &admin).await.body;
    assert!(listed["entities"].as_array().unwrap().iter().all(|one| one["id"] != id.as_str()));
    for (method, path) in [("POST", format!("{path}/secret")), ("DELETE", path.clone())] {
        server.ask(method, &path).token(&admin).await.refused(404, "general.resource.not.found");
    }
    // Whoever changes clients next removes its row.
    let other =
        server.ask("POST", "/api/v2/oauth/clients").token(&admin).json(body(&json!({}))).await;
    assert_eq!(other.status, 200);
    let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
    assert!(!rows["oauth_clients"].iter().any(|row| row.contains(&id)));
    assert!(told(&server, &id).await.iter().any(|row| row.contains("Delete")));
}

#[both_engines]
async fn a_date_of_an_earlier_version_counts_too(engine: Engine) {
    let server = TestServer::start(engine).await;
    let date = json!(now(&server.clock).plus_seconds(3600));
    let (id, secret) = robot(&server, &json!({ "dateToDelete": date })).await;
    let token = server.sign_in((&id, &secret)).await;
    store::testing::forget_client_columns(&server.db, &id).await.unwrap();
    assert!(works(&server, &token).await);
    server.advance(Duration::from_hours(1));
    assert!(!works(&server, &token).await);
    robot(&server, &json!({})).await;
    let rows = store::testing::rows(&server.db, &server.organization).await.unwrap();
    assert!(!rows["oauth_clients"].iter().any(|row| row.contains(&id)));
}

#[both_engines]
async fn a_date_that_has_passed_is_refused(engine: Engine) {
    let server = TestServer::start(engine).await;
    let now = now(&server.clock);
    for date in [now, now.plus_seconds(-1)] {
        let body = body(&json!({ "dateToDelete": date }));
        let refused = server.ask("POST", "/api/v2/oauth/clients").json(body).await;
        refused.refused(400, "invalid.value").naming(&["dateToDelete", &date.to_string()]);
    }
}

#[both_engines]
async fn addresses_for_sign_ins_are_looked_at_one_by_one(engine: Engine) {
    let server = TestServer::start(engine).await;
    let code = |addresses: &[&str]| {
        json!({
            "name": "App", "authorizedGrantType": "CODE", "registeredRedirectUri": addresses,
        })
    };
    for wrong in [
        "app.example.com",
        "/callback",
        "https://app.example.com/#here",
        "http://app.example.com/",
        "javascript:alert(1)",
    ] {
        let body = code(&["https://app.example.com/", wrong]);
        let refused = server.ask("POST", "/api/v2/oauth/clients").json(body).await;
        refused.refused(400, "invalid.value").naming(&[
            "registeredRedirectUri",
            wrong,
            "absolute URL",
        ]);
    }
    let none = server.ask("POST", "/api/v2/oauth/clients").json(code(&[])).await;
    none.refused(400, "invalid.value").naming(&["registeredRedirectUri", "at least one", "CODE"]);
    let good =
        ["https://app.example.com/callback", "http://localhost:8080/", "com.example.app:/callback"];
    let twice = [&good[..], &good[..1]].concat();
    let made = server.ask("POST", "/api/v2/oauth/clients").json(code(&twice)).await.body;
    assert_eq!(made["registeredRedirectUri"], json!(good));
    for grant in ["SAML2-BEARER", "PASSWORD"] {
        let body = json!({ "name": "Later", "authorizedGrantType": grant });
        assert_eq!(
            server.ask("POST", "/api/v2/oauth/clients").json(body).await.status,
            200,
            "{grant}"
        );
    }
}

/// Registers an address as a version with other rules may have done.
async fn register(server: &TestServer, client: &str, address: &str) {
    let of = (server.organization.clone(), client.to_owned(), address.to_owned());
    let saved = server.db.write(move |tx| {
        let (organization, client, address) = of.clone();
        Box::pin(async move {
            tx.enter(&organization);
            let mut stored = oauth_clients::find(tx, &client).await?.unwrap();
            stored.client.registered_redirect_uri = Some(vec![address]);
            oauth_clients::save(tx, &stored).await
        })
    });
    saved.await.unwrap();
}

#[both_engines]
async fn an_address_that_may_not_be_registered_is_not_used_either(engine: Engine) {
    let server = TestServer::start(engine).await;
    let program = server.program("CODE").await;
    for address in ["javascript:alert(1)", "exampleapp://back", "http://app.example.com/"] {
        register(&server, &program.id, address).await;
        let query = encoded(&[
            ("client_id", program.id.as_str()),
            ("redirect_uri", address),
            ("response_type", "code"),
        ]);
        let page = server.browser().get(&format!("/oauth/authorize?{query}")).await;
        page.says(400, "not one that the application is registered");
        server.browser().get(&format!("/logout?{query}")).await.says(200, "You are signed out");
    }
}

#[both_engines]
async fn every_change_of_a_client_is_written_down_and_no_secret_is(engine: Engine) {
    let server = TestServer::start(engine).await;
    let (id, secret) = robot(&server, &json!({ "scope": ["users"] })).await;
    put(&server, &id, &json!({ "description": "renamed" })).await;
    let path = format!("/api/v2/oauth/clients/{id}");
    let renewed = server.ask("POST", &format!("{path}/secret")).await.body;
    assert_eq!(server.ask("DELETE", &path).await.status, 204);
    let told = told(&server, &id).await;
    for action in ["Create", "Update", "Reset", "Delete"] {
        let kept = told.iter().filter(|row| row.contains(&format!("{action} OAuthClient Robot")));
        assert_eq!(kept.count(), 1, "{action}: {told:?}");
    }
    let everything = told.join("\n");
    for secret in [secret.as_str(), renewed["secret"].as_str().unwrap(), "$sha256$"] {
        assert!(!everything.contains(secret));
    }
}

#[both_engines]
async fn a_token_lives_as_long_as_its_client_says(engine: Engine) {
    let server = TestServer::start(engine).await;
    for (seconds, allowed) in [(299, false), (300, true), (172_800, true), (172_801, false)] {
        let body = body(&json!({ "accessTokenValiditySeconds": seconds }));
        let made = server.ask("POST", "/api/v2/oauth/clients").json(body).await;
        if !allowed {
            made.refused(400, "invalid.value")
                .naming(&["accessTokenValiditySeconds", "300 to 172800"]);
            continue;
        }
        let (id, secret) =
            (made.body["id"].as_str().unwrap(), made.body["secret"].as_str().unwrap());
        let token = try_to_sign_in(&server, id, secret).await.body;
        assert_eq!(token["expires_in"], seconds);
    }
    let (id, secret) = robot(&server, &json!({ "accessTokenValiditySeconds": 300 })).await;
    let token = server.sign_in((&id, &secret)).await;
    server.advance(Duration::from_millis(299_999));
    assert!(works(&server, &token).await);
    server.advance(Duration::from_millis(1));
    assert!(!works(&server, &token).await);
}

#[both_engines]
async fn both_secrets_sign_in_until_the_overlap_is_over(engine: Engine) {
    let place = Reachable::start(engine).await;
    let server = &place.server;
    let (id, old) = robot(server, &json!({})).await;
    let token = server.sign_in((&id, &old)).await;
    let answer = place.rotate(&id, 3600).await.unwrap();
    let new = answer["clientSecret"].as_str().unwrap();
    assert_eq!(answer["clientId"], id.as_str());
    assert_eq!(answer["previousSecretEnds"], json!(now(&server.clock).plus_seconds(3600)));
    assert!(works(server, &token).await, "work under way goes on");
    for secret in [&old, new] {
        assert_eq!(try_to_sign_in(server, &id, secret).await.status, 200);
    }
    assert_eq!(try_to_sign_in(server, &id, "another").await.status, 401);
    server.advance(Duration::from_millis(3_599_999));
    assert_eq!(try_to_sign_in(server, &id, &old).await.status, 200);
    server.advance(Duration::from_millis(1));
    assert_eq!(try_to_sign_in(server, &id, &old).await.status, 401);
    assert_eq!(try_to_sign_in(server, &id, new).await.status, 200);
    let told = told(server, &id).await.join("\n");
    assert!(told.contains("Reset OAuthClient Robot") && told.contains("previousSecretEnds"));
    let rows =
        format!("{:?}", store::testing::rows(&server.db, &server.organization).await.unwrap());
    assert!(!rows.contains(new) && !rows.contains(&old));
}

#[both_engines]
async fn a_second_rotation_drops_the_oldest_secret(engine: Engine) {
    let place = Reachable::start(engine).await;
    let server = &place.server;
    let (id, oldest) = robot(server, &json!({})).await;
    let older = place.secret_after(&id, 3600).await;
    let new = place.secret_after(&id, 60).await;
    let now = [&oldest, &older, &new];
    let mut statuses = Vec::new();
    for secret in now {
        statuses.push(try_to_sign_in(server, &id, secret).await.status);
    }
    assert_eq!(statuses, [401, 200, 200]);
    let renewed = server.ask("POST", &format!("/api/v2/oauth/clients/{id}/secret")).await.body;
    for secret in now {
        assert_eq!(
            try_to_sign_in(server, &id, secret).await.status,
            401,
            "the API's way ends all at once"
        );
    }
    server.sign_in((&id, renewed["secret"].as_str().unwrap())).await;
}

#[both_engines]
async fn without_an_overlap_the_old_secret_and_its_tokens_end_at_once(engine: Engine) {
    let place = Reachable::start(engine).await;
    let server = &place.server;
    let (id, old) = robot(server, &json!({})).await;
    let token = server.sign_in((&id, &old)).await;
    let new = place.secret_after(&id, 0).await;
    assert!(!works(server, &token).await);
    assert_eq!(try_to_sign_in(server, &id, &old).await.status, 401);
    assert_eq!(try_to_sign_in(server, &id, &new).await.status, 200);
}

#[both_engines]
async fn a_rotation_of_nothing_says_what_there_is(engine: Engine) {
    let place = Reachable::start(engine).await;
    let unknown = place.rotate("no-such-client", 0).await.unwrap_err();
    assert!(unknown.contains("no-such-client") && unknown.contains("getOauthClients"), "{unknown}");
    let long = place.rotate(CLIENT.0, 32 * 86_400).await.unwrap_err();
    assert!(long.contains("too long") && long.contains("2678400"), "{long}");
}
