//! How a client is put together.

use std::{fmt, sync::Arc, time::Duration};

use reqwest::{header::HeaderValue, redirect};
use rustls::RootCertStore;
use url::Url;

use crate::{
    Client, CodeGrant, Error, Result, Retry, Tokens,
    retry::Waits,
    secret::Secret,
    sign_in::{Announce, OAuthClient, Renewal, Session},
    tls::{self, Trust},
    transport::Transport,
};

/// A [`Client`] to be. Begins with [`Client::region`] or [`Client::server`].
#[must_use = "`build` makes the client"]
pub struct Builder {
    addresses: Result<(Url, Url)>,
    renewal: Renewal,
    tokens: Option<Tokens>,
    refresh: Option<Secret>,
    announce: Option<Announce>,
    retry: Retry,
    timeout: Option<Duration>,
    connect_timeout: Duration,
    user_agent: String,
    authorities: Option<Result<Arc<RootCertStore>>>,
    http: Option<reqwest::Client>,
}

impl Builder {
    pub(crate) fn region(region: &str) -> Self {
        let host = |part: &str| {
            let url = address(&format!("https://{part}.{region}"))?;
            if url.host_str() != Some(format!("{part}.{region}").to_lowercase().as_str()) {
                let problem =
                    format!("`{region}` is not a region; they look like `mypurecloud.com`");
                return Err(Error::Settings(problem));
            }
            Ok(url)
        };
        Self::new(host("api").and_then(|api| Ok((api, host("login")?))))
    }

    pub(crate) fn server(url: &str) -> Self {
        Self::new(address(url).map(|url| (url.clone(), url)))
    }

    fn new(addresses: Result<(Url, Url)>) -> Self {
        Self {
            addresses,
            renewal: Renewal::Never,
            tokens: None,
            refresh: None,
            announce: None,
            retry: Retry::default(),
            timeout: Some(Duration::from_mins(1)),
            connect_timeout: Duration::from_secs(10),
            user_agent: concat!("callroster-sdk/", env!("CARGO_PKG_VERSION")).to_owned(),
            authorities: None,
            http: None,
        }
    }

    /// Signs in as a program: the client-credentials grant. The first request gets the token.
    pub fn client_credentials(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.renewal = Renewal::ClientCredentials(OAuthClient::confidential(id, secret));
        self
    }

    /// Uses an access token that is at hand. It is never renewed.
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.renewal = Renewal::Never;
        self.tokens = Some(Tokens::ready(token));
        self
    }

    /// Continues the sign-in of an earlier run from the last refresh token that
    /// [`on_tokens`](Self::on_tokens) told.
    pub fn with_refresh_token(mut self, grant: &CodeGrant, refresh: impl Into<String>) -> Self {
        self.renewal = Renewal::Refresh(grant.client().clone());
        self.refresh = Some(Secret::new(refresh));
        self
    }

    /// Calls `listener` with all tokens that are issued, so that refresh tokens can be kept:
    /// each may change with each renewal. Requests wait meanwhile, so it should be short.
    pub fn on_tokens(mut self, listener: impl Fn(&Tokens) + Send + Sync + 'static) -> Self {
        self.announce = Some(Arc::new(listener));
        self
    }

    /// When requests are sent again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How long one attempt may take as a whole: one minute by default, `None` for ever.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// How long connecting may take: ten seconds by default. An HTTP client of one's own has its
    /// own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// What the `User-Agent` header says.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = name.into();
        self
    }

    /// Trusts the authorities of this PEM text alone, instead of those of the operating system: for
    /// a server whose certificate comes from an authority of one's own.
    pub fn authorities(mut self, pem: &[u8]) -> Self {
        let read = tls::authorities(pem).map(Arc::new);
        self.authorities = Some(read.map_err(|problem| {
            Error::Settings(format!("the authorities cannot be used: {problem}; give a PEM text"))
        }));
        self
    }

    /// Sends through this HTTP client, for proxies, certificates of one's own and the like.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Makes the client; nothing is sent yet.
    pub fn build(self) -> Result<Client> {
        let (api, login) = self.addresses?;
        let http = match self.http {
            Some(http) => http,
            None => {
                let trust = match self.authorities {
                    Some(authorities) => Trust::Authorities(authorities?),
                    None if api.scheme() == "https" => Trust::System,
                    None => Trust::Nothing,
                };
                http_client(trust, self.connect_timeout)?
            }
        };
        let user_agent = HeaderValue::from_str(&self.user_agent).map_err(|_| {
            Error::Settings(format!("`{}` cannot be a `User-Agent`", self.user_agent))
        })?;
        let transport = Arc::new(Transport {
            http,
            api,
            login,
            user_agent,
            timeout: self.timeout,
            waits: Waits::new(self.retry),
        });
        let session =
            Session::new(transport.clone(), self.renewal, self.tokens, self.refresh, self.announce);
        Ok(Client::new(transport, session))
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("addresses", &self.addresses)
            .field("renewal", &self.renewal)
            .field("retry", &self.retry)
            .field("timeout", &self.timeout)
            .field("user_agent", &self.user_agent)
            .finish_non_exhaustive()
    }
}

fn address(text: &str) -> Result<Url> {
    let problem = |what: &str| Error::Settings(format!("{what}; give one like `http://host:8080`"));
    let url = Url::parse(text).map_err(|error| problem(&format!("`{text}` is no URL: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(problem(&format!("`{text}` is no web address")));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(problem("the address has a user or password in it"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(problem(&format!("`{text}` has a query or fragment")));
    }
    Ok(url)
}

fn http_client(trust: Trust, connect_timeout: Duration) -> Result<reqwest::Client> {
    let tls = tls::config(trust).map_err(|error| {
        Error::Settings(format!("no TLS: {error}; install the system's CA certificates"))
    })?;
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .connect_timeout(connect_timeout)
        // The API never redirects, and a token must not be led away.
        .redirect(redirect::Policy::none())
        .build()
        .map_err(|error| Error::Settings(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_has_a_host_for_the_api_and_one_for_sign_in() {
        let (api, login) = Builder::region("mypurecloud.com").addresses.unwrap();
        assert_eq!(api.as_str(), "https://api.mypurecloud.com/");
        assert_eq!(login.as_str(), "https://login.mypurecloud.com/");
    }

    #[test]
    fn what_a_client_cannot_be_built_with_is_named() {
        let error = |builder: Builder| builder.build().unwrap_err().to_string();
        assert!(error(Client::region("evil.example/path")).contains("is not a region"));
        assert!(error(Client::server("localhost:8080")).contains("`localhost:8080`"));
        assert!(error(Client::server("http://host").user_agent("a\nb")).contains("User-Agent"));
        assert!(error(Client::server("https://host").authorities(b"no PEM")).contains("PEM"));
        let hidden = error(Client::server("http://ada:secret@host"));
        assert!(hidden.contains("password") && !hidden.contains("secret"), "{hidden}");
    }

    #[test]
    fn clients_are_built_for_https_without_a_global_provider() {
        Client::region("mypurecloud.com").build().unwrap();
        assert!(rustls::crypto::CryptoProvider::get_default().is_none());
    }
}
