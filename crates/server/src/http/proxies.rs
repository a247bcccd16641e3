//! Who is calling, behind proxies that we trust.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The address of the client: the peer, or, when the peer is a trusted proxy, the last address in
/// `X-Forwarded-For` that is not one. Headers from anybody else are not believed.
pub(super) fn client_address(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    trusted: &[IpNet],
) -> Option<IpAddr> {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let peer = peer?.to_canonical();
    if !is_trusted(&peer) {
        return Some(peer);
    }
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
    hops.into_iter().rev().find(|hop| !is_trusted(hop)).or(Some(peer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        client_address(peer.parse().ok(), &headers, &trusted).unwrap().to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(seen("203.0.113.9", "198.51.100.7"), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", "198.51.100.7"), "198.51.100.7");
    }

    #[test]
    fn what_the_client_itself_wrote_is_not_believed() {
        assert_eq!(seen("10.0.0.1", "192.0.2.1, 198.51.100.7, 10.0.0.2"), "198.51.100.7");
        assert_eq!(seen("10.0.0.1", "nonsense"), "10.0.0.1");
    }
}
