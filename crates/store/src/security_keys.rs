//! Security keys among the verifiers, and what a new one has to sign.

use api::DateTime;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result, Tx, args,
    documents::to_json,
    from_json,
    verifiers::{Method, StoredVerifier, save},
};

/// What is kept of a security key besides its name for itself. There is no secret in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityKey {
    /// The domain that it belongs to: it signs for no other.
    pub site: String,
    /// Its public key in COSE, in base64url.
    pub public_key: String,
    /// How often it has signed, by its own count; 0 where it does not count.
    pub counter: u32,
    /// Ways to reach it, such as `usb` or `internal`, as the browser said.
    pub transports: Vec<String>,
}

/// What a key that is being registered has to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// Random bytes, in base64url.
    pub challenge: String,
    /// The domain that the key will belong to.
    pub site: String,
    /// When it ends.
    pub ends_at: DateTime,
}

/// Keeps what the next key of a user has to sign, in place of what was kept before.
pub async fn begin_registration(tx: &mut Tx, user: &str, asked: &Challenge) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO security_key_challenges (organization_id, user_id, challenge, site, ends_at) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organization_id, user_id) \
               DO UPDATE SET challenge = excluded.challenge, site = excluded.site, ends_at = excluded.ends_at";
    let ends_at = asked.ends_at.milliseconds();
    let values = args![organization, user, &asked.challenge, &asked.site, ends_at];
    tx.run(sql, &values).await?;
    Ok(())
}

/// What the next key of a user has to sign, unless it has ended.
pub async fn find_challenge(tx: &mut Tx, user: &str, now: DateTime) -> Result<Option<Challenge>> {
    let organization = &*tx.organization();
    let sql = "SELECT challenge, site, ends_at FROM security_key_challenges \
               WHERE organization_id = $1 AND user_id = $2 AND ends_at > $3";
    tx.one(sql, &args![organization, user, now.milliseconds()], |row| {
        let ends_at = DateTime::from_milliseconds(row.get(2)?);
        Ok(Challenge { challenge: row.get(0)?, site: row.get(1)?, ends_at })
    })
    .await
}

/// Forgets what the next key of a user has to sign.
pub async fn delete_challenge(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM security_key_challenges WHERE organization_id = $1 AND user_id = $2";
    tx.run(sql, &args![organization, user]).await?;
    Ok(())
}

/// Whose key has this name for itself.
pub async fn owner_of_credential(tx: &mut Tx, credential_id: &str) -> Result<Option<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id FROM verifiers WHERE organization_id = $1 AND credential_id = $2";
    tx.one(sql, &args![organization, credential_id], |row| row.get(0)).await
}

/// Adds a security key. If it is the default, the user's other verifiers are not any more.
pub async fn insert(
    tx: &mut Tx,
    user: &str,
    verifier: &StoredVerifier,
    key: &SecurityKey,
) -> Result<()> {
    let Method::SecurityKey { credential_id } = &verifier.method else {
        return Err(Error::Bug("a code generator is no security key".to_owned()));
    };
    let organization = &*tx.organization();
    // What only codes have is empty.
    let sql = "INSERT INTO verifiers (organization_id, id, user_id, name, algorithm, digits, period, secret, \
               enabled, is_default, confirmed_at, last_step, created_at, credential_id, security_key) \
               VALUES ($1, $2, $3, $4, '', 0, 0, '', $5, FALSE, $6, -1, $7, $8, $9)";
    let document = to_json(key)?;
    let values = args![
        organization,
        &verifier.id,
        user,
        &verifier.name,
        verifier.enabled,
        verifier.confirmed_at.map(DateTime::milliseconds),
        verifier.created_at.milliseconds(),
        credential_id,
        document
    ];
    tx.run(sql, &values).await?;
    if verifier.is_default { save(tx, user, verifier).await } else { Ok(()) }
}

/// The security keys of a user, enabled or not, the oldest first.
pub async fn of_user(tx: &mut Tx, user: &str) -> Result<Vec<(StoredVerifier, SecurityKey)>> {
    let organization = &*tx.organization();
    let sql = "SELECT id, name, algorithm, digits, period, enabled, is_default, confirmed_at, \
               created_at, credential_id, security_key FROM verifiers \
               WHERE organization_id = $1 AND user_id = $2 AND credential_id IS NOT NULL \
               ORDER BY created_at, id";
    tx.all(sql, &args![organization, user], |row| {
        Ok((StoredVerifier::read(row)?, from_json(row.str(10)?)?))
    })
    .await
}

/// Writes down how often a security key has signed.
pub async fn save_use(tx: &mut Tx, id: &str, key: &SecurityKey) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE verifiers SET security_key = $3 WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id, to_json(key)?]).await?;
    Ok(())
}
