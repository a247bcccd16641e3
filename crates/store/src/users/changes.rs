//! Users made and changed.

use api::{DateTime, User};

use super::StoredUser;
use crate::{Changed, Divisions, Lock, Result, Tx, args, changes::NewChange, divisions::USERS};

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It is stored.
    Stored,
    /// The user was changed since it was read.
    Stale,
    /// The e-mail address belongs to another user, deleted ones included.
    EmailTaken,
}

/// What the columns and documents of a user are made from.
pub(super) struct Columns {
    pub(super) name_key: String,
    pub(super) email_key: String,
    pub(super) jabber_id: String,
    pub(super) document: String,
    pub(super) profile: String,
}

impl Columns {
    pub(super) fn of(shown: &User, profile: &User) -> Result<Self> {
        let [name_key, email_key, jabber_id] = keys(shown);
        Ok(Self {
            name_key,
            email_key,
            jabber_id,
            document: crate::to_document("user", shown)?,
            profile: crate::to_document("user", profile)?,
        })
    }

    /// What users are found by.
    pub(super) fn keys(&self) -> [String; 3] {
        [&self.name_key, &self.email_key, &self.jabber_id].map(Clone::clone)
    }
}

/// The folded name and address and the chat address of a user.
pub(super) fn keys(shown: &User) -> [String; 3] {
    let folded = |text: &Option<String>| crate::fold(text.as_deref().unwrap_or_default());
    let jabber_id = shown.chat.as_ref().and_then(|chat| chat.jabber_id.clone());
    [folded(&shown.name), folded(&shown.email), jabber_id.unwrap_or_default()]
}

/// Adds a user. `new.document` and `new.profile` are written from `shown` and `profile`.
pub async fn insert(
    tx: &mut Tx,
    new: &mut StoredUser,
    (shown, profile): (&User, &User),
    now: DateTime,
) -> Result<Saved> {
    let organization = &*tx.organization();
    let columns = Columns::of(shown, profile)?;
    let sql = "INSERT INTO users (organization_id, id, division_id, state, name_key, email_key, jabber_id, \
               manager_id, version, document, profile, state_reason, state_changed_at, created_at, modified_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
               ON CONFLICT DO NOTHING";
    let at = now.milliseconds();
    let dates = &new.dates;
    let changed_at = dates.state_changed_at.map(DateTime::milliseconds);
    let state = new.state.to_string();
    let args = args![
        organization,
        &new.id,
        &new.division,
        &state,
        columns.name_key,
        columns.email_key,
        columns.jabber_id,
        new.manager.clone(),
        new.version,
        &columns.document,
        &columns.profile,
        dates.state_reason.clone(),
        changed_at,
        at,
        at
    ];
    if tx.run(sql, &args).await? == 0 {
        return Ok(Saved::EmailTaken);
    }
    (new.document, new.profile) = (columns.document, columns.profile);
    tx.owns(Lock::User(&new.id));
    named(tx, new)?;
    USERS.count(tx, &mut [(&new.division, &state, 1)]).await?;
    Ok(Saved::Stored)
}

pub(super) fn named(tx: &mut Tx, user: &StoredUser) -> Result<()> {
    let what = Changed::User { id: user.id.clone(), version: user.version };
    let change = NewChange::of_user(&tx.organization(), &user.id, what);
    tx.changed(change.with_row(user.clone()))
}

/// Stores a changed user, whose `version` must be the next after `before`'s.
///
/// `after.document` and `after.profile` are written from `shown` and `profile`.
pub async fn save(
    tx: &mut Tx,
    divisions: &Divisions,
    before: &StoredUser,
    after: &mut StoredUser,
    (shown, profile): (&User, &User),
    now: DateTime,
) -> Result<Saved> {
    let organization = &*tx.organization();
    let columns = Columns::of(shown, profile)?;
    let sql = "SELECT id FROM users WHERE organization_id = $1 AND email_key = $2 AND id <> $3";
    let owner = args![organization, &columns.email_key, &after.id];
    if tx.one(sql, &owner, |row| row.get::<String>(0)).await?.is_some() {
        return Ok(Saved::EmailTaken);
    }
    let sql = "UPDATE users SET division_id = $4, state = $5, name_key = $6, email_key = $7, jabber_id = $8, \
               manager_id = $9, version = $10, document = $11, profile = $12, state_reason = $13, \
               state_changed_at = $14, modified_at = $15 \
               WHERE organization_id = $1 AND id = $2 AND version = $3";
    let state = after.state.to_string();
    let args = args![
        organization,
        &after.id,
        before.version,
        &after.division,
        &state,
        columns.name_key,
        columns.email_key,
        columns.jabber_id,
        after.manager.clone(),
        after.version,
        &columns.document,
        &columns.profile,
        after.dates.state_reason.clone(),
        after.dates.state_changed_at.map(DateTime::milliseconds),
        now.milliseconds()
    ];
    if !divisions.contains(&before.division) || tx.run(sql, &args).await? == 0 {
        return Ok(Saved::Stale);
    }
    (after.document, after.profile) = (columns.document, columns.profile);
    named(tx, after)?;
    if (&before.division, &before.state) != (&after.division, &after.state) {
        let left = before.state.to_string();
        let mut changes: [(&str, &str, i64); 2] =
            [(&before.division, &left, -1), (&after.division, &state, 1)];
        USERS.count(tx, &mut changes).await?;
    }
    Ok(Saved::Stored)
}
