//! Token families: what one sign-in gave a client, and ends together.

use api::{DateTime, State};

use crate::{Changed, Result, Row, Subject, Tx, args, changes::NewChange, tokens};

/// A family to be stored, or as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFamily {
    /// Its id.
    pub id: String,
    /// The organization of client and user.
    pub organization: String,
    /// The client that was given it.
    pub client: String,
    /// The user whom its tokens speak for.
    pub user: String,
    /// The browser session in which it was given.
    pub session: String,
    /// Must the client show its secret for a refresh?
    pub confidential: bool,
    /// When nothing of it counts any more.
    pub ends_at: DateTime,
}

/// Stores a family, and forgets those of the organization that have ended.
pub async fn insert(tx: &mut Tx, family: &TokenFamily, now: DateTime) -> Result<()> {
    let sql = "DELETE FROM token_families WHERE organization_id = $1 AND ends_at <= $2";
    if tx.run(sql, &args![&family.organization, now.milliseconds()]).await? > 0 {
        let gone = Changed::Tokens(Subject::Everybody);
        tx.changed(NewChange::new(&family.organization, gone))?;
    }
    let sql = "INSERT INTO token_families \
               (id, organization_id, client_id, user_id, session_id, confidential, ends_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let TokenFamily { id, organization, client, user, session, confidential, ends_at } = family;
    let ends_at = ends_at.milliseconds();
    tx.run(sql, &args![id, organization, client, user, session, *confidential, ends_at]).await?;
    Ok(())
}

/// The family with this id, if its user is active.
pub async fn find_of_active_user(tx: &mut Tx, id: &str) -> Result<Option<TokenFamily>> {
    let sql = "SELECT f.id, f.organization_id, f.client_id, f.user_id, f.session_id, \
                      f.confidential, f.ends_at \
               FROM token_families f \
               JOIN users u ON u.organization_id = f.organization_id AND u.id = f.user_id \
               WHERE f.id = $1 AND u.state = $2";
    tx.one(sql, &args![id, State::Active.to_string()], |row| {
        Ok(TokenFamily {
            id: row.get(0)?,
            organization: row.get(1)?,
            client: row.get(2)?,
            user: row.get(3)?,
            session: row.get(4)?,
            confidential: row.get(5)?,
            ends_at: DateTime::from_milliseconds(row.get(6)?),
        })
    })
    .await
}

/// Notes how the client proves who it is, and until when the family lasts.
pub async fn extend(tx: &mut Tx, id: &str, confidential: bool, ends_at: DateTime) -> Result<()> {
    let sql = "UPDATE token_families SET confidential = $2, ends_at = $3 WHERE id = $1";
    tx.run(sql, &args![id, confidential, ends_at.milliseconds()]).await?;
    Ok(())
}

/// Ends a family: its code and all its tokens end.
pub async fn end(tx: &mut Tx, id: &str) -> Result<()> {
    let sql = "DELETE FROM token_families WHERE id = $1 RETURNING organization_id, user_id";
    let read = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get(1)?));
    match tx.one(sql, &args![id], read).await? {
        Some((organization, user)) => tokens::revoked(tx, &organization, Subject::User(user)),
        None => Ok(()),
    }
}

/// Ends what a client was given in a browser session.
pub async fn end_of_session(tx: &mut Tx, session: &str, client: &str) -> Result<()> {
    let sql = "DELETE FROM token_families WHERE session_id = $1 AND client_id = $2 \
               RETURNING organization_id, user_id";
    let read = |row: &Row<'_>| Ok((row.get::<String>(0)?, row.get(1)?));
    let mut ended = tx.all(sql, &args![session, client], read).await?;
    // All of them are one user's.
    match ended.pop() {
        Some((organization, user)) => tokens::revoked(tx, &organization, Subject::User(user)),
        None => Ok(()),
    }
}
