//! Names of permissions, the catalogue of them, and what a policy with wildcards covers.

use std::sync::LazyLock;

use crate::Map;

/// Permissions of one word, which came before those of three parts and are still listed.
pub const LEGACY_PERMISSIONS: [&str; 6] = [
    "admin",
    "content_management_user",
    "group_creation",
    "role_manager",
    "user_administration",
    "user_manager",
];

/// Every permission that there is: the actions of each entity of each domain.
pub fn catalogue() -> &'static Map<Map<Vec<String>>> {
    #[expect(clippy::expect_used, reason = "it is a part of the program, and a test reads it")]
    static CATALOGUE: LazyLock<Map<Map<Vec<String>>>> = LazyLock::new(|| {
        serde_json::from_str(include_str!("permissions.json")).expect("the catalogue is JSON")
    });
    &CATALOGUE
}

/// A permission, `domain:entity:action`, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permission<'a> {
    /// Its area, such as `directory`.
    pub domain: &'a str,
    /// What it is about, such as `user`.
    pub entity: &'a str,
    /// What it allows, such as `edit`.
    pub action: &'a str,
}

impl<'a> Permission<'a> {
    /// Takes `directory:user:edit` apart; a single word such as `admin` is no such permission.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(':');
        let permission =
            Self { domain: parts.next()?, entity: parts.next()?, action: parts.next()? };
        parts.next().is_none().then_some(permission)
    }
}

/// Does a policy of a role cover the permission? `*` stands for every entity or every action.
pub fn covers<A: AsRef<str>>(
    domain: &str,
    entity: &str,
    actions: &[A],
    wanted: Permission<'_>,
) -> bool {
    let matches = |pattern: &str, text: &str| pattern == "*" || pattern == text;
    matches(domain, wanted.domain)
        && matches(entity, wanted.entity)
        && actions.iter().any(|action| matches(action.as_ref(), wanted.action))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_cover_entities_and_actions_of_their_domain_alone() {
        let edit = Permission::parse("directory:user:edit").unwrap();
        assert!(covers("directory", "user", &["view", "edit"], edit));
        assert!(covers("directory", "*", &["edit"], edit));
        assert!(covers("directory", "user", &["*"], edit));
        assert!(!covers("routing", "*", &["*"], edit));
        assert!(!covers("directory", "group", &["*"], edit));
        assert!(!covers("directory", "user", &["view"], edit));
    }

    #[test]
    fn the_catalogue_has_domains_of_entities_of_actions() {
        assert!(catalogue()["directory"]["user"].iter().any(|action| action == "edit"));
    }

    #[test]
    fn a_single_word_is_not_a_permission_of_three_parts() {
        assert_eq!(Permission::parse("admin"), None);
        assert_eq!(Permission::parse("a:b:c:d"), None);
    }
}
