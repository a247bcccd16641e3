//! Questions that were answered in the background.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Kind, SAMPLED, Samples, access::allow};

pub(super) async fn details_job(samples: &mut Samples<'_>) -> String {
    allow(samples, &["analytics:userDetail:view"]).await;
    job(samples, "details", json!({ "interval": SAMPLED })).await
}

pub(super) async fn aggregates_job(samples: &mut Samples<'_>) -> String {
    allow(samples, &["analytics:userAggregate:view"]).await;
    samples.make(Kind::User).await;
    // No time has been spent in a status that begins now.
    samples.server.advance(Duration::from_millis(1));
    let body = json!({
        "interval": SAMPLED, "groupBy": ["userId"], "metrics": ["tSystemPresence"],
    });
    job(samples, "aggregates", body).await
}

/// Asked by the set's user, whose rights are those of the set's division.
async fn job(samples: &mut Samples<'_>, what: &str, question: Value) -> String {
    let path = format!("/api/v2/analytics/users/{what}/jobs");
    let asked = samples.post_as_user(&path, question).await;
    let id = asked["jobId"].as_str().unwrap_or_default().to_owned();
    let user = samples.make(Kind::User).await;
    let token = samples.server.token_in(&samples.organization, &user).await;
    let status = samples.server.answered(&format!("{path}/{id}"), &token).await;
    assert_eq!(status["state"], "FULFILLED", "{status}");
    id
}
