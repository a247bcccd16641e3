//! Connections to PostgreSQL, and one transaction on one of them.

mod tls;
mod transaction;

pub(super) use tls::{Address, described};
pub(super) use transaction::{CommitError, RoundTrips, Transaction, TxKind};
