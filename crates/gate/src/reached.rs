//! Under which name a client reached the server.

use std::sync::Arc;

use axum::http::{HeaderMap, Uri, header, uri::Authority};
use url::Url;

use crate::shared::Shared;

/// The name under which a client reached the server: the host of `--public-url`, or what the request
/// itself names. It is the client's word, so nothing may be allowed because of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reached {
    authority: Option<Arc<str>>,
    host: Option<Arc<str>>,
    site: Option<Arc<str>>,
}

impl Reached {
    /// The name in a request.
    pub fn of(shared: &Shared, uri: &Uri, headers: &HeaderMap) -> Self {
        let options = &shared.options;
        let named = named(uri, headers);
        let authority = named.as_ref().map(|named| named.as_str().into());
        let named = named.map(|named| named.host().to_lowercase());
        if let Some(region) = &options.region {
            // All names of a region are this server.
            let host = named.filter(|host| is_below(host, region));
            let site: Arc<str> = region.as_str().into();
            let host = host.map_or_else(|| site.clone(), Into::into);
            return Self { authority, host: Some(host), site: Some(site) };
        }
        let public = options.public_url.as_ref().and_then(Url::host_str);
        let host = public.map(str::to_owned).or(named);
        let host: Option<Arc<str>> = host.map(Into::into);
        Self { authority, site: host.clone(), host }
    }

    /// The host with its port, as the request names it.
    pub fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// The host, in small letters and without its port; none where the request named none.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The domain whose security keys are used: the host, or the region that it belongs to.
    pub fn site(&self) -> Option<&str> {
        self.site.as_deref()
    }
}

/// HTTP/2 names the host in the address, HTTP/1 in a header.
fn named(uri: &Uri, headers: &HeaderMap) -> Option<Authority> {
    let header = || headers.get(header::HOST)?.to_str().ok()?.parse().ok();
    let named = uri.authority().cloned().or_else(header);
    named.filter(|named| !named.as_str().contains('@'))
}

fn is_below(host: &str, region: &str) -> bool {
    host == region || host.strip_suffix(region).is_some_and(|rest| rest.ends_with('.'))
}
