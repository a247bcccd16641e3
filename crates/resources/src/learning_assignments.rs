//! Learning assignments.

mod scoring;

use api::{
    DateTime, GetLearningAssignment, GetLearningAssignments, LearningAssessment,
    LearningAssessmentStatus, LearningAssignment, LearningAssignmentFilter,
    LearningAssignmentSortBy, LearningAssignmentSortOrder, LearningAssignmentState,
    LearningAssignmentsDomainEntity, LearningModule, PatchLearningAssignment,
    PostLearningAssignments, State,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    context::Context,
    paging::Listing as _,
    refusal::{Refusal, Result},
    reply::Rendered,
    routes::Routes,
};
use store::{
    Divisions, Lock, Part,
    learning_assignments::{self, AssignmentFilter, More, Order, StoredAssignment},
    learning_modules, users,
};

use crate::rules::development::{LEARNING_ASSIGNMENT, interval, maybe, named, reference};

/// What it takes to assign, and to change assignments of others.
const ASSIGN: &str = "learning:assignment:add";
/// What it takes to delete assignments.
const DELETE: &str = "learning:assignment:delete";
const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// The operations on learning assignments that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_assignments)
        .answer(create_assignment)
        .answer(get_assignment)
        .answer(update_assignment)
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
    let filter = AssignmentFilter {
        module: asked.module_id.as_ref().map(|id| id.to_lowercase()),
        users: named("userId", &asked.user_id)?,
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

/// One assignment.
async fn get_assignment(
    call: &mut Call,
    GetLearningAssignment { assignment_id, .. }: GetLearningAssignment,
) -> Result<LearningAssignment> {
    let divisions = call.divisions().clone();
    let found = find(call, &divisions, &assignment_id).await?;
    Ok(shown(&found, call.now))
}

/// Assigns a module to a user.
async fn create_assignment(
    call: &mut Call,
    PostLearningAssignments { body }: PostLearningAssignments,
) -> Result<LearningAssignment> {
    let body = body.ok_or_else(|| Refusal::missing_value("moduleId"))?;
    let user = body.user_id.trim().to_lowercase();
    // Nobody else may assign to this user meanwhile.
    call.lock(Lock::User(&user)).await?;
    let (tx, divisions) = call.seeing();
    let found = users::find(tx, divisions, &user).await?;
    if found.is_none_or(|user| user.state == State::Deleted) {
        let allowed = "the id of a user who is not deleted";
        return Err(Refusal::invalid_value("userId", &body.user_id, allowed));
    }
    let module = learning_modules::find(&mut call.tx, &body.module_id.to_lowercase()).await?;
    let module = module.filter(|module| module.is_published == Some(true)).ok_or_else(|| {
        let allowed = "the id of a learning module that is published";
        Refusal::invalid_value("moduleId", &body.module_id, allowed)
    })?;
    let module_id = module.id.clone().unwrap_or_default();
    let latest = learning_assignments::latest(&mut call.tx, &module_id, &user).await?;
    let is_open = |state: LearningAssignmentState| {
        matches!(state, LearningAssignmentState::Assigned | LearningAssignmentState::InProgress)
    };
    if latest.is_some_and(is_open) {
        let template = "The user {user} has not finished the learning module {module} yet.";
        let refusal = Refusal::conflict(template).with("user", &user);
        return Err(refusal.with("module", module_id));
    }
    let days = i64::from(module.completion_time_in_days.unwrap_or_default());
    let author = call.user().map(str::to_owned);
    let assignment = StoredAssignment {
        id: call.random.id(),
        due_at: body
            .recommended_completion_date
            .unwrap_or_else(|| call.now.plus_seconds(days.saturating_mul(SECONDS_OF_A_DAY))),
        module,
        user,
        state: LearningAssignmentState::Assigned,
        completed_at: None,
        score: None,
        passed: None,
        latest: true,
        created_at: call.now,
        created_by: author.clone(),
        modified_at: call.now,
        modified_by: author,
        version: 1,
        more: More { length: body.length_in_minutes, assessment: None },
    };
    learning_assignments::insert(&mut call.tx, &assignment).await?;
    let change = AuditEvent::new(LEARNING_ASSIGNMENT, Action::Create, &assignment.id);
    let change = change.named(assignment.module.name.as_ref()).between(&(), &told(&assignment))?;
    audit::record(call, change).await?;
    Ok(shown(&assignment, call.now))
}

/// Changes how far an assignment is: one's own, or one of a user to whom the caller may assign.
async fn update_assignment(
    call: &mut Call,
    PatchLearningAssignment { assignment_id, body }: PatchLearningAssignment,
) -> Result<LearningAssignment> {
    let body = body.unwrap_or_default();
    let found = find(call, &Divisions::all(), &assignment_id).await?;
    call.lock(Lock::User(&found.user)).await?;
    let divisions = if call.user() == Some(&*found.user) {
        Divisions::all()
    } else {
        call.held_somewhere(ASSIGN)?
    };
    // Once more: it may have changed before the lock was there.
    let before = find(call, &divisions, &assignment_id).await?;
    let mut after = before.clone();
    if let Some(assessment) = body.assessment {
        answer(call, &mut after, assessment)?;
    }
    if let Some(state) = body.state {
        if state == LearningAssignmentState::Deleted {
            let place = call.held_somewhere(DELETE)?;
            find(call, &place, &assignment_id).await?;
        }
        after.state = state;
    } else if before.state == LearningAssignmentState::Assigned && after.more.assessment.is_some() {
        after.state = LearningAssignmentState::InProgress;
    }
    settle(&mut after, call.now);
    after.modified_at = call.now;
    after.modified_by = call.user().map(str::to_owned);
    after.version += 1;
    learning_assignments::save(&mut call.tx, &after).await?;
    let deleted = after.state == LearningAssignmentState::Deleted;
    let action = if deleted { Action::Delete } else { Action::Update };
    let change = AuditEvent::new(LEARNING_ASSIGNMENT, action, &after.id);
    let change = change.named(after.module.name.as_ref()).between(&told(&before), &told(&after))?;
    audit::record(call, change).await?;
    Ok(shown(&after, call.now))
}

/// Takes up answers to the test, and scores them.
fn answer(
    call: &mut Call,
    assignment: &mut StoredAssignment,
    given: LearningAssessment,
) -> Result<()> {
    let Some(form) = &assignment.module.assessment_form else {
        let allowed = "nothing, because the learning module has no test";
        return Err(Refusal::invalid_value("assessment", "answers", allowed));
    };
    let Some(mut answers) = given.answers else { return Ok(()) };
    scoring::score(form, &mut answers)?;
    let former = assignment.more.assessment.take().unwrap_or_default();
    assignment.score = answers.total_score;
    assignment.passed = answers.is_passed;
    assignment.more.assessment = Some(LearningAssessment {
        answers: Some(answers),
        assessment_form_id: form.id.clone(),
        assessment_id: Some(former.assessment_id.unwrap_or_else(|| call.random.id())),
        context_id: form.context_id.clone(),
        date_created: Some(former.date_created.unwrap_or(call.now)),
        date_modified: Some(call.now),
        status: Some(LearningAssessmentStatus::InProgress),
        ..LearningAssessment::default()
    });
    Ok(())
}

/// What follows from the state: when the assignment was completed, and its test finished.
fn settle(assignment: &mut StoredAssignment, now: DateTime) {
    let completed = assignment.state == LearningAssignmentState::Completed;
    assignment.completed_at = completed.then(|| assignment.completed_at.unwrap_or(now));
    if let Some(test) = &mut assignment.more.assessment {
        test.date_submitted = completed.then(|| test.date_submitted.unwrap_or(now));
        let status = if completed {
            LearningAssessmentStatus::Finished
        } else {
            LearningAssessmentStatus::InProgress
        };
        test.status = Some(status);
    }
}
