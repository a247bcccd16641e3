//! Public keys as authenticators write them (COSE, RFC 9053 and 8230).

use ciborium::Value;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};

/// The algorithms that are accepted, by their numbers in COSE, the preferred first: ECDSA with
/// P-256 and SHA-256, Ed25519, and RSA (PKCS #1 v1.5) with SHA-256.
pub const ALGORITHMS: [i32; 3] = [-7, -8, -257];

/// A public key.
#[derive(Debug)]
pub(super) enum PublicKey {
    /// A point of P-256, not compressed.
    P256([u8; 65]),
    Ed25519([u8; 32]),
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
}

impl PublicKey {
    /// Reads a key, or says what is wrong with it.
    pub(super) fn read(key: &Value) -> Result<Self, String> {
        let fields = key.as_map().ok_or_else(|| "no map of a key".to_owned())?;
        let field = |number: i128| {
            let is = |label: &Value| label.as_integer().is_some_and(|is| i128::from(is) == number);
            fields.iter().find(|(label, _)| is(label)).map(|(_, value)| value)
        };
        let number = |label: i128| {
            let found = field(label).and_then(Value::as_integer).map(i128::from);
            found.ok_or_else(|| format!("a key without its field {label}"))
        };
        let bytes = |label: i128| {
            let found = field(label).and_then(Value::as_bytes);
            found.ok_or_else(|| format!("a key without its field {label}"))
        };
        let coordinate = |label: i128| {
            let bytes = bytes(label)?;
            <[u8; 32]>::try_from(&**bytes).map_err(|_| format!("{} bytes", bytes.len()))
        };
        // Kind of key, algorithm, and the curve where there is one.
        match (number(1)?, number(3)?) {
            (2, -7) if number(-1)? == 1 => {
                let mut point = [4; 65];
                point[1..33].copy_from_slice(&coordinate(-2)?);
                point[33..].copy_from_slice(&coordinate(-3)?);
                Ok(Self::P256(point))
            }
            (1, -8) if number(-1)? == 6 => Ok(Self::Ed25519(coordinate(-2)?)),
            (3, -257) => {
                Ok(Self::Rsa { modulus: bytes(-1)?.clone(), exponent: bytes(-2)?.clone() })
            }
            (kind, algorithm) => Err(format!("a key of kind {kind} and algorithm {algorithm}")),
        }
    }

    /// Did this key sign this message?
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let verified = match self {
            Self::P256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(message, signature)
            }
            Self::Ed25519(point) => {
                UnparsedPublicKey::new(&ED25519, point).verify(message, signature)
            }
            Self::Rsa { modulus, exponent } => RsaPublicKeyComponents { n: modulus, e: exponent }
                .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
        };
        verified.is_ok()
    }
}
