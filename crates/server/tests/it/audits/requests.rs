//! For each operation that changes something a request that succeeds.

mod access;
mod trusts;

use serde_json::{Value, json};

use super::id;
use crate::support::TestServer;

/// A request that succeeds and changes something.
pub(super) struct Case {
    pub(super) path: String,
    pub(super) body: Value,
    pub(super) token: Option<String>,
    /// Type and action of the messages that it leaves.
    pub(super) leaves: Leaves,
    /// What only its caller may know, and was answered before.
    pub(super) secrets: Vec<String>,
}

/// Types and actions of messages.
type Leaves = &'static [(&'static str, &'static str)];

fn case(path: impl Into<String>, body: Value, leaves: Leaves) -> Case {
    Case { path: path.into(), body, token: None, leaves, secrets: Vec::new() }
}

pub(super) const PASSWORD: &str = "Sweep-Password-Of-Nobody-1";

/// The request of an operation, its data made before; none for an operation that nobody thought of.
pub(super) async fn request(server: &TestServer, operation: &str) -> Option<Case> {
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
        "postUserInvite" => case(format!("{path}/invite"), Value::Null, &[("User", "Update")]),
        "deleteTokensMe" => {
            let token = Some(server.token_of(id(&user), 3600).await);
            Case { token, ..case("/api/v2/tokens/me", Value::Null, &[("Session", "Revoke")]) }
        }
        "deleteToken" => {
            let path = format!("/api/v2/tokens/{}", id(&user));
            case(path, Value::Null, &[("Session", "Revoke")])
        }
        _ if operation.contains("Verifier") => return of_verifier(server, &user, operation).await,
        _ if operation.contains("Oauth") => return of_client(server, operation).await,
        _ if operation.contains("Orgauthorization") => {
            return trusts::request(server, (&user, &role), operation).await;
        }
        _ => return access::request(server, (&user, &role), operation).await,
    })
}

/// The request of an operation about an OAuth client.
async fn of_client(server: &TestServer, operation: &str) -> Option<Case> {
    let clients = "/api/v2/oauth/clients";
    let wanted = json!({ "name": "Made", "authorizedGrantType": "CLIENT-CREDENTIALS" });
    let made = server.ask("POST", clients).json(wanted.clone()).await.body;
    let path = format!("{clients}/{}", id(&made));
    let case = match operation {
        "postOauthClients" => case(clients, wanted, &[("OAuthClient", "Create")]),
        "putOauthClient" => {
            let body = json!({
                "name": "Other", "authorizedGrantType": "CODE",
                "registeredRedirectUri": ["https://app.example.com/callback"],
            });
            case(path, body, &[("OAuthClient", "Update")])
        }
        "deleteOauthClient" => case(path, Value::Null, &[("OAuthClient", "Delete")]),
        "postOauthClientSecret" => {
            case(format!("{path}/secret"), Value::Null, &[("OAuthClient", "Reset")])
        }
        _ => return None,
    };
    Some(Case { secrets: secrets_in(&made), ..case })
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
    let secrets = secrets_in(&made);
    let as_user = |case: Case| Case { token: Some(token), ..case };
    let case = match operation {
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
        "putUserVerifier" => case(one, changed, &[("Verifier", "Update")]),
        "deleteUserVerifier" => case(one, Value::Null, &[("Verifier", "Delete")]),
        _ => return None,
    };
    Some(Case { secrets, ..case })
}

/// The secrets of an answer: a client's, and that of a verifier, by itself and in its address.
pub(super) fn secrets_in(answer: &Value) -> Vec<String> {
    let texts = ["secret", "keyUri"].map(|name| answer[name].as_str());
    let mut found: Vec<String> = texts.into_iter().flatten().map(str::to_owned).collect();
    if let Some((_, rest)) = answer["keyUri"].as_str().and_then(|uri| uri.split_once("secret=")) {
        found.push(rest.split('&').next().unwrap().to_owned());
    }
    found
}
