//! How often programs may come to the token endpoint, and browsers to the pages.
//!
//! A limit must not let strangers lock a client out. So a client is counted by its id only once it
//! has shown its secret; before that, what counts is the address, and the client from that address.
//! A peer that relays but is not a trusted proxy may do more than an address, and wrong secrets
//! from there are not counted for the client. A user is counted once a password
//! or a session was right.

use store::ServerTime;

use gate::{
    limits::{Limits, Rate},
    origin::{Origin, Sender},
    secrets::TokenHash,
};

/// An office may share an address: it may do so many times what one client may.
const OFFICE: u32 = 4;
/// An untrusted relay may serve many offices: it may do so many times what one client may.
const RELAY: u32 = 10 * OFFICE;
/// Of what one client may do, one part in so many may fail to name it rightly.
const FAILING: u32 = 10;
/// Of what one client may do, a user may sign in one part in so many.
const SIGNING_IN: u32 = 5;

/// Too many requests came.
#[derive(Debug, Clone, Copy)]
pub struct TooOften {
    /// Seconds until they may come again.
    pub seconds: u64,
}

/// Counts what comes without a token.
#[derive(Debug)]
pub struct Throttle {
    clients: Limits,
    failures: Limits,
    users: Limits,
    tokens: BySender,
    pages: BySender,
}

/// Counts requests by their sender.
#[derive(Debug)]
struct BySender {
    clients: Limits,
    relays: Limits,
}

impl BySender {
    fn new(allowed: Option<u32>) -> Self {
        let times = |factor| Limits::new(allowed.map(|allowed| allowed.saturating_mul(factor)));
        Self { clients: times(OFFICE), relays: times(RELAY) }
    }

    fn count(&self, origin: Origin, now: ServerTime) -> Result<(), TooOften> {
        let Some(sender) = origin.sender() else { return Ok(()) };
        let limits = match sender {
            Sender::Client(_) => &self.clients,
            Sender::Relay(_) => &self.relays,
        };
        limits.count(&TokenHash::of(&sender.network()), now).map_or(Ok(()), within)
    }
}

impl Throttle {
    /// So many requests a minute for each client; `None` is no limit.
    pub fn new(allowed: Option<u32>) -> Self {
        let part = |divisor| Limits::new(allowed.map(|allowed| allowed.div_ceil(divisor)));
        Self {
            clients: Limits::new(allowed),
            failures: part(FAILING),
            users: part(SIGNING_IN),
            tokens: BySender::new(allowed),
            pages: BySender::new(allowed),
        }
    }

    /// Counts a request to the token endpoint, of any client.
    pub fn request(&self, origin: Origin, now: ServerTime) -> Result<(), TooOften> {
        self.tokens.count(origin, now)
    }

    /// Counts a request for a page, for its sender.
    pub fn page(&self, origin: Origin, now: ServerTime) -> Result<(), TooOften> {
        self.pages.count(origin, now)
    }

    /// Counts that a user signs in, by a password or by a session of the browser.
    pub fn sign_in(
        &self,
        (organization, user): (&str, &str),
        now: ServerTime,
    ) -> Result<(), TooOften> {
        let key = TokenHash::of(&format!("{organization} {user}"));
        self.users.count(&key, now).map_or(Ok(()), within)
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
