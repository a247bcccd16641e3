//! Signing in, what it gives and what ends it, on both engines.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod credentials;
mod oauth;
mod sign_in;
mod sign_in_attempts;
mod verifier_codes;
