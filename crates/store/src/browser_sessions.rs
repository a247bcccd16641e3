//! Browsers in which a user is signed in, by the SHA-256 of their cookie.

use api::{DateTime, State};

use crate::{Result, Tx, args};

/// A session, to be stored or as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserSession {
    /// Its id, which stays when the cookie is renewed.
    pub id: String,
    /// The organization that the user is signed in to.
    pub organization: String,
    /// The user.
    pub user: String,
    /// When the user last showed a password.
    pub signed_in_at: DateTime,
    /// When it last signed the user in.
    pub used_at: DateTime,
}

/// The session of a cookie, if its user is active; how old it may be is the caller's to say.
pub async fn find(tx: &mut Tx, hash: &str) -> Result<Option<BrowserSession>> {
    let sql = "SELECT s.id, s.organization_id, s.user_id, s.signed_in_at, s.used_at \
               FROM browser_sessions s \
               JOIN users u ON u.organization_id = s.organization_id AND u.id = s.user_id \
               WHERE s.hash = $1 AND u.state = $2";
    tx.one(sql, &args![hash, State::Active.to_string()], |row| {
        Ok(BrowserSession {
            id: row.get(0)?,
            organization: row.get(1)?,
            user: row.get(2)?,
            signed_in_at: DateTime::from_milliseconds(row.get(3)?),
            used_at: DateTime::from_milliseconds(row.get(4)?),
        })
    })
    .await
}

/// Stores a session under the hash of its new cookie, in place of the one with the same id, and
/// forgets those of the organization that began at `oldest` or before.
pub async fn save(
    tx: &mut Tx,
    hash: &str,
    session: &BrowserSession,
    oldest: DateTime,
) -> Result<()> {
    let BrowserSession { id, organization, user, signed_in_at, used_at } = session;
    let sql = "DELETE FROM browser_sessions WHERE organization_id = $1 AND signed_in_at <= $2";
    tx.run(sql, &args![organization, oldest.milliseconds()]).await?;
    let sql = "INSERT INTO browser_sessions \
               (id, hash, organization_id, user_id, signed_in_at, used_at) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET \
               hash = excluded.hash, signed_in_at = excluded.signed_in_at, \
               used_at = excluded.used_at";
    let (signed_in_at, used_at) = (signed_in_at.milliseconds(), used_at.milliseconds());
    tx.run(sql, &args![id, hash, organization, user, signed_in_at, used_at]).await?;
    Ok(())
}

/// Notes that a session was used.
pub async fn used(tx: &mut Tx, id: &str, now: DateTime) -> Result<()> {
    let sql = "UPDATE browser_sessions SET used_at = $2 WHERE id = $1";
    tx.run(sql, &args![id, now.milliseconds()]).await?;
    Ok(())
}

/// Ends a session; what was given in it stays.
pub async fn end(tx: &mut Tx, id: &str) -> Result<()> {
    tx.run("DELETE FROM browser_sessions WHERE id = $1", &args![id]).await?;
    Ok(())
}
