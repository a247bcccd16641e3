//! A security key in software, and the browser between it and a page.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ciborium::{Value as Cbor, cbor};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// Somebody touched the key.
const PRESENT: u8 = 1;
/// The key says which key it made.
const NAMES_KEY: u8 = 1 << 6;

/// Makes a signature.
enum Pair {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// A security key with one pair of keys, and the browser that it is plugged into.
pub struct SoftKey {
    pair: Pair,
    id: Vec<u8>,
    /// The page that asks for it.
    pub origin: String,
    /// The domain that it signs for.
    pub site: String,
    /// How often it has signed.
    pub counter: u32,
    /// What it says of the moment.
    pub flags: u8,
    /// The kind of moment that the browser tells of, if not the right one.
    pub kind: Option<&'static str>,
}

/// Bytes in base64url.
fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl SoftKey {
    /// A key with a pair of P-256, used by the pages of this host.
    pub fn new(host: &str) -> Self {
        let random = SystemRandom::new();
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random);
        Self::with(host, Pair::P256(pair.unwrap()))
    }

    /// A key with a pair of Ed25519.
    pub fn ed25519(host: &str) -> Self {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::with(host, Pair::Ed25519(Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap()))
    }

    fn with(host: &str, pair: Pair) -> Self {
        let mut id = vec![0; 20];
        ring::rand::SecureRandom::fill(&SystemRandom::new(), &mut id).unwrap();
        Self {
            pair,
            id,
            origin: format!("https://{host}"),
            site: host.to_owned(),
            counter: 0,
            flags: PRESENT,
            kind: None,
        }
    }

    /// Its own name for itself.
    pub fn id(&self) -> String {
        text(&self.id)
    }

    /// What the browser answers to `navigator.credentials.create` with these options.
    pub fn create(&self, options: &Value) -> Value {
        let challenge = options["publicKey"]["challenge"].as_str().unwrap();
        let client_data = self.client_data("webauthn.create", challenge);
        let mut data = self.said(self.flags | NAMES_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        ciborium::into_writer(&self.public_key(), &mut data).unwrap();
        let object = cbor!({ "fmt" => "none", "attStmt" => {}, "authData" => Cbor::Bytes(data) });
        let mut attestation = Vec::new();
        ciborium::into_writer(&object.unwrap(), &mut attestation).unwrap();
        json!({
            "id": self.id(), "rawId": self.id(), "type": "public-key",
            "authenticatorAttachment": "cross-platform", "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(client_data), "attestationObject": text(attestation),
                "transports": ["usb"],
            },
        })
    }

    /// The fields of the form with which the sign-in page sends what the key signed.
    pub fn get(&mut self, challenge: &str) -> [(&'static str, String); 4] {
        self.counter += 1;
        let client_data = self.client_data("webauthn.get", challenge);
        let data = self.said(self.flags);
        let message = [&*data, &Sha256::digest(&client_data)].concat();
        let signature = match &self.pair {
            Pair::P256(pair) => pair.sign(&SystemRandom::new(), &message).unwrap(),
            Pair::Ed25519(pair) => pair.sign(&message),
        };
        [
            ("key_id", self.id()),
            ("key_client_data", text(client_data)),
            ("key_data", text(data)),
            ("key_signature", text(signature)),
        ]
    }

    fn client_data(&self, kind: &str, challenge: &str) -> Vec<u8> {
        let data = json!({
            "type": self.kind.unwrap_or(kind), "challenge": challenge, "origin": self.origin,
            "crossOrigin": false,
        });
        data.to_string().into_bytes()
    }

    fn said(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(&self.site).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn public_key(&self) -> Cbor {
        let key = match &self.pair {
            Pair::P256(pair) => {
                let point = pair.public_key().as_ref();
                let (x, y) = (point[1..33].to_vec(), point[33..].to_vec());
                cbor!({
                    1 => 2, 3 => -7, -1 => 1, -2 => Cbor::Bytes(x), -3 => Cbor::Bytes(y),
                })
            }
            Pair::Ed25519(pair) => {
                let point = pair.public_key().as_ref().to_vec();
                cbor!({ 1 => 1, 3 => -8, -1 => 6, -2 => Cbor::Bytes(point) })
            }
        };
        key.unwrap()
    }
}
