//! Authorization codes, by the SHA-256 of what the client is handed.

use api::DateTime;

use crate::{Result, Tx, args};

/// A code, to be stored or as it is stored.
#[derive(Debug, Clone)]
pub struct StoredCode {
    /// The organization it is for.
    pub organization: String,
    /// What it gives.
    pub family: String,
    /// Where it was sent to.
    pub redirect_uri: String,
    /// The SHA-256 of the verifier that must come with it, in URL-safe base64.
    pub challenge: Option<String>,
    /// Was it exchanged already?
    pub used: bool,
    /// When it ends.
    pub ends_at: DateTime,
}

/// Stores a code, and forgets those of the organization that have ended.
pub async fn insert(tx: &mut Tx, hash: &str, code: &StoredCode, now: DateTime) -> Result<()> {
    let sql = "DELETE FROM authorization_codes WHERE organization_id = $1 AND ends_at <= $2";
    tx.run(sql, &args![&code.organization, now.milliseconds()]).await?;
    let sql = "INSERT INTO authorization_codes \
               (hash, organization_id, family_id, redirect_uri, challenge, used, ends_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let StoredCode { organization, family, redirect_uri, challenge, used, ends_at } = code;
    let (challenge, ends_at) = (challenge.clone(), ends_at.milliseconds());
    let args = args![hash, organization, family, redirect_uri, challenge, *used, ends_at];
    tx.run(sql, &args).await?;
    Ok(())
}

/// The code with this hash, used or not, ended or not.
pub async fn find(tx: &mut Tx, hash: &str) -> Result<Option<StoredCode>> {
    let sql = "SELECT organization_id, family_id, redirect_uri, challenge, used, ends_at \
               FROM authorization_codes WHERE hash = $1";
    tx.one(sql, &args![hash], |row| {
        Ok(StoredCode {
            organization: row.get(0)?,
            family: row.get(1)?,
            redirect_uri: row.get(2)?,
            challenge: row.get(3)?,
            used: row.get(4)?,
            ends_at: DateTime::from_milliseconds(row.get(5)?),
        })
    })
    .await
}

/// Uses a code up; `false` if it was used before.
pub async fn use_up(tx: &mut Tx, hash: &str) -> Result<bool> {
    let sql = "UPDATE authorization_codes SET used = TRUE WHERE hash = $1 AND used = FALSE";
    Ok(tx.run(sql, &args![hash]).await? == 1)
}
