//! Development activities: coaching appointments and learning assignments, read together.

use api::{DateTime, DevelopmentActivityStatus, DevelopmentActivityType, WireEnum as _};

use crate::{
    Divisions, Part, Query, Result, Row, Tx, args,
    coaching_appointments::{self, Relation},
};

/// An activity as it is read.
#[derive(Debug, Clone)]
pub struct StoredActivity {
    /// Its id.
    pub id: String,
    /// Its type.
    pub kind: DevelopmentActivityType,
    /// How far it is.
    pub status: DevelopmentActivityStatus,
    /// The document that has its name: a module, or what an appointment keeps.
    pub document: String,
    /// When it is due.
    pub due_at: DateTime,
    /// When it was completed.
    pub completed_at: Option<DateTime>,
    /// The user who made it.
    pub created_by: Option<String>,
    /// When it was made.
    pub created_at: DateTime,
    /// The user who leads it.
    pub facilitator: Option<String>,
    /// Who is to learn; none of an appointment, whose attendees are read by themselves.
    pub learner: Option<String>,
    /// The score of the test, in percent.
    pub score: Option<f64>,
    /// Was the test passed?
    pub passed: Option<bool>,
    /// Is it the user's latest one of its module?
    pub latest: Option<bool>,
    /// The id of the learning module.
    pub module: Option<String>,
}

fn read(row: &Row<'_>) -> Result<StoredActivity> {
    let at = |column| Ok::<_, crate::Error>(DateTime::from_milliseconds(row.get(column)?));
    Ok(StoredActivity {
        id: row.get(0)?,
        kind: DevelopmentActivityType::from_wire(row.str(1)?),
        status: DevelopmentActivityStatus::from_wire(row.str(2)?),
        document: row.get(3)?,
        due_at: at(4)?,
        completed_at: row.get::<Option<i64>>(5)?.map(DateTime::from_milliseconds),
        created_by: row.get(6)?,
        created_at: at(7)?,
        facilitator: row.get(8)?,
        learner: row.get(9)?,
        score: row.get(10)?,
        passed: row.get(11)?,
        latest: row.get(12)?,
        module: row.get(13)?,
    })
}

/// Which part of one kind of activities is looked at.
#[derive(Debug, Clone)]
pub struct Looked {
    /// Where the caller sees them.
    pub divisions: Divisions,
    /// Of these users; of all whom the caller sees, if there are none.
    pub users: Vec<String>,
}

/// Which activities are wanted.
#[derive(Debug, Clone, Default)]
pub struct ActivityFilter {
    /// Learning assignments; none, if nothing is said.
    pub learning: Option<Looked>,
    /// Coaching appointments; none, if nothing is said.
    pub coaching: Option<Looked>,
    /// With this id.
    pub id: Option<String>,
    /// Of this learning module.
    pub module: Option<String>,
    /// Of these types; of all, if there are none.
    pub types: Vec<String>,
    /// In these statuses; in all, if there are none.
    pub statuses: Vec<String>,
    /// What the users are in appointments; anything, if nothing is said.
    pub relations: Vec<Relation>,
    /// Due from the first time until before the second one, in milliseconds.
    pub due: Option<(i64, i64)>,
    /// Completed then.
    pub completed: Option<(i64, i64)>,
    /// Overdue at this time, or not.
    pub overdue: Option<(bool, i64)>,
    /// Passed or failed.
    pub passed: Option<bool>,
}

/// How far an assignment is, as an activity.
const STATUS: &str = "CASE WHEN a.state = 'Assigned' THEN 'Planned' ELSE a.state END";
const COACHING_STATUS: &str = "CASE WHEN c.status = 'Scheduled' THEN 'Planned' ELSE c.status END";

impl ActivityFilter {
    /// The statement over both kinds; what comes before and after is written around it.
    fn query(&self, before: &str, tx: &Tx) -> Query {
        let mut query = Query::new(before, []);
        let mut between = "";
        if let Some(looked) = &self.learning {
            query.push(
                &format!(
                    "SELECT a.id AS id, m.module_type AS kind, {STATUS} AS status, \
                     m.document AS document, a.due_at AS due_at, a.completed_at AS completed_at, \
                     a.created_by AS created_by, a.created_at AS created_at, \
                     CAST(NULL AS TEXT) AS facilitator_id, a.user_id AS learner, \
                     a.score AS score, a.passed AS passed, a.latest AS latest, \
                     a.module_id AS module_id \
                     FROM learning_assignments a \
                     JOIN learning_modules m \
                         ON m.organization_id = a.organization_id AND m.id = a.module_id \
                     JOIN users u ON u.organization_id = a.organization_id AND u.id = a.user_id \
                     WHERE a.organization_id = $ AND a.state <> 'Deleted'"
                ),
                args![&*tx.organization()],
            );
            looked.divisions.limit(&mut query, "u.division_id");
            if !looked.users.is_empty() {
                query.and("a.user_id = ANY($)", args![&looked.users]);
            }
            if let Some(module) = &self.module {
                query.and("a.module_id = $", args![module]);
            }
            if let Some(passed) = self.passed {
                query.and("a.passed = $", args![passed]);
            }
            self.limit(&mut query, ["a", "m.module_type", STATUS, "a.due_at"]);
            between = " UNION ALL ";
        }
        // What belongs to a module or was passed is learning.
        let coaching =
            self.coaching.as_ref().filter(|_| self.module.is_none() && self.passed.is_none());
        if let Some(looked) = coaching {
            query.push(
                &format!(
                    "{between}SELECT c.id AS id, 'Coaching' AS kind, {COACHING_STATUS} AS status, \
                     c.document AS document, c.starts_at AS due_at, \
                     c.completed_at AS completed_at, c.created_by AS created_by, \
                     c.created_at AS created_at, c.facilitator_id AS facilitator_id, \
                     CAST(NULL AS TEXT) AS learner, CAST(NULL AS DOUBLE PRECISION) AS score, \
                     CAST(NULL AS BOOLEAN) AS passed, CAST(NULL AS BOOLEAN) AS latest, \
                     CAST(NULL AS TEXT) AS module_id \
                     FROM coaching_appointments c \
                     WHERE c.organization_id = $"
                ),
                args![&*tx.organization()],
            );
            coaching_appointments::limit(&mut query, &looked.divisions);
            if !looked.users.is_empty() {
                let relations = &self.relations;
                coaching_appointments::limit_to_users(&mut query, &looked.users, relations);
            }
            self.limit(&mut query, ["c", "'Coaching'", COACHING_STATUS, "c.starts_at"]);
        }
        query
    }

    /// What limits both kinds alike.
    fn limit(&self, query: &mut Query, [table, kind, status, due]: [&str; 4]) {
        if let Some(id) = &self.id {
            query.and(&format!("{table}.id = $"), args![id]);
        }
        if !self.types.is_empty() {
            query.and(&format!("{kind} = ANY($)"), args![&self.types]);
        }
        if !self.statuses.is_empty() {
            query.and(&format!("{status} = ANY($)"), args![&self.statuses]);
        }
        if let Some((from, to)) = self.due {
            query.and(&format!("{due} >= $ AND {due} < $"), args![from, to]);
        }
        if let Some((from, to)) = self.completed {
            let condition = format!("{table}.completed_at >= $ AND {table}.completed_at < $");
            query.and(&condition, args![from, to]);
        }
        match self.overdue {
            Some((true, now)) => {
                query.and(&format!("{due} < $ AND {status} <> 'Completed'"), args![now]);
            }
            Some((false, now)) => {
                query.and(&format!("{due} >= $ OR {status} = 'Completed'"), args![now]);
            }
            None => {}
        }
    }

    /// Can there be any?
    const fn is_empty(&self) -> bool {
        let coaching = self.coaching.is_some() && self.module.is_none() && self.passed.is_none();
        self.learning.is_none() && !coaching
    }
}

/// How many activities there are.
pub async fn count(tx: &mut Tx, filter: &ActivityFilter) -> Result<i64> {
    if filter.is_empty() {
        return Ok(0);
    }
    let mut query = filter.query("SELECT COUNT(*) FROM (", tx);
    query.push(") AS activities", args![]);
    let (sql, values) = query.finish();
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}

/// A part of the activities, by when they are due.
pub async fn list(tx: &mut Tx, filter: &ActivityFilter, part: Part) -> Result<Vec<StoredActivity>> {
    let direction = if part.descending { "DESC" } else { "ASC" };
    if filter.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = filter.query("SELECT * FROM (", tx);
    let order =
        format!(") AS activities ORDER BY due_at {direction}, id {direction} LIMIT $ OFFSET $");
    query.push(&order, args![part.limit, part.offset]);
    let (sql, values) = query.finish();
    crate::all_within(tx, (&sql, &values), &[3], read).await
}

/// All activities without their documents, for those who count them.
pub async fn all(tx: &mut Tx, filter: &ActivityFilter) -> Result<Vec<StoredActivity>> {
    if filter.is_empty() {
        return Ok(Vec::new());
    }
    let without = "SELECT id, kind, status, '', due_at, completed_at, created_by, created_at, \
                   facilitator_id, learner, score, passed, latest, module_id FROM (";
    let mut query = filter.query(without, tx);
    query.push(") AS activities", args![]);
    let (sql, values) = query.finish();
    tx.all(&sql, &values, read).await
}
