//! Security keys (WebAuthn Level 2): what a browser and a key must have said, and signed.
//!
//! No I/O, no time and no randomness. Where a key comes from (its attestation) is not asked for, so
//! it is not looked at either: what counts is that the same key signs again at sign-in.

mod cose;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose},
};
use ciborium::Value;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use store::security_keys::SecurityKey;

pub use cose::ALGORITHMS;
use cose::PublicKey;
use gate::secrets::same;

/// The longest name that a key may have for itself, in bytes (§4, `Credential ID`).
const MAX_CREDENTIAL_BYTES: usize = 1023;
/// Bits of the authenticator data: somebody touched the key.
const PRESENT: u8 = 1;
/// It may be copied to other devices.
const MAY_BE_COPIED: u8 = 1 << 3;
/// It was copied.
const IS_COPIED: u8 = 1 << 4;
/// It says which key it made.
const NAMES_KEY: u8 = 1 << 6;

/// What was wrong with what a browser sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The field, by its name in the API.
    pub field: &'static str,
    /// What it held, where that says something.
    pub given: String,
    /// What it should have held.
    pub allowed: String,
}

type Result<T> = std::result::Result<T, Wrong>;

const CLIENT_DATA: &str = "clientDataJSON";
const ATTESTATION: &str = "attestationObject";
const AUTHENTICATOR_DATA: &str = "authenticatorData";

fn wrong(field: &'static str, given: impl Into<String>, allowed: impl Into<String>) -> Wrong {
    Wrong { field, given: given.into(), allowed: allowed.into() }
}

/// Bytes in base64url, without padding.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// Browsers leave the padding out; some programs write it.
fn decode(field: &'static str, text: &str) -> Result<Vec<u8>> {
    const ANY: GeneralPurpose = GeneralPurpose::new(
        &alphabet::URL_SAFE,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    ANY.decode(text).map_err(|_| wrong(field, "(not shown)", "bytes in base64url"))
}

/// What a browser was asked to do, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What was to be signed, in base64url.
    pub challenge: &'a str,
    /// The domain that the key belongs to.
    pub site: &'a str,
}

/// What the browser says that it saw.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// What the browser signed along is what it was asked for, by a page of the site that is no frame
/// in another's; the hash of it.
fn check_client_data(text: &str, kind: &str, asked: Asked<'_>) -> Result<[u8; 32]> {
    let bytes = decode(CLIENT_DATA, text)?;
    let data: ClientData = serde_json::from_slice(&bytes)
        .map_err(|_| wrong(CLIENT_DATA, "(not shown)", "the JSON that the browser made"))?;
    if data.r#type != kind {
        return Err(wrong("clientDataJSON.type", data.r#type, kind));
    }
    if !same(data.challenge.trim_end_matches('='), asked.challenge) {
        let allowed = "the challenge that was answered last, not used and not older than 5 minutes";
        return Err(wrong("clientDataJSON.challenge", "(not shown)", allowed));
    }
    if !is_of_site(&data.origin, asked.site) {
        let allowed = format!(
            "https:// and `{}` or a name below it; http:// for localhost alone",
            asked.site
        );
        return Err(wrong("clientDataJSON.origin", data.origin, allowed));
    }
    if data.cross_origin {
        return Err(wrong("clientDataJSON.crossOrigin", "true", "false"));
    }
    Ok(Sha256::digest(&bytes).into())
}

/// Is this the origin of a page that the site trusts with its keys? Browsers hold pages to the same
/// rule. The port does not matter: programs often serve their pages beside this server.
fn is_of_site(origin: &str, site: &str) -> bool {
    let Ok(url) = url::Url::parse(origin) else { return false };
    let Some(host) = url.host_str() else { return false };
    let below = |name: &str| {
        host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'))
    };
    let is_secure = url.scheme() == "https" || (url.scheme() == "http" && below("localhost"));
    is_secure && below(site)
}

/// What an authenticator says, as far as it is the same at registration and at sign-in.
struct Said<'a> {
    flags: u8,
    counter: u32,
    rest: &'a [u8],
}

fn check_said<'a>(field: &'static str, data: &'a [u8], site: &str) -> Result<Said<'a>> {
    let cut = || wrong(field, format!("{} bytes", data.len()), "what the authenticator made");
    let (hash, rest) = data.split_first_chunk::<32>().ok_or_else(cut)?;
    let (&[flags], rest) = rest.split_first_chunk::<1>().ok_or_else(cut)?;
    let (counter, rest) = rest.split_first_chunk::<4>().ok_or_else(cut)?;
    if *hash != <[u8; 32]>::from(Sha256::digest(site.as_bytes())) {
        let allowed = format!("made for the domain `{site}`");
        return Err(wrong(field, "made for another domain", allowed));
    }
    if flags & PRESENT == 0 {
        return Err(wrong(field, "nobody was present", "made while somebody touched the key"));
    }
    if flags & IS_COPIED != 0 && flags & MAY_BE_COPIED == 0 {
        return Err(wrong(field, "a copy of what may not be copied", "flags that agree"));
    }
    Ok(Said { flags, counter: u32::from_be_bytes(*counter), rest })
}

/// A key that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The key's own name for itself, in base64url.
    pub credential_id: String,
    /// Its public key in COSE, in base64url.
    pub public_key: String,
    /// How often it has signed.
    pub counter: u32,
}

/// The key that a browser made, if it was made as it was asked for (§7.1).
pub fn made(client_data: &str, attestation: &str, asked: Asked<'_>) -> Result<Made> {
    check_client_data(client_data, "webauthn.create", asked)?;
    let attestation = decode(ATTESTATION, attestation)?;
    let unreadable = || wrong(ATTESTATION, "(not shown)", "the CBOR that the authenticator made");
    let object: Value = ciborium::from_reader(&*attestation).map_err(|_| unreadable())?;
    let fields = object.as_map().ok_or_else(unreadable)?;
    let data = fields.iter().find(|(name, _)| name.as_text() == Some("authData"));
    let data = data.and_then(|(_, value)| value.as_bytes()).ok_or_else(unreadable)?;
    let said = check_said(ATTESTATION, data, asked.site)?;
    if said.flags & NAMES_KEY == 0 {
        return Err(unreadable());
    }
    // Sixteen bytes name the model, two say how long the name of the key is.
    let (_, rest) = said.rest.split_first_chunk::<16>().ok_or_else(unreadable)?;
    let (length, rest) = rest.split_first_chunk::<2>().ok_or_else(unreadable)?;
    let length = usize::from(u16::from_be_bytes(*length));
    if length == 0 || length > MAX_CREDENTIAL_BYTES {
        let allowed = format!("the name of a key, 1 to {MAX_CREDENTIAL_BYTES} bytes");
        return Err(wrong(ATTESTATION, format!("{length} bytes"), allowed));
    }
    let (credential_id, rest) = rest.split_at_checked(length).ok_or_else(unreadable)?;
    // Extensions may follow the key.
    let mut after = rest;
    let key: Value = ciborium::from_reader(&mut after).map_err(|_| unreadable())?;
    let public_key = &rest[..rest.len() - after.len()];
    PublicKey::read(&key).map_err(|given| {
        let allowed = format!("a key of one of the algorithms {ALGORITHMS:?} of COSE");
        wrong(ATTESTATION, given, allowed)
    })?;
    Ok(Made {
        credential_id: encode(credential_id),
        public_key: encode(public_key),
        counter: said.counter,
    })
}

/// What a browser sent of a key at sign-in, in base64url.
#[derive(Debug, Clone)]
pub struct Assertion {
    /// The key's own name for itself.
    pub credential_id: String,
    /// What the browser saw.
    pub client_data: String,
    /// What the key says.
    pub authenticator_data: String,
    /// What it signed.
    pub signature: String,
}

/// The key with its new count, if it signed what it was asked to (§7.2).
///
/// A count that does not grow tells of two keys with one secret, and is refused.
pub fn signed(key: &SecurityKey, sent: &Assertion, challenge: &str) -> Result<SecurityKey> {
    let asked = Asked { challenge, site: &key.site };
    let hash = check_client_data(&sent.client_data, "webauthn.get", asked)?;
    let data = decode(AUTHENTICATOR_DATA, &sent.authenticator_data)?;
    let said = check_said(AUTHENTICATOR_DATA, &data, &key.site)?;
    let signature = decode("signature", &sent.signature)?;
    let stored = decode("publicKey", &key.public_key)?;
    let public_key = ciborium::from_reader::<Value, _>(&*stored)
        .map_err(|error| error.to_string())
        .and_then(|value| PublicKey::read(&value))
        .map_err(|given| wrong("publicKey", given, "a key that was registered here"))?;
    if !public_key.verifies(&[&*data, &hash].concat(), &signature) {
        return Err(wrong("signature", "(not shown)", "made by the key that is registered"));
    }
    if (said.counter != 0 || key.counter != 0) && said.counter <= key.counter {
        let allowed = format!("more than {}, the count of its last signature", key.counter);
        return Err(wrong("signCount", said.counter.to_string(), allowed));
    }
    Ok(SecurityKey { counter: said.counter, ..key.clone() })
}

#[cfg(test)]
mod tests;
