//! Verifiers as they are answered: without what must stay secret.

use api::{Credential, CredentialType, Map, Verifier, VerifierType};
use store::verifiers::StoredVerifier;

use crate::refusal::{Refusal, Result};

/// A verifier of this user.
pub(super) fn verifier(user: &str, stored: &StoredVerifier) -> Verifier {
    let counts = stored.confirmed_at.is_some();
    Verifier {
        id: Some(stored.id.clone()),
        name: Some(stored.name.clone()),
        credential: Some(credential(stored)),
        r#default: Some(stored.is_default && counts),
        enabled: Some(stored.enabled && counts),
        r#type: Some(VerifierType::Totp),
        self_uri: Some(format!("{}/verifiers/{}", store::users::uri(user), stored.id)),
    }
}

/// How codes are made, but for the secret.
fn credential(stored: &StoredVerifier) -> Credential {
    let fields = fields(stored).map(|(name, value)| (name.to_owned(), value));
    let kind =
        CredentialType { name: Some(VerifierType::Totp.to_string()), ..CredentialType::default() };
    Credential {
        credential_fields: Some(fields.into_iter().collect::<Map<String>>()),
        r#type: Some(kind),
        ..Credential::default()
    }
}

fn fields(stored: &StoredVerifier) -> [(&'static str, String); 3] {
    [
        ("algorithm", stored.algorithm.clone()),
        ("digits", stored.digits.to_string()),
        ("period", stored.period.to_string()),
    ]
}

/// Refuses to replace how codes are made: a new secret takes a new verifier. Clients that send back
/// what they read change nothing.
pub(super) fn check_credential(stored: &StoredVerifier, given: &Credential) -> Result<()> {
    let own = fields(stored);
    for (name, value) in given.credential_fields.iter().flatten() {
        if !own.iter().any(|(own_name, own_value)| own_name == name && own_value == value) {
            let field = format!("credential.credentialFields.{name}");
            let allowed = "what the verifier has; to change it, make a new verifier";
            return Err(Refusal::invalid_value(field, "(not shown)", allowed));
        }
    }
    Ok(())
}
