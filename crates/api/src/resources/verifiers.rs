//! Second factors of a user.

mod me;
mod webauthn;

pub use me::*;
pub use webauthn::*;

use crate::{Json, Map, Operation, model, operations, wire_enum};

operations! {
    "verifiers":
    GetUsersMeVerifiers,
    PostUsersMeVerifiersTotp,
    PostUsersMeVerifiersTotpVerifierId,
    PostUsersMeVerifiersWebauthnRegister,
    PostUsersMeVerifiersWebauthnRegisterOptions,
    DeleteUsersMeVerifier,
    PutUsersMeVerifier,
    GetUserVerifiers,
    DeleteUserVerifier,
    PutUserVerifier,
}

/// List a user's verifiers.
///
/// Answers all second factors with which the user can confirm a sign-in, without pages and
/// without their secrets.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/verifiers",
    any("mfa:verifier:view"),
    returns(VerifierEntityListing)
)]
pub struct GetUserVerifiers {
    /// Id of the user.
    pub user_id: String,
}

/// Delete a verifier of a user.
///
/// Removes the second factor from the user. Refused with 403 when the user may do more than the
/// caller.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/users/{userId}/verifiers/{verifierId}",
    any("mfa:verifier:delete"),
    returns(204),
    inferred
)]
pub struct DeleteUserVerifier {
    /// Id of the user.
    pub user_id: String,
    /// Id of the verifier.
    pub verifier_id: String,
}

/// Change a verifier of a user.
///
/// Sets name (at most 100 characters), whether it is enabled and whether it is the default.
/// Making one the default ends that of the others. One that was never confirmed cannot be
/// enabled. Refused with 403 when the user may do more than the caller.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/{userId}/verifiers/{verifierId}",
    any("mfa:verifier:edit"),
    returns(Verifier)
)]
pub struct PutUserVerifier {
    /// Id of the user.
    pub user_id: String,
    /// Id of the verifier.
    pub verifier_id: String,
    /// The body.
    pub body: UpdateVerifierRequest,
}

/// A secret kept for a connected service or device.
#[model]
pub struct Credential {
    /// Id of the credential.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the credential.
    pub name: Option<String>,
    /// Parts of the secret, keyed by field name.
    pub credential_fields: Option<Map<String>>,
    /// Kind of credential, which says what fields it has.
    #[field(required)]
    pub r#type: Option<CredentialType>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A kind of credential and the fields it asks for.
#[model]
pub struct CredentialType {
    /// Id of the kind of credential.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the kind.
    pub name: Option<String>,
    /// Names of the fields, in the order to show them.
    #[field(read_only)]
    pub display_order: Option<Vec<String>>,
    /// Description of each field, keyed by its name.
    #[field(read_only)]
    pub properties: Option<Json>,
    /// Names of the fields that must be filled in.
    #[field(read_only)]
    pub required: Option<Vec<String>>,
}

/// Changes to a verifier.
#[model]
pub struct UpdateVerifierRequest {
    /// Display name, at most 100 characters.
    #[field(max_length = 100)]
    pub name: String,
    /// The security key of the verifier; a code generator has none.
    #[field(newer)]
    pub credential: Option<Credential>,
    /// Whether this verifier is asked first; setting it clears it on the others.
    pub r#default: Option<bool>,
    /// Whether the verifier is asked for at sign-in.
    pub enabled: Option<bool>,
}

/// A second factor with which a user proves who they are.
#[model]
pub struct Verifier {
    /// Verifier id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name, at most 100 characters.
    pub name: Option<String>,
    /// The security key of the verifier; a code generator has none.
    #[field(newer)]
    pub credential: Option<Credential>,
    /// Whether this verifier is asked first; setting it clears it on the others.
    pub r#default: Option<bool>,
    /// Whether the verifier is asked for at sign-in.
    pub enabled: Option<bool>,
    /// Kind of verifier: a code generator (TOTP) or a security key (WEBAUTHN).
    #[field(newer)]
    pub r#type: Option<VerifierType>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// All verifiers of a user; there are no pages.
#[model]
pub struct VerifierEntityListing {
    /// Verifiers of the user.
    pub entities: Vec<Verifier>,
    /// Number of verifiers.
    pub total: Option<i64>,
    /// Where this list is read.
    pub self_uri: Option<String>,
}

/// The method of a verifier.
#[wire_enum]
pub enum VerifierType {
    /// One-time passwords that follow the time.
    #[wire("TOTP")]
    Totp,
    /// A security key or passkey.
    #[wire("WEBAUTHN")]
    WebAuthn,
}
