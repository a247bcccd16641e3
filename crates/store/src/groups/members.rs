//! Who belongs to a group, and who looks after it.
//!
//! A group that counts its owners among its members has rows for them too, so that everything that
//! asks for members asks one table. All of it keeps the number of members, so changing members
//! needs the organization's lock.

use std::sync::Arc;

use crate::{
    Changed, Divisions, Entity, Part, Query, Result, Tx, Visible, args,
    changes::NewChange,
    users::{self, StoredUser},
};

/// What needs the organization's lock.
const CHANGE: &str = "members of a group were changed";

/// Adds users to a group; those who belong to it already stay.
pub async fn add_members(tx: &mut Tx, group: &str, users: &[String]) -> Result<()> {
    tx.needs_organization(CHANGE)?;
    let organization = &*tx.organization();
    // Who was a member as an owner is one by itself from now on.
    let sql = "UPDATE group_members SET as_owner = FALSE WHERE organization_id = $1 AND group_id = $2 \
               AND user_id = ANY($3) AND as_owner = TRUE";
    tx.run(sql, &args![organization, group, users]).await?;
    let sql = "INSERT INTO group_members (organization_id, group_id, user_id) \
               SELECT organization_id, $2, id FROM users WHERE organization_id = $1 AND id = ANY($3) \
               ON CONFLICT DO NOTHING";
    let added = tx.run(sql, &args![organization, group, users]).await?;
    count(tx, group, i64::try_from(added).unwrap_or_default()).await?;
    named(tx, group, users.to_vec())
}

/// More members than one request may name are not named one by one.
const MAX_NAMED: usize = 1_000;

/// Names who came or went.
fn named(tx: &mut Tx, group: &str, users: Vec<String>) -> Result<()> {
    let organization = &*tx.organization();
    if users.len() > MAX_NAMED {
        return tx.changed(NewChange::of_many(organization, Entity::Group));
    }
    let what = Changed::Members { kind: Entity::Group, id: group.to_owned(), users };
    tx.changed(NewChange::new(organization, what))
}

/// Takes users out of a group; an owner stays in a group that counts its owners.
pub async fn remove_members(
    tx: &mut Tx,
    group: &str,
    (users, owners_belong): (&[String], bool),
) -> Result<()> {
    tx.needs_organization(CHANGE)?;
    let organization = &*tx.organization();
    let sql = "DELETE FROM group_members WHERE organization_id = $1 AND group_id = $2 \
               AND user_id = ANY($3)";
    let removed = tx.run(sql, &args![organization, group, users]).await?;
    count(tx, group, -i64::try_from(removed).unwrap_or_default()).await?;
    if owners_belong {
        let_owners_belong(tx, group).await?;
    }
    named(tx, group, users.to_vec())
}

/// Makes exactly these users the owners of a group, and members if owners belong to it.
pub async fn set_owners(
    tx: &mut Tx,
    group: &str,
    (owners, owners_belong): (&[String], bool),
) -> Result<()> {
    tx.needs_organization(CHANGE)?;
    let organization = &*tx.organization();
    let sql = "DELETE FROM group_owners WHERE organization_id = $1 AND group_id = $2 \
               RETURNING user_id";
    let mut changed = tx.all(sql, &args![organization, group], |row| row.get(0)).await?;
    changed.extend_from_slice(owners);
    let sql = "INSERT INTO group_owners (organization_id, group_id, user_id, place) \
               VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    for (owner, place) in owners.iter().zip(0_i64..) {
        tx.run(sql, &args![organization, group, owner, place]).await?;
    }
    let sql = "DELETE FROM group_members WHERE organization_id = $1 AND group_id = $2 \
               AND as_owner = TRUE";
    let removed = tx.run(sql, &args![organization, group]).await?;
    count(tx, group, -i64::try_from(removed).unwrap_or_default()).await?;
    if owners_belong {
        let_owners_belong(tx, group).await?;
    }
    changed.sort_unstable();
    changed.dedup();
    named(tx, group, changed)
}

/// Makes the owners members, those who are not.
async fn let_owners_belong(tx: &mut Tx, group: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO group_members (organization_id, group_id, user_id, as_owner) \
               SELECT organization_id, group_id, user_id, TRUE FROM group_owners \
               WHERE organization_id = $1 AND group_id = $2 ON CONFLICT DO NOTHING";
    let added = tx.run(sql, &args![organization, group]).await?;
    count(tx, group, i64::try_from(added).unwrap_or_default()).await
}

/// Keeps the number of members.
async fn count(tx: &mut Tx, group: &str, more: i64) -> Result<()> {
    let organization = &*tx.organization();
    if more == 0 {
        return Ok(());
    }
    let sql =
        "UPDATE groups SET member_count = member_count + $3 WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, group, more]).await?;
    Ok(())
}

/// Takes a user out of every group, as a member and as an owner.
pub async fn leave_all(tx: &mut Tx, user: &str) -> Result<()> {
    tx.needs_organization(CHANGE)?;
    let organization = &*tx.organization();
    let args = args![organization, user];
    let sql = "UPDATE groups SET member_count = member_count - 1 WHERE organization_id = $1 AND id IN ( \
                   SELECT group_id FROM group_members WHERE organization_id = $1 AND user_id = $2)";
    tx.run(sql, &args).await?;
    let mut left: Vec<String> = Vec::new();
    for table in ["group_members", "group_owners"] {
        let sql = format!(
            "DELETE FROM {table} WHERE organization_id = $1 AND user_id = $2 RETURNING group_id"
        );
        left.extend(tx.all(&sql, &args, |row| row.get::<String>(0)).await?);
    }
    left.sort_unstable();
    left.dedup();
    for group in left {
        named(tx, &group, vec![user.to_owned()])?;
    }
    Ok(())
}

/// The ids of all who belong to a group.
pub async fn member_ids(tx: &mut Tx, group: &str) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id FROM group_members WHERE organization_id = $1 AND group_id = $2";
    tx.all(sql, &args![organization, group], |row| row.get(0)).await
}

/// Which of these users belong to a group.
pub async fn members_among(tx: &mut Tx, group: &str, users: &[String]) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT user_id FROM group_members WHERE organization_id = $1 AND group_id = $2 \
               AND user_id = ANY($3)";
    tx.all(sql, &args![organization, group, users], |row| row.get(0)).await
}

/// The groups through which a user holds what they hold: active ones that pass roles on.
pub async fn passing_roles_to(tx: &mut Tx, user: &str) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "SELECT g.id FROM group_members m JOIN groups g \
                   ON g.organization_id = m.organization_id AND g.id = m.group_id \
               WHERE m.organization_id = $1 AND m.user_id = $2 \
                   AND g.roles_enabled = TRUE AND g.state = 'active' ORDER BY g.id";
    tx.all(sql, &args![organization, user], |row| row.get(0)).await
}

/// A part of the members of a group, by name and then by id.
pub async fn members(
    tx: &mut Tx,
    divisions: &Divisions,
    group: &str,
    part: Part,
) -> Result<Vec<Arc<StoredUser>>> {
    let mut query = of_group(tx, "SELECT u.id", divisions, group);
    let direction = if part.descending { "DESC" } else { "ASC" };
    let order = format!(" ORDER BY u.name_key {direction}, u.id {direction} LIMIT $ OFFSET $");
    query.push(&order, args![part.limit, part.offset]);
    let (sql, values) = query.finish();
    let ids = tx.all(&sql, &values, |row| row.get::<String>(0)).await?;
    users::in_order(tx, &ids).await
}

/// How many members of a group are seen: for who sees all divisions the number that is kept.
pub async fn member_total(tx: &mut Tx, divisions: &Divisions, group: &str) -> Result<i64> {
    let (sql, values) = if *divisions.visible() == Visible::All {
        let sql = "SELECT member_count FROM groups WHERE organization_id = $";
        let mut query = Query::new(sql, args![&*tx.organization()]);
        query.and("id = $", args![group]);
        query.finish()
    } else {
        of_group(tx, "SELECT COUNT(*)", divisions, group).finish()
    };
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}

fn of_group(tx: &Tx, select: &str, divisions: &Divisions, group: &str) -> Query {
    let sql = format!(
        "{select} FROM group_members m JOIN users u \
             ON u.organization_id = m.organization_id AND u.id = m.user_id \
         WHERE m.organization_id = $"
    );
    let mut query = Query::new(&sql, args![&*tx.organization()]);
    query.and("m.group_id = $", args![group]);
    divisions.limit(&mut query, "u.division_id");
    query
}
