//! Locations and teams.

use serde_json::json;

use super::{Kind, Samples, id, unique};

pub(super) async fn location(samples: &mut Samples<'_>) -> String {
    id(&samples.post("/api/v2/locations", json!({ "name": unique("Location") })).await)
}

pub(super) async fn sublocation(samples: &mut Samples<'_>) -> String {
    let place = samples.make(Kind::Location).await;
    let body = json!({ "name": unique("Floor"), "path": [place] });
    id(&samples.post("/api/v2/locations", body).await)
}
