//! What the policies of a role may say.
//!
//! Names that the catalogue lacks are kept as they came: real roles are full of them, and an exported
//! role must be applicable. They have no effect, and callers must hold what covers them to grant
//! them, so that a later catalogue that knows them gives no user more than was granted:
//! `gate::access`.

use api::{DomainOrganizationRole, DomainPermissionPolicy, Permission};

use gate::refusal::{Refusal, Result};

/// The longest name of a domain, an entity, an action or a word.
const LONGEST: usize = 255;

/// Refuses policies and permissions that are no names at all, with their place and what would do.
pub(super) fn check(role: &DomainOrganizationRole) -> Result<()> {
    let policies = role.permission_policies.as_deref().unwrap_or_default();
    for (index, policy) in policies.iter().enumerate() {
        check_policy(policy, &format!("permissionPolicies[{index}]"))?;
    }
    for (index, text) in role.permissions.iter().flatten().enumerate() {
        if !is_permission(text) {
            let allowed = "one word, such as role_manager, or domain:entity:action, without *";
            return Err(Refusal::invalid_value(format!("permissions[{index}]"), text, allowed));
        }
    }
    Ok(())
}

fn check_policy(policy: &DomainPermissionPolicy, place: &str) -> Result<()> {
    const NAME: &str = "a name without spaces, colons and *";
    const NAME_OR_ALL: &str = "*, or a name without spaces, colons and *";
    let given = |value: &Option<String>, field: &str, all: bool| {
        let field = format!("{place}.{field}");
        let value = value.as_deref().filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| Refusal::missing_value(&*field))?;
        if is_name(value) || all && value == "*" {
            return Ok(());
        }
        Err(Refusal::invalid_value(field, value, if all { NAME_OR_ALL } else { NAME }))
    };
    // No role but the administrator's reaches every domain.
    given(&policy.domain, "domain", false)?;
    given(&policy.entity_name, "entityName", true)?;
    let actions = policy.action_set.as_deref().unwrap_or_default();
    if actions.is_empty() {
        return Err(Refusal::missing_value(format!("{place}.actionSet")));
    }
    for (index, action) in actions.iter().enumerate() {
        if action != "*" && !is_name(action) {
            let field = format!("{place}.actionSet[{index}]");
            return Err(Refusal::invalid_value(field, action, NAME_OR_ALL));
        }
    }
    Ok(())
}

fn is_name(text: &str) -> bool {
    let strange = |c: char| c.is_whitespace() || c.is_control() || c == ':' || c == '*';
    !text.is_empty() && text.chars().count() <= LONGEST && !text.contains(strange)
}

/// Is it one word, or a permission of three parts?
fn is_permission(text: &str) -> bool {
    match Permission::parse(text) {
        Some(Permission { domain, entity, action }) => {
            [domain, entity, action].map(is_name) == [true; 3]
        }
        None => is_name(text),
    }
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
    fn a_policy_has_names_and_wildcards_for_entities_and_actions_alone() {
        for (domain, entity, actions, wrong) in [
            ("directory", "user", &["view", "edit"][..], None),
            ("directory", "*", &["setPassword"], None),
            ("directory", "user", &["*"], None),
            ("*", "user", &["view"], Some("permissionPolicies[0].domain")),
            ("cooking", "kitchen", &["cook"], None),
            ("ui", "*", &["*"], None),
            ("coo king", "user", &["view"], Some("permissionPolicies[0].domain")),
            ("directory", "user:view", &["view"], Some("permissionPolicies[0].entityName")),
            ("directory", "us*", &["view"], Some("permissionPolicies[0].entityName")),
            ("directory", " ", &["view"], Some("permissionPolicies[0].entityName")),
            ("directory", "user", &["view", ""], Some("permissionPolicies[0].actionSet[1]")),
            ("directory", "user", &["view "], Some("permissionPolicies[0].actionSet[0]")),
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
    fn a_permission_is_one_word_or_has_three_parts() {
        for (text, fine) in [
            ("admin", true),
            ("group_creation", true),
            ("directory:user:view", true),
            ("architect_read_only", true),
            ("cooking:kitchen:cook", true),
            ("directory:user:*", false),
            ("directory:user", false),
            ("directory::view", false),
            ("*", false),
            ("*:*:*", false),
            ("two words", false),
            ("", false),
        ] {
            assert_eq!(is_permission(text), fine, "{text}");
        }
    }
}
