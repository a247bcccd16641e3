//! Subjects as they are answered.

use super::authorization::condition_text;
use api::{
    AuthzDivision, AuthzGrant, AuthzGrantPolicy, AuthzGrantRole, AuthzSubject,
    DomainOrganizationRole,
};
use store::{divisions, grants, grants::HeldRole};

use super::Subject;
use gate::{
    context::Context,
    refusal::{Refusal, Result},
};

/// A subject with its grants, those of its groups too. The same role in the same division, held in
/// several ways, is shown once unless duplicates are asked for.
pub async fn subject(
    context: &mut Context,
    subject: &Subject,
    duplicates: bool,
) -> Result<AuthzSubject> {
    let mut held = grants::held_by(&mut context.tx, &subject.id).await?;
    held.retain(|one| one.division == "*" || context.divisions().contains(&one.division));
    if !duplicates {
        // The subject's own grant stands for those of its groups.
        held.sort_by_key(|one| one.subject != subject.id);
        let mut seen: Vec<(String, String)> = Vec::new();
        held.retain(|one| {
            let key = (one.role.clone(), one.division.clone());
            let first = !seen.contains(&key);
            seen.push(key);
            first
        });
    }
    let all = divisions::all(&mut context.tx).await?;
    let shown = held.iter().map(|one| {
        let division = all.iter().find(|division| division.id == one.division);
        grant(one, division.map_or_else(everywhere, divisions::StoredDivision::entity))
    });
    Ok(AuthzSubject {
        id: Some(subject.id.clone()),
        name: subject.name.clone(),
        grants: Some(shown.collect::<Result<_>>()?),
        version: Some(subject.version),
        self_uri: Some(format!("/api/v2/authorization/subjects/{}", subject.id)),
    })
}

/// The division that stands for all of them. Programs know it by its id; it has no name.
pub fn everywhere() -> AuthzDivision {
    AuthzDivision {
        id: Some("*".to_owned()),
        home_division: Some(false),
        self_uri: Some(divisions::uri("*")),
        ..AuthzDivision::default()
    }
}

/// A grant of a role in a division.
pub fn grant(held: &HeldRole, division: AuthzDivision) -> Result<AuthzGrant> {
    let document: DomainOrganizationRole = serde_json::from_str(&held.role_document)
        .map_err(|error| Refusal::internal(format!("role {}: {error}", held.role)))?;
    let policies = document.permission_policies.unwrap_or_default().into_iter().map(|policy| {
        Ok(AuthzGrantPolicy {
            condition: condition_text(policy.resource_condition_node.as_ref())?,
            actions: policy.action_set,
            domain: policy.domain,
            entity_name: policy.entity_name,
        })
    });
    let role = AuthzGrantRole {
        id: Some(held.role.clone()),
        name: Some(held.role_name.clone()),
        r#default: document.r#default,
        description: document.description,
        policies: Some(policies.collect::<Result<_>>()?),
        self_uri: Some(format!("/api/v2/authorization/roles/{}", held.role)),
    };
    Ok(AuthzGrant {
        subject_id: Some(held.subject.clone()),
        division: Some(division),
        role: Some(role),
        grant_made_at: Some(held.made_at),
    })
}
