//! Checks an e-mail address and a password, with a limit on attempts.

mod attempts;
mod limit;

use std::sync::Arc;

use api::{DateTime, State};
pub use attempts::{Attempt, Denied, forget_failures, hold_unknown, make_familiar};
use store::{
    Divisions, Lock, Tx, invitations,
    passwords::{self, StoredPassword},
    presence,
    users::{self, DateOf},
};

use gate::{
    hasher::Busy, origin::Origin, random::Random, refusal::Result, secrets::fingerprint,
    shared::Shared,
};

/// A user whose password was right when it was checked.
#[derive(Debug, Clone)]
pub struct Known {
    /// The user's id.
    pub user: String,
    hash: String,
    changed_at: DateTime,
    /// Was the hash to be made anew? Then another sign-in may have done so as well.
    was_outdated: bool,
}

impl Known {
    /// Is the password still the one that was right? Looking takes long, and it may have been
    /// changed meanwhile, to lock out an intruder. The user's lock must be held.
    pub async fn is_current(&self, tx: &mut Tx) -> Result<bool> {
        let stored = passwords::find(tx, &self.user).await?;
        Ok(stored.is_some_and(|stored| {
            let same = stored.hash == self.hash;
            same || (self.was_outdated && stored.changed_at == self.changed_at)
        }))
    }
}

/// The active user of the organization with this address and this password.
///
/// It takes as long, and counts as much, whether there is no such user, the user is not active, or
/// the password is wrong.
pub async fn check(
    shared: &Arc<Shared>,
    origin: Origin,
    organization: &str,
    email: &str,
    password: &str,
) -> Result<std::result::Result<Known, Denied>> {
    // No address holds it, and PostgreSQL cannot even ask for it.
    let email = &email.replace('\0', "\u{fffd}");
    let turn = match shared.hasher.turn() {
        Ok(turn) => turn,
        Err(Busy { seconds }) => return Ok(Err(Denied::Busy(seconds))),
    };
    let attempt = match Attempt::begin(shared, origin, organization, email).await? {
        Ok(attempt) => attempt,
        Err(denied) => return Ok(Err(denied)),
    };
    let mut tx = shared.db.snapshot().await?;
    tx.enter(organization);
    let found = users::by_email(&mut tx, &Divisions::all(), email).await?;
    let found = found.filter(|user| user.state == State::Active);
    let id = found.as_ref().map_or("", |user| user.id.as_str());
    let stored = passwords::find(&mut tx, id).await?;
    drop(tx);
    let hash = stored.as_ref().map(|stored| stored.hash.clone());
    let right = turn.verify_or_pretend(hash.clone(), password.to_owned()).await?;
    let (Some(user), Some(stored), true) = (found, stored, right) else {
        return Ok(Err(Denied::Wrong));
    };
    let StoredPassword { hash, changed_at, .. } = stored;
    let renewed = if shared.hasher.is_outdated(&hash) {
        Some(turn.hash(password.to_owned()).await?)
    } else {
        None
    };
    drop(turn);
    let known = Known {
        user: user.id.clone(),
        hash: renewed.clone().unwrap_or_else(|| hash.clone()),
        changed_at,
        was_outdated: renewed.is_some(),
    };
    let (id, server_now) = (user.id, shared.clock.now());
    let noted = shared.db.write(move |tx| {
        let (attempt, id) = (attempt.clone(), id.clone());
        let (hash, renewed) = (hash.clone(), renewed.clone());
        Box::pin(async move {
            attempt.succeeded_in(tx, server_now).await?;
            if let Some(renewed) = renewed {
                passwords::rehash(tx, &id, (&hash, &renewed)).await?;
            }
            Ok::<_, gate::refusal::Refusal>(())
        })
    });
    noted.await?;
    Ok(Ok(known))
}

/// How long a link to renew an expired password lives, in seconds.
const RENEWAL_SECONDS: i64 = 900;

/// Notes a whole sign-in: the password, and a code where one is asked for. Only now does the
/// address become familiar, and who was offline is available.
pub async fn signed_in(tx: &mut Tx, origin: Origin, user: &str, now: DateTime) -> Result<()> {
    tx.lock(Lock::User(user)).await?;
    users::note(tx, user, (DateOf::Login, now)).await?;
    presence::sign_in(tx, user, now).await?;
    make_familiar(tx, origin, user, now).await
}

/// Where the user must set a new password before going on, when the one that was right is older
/// than the organization allows; a path of this server, good once and for a short time.
///
/// To be asked once everything that is asked for at sign-in was right.
pub async fn renewal(
    tx: &mut Tx,
    user: &str,
    now: DateTime,
    random: &mut Random,
) -> Result<Option<String>> {
    let policy = passwords::policy(tx).await?;
    let stored = passwords::find(tx, user).await?;
    let expired = stored.is_some_and(|stored| {
        policy.maximum_age > 0 && stored.changed_at.plus_seconds(policy.maximum_age) <= now
    });
    if !expired {
        return Ok(None);
    }
    let token = random.secret();
    let ends_at = now.plus_seconds(RENEWAL_SECONDS);
    invitations::insert_link(tx, &fingerprint(&token), user, ends_at).await?;
    Ok(Some(format!("/activate?token={token}")))
}
