//! Second factors: the codes of authenticator apps.

pub mod codes;
pub mod totp;
