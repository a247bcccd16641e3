//! How the server runs. The command line, the environment and the configuration file all fill this.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use ipnet::IpNet;
use store::Location;
use url::Url;

use crate::{bootstrap::Bootstrap, clock::Clock};

/// Everything a server is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the API listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the data lives.
    pub location: Location,
    /// How the data is kept; the defaults suit everyone but tests and measurements.
    pub store: store::Options,
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
    /// How requests are answered.
    pub http: HttpOptions,
    /// How mail leaves the server.
    pub mail: MailOptions,
    /// Where the time comes from.
    pub clock: Clock,
}

/// How mail leaves the server. When nothing is given it is written to a directory inside that of
/// the data, to a temporary one for data in memory, and nowhere on PostgreSQL.
#[derive(Debug, Clone, Default)]
pub struct MailOptions {
    /// The server that takes mail; it needs `from`, and the address under which users reach ours.
    pub smtp_url: Option<SmtpUrl>,
    /// Who mail comes from: `name@host`, or `Name <name@host>`.
    pub from: Option<String>,
    /// Directory that mail is written to instead, one file each.
    pub outbox: Option<PathBuf>,
}

/// `smtps://user:password@host`, or `smtp://…` with `?tls=required` for STARTTLS.
#[derive(Clone)]
pub struct SmtpUrl(String);

impl SmtpUrl {
    /// The server at this URL, which is looked at when ours starts.
    pub fn new(url: &str) -> Self {
        Self(url.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Without the password, and so without the rest.
impl std::fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SmtpUrl(…)")
    }
}

/// The listener for test controls.
#[derive(Clone)]
pub struct Control {
    /// Where it listens.
    pub listen: SocketAddr,
    /// What callers must present as a bearer token.
    pub token: String,
}

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control").field("listen", &self.listen).finish_non_exhaustive()
    }
}

/// How requests are answered.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Requests a minute for each token; no limit when `None`.
    pub rate_limit: Option<u32>,
    /// Requests a minute to the token endpoint, for each client; four times as many from one
    /// address, a tenth of them with wrong secrets; no limit when `None`.
    pub token_rate_limit: Option<u32>,
    /// The largest body of a request, in bytes.
    pub body_limit: usize,
    /// How long a request may take.
    pub request_timeout: Duration,
    /// How long a shutdown waits for requests under way.
    pub shutdown_timeout: Duration,
    /// The address under which users reach the server: in mails, redirects and cookies.
    pub public_url: Option<Url>,
    /// Proxies whose `X-Forwarded-*` headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Tell in a header why something was refused or limited.
    pub explain: bool,
    /// Serve `GET /metrics` beside the API.
    pub serve_metrics: bool,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            rate_limit: Some(300),
            token_rate_limit: Some(300),
            body_limit: 1024 * 1024,
            request_timeout: Duration::from_mins(1),
            shutdown_timeout: Duration::from_secs(30),
            public_url: None,
            trusted_proxies: Vec::new(),
            explain: false,
            serve_metrics: true,
        }
    }
}

impl Options {
    /// A server on a free port of the loopback address, its data in memory.
    pub fn in_memory() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            location: Location::Memory,
            store: store::Options::default(),
            tls: None,
            metrics_listen: None,
            control: None,
            bootstrap: Bootstrap::default(),
            audit_days: 365,
            http: HttpOptions::default(),
            mail: MailOptions::default(),
            clock: Clock::System,
        }
    }
}
