//! The client against a small server in the same process.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod listings;
mod requests;
mod retries;
mod sign_in;
mod support;
