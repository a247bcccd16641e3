//! Where a request comes from.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// Where a request comes from, as far as it can be known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin {
    address: Option<IpAddr>,
    relayed: bool,
    secured: bool,
}

impl Origin {
    /// The client of a request: the peer, or, when the peer is a trusted proxy, the last address in
    /// `X-Forwarded-For` that is not one. Headers from anybody else are not believed.
    pub fn of(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
        let Some(peer) = peer.map(|peer| peer.to_canonical()) else { return Self::default() };
        if !is_trusted(&peer) {
            let relayed =
                headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded");
            return Self { address: Some(peer), relayed, secured: false };
        }
        let protocols = headers.get_all("x-forwarded-proto").iter();
        let protocol = protocols.filter_map(|value| value.to_str().ok()).next_back();
        let secured = protocol.is_some_and(|said| said.trim().eq_ignore_ascii_case("https"));
        let forwarded =
            headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let mut hops: Vec<IpAddr> = Vec::new();
        for hop in forwarded.flat_map(|value| value.split(',')) {
            match hop.trim().parse::<IpAddr>() {
                Ok(address) => hops.push(address.to_canonical()),
                // What stands before a hop that is no address was not written by our proxies.
                Err(_) => hops.clear(),
            }
        }
        let client = hops.into_iter().rev().find(|hop| !is_trusted(hop));
        Self { address: client.or(Some(peer)), relayed: false, secured }
    }

    /// The address, for logs and audits.
    pub const fn address(self) -> Option<IpAddr> {
        self.address
    }

    /// Did the client reach a trusted proxy over TLS?
    pub const fn is_secured_by_proxy(self) -> bool {
        self.secured
    }

    /// The address, when it is one client's: none behind a proxy that nobody named, where many
    /// share it.
    pub const fn of_one_client(self) -> Option<IpAddr> {
        if self.relayed { None } else { self.address }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &str) -> Origin {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        Origin::of(peer.parse().ok(), &headers, &["10.0.0.0/8".parse().unwrap()])
    }

    fn address(peer: &str, forwarded: &str) -> String {
        seen(peer, forwarded).address().unwrap().to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(address("203.0.113.9", "198.51.100.7"), "203.0.113.9");
        assert_eq!(address("10.0.0.1", "198.51.100.7"), "198.51.100.7");
    }

    #[test]
    fn what_the_client_itself_wrote_is_not_believed() {
        assert_eq!(address("10.0.0.1", "192.0.2.1, 198.51.100.7, 10.0.0.2"), "198.51.100.7");
        assert_eq!(address("10.0.0.1", "nonsense"), "10.0.0.1");
    }

    #[test]
    fn only_a_trusted_proxy_says_that_the_client_came_over_tls() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-proto", "https".parse().unwrap());
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        for (peer, secured) in [("10.0.0.1", true), ("203.0.113.9", false)] {
            let origin = Origin::of(peer.parse().ok(), &headers, &trusted);
            assert_eq!(origin.is_secured_by_proxy(), secured, "{peer}");
        }
    }

    #[test]
    fn behind_a_proxy_that_nobody_named_no_address_is_one_clients() {
        assert_eq!(seen("203.0.113.9", "198.51.100.7").of_one_client(), None);
        let known = seen("10.0.0.1", "198.51.100.7");
        assert_eq!(known.of_one_client(), known.address());
    }
}
