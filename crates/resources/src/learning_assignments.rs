//! Learning assignments.

mod changes;
mod scoring;
mod states;

use api::{
    DateTime, GetLearningAssignment, GetLearningAssignments, LearningAssessmentStatus,
    LearningAssignment, LearningAssignmentFilter, LearningAssignmentSortBy,
    LearningAssignmentSortOrder, LearningAssignmentState, LearningAssignmentsDomainEntity,
    LearningModule,
};
use gate::{
    call::Call,
    context::Context,
    paging::Listing as _,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};
use store::{
    Divisions, Part,
    learning_assignments::{self, AssignmentFilter, Order, StoredAssignment},
};

use crate::rules::development::{SEE_LEARNING, interval, maybe, named, reference};

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

/// The assignment as it is shown at this time.
fn shown(stored: &StoredAssignment, now: DateTime) -> LearningAssignment {
    let is_completed = stored.state == LearningAssignmentState::Completed;
    let done = |all: bool| Some(if all { 100.0 } else { 0.0 });
    let has_test = stored.module.assessment_form.is_some();
    let finished = stored.more.assessment.as_ref();
    let finished =
        finished.is_some_and(|test| test.status == Some(LearningAssessmentStatus::Finished));
    LearningAssignment {
        id: Some(stored.id.clone()),
        assessment: stored.more.assessment.clone(),
        assessment_completion_percentage: done(finished).filter(|_| has_test),
        assessment_form: stored.module.assessment_form.clone(),
        assessment_percentage_score: stored.score,
        completion_percentage: done(is_completed),
        created_by: maybe(stored.created_by.as_ref()),
        date_completed: stored.completed_at,
        date_created: Some(stored.created_at),
        date_modified: Some(stored.modified_at),
        date_recommended_for_completion: Some(stored.due_at),
        is_latest: Some(stored.latest),
        is_manual: Some(true),
        is_overdue: Some(stored.due_at < now && !is_completed),
        is_passed: stored.passed,
        is_rule: Some(false),
        length_in_minutes: stored.more.length.or(stored.module.length_in_minutes),
        modified_by: maybe(stored.modified_by.as_ref()),
        module: Some(LearningModule { assessment_form: None, ..stored.module.clone() }),
        percentage_score: stored.score,
        state: Some(stored.state.clone()),
        user: Some(reference(&stored.user)),
        version: i32::try_from(stored.version).ok(),
        self_uri: Some(learning_assignments::uri(&stored.id)),
        ..LearningAssignment::default()
    }
}

/// What the audit compares.
fn told(stored: &StoredAssignment) -> LearningAssignment {
    LearningAssignment {
        module: None,
        assessment_form: None,
        is_overdue: None,
        is_latest: None,
        ..shown(stored, stored.modified_at)
    }
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

/// An assignment of a user in these divisions.
async fn find(context: &mut Context, divisions: &Divisions, id: &str) -> Result<StoredAssignment> {
    let found = learning_assignments::find(&mut context.tx, divisions, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("learning assignment", id))
}

/// The assignment, if it is the caller's own; or else one where the permission is held.
async fn find_own_or(call: &mut Call, id: &str, permission: &str) -> Result<StoredAssignment> {
    let (everywhere, lower) = (Divisions::all(), id.to_lowercase());
    let found = learning_assignments::find(&mut call.tx, &everywhere, &lower).await?;
    match found.filter(|one| call.user() == Some(&*one.user)) {
        Some(own) => Ok(own),
        None => {
            let divisions = call.held_somewhere(permission)?;
            find(call, &divisions, id).await
        }
    }
}

/// One assignment: one's own, or one that the caller's permission reaches.
async fn get_assignment(
    call: &mut Call,
    GetLearningAssignment { assignment_id, .. }: GetLearningAssignment,
) -> Result<LearningAssignment> {
    let found = find_own_or(call, &assignment_id, SEE_LEARNING).await?;
    Ok(shown(&found, call.now))
}
