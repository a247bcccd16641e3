//! Locks, and the order in which a transaction takes them.
//!
//! Two transactions that take the same locks in different orders wait for each other: a deadlock.
//! So every lock has a rank, and a transaction takes them by rank, and by id within a rank:
//! the list of organizations, then organizations, then users. Rows that have no lock of their own
//! (counters, tokens, members) are written after these. Debug builds refuse another order, on
//! SQLite too, so that every test checks it.

use std::collections::BTreeSet;

use crate::error::{Error, Result};

/// What a rule across rows has to hold still while it looks and then writes.
#[derive(Debug, Clone, Copy)]
pub enum Lock<'a> {
    /// The list of organizations: whether there are any.
    Organizations,
    /// The organization with this id.
    Organization(&'a str),
    /// The user with this id, of the organization that the transaction works in.
    User(&'a str),
}

/// A lock by rank and then by ids: the derived order is the order in which locks are taken.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Organizations,
    Organization(String),
    User(String, String),
}

impl Lock<'_> {
    fn rank(self, here: &str) -> Rank {
        match self {
            Self::Organizations => Rank::Organizations,
            Self::Organization(id) => Rank::Organization(id.to_owned()),
            Self::User(user) => Rank::User(here.to_owned(), user.to_owned()),
        }
    }
}

/// The locks that a transaction holds.
#[derive(Debug, Default)]
pub(super) struct Locks {
    taken: BTreeSet<Rank>,
    /// Of rows that the transaction has inserted: no other transaction can wait for them, so they
    /// have no place in the order.
    own: BTreeSet<Rank>,
}

impl Locks {
    /// Whether the lock must still be taken: a transaction keeps what it holds. Debug builds refuse
    /// one that comes before another that is held.
    pub(super) fn wants(&self, what: Lock<'_>, here: &str) -> Result<bool> {
        let wanted = what.rank(here);
        if self.holds(&wanted) {
            return Ok(false);
        }
        match self.taken.last().filter(|highest| **highest > wanted) {
            Some(held) if cfg!(debug_assertions) => Err(Error::Bug(format!(
                "locks out of order: {wanted:?} was asked for after {held:?}"
            ))),
            _ => Ok(true),
        }
    }

    pub(super) fn hold(&mut self, what: Lock<'_>, here: &str) {
        self.taken.insert(what.rank(here));
    }

    /// Notes the lock of a row that the transaction has inserted.
    pub(super) fn own(&mut self, what: Lock<'_>, here: &str) {
        self.own.insert(what.rank(here));
    }

    /// Is the lock of this user of this organization held?
    pub(super) fn holds_user(&self, organization: &str, user: &str) -> bool {
        self.holds(&Lock::User(user).rank(organization))
    }

    /// Is the lock of this organization held?
    pub(super) fn holds_organization(&self, organization: &str) -> bool {
        self.holds(&Lock::Organization(organization).rank(organization))
    }

    fn holds(&self, rank: &Rank) -> bool {
        self.taken.contains(rank) || self.own.contains(rank)
    }

    pub(super) fn clear(&mut self) {
        self.taken.clear();
        self.own.clear();
    }
}
