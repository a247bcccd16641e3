//! What users do: presences that they choose, and conversations that are played.

use serde_json::{Value, json};
use store::presence::SystemPresence;

use crate::TestServer;

impl TestServer {
    /// Makes a user choose a built-in presence.
    pub async fn choose(&self, user: &str, presence: SystemPresence) -> Value {
        let path = format!("/api/v2/users/{user}/presences/purecloud");
        let body = json!({ "presenceDefinition": { "id": presence.id() } });
        let answer = self.ask("PATCH", &path).json(body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// Lets something happen in a user's conversations.
    pub async fn play(&self, user: &str, event: Value) -> Value {
        let path = format!("/api/v2/callroster/users/{user}/interactions");
        let answer = self.ask("POST", &path).json(event).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }
}
