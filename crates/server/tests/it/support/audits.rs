//! What was written down of changes.

use serde_json::Value;
use store::args;

use super::TestServer;

impl TestServer {
    /// The audit messages about an entity, the oldest first, as `action type`.
    pub(crate) async fn audits_of(&self, entity: &str) -> Vec<String> {
        let messages = self.audit_messages(entity).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let told = |one: &Value| format!("{} {}", text(&one["action"]), text(&one["entityType"]));
        messages.iter().map(told).collect()
    }

    /// The audit messages about an entity, the oldest first.
    pub(crate) async fn audit_messages(&self, entity: &str) -> Vec<Value> {
        let mut tx = self.db.snapshot().await.unwrap();
        let sql = "SELECT document FROM audits WHERE organization_id = $1 AND entity_id = $2 \
                   ORDER BY at, number";
        let args = args![&self.organization, entity];
        tx.all(sql, &args, |row| Ok(serde_json::from_str(row.str(0)?).unwrap())).await.unwrap()
    }
}
