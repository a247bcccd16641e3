//! What was changed, by whom, from where.

mod slices;

use std::sync::LazyLock;

use api::DateTime;
pub use slices::{Found, search};

use crate::{Divisions, Query, Result, Tx, Value, Visible, args, groups::Sight};

/// A change to be written down. What can be filtered by stands beside the document.
#[derive(Debug)]
pub struct NewAudit<'a> {
    /// When it happened, by the organization's clock.
    pub at: DateTime,
    /// The part of the platform that was changed, in the API's words.
    pub service: &'a str,
    /// What kind of entity was changed.
    pub entity_type: &'a str,
    /// Which one.
    pub entity_id: &'a str,
    /// What was done to it.
    pub action: &'a str,
    /// The user who did it.
    pub user: Option<&'a str>,
    /// The OAuth client that was used.
    pub client: Option<&'a str>,
    /// The message as the API shows it, as JSON.
    pub document: &'a str,
}

/// Writes a change down.
pub async fn insert(tx: &mut Tx, audit: &NewAudit<'_>) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO audits (organization_id, at, service, entity_type, entity_id, action, user_id, \
               client_id, document) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let NewAudit { at, service, entity_type, entity_id, action, user, client, document } = *audit;
    let at = at.milliseconds();
    let args =
        args![organization, at, service, entity_type, entity_id, action, user, client, document];
    tx.run(sql, &args).await?;
    Ok(())
}

/// Changes of one statement, and values of one of them.
const ROWS: usize = 50;
const PER_ROW: usize = 8;

/// Writes many changes down, in this order.
pub async fn insert_all(tx: &mut Tx, audits: &[NewAudit<'_>]) -> Result<()> {
    let organization = &*tx.organization();
    let (together, alone) = audits.as_chunks::<ROWS>();
    for rows in together {
        let mut values = Vec::with_capacity(1 + ROWS * PER_ROW);
        values.extend(args![organization]);
        for audit in rows {
            let NewAudit { service, entity_type, entity_id, action, document, .. } = *audit;
            let (at, user, client) = (audit.at.milliseconds(), audit.user, audit.client);
            values.extend(args![
                at,
                service,
                entity_type,
                entity_id,
                action,
                user,
                client,
                document
            ]);
        }
        tx.run(&TOGETHER, &values).await?;
    }
    for audit in alone {
        insert(tx, audit).await?;
    }
    Ok(())
}

static TOGETHER: LazyLock<String> = LazyLock::new(|| {
    let rows = (0..ROWS).map(|row| {
        let first = 2 + row * PER_ROW;
        let places = (first..first + PER_ROW).map(|place| format!("${place}"));
        format!("($1, {})", places.collect::<Vec<_>>().join(", "))
    });
    format!(
        "INSERT INTO audits (organization_id, at, service, entity_type, entity_id, action, user_id, \
         client_id, document) VALUES {}",
        rows.collect::<Vec<_>>().join(", ")
    )
});

/// The newest message that the filter lets through: its number and its document.
pub async fn newest(tx: &mut Tx, filter: &AuditFilter) -> Result<Option<(i64, String)>> {
    let sql = "SELECT a.number, a.document FROM audits a WHERE a.organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    limit_to(&mut query, &Divisions::all(), filter);
    query.push(" ORDER BY a.at DESC, a.number DESC LIMIT 1", args![]);
    let (sql, values) = query.finish();
    tx.one(&sql, &values, |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// Writes a message anew that counts what comes often.
pub async fn rewrite(tx: &mut Tx, number: i64, document: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE audits SET document = $3 WHERE organization_id = $1 AND number = $2";
    tx.run(sql, &args![organization, number, document]).await?;
    Ok(())
}

/// Which changes are asked for. A list that is empty asks for nothing in particular.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Not before this.
    pub since: Option<DateTime>,
    /// Before this.
    pub until: Option<DateTime>,
    /// In one of these parts of the platform.
    pub services: Vec<String>,
    /// Of one of these kinds of entities.
    pub entity_types: Vec<String>,
    /// Of one of these entities.
    pub entities: Vec<String>,
    /// One of these was done.
    pub actions: Vec<String>,
    /// By one of these users.
    pub users: Vec<String>,
    /// Through one of these OAuth clients.
    pub clients: Vec<String>,
    /// Of any group, or only of some.
    pub groups: GroupsSeen,
}

/// Of which groups messages are shown.
#[derive(Debug, Clone, Default)]
pub enum GroupsSeen {
    /// Of every group.
    #[default]
    All,
    /// Of the groups that exist and that this user sees; without a user, of those that clients see.
    By(Option<String>),
}

impl GroupsSeen {
    /// Of the groups that are seen like this.
    pub fn of(sight: Sight<'_>) -> Self {
        match sight {
            Sight::Whole => Self::All,
            Sight::Of(user) => Self::By(Some(user.to_owned())),
            Sight::Public => Self::By(None),
        }
    }

    fn limit(&self, query: &mut Query) {
        let sight = match self {
            Self::All => return,
            Self::By(Some(user)) => Sight::Of(user),
            Self::By(None) => Sight::Public,
        };
        // A grant is audited under its subject's id. Messages of a group that is gone are hidden,
        // because it is unknown whether the group was visible.
        sight.limit_by(query, |seen| {
            format!(
                "a.entity_type NOT IN ('Group', 'AuthUser') \
             OR EXISTS (SELECT 1 FROM groups g WHERE g.organization_id = a.organization_id \
                 AND g.id = a.entity_id AND ({seen})) \
             OR a.entity_type = 'AuthUser' AND ( \
                 EXISTS (SELECT 1 FROM users u WHERE u.organization_id = a.organization_id \
                     AND u.id = a.entity_id) \
                 OR EXISTS (SELECT 1 FROM oauth_clients c \
                     WHERE c.organization_id = a.organization_id AND c.id = a.entity_id))"
            )
        });
    }
}

/// Which part of the changes, and from which end.
#[derive(Debug, Clone, Copy)]
pub struct AuditPart {
    /// How many are passed over.
    pub offset: i64,
    /// How many at most.
    pub limit: i64,
    /// From the oldest to the newest.
    pub oldest_first: bool,
}

/// The messages of a part of the changes, as JSON, by time and then as they were written.
///
/// Changes belong to the organization, not to a division; only what was done to users of other
/// divisions is left out, and what was done to groups that are not seen.
pub async fn list(
    tx: &mut Tx,
    divisions: &Divisions,
    filter: &AuditFilter,
    part: AuditPart,
) -> Result<Vec<String>> {
    let (sql, values) = page(tx, divisions, filter, part);
    crate::all_within(tx, (&sql, &values), &[0], |row| row.get(0)).await
}

/// How many changes the filter lets through; `most` when there are as many or more, so that no
/// caller waits until all are counted.
pub async fn count(
    tx: &mut Tx,
    divisions: &Divisions,
    filter: &AuditFilter,
    most: i64,
) -> Result<i64> {
    let (sql, values) = counted(tx, divisions, filter, most);
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}

/// Deletes the oldest messages from before a time, at most so many; how many they were.
pub async fn delete_before(tx: &mut Tx, before: DateTime, most: u32) -> Result<u64> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM audits WHERE number IN ( \
                   SELECT number FROM audits WHERE organization_id = $1 AND at < $2 \
                   ORDER BY at, number LIMIT $3)";
    tx.run(sql, &args![organization, before.milliseconds(), most]).await
}

fn page(
    tx: &Tx,
    divisions: &Divisions,
    filter: &AuditFilter,
    part: AuditPart,
) -> (String, Vec<Value>) {
    let sql = "SELECT a.document FROM audits a WHERE a.organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    limit_to(&mut query, divisions, filter);
    let direction = if part.oldest_first { "ASC" } else { "DESC" };
    let order = format!(" ORDER BY a.at {direction}, a.number {direction} LIMIT $ OFFSET $");
    query.push(&order, args![part.limit, part.offset]);
    query.finish()
}

fn counted(
    tx: &Tx,
    divisions: &Divisions,
    filter: &AuditFilter,
    most: i64,
) -> (String, Vec<Value>) {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM audits a WHERE a.organization_id = $";
    let mut query = Query::new(sql, args![&*tx.organization()]);
    limit_to(&mut query, divisions, filter);
    query.push(" LIMIT $) counted", args![most]);
    query.finish()
}

fn limit_to(query: &mut Query, divisions: &Divisions, filter: &AuditFilter) {
    // Of one entity there are few, and their index gives the order. Without statistics SQLite takes
    // the interval for the better start, unless it is no bare column.
    let at = if filter.entities.len() == 1 { "a.at + 0" } else { "a.at" };
    if let Some(since) = filter.since {
        query.and(&format!("{at} >= $"), args![since.milliseconds()]);
    }
    if let Some(until) = filter.until {
        query.and(&format!("{at} < $"), args![until.milliseconds()]);
    }
    for (column, wanted) in [
        ("a.service", &filter.services),
        ("a.entity_type", &filter.entity_types),
        ("a.entity_id", &filter.entities),
        ("a.action", &filter.actions),
        ("a.user_id", &filter.users),
        ("a.client_id", &filter.clients),
    ] {
        match wanted.as_slice() {
            [] => {}
            // Equality lets the index give the order; a list would need a sort of every match.
            [one] => drop(query.and(&format!("{column} = $"), args![one])),
            some => drop(query.and(&format!("{column} = ANY($)"), args![some.to_vec()])),
        }
    }
    if let Visible::Some(ids) = divisions.visible() {
        let elsewhere = "NOT EXISTS (SELECT 1 FROM users u WHERE u.organization_id = a.organization_id \
                         AND u.id = a.entity_id AND u.division_id <> ALL($))";
        query.and(elsewhere, args![ids]);
    }
    filter.groups.limit(query);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Db, Location, Options};

    #[tokio::test]
    async fn a_page_is_found_in_an_index_in_its_order() {
        let db = Db::open(&Location::Memory, Options::default()).await.unwrap();
        let mut tx = db.snapshot().await.unwrap();
        let interval = AuditFilter {
            since: Some(DateTime::from_milliseconds(1)),
            until: Some(DateTime::from_milliseconds(2)),
            ..AuditFilter::default()
        };
        let one = || vec!["x".to_owned()];
        let some = Divisions::new(Visible::Some(one()));
        for (divisions, filter, index) in [
            (Divisions::all(), AuditFilter::default(), "audits_by_time"),
            (Divisions::all(), interval.clone(), "audits_by_time"),
            (some, interval.clone(), "audits_by_time"),
            (
                Divisions::all(),
                AuditFilter { entities: one(), ..interval.clone() },
                "audits_by_entity",
            ),
            (Divisions::all(), AuditFilter { users: one(), ..interval }, "audits_by_time"),
        ] {
            for oldest_first in [false, true] {
                let part = AuditPart { offset: 25, limit: 25, oldest_first };
                let counted = counted(&tx, &divisions, &filter, 10_000);
                for (sql, values) in [page(&tx, &divisions, &filter, part), counted] {
                    let explain = format!("EXPLAIN QUERY PLAN {sql}");
                    let plan = tx.all(&explain, &values, |row| row.get::<String>(3)).await;
                    let plan = plan.unwrap().join("; ");
                    let sorts = plan.contains("TEMP B-TREE");
                    assert!(plan.contains("SEARCH a USING ") && !sorts, "{plan}");
                    // What is only counted may come in any order.
                    assert!(plan.contains(index) || sql.contains("COUNT"), "{plan}: {sql}");
                }
            }
        }
    }
}
