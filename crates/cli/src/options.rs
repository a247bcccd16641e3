//! The options of `callroster serve`.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::PathBuf,
    str::FromStr,
    time::Duration,
};

use clap::builder::BoolishValueParser;
use ipnet::IpNet;
use server::{
    Clock, ConnectionOptions, Control, HttpOptions, MailOptions, Options, SmtpUrl,
    region::{self, Region},
};
use store::Location;
use url::Url;

use crate::{failure::Failure, logs::LogFormat, storage::Storage, variables};

/// The port of HTTPS.
pub(crate) const HTTPS_PORT: u16 = 443;

/// Where, how and for whom the server answers.
#[derive(Debug, clap::Args)]
pub(crate) struct ServeOptions {
    /// Address and port of the API; port 0 takes a free one [default: 127.0.0.1:8080, with `--as`
    /// 127.0.0.1:443]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,

    #[command(flatten)]
    storage: Storage,

    /// Fill an empty database with a made-up organization and fixed, public credentials
    #[arg(long, value_parser = BoolishValueParser::new(), value_name = "true|false",
          num_args = 0..=1, require_equals = true, default_missing_value = "true",
          default_value = "false", hide_default_value = true, hide_possible_values = true)]
    pub(crate) demo: bool,

    /// Name of the organization that the first start creates [default: Callroster]
    #[arg(long, value_name = "NAME")]
    organization_name: Option<String>,

    /// Certificate chain as a PEM file; the API is served over HTTPS. SIGHUP reads both files again
    #[arg(long, value_name = "FILE")]
    tls_cert: Option<PathBuf>,

    /// Private key of the certificate as a PEM file
    #[arg(long, value_name = "FILE")]
    tls_key: Option<PathBuf>,

    /// Stand in for a region, for programs that have its hosts built in: serves HTTPS for `api.` and
    /// `login.` of this domain with an authority of its own, in the data directory
    #[arg(long = "as", value_name = "REGION", value_parser = server::region::checked,
          conflicts_with_all = ["tls_cert", "tls_key"])]
    region: Option<String>,

    /// Address at which users reach the server; used in mails, redirects and cookies
    #[arg(long, value_name = "URL", value_parser = web_address)]
    public_url: Option<Url>,

    /// Proxies whose `X-Forwarded-*` headers are trusted
    #[arg(long, value_name = "CIDR,…", value_delimiter = ',', value_parser = network)]
    trusted_proxies: Vec<IpNet>,

    /// Mail server, such as `smtps://user:password@host`, or `smtp://…?tls=required` for STARTTLS
    #[arg(long, value_name = "URL")]
    smtp_url: Option<String>,

    /// Address that mail comes from, `name@host` or `Name <name@host>`
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<String>,

    /// Directory to which mails are written as files instead [default: `outbox` in the data
    /// directory]
    #[arg(long, value_name = "DIR", conflicts_with = "smtp_url")]
    mail_outbox: Option<PathBuf>,

    /// Requests a minute for each token, or `off` [default: 300; off with `--demo`]
    #[arg(long, value_name = "N|off")]
    rate_limit: Option<RateLimit>,

    /// Requests a minute to the token endpoint for each client, or `off`; four times as many from
    /// one address, forty times from a proxy that is not trusted, and as many again to the sign-in
    /// pages [default: 300; off with `--demo`]
    #[arg(long, value_name = "N|off")]
    token_rate_limit: Option<RateLimit>,

    /// How long a request may take, and how long its client may leave the answer unread
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..),
          default_value_t = HttpOptions::default().request_timeout.as_secs())]
    request_timeout: u64,

    /// Connections to the API at most; fewer where the system allows too few open files
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..),
          default_value_t = 4096)]
    max_connections: u32,

    /// How long a new connection may take to send the head of its first request, TLS included
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..),
          default_value_t = ConnectionOptions::default().first_request.as_secs())]
    first_request_timeout: u64,

    /// How long a connection may be idle between requests
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..),
          default_value_t = ConnectionOptions::default().idle.as_secs())]
    idle_timeout: u64,

    /// How long a stop waits for requests in progress
    #[arg(long, value_name = "SECONDS",
          default_value_t = HttpOptions::default().shutdown_timeout.as_secs())]
    shutdown_timeout: u64,

    /// Largest body of a request
    #[arg(long, value_name = "BYTES", default_value_t = HttpOptions::default().body_limit)]
    body_limit: usize,

    /// Serve `GET /metrics` on an address of its own instead of beside the API
    #[arg(long, value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,

    /// Create, list, reset and delete organizations, and move their clocks, over HTTP; needs
    /// `CALLROSTER_CONTROL_TOKEN`
    #[arg(long, value_name = "ADDRESS")]
    control_listen: Option<SocketAddr>,

    /// Days for which audit messages are kept; 0 keeps them for ever
    #[arg(long, value_name = "DAYS", default_value_t = Options::in_memory().audit_days)]
    audit_days: u32,

    /// Days for which analytics keep what users did; 0 keeps it for ever
    #[arg(long, value_name = "DAYS", default_value_t = Options::in_memory().analytics_days)]
    analytics_days: u32,

    /// Say in a header of each answer why it was refused or limited
    #[arg(long, value_parser = BoolishValueParser::new(), value_name = "true|false",
          num_args = 0..=1, require_equals = true, default_missing_value = "true",
          default_value = "false", hide_default_value = true, hide_possible_values = true)]
    explain: bool,

    /// Format of the log lines on standard error
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    pub(crate) log: LogFormat,

    /// Lowest level of the log lines, such as `debug`, or directives such as `info,store=debug`
    #[arg(long, value_name = "FILTER", default_value = "info")]
    pub(crate) log_level: String,
}

impl ServeOptions {
    /// What the server is started with.
    pub(crate) fn server(&self) -> Result<Options, Failure> {
        let mut options = Options::in_memory();
        options.listen = self.listen.unwrap_or_else(|| self.usual_address());
        options.location = self.storage.location();
        options.tls = match (&self.tls_cert, &self.tls_key) {
            (Some(cert), Some(key)) => Some((cert.clone(), key.clone())),
            (None, None) => None,
            (Some(_), None) => return Err(half("--tls-cert", "--tls-key")),
            (None, Some(_)) => return Err(half("--tls-key", "--tls-cert")),
        };
        options.metrics_listen = self.metrics_listen;
        options.control = self.control()?;
        options.audit_days = self.audit_days;
        options.analytics_days = self.analytics_days;
        options.connections = ConnectionOptions {
            most: usize::try_from(self.max_connections).unwrap_or(usize::MAX),
            first_request: Duration::from_secs(self.first_request_timeout),
            idle: Duration::from_secs(self.idle_timeout),
            ..ConnectionOptions::default()
        };
        options.mail = MailOptions {
            smtp_url: self.smtp_url.as_deref().map(SmtpUrl::new),
            from: self.mail_from.clone(),
            outbox: self.mail_outbox.clone(),
        };
        options.bootstrap.demo = self.demo;
        options.bootstrap.organization_name.clone_from(&self.organization_name);
        options.bootstrap.client_id = variables::value(variables::BOOTSTRAP_CLIENT_ID)?;
        options.bootstrap.client_secret = variables::value(variables::BOOTSTRAP_CLIENT_SECRET)?;
        options.bootstrap.admin_email = variables::value(variables::ADMIN_EMAIL)?;
        options.bootstrap.admin_password = variables::value(variables::ADMIN_PASSWORD)?;
        options.http = HttpOptions {
            rate_limit: self.limit(self.rate_limit, HttpOptions::default().rate_limit),
            token_rate_limit: self
                .limit(self.token_rate_limit, HttpOptions::default().token_rate_limit),
            body_limit: self.body_limit,
            request_timeout: Duration::from_secs(self.request_timeout),
            shutdown_timeout: Duration::from_secs(self.shutdown_timeout),
            public_url: self.public_url.clone().or_else(|| self.sign_in_address()),
            region: self.region.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            explain: self.explain || self.demo,
            serve_metrics: self.metrics_listen.is_none(),
        };
        Ok(options)
    }

    /// Where the server listens unless told otherwise: programs with a region built in know no
    /// other port than that of HTTPS.
    fn usual_address(&self) -> SocketAddr {
        let port = if self.region.is_some() { HTTPS_PORT } else { 8080 };
        SocketAddr::from((Ipv4Addr::LOCALHOST, port))
    }

    /// Where users of a region sign in.
    fn sign_in_address(&self) -> Option<Url> {
        let region = self.region.as_deref()?;
        format!("https://login.{region}").parse().ok()
    }

    /// Makes the certificates of the region that the server stands in for.
    pub(crate) fn prepare_region(&self) -> Result<Option<Region>, Failure> {
        let Some(region) = &self.region else { return Ok(None) };
        let Location::Directory(directory) = self.storage.location() else {
            return Err(Failure::said(
                "`--as` keeps its authority in the data directory; give one with `--data DIR`",
            ));
        };
        let made = region::prepare(&directory, region, Clock::System.now());
        made.map(Some).map_err(|error| {
            let place = directory.display();
            Failure::said(format!("cannot make the certificates of `--as` in `{place}`: {error}"))
        })
    }

    fn limit(&self, given: Option<RateLimit>, usual: Option<u32>) -> Option<u32> {
        match given {
            Some(RateLimit::Off) => None,
            Some(RateLimit::PerMinute(number)) => Some(number.get()),
            None if self.demo => None,
            None => usual,
        }
    }

    fn control(&self) -> Result<Option<Control>, Failure> {
        let Some(listen) = self.control_listen else { return Ok(None) };
        let token = variables::value(variables::CONTROL_TOKEN)?.ok_or_else(|| {
            Failure::said(format!(
                "`--control-listen` needs a token; set `{}` to the secret that callers present",
                variables::CONTROL_TOKEN
            ))
        })?;
        Ok(Some(Control { listen, token }))
    }
}

fn half(given: &str, missing: &str) -> Failure {
    let words = format!("`{given}` is given without `{missing}`; TLS needs both files\n");
    Failure::Usage(clap::Error::raw(clap::error::ErrorKind::MissingRequiredArgument, words))
}

/// Requests a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RateLimit {
    Off,
    PerMinute(NonZeroU32),
}

impl FromStr for RateLimit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case("off") {
            return Ok(Self::Off);
        }
        text.parse().map(Self::PerMinute).map_err(|_| "give a number of 1 or greater, or `off`")
    }
}

fn web_address(text: &str) -> Result<Url, String> {
    let url: Url = text.parse().map_err(|error| format!("{error}; write `https://host`"))?;
    if matches!(url.scheme(), "http" | "https") {
        Ok(url)
    } else {
        Err("write `https://host`".to_owned())
    }
}

/// A network, or one address.
fn network(text: &str) -> Result<IpNet, &'static str> {
    let one = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse()
        .or_else(|_| one())
        .map_err(|_| "write a network such as `10.0.0.0/8`, or an address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_alone_is_a_network_of_one() {
        assert_eq!(network("10.0.0.7").unwrap().to_string(), "10.0.0.7/32");
        assert_eq!(network("10.0.0.0/8").unwrap().to_string(), "10.0.0.0/8");
        assert!(network("ten").is_err());
    }

    #[test]
    fn a_rate_limit_is_a_number_or_off() {
        assert_eq!("OFF".parse(), Ok(RateLimit::Off));
        assert_eq!(
            "60".parse::<RateLimit>().unwrap(),
            RateLimit::PerMinute(60.try_into().unwrap())
        );
        assert!("0".parse::<RateLimit>().is_err());
    }
}
