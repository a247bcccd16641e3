//! Refresh tokens, by the SHA-256 of what the client holds.

use api::DateTime;

use crate::{Result, Tx, args};

/// A refresh token, to be stored or as it is stored.
#[derive(Debug, Clone)]
pub struct StoredRefreshToken {
    /// The organization it is for.
    pub organization: String,
    /// What it belongs to.
    pub family: String,
    /// Was it used already?
    pub used: bool,
    /// When it ends.
    pub ends_at: DateTime,
}

/// Stores a refresh token, and forgets those of the organization that have ended.
pub async fn insert(
    tx: &mut Tx,
    hash: &str,
    token: &StoredRefreshToken,
    now: DateTime,
) -> Result<()> {
    let sql = "DELETE FROM refresh_tokens WHERE organization_id = $1 AND ends_at <= $2";
    tx.run(sql, &args![&token.organization, now.milliseconds()]).await?;
    let sql = "INSERT INTO refresh_tokens (hash, organization_id, family_id, used, ends_at) \
               VALUES ($1, $2, $3, $4, $5)";
    let StoredRefreshToken { organization, family, used, ends_at } = token;
    tx.run(sql, &args![hash, organization, family, *used, ends_at.milliseconds()]).await?;
    Ok(())
}

/// The refresh token with this hash, used or not, ended or not.
pub async fn find(tx: &mut Tx, hash: &str) -> Result<Option<StoredRefreshToken>> {
    let sql =
        "SELECT organization_id, family_id, used, ends_at FROM refresh_tokens WHERE hash = $1";
    tx.one(sql, &args![hash], |row| {
        Ok(StoredRefreshToken {
            organization: row.get(0)?,
            family: row.get(1)?,
            used: row.get(2)?,
            ends_at: DateTime::from_milliseconds(row.get(3)?),
        })
    })
    .await
}

/// Uses a refresh token up; `false` if it was used before.
pub async fn use_up(tx: &mut Tx, hash: &str) -> Result<bool> {
    let sql = "UPDATE refresh_tokens SET used = TRUE WHERE hash = $1 AND used = FALSE";
    Ok(tx.run(sql, &args![hash]).await? == 1)
}
