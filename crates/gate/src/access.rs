//! What a subject may do: the policies of its roles, and in which divisions.
//!
//! # A worked example
//!
//! Acme has two divisions, North and South. The role *Supervisor* has one policy,
//! `directory:user:*`: every action on users. The role *Reader* has `directory:user:view`.
//!
//! * Ada has a grant of *Supervisor* in North.
//! * Ada belongs to the group *Night shift*, and the group has a grant of *Reader* in South.
//!
//! [`Authority::read`] collects both grants, Ada's own and her group's:
//!
//! | permission | divisions in which Ada holds it |
//! |---|---|
//! | `directory:user:view` | North and South |
//! | `directory:user:edit` | North |
//! | `routing:queue:view` | none |
//!
//! So `GET /api/v2/users` shows Ada the users of both divisions. `PATCH` of a user in South is 404:
//! she holds the permission, but not there, and for this operation the user does not exist. An
//! operation that demands `routing:queue:view` is 403, because she holds it in no division. A grant
//! in the division `*` covers every division, those to come included.
//!
//! Ada may grant *Reader* in North, because she holds all that it allows there
//! ([`Authority::holds_all_of`]), and in South too, because her group gives her `view` there. She may
//! not grant *Supervisor* in South: the role allows more than she holds in that division.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use api::{DomainOrganizationRole, DomainResourceConditionNode, Permission, covers};
use store::{Bounded, Tx, Visible, grants, roles::DefaultRole};

use crate::refusal::Result;

/// Everything that a subject holds, taken from its grants.
#[derive(Debug, Default)]
pub struct Authority {
    held: Vec<RoleInDivision>,
    /// An operator's: nothing is refused.
    everything: bool,
}

/// What one role gives in one division.
#[derive(Debug)]
struct RoleInDivision {
    /// A division's id, or `*`.
    division: String,
    /// It is the administrator's: every permission and every word, those to come included.
    everything: bool,
    /// Single words such as `admin`.
    words: Vec<String>,
    policies: Vec<Policy>,
}

#[derive(Debug)]
struct Policy {
    domain: String,
    entity: String,
    actions: Vec<String>,
    limit: Limit,
}

/// What limits a policy to some entities: a condition, or their names. This server does not weigh
/// conditions, so a limited policy allows nothing here; it can be handed on as it is.
#[derive(Debug, Default, PartialEq)]
struct Limit {
    condition: Option<DomainResourceConditionNode>,
    names: Vec<String>,
}

impl Authority {
    /// What an operator holds, who has the data itself: everything, everywhere.
    pub(crate) const fn everything() -> Self {
        Self { held: Vec::new(), everything: true }
    }

    /// Reads the grants of a subject.
    pub async fn read(tx: &mut Tx, subject: &str) -> Result<Self> {
        let roles = grants::held_by(tx, subject).await?;
        let held = roles.into_iter().map(|role| {
            let document: DomainOrganizationRole = serde_json::from_str(&role.role_document)
                .map_err(|error| store::Error::Storage(format!("role {}: {error}", role.role)))?;
            Ok(RoleInDivision::of(role.division, document))
        });
        Ok(Self { held: held.collect::<Result<_>>()?, everything: false })
    }

    /// About how many bytes it takes.
    fn bytes(&self) -> usize {
        let of = |texts: &[String]| texts.iter().map(|text| size_of::<String>() + text.len()).sum();
        let policy = |policy: &Policy| {
            let actions: usize = of(&policy.actions);
            let names: usize = of(&policy.limit.names);
            size_of::<Policy>() + policy.domain.len() + policy.entity.len() + actions + names
        };
        let held = |held: &RoleInDivision| {
            let words: usize = of(&held.words);
            let policies = held.policies.iter().map(policy).sum::<usize>();
            size_of::<RoleInDivision>() + held.division.len() + words + policies
        };
        self.held.iter().map(held).sum()
    }

    /// In which divisions the subject holds the permission: nowhere is the empty list.
    pub fn divisions_with(&self, permission: &str) -> Visible {
        if self.everything {
            return Visible::All;
        }
        let parsed = Permission::parse(permission);
        let mut divisions = Vec::new();
        for held in &self.held {
            let covered = match parsed {
                Some(wanted) => held.policies.iter().any(|policy| policy.allows(wanted)),
                None => held.has_word(permission),
            };
            if !covered {
                continue;
            }
            if held.division == "*" {
                return Visible::All;
            }
            if !divisions.contains(&held.division) {
                divisions.push(held.division.clone());
            }
        }
        Visible::Some(divisions)
    }
}

impl Authority {
    /// May the subject do in the division all that the role allows?
    pub fn holds_all_of(&self, role: &DomainOrganizationRole, division: &str) -> bool {
        if self.everything {
            return true;
        }
        let wanted = RoleInDivision::of(division.to_owned(), role.clone());
        let in_reach = |held: &&RoleInDivision| held.division == "*" || held.division == division;
        let here: Vec<&RoleInDivision> = self.held.iter().filter(in_reach).collect();
        let holds = |policy: &Policy, action: &str| {
            // A wildcard is covered by a wildcard alone.
            let wanted = Permission { domain: &policy.domain, entity: &policy.entity, action };
            let mut own = here.iter().flat_map(|held| &held.policies);
            own.any(|own| own.covers(wanted) && (own.is_unlimited() || own.limit == policy.limit))
        };
        let word = |word: &String| here.iter().any(|held| held.has_word(word));
        wanted.words.iter().all(word)
            && wanted
                .policies
                .iter()
                .all(|policy| policy.actions.iter().all(|action| holds(policy, action)))
    }

    /// Does the subject hold the permission in this division? For `*`, in all of them.
    pub fn reaches(&self, permission: &str, division: &str) -> bool {
        match self.divisions_with(permission) {
            Visible::All => true,
            Visible::Some(ids) => ids.iter().any(|id| id == division),
        }
    }

    /// What a role gives by itself.
    pub fn of_role(role: &DomainOrganizationRole) -> Self {
        Self { held: vec![RoleInDivision::of("*".to_owned(), role.clone())], everything: false }
    }

    /// Does it have each of these permissions, limited or not?
    pub fn carries_all(&self, permissions: &[String]) -> bool {
        self.everything
            || permissions.iter().all(|text| match Permission::parse(text) {
                Some(wanted) => {
                    let mut policies = self.held.iter().flat_map(|held| &held.policies);
                    policies.any(|policy| policy.covers(wanted))
                }
                None => self.held.iter().any(|held| held.has_word(text)),
            })
    }

    /// Is there a division in which the subject may do all that the role allows?
    pub fn holds_all_somewhere(&self, role: &DomainOrganizationRole) -> bool {
        self.everything || self.held.iter().any(|held| self.holds_all_of(role, &held.division))
    }
}

impl RoleInDivision {
    fn of(division: String, role: DomainOrganizationRole) -> Self {
        let policies =
            role.permission_policies.unwrap_or_default().into_iter().map(|policy| Policy {
                domain: policy.domain.unwrap_or_default(),
                entity: policy.entity_name.unwrap_or_default(),
                actions: policy.action_set.unwrap_or_default(),
                limit: Limit {
                    condition: policy.resource_condition_node.filter(|node| *node != NO_CONDITION),
                    names: policy.named_resources.unwrap_or_default(),
                },
            });
        let administrator = Some(DefaultRole::Administrator.as_str());
        let everything = role.default_role_id.as_deref() == administrator;
        let policies = policies.collect();
        let mut held = Self { division, everything, words: Vec::new(), policies };
        if everything {
            let every = || "*".to_owned();
            let (domain, entity, actions) = (every(), every(), vec![every()]);
            held.policies.push(Policy { domain, entity, actions, limit: Limit::default() });
        }
        for text in role.permissions.unwrap_or_default() {
            match Permission::parse(&text) {
                Some(permission) => held.policies.push(Policy {
                    domain: permission.domain.to_owned(),
                    entity: permission.entity.to_owned(),
                    actions: vec![permission.action.to_owned()],
                    limit: Limit::default(),
                }),
                None => held.words.push(text),
            }
        }
        held
    }

    /// Does it have this permission of one word?
    fn has_word(&self, word: &str) -> bool {
        self.everything || self.words.iter().any(|own| own == word)
    }
}

/// A condition that says nothing.
const NO_CONDITION: DomainResourceConditionNode = DomainResourceConditionNode {
    conjunction: None,
    operands: None,
    operator: None,
    terms: None,
    variable_name: None,
};

impl Policy {
    fn is_unlimited(&self) -> bool {
        self.limit == Limit::default()
    }

    /// Does it allow this, whatever the entity?
    fn allows(&self, wanted: Permission<'_>) -> bool {
        self.is_unlimited() && self.covers(wanted)
    }

    fn covers(&self, wanted: Permission<'_>) -> bool {
        covers(&self.domain, &self.entity, &self.actions, wanted)
    }
}

/// The divisions of all sets together; everything if one of them is everything.
pub fn union(sets: impl IntoIterator<Item = Visible>) -> Visible {
    let mut together = Vec::new();
    for set in sets {
        let Visible::Some(ids) = set else { return Visible::All };
        together.extend(ids);
    }
    together.sort_unstable();
    together.dedup();
    Visible::Some(together)
}

/// The divisions that are in each of the sets.
pub fn intersection(sets: impl IntoIterator<Item = Visible>) -> Visible {
    sets.into_iter().fold(Visible::All, |left, right| match (left, right) {
        (Visible::All, other) | (other, Visible::All) => other,
        (Visible::Some(left), Visible::Some(right)) => {
            Visible::Some(left.into_iter().filter(|id| right.contains(id)).collect())
        }
    })
}

/// Authorities by organization and subject, each valid for one access version of its organization:
/// a change of a role, a grant or a group raises the version in its own transaction, so a cached
/// one is never older than the snapshot that it is used with.
#[derive(Debug)]
pub struct Authorities(Mutex<Kept>);

/// By organization and subject: the access version, and what it was then.
type Kept = Bounded<(i64, Arc<Authority>)>;

/// So many bytes are kept at most.
const MAX_BYTES: usize = 32 << 20;

impl Default for Authorities {
    fn default() -> Self {
        Self(Mutex::new(Bounded::new(MAX_BYTES)))
    }
}

impl Authorities {
    /// What the subject holds, read again if the organization's version is another.
    pub async fn of(&self, tx: &mut Tx, subject: &str, version: i64) -> Result<Arc<Authority>> {
        let key = [&*tx.organization(), "/", subject].concat();
        if let Some((of, kept)) = self.kept().get(&key)
            && *of == version
        {
            return Ok(kept.clone());
        }
        let authority = Arc::new(Authority::read(tx, subject).await?);
        if tx.shares_its_commit() {
            return Ok(authority);
        }
        self.kept().put(&key, (version, authority.clone()), authority.bytes());
        Ok(authority)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use api::DomainPermissionPolicy;

    use super::*;

    fn some(ids: &[&str]) -> Visible {
        Visible::Some(ids.iter().map(|&id| id.to_owned()).collect())
    }

    fn authority(grants: &[(&str, &str, &str, &[&str])]) -> Authority {
        let held = grants.iter().map(|(division, domain, entity, actions)| RoleInDivision {
            division: (*division).to_owned(),
            everything: false,
            words: Vec::new(),
            policies: vec![Policy {
                domain: (*domain).to_owned(),
                entity: (*entity).to_owned(),
                actions: actions.iter().map(|&action| action.to_owned()).collect(),
                limit: Limit::default(),
            }],
        });
        Authority { held: held.collect(), everything: false }
    }

    #[test]
    fn a_permission_is_held_where_it_was_granted() {
        let authority = authority(&[
            ("home", "directory", "user", &["view"]),
            ("sales", "directory", "*", &["edit"]),
        ]);
        assert_eq!(authority.divisions_with("directory:user:view"), some(&["home"]));
        assert_eq!(authority.divisions_with("directory:user:edit"), some(&["sales"]));
        assert_eq!(authority.divisions_with("directory:user:delete"), some(&[]));
    }

    #[test]
    fn a_grant_over_all_divisions_is_everything() {
        let authority = authority(&[("home", "a", "b", &["c"]), ("*", "a", "b", &["*"])]);
        assert_eq!(authority.divisions_with("a:b:c"), Visible::All);
    }

    #[test]
    fn a_policy_with_a_condition_allows_nothing_and_is_handed_on_as_it_is() {
        let conditional = |variable: Option<&str>| {
            let node = variable.map(|variable| DomainResourceConditionNode {
                variable_name: Some(variable.to_owned()),
                ..NO_CONDITION
            });
            DomainOrganizationRole {
                permission_policies: Some(vec![DomainPermissionPolicy {
                    domain: Some("quality".to_owned()),
                    entity_name: Some("calibration".to_owned()),
                    action_set: Some(vec!["view".to_owned()]),
                    resource_condition_node: node,
                    ..DomainPermissionPolicy::default()
                }]),
                ..DomainOrganizationRole::default()
            }
        };
        let holder = |role| Authority {
            held: vec![RoleInDivision::of("*".to_owned(), role)],
            everything: false,
        };
        let limited = holder(conditional(Some("Conversation.queues")));
        assert_eq!(limited.divisions_with("quality:calibration:view"), some(&[]));
        assert!(limited.holds_all_of(&conditional(Some("Conversation.queues")), "north"));
        assert!(!limited.holds_all_of(&conditional(Some("Conversation.users")), "north"));
        assert!(!limited.holds_all_of(&conditional(None), "north"));
        let unlimited = holder(conditional(None));
        assert!(unlimited.holds_all_of(&conditional(Some("Conversation.queues")), "north"));
    }

    #[test]
    fn any_is_the_union_and_all_the_intersection() {
        let (ab, bc) = (some(&["a", "b"]), some(&["b", "c"]));
        assert_eq!(union([ab.clone(), bc.clone()]), some(&["a", "b", "c"]));
        assert_eq!(intersection([ab.clone(), bc]), some(&["b"]));
        assert_eq!(union([ab.clone(), Visible::All]), Visible::All);
        assert_eq!(intersection([Visible::All, ab.clone()]), ab);
        assert_eq!(intersection([ab, some(&["c"])]), some(&[]));
    }
}
