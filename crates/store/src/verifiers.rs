//! Second factors of users.

use api::DateTime;

use crate::{Result, Row, Tx, args};

/// A verifier as it is stored, without its secret.
#[derive(Debug, Clone)]
pub struct StoredVerifier {
    /// Its id.
    pub id: String,
    /// What its user calls it.
    pub name: String,
    /// How it proves who its user is.
    pub method: Method,
    /// Is it asked for at sign-in, once it is confirmed?
    pub enabled: bool,
    /// Is it the one that is asked first?
    pub is_default: bool,
    /// When the first right code came; without one it counts for nothing.
    pub confirmed_at: Option<DateTime>,
    /// When it was made.
    pub created_at: DateTime,
}

/// How a verifier proves who its user is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// It makes codes that follow the time.
    Codes {
        /// The hash with which codes are made: `SHA1`, `SHA256` or `SHA512`.
        algorithm: String,
        /// How many digits a code has.
        digits: i64,
        /// For how many seconds a code is shown.
        period: i64,
    },
    /// It signs what it is asked to.
    SecurityKey {
        /// The key's own name for itself, in base64url.
        credential_id: String,
    },
}

/// A verifier with what its codes are made from. It is not `Debug`, so that no log ever has it.
pub struct Key {
    /// The verifier.
    pub verifier: StoredVerifier,
    /// Its secret, in base32.
    pub secret: String,
    /// The step of time of the last code that was accepted.
    pub last_step: i64,
}

impl StoredVerifier {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self> {
        let confirmed_at = row.get::<Option<i64>>(7)?;
        let method = match row.get::<Option<String>>(9)? {
            Some(credential_id) => Method::SecurityKey { credential_id },
            None => {
                Method::Codes { algorithm: row.get(2)?, digits: row.get(3)?, period: row.get(4)? }
            }
        };
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            method,
            enabled: row.get(5)?,
            is_default: row.get(6)?,
            confirmed_at: confirmed_at.map(DateTime::from_milliseconds),
            created_at: DateTime::from_milliseconds(row.get(8)?),
        })
    }
}

const SELECT: &str = "SELECT id, name, algorithm, digits, period, enabled, is_default, confirmed_at, \
                      created_at, credential_id FROM verifiers WHERE organization_id = $1 AND user_id = $2";

/// The verifiers of a user, the oldest first, but for those that were made before `waiting_since`
/// and never confirmed.
pub async fn of_user(
    tx: &mut Tx,
    user: &str,
    waiting_since: DateTime,
) -> Result<Vec<StoredVerifier>> {
    let organization = &*tx.organization();
    let sql = format!(
        "{SELECT} AND (confirmed_at IS NOT NULL OR created_at >= $3) ORDER BY created_at, id"
    );
    let since = waiting_since.milliseconds();
    tx.all(&sql, &args![organization, user, since], StoredVerifier::read).await
}

/// One verifier of a user, unless it was made before `waiting_since` and never confirmed.
pub async fn find(
    tx: &mut Tx,
    user: &str,
    id: &str,
    waiting_since: DateTime,
) -> Result<Option<StoredVerifier>> {
    let organization = &*tx.organization();
    let sql = format!("{SELECT} AND id = $3 AND (confirmed_at IS NOT NULL OR created_at >= $4)");
    let since = waiting_since.milliseconds();
    tx.one(&sql, &args![organization, user, id, since], StoredVerifier::read).await
}

/// Adds a code generator with its secret, in base32.
pub async fn insert(
    tx: &mut Tx,
    user: &str,
    verifier: &StoredVerifier,
    secret: &str,
) -> Result<()> {
    let Method::Codes { algorithm, digits, period } = &verifier.method else {
        return Err(crate::Error::Bug("a security key has no secret here".to_owned()));
    };
    let organization = &*tx.organization();
    let sql = "INSERT INTO verifiers (organization_id, id, user_id, name, algorithm, digits, period, secret, \
               enabled, is_default, confirmed_at, last_step, created_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, -1, $12)";
    let args = args![
        organization,
        &verifier.id,
        user,
        &verifier.name,
        algorithm,
        *digits,
        *period,
        secret,
        verifier.enabled,
        verifier.is_default,
        verifier.confirmed_at.map(DateTime::milliseconds),
        verifier.created_at.milliseconds()
    ];
    tx.run(sql, &args).await?;
    Ok(())
}

/// Stores what of a verifier can change: name, enabled, default and when it was confirmed. If it
/// is the default, the user's others are not any more.
pub async fn save(tx: &mut Tx, user: &str, verifier: &StoredVerifier) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE verifiers SET name = $4, enabled = $5, is_default = $6, confirmed_at = $7 \
               WHERE organization_id = $1 AND user_id = $2 AND id = $3";
    let StoredVerifier { id, name, enabled, is_default, confirmed_at, .. } = verifier;
    let confirmed_at = confirmed_at.map(DateTime::milliseconds);
    let values = args![organization, user, id, name, *enabled, *is_default, confirmed_at];
    tx.run(sql, &values).await?;
    if verifier.is_default && verifier.confirmed_at.is_some() {
        let sql = "UPDATE verifiers SET is_default = FALSE \
                   WHERE organization_id = $1 AND user_id = $2 AND id <> $3 AND is_default = TRUE";
        tx.run(sql, &args![organization, user, id]).await?;
    }
    Ok(())
}

/// Removes a verifier.
pub async fn delete(tx: &mut Tx, user: &str, id: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM verifiers WHERE organization_id = $1 AND user_id = $2 AND id = $3";
    tx.run(sql, &args![organization, user, id]).await?;
    Ok(())
}

/// Removes every verifier of a user, and forgets their wrong codes; how many there were.
pub async fn delete_of_user(tx: &mut Tx, user: &str) -> Result<u64> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM verifiers WHERE organization_id = $1 AND user_id = $2";
    let removed = tx.run(sql, &args![organization, user]).await?;
    delete_wrong_codes(tx, user).await?;
    Ok(removed)
}

/// Removes the verifiers of a user that were made before then and never confirmed.
pub async fn delete_waiting(tx: &mut Tx, user: &str, before: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM verifiers \
               WHERE organization_id = $1 AND user_id = $2 AND confirmed_at IS NULL AND created_at < $3";
    tx.run(sql, &args![organization, user, before.milliseconds()]).await?;
    Ok(())
}

/// Does a sign-in of the user take a second factor: is a confirmed verifier enabled?
pub async fn any_enabled(tx: &mut Tx, user: &str) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "SELECT 1 FROM verifiers WHERE organization_id = $1 AND user_id = $2 \
               AND enabled = TRUE AND confirmed_at IS NOT NULL LIMIT 1";
    Ok(tx.one(sql, &args![organization, user], |_| Ok(())).await?.is_some())
}

/// The code generators of a user with their secrets, confirmed or not, enabled or not.
pub async fn keys(tx: &mut Tx, user: &str) -> Result<Vec<Key>> {
    let organization = &*tx.organization();
    let sql = "SELECT id, name, algorithm, digits, period, enabled, is_default, confirmed_at, \
               created_at, credential_id, secret, last_step FROM verifiers \
               WHERE organization_id = $1 AND user_id = $2 AND credential_id IS NULL \
               ORDER BY created_at, id";
    tx.all(sql, &args![organization, user], |row| {
        let (verifier, secret) = (StoredVerifier::read(row)?, row.get(10)?);
        Ok(Key { verifier, secret, last_step: row.get(11)? })
    })
    .await
}

/// Uses the codes of a verifier up to this step; `false` when they were used before.
pub async fn use_step(tx: &mut Tx, id: &str, step: i64) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "UPDATE verifiers SET last_step = $3 \
               WHERE organization_id = $1 AND id = $2 AND last_step < $3 RETURNING id";
    let used = tx.one(sql, &args![organization, id, step], |row| row.get::<String>(0)).await?;
    Ok(used.is_some())
}

/// Wrong codes of a user in a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WrongCodes {
    /// How many.
    pub wrong: i64,
    /// Until then no code is looked at.
    pub refused_until: Option<DateTime>,
}

/// How many wrong codes in a row a user has given.
pub async fn wrong_codes(tx: &mut Tx, user: &str) -> Result<WrongCodes> {
    let organization = &*tx.organization();
    let sql =
        "SELECT wrong, refused_until FROM wrong_codes WHERE organization_id = $1 AND user_id = $2";
    let found = tx
        .one(sql, &args![organization, user], |row| {
            let refused_until = row.get::<Option<i64>>(1)?.map(DateTime::from_milliseconds);
            Ok(WrongCodes { wrong: row.get(0)?, refused_until })
        })
        .await?;
    Ok(found.unwrap_or_default())
}

/// Writes down how many wrong codes in a row a user has given.
pub async fn save_wrong_codes(tx: &mut Tx, user: &str, codes: WrongCodes) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO wrong_codes (organization_id, user_id, wrong, refused_until) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (organization_id, user_id) \
               DO UPDATE SET wrong = excluded.wrong, refused_until = excluded.refused_until";
    let until = codes.refused_until.map(DateTime::milliseconds);
    tx.run(sql, &args![organization, user, codes.wrong, until]).await?;
    Ok(())
}

/// A right code came: those before it are forgiven.
pub async fn delete_wrong_codes(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM wrong_codes WHERE organization_id = $1 AND user_id = $2";
    tx.run(sql, &args![organization, user]).await?;
    Ok(())
}
