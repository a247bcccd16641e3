//! How a password is set, by the user or by an administrator: it is checked and hashed before the
//! transaction, and checked again and stored in it.

use api::DateTime;
use store::{
    Tx, invitations,
    passwords::{self, StoredPassword},
};

use super::policy::{self, PasswordOwner, Violation};
use crate::credentials;
use gate::{
    refusal::{Refusal, Result},
    shared::Shared,
};

/// Who sets a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// An administrator, who may set the passwords of others.
    Administrator,
    /// The user, who knows the old one.
    Owner,
    /// The user, through a link.
    Invited,
}

/// A password to be set.
#[derive(Debug, Clone)]
pub struct PasswordChange {
    /// The organization's id.
    pub organization: String,
    /// The user's id.
    pub user: String,
    /// The user, as policies look at them.
    pub person: PasswordOwner,
    /// Who sets the password.
    pub author: Author,
    /// The field of the request that has it.
    pub field: &'static str,
}

/// A password that was looked at and hashed.
#[derive(Debug, Clone)]
pub struct Prepared {
    hash: String,
    /// The hashes of earlier passwords that it was compared with.
    compared: Vec<String>,
}

/// What the present policy has against a password, but for the comparison with earlier ones, which
/// takes long.
struct Looked {
    violations: Vec<Violation>,
    history: i64,
    earlier: Vec<String>,
}

impl PasswordChange {
    async fn look(&self, tx: &mut Tx, password: &str, now: DateTime) -> Result<Looked> {
        let policy = passwords::policy(tx).await?;
        let mut violations = policy::violations(&policy, password, &self.person);
        let present = passwords::find(tx, &self.user).await?;
        let chosen = present.filter(|present| present.by_owner);
        let until = chosen.map(|chosen| chosen.changed_at.plus_seconds(policy.minimum_age));
        if let Some(until) = until.filter(|until| self.author == Author::Owner && *until > now) {
            violations.push(Violation::Age(until));
        }
        // A password that is too old is not made new by setting it again.
        let history = policy.history.max(i64::from(policy.maximum_age > 0));
        let earlier = passwords::last(tx, &self.user, history).await?;
        Ok(Looked { violations, history, earlier })
    }

    /// Refuses what can be refused at once, before the old password or any earlier one is looked at.
    pub async fn check(&self, tx: &mut Tx, password: &str, now: DateTime) -> Result<()> {
        let looked = self.look(tx, password, now).await?;
        if looked.earlier.is_empty() {
            return policy::refuse(self.field, &looked.violations);
        }
        // The rest is found by comparing, and everything is told together.
        Ok(())
    }

    /// Looks at the password, compares it with earlier ones and hashes it. `tx` is let go of before
    /// the slow part.
    pub async fn prepare(
        &self,
        shared: &Shared,
        mut tx: Tx,
        password: &str,
        now: DateTime,
    ) -> Result<Prepared> {
        let mut looked = self.look(&mut tx, password, now).await?;
        drop(tx);
        let turn = shared.hasher.turn()?;
        for hash in &looked.earlier {
            if turn.verify(hash.clone(), password.to_owned()).await? {
                looked.violations.push(Violation::History(looked.history));
                break;
            }
        }
        policy::refuse(self.field, &looked.violations)?;
        let hash = turn.hash(password.to_owned()).await?;
        Ok(Prepared { hash, compared: looked.earlier })
    }

    /// Stores the password, unless what it was prepared for is not so any more. Links and
    /// invitations to set one end, and so does what was counted against the account.
    pub async fn store(
        &self,
        tx: &mut Tx,
        password: &str,
        prepared: &Prepared,
        now: DateTime,
    ) -> Result<()> {
        let looked = self.look(tx, password, now).await?;
        policy::refuse(self.field, &looked.violations)?;
        if looked.earlier.iter().any(|hash| !prepared.compared.contains(hash)) {
            return Err(Refusal::conflict("Another request changed the password in the meantime."));
        }
        let by_owner = self.author != Author::Administrator;
        let stored = StoredPassword { hash: prepared.hash.clone(), changed_at: now, by_owner };
        passwords::save(tx, &self.user, &stored, looked.history).await?;
        invitations::withdraw(tx, &self.user).await?;
        credentials::forget_failures(tx, &self.person.email).await?;
        Ok(())
    }
}
