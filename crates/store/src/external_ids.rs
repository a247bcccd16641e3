//! Keys by which other systems know users. Whoever changes them raises the version of the user.

use std::collections::{BTreeMap, HashMap};

use crate::{Error, Result, Tx, Value, args};

/// A user's key in another system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExternalId {
    /// The name of the other system; case counts.
    pub authority: String,
    /// The key there; case counts.
    pub key: String,
}

/// The external ids of a user, by the name of the authority.
pub async fn of_user(tx: &mut Tx, user: &str) -> Result<Vec<ExternalId>> {
    let organization = &*tx.organization();
    let sql = "SELECT authority_name, external_key FROM external_ids \
               WHERE organization_id = $1 AND user_id = $2 ORDER BY authority_name";
    let read = |row: &crate::Row<'_>| Ok(ExternalId { authority: row.get(0)?, key: row.get(1)? });
    tx.all(sql, &args![organization, user], read).await
}

/// The external ids of many users, by the name of the authority; users without one are left out.
pub async fn of_users(tx: &mut Tx, users: &[String]) -> Result<HashMap<String, Vec<ExternalId>>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id, authority_name, external_key FROM external_ids \
               WHERE organization_id = $1 AND user_id = ANY($2) ORDER BY user_id, authority_name";
    let args = args![organization, users];
    let read = tx.all(sql, &args, |row| {
        let id = ExternalId { authority: row.get(1)?, key: row.get(2)? };
        Ok((row.get::<String>(0)?, id))
    });
    let mut of_users = HashMap::<String, Vec<ExternalId>>::new();
    for (user, id) in read.await? {
        of_users.entry(user).or_default().push(id);
    }
    Ok(of_users)
}

/// The key that a user has at an authority.
pub async fn find(tx: &mut Tx, user: &str, authority: &str) -> Result<Option<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT external_key FROM external_ids \
               WHERE organization_id = $1 AND user_id = $2 AND authority_name = $3";
    tx.one(sql, &args![organization, user, authority], |row| row.get(0)).await
}

/// The id of the user who has the key at the authority.
pub async fn owner(tx: &mut Tx, id: &ExternalId) -> Result<Option<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id FROM external_ids \
               WHERE organization_id = $1 AND authority_name = $2 AND external_key = $3";
    tx.one(sql, &args![organization, &id.authority, &id.key], |row| row.get(0)).await
}

/// Keys of one statement.
const TOGETHER: usize = 500;

/// The ids of the users who have one of these keys.
pub async fn owners(
    tx: &mut Tx,
    ids: impl IntoIterator<Item = &ExternalId>,
) -> Result<HashMap<ExternalId, String>> {
    let organization = &*tx.organization();
    let mut of_authorities = BTreeMap::<&str, Vec<&str>>::new();
    for id in ids {
        of_authorities.entry(&id.authority).or_default().push(&id.key);
    }
    let sql = "SELECT external_key, user_id FROM external_ids \
               WHERE organization_id = $1 AND authority_name = $2 AND external_key = ANY($3)";
    let mut owners = HashMap::new();
    for (authority, keys) in of_authorities {
        for some in keys.chunks(TOGETHER) {
            let some: Vec<String> = some.iter().map(|key| (*key).to_owned()).collect();
            let args = args![organization, authority, some];
            let read = tx.all(sql, &args, |row| {
                let id = ExternalId { authority: authority.to_owned(), key: row.get(0)? };
                Ok((id, row.get(1)?))
            });
            owners.extend(read.await?);
        }
    }
    Ok(owners)
}

/// Keys that users get, each with the id of the user.
pub type OfUsers<'a> = [(&'a str, &'a ExternalId)];

/// Gives users keys that nobody has, of authorities of which they have none.
pub async fn insert_all(tx: &mut Tx, given: &OfUsers<'_>) -> Result<()> {
    let organization = &*tx.organization();
    let (together, alone) = given.as_chunks::<ROWS>();
    let groups = together.iter().map(<[_; ROWS]>::as_slice);
    for rows in groups.chain(alone.chunks(1)) {
        let places = (0..rows.len()).map(|row| {
            let first = 2 + row * 3;
            format!("($1, ${}, ${}, ${})", first, first + 1, first + 2)
        });
        let sql = format!(
            "INSERT INTO external_ids (organization_id, authority_name, external_key, user_id) \
             VALUES {} ON CONFLICT DO NOTHING",
            places.collect::<Vec<_>>().join(", ")
        );
        let mut values: Vec<Value> = args![organization].into();
        for (user, id) in rows {
            values.extend(args![&id.authority, &id.key, *user]);
        }
        if usize::try_from(tx.run(&sql, &values).await?) != Ok(rows.len()) {
            return Err(Error::Storage("an external id is taken".to_owned()));
        }
    }
    Ok(())
}

/// Keys of one statement that writes. The rest is written one by one, so that there are only two
/// texts.
const ROWS: usize = 50;

/// Gives a user a key; `false` if somebody has the key, or the user another one of the authority.
pub async fn insert(tx: &mut Tx, user: &str, id: &ExternalId) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO external_ids (organization_id, authority_name, external_key, user_id) \
               VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let args = args![organization, &id.authority, &id.key, user];
    Ok(tx.run(sql, &args).await? > 0)
}

/// Takes a key from a user; `false` if the user does not have it.
pub async fn delete(tx: &mut Tx, user: &str, id: &ExternalId) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM external_ids WHERE organization_id = $1 AND authority_name = $2 \
               AND external_key = $3 AND user_id = $4";
    let args = args![organization, &id.authority, &id.key, user];
    Ok(tx.run(sql, &args).await? > 0)
}

/// Takes all keys from a user, so that others may have them.
pub async fn delete_of_user(tx: &mut Tx, user: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM external_ids WHERE organization_id = $1 AND user_id = $2";
    tx.run(sql, &args![organization, user]).await?;
    Ok(())
}
