//! Which changes a transaction must name for the tables that it wrote. Test builds compare both for
//! every transaction on SQLite, so that no store function forgets one.

use super::{Change, Changed, Entity};
use crate::{Error, Result};

/// A table that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Touched {
    table: String,
    /// Were rows deleted? Otherwise rows were inserted or updated.
    deleted: bool,
}

impl Touched {
    pub(crate) fn new(table: &str, deleted: bool) -> Self {
        Self { table: table.to_owned(), deleted }
    }
}

/// What must be named for a table.
enum Rule {
    /// One of these changes.
    Named(fn(&Changed) -> bool),
    /// One of these changes, when rows go and none come; new rows are not cached, and other rows
    /// that go had ended.
    NamedWhenGone(fn(&Changed) -> bool),
    /// Nothing, for this reason.
    Nothing(&'static str),
}

/// Changes of entities of a kind, one or many.
macro_rules! of {
    ($kind:ident) => {
        |changed| {
            matches!(
                changed,
                Changed::Entity { kind: Entity::$kind, .. }
                    | Changed::Members { kind: Entity::$kind, .. }
                    | Changed::Many { kind: Entity::$kind }
            )
        }
    };
}

const fn is_of_user(changed: &Changed) -> bool {
    matches!(changed, Changed::User { .. } | Changed::Many { kind: Entity::User })
}

const fn is_live(changed: &Changed) -> bool {
    matches!(changed, Changed::Live { .. }) || is_of_new_user(changed)
}

const fn is_access(changed: &Changed) -> bool {
    matches!(changed, Changed::Access { .. }) || is_of_new_user(changed)
}

/// A new user has a state and grants from the beginning.
const fn is_of_new_user(changed: &Changed) -> bool {
    matches!(changed, Changed::User { version: 1, .. } | Changed::Many { kind: Entity::User })
}

/// What users have of a schema goes with it.
const fn is_of_attributes(changed: &Changed) -> bool {
    matches!(
        changed,
        Changed::Entity { kind: Entity::CustomAttributes | Entity::AttributeSchema, .. }
            | Changed::Many { kind: Entity::CustomAttributes }
    )
}

const READ_EACH_TIME: &str = "it is read whenever it is needed, and nobody keeps it";

const WITHOUT_ROW_IDS: &str = "SQLite does not tell of its writes; `abilities.rs` names each";

/// Every table.
const RULES: &[(&str, Rule)] = &[
    ("absences", Rule::Named(of!(OutOfOffice))),
    ("analytics_job_rows", Rule::Nothing(READ_EACH_TIME)),
    ("analytics_jobs", Rule::Nothing("a new one wakes who answers it, who reads what is due")),
    ("attribute_schema_versions", Rule::Named(of!(AttributeSchema))),
    ("attribute_schemas", Rule::Named(of!(AttributeSchema))),
    ("audits", Rule::Nothing("nobody keeps messages")),
    ("authorization_codes", Rule::Nothing(READ_EACH_TIME)),
    ("browser_sessions", Rule::Nothing(READ_EACH_TIME)),
    ("call_forwarding", Rule::Named(of!(CallForwarding))),
    ("channel_topics", Rule::Named(of!(Channel))),
    ("channels", Rule::Nothing("what is heard there is named, and not when it was used")),
    ("chat_messages", Rule::Nothing(READ_EACH_TIME)),
    ("chat_participants", Rule::Nothing(READ_EACH_TIME)),
    ("chats", Rule::Nothing(READ_EACH_TIME)),
    ("coaching_appointments", Rule::Nothing(READ_EACH_TIME)),
    ("coaching_attendees", Rule::Nothing(READ_EACH_TIME)),
    ("custom_attributes", Rule::Named(is_of_attributes)),
    ("deleted_divisions", Rule::Named(of!(Division))),
    ("direct_routing_backups", Rule::Nothing(READ_EACH_TIME)),
    ("divisions", Rule::Named(of!(Division))),
    ("external_ids", Rule::Named(is_of_user)),
    ("familiar_addresses", Rule::Nothing(READ_EACH_TIME)),
    ("favorites", Rule::Nothing(READ_EACH_TIME)),
    ("former_passwords", Rule::Nothing(READ_EACH_TIME)),
    ("geolocations", Rule::Named(of!(Geolocation))),
    ("grants", Rule::Named(is_access)),
    ("group_members", Rule::Named(of!(Group))),
    ("group_owners", Rule::Named(of!(Group))),
    ("groups", Rule::Named(of!(Group))),
    ("invitations", Rule::Nothing("a new one wakes the mail, which reads what is due")),
    ("learning_assignments", Rule::Nothing(READ_EACH_TIME)),
    ("learning_modules", Rule::Nothing(READ_EACH_TIME)),
    ("live_states", Rule::Named(is_live)),
    ("locations", Rule::Named(of!(Location))),
    ("oauth_clients", Rule::Named(of!(Client))),
    ("object_counts", Rule::Nothing("it follows the objects that are counted")),
    ("organization_utilizations", Rule::Nothing(READ_EACH_TIME)),
    (
        "organizations",
        Rule::Named(|changed| {
            let entity = |kind: &Entity| *kind == Entity::Organization;
            matches!(changed, Changed::Access { .. })
                || matches!(changed, Changed::Entity { kind, .. } if entity(kind))
        }),
    ),
    ("outbox", Rule::Nothing("it holds the changes themselves")),
    ("outbox_swept", Rule::Nothing("it belongs to the outbox")),
    ("packed_intervals", Rule::Nothing("the state that they followed was named")),
    ("password_links", Rule::Nothing(READ_EACH_TIME)),
    ("password_policies", Rule::Nothing(READ_EACH_TIME)),
    ("passwords", Rule::Nothing(READ_EACH_TIME)),
    ("phone_bases", Rule::Named(of!(Station))),
    ("phones", Rule::Named(of!(Station))),
    ("presence_definitions", Rule::Named(of!(Presence))),
    ("presence_sources", Rule::Named(of!(Presence))),
    ("queue_groups", Rule::Named(of!(Queue))),
    ("queue_members", Rule::Named(of!(Queue))),
    ("queues", Rule::Named(of!(Queue))),
    ("refresh_tokens", Rule::Nothing(READ_EACH_TIME)),
    ("roles", Rule::Named(of!(Role))),
    ("routing_languages", Rule::Named(of!(RoutingLanguage))),
    ("routing_skills", Rule::Named(of!(RoutingSkill))),
    ("security_key_challenges", Rule::Nothing(READ_EACH_TIME)),
    ("sign_in_attempts", Rule::Nothing(READ_EACH_TIME)),
    ("sign_in_tickets", Rule::Nothing(READ_EACH_TIME)),
    ("sites", Rule::Named(of!(Station))),
    (
        "skill_group_divisions",
        Rule::Nothing("it says who can be a member, and members are named when they come or go"),
    ),
    ("skill_group_members", Rule::Named(of!(SkillGroup))),
    ("skill_groups", Rule::Named(of!(SkillGroup))),
    ("source_presences", Rule::Nothing(READ_EACH_TIME)),
    ("stations", Rule::Named(of!(Station))),
    ("status_intervals", Rule::Nothing("the state that they follow is named")),
    ("team_members", Rule::Named(of!(Team))),
    ("teams", Rule::Named(of!(Team))),
    ("token_families", Rule::Nothing(READ_EACH_TIME)),
    ("tokens", Rule::NamedWhenGone(|changed| matches!(changed, Changed::Tokens(_)))),
    ("trust_grants", Rule::Named(of!(Trust))),
    ("trust_members", Rule::Named(of!(Trust))),
    ("trusts", Rule::Named(of!(Trust))),
    ("user_dates", Rule::Nothing(READ_EACH_TIME)),
    ("user_routing_languages", Rule::Nothing(WITHOUT_ROW_IDS)),
    ("user_routing_skills", Rule::Nothing(WITHOUT_ROW_IDS)),
    ("user_stations", Rule::Named(of!(Station))),
    ("user_utilization_labels", Rule::Nothing(READ_EACH_TIME)),
    ("user_utilizations", Rule::Nothing(READ_EACH_TIME)),
    ("users", Rule::Named(is_of_user)),
    ("utilization_labels", Rule::Nothing(READ_EACH_TIME)),
    ("verifiers", Rule::Nothing(READ_EACH_TIME)),
    ("voicemail_policies", Rule::Nothing(READ_EACH_TIME)),
    ("wrapup_codes", Rule::Named(of!(WrapupCode))),
    ("wrong_codes", Rule::Nothing(READ_EACH_TIME)),
];

/// Refuses a transaction that wrote a table and named no change of it.
pub(crate) fn check(touched: &[Touched], changes: &[Change]) -> Result<()> {
    // What goes with its organization needs no word of its own.
    let gone = changes.iter().any(|change| change.what == Changed::OrganizationGone);
    for one in touched {
        let Some((_, rule)) = RULES.iter().find(|(table, _)| *table == one.table) else {
            let table = &one.table;
            return Err(Error::Bug(format!("`changes/touched.rs` does not know `{table}`")));
        };
        let named = |is: fn(&Changed) -> bool| changes.iter().any(|change| is(&change.what));
        let forgotten = match rule {
            Rule::Named(is) => !named(*is),
            Rule::NamedWhenGone(is) => {
                let comes = touched.contains(&Touched::new(&one.table, false));
                one.deleted && !comes && !named(*is)
            }
            Rule::Nothing(reason) => {
                tracing::trace!(table = one.table, reason, "no change is named");
                false
            }
        };
        if forgotten && !gone {
            let (table, what) = (&one.table, changes);
            return Err(Error::Bug(format!(
                "a transaction wrote `{table}` and named no change of it, only {what:?}"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Db, Location, Options};

    fn change(what: Changed) -> Change {
        Change::read(("o", None), what, crate::ServerTime::from_milliseconds(0))
    }

    #[test]
    fn a_table_that_was_written_without_a_word_is_refused() {
        let refused = |table: &str, deleted, changes: &[Change]| {
            let answer = check(&[Touched::new(table, deleted)], changes);
            answer.err().map(|error| error.to_string())
        };
        let group = change(Changed::Entity { kind: Entity::Group, id: "g".to_owned() });
        let forgotten = refused("groups", false, &[]).unwrap();
        assert!(forgotten.contains("wrote `groups` and named no change"), "{forgotten}");
        assert!(refused("groups", false, std::slice::from_ref(&group)).is_none());
        assert!(refused("divisions", true, &[group]).is_some(), "another table's word");
        assert!(refused("tokens", false, &[]).is_none() && refused("tokens", true, &[]).is_some());
        let gone = [change(Changed::OrganizationGone)];
        assert!(refused("groups", true, &gone).is_none(), "it goes with its organization");
        assert!(refused("new_table", false, &gone).unwrap().contains("does not know `new_table`"));
    }

    #[tokio::test]
    async fn every_table_has_a_rule_and_is_one_whose_writes_are_noticed() {
        let db = Db::open(&Location::Memory, Options::default()).await.unwrap();
        let mut tx = db.snapshot().await.unwrap();
        let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'table' \
                   AND name NOT LIKE 'sqlite%' AND name <> 'schema_migrations' ORDER BY name";
        let read = tx.all(sql, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)));
        let tables = read.await.unwrap();
        let names: Vec<_> = tables.iter().map(|(name, _)| name.as_str()).collect();
        let known: Vec<_> = RULES.iter().map(|(table, _)| *table).collect();
        assert_eq!(names, known);
        for (name, sql) in tables {
            // SQLite's hook is silent about tables without row ids.
            let rule = RULES.iter().find(|(table, _)| *table == name).map(|(_, rule)| rule);
            let silent = sql.to_uppercase().contains("WITHOUT ROWID");
            assert!(!silent || matches!(rule, Some(Rule::Nothing(_))), "{name}");
        }
    }
}
