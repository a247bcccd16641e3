//! What listings and numbers of activities share.

use std::collections::HashMap;

use api::{DateTime, DevelopmentActivityStatus};
use gate::{call::Call, refusal::Result};
use store::{
    coaching_appointments,
    development_activities::{Looked, StoredActivity},
    users,
};

use crate::rules::development::{SEE_COACHING, SEE_LEARNING};

/// The activities of users that the caller's permissions reach, of each kind: those of users who
/// are where the permission is held. Without users, all.
pub(super) async fn reached(
    call: &mut Call,
    users: &[String],
) -> Result<(Option<Looked>, Option<Looked>)> {
    let places = users::places(&mut call.tx, users).await?;
    let looked = |permission| {
        let divisions = call.held_somewhere(permission).ok()?;
        let is_there = |id: &&String| places.get(*id).is_some_and(|it| divisions.contains(it));
        let there: Vec<String> = users.iter().filter(is_there).cloned().collect();
        (users.is_empty() || !there.is_empty()).then_some(Looked { divisions, users: there })
    };
    Ok((looked(SEE_LEARNING), looked(SEE_COACHING)))
}

/// Who attends these activities, by activity.
pub(super) async fn attendees(
    call: &mut Call,
    found: &[StoredActivity],
) -> Result<HashMap<String, Vec<String>>> {
    let coaching = found.iter().filter(|one| one.learner.is_none());
    let ids: Vec<String> = coaching.map(|one| one.id.clone()).collect();
    let mut attendees = coaching_appointments::attendees(&mut call.tx, &ids).await?;
    for one in found {
        if let Some(user) = &one.learner {
            attendees.insert(one.id.clone(), vec![user.clone()]);
        }
    }
    Ok(attendees)
}

/// Is it past due, and not completed?
pub(super) fn is_overdue(one: &StoredActivity, now: DateTime) -> bool {
    one.due_at < now && one.status != DevelopmentActivityStatus::Completed
}
