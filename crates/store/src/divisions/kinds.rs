//! The kinds of objects that belong to divisions: counted, moved and left behind alike.

use std::collections::{BTreeMap, HashMap};

use crate::{Entity, Result, Tx, args, changes::NewChange};

/// A kind of objects that belong to divisions.
///
/// Its table has the columns `organization_id`, `id`, `division_id` and `state`; whatever writes
/// one of the last two counts with [`Divisioned::count`]. Deleted objects keep their rows, or have
/// none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Divisioned {
    /// The API's name of the kind.
    pub object_type: &'static str,
    /// Several of them, in a message.
    pub plural: &'static str,
    /// What it takes to move an object, where it is and where it comes to.
    pub edit: &'static str,
    table: &'static str,
    entity: Entity,
}

/// Users.
pub const USERS: Divisioned = Divisioned {
    object_type: "USER",
    plural: "users",
    edit: "directory:user:edit",
    table: "users",
    entity: Entity::User,
};

/// Routing skills. The API moves them by an operation of their own, so that this name is none of its
/// types of objects.
pub const ROUTING_SKILLS: Divisioned = Divisioned {
    object_type: "ROUTINGSKILL",
    plural: "routing skills",
    edit: "routing:skill:update",
    table: "routing_skills",
    entity: Entity::RoutingSkill,
};

/// Queues.
pub const QUEUES: Divisioned = Divisioned {
    object_type: "QUEUE",
    plural: "queues",
    edit: "routing:queue:edit",
    table: "queues",
    entity: Entity::Queue,
};

/// Skill groups.
pub const SKILL_GROUPS: Divisioned = Divisioned {
    object_type: "SKILLGROUP",
    plural: "skill groups",
    edit: "routing:skillGroup:edit",
    table: "skill_groups",
    entity: Entity::SkillGroup,
};

/// Wrap-up codes. The API moves them as they are changed, so that this name is none of its types of
/// objects.
pub const WRAPUP_CODES: Divisioned = Divisioned {
    object_type: "WRAPUPCODE",
    plural: "wrap-up codes",
    edit: "routing:wrapupCode:edit",
    table: "wrapup_codes",
    entity: Entity::WrapupCode,
};

/// Teams.
pub const TEAMS: Divisioned = Divisioned {
    object_type: "TEAM",
    plural: "teams",
    edit: "groups:team:edit",
    table: "teams",
    entity: Entity::Team,
};

/// Every kind.
pub const KINDS: &[Divisioned] =
    &[USERS, ROUTING_SKILLS, QUEUES, SKILL_GROUPS, TEAMS, WRAPUP_CODES];

impl Divisioned {
    /// The kind with this name.
    pub fn named(object_type: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.object_type == object_type)
    }

    /// The ids of the objects of one division that are not deleted, at most so many, in their order.
    pub async fn of_division(&self, tx: &mut Tx, division: &str, most: i64) -> Result<Vec<String>> {
        let organization = &*tx.organization();
        let sql = format!(
            "SELECT id FROM {} WHERE organization_id = $1 AND division_id = $2 \
             AND state <> 'deleted' ORDER BY id LIMIT $3",
            self.table
        );
        tx.all(&sql, &args![organization, division, most], |row| row.get(0)).await
    }

    /// Moves the deleted objects of a division to another: they could not be brought back
    /// otherwise. What each of them shows stays, so their versions do too.
    pub async fn move_deleted(&self, tx: &mut Tx, (from, to): (&str, &str)) -> Result<u64> {
        let organization = &*tx.organization();
        let sql = format!(
            "UPDATE {} SET division_id = $3 \
             WHERE organization_id = $1 AND division_id = $2 AND state = 'deleted'",
            self.table
        );
        let moved = tx.run(&sql, &args![organization, from, to]).await?;
        let more = i64::try_from(moved).unwrap_or(i64::MAX);
        if more > 0 {
            let mut changes = [(from, "deleted", -more), (to, "deleted", more)];
            self.count(tx, &mut changes).await?;
            // Their versions do not tell who was moved.
            tx.changed(NewChange::of_many(organization, self.entity))?;
        }
        Ok(moved)
    }

    /// Keeps the number of objects, by division and state.
    pub(crate) async fn count(&self, tx: &mut Tx, changes: &mut [(&str, &str, i64)]) -> Result<()> {
        let organization = &*tx.organization();
        let sql = "INSERT INTO object_counts (organization_id, object_type, division_id, state, objects) \
                   VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (organization_id, object_type, division_id, state) \
                   DO UPDATE SET objects = object_counts.objects + excluded.objects";
        // In one order, to avoid deadlocks.
        changes.sort_unstable();
        for (division, state, more) in changes.iter() {
            let args = args![organization, self.object_type, *division, *state, *more];
            tx.run(sql, &args).await?;
        }
        Ok(())
    }
}

/// How many objects of each kind a division holds, deleted ones left out.
pub type ObjectCounts = BTreeMap<String, i64>;

/// How many objects of each kind each division holds, deleted ones left out; divisions without any
/// are left out.
pub async fn object_counts(tx: &mut Tx) -> Result<HashMap<String, ObjectCounts>> {
    let organization = &*tx.organization();
    let sql = "SELECT division_id, object_type, CAST(SUM(objects) AS BIGINT) FROM object_counts \
               WHERE organization_id = $1 AND state <> 'deleted' GROUP BY division_id, object_type";
    let mut counts = HashMap::<String, ObjectCounts>::new();
    let args = args![organization];
    let rows = tx.all(sql, &args, |row| {
        Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?))
    });
    for (division, object_type, objects) in rows.await? {
        counts.entry(division).or_default().insert(object_type, objects);
    }
    Ok(counts)
}
