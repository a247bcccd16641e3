//! Learning assignments.

mod bulk;
mod changes;
mod found;
mod listed;
mod scoring;
mod states;

use api::{GetLearningAssignment, LearningAssignment};
use gate::{call::Call, refusal::Result, routes::Routes};

use self::found::{find_own_or, shown};
use crate::rules::development::SEE_LEARNING;

/// The operations on learning assignments that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(listed::list_assignments)
        .answer(listed::list_own_assignments)
        .answer(listed::list_assigned_modules)
        .answer(bulk::add)
        .answer(bulk::remove)
        .answer(changes::delete_assignment)
        .answer(changes::create_assignment)
        .answer(get_assignment)
        .answer(changes::update_assignment)
        .answer(changes::reset_assignment)
        .answer(changes::reassign)
}

/// One assignment: one's own, or one that the caller's permission reaches.
async fn get_assignment(
    call: &mut Call,
    GetLearningAssignment { assignment_id, .. }: GetLearningAssignment,
) -> Result<LearningAssignment> {
    let found = find_own_or(call, &assignment_id, SEE_LEARNING).await?;
    Ok(shown(&found, call.now))
}
