//! Statements that reach rows of other organizations. Test builds look at every statement of this
//! crate that is run: ids are random, so most answers are the same with and without a condition on
//! `organization_id`, and no other test notices that one is missing.

mod parts;
mod statement;

use std::collections::HashSet;
use std::panic::Location;
use std::sync::{LazyLock, Mutex, PoisonError};

use statement::{Columns, unlimited};

use crate::error::{Error, Result};

/// The tables with rows of several organizations. Not among them is `outbox`, which is read and
/// swept in the order of its numbers.
const TABLES: &[&str] = &[
    "absences",
    "analytics_job_rows",
    "analytics_jobs",
    "attribute_schema_versions",
    "attribute_schemas",
    "audits",
    "authorization_codes",
    "browser_sessions",
    "call_forwarding",
    "channel_topics",
    "channels",
    "chat_messages",
    "chat_participants",
    "chats",
    "coaching_appointments",
    "coaching_attendees",
    "custom_attributes",
    "deleted_divisions",
    "direct_routing_backups",
    "divisions",
    "external_ids",
    "familiar_addresses",
    "favorites",
    "former_passwords",
    "geolocations",
    "grants",
    "group_members",
    "group_owners",
    "groups",
    "invitations",
    "learning_assignments",
    "learning_modules",
    "live_states",
    "locations",
    "oauth_clients",
    "object_counts",
    "organization_utilizations",
    "packed_intervals",
    "password_links",
    "password_policies",
    "passwords",
    "phone_bases",
    "phones",
    "presence_definitions",
    "presence_sources",
    "queue_groups",
    "queue_members",
    "queues",
    "refresh_tokens",
    "roles",
    "routing_languages",
    "routing_skills",
    "security_key_challenges",
    "sign_in_attempts",
    "sign_in_tickets",
    "sites",
    "skill_group_divisions",
    "skill_group_members",
    "skill_groups",
    "source_presences",
    "stations",
    "status_intervals",
    "team_members",
    "teams",
    "token_families",
    "tokens",
    "trust_grants",
    "trust_members",
    "trusts",
    "user_dates",
    "user_routing_languages",
    "user_routing_skills",
    "user_stations",
    "user_utilization_labels",
    "user_utilizations",
    "users",
    "utilization_labels",
    "verifiers",
    "voicemail_policies",
    "wrapup_codes",
    "wrong_codes",
];

/// Columns that name a row in all organizations: secrets, of which the hash is stored, and numbers
/// and ids that come from another row and never from a caller.
const KEYS: &[(&str, &str)] = &[
    ("audits", "number"),
    ("authorization_codes", "hash"),
    ("browser_sessions", "hash"),
    ("browser_sessions", "id"),
    ("invitations", "id"),
    ("password_links", "hash"),
    ("refresh_tokens", "hash"),
    ("sign_in_tickets", "hash"),
    ("token_families", "id"),
    ("tokens", "hash"),
];

const WORKED_OFF: &str = "questions of all organizations are answered, the oldest first";

/// Statements that reach rows of several organizations, each with its reason.
const EXCUSED: &[(&str, &str)] = &[
    (
        "SELECT organization_id, id FROM ( SELECT organization_id, id, ROW_NUMBER() OVER ( PARTITION BY \
         organization_id ORDER BY submitted_at, id) AS place FROM analytics_jobs WHERE state = ANY($1) \
         AND leased_until <= $2) AS waiting WHERE place = 1 ORDER BY organization_id",
        WORKED_OFF,
    ),
    ("SELECT DISTINCT organization_id FROM analytics_jobs ORDER BY organization_id", WORKED_OFF),
    (
        "UPDATE analytics_jobs SET worker = NULL, leased_until = 0 WHERE worker IS NOT NULL",
        WORKED_OFF,
    ),
    (
        "SELECT organization_id, document, secret_hash, token_seconds, previous_secret_hash, \
         previous_secret_until FROM oauth_clients WHERE id = $1",
        CLIENT_DECIDES,
    ),
    (
        "SELECT c.organization_id, c.document, c.secret_hash, c.token_seconds, \
         c.previous_secret_hash, c.previous_secret_until, o.clock_offset, o.clock_stopped_at \
         FROM oauth_clients c JOIN organizations o ON o.id = c.organization_id WHERE c.id = $1",
        CLIENT_DECIDES,
    ),
    (
        "SELECT t.organization_id, t.client_id, t.user_id, t.expires_at, o.access_version, \
         o.clock_offset, o.clock_stopped_at, u.state, c.state, c.scopes, c.delete_at, \
         CASE WHEN c.scopes IS NULL THEN c.document END \
         FROM tokens t JOIN organizations o ON o.id = t.organization_id \
         LEFT JOIN users u ON u.organization_id = t.organization_id AND u.id = t.user_id \
         LEFT JOIN oauth_clients c ON c.id = t.client_id WHERE t.hash = $1",
        "a token belongs to the organization of its client",
    ),
    ("SELECT organization_id FROM oauth_clients WHERE id = $1", OF_A_CLIENT),
    ("DELETE FROM tokens WHERE client_id = $1", OF_A_CLIENT),
    ("DELETE FROM token_families WHERE client_id = $1", OF_A_CLIENT),
    ("DELETE FROM sign_in_tickets WHERE client_id = $1", OF_A_CLIENT),
    (
        "DELETE FROM token_families WHERE session_id = $1 AND client_id = $2 \
         RETURNING organization_id, user_id",
        "a browser session is one user's, and its id comes from the row of the session",
    ),
    (
        "SELECT DISTINCT organization_id FROM oauth_clients \
         WHERE delete_at IS NOT NULL OR scopes IS NULL ORDER BY organization_id",
        "it finds the organizations in which clients are due",
    ),
    (
        "UPDATE invitations SET due_at = $2, attempts = attempts + 1 \
         WHERE id = (SELECT id FROM invitations WHERE due_at <= $1 ORDER BY due_at, id LIMIT 1) \
         AND due_at <= $1 \
         RETURNING id, organization_id, user_id, email, made_at, ends_at, attempts",
        "mail is sent in the order in which it is due, whatever organization it is for",
    ),
    (
        "SELECT organization_id, user_id, client_id FROM geolocations \
         WHERE unresolved AND reported_at <= $1 ORDER BY reported_at LIMIT $2",
        "positions of all organizations are resolved, the oldest first",
    ),
    (
        "SELECT c.id, c.user_id, c.client_id, c.token_hash, c.token_ends_at, c.expires_at, c.used_at, \
         o.id, o.clock_offset, o.clock_stopped_at, o.access_version, u.state, k.state, \
         CASE WHEN t.hash IS NULL THEN FALSE ELSE TRUE END \
         FROM channels c JOIN organizations o ON o.id = c.organization_id \
         LEFT JOIN users u ON u.organization_id = c.organization_id AND u.id = c.user_id \
         LEFT JOIN oauth_clients k ON k.id = c.client_id \
         LEFT JOIN tokens t ON t.hash = c.token_hash WHERE c.id = $1",
        "who connects to a channel shows no token: its id is as hard to guess as one",
    ),
];

const CLIENT_DECIDES: &str = "the client decides the organization of a sign-in";
const OF_A_CLIENT: &str = "a client belongs to one organization, and was found in it before";

struct Schema;

impl Columns for Schema {
    fn is_shared(&self, table: &str) -> bool {
        TABLES.contains(&table)
    }

    /// A trust belongs to two organizations, and its members name a third.
    fn is_owner(&self, table: &str, column: &str) -> bool {
        match table {
            "organizations" => column == "id",
            "trusts" | "trust_grants" => ["organization_id", "trustee_id"].contains(&column),
            "trust_members" => ["organization_id", "trustee_id", "created_in"].contains(&column),
            _ => column == "organization_id",
        }
    }

    fn is_key(&self, table: &str, column: &str) -> bool {
        KEYS.contains(&(table, column))
    }
}

/// Refuses a statement of this crate that may reach rows of an organization that it does not name.
pub(super) fn check(sql: &str, from: &Location<'_>) -> Result<()> {
    static LIMITED: LazyLock<Mutex<HashSet<Box<str>>>> = LazyLock::new(Mutex::default);
    // Tests look at whatever they like, and so do the functions that only they use.
    let file = from.file();
    if !file.contains("store/src/") || file.ends_with("store/src/testing.rs") {
        return Ok(());
    }
    let mut limited = LIMITED.lock().unwrap_or_else(PoisonError::into_inner);
    if limited.contains(sql) || EXCUSED.iter().any(|(excused, _)| *excused == sql) {
        return Ok(());
    }
    if let Some(table) = unlimited(sql, &Schema).first() {
        return Err(Error::Bug(format!(
            "a statement reaches rows of `{table}` in every organization: {sql}; \
             limit it by `organization_id`, or excuse it in `db/borders.rs`"
        )));
    }
    limited.insert(sql.into());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Db, Location, Options};

    #[tokio::test]
    async fn every_table_with_an_organization_is_watched() {
        let db = Db::open(&Location::Memory, Options::default()).await.unwrap();
        let mut tx = db.snapshot().await.unwrap();
        let sql = "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
                   WHERE t.type = 'table' AND c.name = 'organization_id' AND t.name <> 'outbox' \
                   ORDER BY t.name";
        let read = tx.all(sql, &[], |row| row.get::<String>(0)).await;
        assert_eq!(read.unwrap(), TABLES);
    }

    #[tokio::test]
    async fn every_key_is_unique_in_its_table() {
        let db = Db::open(&Location::Memory, Options::default()).await.unwrap();
        let mut tx = db.snapshot().await.unwrap();
        let sql = "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
                   WHERE t.type = 'table' AND c.pk = 1 AND 1 = \
                       (SELECT COUNT(*) FROM pragma_table_info(t.name) k WHERE k.pk > 0) \
                   UNION SELECT t.name, (SELECT name FROM pragma_index_info(i.name)) \
                   FROM sqlite_schema t JOIN pragma_index_list(t.name) i WHERE i.\"unique\" = 1 \
                       AND 1 = (SELECT COUNT(*) FROM pragma_index_info(i.name))";
        let read = tx.all(sql, &[], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)));
        let unique = read.await.unwrap();
        for (table, column) in KEYS {
            let is_key = |(of, name): &(String, String)| of == table && name == column;
            assert!(unique.iter().any(is_key), "{table}.{column}: {unique:?}");
        }
    }

    #[test]
    fn every_excuse_is_needed() {
        for (sql, reason) in EXCUSED {
            assert!(!unlimited(sql, &Schema).is_empty() && !reason.is_empty(), "{sql}");
        }
    }
}
