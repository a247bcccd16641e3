//! Attempts to sign in. They are counted before the password is checked, so that parallel guesses
//! cannot avoid the limits, and in the database, so that all nodes share the counts.
//!
//! An attempt counts for its account and address together, for its address, and for its account.
//! From an address where the user has signed in before, it counts for the two together alone:
//! guessing from other addresses, or at other accounts from this one, does not lock out the user's
//! own. A peer that relays but is not a trusted proxy may be shared by many clients: there an
//! attempt counts for the account and, with a wider limit, for the peer. Nothing here depends on
//! whether an account exists.

use std::sync::Arc;

use api::DateTime;
use store::{
    ServerTime, Tx, fold, organizations,
    sign_in_attempts::{self as attempts, Counted},
};

use super::limit::Limit;
use gate::{
    origin::{Origin, Sender},
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
/// One peer that says that it relays, on all accounts: a company may be behind it.
const RELAY: Limit = Limit { free: 500, first: 30, longest: 900, forgiven_every: 12 };

/// How long an address stays familiar, in seconds, and how many of a user's do.
const FAMILIAR: (i64, i64) = (90 * DAY, 20);

/// What stands in the database for the account with this e-mail address, if there is one.
fn account(email: &str) -> String {
    fingerprint(&format!("password:{}", fold(email)))
}

/// Why a sign-in was refused; the caller learns no more than this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// No active user of the organization has this address and this password.
    Wrong,
    /// Too many attempts; the next may be made after so many seconds.
    Throttled(u64),
    /// Too many passwords wait to be looked at, so this one was not; come again after so many
    /// seconds. Nothing was counted.
    Busy(u64),
}

/// An attempt that counts as failed until it has succeeded.
#[derive(Debug, Clone)]
#[must_use = "an attempt counts as failed until it is said to have succeeded"]
pub struct Attempt {
    organization: String,
    account: String,
    /// Digest of the address, when it is one client's.
    address: Option<String>,
    /// Digest of the peer, when it says that it relays.
    relay: Option<String>,
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
        let relay = match origin.sender() {
            Some(sender @ Sender::Relay(_)) => Some(fingerprint(&sender.network())),
            Some(Sender::Client(_)) | None => None,
        };
        let attempt = Self {
            organization: organization.to_owned(),
            account: account(email),
            address: own_address(origin),
            relay,
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
        server_now: ServerTime,
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
        if let (true, Some(address)) = (self.familiar, &self.address) {
            return vec![(one(&self.account, address), &TOGETHER)];
        }
        let mut counted = vec![(one(&self.account, ""), &ACCOUNT)];
        if let Some(address) = &self.address {
            counted.push((one(&self.account, address), &TOGETHER));
            counted.push((one("", address), &ADDRESS));
        }
        if let Some(relay) = &self.relay {
            counted.push((one("", relay), &RELAY));
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
    pub(super) async fn succeeded_in(&self, tx: &mut Tx, server_now: ServerTime) -> Result<()> {
        let now = time(tx, &self.organization, server_now).await?;
        for (counted, limit) in self.counted() {
            if !counted.account.is_empty() {
                attempts::delete(tx, &counted).await?;
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
    let Some(address) = own_address(origin) else { return Ok(()) };
    Ok(attempts::make_familiar(tx, user, &address, (now, FAMILIAR.1)).await?)
}

/// Forgets the wrong passwords for the account with this address, wherever they came from.
pub async fn forget_failures(tx: &mut Tx, email: &str) -> store::Result<bool> {
    attempts::delete_of_account(tx, &account(email)).await
}

/// Waits until no other transaction writes down guesses at unknown accounts through the client.
pub async fn hold_unknown(tx: &mut Tx, client: &str, now: DateTime) -> store::Result<()> {
    let account = fingerprint(&format!("unknown:{client}"));
    attempts::hold(tx, &Counted { account, address: String::new() }, now).await.map(drop)
}

/// The time in the organization, which the transaction works in from then on.
async fn time(tx: &mut Tx, organization: &str, server_now: ServerTime) -> Result<DateTime> {
    tx.enter(organization);
    let found = organizations::find(tx, organization).await?;
    let found = found.ok_or_else(|| Refusal::internal("there is no such organization"))?;
    Ok(found.clock.at(server_now))
}

/// Digest of the address, when it is one client's.
fn own_address(origin: Origin) -> Option<String> {
    match origin.sender() {
        Some(sender @ Sender::Client(_)) => Some(fingerprint(&sender.network())),
        Some(Sender::Relay(_)) | None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_the_same_in_any_case() {
        assert_eq!(account(" Ada@Example.com"), account("ada@example.com"));
        assert_ne!(account("ada@example.com"), account("bob@example.com"));
    }
}
