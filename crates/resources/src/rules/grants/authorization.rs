//! What a user may do, as the API shows it.

use api::{
    DomainOrganizationRole, DomainPermissionPolicy, DomainResourceConditionNode,
    DomainResourceConditionValue, DomainRole, ResourceConditionNode, ResourceConditionValue,
    ResourcePermissionPolicy, UserAuthorization, WireEnum,
};
use store::grants::HeldRole;

use gate::refusal::{Refusal, Result};

/// The roles of a user, what they allow, and each permission by itself.
pub fn authorization(roles: &[HeldRole]) -> Result<UserAuthorization> {
    let (mut shown, mut policies, mut permissions) = (Vec::new(), Vec::new(), Vec::new());
    for role in roles {
        if shown.iter().any(|shown: &DomainRole| shown.id.as_deref() == Some(&role.role)) {
            continue;
        }
        let document: DomainOrganizationRole = serde_json::from_str(&role.role_document)
            .map_err(|error| Refusal::internal(format!("role {}: {error}", role.role)))?;
        shown.push(DomainRole { id: Some(role.role.clone()), name: Some(role.role_name.clone()) });
        permissions.extend(document.permissions.unwrap_or_default());
        for policy in document.permission_policies.unwrap_or_default() {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let actions = policy.action_set.clone().unwrap_or_default();
            permissions.extend(flattened(
                &text(&policy.domain),
                &text(&policy.entity_name),
                &actions,
            ));
            policies.push(shown_policy(policy)?);
        }
    }
    permissions.sort_unstable();
    permissions.dedup();
    Ok(UserAuthorization {
        roles: Some(shown),
        unused_roles: Some(Vec::new()),
        permissions: Some(permissions),
        permission_policies: Some(policies),
    })
}

/// Each permission of a policy by itself, its wildcards spelt out.
fn flattened(domain: &str, entity: &str, actions: &[String]) -> Vec<String> {
    // What the catalogue lacks has its own name alone.
    let known = |entity: &str, action: &str| {
        let actions = api::catalogue().get(domain).and_then(|entities| entities.get(entity));
        actions.is_some_and(|actions| actions.iter().any(|known| known == action))
    };
    let named = actions.iter().filter(|action| entity != "*" && *action != "*");
    let unknown = named.filter(|action| !known(entity, action));
    let unknown = unknown.map(|action| format!("{domain}:{entity}:{action}"));
    let Some(entities) = api::catalogue().get(domain) else { return unknown.collect() };
    let entities = entities.iter().filter(|(name, _)| entity == "*" || entity == name.as_str());
    let every = actions.iter().any(|action| action == "*");
    let named = entities.flat_map(|(entity, known)| {
        let held = known.iter().filter(move |action| every || actions.contains(action));
        held.map(move |action| format!("{domain}:{entity}:{action}"))
    });
    named.chain(unknown).collect()
}

/// A policy as a user's authorization shows it: with its condition.
pub fn shown_policy(policy: DomainPermissionPolicy) -> Result<ResourcePermissionPolicy> {
    let node = policy.resource_condition_node;
    Ok(ResourcePermissionPolicy {
        action_set: policy.action_set,
        allow_conditions: policy.allow_conditions,
        domain: policy.domain,
        entity_name: policy.entity_name,
        named_resources: policy.named_resources,
        policy_description: policy.policy_description,
        policy_name: policy.policy_name,
        resource_condition: condition_text(node.as_ref())?,
        resource_condition_node: node.map(shown_node),
        ..ResourcePermissionPolicy::default()
    })
}

/// A condition as text: its JSON.
pub fn condition_text(node: Option<&DomainResourceConditionNode>) -> Result<Option<String>> {
    let written = node.map(serde_json::to_string).transpose();
    written.map_err(|error| Refusal::internal(format!("a condition could not be written: {error}")))
}

fn shown_node(node: DomainResourceConditionNode) -> ResourceConditionNode {
    let operands = node.operands.map(|all| all.into_iter().map(shown_operand).collect());
    let terms =
        node.terms.map(|all| all.into_iter().map(|term| Box::new(shown_node(*term))).collect());
    ResourceConditionNode {
        conjunction: node.conjunction,
        operands,
        operator: node.operator,
        terms,
        variable_name: node.variable_name,
    }
}

/// The operand names what it means by its id, in one place for all kinds.
fn shown_operand(operand: DomainResourceConditionValue) -> ResourceConditionValue {
    let kind = operand.r#type.map(|kind| api::ConditionValueType::from_wire(kind.as_str()));
    let user = operand.user.and_then(|user| user.id);
    let queue = operand.queue.and_then(|queue| queue.id);
    let team = operand.team.and_then(|team| team.id);
    ResourceConditionValue { r#type: kind, value: operand.value.or(user).or(queue).or(team) }
}
