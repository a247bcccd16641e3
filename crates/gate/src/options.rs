//! How requests are answered.

use std::time::Duration;

use ipnet::IpNet;
use url::Url;

/// How requests are answered.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Requests a minute for each token; no limit when `None`.
    pub rate_limit: Option<u32>,
    /// Requests a minute to the token endpoint, for each client; four times as many from one
    /// address, forty times from a peer that relays and is no named proxy, a tenth of them with
    /// wrong secrets. As many again to the pages of
    /// sign-in, and a fifth of them for each user who signs in; no limit when `None`.
    pub token_rate_limit: Option<u32>,
    /// The largest body of a request, in bytes.
    pub body_limit: usize,
    /// How long a request may take.
    pub request_timeout: Duration,
    /// How long a shutdown waits for requests under way.
    pub shutdown_timeout: Duration,
    /// The address under which users reach the server: in mails, redirects and cookies.
    pub public_url: Option<Url>,
    /// The domain of the region that the server stands in for; security keys belong to it.
    pub region: Option<String>,
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
            region: None,
            trusted_proxies: Vec::new(),
            explain: false,
            serve_metrics: true,
        }
    }
}
