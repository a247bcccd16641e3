//! The engine of the store. Tests of what both engines promise run on both.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod faults;
mod files;
mod following;
mod long_reads;
mod migrations;
mod opening;
mod organizations;
#[cfg(feature = "postgres-tests")]
mod postgres_faults;
#[cfg(feature = "postgres-tests")]
mod postgres_following;
mod snapshots;
mod sqlite_faults;
mod support;
mod transactions;
