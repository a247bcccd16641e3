//! The server through HTTP, on both engines, with a clock that stands still.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

mod access;
mod http;
mod oauth;
mod invitations;
mod organizations;
mod passwords;
mod sign_in_attempts;
mod subjects;
mod sweeps;
mod users;
