//! What users do, and what they choose from.

use serde_json::json;

use super::{Kind, Samples, id, unique};

/// The id of the presence `On Queue`.
const ON_QUEUE: &str = "e08eaf1b-ee47-4fa9-a231-1200e284798f";

impl Samples<'_> {
    /// Puts a user on queue.
    pub(super) async fn on_queue(&self, user: &str) {
        let path = format!("/api/v2/users/{user}/presences/purecloud");
        let on_queue = json!({ "presenceDefinition": { "id": ON_QUEUE } });
        self.send("PATCH", &path, on_queue, &self.token).await;
    }
}

pub(super) async fn unresponsive(samples: &mut Samples<'_>) -> String {
    let user = samples.make(Kind::User).await;
    samples.on_queue(&user).await;
    let path = format!("/api/v2/callroster/users/{user}/interactions");
    samples.post(&path, json!({ "action": "miss" })).await;
    user
}

pub(super) async fn channel(samples: &mut Samples<'_>) -> String {
    id(&samples.post_as_user("/api/v2/notifications/channels", serde_json::Value::Null).await)
}

pub(super) async fn subscription(samples: &mut Samples<'_>) -> String {
    let (channel, user) = (samples.make(Kind::Channel).await, samples.make(Kind::User).await);
    let topic = format!("v2.users.{user}.presence");
    let path = format!("/api/v2/notifications/channels/{channel}/subscriptions");
    samples.post_as_user(&path, json!([{ "id": topic }])).await;
    topic
}

pub(super) async fn definition(samples: &mut Samples<'_>) -> String {
    let division = samples.division.clone().unwrap_or_else(|| "*".to_owned());
    let body = json!({
        "languageLabels": { "en_US": unique("Presence") }, "systemPresence": "Busy",
        "divisionId": division,
    });
    id(&samples.post("/api/v2/presence/definitions", body).await)
}

pub(super) async fn source(samples: &mut Samples<'_>) -> String {
    id(&samples.post("/api/v2/presence/sources", json!({ "name": unique("Source") })).await)
}
