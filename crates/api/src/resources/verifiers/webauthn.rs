//! Security keys and passkeys as verifiers.

use crate::{Json, Map, Operation, Verifier, model};

/// Begin to register a security key of the caller.
///
/// Answers what the browser needs to make a key. No permission is needed.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/me/verifiers/webauthn/register/options",
    signed_in,
    returns(BeginWebAuthnRegistrationResponse),
    needs_user,
    inferred
)]
pub struct PostUsersMeVerifiersWebauthnRegisterOptions {}

/// Register a security key of the caller.
///
/// Takes what the browser made, and makes it a verifier. No permission is needed.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/me/verifiers/webauthn/register",
    signed_in,
    returns(Verifier),
    needs_user,
    inferred
)]
pub struct PostUsersMeVerifiersWebauthnRegister {
    /// The body.
    pub body: FinishWebAuthnRegistrationRequest,
}

/// What an authenticator says of the key that it made.
#[model]
pub struct AuthenticatorAttestationResponse {
    /// Proof of where the key comes from, in base64url.
    #[field(newer)]
    pub attestation_object: String,
    /// What the browser saw while the key was made, in base64url.
    #[field(newer, name = "clientDataJSON")]
    pub client_data_json: String,
    /// Ways to reach the authenticator, such as `usb` or `internal`.
    #[field(newer, max_items = 100)]
    pub transports: Option<Vec<String>>,
}

/// What an authenticator must be able to do.
#[model]
pub struct AuthenticatorSelection {
    /// Whether it is part of the device (`platform`) or not (`cross-platform`).
    #[field(newer)]
    pub authenticator_attachment: Option<String>,
    /// Whether the key must be stored on it.
    #[field(newer)]
    pub require_resident_key: Option<bool>,
    /// Whether the key should be stored on it: `discouraged`, `preferred` or `required`.
    #[field(newer)]
    pub resident_key: Option<String>,
    /// Whether it should check who uses it: `discouraged`, `preferred` or `required`.
    #[field(newer)]
    pub user_verification: Option<String>,
}

/// What the browser needs to make a key.
#[model]
pub struct BeginWebAuthnRegistrationResponse {
    /// Options of the browser's `navigator.credentials.create`.
    #[field(newer, required)]
    pub public_key: Option<PublicKeyCredentialCreationOptions>,
}

/// A key that is known already.
#[model]
pub struct CredentialDescriptor {
    /// Id of the key, in base64url.
    #[field(newer, required)]
    pub id: Option<String>,
    /// Ways to reach its authenticator.
    #[field(newer)]
    pub transports: Option<Vec<String>>,
    /// Kind of key: `public-key`.
    #[field(newer, required)]
    pub r#type: Option<String>,
}

/// A kind of key that is accepted.
#[model]
pub struct CredentialParameter {
    /// Number of the algorithm in COSE.
    #[field(newer, required)]
    pub alg: Option<i32>,
    /// Kind of key: `public-key`.
    #[field(newer, required)]
    pub r#type: Option<String>,
}

/// A key that the browser made.
#[model]
pub struct FinishWebAuthnRegistrationRequest {
    /// What the browser answered.
    #[field(newer)]
    pub credential: PublicKeyCredentialCreationResponse,
    /// Whether this verifier is asked first.
    #[field(newer)]
    pub r#default: Option<bool>,
    /// Display name, at most 100 characters.
    #[field(newer, max_length = 100)]
    pub name: String,
}

/// Options with which a browser makes a key.
#[model]
pub struct PublicKeyCredentialCreationOptions {
    /// How much proof of its origin the key needs.
    #[field(newer)]
    pub attestation: Option<String>,
    /// Forms of that proof, the preferred first.
    #[field(newer)]
    pub attestation_formats: Option<Vec<String>>,
    /// What the authenticator must be able to do.
    #[field(newer)]
    pub authenticator_selection: Option<AuthenticatorSelection>,
    /// Random bytes that the key signs, in base64url.
    #[field(newer, required)]
    pub challenge: Option<String>,
    /// Keys that the user has already.
    #[field(newer)]
    pub exclude_credentials: Option<Vec<CredentialDescriptor>>,
    /// Extensions asked for, by name.
    #[field(newer)]
    pub extensions: Option<Map<Json>>,
    /// Kinds of authenticator to offer first.
    #[field(newer)]
    pub hints: Option<Vec<String>>,
    /// Kinds of key that are accepted, the preferred first.
    #[field(newer, required)]
    pub pub_key_cred_params: Option<Vec<CredentialParameter>>,
    /// Who asks for the key.
    #[field(newer, required)]
    pub rp: Option<RelyingPartyEntity>,
    /// How long the browser waits, in milliseconds.
    #[field(newer)]
    pub timeout: Option<i32>,
    /// Whose key it is.
    #[field(newer, required)]
    pub user: Option<UserEntity>,
}

/// A key as the browser answers it.
#[model]
pub struct PublicKeyCredentialCreationResponse {
    /// Whether the authenticator is part of the device.
    #[field(newer)]
    pub authenticator_attachment: Option<String>,
    /// Answers of the extensions, by name.
    #[field(newer)]
    pub client_extension_results: Option<Map<Json>>,
    /// Id of the key, in base64url.
    #[field(newer)]
    pub id: String,
    /// Repeat the password, as the browser has it.
    #[field(newer)]
    pub raw_id: String,
    /// What the authenticator says.
    #[field(newer)]
    pub response: AuthenticatorAttestationResponse,
    /// Kind of key: `public-key`.
    #[field(newer)]
    pub r#type: String,
}

/// The site that asks for a key.
#[model]
pub struct RelyingPartyEntity {
    /// Its domain.
    #[field(newer, required)]
    pub id: Option<String>,
    /// Its display name.
    #[field(newer, required)]
    pub name: Option<String>,
}

/// The user whose key it is, as an authenticator shows them.
#[model]
pub struct UserEntity {
    /// Full name.
    #[field(newer, required)]
    pub display_name: Option<String>,
    /// Id of the user, in base64url.
    #[field(newer, required)]
    pub id: Option<String>,
    /// Name with which the user signs in.
    #[field(newer, required)]
    pub name: Option<String>,
}
