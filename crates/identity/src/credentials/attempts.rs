//! Attempts, counted before anything is looked at, so that many at once are no way around the
//! limits; kept in the database, so that every node counts alike.
//!
//! An attempt counts for its account and address together, for its address, and for its account.
//! Where the user has signed in from the address before it does not count for the account: whoever
//! guesses elsewhere shuts nobody out at their own desk. Where the address is not known to be one
//! client's, it counts for the account alone. Nothing here depends on whether an account exists.

use std::{net::IpAddr, sync::Arc};

use api::DateTime;
use store::{
    Tx, fold, organizations,
    sign_in_attempts::{self as attempts, Counted},
};

use super::limit::Limit;
use gate::{
    clock::organization_time,
    origin::Origin,
    refusal::{Refusal, Result},
    secrets::fingerprint,
    shared::Shared,
};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// One account from one address: typing errors.
const TOGETHER: Limit = Limit { free: 5, first: 30, longest: 900, forgiven_every: HOUR };
/// One account from all addresses that it does not know: guessing from many places.
const ACCOUNT: Limit = Limit { free: 20, first: 30, longest: 900, forgiven_every: HOUR };
/// One address, on all accounts: trying a password on everybody. An office may share it.
const ADDRESS: Limit = Limit { free: 100, first: 30, longest: 900, forgiven_every: 60 };

/// How long an address stays familiar, in seconds, and how many of a user's do.
const FAMILIAR: (i64, i64) = (90 * DAY, 20);

/// What stands in the database for the account with this e-mail address, if there is one.
fn account(email: &str) -> String {
    fingerprint(&format!("password:{}", fold(email)))
}

/// Why somebody was not let in. Whoever asks learns no more than this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// No active user of the organization has this address and this password.
    Wrong,
    /// Too many attempts; the next may be made after so many seconds.
    Throttled(u64),
}

/// An attempt that counts as failed until it has succeeded.
#[derive(Debug, Clone)]
#[must_use = "an attempt counts as failed until it is said to have succeeded"]
pub struct Attempt {
    organization: String,
    account: String,
    /// Digest of the address, when it is one client's.
    address: Option<String>,
    familiar: bool,
}

impl Attempt {
    /// Counts an attempt, or denies it.
    pub async fn begin(
        shared: &Arc<Shared>,
        origin: Origin,
        organization: &str,
        email: &str,
    ) -> Result<std::result::Result<Self, Denied>> {
        let attempt = Self {
            organization: organization.to_owned(),
            account: account(email),
            address: origin.of_one_client().map(network),
            familiar: false,
        };
        // No address holds it, and PostgreSQL cannot even ask for it.
        let email = email.replace('\0', "\u{fffd}");
        let server_now = shared.clock.now();
        let begun = shared.db.write(move |tx| {
            let (attempt, email) = (attempt.clone(), email.clone());
            Box::pin(async move { attempt.count(tx, server_now, &email).await })
        });
        begun.await
    }

    async fn count(
        mut self,
        tx: &mut Tx,
        server_now: DateTime,
        email: &str,
    ) -> Result<std::result::Result<Self, Denied>> {
        let now = time(tx, &self.organization, server_now).await?;
        attempts::sweep(tx, now).await?;
        if let Some(address) = &self.address {
            let since = now.plus_seconds(-FAMILIAR.0);
            self.familiar = attempts::is_familiar(tx, email, address, since).await?;
        }
        let mut counts = Vec::with_capacity(3);
        for (counted, limit) in self.counted() {
            let count = attempts::hold(tx, &counted, now).await?;
            counts.push((counted, limit, limit.at(count, now)));
        }
        let waits = counts.iter().filter_map(|(_, _, count)| Limit::wait(count, now));
        if let Some(seconds) = waits.max() {
            return Ok(Err(Denied::Throttled(seconds)));
        }
        for (counted, limit, count) in counts {
            let count = limit.failed(count, now);
            attempts::save(tx, &counted, &count).await?;
        }
        Ok(Ok(self))
    }

    /// What it counts for, in the order in which it is held.
    fn counted(&self) -> Vec<(Counted, &'static Limit)> {
        let one = |account: &str, address: &str| Counted {
            account: account.to_owned(),
            address: address.to_owned(),
        };
        let mut counted = Vec::with_capacity(3);
        if !self.familiar {
            counted.push((one(&self.account, ""), &ACCOUNT));
        }
        if let Some(address) = &self.address {
            counted.push((one(&self.account, address), &TOGETHER));
            counted.push((one("", address), &ADDRESS));
        }
        counted
    }

    /// It was none that failed: what it counted for the account is forgotten, and the address gets
    /// its own back.
    pub async fn succeeded(self, shared: &Arc<Shared>) -> Result<()> {
        let server_now = shared.clock.now();
        let done = shared.db.write(move |tx| {
            let attempt = self.clone();
            Box::pin(async move { attempt.succeeded_in(tx, server_now).await })
        });
        done.await
    }

    /// The same in a transaction that does more.
    pub(super) async fn succeeded_in(&self, tx: &mut Tx, server_now: DateTime) -> Result<()> {
        let now = time(tx, &self.organization, server_now).await?;
        for (counted, limit) in self.counted() {
            if !counted.account.is_empty() {
                attempts::forget(tx, &counted).await?;
                continue;
            }
            let count = attempts::hold(tx, &counted, now).await?;
            let count = limit.taken_back(limit.at(count, now), now);
            attempts::save(tx, &counted, &count).await?;
        }
        Ok(())
    }
}

/// Notes that the user has signed in from there.
pub async fn make_familiar(tx: &mut Tx, origin: Origin, user: &str, now: DateTime) -> Result<()> {
    let Some(address) = origin.of_one_client().map(network) else { return Ok(()) };
    Ok(attempts::make_familiar(tx, user, &address, (now, FAMILIAR.1)).await?)
}

/// Forgets the wrong passwords for the account with this address, wherever they came from.
pub async fn forget_failures(tx: &mut Tx, email: &str) -> store::Result<bool> {
    attempts::forget_account(tx, &account(email)).await
}

/// The time in the organization, which the transaction works in from then on.
async fn time(tx: &mut Tx, organization: &str, server_now: DateTime) -> Result<DateTime> {
    tx.enter(organization);
    let found = organizations::find(tx, organization).await?;
    let found = found.ok_or_else(|| Refusal::internal("there is no such organization"))?;
    Ok(organization_time(server_now, found.clock_offset, found.clock_stopped_at))
}

/// Digest of what one client has: an address, or, of IPv6, a network of 64 bits.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => fingerprint(&address.to_string()),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            fingerprint(&format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_is_one_client() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }

    #[test]
    fn an_account_is_the_same_in_any_case() {
        assert_eq!(account(" Ada@Example.com"), account("ada@example.com"));
        assert_ne!(account("ada@example.com"), account("bob@example.com"));
    }
}
