//! Access tokens, by the SHA-256 of what the caller holds.

use std::{net::IpAddr, sync::Arc};

use api::{DateTime, NamedEntity, OAuthClient, UserTokensTopic, UserTokensTopicTokenNotification};

use crate::{
    Changed, Divisions, Error, Lock, OrganizationClock, Result, Row, Subject, Tx, args,
    changes::NewChange,
    kept::{DependsOn, KeptKind},
    notifications,
    users::{self, DateOf},
};

/// What a token stands for, with what decides whether it still counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The organization it works in.
    pub organization: String,
    /// The client it was issued to; none for tokens made on the command line.
    pub client: Option<String>,
    /// The user it speaks for; none for a client's own token.
    pub user: Option<String>,
    /// When it ends, by the organization's clock.
    pub expires_at: DateTime,
    /// Raised whenever permissions of the organization may have changed.
    pub access_version: i64,
    /// The organization's clock.
    pub clock: OrganizationClock,
    /// The user's state, when there is a user.
    pub user_state: Option<String>,
    /// The client's state, when there is a client.
    pub client_state: Option<String>,
    /// The scopes that limit what the client may do for its users: none, no limit.
    pub client_scopes: Vec<String>,
    /// When the client is to be deleted, and its tokens with it.
    pub client_delete_at: Option<DateTime>,
}

impl Session {
    fn read(row: &Row<'_>) -> Result<Self> {
        let date = |index| Ok(row.get::<Option<i64>>(index)?.map(DateTime::from_milliseconds));
        let (scopes, document): (Option<String>, Option<String>) = (row.get(9)?, row.get(11)?);
        let (client_scopes, client_delete_at) = match document {
            // An earlier version wrote the client.
            Some(document) => {
                let client: OAuthClient = crate::from_json(&document)?;
                (client.scope.unwrap_or_default(), client.date_to_delete)
            }
            None => {
                let scopes = scopes.unwrap_or_default();
                (scopes.split_whitespace().map(str::to_owned).collect(), date(10)?)
            }
        };
        Ok(Self {
            organization: row.get(0)?,
            client: row.get(1)?,
            user: row.get(2)?,
            expires_at: DateTime::from_milliseconds(row.get(3)?),
            access_version: row.get(4)?,
            clock: OrganizationClock::stored(row.get(5)?, row.get(6)?),
            user_state: row.get(7)?,
            client_state: row.get(8)?,
            client_scopes,
            client_delete_at,
        })
    }
}

/// What the token with this hash stands for, expired or not.
pub async fn session(tx: &mut Tx, hash: &str) -> Result<Option<Session>> {
    if let Some(session) = tx.kept::<Session>(KeptKind::Session, hash) {
        return Ok(Some((*session).clone()));
    }
    let found = read(tx, hash).await?;
    if let Some(session) = &found {
        let scopes: usize = session.client_scopes.iter().map(|scope| scope.len() + 24).sum();
        let bytes = size_of::<Session>() + 4 * 36 + scopes;
        let user = session.user.as_deref().map(Box::from);
        let of = DependsOn { organization: session.organization.as_str().into(), user };
        tx.keep((KeptKind::Session, hash, of), (Arc::new(session.clone()), bytes));
    }
    Ok(found)
}

/// Debug builds read the row of a session that was kept in memory as well: it has to be the same.
/// Only of one that has not expired: rows of those may be gone.
pub async fn check_kept(tx: &mut Tx, hash: &str, session: &Session) -> Result<()> {
    if cfg!(debug_assertions)
        && tx.kept::<Session>(KeptKind::Session, hash).is_some()
        && read(tx, hash).await?.as_ref() != Some(session)
    {
        return Err(Error::Bug("a session is kept as it is not any more".to_owned()));
    }
    Ok(())
}

async fn read(tx: &mut Tx, hash: &str) -> Result<Option<Session>> {
    let sql = "SELECT t.organization_id, t.client_id, t.user_id, t.expires_at, o.access_version, \
                      o.clock_offset, o.clock_stopped_at, u.state, c.state, c.scopes, c.delete_at, \
                      CASE WHEN c.scopes IS NULL THEN c.document END \
               FROM tokens t JOIN organizations o ON o.id = t.organization_id \
               LEFT JOIN users u ON u.organization_id = t.organization_id AND u.id = t.user_id \
               LEFT JOIN oauth_clients c ON c.id = t.client_id \
               WHERE t.hash = $1";
    tx.one(sql, &args![hash], Session::read).await
}

/// A token to be stored.
#[derive(Debug)]
pub struct NewToken<'a> {
    /// The SHA-256 of the token, in hexadecimal.
    pub hash: &'a str,
    /// The client it is issued to.
    pub client: Option<&'a str>,
    /// The user it speaks for.
    pub user: Option<&'a str>,
    /// The family it ends with, when a sign-in gave it.
    pub family: Option<&'a str>,
    /// When it was issued.
    pub issued_at: DateTime,
    /// When it ends.
    pub expires_at: DateTime,
}

/// Stores a token of the organization, forgets the organization's tokens that have ended, and notes when the user
/// was last given one.
pub async fn insert(tx: &mut Tx, token: &NewToken<'_>) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM tokens WHERE organization_id = $1 AND expires_at < $2";
    let issued_at = token.issued_at.milliseconds();
    if tx.run(sql, &args![organization, issued_at]).await? > 0 {
        // A clock that was set back would let a cached session count again.
        tx.changed(NewChange::new(organization, Changed::Tokens(Subject::Everybody)))?;
    }
    let sql = "INSERT INTO tokens \
               (hash, organization_id, client_id, user_id, family_id, issued_at, expires_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let NewToken { hash, client, user, family, .. } = *token;
    let expires_at = token.expires_at.milliseconds();
    tx.run(sql, &args![hash, organization, client, user, family, issued_at, expires_at]).await?;
    if let Some(user) = user {
        users::note(tx, user, (DateOf::Token, token.issued_at)).await?;
    }
    Ok(())
}

/// Tells the user, whose lock must be held, that there is a token, and from which address it was asked
/// for; never the token itself.
pub async fn tell(
    tx: &mut Tx,
    user: &str,
    token: &NewToken<'_>,
    address: Option<IpAddr>,
) -> Result<()> {
    let named = users::find(tx, &Divisions::all(), user).await?;
    let shown = named.map(|found| found.read_document()).transpose()?;
    let name = shown.and_then(|shown| shown.name);
    let body = UserTokensTopicTokenNotification {
        client_id: token.client.map(str::to_owned),
        date_created: Some(token.issued_at.to_string()),
        session_id: token.family.map(str::to_owned),
        token_expiration_date: Some(token.expires_at.to_string()),
        token_hash: Some(token.hash.to_owned()),
        user: Some(NamedEntity { id: Some(user.to_owned()), name }),
        ip_address: address.map(|address| address.to_string()),
    };
    let told = notifications::told(&UserTokensTopic { id: user.to_owned() }, &body)?;
    notifications::tell(tx, user, vec![told])
}

/// Revokes one token, with the family that it belongs to: no refresh token outlives it.
pub async fn delete(tx: &mut Tx, hash: &str) -> Result<()> {
    let sql = "SELECT organization_id, user_id, client_id FROM tokens WHERE hash = $1";
    let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let found: Option<(String, Option<String>, Option<String>)> =
        tx.one(sql, &args![hash], read).await?;
    let Some((organization, user, client)) = found else { return Ok(()) };
    let sql =
        "DELETE FROM token_families WHERE id IN (SELECT family_id FROM tokens WHERE hash = $1)";
    tx.run(sql, &args![hash]).await?;
    tx.run("DELETE FROM tokens WHERE hash = $1", &args![hash]).await?;
    let subject = user.map(Subject::User).or_else(|| client.map(Subject::Client));
    let subject = subject.unwrap_or(Subject::Everybody);
    revoked(tx, &organization, subject)
}

/// Signs a user out everywhere: ends every token, every token family, every browser session and
/// every sign-in under way. Another sign-in waits until this transaction has ended.
pub async fn delete_of_user(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    tx.lock(Lock::User(user)).await?;
    for table in ["tokens", "token_families", "browser_sessions", "sign_in_tickets"] {
        let sql = format!("DELETE FROM {table} WHERE organization_id = $1 AND user_id = $2");
        tx.run(&sql, &args![organization, user]).await?;
    }
    revoked(tx, organization, Subject::User(user.to_owned()))
}

pub(crate) fn revoked(tx: &mut Tx, organization: &str, subject: Subject) -> Result<()> {
    tx.changed(NewChange::new(organization, Changed::Tokens(subject)))
}

/// Signs a user out everywhere but where this token was given: its family and its browser session
/// stay too.
pub async fn delete_others_of_user(tx: &mut Tx, user: &str, kept: &str) -> Result<()> {
    let organization = &*tx.organization();
    tx.lock(Lock::User(user)).await?;
    let sql = "DELETE FROM tokens WHERE organization_id = $1 AND user_id = $2 AND hash <> $3 \
               AND (family_id IS NULL OR family_id NOT IN \
                   (SELECT family_id FROM tokens WHERE hash = $3 AND family_id IS NOT NULL))";
    tx.run(sql, &args![organization, user, kept]).await?;
    let sql = "DELETE FROM token_families WHERE organization_id = $1 AND user_id = $2 AND id NOT IN \
               (SELECT family_id FROM tokens WHERE hash = $3 AND family_id IS NOT NULL)";
    tx.run(sql, &args![organization, user, kept]).await?;
    let sql = "DELETE FROM browser_sessions WHERE organization_id = $1 AND user_id = $2 AND id NOT IN \
               (SELECT session_id FROM token_families WHERE organization_id = $1 AND user_id = $2)";
    tx.run(sql, &args![organization, user]).await?;
    let sql = "DELETE FROM sign_in_tickets WHERE organization_id = $1 AND user_id = $2";
    tx.run(sql, &args![organization, user]).await?;
    revoked(tx, organization, Subject::User(user.to_owned()))
}

/// Revokes all that was issued to a client, and ends the sign-ins to it that are under way.
pub async fn delete_of_client(tx: &mut Tx, client: &str) -> Result<()> {
    for table in ["tokens", "token_families", "sign_in_tickets"] {
        let sql = format!("DELETE FROM {table} WHERE client_id = $1");
        tx.run(&sql, &args![client]).await?;
    }
    let sql = "SELECT organization_id FROM oauth_clients WHERE id = $1";
    match tx.one(sql, &args![client], |row| row.get::<String>(0)).await? {
        Some(organization) => revoked(tx, &organization, Subject::Client(client.to_owned())),
        None => Ok(()),
    }
}
