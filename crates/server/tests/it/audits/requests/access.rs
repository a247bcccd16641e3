//! Requests about divisions, roles and groups.

use serde_json::{Value, json};

use super::{Case, case, id};
use crate::support::TestServer;

const ACCESS: &str = "/api/v2/authorization";

/// The request of an operation about a user who holds a role.
pub(super) async fn request(
    server: &TestServer,
    (user, role): (&Value, &str),
    operation: &str,
) -> Option<Case> {
    if operation.contains("Division") {
        return of_division(server, (user, role), operation).await;
    }
    if operation.contains("Group") {
        return of_group(server, user, operation).await;
    }
    of_role(server, (user, role), operation).await
}

/// What a `POST` of this body makes.
async fn made(server: &TestServer, path: &str, body: Value) -> Value {
    let answer = server.ask("POST", path).json(body).await;
    assert!((200..300).contains(&answer.status), "{path}: {}", answer.body);
    answer.body
}

async fn of_division(
    server: &TestServer,
    (user, role): (&Value, &str),
    operation: &str,
) -> Option<Case> {
    let divisions = format!("{ACCESS}/divisions");
    let named = json!({ "name": format!("Division of {operation}") });
    if operation == "postAuthorizationDivisions" {
        return Some(case(divisions, named, &[("Division", "Create")]));
    }
    let division = made(server, &divisions, named).await;
    let path = format!("{divisions}/{}", id(&division));
    let users = json!([id(user)]);
    Some(match operation {
        "putAuthorizationDivision" => {
            case(path, json!({ "name": "Renamed" }), &[("Division", "Update")])
        }
        "postAuthorizationDivisionObject" => {
            case(format!("{path}/objects/USER"), users, &[("User", "Move")])
        }
        "deleteAuthorizationDivision" => {
            made(server, &format!("{path}/objects/USER"), users).await;
            let subject = format!("{ACCESS}/subjects/{}", id(user));
            let grant = format!("{subject}/divisions/{}/roles/{role}", id(&division));
            made(server, &grant, Value::Null).await;
            case(
                format!("{path}?force=true"),
                Value::Null,
                &[("User", "Move"), ("AuthUser", "Remove"), ("Division", "Delete")],
            )
        }
        "postAuthorizationDivisionRestore" => {
            assert_eq!(server.ask("DELETE", &path).await.status, 204);
            let body = json!({ "name": "Brought back" });
            case(format!("{path}/restore"), body, &[("Division", "Restore")])
        }
        _ => return None,
    })
}

async fn of_role(
    server: &TestServer,
    (user, held): (&Value, &str),
    operation: &str,
) -> Option<Case> {
    let roles = format!("{ACCESS}/roles");
    let policies = json!([{ "domain": "directory", "entityName": "user", "actionSet": ["view"] }]);
    let wanted = json!({ "name": format!("Role of {operation}"), "permissionPolicies": policies });
    if operation == "postAuthorizationRoles" {
        return Some(case(roles, wanted, &[("Role", "Create")]));
    }
    let role = made(server, &roles, wanted).await;
    let path = format!("{roles}/{}", id(&role));
    Some(match operation {
        "putAuthorizationRole" => {
            let body = json!({ "name": "Other", "permissionPolicies": policies });
            case(path, body, &[("Role", "Update")])
        }
        "patchAuthorizationRole" => {
            case(path, json!({ "description": "New." }), &[("Role", "Update")])
        }
        "deleteAuthorizationRole" => case(path, Value::Null, &[("Role", "Delete")]),
        "postAuthorizationRole" => {
            let body = json!({ "subjectIds": [id(user)], "divisionIds": ["*"] });
            case(path, body, &[("AuthUser", "Add")])
        }
        "putAuthorizationRoleUsersAdd" => {
            case(format!("{path}/users/add"), json!([id(user)]), &[("AuthUser", "Add")])
        }
        "putAuthorizationRoleUsersRemove" => {
            let path = format!("{roles}/{held}/users/remove");
            case(path, json!([id(user)]), &[("AuthUser", "Remove")])
        }
        _ => return None,
    })
}

async fn of_group(server: &TestServer, user: &Value, operation: &str) -> Option<Case> {
    let wanted = json!({
        "name": format!("Group of {operation}"), "type": "official", "visibility": "public",
        "rulesVisible": true, "rolesEnabled": true,
    });
    if operation == "postGroups" {
        return Some(case("/api/v2/groups", wanted, &[("Group", "Create")]));
    }
    let group = made(server, "/api/v2/groups", wanted).await;
    let path = format!("/api/v2/groups/{}", id(&group));
    let members = json!({ "memberIds": [id(user)] });
    Some(match operation {
        "putGroup" => {
            let body = json!({ "version": group["version"], "description": "New." });
            case(path, body, &[("Group", "Update")])
        }
        "deleteGroup" => case(path, Value::Null, &[("Group", "Delete")]),
        "postGroupMembers" => case(format!("{path}/members"), members, &[("Group", "Add")]),
        "deleteGroupMembers" => {
            made(server, &format!("{path}/members"), members).await;
            let path = format!("{path}/members?ids={}", id(user));
            case(path, Value::Null, &[("Group", "Remove")])
        }
        _ => return None,
    })
}
