//! Users, and what they have.

use serde_json::{Value, json};

use super::{Kind, PASSWORD, Samples, address, id, unique};
use crate::SoftKey;

pub(super) async fn user(samples: &mut Samples<'_>) -> String {
    let body = json!({
        "name": unique("User"), "email": address(), "divisionId": samples.division.as_deref(),
    });
    id(&samples.post("/api/v2/users", body).await)
}

pub(super) async fn colleague(samples: &mut Samples<'_>) -> String {
    user(samples).await
}

pub(super) async fn administrator(samples: &mut Samples<'_>) -> String {
    let administrator = user(samples).await;
    let roles = "/api/v2/authorization/roles?name=Master%20Admin";
    let found = samples.send("GET", roles, Value::Null, &samples.token).await;
    let role = id(&found["entities"][0]);
    let subject = format!("/api/v2/authorization/subjects/{administrator}");
    samples.post(&format!("{subject}/divisions/*/roles/{role}"), Value::Null).await;
    administrator
}

pub(super) async fn report(samples: &mut Samples<'_>) -> String {
    let (report, manager) = (user(samples).await, samples.make(Kind::User).await);
    reports_to(samples, &report, &manager).await;
    report
}

pub(super) async fn superior(samples: &mut Samples<'_>) -> String {
    let (report, manager) = (samples.make(Kind::User).await, user(samples).await);
    reports_to(samples, &report, &manager).await;
    manager
}

async fn reports_to(samples: &Samples<'_>, report: &str, manager: &str) {
    let body = json!({ "version": 1, "manager": manager });
    samples.send("PATCH", &format!("/api/v2/users/{report}"), body, &samples.token).await;
}

pub(super) async fn password(samples: &mut Samples<'_>) -> String {
    let user = samples.make(Kind::User).await;
    let path = format!("/api/v2/users/{user}/password");
    samples.post(&path, json!({ "newPassword": PASSWORD })).await;
    user
}

pub(super) async fn verifier(samples: &mut Samples<'_>) -> String {
    let made = samples.post_as_user("/api/v2/users/me/verifiers/totp", code_generator()).await;
    samples.keep_secrets(&made);
    id(&made)
}

/// The body that registers a security key of the set's user.
pub(super) async fn security_key(samples: &mut Samples<'_>) -> Value {
    let path = "/api/v2/users/me/verifiers/webauthn/register/options";
    let options = samples.post_as_user(path, Value::Null).await;
    let site = options["publicKey"]["rp"]["id"].as_str().unwrap();
    json!({ "name": unique("Key"), "credential": SoftKey::new(site).create(&options) })
}

pub(super) async fn favorite(samples: &mut Samples<'_>) -> String {
    let (user, favorite) = (samples.make(Kind::User).await, user(samples).await);
    let path = format!("/api/v2/callroster/users/{user}/favorites/{favorite}");
    samples.send("PUT", &path, Value::Null, &samples.token).await;
    favorite
}

/// What every set's user reports a place from.
const DEVICE: &str = "browser";

pub(super) async fn device(samples: &mut Samples<'_>) -> String {
    let user = samples.make(Kind::User).await;
    let token = samples.server.token_in(&samples.organization, &user).await;
    let path = format!("/api/v2/users/{user}/geolocations/{DEVICE}");
    samples.send("PATCH", &path, json!({ "city": "Bern", "primary": true }), &token).await;
    DEVICE.to_owned()
}

/// The authority of every external id.
const AUTHORITY: &str = "Payroll";

pub(super) async fn authority(samples: &mut Samples<'_>) -> String {
    samples.make(Kind::ExternalKey).await;
    AUTHORITY.to_owned()
}

pub(super) async fn external_key(samples: &mut Samples<'_>) -> String {
    let (user, key) = (samples.make(Kind::User).await, unique("Key"));
    let body = json!({ "authorityName": AUTHORITY, "externalKey": key });
    samples.post(&format!("/api/v2/users/{user}/externalid"), body).await;
    key
}

/// The body that makes a code generator.
pub(super) fn code_generator() -> Value {
    json!({
        "name": unique("Phone"), "algorithm": "SHA1", "digits": 6, "period": 30, "secretSize": 20,
        "enabled": true, "default": true,
    })
}

impl Samples<'_> {
    /// The code that the set's verifier shows now.
    pub(super) fn code(&self) -> String {
        self.codes()[1].clone()
    }

    /// A code that it does not show.
    pub(super) fn wrong_code(&self) -> &'static str {
        let codes = self.codes();
        let four = ["000000", "000001", "000002", "000003"];
        four.into_iter().find(|code| !codes.iter().any(|right| right == code)).unwrap()
    }

    /// What the set's verifier showed, shows and will show.
    fn codes(&self) -> [String; 3] {
        let uri = self.secrets.iter().find(|secret| secret.starts_with("otpauth://")).unwrap();
        let totp = totp_rs::Totp::from_url(uri).unwrap();
        let seconds = u64::try_from(self.server.clock.now().milliseconds() / 1000).unwrap();
        [seconds - 30, seconds, seconds + 30].map(|at| totp.generate(at).to_string())
    }
}
