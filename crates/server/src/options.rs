//! How the server runs. The command line, the environment and the configuration file all fill this.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use store::Location;

use gate::{clock::Clock, hasher::Hashing, options::HttpOptions};
use identity::mail::MailOptions;

use crate::{
    listener::ConnectionOptions,
    operate::{control::Control, first_start::Bootstrap},
};

/// Everything a server is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the API listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the data lives.
    pub location: Location,
    /// How the data is kept; the defaults suit everyone but tests and measurements.
    pub store: store::Options,
    /// How search models are kept in memory.
    pub search: store::search::SearchOptions,
    /// Certificate chain and private key, PEM files; plain HTTP without.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Where `GET /metrics` is served; beside the API when not given.
    pub metrics_listen: Option<SocketAddr>,
    /// Where organizations are created, reset and deleted over HTTP, and the token that guards it.
    pub control: Option<Control>,
    /// What the first start makes.
    pub bootstrap: Bootstrap,
    /// How many days it is remembered what was changed; 0 are for ever.
    pub audit_days: u32,
    /// How many days it is kept what users did; 0 are for ever.
    pub analytics_days: u32,
    /// How requests are answered.
    pub http: HttpOptions,
    /// How many connections are taken, and how long they may be idle.
    pub connections: ConnectionOptions,
    /// How often a connected channel of notifications is told that it lives.
    pub heartbeat: Duration,
    /// How often channels are told up to when the data of analytics jobs is complete.
    pub availability: Duration,
    /// How mail leaves the server.
    pub mail: MailOptions,
    /// How passwords are hashed: at full cost, but for tests.
    pub hashing: Hashing,
    /// Where the time comes from.
    pub clock: Clock,
}

impl Options {
    /// A server on a free port of the loopback address, its data in memory.
    pub fn in_memory() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            location: Location::Memory,
            store: store::Options::default(),
            search: store::search::SearchOptions::default(),
            tls: None,
            metrics_listen: None,
            control: None,
            bootstrap: Bootstrap::default(),
            audit_days: 365,
            analytics_days: 558,
            http: HttpOptions::default(),
            connections: ConnectionOptions::default(),
            heartbeat: Duration::from_secs(30),
            availability: Duration::from_mins(1),
            mail: MailOptions::default(),
            hashing: Hashing::Full,
            clock: Clock::System,
        }
    }
}
