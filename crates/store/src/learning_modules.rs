//! Learning modules.

use std::collections::HashMap;

use api::{DateTime, LearningModule, LearningModuleSortBy, LearningModuleSummary};

use crate::{Part, Query, Result, Tx, all_within, args, from_json, to_document};

/// Where a module is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/learning/modules/{id}")
}

/// The parts of a module that have columns.
fn columns(module: &LearningModule) -> (String, String, String, bool, Option<String>, i64) {
    (
        module.id.clone().unwrap_or_default(),
        crate::fold(module.name.as_deref().unwrap_or_default()),
        module.r#type.as_ref().map(ToString::to_string).unwrap_or_default(),
        module.is_published == Some(true),
        module.external_id.clone(),
        module.date_created.map(DateTime::milliseconds).unwrap_or_default(),
    )
}

/// What it is about, to be searched.
fn about(module: &LearningModule) -> String {
    crate::fold(module.description.as_deref().unwrap_or_default())
}

/// Adds a module; `false` when its external id is taken.
pub async fn insert(tx: &mut Tx, module: &LearningModule) -> Result<bool> {
    let organization = &*tx.organization();
    let document = to_document("learning module", module)?;
    let (id, key, kind, published, external, created) = columns(module);
    let about = about(module);
    let sql = "INSERT INTO learning_modules (organization_id, id, name_key, module_type, published, \
               external_id, created_at, document, description_key) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let args = args![organization, id, key, kind, published, external, created, document, about];
    Ok(tx.run(sql, &args).await? > 0)
}

/// Stores a changed module, whose external id stays.
pub async fn save(tx: &mut Tx, module: &LearningModule) -> Result<()> {
    let organization = &*tx.organization();
    let document = to_document("learning module", module)?;
    let (id, key, kind, published, ..) = columns(module);
    let sql = "UPDATE learning_modules SET name_key = $3, module_type = $4, published = $5, document = $6, \
               description_key = $7 WHERE organization_id = $1 AND id = $2";
    let args = args![organization, id, key, kind, published, document, about(module)];
    tx.run(sql, &args).await.map(drop)
}

/// Removes a module with its assignments.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    let organization = &*tx.organization();
    for sql in [
        "DELETE FROM learning_assignments WHERE organization_id = $1 AND module_id = $2",
        "DELETE FROM learning_modules WHERE organization_id = $1 AND id = $2",
    ] {
        tx.run(sql, &args![organization, id]).await?;
    }
    Ok(())
}

/// One module.
pub async fn find(tx: &mut Tx, id: &str) -> Result<Option<LearningModule>> {
    let organization = &*tx.organization();
    let sql = "SELECT document FROM learning_modules WHERE organization_id = $1 AND id = $2";
    tx.one(sql, &args![organization, id], |row| from_json(row.str(0)?)).await
}

/// Which modules are listed.
#[derive(Debug, Clone, Default)]
pub struct ModuleFilter {
    /// Of these types; of all, if there are none.
    pub types: Vec<String>,
    /// Only published ones, or only others.
    pub published: Option<bool>,
    /// Known by these ids elsewhere; all, if there are none.
    pub external_ids: Vec<String>,
    /// Whose folded names contain this.
    pub term: Option<String>,
}

impl ModuleFilter {
    fn query(&self, what: &str, tx: &Tx) -> Query {
        let sql = format!("SELECT {what} FROM learning_modules m WHERE m.organization_id = $");
        let mut query = Query::new(&sql, args![&*tx.organization()]);
        if !self.types.is_empty() {
            query.and("m.module_type = ANY($)", args![&self.types]);
        }
        if let Some(published) = self.published {
            query.and("m.published = $", args![published]);
        }
        if !self.external_ids.is_empty() {
            query.and("m.external_id = ANY($)", args![&self.external_ids]);
        }
        if let Some(term) = &self.term {
            query.and("REPLACE(m.name_key, $, '') <> m.name_key", args![crate::fold(term)]);
        }
        query
    }
}

/// How many modules there are.
pub async fn count(tx: &mut Tx, filter: &ModuleFilter) -> Result<i64> {
    let (sql, values) = filter.query("COUNT(*)", tx).finish();
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}

/// The results that count for a module.
const RESULTS: &str = "FROM learning_assignments a WHERE a.organization_id = m.organization_id \
                       AND a.module_id = m.id AND a.latest AND a.score IS NOT NULL";

/// A part of the modules.
pub async fn list(
    tx: &mut Tx,
    filter: &ModuleFilter,
    by: &LearningModuleSortBy,
    part: Part,
) -> Result<Vec<LearningModule>> {
    let key = match by {
        LearningModuleSortBy::Createddate => "m.created_at".to_owned(),
        LearningModuleSortBy::Percentpassed => format!(
            "COALESCE((SELECT AVG(CASE WHEN a.passed THEN 100.0 ELSE 0.0 END) {RESULTS}), 0.0)"
        ),
        LearningModuleSortBy::Averagescore => {
            format!("COALESCE((SELECT AVG(a.score) {RESULTS}), 0.0)")
        }
        _ => "m.name_key".to_owned(),
    };
    let direction = if part.descending { "DESC" } else { "ASC" };
    let mut query = filter.query("m.document", tx);
    let order = format!(" ORDER BY {key} {direction}, m.id {direction} LIMIT $ OFFSET $");
    query.push(&order, args![part.limit, part.offset]);
    let (sql, values) = query.finish();
    all_within(tx, (&sql, &values), &[0], |row| from_json(row.str(0)?)).await
}

/// The numbers of the latest assignments of these modules.
pub async fn summaries(
    tx: &mut Tx,
    modules: &[String],
) -> Result<HashMap<String, LearningModuleSummary>> {
    let organization = &*tx.organization();
    let sql = "SELECT module_id, \
               CAST(SUM(CASE WHEN state = 'Assigned' THEN 1 ELSE 0 END) AS BIGINT), \
               CAST(SUM(CASE WHEN state = 'Completed' THEN 1 ELSE 0 END) AS BIGINT), \
               CAST(SUM(CASE WHEN state = 'Completed' THEN COALESCE(score, 0.0) ELSE 0.0 END) \
                   AS DOUBLE PRECISION), \
               CAST(SUM(CASE WHEN passed THEN 1 ELSE 0 END) AS BIGINT) \
               FROM learning_assignments WHERE organization_id = $1 AND module_id = ANY($2) \
               AND latest AND state <> 'Deleted' GROUP BY module_id";
    let args = args![organization, modules];
    let found = tx.all(sql, &args, |row| {
        let whole = |column| Ok::<_, crate::Error>(i32::try_from(row.get::<i64>(column)?).ok());
        let summary = LearningModuleSummary {
            assigned_count: whole(1)?,
            completed_count: whole(2)?,
            completed_sum: Some(row.get(3)?),
            passed_count: whole(4)?,
        };
        Ok((row.get::<String>(0)?, summary))
    });
    Ok(found.await?.into_iter().collect())
}

/// Which modules are listed with the assignments of users.
#[derive(Debug, Clone, Default)]
pub struct AssignedFilter {
    /// The users.
    pub users: Vec<String>,
    /// Whose folded names or descriptions contain this.
    pub term: Option<String>,
    /// With an assignment that is overdue at this time, or not.
    pub overdue: Option<(bool, i64)>,
    /// With an assignment in one of these states; in any or none, if nothing is said.
    pub states: Vec<String>,
    /// Or not assigned to one of the users.
    pub unassigned: bool,
}

/// The latest assignments of users that are not deleted, of a module `m`.
const LATEST: &str = "SELECT 1 FROM learning_assignments a WHERE a.organization_id = m.organization_id \
                      AND a.module_id = m.id AND a.latest AND a.state <> 'Deleted'";

impl AssignedFilter {
    fn query(&self, what: &str, tx: &Tx) -> Query {
        let sql = format!("SELECT {what} FROM learning_modules m WHERE m.organization_id = $");
        let mut query = Query::new(&sql, args![&*tx.organization()]);
        if let Some(term) = &self.term {
            let term = crate::fold(term);
            query.and(
                "REPLACE(m.name_key, $, '') <> m.name_key \
                 OR REPLACE(m.description_key, $, '') <> m.description_key",
                args![&term, &term],
            );
        }
        if let Some((overdue, now)) = self.overdue {
            let when = if overdue {
                "a.due_at < $ AND a.state <> 'Completed'"
            } else {
                "(a.due_at >= $ OR a.state = 'Completed')"
            };
            let sql = format!("EXISTS ({LATEST} AND a.user_id = ANY($) AND {when})");
            query.and(&sql, args![&self.users, now]);
        }
        if !self.states.is_empty() || self.unassigned {
            let assigned = format!("EXISTS ({LATEST} AND a.user_id = ANY($) AND a.state = ANY($))");
            query.push(&format!(" AND ({assigned}"), args![&self.users, &self.states]);
            if self.unassigned {
                query.push(
                    &format!(
                        " OR EXISTS (SELECT 1 FROM users u WHERE u.organization_id = m.organization_id \
                         AND u.id = ANY($) AND NOT EXISTS ({LATEST} AND a.user_id = u.id))"
                    ),
                    args![&self.users],
                );
            }
            query.push(")", args![]);
        }
        query
    }
}

/// How many modules there are.
pub async fn count_assigned(tx: &mut Tx, filter: &AssignedFilter) -> Result<i64> {
    let (sql, values) = filter.query("COUNT(*)", tx).finish();
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}

/// A part of the modules, by name.
pub async fn list_assigned(
    tx: &mut Tx,
    filter: &AssignedFilter,
    part: Part,
) -> Result<Vec<LearningModule>> {
    let mut query = filter.query("m.document", tx);
    query.push(" ORDER BY m.name_key, m.id LIMIT $ OFFSET $", args![part.limit, part.offset]);
    let (sql, values) = query.finish();
    all_within(tx, (&sql, &values), &[0], |row| from_json(row.str(0)?)).await
}
