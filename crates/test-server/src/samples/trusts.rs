//! Trust between the organization and another one, which is made for the set.

use serde_json::{Value, json};

use super::{Kind, Samples, group_body, id, unique};
use crate::Stranger;

const TRUSTEES: &str = "/api/v2/orgauthorization/trustees";
const TRUSTORS: &str = "/api/v2/orgauthorization/trustors";

async fn partner<'a>(samples: &'a mut Samples<'_>) -> &'a Stranger {
    if samples.partner.is_none() {
        samples.partner = Some(samples.server.other_organization(&unique("Partner")).await);
    }
    samples.partner.as_ref().unwrap()
}

pub(super) async fn organization(samples: &mut Samples<'_>) -> String {
    partner(samples).await.organization.clone()
}

pub(super) async fn foreign_user(samples: &mut Samples<'_>) -> String {
    partner(samples).await.user.clone()
}

pub(super) async fn foreign_group(samples: &mut Samples<'_>) -> String {
    let token = partner(samples).await.token.clone();
    id(&samples.send("POST", "/api/v2/groups", group_body(), &token).await)
}

pub(super) async fn trustee(samples: &mut Samples<'_>) -> String {
    let trustee = organization(samples).await;
    samples.post(TRUSTEES, json!({ "pairingId": trustee, "enabled": true })).await;
    trustee
}

pub(super) async fn trusted_user(samples: &mut Samples<'_>) -> String {
    let (trustee, user) = (samples.make(Kind::Trustee).await, foreign_user(samples).await);
    samples.post(&format!("{TRUSTEES}/{trustee}/users"), json!({ "id": user })).await;
    user
}

pub(super) async fn trustor(samples: &mut Samples<'_>) -> String {
    let (own, other) = (samples.organization.clone(), partner(samples).await);
    let (trustor, token) = (other.organization.clone(), other.token.clone());
    let body = json!({ "pairingId": own, "enabled": true });
    samples.send("POST", TRUSTEES, body, &token).await;
    trustor
}

pub(super) async fn brought_user(samples: &mut Samples<'_>) -> String {
    let user = samples.make(Kind::User).await;
    bring(samples, "users", &user).await;
    user
}

pub(super) async fn brought_group(samples: &mut Samples<'_>) -> String {
    let group = samples.make(Kind::Group).await;
    bring(samples, "groups", &group).await;
    group
}

async fn bring(samples: &mut Samples<'_>, what: &str, who: &str) {
    let trustor = samples.make(Kind::Trustor).await;
    let path = format!("{TRUSTORS}/{trustor}/{what}/{who}");
    samples.send("PUT", &path, Value::Null, &samples.token).await;
}
