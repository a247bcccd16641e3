//! What was written down of changes.

use api::AuditLogMessage;
use serde_json::Value;
use store::{
    Db, Divisions, args,
    audits::{AuditFilter, AuditPart},
};

use crate::TestServer;

/// Everything written down about an organization, the oldest first.
pub async fn written(db: &Db, organization: &str) -> Vec<Value> {
    let mut tx = db.snapshot().await.unwrap();
    tx.enter(organization);
    let part = AuditPart { offset: 0, limit: 100_000, oldest_first: true };
    let all = AuditFilter::default();
    let rows = store::audits::list(&mut tx, &Divisions::all(), &all, part).await;
    let read = |text: &String| {
        serde_json::from_str::<AuditLogMessage>(text).unwrap();
        let message = serde_json::from_str(text).unwrap();
        assert!(
            is_of_a_listed_kind(&message),
            "not in `KINDS` of resources/src/kinds.rs: {message}"
        );
        message
    };
    rows.unwrap().iter().map(read).collect()
}

/// Can callers ask for what the message tells?
fn is_of_a_listed_kind(message: &Value) -> bool {
    resources::kinds::KINDS.iter().any(|kind| {
        let mut actions = kind.actions.iter().map(|action| action.as_str());
        message["entityType"] == kind.name
            && message["serviceName"] == kind.service
            && actions.any(|action| message["action"] == action)
    })
}

/// What is written down when an organization is made.
pub const MADE: [(&str, &str); 17] = [
    ("Organization", "Create"),
    ("Division", "Create"),
    ("Role", "Create"),
    ("Role", "Create"),
    ("Role", "Create"),
    ("Role", "Create"),
    ("Role", "Create"),
    ("Role", "Create"),
    ("Role", "Create"),
    ("Role", "Create"),
    ("Role", "Create"),
    ("Role", "Create"),
    ("Role", "Create"),
    ("User", "Create"),
    ("AuthUser", "Add"),
    ("Password", "Create"),
    ("OAuthClient", "Create"),
];

/// Type and action of messages.
pub fn names(messages: &[Value]) -> Vec<(&str, &str)> {
    messages
        .iter()
        .map(|one| (one["entityType"].as_str().unwrap(), one["action"].as_str().unwrap()))
        .collect()
}

/// The properties of a message with what they were and what they are.
pub fn properties(message: &Value) -> Vec<(&str, &Value, &Value)> {
    let changes = message["propertyChanges"].as_array().map(Vec::as_slice).unwrap_or_default();
    let each = changes.iter().map(|change| {
        (change["property"].as_str().unwrap(), &change["oldValues"], &change["newValues"])
    });
    each.collect()
}

impl TestServer {
    /// What was written down since there were `known` messages.
    pub async fn written_after(&self, known: usize) -> Vec<Value> {
        let mut all = written(&self.db, &self.organization).await;
        all.split_off(known)
    }

    /// How many messages are written down of the first organization.
    pub async fn messages(&self) -> usize {
        written(&self.db, &self.organization).await.len()
    }

    /// The audit messages about an entity, the oldest first, as `action type`.
    pub async fn audits_of(&self, entity: &str) -> Vec<String> {
        let messages = self.audit_messages(entity).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let told = |one: &Value| format!("{} {}", text(&one["action"]), text(&one["entityType"]));
        messages.iter().map(told).collect()
    }

    /// The audit messages about an entity, the oldest first.
    pub async fn audit_messages(&self, entity: &str) -> Vec<Value> {
        let mut tx = self.db.snapshot().await.unwrap();
        let sql = "SELECT document FROM audits WHERE organization_id = $1 AND entity_id = $2 \
                   ORDER BY at, number";
        let args = args![&self.organization, entity];
        tx.all(sql, &args, |row| Ok(serde_json::from_str(row.str(0)?).unwrap())).await.unwrap()
    }
}
