//! The server as a process: killed, stopped, doubled, put behind TLS, and given bad neighbours.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![cfg(unix)]

mod checking;
mod clients;
mod connections;
mod crash;
mod limits;
mod logs;
mod memory;
#[cfg(feature = "postgres-tests")]
mod nodes;
mod own_files;
mod packing;
mod recovery;
mod refusals;
mod region;
mod simulate;
mod stopping;
mod strangers;
mod support;
mod tls;
mod transfer;
