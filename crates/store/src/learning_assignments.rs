//! Learning assignments.

use api::{DateTime, LearningAssessment, LearningAssignmentState, LearningModule, WireEnum as _};
use serde::{Deserialize, Serialize};

use crate::{Divisions, Part, Query, Result, Row, Tx, all_within, args, from_json, to_document};

/// An assignment as it is stored.
#[derive(Debug, Clone)]
pub struct StoredAssignment {
    /// Its id.
    pub id: String,
    /// What is to be learnt.
    pub module: LearningModule,
    /// Who is to learn.
    pub user: String,
    /// How far it is.
    pub state: LearningAssignmentState,
    /// When it is due.
    pub due_at: DateTime,
    /// When it was completed.
    pub completed_at: Option<DateTime>,
    /// The score of the test, in percent.
    pub score: Option<f64>,
    /// Was the test passed?
    pub passed: Option<bool>,
    /// Is it the user's latest one of the module?
    pub latest: bool,
    /// When it was made.
    pub created_at: DateTime,
    /// The user who made it.
    pub created_by: Option<String>,
    /// When it was last changed.
    pub modified_at: DateTime,
    /// The user who changed it last.
    pub modified_by: Option<String>,
    /// Its version, from 1.
    pub version: i64,
    /// What nobody asks for.
    pub more: More,
}

/// What of an assignment is kept in its document.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct More {
    /// How long it takes, in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<i32>,
    /// The answers to the test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessment: Option<LearningAssessment>,
}

/// Where an assignment is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/learning/assignments/{id}")
}

const COLUMNS: &str = "a.id, m.document, a.user_id, a.state, a.due_at, a.completed_at, a.score, a.passed, \
                       a.latest, a.created_at, a.created_by, a.modified_at, a.modified_by, a.version, \
                       a.document";
const FROM: &str = "FROM learning_assignments a \
                    JOIN learning_modules m ON m.organization_id = a.organization_id AND m.id = a.module_id \
                    JOIN users u ON u.organization_id = a.organization_id AND u.id = a.user_id";

fn read(row: &Row<'_>) -> Result<StoredAssignment> {
    let at = |column| Ok::<_, crate::Error>(DateTime::from_milliseconds(row.get(column)?));
    Ok(StoredAssignment {
        id: row.get(0)?,
        module: from_json(row.str(1)?)?,
        user: row.get(2)?,
        state: LearningAssignmentState::from_wire(row.str(3)?),
        due_at: at(4)?,
        completed_at: row.get::<Option<i64>>(5)?.map(DateTime::from_milliseconds),
        score: row.get(6)?,
        passed: row.get(7)?,
        latest: row.get(8)?,
        created_at: at(9)?,
        created_by: row.get(10)?,
        modified_at: at(11)?,
        modified_by: row.get(12)?,
        version: row.get(13)?,
        more: from_json(row.str(14)?)?,
    })
}

/// Adds an assignment, which is the user's latest one of its module.
pub async fn insert(tx: &mut Tx, assignment: &StoredAssignment) -> Result<()> {
    let organization = &*tx.organization();
    let StoredAssignment { id, module, user, state, due_at, created_at, created_by, .. } =
        assignment;
    let module = module.id.clone().unwrap_or_default();
    let sql = "UPDATE learning_assignments SET latest = FALSE \
               WHERE organization_id = $1 AND module_id = $2 AND user_id = $3";
    tx.run(sql, &args![organization, &module, user]).await?;
    let sql = "INSERT INTO learning_assignments (organization_id, id, module_id, user_id, state, due_at, \
               latest, created_at, created_by, modified_at, modified_by, version, document) \
               VALUES ($1, $2, $3, $4, $5, $6, TRUE, $7, $8, $7, $8, 1, $9)";
    let (state, due, created) =
        (state.to_string(), due_at.milliseconds(), created_at.milliseconds());
    let document = to_document("learning assignment", &assignment.more)?;
    let args =
        args![organization, id, module, user, state, due, created, created_by.clone(), document];
    tx.run(sql, &args).await.map(drop)
}

/// Stores how far an assignment is, and when it is due.
pub async fn save(tx: &mut Tx, assignment: &StoredAssignment) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE learning_assignments SET state = $3, completed_at = $4, score = $5, passed = $6, \
               modified_at = $7, modified_by = $8, version = $9, document = $10, due_at = $11 \
               WHERE organization_id = $1 AND id = $2";
    let args = args![
        organization,
        &assignment.id,
        assignment.state.to_string(),
        assignment.completed_at.map(DateTime::milliseconds),
        assignment.score,
        assignment.passed,
        assignment.modified_at.milliseconds(),
        assignment.modified_by.clone(),
        assignment.version,
        to_document("learning assignment", &assignment.more)?,
        assignment.due_at.milliseconds(),
    ];
    tx.run(sql, &args).await.map(drop)
}

/// What a user who is deleted has not finished no longer fits.
pub async fn end_of_user(tx: &mut Tx, user: &str, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE learning_assignments SET state = 'InvalidSchedule', modified_at = $3, \
               modified_by = NULL, version = version + 1 WHERE organization_id = $1 \
               AND user_id = $2 AND state IN ('Assigned', 'InProgress')";
    tx.run(sql, &args![organization, user, now.milliseconds()]).await.map(drop)
}

/// One assignment that is not deleted, of a user in these divisions.
pub async fn find(
    tx: &mut Tx,
    divisions: &Divisions,
    id: &str,
) -> Result<Option<StoredAssignment>> {
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE a.organization_id = $");
    let mut query = Query::new(&sql, args![&*tx.organization()]);
    query.and("a.id = $", args![id]);
    query.and("a.state <> 'Deleted'", args![]);
    divisions.limit(&mut query, "u.division_id");
    let (sql, values) = query.finish();
    tx.one(&sql, &values, read).await
}

/// The state of the user's latest assignment of the module.
pub async fn latest(
    tx: &mut Tx,
    module: &str,
    user: &str,
) -> Result<Option<LearningAssignmentState>> {
    let organization = &*tx.organization();
    let sql = "SELECT state FROM learning_assignments \
               WHERE organization_id = $1 AND module_id = $2 AND user_id = $3 AND latest";
    let args = args![organization, module, user];
    tx.one(sql, &args, |row| Ok(LearningAssignmentState::from_wire(row.str(0)?))).await
}

/// The users' latest assignments of these modules, by user.
pub async fn latest_of(
    tx: &mut Tx,
    users: &[String],
    modules: &[String],
) -> Result<Vec<StoredAssignment>> {
    let sql = format!("SELECT {COLUMNS} {FROM} WHERE a.organization_id = $");
    let mut query = Query::new(&sql, args![&*tx.organization()]);
    query.and("a.user_id = ANY($)", args![users]);
    query.and("a.module_id = ANY($)", args![modules]);
    query.and("a.latest AND a.state <> 'Deleted'", args![]);
    query.push(" ORDER BY a.user_id, a.id", args![]);
    let (sql, values) = query.finish();
    all_within(tx, (&sql, &values), &[1, 14], read).await
}

/// Which assignments are listed.
#[derive(Debug, Clone, Default)]
pub struct AssignmentFilter {
    /// Of this module.
    pub module: Option<String>,
    /// Of these users; of all, if there are none.
    pub users: Vec<String>,
    /// Due from the first time until before the second one, in milliseconds.
    pub due: Option<(i64, i64)>,
    /// Completed then.
    pub completed: Option<(i64, i64)>,
    /// Overdue at this time, or not.
    pub overdue: Option<(bool, i64)>,
    /// Passed or failed.
    pub passed: Option<bool>,
    /// With at least this score.
    pub min_score: Option<f64>,
    /// With at most this score.
    pub max_score: Option<f64>,
    /// Of modules of these types; of all, if there are none.
    pub types: Vec<String>,
    /// In these states; in all but deleted, if there are none.
    pub states: Vec<String>,
}

impl AssignmentFilter {
    fn query(&self, what: &str, tx: &Tx, divisions: &Divisions) -> Query {
        let sql = format!("SELECT {what} {FROM} WHERE a.organization_id = $");
        let mut query = Query::new(&sql, args![&*tx.organization()]);
        query.and("a.state <> 'Deleted'", args![]);
        divisions.limit(&mut query, "u.division_id");
        if let Some(module) = &self.module {
            query.and("a.module_id = $", args![module]);
        }
        if !self.users.is_empty() {
            query.and("a.user_id = ANY($)", args![&self.users]);
        }
        if let Some((from, to)) = self.due {
            query.and("a.due_at >= $ AND a.due_at < $", args![from, to]);
        }
        if let Some((from, to)) = self.completed {
            query.and("a.completed_at >= $ AND a.completed_at < $", args![from, to]);
        }
        match self.overdue {
            Some((true, now)) => {
                query.and("a.due_at < $ AND a.state <> 'Completed'", args![now]);
            }
            Some((false, now)) => {
                query.and("a.due_at >= $ OR a.state = 'Completed'", args![now]);
            }
            None => {}
        }
        if let Some(passed) = self.passed {
            query.and("a.passed = $", args![passed]);
        }
        if let Some(score) = self.min_score {
            query.and("a.score >= $", args![score]);
        }
        if let Some(score) = self.max_score {
            query.and("a.score <= $", args![score]);
        }
        if !self.types.is_empty() {
            query.and("m.module_type = ANY($)", args![&self.types]);
        }
        if !self.states.is_empty() {
            query.and("a.state = ANY($)", args![&self.states]);
        }
        query
    }
}

/// How many assignments there are.
pub async fn count(tx: &mut Tx, divisions: &Divisions, filter: &AssignmentFilter) -> Result<i64> {
    let (sql, values) = filter.query("COUNT(*)", tx, divisions).finish();
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}

/// What assignments are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// When they are due.
    Due,
    /// When they were last changed.
    Modified,
}

/// A part of the assignments.
pub async fn list(
    tx: &mut Tx,
    divisions: &Divisions,
    filter: &AssignmentFilter,
    (order, part): (Order, Part),
) -> Result<Vec<StoredAssignment>> {
    let key = if order == Order::Due { "a.due_at" } else { "a.modified_at" };
    let direction = if part.descending { "DESC" } else { "ASC" };
    let mut query = filter.query(COLUMNS, tx, divisions);
    let order = format!(" ORDER BY {key} {direction}, a.id {direction} LIMIT $ OFFSET $");
    query.push(&order, args![part.limit, part.offset]);
    let (sql, values) = query.finish();
    all_within(tx, (&sql, &values), &[1, 14], read).await
}
