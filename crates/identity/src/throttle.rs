//! How often programs may come to the token endpoint.
//!
//! A limit must not let strangers lock a client out. So a client is counted by its id only once it
//! has shown its secret; before that, what counts is the address, and the client from that address.
//! A peer that says that it relays, and that nobody named as a proxy, may do more than an address,
//! and wrong secrets from there are not counted for the client.

use store::ServerTime;

use gate::{
    limits::{Limits, Rate},
    origin::{Origin, Sender},
    secrets::TokenHash,
};

/// An office may share an address: it may do so many times what one client may.
const OFFICE: u32 = 4;
/// Many offices may be behind a proxy that nobody named: it may do so many times what one may.
const RELAY: u32 = 10 * OFFICE;
/// Of what one client may do, one part in so many may fail to name it rightly.
const FAILING: u32 = 10;

/// Too many requests came.
#[derive(Debug, Clone, Copy)]
pub struct TooOften {
    /// Seconds until they may come again.
    pub seconds: u64,
}

/// Counts what comes to the token endpoint.
#[derive(Debug)]
pub struct Throttle {
    clients: Limits,
    addresses: Limits,
    relays: Limits,
    failures: Limits,
}

impl Throttle {
    /// So many requests a minute for each client; `None` is no limit.
    pub fn new(allowed: Option<u32>) -> Self {
        let failures = allowed.map(|allowed| allowed.div_ceil(FAILING));
        let times = |factor| allowed.map(|allowed| allowed.saturating_mul(factor));
        Self {
            clients: Limits::new(allowed),
            addresses: Limits::new(times(OFFICE)),
            relays: Limits::new(times(RELAY)),
            failures: Limits::new(failures),
        }
    }

    /// Counts a request of any client.
    pub fn request(&self, origin: Origin, now: ServerTime) -> Result<(), TooOften> {
        let Some(sender) = origin.sender() else { return Ok(()) };
        let limits = match sender {
            Sender::Client(_) => &self.addresses,
            Sender::Relay(_) => &self.relays,
        };
        limits.count(&TokenHash::of(&sender.network()), now).map_or(Ok(()), within)
    }

    /// Counts a request of a client that has shown its secret.
    pub fn client(&self, id: &str, now: ServerTime) -> Result<(), TooOften> {
        self.clients.count(&TokenHash::of(id), now).map_or(Ok(()), within)
    }

    /// Refuses a client from an address where it failed too often, before its secret is looked at.
    pub fn may_try(&self, id: &str, origin: Origin, now: ServerTime) -> Result<(), TooOften> {
        let Some(key) = key(id, origin) else { return Ok(()) };
        match self.failures.spent(&key, now) {
            Some(rate) => Err(TooOften { seconds: rate.reset }),
            None => Ok(()),
        }
    }

    /// Counts a secret that was wrong.
    pub fn failed(&self, id: &str, origin: Origin, now: ServerTime) {
        if let Some(key) = key(id, origin) {
            self.failures.count(&key, now);
        }
    }
}

fn key(id: &str, origin: Origin) -> Option<TokenHash> {
    let Some(sender @ Sender::Client(_)) = origin.sender() else { return None };
    Some(TokenHash::of(&format!("{} {id}", sender.network())))
}

fn within(rate: Rate) -> Result<(), TooOften> {
    if rate.count > rate.allowed { Err(TooOften { seconds: rate.reset }) } else { Ok(()) }
}
