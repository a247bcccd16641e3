//! Learning assignments made, changed and begun again.

use api::{
    DateTime, DeleteLearningAssignment, LearningAssessment, LearningAssessmentStatus,
    LearningAssignment, LearningAssignmentCreate, LearningAssignmentState,
    LearningAssignmentUpdate, LearningModule, PatchLearningAssignment,
    PostLearningAssignmentReassign, PostLearningAssignmentReset, PostLearningAssignments, State,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
};
use store::{
    Lock,
    learning_assignments::{self, More, StoredAssignment},
    learning_modules, users,
};

use super::{
    found::{find, find_own_or, shown, told},
    scoring,
    states::{self, Step},
};
use crate::rules::development::LEARNING_ASSIGNMENT;

/// What it takes to assign, and to change assignments of others.
const ASSIGN: &str = "learning:assignment:add";
/// What it takes to delete assignments.
const DELETE: &str = "learning:assignment:delete";
const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// When a module is due that is assigned now.
fn due(module: &LearningModule, now: DateTime) -> DateTime {
    let days = i64::from(module.completion_time_in_days.unwrap_or_default());
    now.plus_seconds(days.saturating_mul(SECONDS_OF_A_DAY))
}

/// Assigns a module to a user.
pub(super) async fn create_assignment(
    call: &mut Call,
    PostLearningAssignments { body }: PostLearningAssignments,
) -> Result<LearningAssignment> {
    let body = body.ok_or_else(|| Refusal::missing_value("moduleId"))?;
    assign(call, body).await
}

/// Assigns a module to a user who has not still to learn it.
pub(super) async fn assign(
    call: &mut Call,
    body: LearningAssignmentCreate,
) -> Result<LearningAssignment> {
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
    if latest.as_ref().is_some_and(states::is_open) {
        let template = "The user {user} has not finished the learning module {module} yet.";
        let refusal = Refusal::conflict(template).with("user", &user);
        return Err(refusal.with("module", module_id));
    }
    let author = call.user().map(str::to_owned);
    let assignment = StoredAssignment {
        id: call.random.id(),
        due_at: body.recommended_completion_date.unwrap_or_else(|| due(&module, call.now)),
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
pub(super) async fn update_assignment(
    call: &mut Call,
    PatchLearningAssignment { assignment_id, body }: PatchLearningAssignment,
) -> Result<LearningAssignment> {
    let LearningAssignmentUpdate { assessment, state } = body.unwrap_or_default();
    let found = find_own_or(call, &assignment_id, ASSIGN).await?;
    call.lock(Lock::User(&found.user)).await?;
    // Once more: it may have changed before the lock was there.
    let before = find_own_or(call, &assignment_id, ASSIGN).await?;
    let wanted = state.unwrap_or_else(|| before.state.clone());
    let step = states::step(&before.state, &wanted)?;
    let permission = match step {
        Step::Stay | Step::Learn => None,
        Step::End => Some(ASSIGN),
        Step::Delete => Some(DELETE),
    };
    if let Some(permission) = permission {
        let place = call.held_somewhere(permission)?;
        find(call, &place, &assignment_id).await?;
    }
    let mut after = before.clone();
    after.state = wanted;
    if let Some(assessment) = assessment {
        states::can_answer(&before.state, step)?;
        answer(call, &mut after, assessment)?;
        let answered = after.more.assessment.is_some();
        if answered && after.state == LearningAssignmentState::Assigned {
            after.state = LearningAssignmentState::InProgress;
        }
    } else if step == Step::Stay {
        return Ok(shown(&before, call.now));
    }
    save(call, &before, after).await
}

/// Removes an assignment.
pub(super) async fn delete_assignment(
    call: &mut Call,
    DeleteLearningAssignment { assignment_id }: DeleteLearningAssignment,
) -> Result<()> {
    delete(call, &assignment_id).await
}

/// Removes an assignment of a user in the call's divisions.
pub(super) async fn delete(call: &mut Call, id: &str) -> Result<()> {
    let divisions = call.divisions().clone();
    let found = find(call, &divisions, id).await?;
    call.lock(Lock::User(&found.user)).await?;
    let before = find(call, &divisions, id).await?;
    let after = StoredAssignment { state: LearningAssignmentState::Deleted, ..before.clone() };
    save(call, &before, after).await.map(drop)
}

/// Begins an assignment again, due when it was.
pub(super) async fn reset_assignment(
    call: &mut Call,
    PostLearningAssignmentReset { assignment_id }: PostLearningAssignmentReset,
) -> Result<LearningAssignment> {
    let before = find_to_begin(call, &assignment_id).await?;
    begin_again(call, &before, before.due_at).await
}

/// Begins an assignment again, as if it were assigned now.
pub(super) async fn reassign(
    call: &mut Call,
    PostLearningAssignmentReassign { assignment_id }: PostLearningAssignmentReassign,
) -> Result<LearningAssignment> {
    let before = find_to_begin(call, &assignment_id).await?;
    let due_at = due(&before.module, call.now);
    begin_again(call, &before, due_at).await
}

/// The assignment that is to begin again, of a user in the call's divisions.
async fn find_to_begin(call: &mut Call, id: &str) -> Result<StoredAssignment> {
    let divisions = call.divisions().clone();
    let found = find(call, &divisions, id).await?;
    call.lock(Lock::User(&found.user)).await?;
    let found = find(call, &divisions, id).await?;
    let user = users::find(&mut call.tx, &divisions, &found.user).await?;
    if user.is_none_or(|user| user.state == State::Deleted) {
        let template =
            "The user {user} of the learning assignment is deleted, so it stays {state}.";
        let refusal = Refusal::conflict(template).with("user", &found.user);
        return Err(refusal.with("state", found.state.to_string()));
    }
    // An older one would be a second one that is open.
    if !found.latest {
        let template = "The learning assignment is {state}, and the user {user} has a later one of its module.";
        let refusal = Refusal::conflict(template).with("state", found.state.to_string());
        return Err(refusal.with("user", &found.user));
    }
    Ok(found)
}

/// Takes an assignment back to before anything was done, unless it is there.
async fn begin_again(
    call: &mut Call,
    before: &StoredAssignment,
    due_at: DateTime,
) -> Result<LearningAssignment> {
    let is_fresh = before.state == LearningAssignmentState::Assigned;
    if is_fresh && before.more.assessment.is_none() && before.due_at == due_at {
        return Ok(shown(before, call.now));
    }
    let after = StoredAssignment {
        state: LearningAssignmentState::Assigned,
        due_at,
        score: None,
        passed: None,
        more: More { assessment: None, ..before.more.clone() },
        ..before.clone()
    };
    save(call, before, after).await
}

/// Stores how far an assignment is now, and what follows from that.
async fn save(
    call: &mut Call,
    before: &StoredAssignment,
    mut after: StoredAssignment,
) -> Result<LearningAssignment> {
    settle(&mut after, call.now);
    after.modified_at = call.now;
    after.modified_by = call.user().map(str::to_owned);
    after.version += 1;
    learning_assignments::save(&mut call.tx, &after).await?;
    let deleted = after.state == LearningAssignmentState::Deleted;
    let action = if deleted { Action::Delete } else { Action::Update };
    let change = AuditEvent::new(LEARNING_ASSIGNMENT, action, &after.id);
    let change = change.named(after.module.name.as_ref()).between(&told(before), &told(&after))?;
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
    // What was not completed has no result.
    if assignment.state == LearningAssignmentState::NotCompleted {
        assignment.score = None;
        assignment.passed = None;
        let answers = assignment.more.assessment.as_mut().and_then(|test| test.answers.as_mut());
        if let Some(answers) = answers {
            answers.is_passed = None;
            answers.total_score = None;
            answers.failure_reasons = None;
        }
    }
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
