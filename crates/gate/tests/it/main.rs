//! What callers may do, over HTTP and on both engines.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod attacks;
mod audits;
mod context;
mod scopes;
