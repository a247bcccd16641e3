//! What the tests over HTTP share: a server of one's own for each test, on either engine and with a
//! clock that stands still, callers with just the permissions that a test needs, a browser, and
//! [samples] of every kind of entity.
//!
//! The crates whose promises are tested over HTTP depend on this one for their tests, although it
//! stands above them: their `tests/it` sees the types that the server was built with, and the tests
//! beside their code do not use it.
#![expect(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

pub mod audits;
mod browser;
mod callers;
mod notifications;
pub mod outbox;
mod passwords;
mod presence;
mod request;
pub mod samples;
mod security_key;
mod server;
mod sign_in;

pub use browser::{BACK, Browser, Program, Seen, encoded};
pub use callers::{Grant, everywhere, in_division};
pub use notifications::Listener;
pub use request::{Answer, Ask};
pub use security_key::SoftKey;
pub use server::{ADMIN, CLIENT, CONTROL_TOKEN, Stranger, TestServer, now};
pub use sign_in::{for_code, for_refresh};
pub use store::Engine;
pub use test_macros::both_engines;
