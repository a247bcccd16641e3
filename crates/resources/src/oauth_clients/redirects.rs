//! Addresses to which a sign-in may return.

use std::net::IpAddr;

use url::{Host, Url};

/// What they may be, for refusals.
pub(super) const ALLOWED: &str = "an absolute URL without fragment and user name: https, http to \
                                  this machine or a private network, or a scheme of the \
                                  application's own";

/// Schemes in which a browser does something else than go to an application.
const NO_APPLICATION: [&str; 10] =
    ["about", "blob", "data", "file", "filesystem", "ftp", "javascript", "vbscript", "ws", "wss"];

/// Ends of names that no public server has.
const PRIVATE_NAMES: [&str; 6] =
    [".localhost", ".test", ".local", ".internal", ".lan", ".home.arpa"];

/// May a sign-in return there? What it brings along must not cross the internet in the open.
pub(super) fn is_allowed(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let plain =
        !address.contains(|character: char| character.is_whitespace() || character.is_control());
    let bare = url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    let reachable = match url.scheme() {
        "https" => url.host().is_some(),
        "http" => url.host().is_some_and(|host| is_private(&host)),
        scheme => !NO_APPLICATION.contains(&scheme),
    };
    plain && bare && reachable
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
            "exampleapp://callback",
        ] {
            assert!(is_allowed(address), "{address}");
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
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
        ] {
            assert!(!is_allowed(address), "{address}");
        }
    }
}
