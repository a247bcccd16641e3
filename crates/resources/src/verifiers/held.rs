//! The verifiers of a user, whatever their kind: how many, how they are shown and written down.

use api::{Credential, CredentialType, DateTime, Verifier, VerifierType};
use identity::verifiers::VERIFIER;
use store::{
    users::StoredUser,
    verifiers::{self, Method, StoredVerifier},
};

use crate::rules::people::{self, audited};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
};

/// The only kind of key that WebAuthn has.
pub(super) const PUBLIC_KEY: &str = "public-key";
/// More verifiers than this for one user are refused.
const MAX_VERIFIERS: usize = 10;
/// How long a verifier waits to be confirmed, in seconds.
const WAITING_SECONDS: i64 = 3600;

/// Sees to it that the user has room for one verifier more.
pub(super) async fn make_room(call: &mut Call, user: &StoredUser) -> Result<()> {
    let since = waiting_since(call.now);
    verifiers::delete_waiting(&mut call.tx, &user.id, since).await?;
    let held = verifiers::of_user(&mut call.tx, &user.id, since).await?;
    if held.len() < MAX_VERIFIERS {
        return Ok(());
    }
    let Some(oldest) = held.iter().find(|verifier| verifier.confirmed_at.is_none()) else {
        let message = format!("A user has at most {MAX_VERIFIERS} verifiers; delete one first.");
        return Err(Refusal::conflict(message));
    };
    delete(call, user, oldest).await
}

pub(super) async fn delete(
    call: &mut Call,
    user: &StoredUser,
    verifier: &StoredVerifier,
) -> Result<()> {
    verifiers::delete(&mut call.tx, &user.id, &verifier.id).await?;
    let before = shown(&user.id, verifier);
    audit::record(call, event(Action::Delete, user, verifier)?.between(&before, &())?).await
}

/// The audit event of a change to a verifier. It names the user, so that it is found with other
/// changes of the user, by callers who see the user.
pub(super) fn event(
    action: Action,
    user: &StoredUser,
    verifier: &StoredVerifier,
) -> Result<AuditEvent> {
    let event = AuditEvent::new(VERIFIER, action, &user.id).named(audited::name(user)?);
    Ok(event.with("verifierId", &*verifier.id).with("verifierName", &*verifier.name))
}

/// The caller's own user, locked until the call has ended.
pub(super) async fn own_user_to_change(call: &mut Call) -> Result<StoredUser> {
    let user = call.caller().user()?.to_owned();
    people::present_to_change(call, &user).await
}

/// A verifier made before then, and not confirmed, is ignored.
pub(super) fn waiting_since(now: DateTime) -> DateTime {
    now.plus_seconds(-WAITING_SECONDS)
}

pub(super) fn checked_name(name: &str) -> Result<String> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Refusal::missing_value("name"));
    }
    Ok(name.to_owned())
}

/// A verifier of this user as it is answered: without its secret, and without what it would be if
/// it were confirmed.
pub(super) fn shown(user: &str, stored: &StoredVerifier) -> Verifier {
    let counts = stored.confirmed_at.is_some();
    let (r#type, credential) = match &stored.method {
        Method::Codes { .. } => (VerifierType::Totp, None),
        Method::SecurityKey { credential_id } => {
            let key = credential(credential_id, &stored.name);
            (VerifierType::WebAuthn, Some(key))
        }
    };
    Verifier {
        id: Some(stored.id.clone()),
        name: Some(stored.name.clone()),
        r#default: Some(stored.is_default && counts),
        enabled: Some(stored.enabled && counts),
        r#type: Some(r#type),
        credential,
        self_uri: Some(format!("{}/verifiers/{}", store::users::uri(user), stored.id)),
    }
}

/// The credential of a verifier that is a security key.
fn credential(id: &str, name: &str) -> Credential {
    Credential {
        id: Some(id.to_owned()),
        name: Some(name.to_owned()),
        credential_fields: None,
        r#type: Some(CredentialType {
            id: Some(PUBLIC_KEY.to_owned()),
            name: Some(PUBLIC_KEY.to_owned()),
            ..CredentialType::default()
        }),
        self_uri: None,
    }
}
