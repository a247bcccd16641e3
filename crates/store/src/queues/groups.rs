//! Groups whose users are members of queues.

use crate::{Entity, Result, Tx, args, changes::NewChange};

/// A group of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupOfQueue {
    /// The queue.
    pub queue: String,
    /// `GROUP` or `SKILLGROUP`.
    pub kind: String,
    /// The id of the group.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many users it has.
    pub member_count: i64,
}

/// The groups of these queues, in their order.
pub async fn groups_of(tx: &mut Tx, queues: &[String]) -> Result<Vec<GroupOfQueue>> {
    let organization = &*tx.organization();
    let sql = "SELECT q.queue_id, q.kind, q.group_id, COALESCE(g.name, s.name), \
                   COALESCE(g.member_count, s.member_count) \
               FROM queue_groups q \
               LEFT JOIN groups g ON q.kind = 'GROUP' \
                   AND g.organization_id = q.organization_id AND g.id = q.group_id \
               LEFT JOIN skill_groups s ON q.kind = 'SKILLGROUP' \
                   AND s.organization_id = q.organization_id AND s.id = q.group_id \
               WHERE q.organization_id = $1 AND q.queue_id = ANY($2) \
               ORDER BY q.queue_id, q.place";
    tx.all(sql, &args![organization, queues], |row| {
        Ok(GroupOfQueue {
            queue: row.get(0)?,
            kind: row.get(1)?,
            id: row.get(2)?,
            name: row.get(3)?,
            member_count: row.get(4)?,
        })
    })
    .await
}

/// Is any queue served by this group?
pub async fn are_served_by(tx: &mut Tx, group: &str) -> Result<bool> {
    let organization = &*tx.organization();
    let sql =
        "SELECT queue_id FROM queue_groups WHERE organization_id = $1 AND group_id = $2 LIMIT 1";
    Ok(tx.one(sql, &args![organization, group], |row| row.get::<String>(0)).await?.is_some())
}

/// Makes exactly these the groups of a queue, each by kind and id.
pub async fn set_groups(tx: &mut Tx, queue: &str, groups: &[(String, String)]) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM queue_groups WHERE organization_id = $1 AND queue_id = $2";
    tx.run(sql, &args![organization, queue]).await?;
    let sql = "INSERT INTO queue_groups (organization_id, queue_id, kind, group_id, place) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    for ((kind, group), place) in groups.iter().zip(0_i64..) {
        tx.run(sql, &args![organization, queue, kind, group, place]).await?;
    }
    tx.changed(NewChange::of_entity(organization, Entity::Queue, queue))
}

/// Takes a group that is deleted out of every queue.
pub async fn forget_group(tx: &mut Tx, group: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM queue_groups WHERE organization_id = $1 AND group_id = $2 \
               RETURNING queue_id";
    for queue in tx.all(sql, &args![organization, group], |row| row.get::<String>(0)).await? {
        tx.changed(NewChange::of_entity(organization, Entity::Queue, &queue))?;
    }
    Ok(())
}
