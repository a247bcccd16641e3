//! Stations and phones.

use serde_json::{Value, json};

use super::{Kind, Samples, id, unique};

const EDGES: &str = "/api/v2/telephony/providers/edges";

pub(super) async fn station(samples: &mut Samples<'_>) -> String {
    let body = json!({ "name": unique("Station") });
    id(&samples.post("/api/v2/callroster/stations", body).await)
}

/// The set's user, associated with its station.
pub(super) async fn used(samples: &mut Samples<'_>) -> String {
    with_station(samples, "associatedstation").await
}

/// The set's user, whose default its station is.
pub(super) async fn default(samples: &mut Samples<'_>) -> String {
    with_station(samples, "defaultstation").await
}

async fn with_station(samples: &mut Samples<'_>, how: &str) -> String {
    let (user, station) = (samples.make(Kind::User).await, samples.make(Kind::Station).await);
    let path = format!("/api/v2/users/{user}/station/{how}/{station}");
    samples.send("PUT", &path, Value::Null, &samples.token).await;
    user
}

/// The first of those that every organization has.
pub(super) async fn first(samples: &mut Samples<'_>, what: &str) -> String {
    let path = format!("{EDGES}/{what}");
    id(&samples.send("GET", &path, Value::Null, &samples.token).await["entities"][0])
}

pub(super) async fn phone(samples: &mut Samples<'_>) -> String {
    let (site, base) = (samples.make(Kind::Site).await, samples.make(Kind::PhoneBase).await);
    let owner = samples.make(Kind::User).await;
    let body = json!({
        "name": unique("Phone"), "site": { "id": site }, "phoneBaseSettings": { "id": base },
        "webRtcUser": { "id": owner },
    });
    id(&samples.post(&format!("{EDGES}/phones"), body).await)
}
