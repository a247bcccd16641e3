//! Whatever changes something is written down: a loop over the contract.

use api::{Entry, Lane, operations};
use serde_json::{Value, json};
use store::testing::rows;
use test_server::{
    ADMIN, Answer, BACK, CLIENT, Engine, TestServer,
    audits::names,
    both_engines, encoded,
    outbox::{mails, token_of, with_outbox},
    samples::{PASSWORD, Request, Samples, secrets_in},
};

use super::leaves::{LEAVE_NOTHING, LEAVES};

/// The operations that change something.
fn writes() -> impl Iterator<Item = &'static Entry> {
    operations().filter(|entry| entry.meta.lane == Lane::Write && server::is_served(entry))
}

/// Sends a request, which must succeed.
async fn send(server: &TestServer, request: &Request) -> Answer {
    let answer = request.ask(server, &request.token).await;
    let id = request.entry.meta.id;
    assert!((200..300).contains(&answer.status), "{id}: {} {}", answer.status, answer.body);
    answer
}

/// Everything written down about the organization, in one text.
async fn all_audits(server: &TestServer) -> String {
    rows(&server.db, &server.organization).await.unwrap()["audits"].join("\n")
}

#[track_caller]
fn without(audits: &str, secrets: impl IntoIterator<Item = impl AsRef<str>>) {
    for secret in secrets {
        let secret = secret.as_ref();
        assert!(secret.len() >= 7 && !audits.contains(secret), "`{secret}` was written down");
    }
}

#[both_engines]
async fn every_operation_that_changes_something_leaves_just_the_messages_expected(engine: Engine) {
    let (server, _outbox) = with_outbox(engine).await;
    let mapping = server.get("/api/v2/audits/query/realtime/servicemapping").await.body;
    let (mut checked, mut wrong) = (0, Vec::new());
    for entry in writes() {
        let operation = entry.meta.id;
        let quiet = LEAVE_NOTHING.iter().any(|(_, operations)| operations.contains(&operation));
        let expected = match LEAVES.iter().find(|(id, _)| *id == operation) {
            Some((_, expected)) => *expected,
            None if quiet => &[],
            None => panic!("{operation} changes something; say in audits/leaves.rs what it leaves"),
        };
        checked += 1;
        let request = Samples::of(&server).request(entry, 0).await;
        let known = server.messages().await;
        send(&server, &request).await;
        let left = server.written_after(known).await;
        let mut found = names(&left);
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        if found != expected || expected.is_empty() != quiet {
            wrong.push(format!("{operation}: {found:?} and not {expected:?}"));
        }
        for (kind, action) in found {
            assert!(is_listed(&mapping, kind, action), "{action} {kind} cannot be asked for");
        }
    }
    let quiet: usize = LEAVE_NOTHING.iter().map(|(_, operations)| operations.len()).sum();
    assert_eq!(checked, LEAVES.len() + quiet, "of what is not served nothing is left");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[both_engines]
async fn no_secret_is_ever_written_down(engine: Engine) {
    let (server, outbox) = with_outbox(engine).await;
    let mut secrets = Vec::new();
    for entry in writes() {
        let mut samples = Samples::of(&server);
        let request = samples.request(entry, 0).await;
        let answer = send(&server, &request).await;
        secrets.append(&mut samples.secrets);
        secrets.extend(secrets_in(&answer.body));
    }
    assert!(secrets.iter().any(|secret| secret.starts_with("otpauth://")));
    let invited = token_of(&mails(&outbox, 1).await.remove(0));
    let chosen = "Chosen-By-The-Invited-1";
    let form = encoded(&[("token", &*invited), ("password", chosen), ("confirm", chosen)]);
    let activated = server.ask("POST", "/activate").no_token().form(&form).await;
    assert_eq!(activated.status, 200, "{}", activated.body);
    let rows = rows(&server.db, &server.organization).await.unwrap();
    let audits = rows["audits"].join("\n");
    assert!(audits.contains("Create User") && audits.contains("@example.com"));
    // Whatever is kept by its hash: of a password it begins with `$`, of a token it has 64 digits.
    let tables = rows.iter().filter(|(table, _)| *table != "audits");
    let columns = tables.flat_map(|(_, rows)| rows).flat_map(|row| row.split('|'));
    let hashes = columns.filter(|part| part.starts_with('$') || is_hash(part));
    let hashes: Vec<&str> = hashes.collect();
    assert!(hashes.iter().any(|hash| is_hash(hash)) && hashes.iter().any(|hash| !is_hash(hash)));
    without(&audits, hashes);
    without(&audits, secrets);
    without(&audits, [&*invited, chosen, PASSWORD, "80808080", ADMIN.1, CLIENT.1, &server.token]);
    without(&audits, ["$argon2", "$sha256", "otpauth:"]);
}

#[both_engines]
async fn no_secret_of_a_sign_in_is_written_down(engine: Engine) {
    let server = TestServer::start(engine).await;
    let program = server.program("CODE").await;
    let page = program.page("code", &[]);
    let mut browser = server.browser();
    let wrong = "Wrong-Password-Of-The-Test";
    browser.sign_in(&page, (ADMIN.0, wrong)).await;
    let code = browser.sign_in(&page, ADMIN).await.brought("code");
    let for_code = [("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", BACK)];
    let tokens = async |form: &[(&str, &str)]| {
        let ask = server.ask("POST", "/oauth/token").basic(&program.id, &program.secret);
        let answer = ask.form(&encoded(form)).await;
        ["access_token", "refresh_token"]
            .map(|name| answer.body[name].as_str().unwrap_or_default().to_owned())
    };
    let first = tokens(&for_code).await;
    let for_refresh = [("grant_type", "refresh_token"), ("refresh_token", &*first[1])];
    let second = tokens(&for_refresh).await;
    // One that comes twice ends the session, which is told as well.
    tokens(&for_refresh).await;
    let audits = all_audits(&server).await;
    for action in ["SignIn", "Revoke"] {
        assert!(audits.contains(&format!("{action} Session")), "{audits}");
    }
    without(&audits, [&*code, wrong, ADMIN.1, &program.secret]);
    without(&audits, first.iter().chain(&second));
    assert!(!browser.cookies.is_empty());
    without(&audits, browser.cookies.values());
    let rows = rows(&server.db, &server.organization).await.unwrap();
    for table in ["tokens", "refresh_tokens", "authorization_codes", "browser_sessions"] {
        without(
            &audits,
            rows[table].iter().flat_map(|row| row.split('|')).filter(|part| is_hash(part)),
        );
    }
}

/// A SHA-256 in hexadecimal digits?
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.chars().all(|digit| digit.is_ascii_hexdigit())
}

/// Does the list of what can be asked for have the action on the kind of entity?
fn is_listed(mapping: &Value, kind: &str, action: &str) -> bool {
    let services = mapping["services"].as_array().unwrap().iter();
    let mut entities = services.flat_map(|service| service["entities"].as_array().unwrap());
    entities.any(|one| {
        one["name"] == kind && one["actions"].as_array().unwrap().contains(&json!(action))
    })
}
