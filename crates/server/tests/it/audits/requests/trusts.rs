//! Requests about trust between the organization and another.

use serde_json::{Value, json};

use super::{Case, case, id};
use crate::support::{Stranger, TestServer};

const TRUSTEES: &str = "/api/v2/orgauthorization/trustees";
const TRUSTORS: &str = "/api/v2/orgauthorization/trustors";

/// The request of an operation about a user who holds a role.
pub(super) async fn request(
    server: &TestServer,
    (user, role): (&Value, &str),
    operation: &str,
) -> Option<Case> {
    let other = server.other_organization(&format!("Other of {operation}")).await;
    if operation.contains("Trustee") {
        return of_trustee(server, role, &other, operation).await;
    }
    of_trustor(server, user, &other, operation).await
}

/// Lets the organization of a token trust another.
async fn trust(server: &TestServer, token: &str, body: Value) {
    let made = server.ask("POST", TRUSTEES).token(token).json(body).await;
    assert_eq!(made.status, 200, "{}", made.body);
}

/// What the organization does that trusts the other.
async fn of_trustee(
    server: &TestServer,
    role: &str,
    other: &Stranger,
    operation: &str,
) -> Option<Case> {
    let trusted = json!({ "id": other.user, "roleIds": [role] });
    let mut wanted = json!({ "pairingId": other.organization, "enabled": true });
    let path = format!("{TRUSTEES}/{}", other.organization);
    if operation == "postOrgauthorizationTrustees" {
        wanted["users"] = json!([trusted]);
        return Some(case(TRUSTEES, wanted, &[("AuthOrganization", "Create")]));
    }
    if operation == "putOrgauthorizationTrusteeUserRoles" {
        wanted["users"] = json!([{ "id": other.user }]);
    }
    trust(server, &server.token, wanted).await;
    Some(match operation {
        "deleteOrgauthorizationTrustee" => {
            case(path, Value::Null, &[("AuthOrganization", "Delete")])
        }
        "postOrgauthorizationTrusteeUsers" => {
            case(format!("{path}/users"), trusted, &[("AuthOrganization", "Add")])
        }
        "putOrgauthorizationTrusteeUserRoles" => {
            let path = format!("{path}/users/{}/roles", other.user);
            case(path, json!([role]), &[("AuthOrganization", "Update")])
        }
        _ => return None,
    })
}

/// What the organization does that the other trusts.
async fn of_trustor(
    server: &TestServer,
    user: &Value,
    other: &Stranger,
    operation: &str,
) -> Option<Case> {
    let group = json!({
        "name": format!("Group of {operation}"), "type": "official", "visibility": "public",
        "rulesVisible": true,
    });
    let group = server.ask("POST", "/api/v2/groups").json(group).await.body;
    let mut wanted = json!({ "pairingId": server.organization, "enabled": true });
    if operation.starts_with("delete") {
        wanted["users"] = json!([{ "id": id(user) }]);
        wanted["groups"] = json!([{ "id": id(&group) }]);
    }
    trust(server, &other.token, wanted).await;
    let path = format!("{TRUSTORS}/{}", other.organization);
    let (user, group) =
        (format!("{path}/users/{}", id(user)), format!("{path}/groups/{}", id(&group)));
    Some(match operation {
        "deleteOrgauthorizationTrustor" => {
            case(path, Value::Null, &[("AuthOrganization", "Delete")])
        }
        "putOrgauthorizationTrustorUser" => case(user, Value::Null, &[("AuthOrganization", "Add")]),
        "deleteOrgauthorizationTrustorUser" => {
            case(user, Value::Null, &[("AuthOrganization", "Remove")])
        }
        "putOrgauthorizationTrustorGroup" => {
            case(group, Value::Null, &[("AuthOrganization", "Add")])
        }
        "deleteOrgauthorizationTrustorGroup" => {
            case(group, Value::Null, &[("AuthOrganization", "Remove")])
        }
        _ => return None,
    })
}
