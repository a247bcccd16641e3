//! The server through HTTP, on both engines, with a clock that stands still.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

mod access;
mod audits;
mod divisions;
mod http;
mod oauth;
mod organizations;
mod permissions;
mod recovery;
mod roles;
mod sign_in;
mod subjects;
mod sweeps;
mod users;
mod verifiers;
