//! Who somebody is: an e-mail address and a password, checked.

use std::sync::Arc;

use api::State;
use store::{Divisions, Tx, passwords, users};

use crate::{origin::Origin, refusal::Result, shared::Shared};

/// Why somebody was not let in. Whoever asks learns no more than this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denied {
    /// No active user of the organization has this address and this password.
    Wrong,
    /// Too many attempts; the next may be made after so many seconds.
    Throttled(u64),
}

/// The id of the active user of the organization with this address and this password.
pub(crate) async fn check(
    shared: &Arc<Shared>,
    _: Origin,
    organization: &str,
    email: &str,
    password: &str,
) -> Result<std::result::Result<String, Denied>> {
    let mut tx = shared.db.snapshot().await?;
    let found = users::by_email(&mut tx, &Divisions::all(organization), email).await?;
    let found = found.filter(|user| user.state == State::Active);
    let stored = match &found {
        Some(user) => passwords::find(&mut tx, organization, &user.id).await?,
        None => None,
    };
    drop(tx);
    let hash = stored.map(|stored| stored.hash);
    let right = shared.hasher.verify_or_pretend(hash, password.to_owned()).await?;
    Ok(found.filter(|_| right).map(|user| user.id).ok_or(Denied::Wrong))
}

/// Ends whatever keeps the user from signing in after failed attempts; `false` when nothing did.
pub(crate) async fn unlock(_: &mut Tx, _organization: &str, _user: &str) -> store::Result<bool> {
    Ok(false)
}
