//! Coaching appointments, and who attends them.

use std::collections::HashMap;

use api::{CoachingAppointmentStatus, DateTime, WfmScheduleReference, WireEnum as _};
use serde::{Deserialize, Serialize};

use crate::{
    Divisions, Part, Query, Result, Row, Tx, Visible, all_within, args, from_json, to_document,
};

/// An appointment as it is stored.
#[derive(Debug, Clone)]
pub struct StoredAppointment {
    /// Its id.
    pub id: String,
    /// How far it is.
    pub status: CoachingAppointmentStatus,
    /// When it begins.
    pub starts_at: DateTime,
    /// When it ends.
    pub ends_at: DateTime,
    /// When it was completed.
    pub completed_at: Option<DateTime>,
    /// The user who leads it.
    pub facilitator: Option<String>,
    /// The user who made it.
    pub created_by: Option<String>,
    /// When it was made.
    pub created_at: DateTime,
    /// The user who changed it last.
    pub modified_by: Option<String>,
    /// When it was last changed.
    pub modified_at: DateTime,
    /// The title, and whatever nobody asks for.
    pub more: More,
}

/// What of an appointment is kept in its document.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct More {
    /// The title.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// How long it takes, in minutes.
    pub length: i32,
    /// Where it takes place.
    pub location: Option<String>,
    /// The ids of conversations.
    pub conversations: Vec<String>,
    /// The ids of documents.
    pub documents: Vec<String>,
    /// Addresses.
    pub links: Vec<String>,
    /// Do the attendees see the insights?
    pub insights: Option<bool>,
    /// The schedule that it is part of.
    pub schedule: Option<WfmScheduleReference>,
}

/// Where an appointment is read.
pub fn uri(id: &str) -> String {
    format!("/api/v2/coaching/appointments/{id}")
}

const COLUMNS: &str = "c.id, c.status, c.starts_at, c.ends_at, c.completed_at, c.facilitator_id, c.created_by, \
                       c.created_at, c.modified_by, c.modified_at, c.document";

fn read(row: &Row<'_>) -> Result<StoredAppointment> {
    let at = |column| Ok::<_, crate::Error>(DateTime::from_milliseconds(row.get(column)?));
    Ok(StoredAppointment {
        id: row.get(0)?,
        status: CoachingAppointmentStatus::from_wire(row.str(1)?),
        starts_at: at(2)?,
        ends_at: at(3)?,
        completed_at: row.get::<Option<i64>>(4)?.map(DateTime::from_milliseconds),
        facilitator: row.get(5)?,
        created_by: row.get(6)?,
        created_at: at(7)?,
        modified_by: row.get(8)?,
        modified_at: at(9)?,
        more: from_json(row.str(10)?)?,
    })
}

/// Adds an appointment with its attendees.
pub async fn insert(tx: &mut Tx, one: &StoredAppointment, attendees: &[String]) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "INSERT INTO coaching_appointments (organization_id, id, status, starts_at, ends_at, facilitator_id, \
               created_by, created_at, modified_by, modified_at, document) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let args = args![
        organization,
        &one.id,
        one.status.to_string(),
        one.starts_at.milliseconds(),
        one.ends_at.milliseconds(),
        one.facilitator.clone(),
        one.created_by.clone(),
        one.created_at.milliseconds(),
        one.modified_by.clone(),
        one.modified_at.milliseconds(),
        to_document("coaching appointment", &one.more)?,
    ];
    tx.run(sql, &args).await?;
    let sql = "INSERT INTO coaching_attendees (organization_id, appointment_id, user_id) \
               SELECT u.organization_id, $2, u.id FROM users u \
               WHERE u.organization_id = $1 AND u.id = ANY($3)";
    tx.run(sql, &args![organization, &one.id, attendees]).await.map(drop)
}

/// Stores a changed appointment; its attendees, its facilitator and its creator stay.
pub async fn save(tx: &mut Tx, one: &StoredAppointment) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE coaching_appointments SET status = $3, starts_at = $4, ends_at = $5, completed_at = $6, \
               modified_by = $7, modified_at = $8, document = $9 WHERE organization_id = $1 AND id = $2";
    let args = args![
        organization,
        &one.id,
        one.status.to_string(),
        one.starts_at.milliseconds(),
        one.ends_at.milliseconds(),
        one.completed_at.map(DateTime::milliseconds),
        one.modified_by.clone(),
        one.modified_at.milliseconds(),
        to_document("coaching appointment", &one.more)?,
    ];
    tx.run(sql, &args).await.map(drop)
}

/// Removes an appointment.
pub async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "DELETE FROM coaching_appointments WHERE organization_id = $1 AND id = $2";
    tx.run(sql, &args![organization, id]).await.map(drop)
}

/// What cannot take place any more because a user is deleted: appointments that the user leads, or
/// that nobody else attends.
pub async fn end_of_user(tx: &mut Tx, user: &str, now: DateTime) -> Result<()> {
    let organization = &*tx.organization();
    let sql = "UPDATE coaching_appointments SET status = 'InvalidSchedule', modified_at = $3, modified_by = NULL \
               WHERE organization_id = $1 AND status IN ('Scheduled', 'InProgress') \
               AND (facilitator_id = $2 OR (\
                   id IN (SELECT t.appointment_id FROM coaching_attendees t \
                          WHERE t.organization_id = $1 AND t.user_id = $2) \
                   AND id NOT IN (SELECT o.appointment_id FROM coaching_attendees o \
                          JOIN users u ON u.organization_id = o.organization_id AND u.id = o.user_id \
                          WHERE o.organization_id = $1 AND o.user_id <> $2 AND u.state <> 'deleted')))";
    tx.run(sql, &args![organization, user, now.milliseconds()]).await.map(drop)
}

/// Limits a query of appointments `c` to those that somebody in these divisions attends.
pub(crate) fn limit(query: &mut Query, divisions: &Divisions) {
    if let Visible::Some(ids) = divisions.visible() {
        query.and(
            "EXISTS (SELECT 1 FROM coaching_attendees v \
             JOIN users w ON w.organization_id = v.organization_id AND w.id = v.user_id \
             WHERE v.organization_id = c.organization_id AND v.appointment_id = c.id \
             AND w.division_id = ANY($))",
            args![ids],
        );
    }
}

/// What users are in an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// They made it.
    Creator,
    /// They lead it.
    Facilitator,
    /// They attend it.
    Attendee,
}

/// Limits a query of appointments `c` to those to which users stand in one of these relations; in
/// any, if there are none.
pub(crate) fn limit_to_users(query: &mut Query, users: &[String], relations: &[Relation]) {
    let any = relations.is_empty();
    let has = |relation| any || relations.contains(&relation);
    query.push(" AND (FALSE", args![]);
    if has(Relation::Creator) {
        query.push(" OR c.created_by = ANY($)", args![users]);
    }
    if has(Relation::Facilitator) {
        query.push(" OR c.facilitator_id = ANY($)", args![users]);
    }
    if has(Relation::Attendee) {
        query.push(
            " OR EXISTS (SELECT 1 FROM coaching_attendees t \
             WHERE t.organization_id = c.organization_id AND t.appointment_id = c.id \
             AND t.user_id = ANY($))",
            args![users],
        );
    }
    query.push(")", args![]);
}

/// One appointment that somebody in these divisions attends.
pub async fn find(
    tx: &mut Tx,
    divisions: &Divisions,
    id: &str,
) -> Result<Option<StoredAppointment>> {
    let sql = format!("SELECT {COLUMNS} FROM coaching_appointments c WHERE c.organization_id = $");
    let mut query = Query::new(&sql, args![&*tx.organization()]);
    query.and("c.id = $", args![id]);
    limit(&mut query, divisions);
    let (sql, values) = query.finish();
    tx.one(&sql, &values, read).await
}

/// One appointment to which the user stands in one of these relations.
pub async fn find_of(
    tx: &mut Tx,
    user: &str,
    relations: &[Relation],
    id: &str,
) -> Result<Option<StoredAppointment>> {
    let sql = format!("SELECT {COLUMNS} FROM coaching_appointments c WHERE c.organization_id = $");
    let mut query = Query::new(&sql, args![&*tx.organization()]);
    query.and("c.id = $", args![id]);
    limit_to_users(&mut query, &[user.to_owned()], relations);
    let (sql, values) = query.finish();
    tx.one(&sql, &values, read).await
}

/// Who attends these appointments, by appointment and then by id.
pub async fn attendees(
    tx: &mut Tx,
    appointments: &[String],
) -> Result<HashMap<String, Vec<String>>> {
    let organization = &*tx.organization();
    let sql = "SELECT appointment_id, user_id FROM coaching_attendees \
               WHERE organization_id = $1 AND appointment_id = ANY($2) ORDER BY appointment_id, user_id";
    let args = args![organization, appointments];
    let rows = tx.all(sql, &args, |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)));
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    for (appointment, user) in rows.await? {
        found.entry(appointment).or_default().push(user);
    }
    Ok(found)
}

/// Which appointments are listed.
#[derive(Debug, Clone, Default)]
pub struct AppointmentFilter {
    /// Of these users.
    pub users: Vec<String>,
    /// To which they stand in one of these relations; in any, if there are none.
    pub relations: Vec<Relation>,
    /// In these statuses; in all, if there are none.
    pub statuses: Vec<String>,
    /// Led by these users; by anybody, if there are none.
    pub facilitators: Vec<String>,
    /// That begin from the first time until before the second one, in milliseconds.
    pub starts: Option<(i64, i64)>,
    /// That take place in a part of that time.
    pub overlaps: Option<(i64, i64)>,
    /// Completed then.
    pub completed: Option<(i64, i64)>,
    /// Overdue at this time, or not.
    pub overdue: Option<(bool, i64)>,
}

impl AppointmentFilter {
    fn query(&self, what: &str, tx: &Tx, divisions: &Divisions) -> Query {
        let sql = format!("SELECT {what} FROM coaching_appointments c WHERE c.organization_id = $");
        let mut query = Query::new(&sql, args![&*tx.organization()]);
        limit(&mut query, divisions);
        limit_to_users(&mut query, &self.users, &self.relations);
        if !self.statuses.is_empty() {
            query.and("c.status = ANY($)", args![&self.statuses]);
        }
        if !self.facilitators.is_empty() {
            query.and("c.facilitator_id = ANY($)", args![&self.facilitators]);
        }
        if let Some((from, to)) = self.starts {
            query.and("c.starts_at >= $ AND c.starts_at < $", args![from, to]);
        }
        if let Some((from, to)) = self.overlaps {
            query.and("c.ends_at > $ AND c.starts_at < $", args![from, to]);
        }
        if let Some((from, to)) = self.completed {
            query.and("c.completed_at >= $ AND c.completed_at < $", args![from, to]);
        }
        match self.overdue {
            Some((true, now)) => {
                query.and("c.starts_at < $ AND c.status <> 'Completed'", args![now]);
            }
            Some((false, now)) => {
                query.and("c.starts_at >= $ OR c.status = 'Completed'", args![now]);
            }
            None => {}
        }
        query
    }
}

/// How many appointments there are.
pub async fn count(tx: &mut Tx, divisions: &Divisions, filter: &AppointmentFilter) -> Result<i64> {
    let (sql, values) = filter.query("COUNT(*)", tx, divisions).finish();
    Ok(tx.one(&sql, &values, |row| row.get(0)).await?.unwrap_or_default())
}

/// A part of the appointments, by when they begin.
pub async fn list(
    tx: &mut Tx,
    divisions: &Divisions,
    filter: &AppointmentFilter,
    part: Part,
) -> Result<Vec<StoredAppointment>> {
    let direction = if part.descending { "DESC" } else { "ASC" };
    let mut query = filter.query(COLUMNS, tx, divisions);
    let order = format!(" ORDER BY c.starts_at {direction}, c.id {direction} LIMIT $ OFFSET $");
    query.push(&order, args![part.limit, part.offset]);
    let (sql, values) = query.finish();
    all_within(tx, (&sql, &values), &[10], read).await
}
