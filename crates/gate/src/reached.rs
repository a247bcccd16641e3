//! Under which name a client reached the server.

use std::sync::Arc;

use axum::http::{HeaderMap, Uri, header};
use url::Url;

use crate::shared::Shared;

/// The name under which a client reached the server: the host of `--public-url`, or what the request
/// itself names. It is the client's word, so nothing may be allowed because of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reached(Option<Arc<str>>);

impl Reached {
    /// The name in a request.
    pub fn of(shared: &Shared, uri: &Uri, headers: &HeaderMap) -> Self {
        let public = shared.options.public_url.as_ref().and_then(Url::host_str);
        if let Some(host) = public {
            return Self(Some(host.into()));
        }
        // HTTP/2 names it in the address, HTTP/1 in a header.
        let named = uri.authority().map(|authority| authority.host().to_owned());
        let named = named.or_else(|| {
            let header = headers.get(header::HOST)?.to_str().ok()?;
            Some(header.parse::<axum::http::uri::Authority>().ok()?.host().to_owned())
        });
        Self(named.map(|host| host.to_lowercase().into()))
    }

    /// The host, in small letters and without its port; none where the request named none.
    pub fn host(&self) -> Option<&str> {
        self.0.as_deref()
    }
}
