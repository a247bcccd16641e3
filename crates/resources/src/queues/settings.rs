//! The settings of a queue: what a body says, over what a queue has by default.

use api::Queue;
use serde::Serialize;
use serde_json::{Map, Value, json};

use gate::refusal::{Refusal, Result};

/// Fields of bodies that are no settings: the server makes them, or they are kept elsewhere.
const NO_SETTINGS: &[&str] = &[
    "id",
    "name",
    "createdBy",
    "dateCreated",
    "dateModified",
    "division",
    "joinedMemberCount",
    "memberCount",
    "memberGroups",
    "modifiedBy",
    "selfUri",
    "sourceQueueId",
    "userMemberCount",
];

/// What a queue has by default.
pub(super) fn defaults() -> Value {
    let media = |alerting_seconds: u32, within_ms: u32| {
        json!({
            "alertingTimeoutSeconds": alerting_seconds,
            "serviceLevel": { "percentage": 0.8, "durationMs": within_ms },
        })
    };
    let mut callback = media(30, 20_000);
    overlay(
        &mut callback,
        json!({
            "enableAutoDialAndEnd": false, "autoDialDelaySeconds": 300, "autoEndDelaySeconds": 300,
        }),
    );
    json!({
        "acwSettings": { "wrapupPrompt": "MANDATORY_TIMEOUT", "timeoutMs": 300_000 },
        "autoAnswerOnly": true,
        "enableAudioMonitoring": false,
        "enableManualAssignment": false,
        "enableTranscription": false,
        "mediaSettings": {
            "call": media(16, 20_000),
            "callback": callback,
            "chat": media(30, 20_000),
            "email": media(300, 86_400_000),
            "message": media(30, 20_000),
        },
        "scoringMethod": "TimestampAndPriority",
        "skillEvaluationMethod": "NONE",
        "suppressInQueueCallRecording": true,
    })
}

/// The settings of a queue, as they are put into another one.
pub(super) fn of(queue: &Queue) -> Result<Value> {
    settings(queue)
}

/// A queue with the settings of the body, and elsewhere with those of the base.
pub(super) fn over(mut base: Value, body: &impl Serialize) -> Result<Queue> {
    overlay(&mut base, settings(body)?);
    serde_json::from_value(base)
        .map_err(|error| Refusal::internal(format!("settings of a queue: {error}")))
}

fn settings(body: &impl Serialize) -> Result<Value> {
    let body = serde_json::to_value(body)
        .map_err(|error| Refusal::internal(format!("settings of a queue: {error}")))?;
    let Value::Object(mut fields) = body else { return Ok(Value::Object(Map::new())) };
    fields.retain(|name, _| !NO_SETTINGS.contains(&name.as_str()));
    Ok(Value::Object(fields))
}

/// Puts what is given over what is there, object by object.
fn overlay(base: &mut Value, given: Value) {
    match (base, given) {
        (Value::Object(base), Value::Object(given)) => {
            for (name, value) in given {
                overlay(base.entry(name).or_insert(Value::Null), value);
            }
        }
        (base, given) => *base = given,
    }
}
