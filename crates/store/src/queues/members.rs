//! Who serves queues.
//!
//! A user is a member of its own, or through a group. What was set for a member of either kind,
//! whether it has joined and in which ring it is asked, has a row in `queue_members`; who is a member
//! through a group and has none has joined, in the first ring.

use std::collections::HashMap;

use api::{DateTime, Entity as Reference, QueueUserEventTopicQueueMember, QueueUsersTopic};

use crate::{
    Changed, Entity, Error, Result, Row, Tx, Value, args,
    changes::NewChange,
    notifications,
    presence::{self, machine::Event},
};

/// A member of a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The queue.
    pub queue: String,
    /// The user.
    pub user: String,
    /// Does the user take work from the queue?
    pub joined: bool,
    /// The ring in which the user is asked, counted from 1.
    pub ring: i64,
    /// Is the user a member of its own, and not through a group alone?
    pub as_user: bool,
}

/// What is to be set for a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The member as it is.
    pub before: Member,
    /// Does the user take work from the queue?
    pub joined: bool,
    /// The ring in which the user is asked, counted from 1.
    pub ring: i64,
}

/// How many members a queue has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Numbers {
    /// All of them.
    pub members: i64,
    /// Those of their own.
    pub users: i64,
    /// Those who have joined.
    pub joined: i64,
}

/// The queues in which a user takes work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActiveQueues {
    /// Their ids.
    pub queues: Vec<String>,
    /// When they last changed by joining, leaving, coming to a queue or being removed.
    pub changed_at: Option<DateTime>,
}

/// Queues and users who belong together, as `queue_id` and `user_id`, in the organization `$1`.
/// `condition` limits them by `{queue}` and `{user}`.
fn memberships(condition: &str) -> String {
    let part = |sql: &str, queue: &str, user: &str| {
        let condition = condition.replace("{queue}", queue).replace("{user}", user);
        format!("{sql} AND {condition}")
    };
    let own = part(
        "SELECT m.queue_id, m.user_id FROM queue_members m \
         WHERE m.organization_id = $1 AND m.as_user = TRUE",
        "m.queue_id",
        "m.user_id",
    );
    let through_groups = part(
        "SELECT q.queue_id, g.user_id FROM queue_groups q JOIN group_members g \
             ON g.organization_id = q.organization_id AND g.group_id = q.group_id \
         WHERE q.organization_id = $1 AND q.kind = 'GROUP'",
        "q.queue_id",
        "g.user_id",
    );
    let through_skill_groups = part(
        "SELECT q.queue_id, g.user_id FROM queue_groups q JOIN skill_group_members g \
             ON g.organization_id = q.organization_id AND g.group_id = q.group_id \
         WHERE q.organization_id = $1 AND q.kind = 'SKILLGROUP'",
        "q.queue_id",
        "g.user_id",
    );
    format!("{own} UNION {through_groups} UNION {through_skill_groups}")
}

/// The same with what is set, by the order that is given.
fn settings(condition: &str, order: &str) -> String {
    format!(
        "SELECT s.queue_id, s.user_id, COALESCE(m.joined, TRUE), COALESCE(m.ring, 1), \
             COALESCE(m.as_user, FALSE) \
         FROM ({}) s JOIN users u ON u.organization_id = $1 AND u.id = s.user_id \
         LEFT JOIN queue_members m ON m.organization_id = $1 AND m.queue_id = s.queue_id \
             AND m.user_id = s.user_id \
         ORDER BY {order}",
        memberships(condition)
    )
}

async fn read(tx: &mut Tx, sql: &str, values: &[Value]) -> Result<Vec<Member>> {
    let read = |row: &Row<'_>| {
        Ok(Member {
            queue: row.get(0)?,
            user: row.get(1)?,
            joined: row.get(2)?,
            ring: row.get(3)?,
            as_user: row.get(4)?,
        })
    };
    tx.all(sql, values, read).await
}

/// The members of a queue, by name.
pub async fn members(tx: &mut Tx, queue: &str) -> Result<Vec<Member>> {
    let sql = settings("{queue} = $2", "u.name_key, u.id");
    let values = args![&*tx.organization(), queue];
    read(tx, &sql, &values).await
}

/// What these users are members of.
pub async fn memberships_of(tx: &mut Tx, users: &[String]) -> Result<Vec<Member>> {
    let sql = settings("{user} = ANY($2)", "s.queue_id, s.user_id");
    let values = args![&*tx.organization(), users];
    read(tx, &sql, &values).await
}

/// How many members these queues have; those without any are left out.
pub async fn numbers(tx: &mut Tx, queues: &[String]) -> Result<HashMap<String, Numbers>> {
    let organization = &*tx.organization();
    let sql = format!(
        "SELECT s.queue_id, COUNT(*), \
             CAST(SUM(CASE WHEN COALESCE(m.as_user, FALSE) THEN 1 ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE WHEN COALESCE(m.joined, TRUE) THEN 1 ELSE 0 END) AS BIGINT) \
         FROM ({}) s LEFT JOIN queue_members m ON m.organization_id = $1 \
             AND m.queue_id = s.queue_id AND m.user_id = s.user_id \
         GROUP BY s.queue_id",
        memberships("{queue} = ANY($2)")
    );
    let args = args![organization, queues];
    let found = tx.all(&sql, &args, |row| {
        Ok((
            row.get::<String>(0)?,
            Numbers { members: row.get(1)?, users: row.get(2)?, joined: row.get(3)? },
        ))
    });
    Ok(found.await?.into_iter().collect())
}

/// The queues in which these users take work; who takes none and never did is left out.
pub async fn active_of_users(
    tx: &mut Tx,
    users: &[String],
) -> Result<HashMap<String, ActiveQueues>> {
    let mut active = HashMap::<String, ActiveQueues>::new();
    for member in memberships_of(tx, users).await?.into_iter().filter(|member| member.joined) {
        active.entry(member.user).or_default().queues.push(member.queue);
    }
    for state in presence::of_users(tx, users).await? {
        if let Some(at) = state.live.queues_changed_at {
            active.entry(state.user).or_default().changed_at = Some(at);
        }
    }
    Ok(active)
}

/// Makes users members of their own, who join at once; those who are stay as they are. Their locks
/// must be held.
pub async fn add_members(
    tx: &mut Tx,
    queue: &str,
    users: &[String],
    now: DateTime,
) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    // Who is a member through a group keeps what was set.
    let sql = "UPDATE queue_members SET as_user = TRUE WHERE organization_id = $1 AND queue_id = $2 \
               AND user_id = ANY($3) AND as_user = FALSE RETURNING user_id";
    let args = args![organization, queue, users];
    let mut added: Vec<String> = tx.all(sql, &args, |row| row.get(0)).await?;
    let sql = "INSERT INTO queue_members (organization_id, queue_id, user_id, as_user, joined, ring) \
               SELECT organization_id, $2, id, TRUE, TRUE, 1 FROM users \
               WHERE organization_id = $1 AND id = ANY($3) ON CONFLICT DO NOTHING RETURNING user_id";
    added.extend(tx.all(sql, &args, |row| row.get::<String>(0)).await?);
    named(tx, queue, &added, (true, now)).await?;
    Ok(added)
}

/// Removes members of their own; those who really were any. Their locks must be held.
pub async fn remove_members(
    tx: &mut Tx,
    queue: &str,
    users: &[String],
    now: DateTime,
) -> Result<Vec<String>> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM queue_members WHERE organization_id = $1 AND queue_id = $2 \
               AND user_id = ANY($3) AND as_user = TRUE RETURNING user_id";
    let args = args![organization, queue, users];
    let removed: Vec<String> = tx.all(sql, &args, |row| row.get(0)).await?;
    named(tx, queue, &removed, (false, now)).await?;
    Ok(removed)
}

/// Sets what is set for members. Their locks must be held.
pub async fn set_members(
    tx: &mut Tx,
    queue: &str,
    settings: &[Setting],
    now: DateTime,
) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO queue_members (organization_id, queue_id, user_id, as_user, joined, ring) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization_id, queue_id, user_id) \
               DO UPDATE SET joined = excluded.joined, ring = excluded.ring";
    for Setting { before, joined, ring } in settings {
        let Member { user, as_user, .. } = before;
        tx.run(sql, &args![organization, queue, user, *as_user, *joined, *ring]).await?;
        if before.joined != *joined {
            named(tx, queue, std::slice::from_ref(user), (*joined, now)).await?;
        }
    }
    tx.changed(NewChange::of_entity(organization, Entity::Queue, queue))
}

/// Takes a user, whose lock must be held, out of every queue.
pub async fn leave_all(tx: &mut Tx, user: &str, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM queue_members WHERE organization_id = $1 AND user_id = $2 \
               RETURNING queue_id";
    let left = tx.all(sql, &args![organization, user], |row| row.get::<String>(0)).await?;
    for queue in left {
        named(tx, &queue, &[user.to_owned()], (false, now)).await?;
    }
    Ok(())
}

/// Names the change of each user, and what it means for the work that the user takes.
async fn named(
    tx: &mut Tx,
    queue: &str,
    members: &[String],
    (joined, now): (bool, DateTime),
) -> Result<()> {
    let organization = &*tx.organization();
    for user in members {
        let what = Changed::QueueMember { queue: queue.to_owned(), user: user.clone(), joined };
        tx.changed(NewChange::of_user(organization, user, what))?;
        tell(tx, queue, user, joined)?;
        take_work(tx, user, now).await?;
    }
    if !members.is_empty() {
        tx.changed(NewChange::of_entity(organization, Entity::Queue, queue))?;
    }
    Ok(())
}

/// Tells those who follow the queue that the user takes its work, or does not any more.
fn tell(tx: &mut Tx, queue: &str, user: &str, joined: bool) -> Result<()> {
    let body = QueueUserEventTopicQueueMember {
        id: Some(user.to_owned()),
        joined: Some(joined),
        queue_id: Some(queue.to_owned()),
        user: Some(Reference { id: Some(user.to_owned()) }),
    };
    let told = notifications::told(&QueueUsersTopic { id: queue.to_owned() }, &body)?;
    notifications::tell(tx, user, vec![told])
}

/// Tells the state machine in which queues the user, whose lock must be held, takes work now.
pub async fn take_work(tx: &mut Tx, user: &str, now: DateTime) -> Result<()> {
    let memberships = memberships_of(tx, &[user.to_owned()]).await?;
    let joined = memberships.into_iter().filter(|member| member.joined);
    let queues = joined.map(|member| member.queue).collect();
    let changed = presence::happen(tx, user, Event::Queues(queues), now).await?;
    changed.map(drop).map_err(|forbidden| Error::Bug(format!("queues of {user}: {forbidden}")))
}
