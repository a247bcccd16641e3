//! The gate: who may do what, and how every answer is made.
//!
//! Nothing here knows a resource. [`Call::authorize`](call::Call::authorize) is the only way to a
//! [`Call`](call::Call), and handlers of operations take one; [`access`] says what a caller holds,
//! [`audit`] writes down what changes, [`refusal`] and [`reply`] are the two kinds of answers.

pub mod access;
pub mod audit;
pub mod body;
pub mod call;
pub mod clock;
pub mod context;
pub mod cursor;
pub mod envelope;
pub mod handler;
pub mod hasher;
mod hex;
pub mod limits;
pub mod listing;
pub mod metrics;
pub mod options;
pub mod origin;
pub mod paging;
pub mod random;
pub mod reached;
pub mod refusal;
pub mod reply;
pub mod routes;
pub mod secrets;
pub mod shared;
