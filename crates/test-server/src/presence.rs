//! What users do: presences that they choose, and conversations that are played.

use std::time::Duration;

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

    /// The state of a job of analytics once nobody works at it any more.
    pub async fn answered(&self, job: &str, token: &str) -> Value {
        let polls = async {
            loop {
                let status = self.get_with(job, token).await;
                assert_eq!(status.status, 200, "{}", status.body);
                if !["QUEUED", "PENDING"].iter().any(|state| status.body["state"] == **state) {
                    return status.body;
                }
            }
        };
        tokio::time::timeout(Duration::from_mins(1), polls).await.unwrap()
    }
}
