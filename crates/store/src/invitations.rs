//! Invitations, and the links that set a password once.

use api::{DateTime, State, WireEnum};

use crate::{
    Changed, Result, ServerTime, Tx, Work, args,
    changes::NewChange,
    users::{self, DateOf},
};

/// An invitation to be sent.
#[derive(Debug)]
pub struct NewInvitation<'a> {
    /// Its id.
    pub id: &'a str,
    /// Who is invited.
    pub user: &'a str,
    /// The address that it goes to.
    pub email: &'a str,
    /// When it was made, by the organization's clock.
    pub made_at: DateTime,
    /// When it ends, by the organization's clock.
    pub ends_at: DateTime,
    /// When its mail is to be sent, by the server's clock.
    pub due_at: ServerTime,
}

/// Is an invitation of the user pending?
pub async fn is_pending(tx: &mut Tx, user: &str, now: DateTime) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM invitations \
               WHERE organization_id = $1 AND user_id = $2 AND ends_at > $3";
    let args = args![organization, user, now.milliseconds()];
    Ok(tx.one(sql, &args, |row| row.get::<String>(0)).await?.is_some())
}

/// Invites a user, wakes the mail, and notes when; an earlier invitation and its links end.
pub async fn insert(tx: &mut Tx, new: &NewInvitation<'_>) -> Result<()> {
    let organization = &*tx.organization();
    let NewInvitation { id, user, email, .. } = *new;
    withdraw(tx, user).await?;
    let (made_at, ends_at) = (new.made_at.milliseconds(), new.ends_at.milliseconds());
    let sql = "INSERT INTO invitations (id, organization_id, user_id, email, made_at, ends_at, due_at, \
               attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)";
    let due_at = new.due_at.milliseconds();
    tx.run(sql, &args![id, organization, user, email, made_at, ends_at, due_at]).await?;
    tx.changed(NewChange::new(organization, Changed::Due(Work::Mail)))?;
    users::note(tx, user, (DateOf::Welcome, new.made_at)).await
}

/// Ends the invitation of a user and every link that would set the user's password.
pub async fn withdraw(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let args = args![organization, user];
    let sql = "DELETE FROM invitations WHERE organization_id = $1 AND user_id = $2";
    tx.run(sql, &args).await?;
    let sql = "DELETE FROM password_links WHERE organization_id = $1 AND user_id = $2";
    tx.run(sql, &args).await?;
    Ok(())
}

/// The same for many users.
pub async fn withdraw_all(tx: &mut Tx, users: &[String]) -> Result<()> {
    let organization = &*tx.organization();
    let args = args![organization, users];
    let sql = "DELETE FROM invitations WHERE organization_id = $1 AND user_id = ANY($2)";
    tx.run(sql, &args).await?;
    let sql = "DELETE FROM password_links WHERE organization_id = $1 AND user_id = ANY($2)";
    tx.run(sql, &args).await?;
    Ok(())
}

/// Ends one invitation with its links; `false` when it is not the user's present one any more.
pub async fn withdraw_one(tx: &mut Tx, id: &str) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id FROM invitations WHERE organization_id = $1 AND id = $2";
    let user = tx.one(sql, &args![organization, id], |row| row.get::<String>(0)).await?;
    let Some(user) = user else { return Ok(false) };
    withdraw(tx, &user).await?;
    Ok(true)
}

/// An invitation whose mail is to be sent.
#[derive(Debug, Clone)]
pub struct DueInvitation {
    /// Its id.
    pub id: String,
    /// The organization.
    pub organization: String,
    /// Who is invited.
    pub user: String,
    /// The address that it goes to.
    pub email: String,
    /// When it was made, by the organization's clock.
    pub made_at: DateTime,
    /// When it ends, by the organization's clock.
    pub ends_at: DateTime,
    /// How often its mail has been tried, this time included.
    pub attempts: i64,
}

/// Takes the mail that has been due for longest, if one is due; no other node gets it before
/// `until`.
pub async fn claim(
    tx: &mut Tx,
    now: ServerTime,
    until: ServerTime,
) -> Result<Option<DueInvitation>> {
    // The second condition is looked at again when another node has held the row.
    let sql = "UPDATE invitations SET due_at = $2, attempts = attempts + 1 \
               WHERE id = (SELECT id FROM invitations WHERE due_at <= $1 ORDER BY due_at, id LIMIT 1) \
               AND due_at <= $1 \
               RETURNING id, organization_id, user_id, email, made_at, ends_at, attempts";
    tx.one(sql, &args![now.milliseconds(), until.milliseconds()], |row| {
        Ok(DueInvitation {
            id: row.get(0)?,
            organization: row.get(1)?,
            user: row.get(2)?,
            email: row.get(3)?,
            made_at: DateTime::from_milliseconds(row.get(4)?),
            ends_at: DateTime::from_milliseconds(row.get(5)?),
            attempts: row.get(6)?,
        })
    })
    .await
}

/// The mail of an invitation is on its way, or, with a time, is to be tried again then.
pub async fn tried(tx: &mut Tx, id: &str, again: Option<ServerTime>) -> Result<()> {
    let sql = "UPDATE invitations SET due_at = $2 WHERE id = $1";
    tx.run(sql, &args![id, again.map(ServerTime::milliseconds)]).await?;
    Ok(())
}

/// A link that sets a password.
#[derive(Debug, Clone)]
pub struct Link {
    /// The organization.
    pub organization: String,
    /// Whose password it sets.
    pub user: String,
    /// When it ends, by the organization's clock.
    pub ends_at: DateTime,
}

/// Makes a link that sets the user's password, good for the address that the user has now.
pub async fn insert_link(tx: &mut Tx, hash: &str, user: &str, ends_at: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO password_links (hash, organization_id, user_id, email_key, ends_at) \
               SELECT $1, organization_id, id, email_key, CAST($4 AS BIGINT) FROM users \
               WHERE organization_id = $2 AND id = $3";
    tx.run(sql, &args![hash, organization, user, ends_at.milliseconds()]).await?;
    Ok(())
}

/// Removes one link.
pub async fn delete_link(tx: &mut Tx, hash: &str) -> Result<()> {
    tx.run("DELETE FROM password_links WHERE hash = $1", &args![hash]).await?;
    Ok(())
}

/// The link with this hash, if its user is active and has the address that it was made for.
pub async fn find_link(tx: &mut Tx, hash: &str) -> Result<Option<Link>> {
    let sql = "SELECT l.organization_id, l.user_id, l.ends_at FROM password_links l \
               JOIN users u ON u.organization_id = l.organization_id AND u.id = l.user_id \
                   AND u.email_key = l.email_key \
               WHERE l.hash = $1 AND u.state = $2";
    tx.one(sql, &args![hash, State::Active.as_str()], |row| {
        Ok(Link {
            organization: row.get(0)?,
            user: row.get(1)?,
            ends_at: DateTime::from_milliseconds(row.get(2)?),
        })
    })
    .await
}
