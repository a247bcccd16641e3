//! Sign-ins that wait for a code, by the SHA-256 of the ticket that the browser holds.

use api::DateTime;

use crate::{Result, Tx, args};

/// A sign-in that waits for a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInTicket {
    /// The organization.
    pub organization: String,
    /// The client that the user signs in to.
    pub client: String,
    /// The user, whose password was right.
    pub user: String,
    /// How many codes may still be tried.
    pub attempts_left: i64,
    /// When it ends.
    pub ends_at: DateTime,
}

/// Stores a ticket, and forgets those of the organization that have ended.
pub async fn insert(tx: &mut Tx, hash: &str, ticket: &SignInTicket, now: DateTime) -> Result<()> {
    let SignInTicket { organization, client, user, attempts_left, ends_at } = ticket;
    let sql = "DELETE FROM sign_in_tickets WHERE organization_id = $1 AND ends_at <= $2";
    tx.run(sql, &args![organization, now.milliseconds()]).await?;
    let sql = "INSERT INTO sign_in_tickets \
               (hash, organization_id, client_id, user_id, attempts_left, ends_at) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let ends_at = ends_at.milliseconds();
    tx.run(sql, &args![hash, organization, client, user, *attempts_left, ends_at]).await?;
    Ok(())
}

/// Spends one attempt of a ticket that has one left; answers it as it is afterwards.
pub async fn attempt(
    tx: &mut Tx,
    hash: &str,
    client: &str,
    now: DateTime,
) -> Result<Option<SignInTicket>> {
    let sql = "UPDATE sign_in_tickets SET attempts_left = attempts_left - 1 \
               WHERE hash = $1 AND client_id = $2 AND attempts_left > 0 AND ends_at > $3 \
               RETURNING organization_id, client_id, user_id, attempts_left, ends_at";
    tx.one(sql, &args![hash, client, now.milliseconds()], |row| {
        Ok(SignInTicket {
            organization: row.get(0)?,
            client: row.get(1)?,
            user: row.get(2)?,
            attempts_left: row.get(3)?,
            ends_at: DateTime::from_milliseconds(row.get(4)?),
        })
    })
    .await
}

/// Removes a ticket.
pub async fn end(tx: &mut Tx, hash: &str) -> Result<()> {
    tx.run("DELETE FROM sign_in_tickets WHERE hash = $1", &args![hash]).await?;
    Ok(())
}
