//! Addresses to which a sign-in may return: one list of what is allowed, asked when an address is
//! registered and again before a browser is sent there.

use std::net::IpAddr;

use url::{Host, Url};

/// What they may be, for refusals.
pub const ALLOWED: &str = "an absolute URL without fragment and user name: https, http to this \
                           machine or a private network, or a scheme of the application's own, \
                           which has a period, such as com.example.app";

/// Ends of names that no public server has.
const PRIVATE_NAMES: [&str; 6] =
    [".localhost", ".test", ".local", ".internal", ".lan", ".home.arpa"];

/// The address, if a sign-in may return there. What it brings along must not cross the internet in
/// the open, and must not go to what the browser itself does with a scheme such as `javascript:`.
/// Those have no period, and RFC 8252 (7.1, 8.4) demands one of an application's own scheme.
pub fn allowed(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    let plain =
        !address.contains(|character: char| character.is_whitespace() || character.is_control());
    let bare = url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    let reachable = match url.scheme() {
        "https" => url.host().is_some(),
        "http" => url.host().is_some_and(|host| is_private(&host)),
        scheme => scheme.contains('.'),
    };
    (plain && bare && reachable).then_some(url)
}

fn is_private(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            !name.contains('.') || PRIVATE_NAMES.iter().any(|end| name.ends_with(end))
        }
        Host::Ipv4(address) => {
            address.is_loopback() || address.is_private() || address.is_link_local()
        }
        Host::Ipv6(address) => match IpAddr::V6(*address).to_canonical() {
            IpAddr::V4(address) => address.is_loopback() || address.is_private(),
            IpAddr::V6(address) => {
                address.is_loopback()
                    || address.is_unique_local()
                    || address.is_unicast_link_local()
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_may_return_over_https_and_in_the_open_only_nearby() {
        for address in [
            "https://app.example.com/callback?kept=1",
            "http://localhost:8080/",
            "http://127.0.0.1/callback",
            "http://[::1]:3000/callback",
            "http://frontend:3000/callback",
            "http://app.test/",
            "http://192.168.1.20/callback",
            "com.example.app:/callback",
            "com.example.app://callback",
        ] {
            assert!(allowed(address).is_some(), "{address}");
        }
        for address in [
            "",
            "/callback",
            "callback",
            "app.example.com/callback",
            "https://",
            "https://app.example.com/callback#fragment",
            "https://app.example.com/callback#",
            "https://somebody@app.example.com/",
            "https://app.example.com/a b",
            "http://app.example.com/callback",
            "http://localhost.example.com/",
            "http://203.0.113.9/",
            "com.example.app:/callback#fragment",
        ] {
            assert!(allowed(address).is_none(), "{address}");
        }
    }

    #[test]
    fn what_a_browser_or_the_system_does_itself_is_no_address() {
        // Among them some that neither of the former lists had.
        for scheme in [
            "about",
            "blob",
            "chrome",
            "chrome-extension",
            "data",
            "file",
            "filesystem",
            "ftp",
            "intent",
            "javascript",
            "JavaScript",
            "jar",
            "mailto",
            "moz-extension",
            "ms-settings",
            "resource",
            "search-ms",
            "sms",
            "ssh",
            "tel",
            "vbscript",
            "view-source",
            "ws",
            "wss",
            "exampleapp",
        ] {
            for rest in ["x", "//x/y", "alert(1)//https://app.example.com"] {
                let address = format!("{scheme}:{rest}");
                assert!(allowed(&address).is_none(), "{address}");
            }
        }
    }
}
