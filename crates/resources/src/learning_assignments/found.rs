//! Learning assignments found and shown.

use api::{
    DateTime, LearningAssessmentStatus, LearningAssignment, LearningAssignmentState, LearningModule,
};
use gate::{
    call::Call,
    context::Context,
    refusal::{Refusal, Result},
};
use store::{
    Divisions,
    learning_assignments::{self, StoredAssignment},
};

use crate::rules::development::{maybe, reference};

/// The assignment as it is shown at this time.
pub(super) fn shown(stored: &StoredAssignment, now: DateTime) -> LearningAssignment {
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
pub(super) fn told(stored: &StoredAssignment) -> LearningAssignment {
    LearningAssignment {
        module: None,
        assessment_form: None,
        is_overdue: None,
        is_latest: None,
        ..shown(stored, stored.modified_at)
    }
}

/// An assignment of a user in these divisions.
pub(super) async fn find(
    context: &mut Context,
    divisions: &Divisions,
    id: &str,
) -> Result<StoredAssignment> {
    let found = learning_assignments::find(&mut context.tx, divisions, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("learning assignment", id))
}

/// The assignment, if it is the caller's own; or else one where the permission is held.
pub(super) async fn find_own_or(
    call: &mut Call,
    id: &str,
    permission: &str,
) -> Result<StoredAssignment> {
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
