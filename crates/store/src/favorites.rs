//! The users whom users keep as favorites. Deleted ones are kept and not shown: they may come back.

use std::sync::Arc;

use super::users::{self, StoredUser};
use crate::{Divisions, Part, Query, Result, Tx, args};

/// The favorites of a user who are not deleted, joined with the users that they are.
const FROM: &str = "FROM favorites f JOIN users u ON u.organization_id = f.organization_id \
                    AND u.id = f.favorite_id WHERE f.organization_id = $";

fn shown(what: &str, tx: &Tx, divisions: &Divisions, user: &str) -> Query {
    let mut query = Query::new(&format!("SELECT {what} {FROM}"), args![&*tx.organization()]);
    query.and("f.user_id = $", args![user]);
    query.and("u.state <> 'deleted'", args![]);
    divisions.limit(&mut query, "u.division_id");
    query
}

/// A part of the favorites of a user, by name and then by id.
pub async fn list(
    tx: &mut Tx,
    divisions: &Divisions,
    user: &str,
    part: Part,
) -> Result<Vec<Arc<StoredUser>>> {
    let mut query = shown("u.id", tx, divisions, user);
    let direction = if part.descending { "DESC" } else { "ASC" };
    let order = format!(" ORDER BY u.name_key {direction}, u.id {direction} LIMIT $ OFFSET $");
    query.push(&order, args![part.limit, part.offset]);
    let (sql, args) = query.finish();
    let ids = tx.all(&sql, &args, |row| row.get::<String>(0)).await?;
    users::in_order(tx, &ids).await
}

/// How many favorites a user has.
pub async fn count(tx: &mut Tx, divisions: &Divisions, user: &str) -> Result<i64> {
    let (sql, args) = shown("COUNT(*)", tx, divisions, user).finish();
    Ok(tx.one(&sql, &args, |row| row.get(0)).await?.unwrap_or_default())
}

/// Keeps a user as a favorite; `false` if it is one already.
pub async fn insert(tx: &mut Tx, user: &str, favorite: &str) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO favorites (organization_id, user_id, favorite_id) VALUES ($1, $2, $3) \
               ON CONFLICT DO NOTHING";
    Ok(tx.run(sql, &args![organization, user, favorite]).await? > 0)
}

/// Takes a user from the favorites; `false` if it is none of them.
pub async fn delete(tx: &mut Tx, user: &str, favorite: &str) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM favorites \
               WHERE organization_id = $1 AND user_id = $2 AND favorite_id = $3";
    Ok(tx.run(sql, &args![organization, user, favorite]).await? > 0)
}
