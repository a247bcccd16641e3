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

pub(super) async fn team(samples: &mut Samples<'_>) -> String {
    let division = samples.division.as_ref().map(|id| json!({ "id": id }));
    let body = json!({ "name": unique("Team"), "division": division });
    id(&samples.post("/api/v2/teams", body).await)
}

pub(super) async fn teammate(samples: &mut Samples<'_>) -> String {
    let (team, user) = (samples.make(Kind::Team).await, samples.make(Kind::User).await);
    let members = json!({ "memberIds": [user] });
    samples.post(&format!("/api/v2/teams/{team}/members"), members).await;
    user
}
