//! Whatever changes something is written down: a loop over the contract.

use api::{Lane, operations};
use serde_json::{Value, json};
use store::testing::rows;

use super::{id, names};
use crate::support::{ADMIN, CLIENT, TestServer, on_both_engines};

/// A request that succeeds and changes something.
struct Case {
    path: String,
    body: Value,
    token: Option<String>,
    /// Type and action of the messages that it leaves.
    leaves: &'static [(&'static str, &'static str)],
}

fn case(
    path: impl Into<String>,
    body: Value,
    leaves: &'static [(&'static str, &'static str)],
) -> Case {
    Case { path: path.into(), body, token: None, leaves }
}

/// Operations that change something and leave no message, and why.
const UNTOLD: &[(&str, &str)] = &[
    ("deleteTokensMe", "the end of a session is told where sessions begin"),
    ("postOauthClients", "clients are told with their scopes"),
    ("putOauthClient", "clients are told with their scopes"),
    ("deleteOauthClient", "clients are told with their scopes"),
    ("postOauthClientSecret", "clients are told with their scopes"),
];

const PASSWORD: &str = "Sweep-Password-Of-Nobody-1";

/// The request of an operation, its data made before; none for an operation that nobody thought of.
async fn request(server: &TestServer, operation: &str) -> Option<Case> {
    let user = server.user(&format!("User of {operation}")).await;
    let path = format!("/api/v2/users/{}", id(&user));
    let subject = format!("/api/v2/authorization/subjects/{}", id(&user));
    let held = server.get(&format!("{path}/roles")).await.body;
    let role = id(&held["roles"][0]).to_owned();
    let grants = |division: &str| json!({ "grants": [{ "roleId": role, "divisionId": division }] });
    let home = user["division"]["id"].as_str().unwrap();
    let new_user = || {
        let email = format!("made.by.{operation}@example.com");
        json!({ "name": "Made", "email": email, "password": PASSWORD })
    };
    let client = || json!({ "name": "Made", "authorizedGrantType": "CLIENT-CREDENTIALS" });
    Some(match operation {
        "postUsers" => {
            case("/api/v2/users", new_user(), &[("User", "Create"), ("Password", "Create")])
        }
        "patchUsersBulk" => {
            let body = json!([{ "id": id(&user), "acdAutoAnswer": true }]);
            case("/api/v2/users/bulk", body, &[("User", "Update")])
        }
        "deleteUser" => case(path, Value::Null, &[("User", "Delete")]),
        "patchUser" => case(path, json!({ "version": 1, "title": "Lead" }), &[("User", "Update")]),
        "putUserState" => {
            let body = json!({ "state": "inactive", "version": 1 });
            case(format!("{path}/state"), body, &[("User", "Update")])
        }
        "putUserProfileskills" => {
            case(format!("{path}/profileskills"), json!(["Rust"]), &[("User", "Update")])
        }
        "postUserPassword" => case(
            format!("{path}/password"),
            json!({ "newPassword": PASSWORD }),
            &[("Password", "Reset")],
        ),
        "postUsersMePassword" => {
            let set = server.ask("POST", &format!("{path}/password"));
            assert_eq!(set.json(json!({ "newPassword": PASSWORD })).await.status, 204);
            let body = json!({ "oldPassword": PASSWORD, "newPassword": format!("{PASSWORD}-new") });
            let token = Some(server.token_of(id(&user), 3600).await);
            Case { token, ..case("/api/v2/users/me/password", body, &[("Password", "Update")]) }
        }
        "postAuthorizationSubjectDivisionRole" => {
            case(format!("{subject}/divisions/*/roles/{role}"), Value::Null, &[("AuthUser", "Add")])
        }
        "deleteAuthorizationSubjectDivisionRole" => case(
            format!("{subject}/divisions/{home}/roles/{role}"),
            Value::Null,
            &[("AuthUser", "Remove")],
        ),
        "postAuthorizationSubjectBulkadd" => {
            case(format!("{subject}/bulkadd"), grants("*"), &[("AuthUser", "Add")])
        }
        "postAuthorizationSubjectBulkremove" => {
            case(format!("{subject}/bulkremove"), grants(home), &[("AuthUser", "Remove")])
        }
        "postAuthorizationSubjectBulkreplace" => case(
            format!("{subject}/bulkreplace"),
            grants("*"),
            &[("AuthUser", "Remove"), ("AuthUser", "Add")],
        ),
        "putUserRoles" => case(format!("{path}/roles"), json!([]), &[("AuthUser", "Remove")]),
        "deleteUserRoles" => case(format!("{path}/roles"), Value::Null, &[("AuthUser", "Remove")]),
        "patchVoicemailUserpolicy" => {
            let body = json!({ "alertTimeoutSeconds": 33, "pin": "80808080" });
            case(
                format!("/api/v2/voicemail/userpolicies/{}", id(&user)),
                body,
                &[("VoicemailUserPolicy", "Update")],
            )
        }
        "deleteTokensMe" => {
            let token = Some(server.token_of(id(&user), 3600).await);
            Case { token, ..case("/api/v2/tokens/me", Value::Null, &[]) }
        }
        "postOauthClients" => case("/api/v2/oauth/clients", client(), &[]),
        "putOauthClient" | "deleteOauthClient" | "postOauthClientSecret" => {
            let made = server.ask("POST", "/api/v2/oauth/clients").json(client()).await.body;
            let path = format!("/api/v2/oauth/clients/{}", id(&made));
            match operation {
                "putOauthClient" => {
                    case(path, json!({ "name": "Other", "authorizedGrantType": "CODE" }), &[])
                }
                "deleteOauthClient" => case(path, Value::Null, &[]),
                _ => case(format!("{path}/secret"), Value::Null, &[]),
            }
        }
        _ if operation.contains("Verifier") => return of_verifier(server, &user, operation).await,
        _ => return None,
    })
}

/// The request of an operation about a verifier, which waits to be confirmed.
async fn of_verifier(server: &TestServer, user: &Value, operation: &str) -> Option<Case> {
    let token = server.token_of(id(user), 3600).await;
    let own = "/api/v2/users/me/verifiers";
    let wanted = json!({
        "name": "Phone", "algorithm": "SHA1", "digits": 6, "period": 30, "secretSize": 20,
        "enabled": true, "default": true,
    });
    let made = server.ask("POST", &format!("{own}/totp")).token(&token).json(wanted.clone());
    let made = made.await.body;
    let changed = json!({ "name": "Tablet" });
    let (own_one, one) = (
        format!("{own}/{}", id(&made)),
        format!("/api/v2/users/{}/verifiers/{}", id(user), id(&made)),
    );
    let as_user = |case: Case| Some(Case { token: Some(token), ..case });
    match operation {
        "postUsersMeVerifiersTotp" => {
            as_user(case(format!("{own}/totp"), wanted, &[("Verifier", "Create")]))
        }
        "postUsersMeVerifiersTotpVerifierId" => {
            let totp = totp_rs::Totp::from_url(made["keyUri"].as_str().unwrap()).unwrap();
            let seconds = u64::try_from(server.clock.now().milliseconds() / 1000).unwrap();
            let body = json!({ "token": totp.generate(seconds).to_string() });
            let path = format!("{own}/totp/{}", id(&made));
            as_user(case(path, body, &[("Verifier", "Update")]))
        }
        "putUsersMeVerifier" => as_user(case(own_one, changed, &[("Verifier", "Update")])),
        "deleteUsersMeVerifier" => as_user(case(own_one, Value::Null, &[("Verifier", "Delete")])),
        "putUserVerifier" => Some(case(one, changed, &[("Verifier", "Update")])),
        "deleteUserVerifier" => Some(case(one, Value::Null, &[("Verifier", "Delete")])),
        _ => None,
    }
}

on_both_engines! {
    async fn every_operation_that_changes_something_leaves_just_the_messages_expected(engine) {
        let server = TestServer::start(engine).await;
        let mapping = server.get("/api/v2/audits/query/realtime/servicemapping").await.body;
        let writes = operations().filter(|entry| entry.meta.lane == Lane::Write && server::is_served(entry));
        let mut checked = 0;
        for entry in writes {
            let operation = entry.meta.id;
            let Some(case) = request(&server, operation).await else {
                panic!("{operation} changes something; say here which messages it leaves");
            };
            let known = server.messages().await;
            let mut ask = server.ask(entry.meta.method.as_str(), &case.path);
            if let Some(token) = &case.token {
                ask = ask.token(token);
            }
            let answer = if case.body.is_null() { ask.await } else { ask.json(case.body).await };
            assert!((200..300).contains(&answer.status), "{operation}: {} {}", answer.status, answer.body);
            let left = server.written_after(known).await;
            let mut found = names(&left);
            let mut expected = case.leaves.to_vec();
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{operation}");
            let told_why_not = UNTOLD.iter().any(|(id, _)| *id == operation);
            assert_eq!(told_why_not, expected.is_empty(), "{operation}: leave no message only for a reason");
            for (kind, action) in found {
                assert!(is_listed(&mapping, kind, action), "{action} {kind} cannot be asked for");
            }
            checked += 1;
        }
        assert!(checked > 15);
    }

    async fn no_secret_is_ever_written_down(engine) {
        let server = TestServer::start(engine).await;
        for entry in operations().filter(|entry| entry.meta.lane == Lane::Write && server::is_served(entry)) {
            let Some(case) = request(&server, entry.meta.id).await else { continue };
            let ask = server.ask(entry.meta.method.as_str(), &case.path);
            let ask = ask.token(case.token.as_deref().unwrap_or(&server.token));
            let answer = if case.body.is_null() { ask.await } else { ask.json(case.body).await };
            assert!((200..300).contains(&answer.status), "{}", entry.meta.id);
        }
        let rows = rows(&server.db, &server.organization).await.unwrap();
        let audits = rows["audits"].join("\n");
        assert!(rows["audits"].len() > 20 && audits.contains("made.by.postUsers@example.com"));
        let hash_of = |row: &String| row.split('|').find(|part| part.starts_with('$')).unwrap().to_owned();
        let mut secrets: Vec<String> = rows["passwords"].iter().map(hash_of).collect();
        assert!(!secrets.is_empty());
        // Tokens are kept by their hash, 64 digits of it.
        let of_token = |row: &String| row.split('|').find(|part| part.len() == 64).unwrap().to_owned();
        secrets.extend(rows["tokens"].iter().map(of_token));
        // The secret of a verifier stands after its name, algorithm, digits and period.
        let of_verifier = |row: &String| row.split('|').nth(7).unwrap().to_owned();
        secrets.extend(rows["verifiers"].iter().map(of_verifier));
        assert!(secrets.iter().any(|secret| secret.len() == 32), "20 bytes in base32");
        let known = [PASSWORD, "80808080", ADMIN.1, CLIENT.1, &server.token, "$argon2", "$sha256"];
        secrets.extend(known.map(str::to_owned));
        for secret in secrets {
            assert!(!audits.contains(&secret), "`{secret}` was written down");
        }
    }
}

/// Does the list of what can be asked for have the action on the kind of entity?
fn is_listed(mapping: &Value, kind: &str, action: &str) -> bool {
    let services = mapping["services"].as_array().unwrap().iter();
    let mut entities = services.flat_map(|service| service["entities"].as_array().unwrap());
    entities.any(|one| {
        one["name"] == kind && one["actions"].as_array().unwrap().contains(&json!(action))
    })
}
