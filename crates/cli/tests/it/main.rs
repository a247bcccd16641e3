//! The binary as people use it: what it prints, what it refuses, and how it ends.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod audit;
mod clients;
mod configuration;
mod connect;
mod contract;
mod passwords;
mod serving;
mod starting;
mod support;
mod usage;
