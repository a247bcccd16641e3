//! The second step of a sign-in: a code, or a security key.

use sha2::{Digest as _, Sha256};
use store::{Tx, security_keys as stored, verifiers};

use crate::verifiers::{
    codes,
    security_keys::{self, Assertion},
};
use api::DateTime;
use gate::refusal::Result;

/// What a user shows after the password.
#[derive(Debug, Clone)]
pub(super) enum Shown {
    Code(String),
    Key(Assertion),
}

/// What a user may show after the password.
#[derive(Debug, Clone, Default)]
pub(super) struct Factors {
    /// A code of an authenticator app.
    pub(super) codes: bool,
    /// A security key that was registered at this address.
    pub(super) keys: Option<KeyRequest>,
    /// Where the other keys were registered: browsers use them there alone.
    pub(super) elsewhere: Vec<String>,
}

/// What the browser asks a security key.
#[derive(Debug, Clone)]
pub(super) struct KeyRequest {
    /// What is to be signed, in base64url.
    pub(super) challenge: String,
    /// The domain of the keys.
    pub(super) site: String,
    /// The keys' names for themselves, and ways to reach them.
    pub(super) keys: Vec<(String, Vec<String>)>,
    /// Is one of them asked first?
    pub(super) first: bool,
}

/// What became of what was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Right,
    /// It was not right, for this reason in the audit.
    Wrong(String),
    /// It was not looked at: too many were wrong. One may be tried after so many seconds.
    Later(u64),
}

/// What the key signs at the sign-in with this ticket: the ticket is known to the browser alone, and
/// ends with the first right answer.
fn challenge(ticket: &str) -> String {
    security_keys::encode(Sha256::digest(format!("callroster security key {ticket}")))
}

/// What a user may show in a browser that reached the server under this name.
pub(super) async fn factors(
    tx: &mut Tx,
    user: &str,
    ticket: &str,
    host: Option<&str>,
) -> Result<Factors> {
    let mut factors = Factors::default();
    let codes = verifiers::keys(tx, user).await?;
    factors.codes =
        codes.iter().any(|key| key.verifier.enabled && key.verifier.confirmed_at.is_some());
    let mut here: Option<KeyRequest> = None;
    for (verifier, key) in stored::of_user(tx, user).await? {
        let verifiers::Method::SecurityKey { credential_id } = verifier.method else { continue };
        if !verifier.enabled {
            continue;
        }
        if !host.is_some_and(|host| is_at(host, &key.site)) {
            factors.elsewhere.push(key.site);
            continue;
        }
        let request = here.get_or_insert_with(|| KeyRequest {
            challenge: challenge(ticket),
            site: key.site.clone(),
            keys: Vec::new(),
            first: !factors.codes,
        });
        // Names below one another have keys of their own; a page asks for those of one.
        if request.site == key.site {
            request.first |= verifier.is_default;
            request.keys.push((credential_id, key.transports));
        }
    }
    factors.keys = here;
    factors.elsewhere.dedup();
    // Whose verifiers went away meanwhile is asked for a code, and has none that is right.
    factors.codes |= factors.keys.is_none() && factors.elsewhere.is_empty();
    Ok(factors)
}

/// May a page at this host use the keys of this site?
fn is_at(host: &str, site: &str) -> bool {
    host == site || host.strip_suffix(site).is_some_and(|rest| rest.ends_with('.'))
}

/// Looks at what was shown; the transaction must be committed whatever the answer.
pub(super) async fn check(
    tx: &mut Tx,
    user: &str,
    (ticket, shown): (&str, &Shown),
    now: DateTime,
) -> Result<Outcome> {
    let sent = match shown {
        Shown::Code(code) => {
            if let Some(seconds) = codes::refuses_for(tx, user, now).await? {
                return Ok(Outcome::Later(seconds));
            }
            let right = codes::take_code(tx, user, code, now).await?;
            return Ok(if right {
                Outcome::Right
            } else {
                Outcome::Wrong("wrong code".to_owned())
            });
        }
        Shown::Key(sent) => sent,
    };
    for (verifier, key) in stored::of_user(tx, user).await? {
        let verifiers::Method::SecurityKey { credential_id } = &verifier.method else { continue };
        if !verifier.enabled || *credential_id != sent.credential_id {
            continue;
        }
        return Ok(match security_keys::signed(&key, sent, &challenge(ticket)) {
            Ok(used) => {
                stored::save_use(tx, &verifier.id, &used).await?;
                Outcome::Right
            }
            Err(wrong) => Outcome::Wrong(format!("security key: wrong {}", wrong.field)),
        });
    }
    Ok(Outcome::Wrong("security key: unknown".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::is_at;

    #[test]
    fn keys_are_used_at_their_site_and_below_it_alone() {
        assert!(is_at("example.com", "example.com") && is_at("login.example.com", "example.com"));
        assert!(!is_at("example.com", "login.example.com"));
        assert!(!is_at("evilexample.com", "example.com") && !is_at("com", "example.com"));
    }
}
