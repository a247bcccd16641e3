//! Learning assignments.

mod changes;
mod found;
mod scoring;
mod states;

use api::{
    GetLearningAssignment, GetLearningAssignments, LearningAssignment, LearningAssignmentFilter,
    LearningAssignmentSortBy, LearningAssignmentSortOrder, LearningAssignmentsDomainEntity,
};
use gate::{
    call::Call,
    paging::Listing as _,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};
use store::{
    Part,
    learning_assignments::{self, AssignmentFilter, Order},
};

use self::found::{find_own_or, shown};
use crate::rules::development::{SEE_LEARNING, interval, named};

/// The operations on learning assignments that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_assignments)
        .answer(changes::create_assignment)
        .answer(get_assignment)
        .answer(changes::update_assignment)
        .answer(changes::reset_assignment)
        .answer(changes::reassign)
}

/// A filter of three values.
fn wanted(filter: &LearningAssignmentFilter) -> Option<bool> {
    match filter {
        LearningAssignmentFilter::True => Some(true),
        LearningAssignmentFilter::False => Some(false),
        _ => None,
    }
}

/// A page of the assignments.
async fn list_assignments(
    call: &mut Call,
    asked: GetLearningAssignments,
) -> Result<Rendered<LearningAssignmentsDomainEntity>> {
    let now = call.now;
    let module = asked.module_id.as_ref().filter(|id| !id.is_empty()).map(|id| id.to_lowercase());
    let users = named("userId", &asked.user_id)?;
    if users.is_empty() && module.is_none() {
        return Err(Refusal::bad_request("Either moduleId or userId must be given."));
    }
    let filter = AssignmentFilter {
        module,
        users,
        due: interval("interval", asked.interval.as_deref())?,
        completed: interval("completionInterval", asked.completion_interval.as_deref())?,
        overdue: wanted(&asked.overdue).map(|overdue| (overdue, now.milliseconds())),
        passed: wanted(&asked.pass),
        min_score: asked.min_percentage_score,
        max_score: asked.max_percentage_score,
        types: asked.types.iter().map(ToString::to_string).collect(),
        states: asked.states.iter().map(ToString::to_string).collect(),
    };
    let page = asked.page;
    let descending = asked.sort_order != LearningAssignmentSortOrder::Asc;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending };
    let order = match asked.sort_by {
        Some(LearningAssignmentSortBy::DateModified) => Order::Modified,
        _ => Order::Due,
    };
    let (tx, divisions) = call.seeing();
    let total = learning_assignments::count(tx, divisions, &filter).await?;
    let found = learning_assignments::list(tx, divisions, &filter, (order, part)).await?;
    let entities: Vec<_> = found.iter().map(|one| shown(one, now)).collect();
    page.render_models(asked, &entities, total)
}

/// One assignment: one's own, or one that the caller's permission reaches.
async fn get_assignment(
    call: &mut Call,
    GetLearningAssignment { assignment_id, .. }: GetLearningAssignment,
) -> Result<LearningAssignment> {
    let found = find_own_or(call, &assignment_id, SEE_LEARNING).await?;
    Ok(shown(&found, call.now))
}
