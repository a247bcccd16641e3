//! What learning and coaching share: their audit kinds, intervals, and references to users.

use api::{DateTime, UserReference};
use gate::{
    audit::{Action, Kind},
    refusal::{Refusal, Result},
};
use store::{coaching_appointments, learning_assignments, learning_modules, users};

/// A learning module, in the audit.
pub const LEARNING_MODULE: Kind = Kind {
    name: "LearningModule",
    service: "Learning",
    actions: &[Action::Create, Action::Update, Action::Delete],
    uri: Some(learning_modules::uri),
};

/// A learning assignment, in the audit.
pub const LEARNING_ASSIGNMENT: Kind = Kind {
    name: "LearningAssignment",
    service: "Learning",
    actions: &[Action::Create, Action::Update, Action::Delete],
    uri: Some(learning_assignments::uri),
};

/// A coaching appointment, in the audit.
pub const COACHING_APPOINTMENT: Kind = Kind {
    name: "CoachingAppointment",
    service: "Coaching",
    actions: &[Action::Create, Action::Update, Action::Delete],
    uri: Some(coaching_appointments::uri),
};

/// What it takes to see assignments of others.
pub const SEE_LEARNING: &str = "learning:assignment:view";
/// What it takes to see appointments of others.
pub const SEE_COACHING: &str = "coaching:appointment:view";

/// So many users may be named in one request.
pub const MAX_USERS: usize = 100;
/// The longest interval, in days: a leap year.
const MAX_DAYS: i64 = 366;
const MILLISECONDS_OF_A_DAY: i64 = 24 * 60 * 60 * 1000;

/// A user as learning and coaching point to it.
pub fn reference(id: &str) -> UserReference {
    UserReference { id: Some(id.to_owned()), self_uri: Some(users::uri(id)) }
}

/// The same of a user who may be none.
pub fn maybe(id: Option<&String>) -> Option<UserReference> {
    id.map(|id| reference(id))
}

/// Both ends of an interval in ISO-8601, in milliseconds, of which what is finer than a second is
/// cut off.
pub fn interval(parameter: &str, text: Option<&str>) -> Result<Option<(i64, i64)>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let refused = |allowed: &str| Refusal::invalid_value(parameter, text, allowed);
    let ends = text.split_once('/').and_then(|(start, end)| {
        Some((DateTime::parse_in_utc(start.trim())?, DateTime::parse_in_utc(end.trim())?))
    });
    let example = "two ISO-8601 instants with a slash between, such as 2026-01-01T00:00:00Z/2026-02-01T00:00:00Z";
    let (start, end) = ends.ok_or_else(|| refused(example))?;
    let whole = |at: DateTime| at.milliseconds().div_euclid(1000) * 1000;
    let (start, end) = (whole(start), whole(end));
    if start >= end {
        return Err(refused("an interval whose start is before its end"));
    }
    if end - start > MAX_DAYS * MILLISECONDS_OF_A_DAY {
        return Err(refused("an interval of at most one year"));
    }
    Ok(Some((start, end)))
}

/// The ids of users that a parameter or field names, each once.
pub fn named(field: &str, given: &[String]) -> Result<Vec<String>> {
    let mut ids: Vec<String> = Vec::with_capacity(given.len());
    for id in given.iter().map(|id| id.trim().to_lowercase()) {
        if !id.is_empty() && !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.len() > MAX_USERS {
        let allowed = format!("at most {MAX_USERS} ids");
        return Err(Refusal::invalid_value(field, ids.len().to_string(), allowed));
    }
    Ok(ids)
}
