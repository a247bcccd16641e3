//! The caller's own verifiers: making one, proving it, changing it.

use crate::{
    Operation, UpdateVerifierRequest, Verifier, VerifierEntityListing, VerifierType, model,
    wire_enum,
};

/// List the caller's own verifiers.
///
/// Answers all second factors of the caller, without pages. One that was made and not yet
/// confirmed is among them for an hour, and is not enabled. No permission is needed.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/me/verifiers",
    signed_in,
    returns(VerifierEntityListing),
    needs_user
)]
pub struct GetUsersMeVerifiers {}

/// Make a code generator for the caller.
///
/// Answers an address that an authenticator app takes, with the secret in it, which is never
/// shown again. The verifier has no effect until it is confirmed with a code, within an
/// hour. A user has at most 10 verifiers; one more takes the place of the oldest unconfirmed one,
/// or is refused with 409. No permission is needed.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/me/verifiers/totp",
    signed_in,
    returns(CreateVerifierResponse),
    needs_user,
    inferred
)]
pub struct PostUsersMeVerifiersTotp {
    /// The body.
    pub body: CreateVerifierRequest,
}

/// Confirm a verifier of the caller with a code.
///
/// Takes the code that the caller's app shows now. A wrong one is refused with 400, and after five
/// wrong ones in a row every code is refused with 429 for a time that grows. A code that was
/// accepted is never accepted again. No permission is needed.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/me/verifiers/totp/{verifierId}",
    signed_in,
    returns(204),
    needs_user,
    inferred
)]
pub struct PostUsersMeVerifiersTotpVerifierId {
    /// Id of the verifier.
    pub verifier_id: String,
    /// The body.
    pub body: ValidateVerifierRequest,
}

/// Delete a verifier of the caller.
///
/// Removes the second factor for good. No permission is needed.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/users/me/verifiers/{verifierId}",
    signed_in,
    returns(204),
    needs_user,
    inferred
)]
pub struct DeleteUsersMeVerifier {
    /// Id of the verifier.
    pub verifier_id: String,
}

/// Change a verifier of the caller.
///
/// Sets name (at most 100 characters), whether it is enabled and whether it is the default. One
/// that was never confirmed cannot be enabled. No permission is needed.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/me/verifiers/{verifierId}",
    signed_in,
    returns(Verifier),
    needs_user
)]
pub struct PutUsersMeVerifier {
    /// Id of the verifier.
    pub verifier_id: String,
    /// The body.
    pub body: UpdateVerifierRequest,
}

/// A code generator to be made.
#[model]
pub struct CreateVerifierRequest {
    /// Display name, at most 100 characters.
    #[field(newer, max_length = 100)]
    pub name: String,
    /// The hash with which codes are made; most apps know SHA1 alone.
    #[field(newer)]
    pub algorithm: TotpAlgorithm,
    /// Digits of a code: 6 or 8.
    #[field(newer, minimum = 6, maximum = 8)]
    pub digits: i32,
    /// For how many seconds a code is shown, from 30 to 120.
    #[field(newer, minimum = 30, maximum = 120)]
    pub period: i32,
    /// Size of the secret in bytes, from 16 to 64.
    #[field(newer, minimum = 16, maximum = 64)]
    pub secret_size: i32,
    /// Whether the verifier is to be used once it is confirmed.
    #[field(newer)]
    pub enabled: bool,
    /// Whether it is to be the default once it is confirmed.
    #[field(newer)]
    pub r#default: bool,
}

/// A code generator that was made and waits to be confirmed.
#[model]
pub struct CreateVerifierResponse {
    /// Verifier id, a UUID.
    #[field(newer)]
    pub id: Option<String>,
    /// Display name.
    #[field(newer)]
    pub name: Option<String>,
    /// Whether this verifier is asked first.
    #[field(newer)]
    pub r#default: Option<bool>,
    /// Whether the verifier is used; false until it is confirmed.
    #[field(newer)]
    pub enabled: Option<bool>,
    /// Address for an authenticator app, `otpauth://totp/…`, mostly shown as a QR code. It has
    /// the secret in it.
    #[field(newer)]
    pub key_uri: Option<String>,
    /// Kind of verifier.
    #[field(newer)]
    pub r#type: Option<VerifierType>,
}

/// A code with which a verifier is confirmed.
#[model]
pub struct ValidateVerifierRequest {
    /// The code that the app shows.
    #[field(newer)]
    pub token: String,
    /// Whether to enable the verifier if the code is right; what was asked for when it was made
    /// by default.
    #[field(newer)]
    pub enable: Option<bool>,
}

/// The hash with which codes are made.
#[wire_enum]
pub enum TotpAlgorithm {
    /// HMAC-SHA-1, which every app knows.
    #[wire("SHA1")]
    Sha1,
    /// HMAC-SHA-256.
    #[wire("SHA256")]
    Sha256,
    /// HMAC-SHA-512.
    #[wire("SHA512")]
    Sha512,
}
