//! The two organizations of a trust.

use api::{Organization, User};

use crate::{Entity, Result, Tx, changes::NewChange};

/// Who trusts whom.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// The organization whose data it is.
    pub trustor: &'a str,
    /// The organization whose users are let in.
    pub trustee: &'a str,
}

/// What one organization of a trust shows the other of itself.
#[derive(Debug, Clone)]
pub struct Side {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its internet domain.
    pub domain: Option<String>,
}

impl Side {
    pub(super) fn read(id: String, document: &str) -> Result<Self> {
        let document: Organization = crate::from_json(document)?;
        Ok(Self { id, name: document.name, domain: document.domain })
    }
}

/// A user who arranged something.
#[derive(Debug, Clone)]
pub struct Author {
    /// The user's organization.
    pub organization: Side,
    /// The user's id.
    pub id: String,
    /// The user's name.
    pub name: Option<String>,
}

impl Author {
    /// The user, if there was one; the document is missing once the user is gone.
    pub(super) fn read(
        organization: Side,
        id: Option<String>,
        document: Option<&str>,
    ) -> Result<Option<Self>> {
        let Some(id) = id else { return Ok(None) };
        let user: Option<User> = document.map(crate::from_json).transpose()?;
        Ok(Some(Self { organization, id, name: user.and_then(|user| user.name) }))
    }
}

/// Names the change of a trust on both its sides, if a row was written; whether one was.
pub(super) fn named(tx: &mut Tx, pair: Pair<'_>, rows: u64) -> Result<bool> {
    if rows > 0 {
        for (side, other) in [(pair.trustor, pair.trustee), (pair.trustee, pair.trustor)] {
            tx.changed(NewChange::of_entity(side, Entity::Trust, other))?;
        }
    }
    Ok(rows > 0)
}
