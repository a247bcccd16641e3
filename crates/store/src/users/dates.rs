//! When something last happened to a user that changes nothing of what the user is.

use std::collections::HashMap;

use api::DateTime;

use crate::{Result, Tx, args};

/// What last happened to a user, and when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LastDates {
    /// The user signed in with a password.
    pub login: Option<DateTime>,
    /// An invitation was sent.
    pub welcome: Option<DateTime>,
    /// The user was given a token.
    pub token: Option<DateTime>,
}

/// Which of the dates.
#[derive(Debug, Clone, Copy)]
pub enum DateOf {
    /// The user signs in with a password.
    Login,
    /// An invitation is sent.
    Welcome,
    /// The user is given a token.
    Token,
}

/// Notes that it happens now. It needs no lock of the user, because only this function writes the
/// row.
pub async fn note(tx: &mut Tx, user: &str, (what, now): (DateOf, DateTime)) -> Result<()> {
    let organization = &*tx.organization();
    let column = match what {
        DateOf::Login => "last_login_at",
        DateOf::Welcome => "welcome_sent_at",
        DateOf::Token => "last_token_at",
    };
    let sql = format!(
        "INSERT INTO user_dates (organization_id, user_id, {column}) VALUES ($1, $2, $3) \
         ON CONFLICT (organization_id, user_id) DO UPDATE SET {column} = excluded.{column}"
    );
    tx.run(&sql, &args![organization, user, now.milliseconds()]).await?;
    Ok(())
}

/// The dates of these users, by id; those to whom nothing happened are left out.
pub async fn last_dates(tx: &mut Tx, users: &[String]) -> Result<HashMap<String, LastDates>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id, last_login_at, welcome_sent_at, last_token_at \
               FROM user_dates WHERE organization_id = $1 AND user_id = ANY($2)";
    let args = args![organization, users];
    let found = tx.all(sql, &args, |row| {
        let date = |index| Ok(row.get::<Option<i64>>(index)?.map(DateTime::from_milliseconds));
        let (login, welcome, token) = (date(1)?, date(2)?, date(3)?);
        Ok((row.get(0)?, LastDates { login, welcome, token }))
    });
    Ok(found.await?.into_iter().collect())
}

/// When these users last changed, by id.
pub async fn modified(tx: &mut Tx, users: &[String]) -> Result<HashMap<String, DateTime>> {
    let organization = &*tx.organization();
    let sql = "SELECT id, modified_at FROM users WHERE organization_id = $1 AND id = ANY($2)";
    let args = args![organization, users];
    let found =
        tx.all(sql, &args, |row| Ok((row.get(0)?, DateTime::from_milliseconds(row.get(1)?))));
    Ok(found.await?.into_iter().collect())
}
