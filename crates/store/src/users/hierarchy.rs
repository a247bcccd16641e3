//! Managers and their reports.

use std::sync::Arc;

use super::{SELECT, StoredUser};
use crate::{Divisions, Query, Result, Tx, args};

/// The users whose manager is `manager`, deleted ones left out, by name.
pub async fn reports(tx: &mut Tx, divisions: &Divisions, manager: &str) -> Result<Vec<StoredUser>> {
    others_of(tx, divisions, manager, None).await
}

/// The other users who have the same manager, by name.
pub async fn siblings(
    tx: &mut Tx,
    divisions: &Divisions,
    user: &StoredUser,
) -> Result<Vec<StoredUser>> {
    match &user.manager {
        Some(manager) => others_of(tx, divisions, manager, Some(&user.id)).await,
        None => Ok(Vec::new()),
    }
}

async fn others_of(
    tx: &mut Tx,
    divisions: &Divisions,
    manager: &str,
    but: Option<&str>,
) -> Result<Vec<StoredUser>> {
    let mut query = Query::new(SELECT, args![&*tx.organization()]);
    query.and("u.manager_id = $", args![manager]);
    query.and("u.state <> 'deleted'", args![]);
    if let Some(but) = but {
        query.and("u.id <> $", args![but]);
    }
    divisions.limit(&mut query, "u.division_id");
    query.push(" ORDER BY u.name_key, u.id", args![]);
    let (sql, args) = query.finish();
    StoredUser::all(tx, (&sql, &args)).await
}

/// Does `user` report to `manager`, directly or through others?
pub async fn reports_to(tx: &mut Tx, user: &str, manager: &str) -> Result<bool> {
    let organization = &*tx.organization();
    // UNION, not UNION ALL: a chain that bites its tail ends.
    let sql = "WITH RECURSIVE chain (id) AS ( \
                   SELECT manager_id FROM users WHERE organization_id = $1 AND id = $2 \
                   UNION SELECT u.manager_id FROM users u JOIN chain c ON u.id = c.id \
                       WHERE u.organization_id = $1 AND u.manager_id IS NOT NULL) \
               SELECT id FROM chain WHERE id = $3";
    let found =
        tx.one(sql, &args![organization, user, manager], |row| row.get::<String>(0)).await?;
    Ok(found.is_some())
}

/// The managers above a user, the nearest first, deleted ones left out.
pub async fn superiors(tx: &mut Tx, divisions: &Divisions, user: &str) -> Result<Vec<StoredUser>> {
    // The depth ends a cycle; no real chain has a hundred managers.
    let sql = "WITH RECURSIVE chain (id, depth) AS ( \
                   SELECT manager_id, 1 FROM users \
                   WHERE organization_id = $1 AND id = $2 AND manager_id IS NOT NULL \
                   UNION ALL SELECT u.manager_id, c.depth + 1 FROM users u JOIN chain c ON u.id = c.id \
                   WHERE u.organization_id = $1 AND u.manager_id IS NOT NULL AND c.depth < 100) \
               SELECT id FROM chain ORDER BY depth";
    let organization = &*tx.organization();
    let mut chain: Vec<String> = Vec::new();
    for id in tx.all(sql, &args![organization, user], |row| row.get::<String>(0)).await? {
        if chain.contains(&id) {
            break;
        }
        chain.push(id);
    }
    let mut found = super::in_order(tx, &chain).await?;
    found.retain(|user| user.state != api::State::Deleted && divisions.contains(&user.division));
    Ok(found.into_iter().map(Arc::unwrap_or_clone).collect())
}
