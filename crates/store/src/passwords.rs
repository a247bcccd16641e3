//! Hashes of passwords.

use api::DateTime;

use crate::{Result, Tx, args};

/// A stored password.
#[derive(Debug, Clone)]
pub struct StoredPassword {
    /// Its hash, in the PHC format.
    pub hash: String,
    /// When it was set.
    pub changed_at: DateTime,
}

/// The password of a user, if one was set.
pub async fn find(tx: &mut Tx, organization: &str, user: &str) -> Result<Option<StoredPassword>> {
    let sql = "SELECT hash, changed_at FROM passwords WHERE organization_id = $1 AND user_id = $2";
    tx.one(sql, &args![organization, user], |row| {
        let changed_at = DateTime::from_milliseconds(row.get(1)?);
        Ok(StoredPassword { hash: row.get(0)?, changed_at })
    })
    .await
}

/// Sets the password of a user.
pub async fn save(
    tx: &mut Tx,
    organization: &str,
    user: &str,
    password: &StoredPassword,
) -> Result<()> {
    let sql = "INSERT INTO passwords (organization_id, user_id, hash, changed_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (organization_id, user_id) \
               DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at";
    let changed_at = password.changed_at.milliseconds();
    tx.run(sql, &args![organization, user, &password.hash, changed_at]).await?;
    Ok(())
}
