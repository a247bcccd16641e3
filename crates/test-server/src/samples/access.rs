//! Divisions, roles, groups and clients.

use serde_json::{Value, json};

use super::{Kind, Samples, group_body, id, unique};

const DIVISIONS: &str = "/api/v2/authorization/divisions";

/// A scope: the same in every organization.
pub(super) const SCOPE: &str = "users";

pub(super) async fn division(samples: &mut Samples<'_>) -> String {
    match samples.division.clone() {
        Some(division) => division,
        None => new_division(samples).await,
    }
}

async fn new_division(samples: &mut Samples<'_>) -> String {
    id(&samples.post(DIVISIONS, json!({ "name": unique("Division") })).await)
}

pub(super) async fn inhabited_division(samples: &mut Samples<'_>) -> String {
    let (division, user) = (samples.make(Kind::Division).await, samples.make(Kind::User).await);
    samples.post(&format!("{DIVISIONS}/{division}/objects/USER"), json!([user])).await;
    samples.make(Kind::GrantedRole).await;
    division
}

pub(super) async fn deleted_division(samples: &mut Samples<'_>) -> String {
    let division = new_division(samples).await;
    let path = format!("{DIVISIONS}/{division}");
    samples.send("DELETE", &path, Value::Null, &samples.token).await;
    division
}

pub(super) async fn role(samples: &mut Samples<'_>) -> String {
    let policies = json!([{ "domain": "directory", "entityName": "user", "actionSet": ["view"] }]);
    let body = json!({ "name": unique("Role"), "permissionPolicies": policies });
    id(&samples.post("/api/v2/authorization/roles", body).await)
}

pub(super) async fn granted_role(samples: &mut Samples<'_>) -> String {
    let (subject, role) = (samples.make(Kind::Subject).await, samples.make(Kind::Role).await);
    let division = samples.make(Kind::Division).await;
    let subject = format!("/api/v2/authorization/subjects/{subject}");
    samples.post(&format!("{subject}/divisions/{division}/roles/{role}"), Value::Null).await;
    role
}

/// Gives the set's user these permissions: in the set's division, or in all.
pub(super) async fn allow(samples: &mut Samples<'_>, permissions: &[&str]) {
    if permissions.is_empty() {
        return;
    }
    let policies: Vec<Value> = permissions
        .iter()
        .filter_map(|permission| api::Permission::parse(permission))
        .map(|one| json!({ "domain": one.domain, "entityName": one.entity, "actionSet": [one.action] }))
        .collect();
    let body = json!({ "name": unique("Role"), "permissionPolicies": policies });
    let role = id(&samples.post("/api/v2/authorization/roles", body).await);
    let user = samples.make(Kind::User).await;
    let division = samples.division.clone().unwrap_or_else(|| "*".to_owned());
    let subject = format!("/api/v2/authorization/subjects/{user}");
    samples.post(&format!("{subject}/divisions/{division}/roles/{role}"), Value::Null).await;
}

pub(super) async fn group(samples: &mut Samples<'_>) -> String {
    id(&samples.post("/api/v2/groups", group_body()).await)
}

pub(super) async fn member(samples: &mut Samples<'_>) -> String {
    let (group, user) = (samples.make(Kind::Group).await, samples.make(Kind::User).await);
    let members = json!({ "memberIds": [user] });
    samples.post(&format!("/api/v2/groups/{group}/members"), members).await;
    user
}

pub(super) async fn client(samples: &mut Samples<'_>) -> String {
    let body = json!({ "name": unique("Client"), "authorizedGrantType": "CLIENT-CREDENTIALS" });
    let made = samples.post("/api/v2/oauth/clients", body).await;
    samples.keep_secrets(&made);
    id(&made)
}
