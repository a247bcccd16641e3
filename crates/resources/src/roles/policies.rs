//! What the policies of a role may say, and how they are shown.

use api::{
    DomainOrganizationRole, DomainPermissionPolicy, LEGACY_PERMISSIONS, Map, Permission, catalogue,
};

use gate::refusal::{Refusal, Result};

/// Refuses policies and permissions that the catalogue does not know, with their place and what
/// would do.
pub(super) fn check(role: &DomainOrganizationRole) -> Result<()> {
    let policies = role.permission_policies.as_deref().unwrap_or_default();
    for (index, policy) in policies.iter().enumerate() {
        check_policy(policy, &format!("permissionPolicies[{index}]"))?;
    }
    for (index, text) in role.permissions.iter().flatten().enumerate() {
        if !is_permission(text) {
            let words = LEGACY_PERMISSIONS.join(", ");
            let allowed = format!("{words}, and domain:entity:action of the catalogue");
            return Err(Refusal::invalid_value(format!("permissions[{index}]"), text, allowed));
        }
    }
    Ok(())
}

fn check_policy(policy: &DomainPermissionPolicy, place: &str) -> Result<()> {
    let given = |value: &Option<String>, field: &str| {
        let value = value.clone().filter(|value| !value.is_empty());
        value.ok_or_else(|| Refusal::missing_value(format!("{place}.{field}")))
    };
    let (domain, entity) =
        (given(&policy.domain, "domain")?, given(&policy.entity_name, "entityName")?);
    let entities = catalogue().get(&domain).ok_or_else(|| {
        let allowed = "a domain that GET /api/v2/authorization/permissions lists";
        Refusal::invalid_value(format!("{place}.domain"), &*domain, allowed)
    })?;
    let known = actions_of(entities, &entity).ok_or_else(|| {
        let names: Vec<&str> = entities.keys().map(String::as_str).collect();
        let allowed = format!("*, {}", names.join(", "));
        Refusal::invalid_value(format!("{place}.entityName"), &*entity, allowed)
    })?;
    let actions = policy.action_set.as_deref().unwrap_or_default();
    if actions.is_empty() {
        return Err(Refusal::missing_value(format!("{place}.actionSet")));
    }
    for (index, action) in actions.iter().enumerate() {
        if action != "*" && !known.contains(&action.as_str()) {
            let allowed = format!("*, {}", known.join(", "));
            let field = format!("{place}.actionSet[{index}]");
            return Err(Refusal::invalid_value(field, action, allowed));
        }
    }
    Ok(())
}

/// The actions that the catalogue knows for an entity, or for any of them; none for an entity that
/// it does not know.
fn actions_of<'a>(entities: &'a Map<Vec<String>>, entity: &str) -> Option<Vec<&'a str>> {
    if entity != "*" {
        return Some(entities.get(entity)?.iter().map(String::as_str).collect());
    }
    let mut actions: Vec<&str> = entities.values().flatten().map(String::as_str).collect();
    actions.sort_unstable();
    actions.dedup();
    Some(actions)
}

/// Is it a word of old, or a permission of the catalogue?
fn is_permission(text: &str) -> bool {
    let Some(permission) = Permission::parse(text) else {
        return LEGACY_PERMISSIONS.contains(&text);
    };
    let actions = catalogue().get(permission.domain).and_then(|it| it.get(permission.entity));
    actions.is_some_and(|actions| actions.iter().any(|action| action == permission.action))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(domain: &str, entity: &str, actions: &[&str]) -> DomainOrganizationRole {
        let policy = DomainPermissionPolicy {
            domain: Some(domain.to_owned()),
            entity_name: Some(entity.to_owned()),
            action_set: Some(actions.iter().map(|&action| action.to_owned()).collect()),
            ..DomainPermissionPolicy::default()
        };
        DomainOrganizationRole {
            permission_policies: Some(vec![policy]),
            ..DomainOrganizationRole::default()
        }
    }

    #[test]
    fn a_policy_names_the_catalogue_and_has_wildcards_for_entities_and_actions_alone() {
        for (domain, entity, actions, wrong) in [
            ("directory", "user", &["view", "edit"][..], None),
            ("directory", "*", &["setPassword"], None),
            ("directory", "user", &["*"], None),
            ("*", "user", &["view"], Some("permissionPolicies[0].domain")),
            ("cooking", "user", &["view"], Some("permissionPolicies[0].domain")),
            ("directory", "kitchen", &["view"], Some("permissionPolicies[0].entityName")),
            ("directory", "user", &["view", "cook"], Some("permissionPolicies[0].actionSet[1]")),
            ("directory", "*", &["cook"], Some("permissionPolicies[0].actionSet[0]")),
            ("directory", "user", &[], Some("permissionPolicies[0].actionSet")),
            ("", "user", &["view"], Some("permissionPolicies[0].domain")),
        ] {
            let field = check(&role(domain, entity, actions)).err().map(|refusal| {
                assert_eq!(refusal.status.as_u16(), 400);
                refusal.params["field"].clone()
            });
            assert_eq!(field.as_deref(), wrong, "{domain}:{entity}:{actions:?}");
        }
    }

    #[test]
    fn a_permission_is_a_word_of_old_or_one_of_the_catalogue() {
        for (text, known) in [
            ("admin", true),
            ("group_creation", true),
            ("directory:user:view", true),
            ("directory:user:*", false),
            ("directory:user", false),
            ("cook", false),
        ] {
            assert_eq!(is_permission(text), known, "{text}");
        }
    }
}
