//! Queues.

mod groups;
mod members;

use api::{Division, Queue};
pub use groups::{GroupOfQueue, are_served_by, forget_group, groups_of, set_groups};
pub use members::{
    ActiveQueues, Member, Numbers, Setting, active_of_users, add_members, leave_all, members,
    memberships_of, numbers, remove_members, set_members, take_work,
};

use crate::{
    Divisions, Entity, Query, Result, Row, Tx, args,
    changes::NewChange,
    divisions::{self, QUEUES},
};

/// A queue as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredQueue {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The id of its division.
    pub division: String,
    /// The name of its division.
    pub division_name: String,
    /// Its settings, as JSON: a [`Queue`] without division, groups and numbers of members.
    pub document: String,
}

impl StoredQueue {
    /// As the API shows it, but for groups and numbers of members.
    pub fn entity(&self) -> Result<Queue> {
        Ok(Queue {
            division: Some(Division {
                id: Some(self.division.clone()),
                name: Some(self.division_name.clone()),
                self_uri: Some(divisions::uri(&self.division)),
            }),
            ..crate::from_json(&self.document)?
        })
    }

    fn read(row: &Row<'_>) -> Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            division: row.get(2)?,
            division_name: row.get(3)?,
            document: row.get(4)?,
        })
    }
}

/// Where a queue is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/routing/queues/{id}")
}

/// A queue in short: what listings are filtered and sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortQueue {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The id of its division.
    pub division: String,
    /// The name of its division.
    pub division_name: String,
    /// Its id in another system.
    pub peer: Option<String>,
}

/// All queues in short, by name.
pub async fn all(tx: &mut Tx, divisions: &Divisions) -> Result<Vec<ShortQueue>> {
    let sql = "SELECT q.id, q.name, q.division_id, d.name, q.peer_id FROM queues q \
               JOIN divisions d ON d.organization_id = q.organization_id AND d.id = q.division_id \
               WHERE q.organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    divisions.limit(&mut query, "q.division_id");
    query.push(" ORDER BY q.name_key, q.id", args![]);
    let (sql, values) = query.finish();
    let read = |row: &Row<'_>| {
        Ok(ShortQueue {
            id: row.get(0)?,
            name: row.get(1)?,
            division: row.get(2)?,
            division_name: row.get(3)?,
            peer: row.get(4)?,
        })
    };
    tx.all(&sql, &values, read).await
}

const SELECT: &str = "SELECT q.id, q.name, q.division_id, d.name, q.document FROM queues q \
                      JOIN divisions d ON d.organization_id = q.organization_id AND d.id = q.division_id \
                      WHERE q.organization_id = $";

/// These queues, in this order.
pub async fn in_order(tx: &mut Tx, ids: &[String]) -> Result<Vec<StoredQueue>> {
    let mut query = Query::new(SELECT, args![&*tx.organization()]);
    query.and("q.id = ANY($)", args![ids]);
    let (sql, values) = query.finish();
    let mut found = crate::all_within(tx, (&sql, &values), &[4], StoredQueue::read).await?;
    found.sort_by_key(|queue| ids.iter().position(|id| *id == queue.id));
    Ok(found)
}

/// One queue.
pub async fn find(tx: &mut Tx, divisions: &Divisions, id: &str) -> Result<Option<StoredQueue>> {
    let mut query = Query::new(SELECT, args![&*tx.organization()]);
    query.and("q.id = $", args![id]);
    divisions.limit(&mut query, "q.division_id");
    let (sql, values) = query.finish();
    tx.one(&sql, &values, StoredQueue::read).await
}

/// Adds a queue; `false` when its name is taken.
pub async fn insert(tx: &mut Tx, queue: &StoredQueue, shown: &Queue) -> Result<bool> {
    let organization = &*tx.organization();
    let StoredQueue { id, name, division, .. } = queue;
    let sql = "INSERT INTO queues (organization_id, id, division_id, state, name, name_key, peer_id, \
               document) VALUES ($1, $2, $3, 'active', $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    let (key, document) = (crate::fold(name), crate::to_document("queue", shown)?);
    let args = args![organization, id, division, name, key, shown.peer_id.clone(), document];
    if tx.run(sql, &args).await? == 0 {
        return Ok(false);
    }
    QUEUES.count(tx, &mut [(division, "active", 1)]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Queue, id))?;
    Ok(true)
}

/// Does a queue other than this one have the name, in whatever case?
pub async fn name_is_taken(tx: &mut Tx, name: &str, except: &str) -> Result<bool> {
    let organization = &*tx.organization();
    let sql = "SELECT id FROM queues WHERE organization_id = $1 AND name_key = $2 AND id <> $3";
    let args = args![organization, crate::fold(name), except];
    Ok(tx.one(sql, &args, |row| row.get::<String>(0)).await?.is_some())
}

/// Stores a changed queue, whose name must be free: see [`name_is_taken`].
pub async fn save(
    tx: &mut Tx,
    before: &StoredQueue,
    after: &StoredQueue,
    shown: &Queue,
) -> Result<()> {
    let organization = &*tx.organization();
    let StoredQueue { id, name, division, .. } = after;
    let sql = "UPDATE queues SET division_id = $3, name = $4, name_key = $5, peer_id = $6, document = $7 \
               WHERE organization_id = $1 AND id = $2";
    let (key, document) = (crate::fold(name), crate::to_document("queue", shown)?);
    let args = args![organization, id, division, name, key, shown.peer_id.clone(), document];
    tx.run(sql, &args).await?;
    if before.division != *division {
        let mut changes: [(&str, &str, i64); 2] =
            [(&before.division, "active", -1), (division, "active", 1)];
        QUEUES.count(tx, &mut changes).await?;
    }
    tx.changed(NewChange::of_entity(organization, Entity::Queue, id))
}

/// Removes a queue with its memberships.
pub async fn delete(tx: &mut Tx, queue: &StoredQueue) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM queues WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, &queue.id]).await?;
    QUEUES.count(tx, &mut [(&queue.division, "active", -1)]).await?;
    tx.changed(NewChange::of_entity(organization, Entity::Queue, &queue.id))
}
