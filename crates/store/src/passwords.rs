//! Hashes of passwords, and what an organization demands of passwords.

use api::DateTime;

use crate::{Error, Result, Tx, args};

/// A stored password.
#[derive(Debug, Clone)]
pub struct StoredPassword {
    /// Its hash, in the PHC format.
    pub hash: String,
    /// When it was set.
    pub changed_at: DateTime,
    /// Did the user choose it, and not an administrator?
    pub by_owner: bool,
}

/// What an organization demands of passwords.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The fewest characters.
    pub minimum_length: i64,
    /// Kinds of characters of which there must be one each.
    pub classes: Vec<CharacterClass>,
    /// So many of a user's last passwords, the present one among them, may not come back.
    pub history: i64,
    /// Seconds before users may change a password that they chose themselves.
    pub minimum_age: i64,
    /// Seconds after which a password must be changed at sign-in; 0 is never.
    pub maximum_age: i64,
}

impl Default for Policy {
    /// What every organization demands that says nothing else.
    fn default() -> Self {
        Self { minimum_length: 8, classes: Vec::new(), history: 0, minimum_age: 0, maximum_age: 0 }
    }
}

/// A kind of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CharacterClass {
    /// Upper-case letters.
    Upper,
    /// Lower-case letters.
    Lower,
    /// Digits.
    Digit,
    /// Everything else.
    Symbol,
}

impl CharacterClass {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Upper, Self::Lower, Self::Digit, Self::Symbol];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upper => "upper",
            Self::Lower => "lower",
            Self::Digit => "digit",
            Self::Symbol => "symbol",
        }
    }

    /// The kind of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == name)
    }
}

/// What the organization demands of passwords.
pub async fn policy(tx: &mut Tx) -> Result<Policy> {
    let organization = &*tx.organization();
    let sql = "SELECT minimum_length, classes, history, minimum_age, maximum_age \
               FROM password_policies WHERE organization_id = $1";
    let args = args![organization];
    let found = tx.one(sql, &args, |row| {
        let names = row.str(1)?.split(',').filter(|name| !name.is_empty());
        let class = |name: &str| {
            let unknown = || Error::Storage(format!("an unknown class of characters: {name}"));
            CharacterClass::parse(name).ok_or_else(unknown)
        };
        Ok(Policy {
            minimum_length: row.get(0)?,
            classes: names.map(class).collect::<Result<_>>()?,
            history: row.get(2)?,
            minimum_age: row.get(3)?,
            maximum_age: row.get(4)?,
        })
    });
    Ok(found.await?.unwrap_or_default())
}

/// Sets what the organization demands of passwords, from the next password on.
pub async fn set_policy(tx: &mut Tx, policy: &Policy) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO password_policies (organization_id, minimum_length, classes, history, \
               minimum_age, maximum_age) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (organization_id) DO UPDATE SET minimum_length = excluded.minimum_length, \
               classes = excluded.classes, history = excluded.history, \
               minimum_age = excluded.minimum_age, maximum_age = excluded.maximum_age";
    let classes: Vec<&str> = policy.classes.iter().map(|class| class.as_str()).collect();
    let Policy { minimum_length, history, minimum_age, maximum_age, .. } = *policy;
    let args =
        args![organization, minimum_length, classes.join(","), history, minimum_age, maximum_age];
    tx.run(sql, &args).await?;
    Ok(())
}

/// The password of a user, if one was set.
pub async fn find(tx: &mut Tx, user: &str) -> Result<Option<StoredPassword>> {
    let organization = &*tx.organization();
    let sql = "SELECT hash, changed_at, by_owner FROM passwords \
               WHERE organization_id = $1 AND user_id = $2";
    tx.one(sql, &args![organization, user], |row| {
        let changed_at = DateTime::from_milliseconds(row.get(1)?);
        Ok(StoredPassword { hash: row.get(0)?, changed_at, by_owner: row.get(2)? })
    })
    .await
}

/// The hashes of a user's last passwords, the present one first, `most` at most.
pub async fn last(tx: &mut Tx, user: &str, most: i64) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    if most <= 0 {
        return Ok(Vec::new());
    }
    let present = find(tx, user).await?;
    let sql = "SELECT hash FROM former_passwords WHERE organization_id = $1 AND user_id = $2 \
               ORDER BY number DESC LIMIT $3";
    let former = tx.all(sql, &args![organization, user, most - 1], |row| row.get(0)).await?;
    Ok(present.into_iter().map(|password| password.hash).chain(former).collect())
}

/// Sets the password of a user. Of those before it, as many are kept as `history` says, this one
/// counted.
pub async fn save(tx: &mut Tx, user: &str, password: &StoredPassword, history: i64) -> Result<()> {
    let organization = &*tx.organization();
    if history > 1 {
        let sql = "INSERT INTO former_passwords (organization_id, user_id, hash) \
                   SELECT organization_id, user_id, hash FROM passwords \
                   WHERE organization_id = $1 AND user_id = $2";
        tx.run(sql, &args![organization, user]).await?;
    }
    let sql = "DELETE FROM former_passwords WHERE organization_id = $1 AND user_id = $2 \
               AND number NOT IN (SELECT number FROM former_passwords \
                   WHERE organization_id = $1 AND user_id = $2 ORDER BY number DESC LIMIT $3)";
    tx.run(sql, &args![organization, user, (history - 1).max(0)]).await?;
    let sql = "INSERT INTO passwords (organization_id, user_id, hash, changed_at, by_owner) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organization_id, user_id) \
               DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at, \
               by_owner = excluded.by_owner";
    let changed_at = password.changed_at.milliseconds();
    let args = args![organization, user, &password.hash, changed_at, password.by_owner];
    tx.run(sql, &args).await?;
    Ok(())
}

/// Forgets the password of a user, and those before it.
pub async fn delete_of_user(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let args = args![organization, user];
    let sql = "DELETE FROM passwords WHERE organization_id = $1 AND user_id = $2";
    tx.run(sql, &args).await?;
    let sql = "DELETE FROM former_passwords WHERE organization_id = $1 AND user_id = $2";
    tx.run(sql, &args).await?;
    Ok(())
}

/// Hashes the same password anew, unless it was changed meanwhile.
pub async fn rehash(tx: &mut Tx, user: &str, (old, new): (&str, &str)) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE passwords SET hash = $4 \
               WHERE organization_id = $1 AND user_id = $2 AND hash = $3";
    tx.run(sql, &args![organization, user, old, new]).await?;
    Ok(())
}
