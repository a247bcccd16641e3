//! Learning and coaching.

use serde_json::{Value, json};

use super::{Kind, Samples, id, unique};

/// A learning module with a test that has one question; of the first type that there is, because
/// requests ask for that one.
pub(super) fn module_body() -> Value {
    json!({
        "name": unique("Module"), "completionTimeInDays": 7, "type": "Informational",
        "assessmentForm": { "passPercent": 50, "questionGroups": [{
            "name": "All", "type": "questionGroup", "questions": [{
                "text": "How many?", "type": "multipleChoiceQuestion",
                "answerOptions": [{ "text": "Two", "value": 0 }, { "text": "Three", "value": 1 }],
            }],
        }] },
    })
}

pub(super) async fn unpublished_module(samples: &mut Samples<'_>) -> String {
    id(&samples.post("/api/v2/learning/modules", module_body()).await)
}

pub(super) async fn module(samples: &mut Samples<'_>) -> String {
    let module = unpublished_module(samples).await;
    samples.post(&format!("/api/v2/learning/modules/{module}/publish"), Value::Null).await;
    module
}

pub(super) async fn assignment(samples: &mut Samples<'_>) -> String {
    let module = samples.make(Kind::LearningModule).await;
    let user = samples.make(Kind::User).await;
    let body = json!({ "moduleId": module, "userId": user });
    id(&samples.post("/api/v2/learning/assignments", body).await)
}

pub(super) async fn begun_assignment(samples: &mut Samples<'_>) -> String {
    let assignment = samples.make(Kind::LearningAssignment).await;
    let path = format!("/api/v2/learning/assignments/{assignment}");
    samples.send("PATCH", &path, json!({ "state": "InProgress" }), &samples.token).await;
    assignment
}

pub(super) async fn appointment(samples: &mut Samples<'_>) -> String {
    let (user, leader) = (samples.make(Kind::User).await, samples.make(Kind::Colleague).await);
    let body = json!({
        "name": unique("Appointment"), "description": "How to greet", "lengthInMinutes": 30,
        "dateStart": "2026-02-03T10:00:00Z", "attendeeIds": [user], "facilitatorId": leader,
    });
    id(&samples.post("/api/v2/coaching/appointments", body).await)
}
