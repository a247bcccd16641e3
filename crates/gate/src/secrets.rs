//! Secrets that the server makes, and how it keeps them.
//!
//! They have at least 128 random bits, so they cannot be guessed, and a fast hash is as safe as a
//! slow one. What people choose goes through [`Hasher`](crate::hasher::Hasher) instead.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::{hex::hex, random::Random};

/// The SHA-256 of a token, in hexadecimal: all that is ever stored or logged of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TokenHash(String);

impl TokenHash {
    /// The hash of a token.
    pub fn of(token: &str) -> Self {
        Self(hex(&Sha256::digest(token.as_bytes())))
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Begins the hash of a generated secret; then salt and digest follow, as in the PHC format.
const PREFIX: &str = "$sha256$";

/// What is stored of a generated secret.
pub fn hash_secret(random: &mut Random, secret: &str) -> String {
    let salt = STANDARD_NO_PAD.encode(random.bytes::<16>());
    let digest = digest(&salt, secret);
    format!("{PREFIX}{salt}${}", STANDARD_NO_PAD.encode(digest))
}

/// Is this the hash of a generated secret?
pub fn is_generated(hash: &str) -> bool {
    hash.starts_with(PREFIX)
}

/// Is this the secret behind the hash? It takes equally long wherever they differ, and where there
/// is no hash at all.
pub fn verify_secret(hash: &str, secret: &str) -> bool {
    let parts = hash.strip_prefix(PREFIX).and_then(|rest| rest.split_once('$'));
    let (salt, stored) = parts.unwrap_or_default();
    let given = digest(salt, secret);
    let stored = STANDARD_NO_PAD.decode(stored).unwrap_or_default();
    same_digest(&given, &stored)
}

/// Are these the same? It takes equally long wherever they differ.
pub fn same(left: &str, right: &str) -> bool {
    same_digest(&digest("", left), &digest("", right))
}

/// The SHA-256 of a text, in hexadecimal: what stands for it where the text itself must not be kept.
pub fn fingerprint(text: &str) -> String {
    hex(&digest("", text))
}

fn digest(salt: &str, secret: &str) -> [u8; 32] {
    let mut sha = Sha256::new();
    sha.update(salt);
    sha.update(secret);
    sha.finalize().into()
}

/// Both sides are digests: what time could tell of them says nothing about what was digested.
fn same_digest(left: &[u8; 32], right: &[u8]) -> bool {
    let different = left.iter().zip(right).fold(0, |bits, (left, right)| bits | (left ^ right));
    left.len() == right.len() && different == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_secret_itself_is_accepted() {
        let mut random = Random::seeded(1);
        let hash = hash_secret(&mut random, "open sesame");
        assert!(is_generated(&hash) && verify_secret(&hash, "open sesame"));
        for wrong in ["", "open", "open sesame ", "Open sesame"] {
            assert!(!verify_secret(&hash, wrong), "{wrong}");
        }
        assert_ne!(hash, hash_secret(&mut random, "open sesame"), "each has its own salt");
    }

    #[test]
    fn a_hash_of_another_form_accepts_nothing() {
        for hash in ["", "$sha256$", "$sha256$salt$", "$sha256$salt$AA", "$argon2id$v=19$m=1$a$b"] {
            assert!(!verify_secret(hash, ""), "{hash}");
        }
    }

    #[test]
    fn equal_texts_are_the_same() {
        assert!(same("a", "a") && !same("a", "b") && !same("a", ""));
    }
}
