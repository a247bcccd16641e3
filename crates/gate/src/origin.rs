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

/// Who is counted for a request, where requests are counted by address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// One client, or several that share its address.
    Client(IpAddr),
    /// A peer that says that it relays a request, but is not a trusted proxy: a proxy with
    /// many clients behind it, or one client with a header of its own. It has wider limits.
    Relay(IpAddr),
}

impl Sender {
    /// What is counted: an address, or, of IPv6, a network of 64 bits, which one client has.
    pub fn network(self) -> String {
        let (Self::Client(address) | Self::Relay(address)) = self;
        let network = match address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        };
        match self {
            Self::Client(_) => network,
            Self::Relay(_) => format!("relay {network}"),
        }
    }
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

    /// Who is counted for the request; none where no address is known.
    pub const fn sender(self) -> Option<Sender> {
        match self.address {
            Some(address) if self.relayed => Some(Sender::Relay(address)),
            Some(address) => Some(Sender::Client(address)),
            None => None,
        }
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
    fn a_peer_that_nobody_named_is_counted_as_a_relay_when_it_says_so() {
        let peer = "203.0.113.9".parse().unwrap();
        assert_eq!(seen("203.0.113.9", "198.51.100.7").sender(), Some(Sender::Relay(peer)));
        let direct = Origin::of(Some(peer), &HeaderMap::new(), &[]);
        assert_eq!(direct.sender(), Some(Sender::Client(peer)));
        assert_ne!(Sender::Relay(peer).network(), Sender::Client(peer).network());
        let client = "198.51.100.7".parse().unwrap();
        assert_eq!(seen("10.0.0.1", "198.51.100.7").sender(), Some(Sender::Client(client)));
    }

    #[test]
    fn a_network_of_ipv6_is_one_client() {
        let of = |text: &str| Sender::Client(text.parse().unwrap()).network();
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
