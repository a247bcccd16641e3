//! Attempts to sign in, counted by account and by address.
//!
//! An account and an address are given as digests; an empty one stands for any. An account need not
//! exist.

use api::DateTime;

use crate::{Result, Tx, args};

/// A count of attempts: on an account, from an address, or on an account from an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Counted {
    /// The account, or nothing for any.
    pub account: String,
    /// The address, or nothing for any.
    pub address: String,
}

/// How often it failed, and what follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Attempts that failed or are under way, those forgiven not counted.
    pub failures: i64,
    /// Since when the next of them is being forgiven.
    pub forgiving_since: DateTime,
    /// When attempts are let through again.
    pub blocked_until: DateTime,
    /// When it means nothing any more.
    pub ends_at: DateTime,
}

/// The count, locked until this transaction has ended; it begins if there is none.
///
/// A transaction that locks several takes the account first, then account and address together,
/// then the address, to avoid deadlocks.
pub async fn hold(tx: &mut Tx, counted: &Counted, now: DateTime) -> Result<Count> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO sign_in_attempts (organization_id, account, address, failures, \
               forgiving_since, blocked_until, ends_at) VALUES ($1, $2, $3, 0, $4, 0, $4) \
               ON CONFLICT (organization_id, account, address) \
               DO UPDATE SET failures = sign_in_attempts.failures \
               RETURNING failures, forgiving_since, blocked_until, ends_at";
    let args = args![organization, &counted.account, &counted.address, now.milliseconds()];
    let held = tx.one(sql, &args, |row| {
        let date = |index| Ok(DateTime::from_milliseconds(row.get(index)?));
        Ok(Count {
            failures: row.get(0)?,
            forgiving_since: date(1)?,
            blocked_until: date(2)?,
            ends_at: date(3)?,
        })
    });
    let none = Count { failures: 0, forgiving_since: now, blocked_until: now, ends_at: now };
    Ok(held.await?.unwrap_or(none))
}

/// Stores a count.
pub async fn save(tx: &mut Tx, counted: &Counted, count: &Count) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE sign_in_attempts SET failures = $4, forgiving_since = $5, blocked_until = $6, \
               ends_at = $7 WHERE organization_id = $1 AND account = $2 AND address = $3";
    let args = args![
        organization,
        &counted.account,
        &counted.address,
        count.failures,
        count.forgiving_since.milliseconds(),
        count.blocked_until.milliseconds(),
        count.ends_at.milliseconds()
    ];
    tx.run(sql, &args).await?;
    Ok(())
}

/// Forgets the counts that mean nothing any more.
pub async fn sweep(tx: &mut Tx, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM sign_in_attempts WHERE organization_id = $1 AND ends_at < $2";
    tx.run(sql, &args![organization, now.milliseconds()]).await?;
    Ok(())
}

/// Deletes one count.
pub async fn delete(tx: &mut Tx, counted: &Counted) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM sign_in_attempts \
               WHERE organization_id = $1 AND account = $2 AND address = $3";
    tx.run(sql, &args![organization, &counted.account, &counted.address]).await?;
    Ok(())
}

/// Deletes all counts of an account, from every address.
pub async fn delete_of_account(tx: &mut Tx, account: &str) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM sign_in_attempts WHERE organization_id = $1 AND account = $2";
    Ok(tx.run(sql, &args![organization, account]).await? > 0)
}

/// Has the user with this e-mail address signed in from the address since? `false` if there is no
/// such user.
pub async fn is_familiar(tx: &mut Tx, email: &str, address: &str, since: DateTime) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "SELECT f.user_id FROM familiar_addresses f JOIN users u \
                   ON u.organization_id = f.organization_id AND u.id = f.user_id \
               WHERE f.organization_id = $1 AND u.email_key = $2 AND f.address = $3 AND f.seen_at >= $4";
    let args = args![organization, crate::fold(email), address, since.milliseconds()];
    Ok(tx.one(sql, &args, |row| row.get::<String>(0)).await?.is_some())
}

/// Notes that the user has signed in from the address; the last `most` of them are kept.
pub async fn make_familiar(
    tx: &mut Tx,
    user: &str,
    address: &str,
    (now, most): (DateTime, i64),
) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO familiar_addresses (organization_id, user_id, address, seen_at) \
               VALUES ($1, $2, $3, $4) ON CONFLICT (organization_id, user_id, address) \
               DO UPDATE SET seen_at = excluded.seen_at";
    tx.run(sql, &args![organization, user, address, now.milliseconds()]).await?;
    let sql = "DELETE FROM familiar_addresses WHERE organization_id = $1 AND user_id = $2 \
               AND address NOT IN (SELECT address FROM familiar_addresses \
                   WHERE organization_id = $1 AND user_id = $2 \
                   ORDER BY seen_at DESC, address LIMIT $3)";
    tx.run(sql, &args![organization, user, most]).await?;
    Ok(())
}
