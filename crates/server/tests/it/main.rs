//! The server as a whole, over HTTP and on both engines, and sweeps over the contract.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod analytics_jobs;
mod audits;
mod bounds;
mod connections;
mod exactness;
mod geolocations;
mod http;
mod notifications;
mod organizations;
mod packing;
mod recovery;
mod sweeps;
