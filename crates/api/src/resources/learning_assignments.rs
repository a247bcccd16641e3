//! Learning assignments: who is to learn what, and how far they are.

mod assessments;
mod assigned;
mod bulk;
mod steps;

pub use assessments::*;
pub use assigned::*;
pub use bulk::*;
pub use steps::*;

use crate::{
    AssessmentForm, DateTime, LearningModule, LearningModuleType, Operation, Page, UserReference,
    listing, model, operations, wire_enum,
};

operations! {
    "learning_assignments":
    GetLearningAssignments,
    PostLearningAssignments,
    PostLearningAssignmentsBulkadd,
    PostLearningAssignmentsBulkremove,
    GetLearningAssignmentsMe,
    DeleteLearningAssignment,
    GetLearningAssignment,
    PatchLearningAssignment,
    PostLearningAssignmentReassign,
    PostLearningAssignmentReset,
    GetLearningModulesAssignments,
}

/// List learning assignments.
///
/// Answers a page of the assignments of users whom the caller's permission reaches. `moduleId` or
/// `userId` must be given, otherwise 400. Deleted ones are not listed.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/learning/assignments",
    any("learning:assignment:view"),
    returns(LearningAssignmentsDomainEntity),
    inferred
)]
pub struct GetLearningAssignments {
    /// Only assignments of this module; required unless `userId` is given.
    pub module_id: Option<String>,
    /// Only assignments due within `start/end` (ISO-8601): the end is exclusive.
    pub interval: Option<String>,
    /// Only assignments completed within `start/end` (ISO-8601): the end is exclusive.
    pub completion_interval: Option<String>,
    /// Only assignments that are overdue (`True`) or not (`False`); `Any` by default.
    #[query(default = LearningAssignmentFilter::Any)]
    pub overdue: LearningAssignmentFilter,
    /// Number of assignments on one page: 25 by default.
    pub page: Page,
    /// Only assignments whose test was passed (`True`) or failed (`False`); `Any` by default.
    #[query(default = LearningAssignmentFilter::Any)]
    pub pass: LearningAssignmentFilter,
    /// Only assignments with at least this score, in percent.
    pub min_percentage_score: Option<f64>,
    /// Only assignments with at most this score, in percent.
    pub max_percentage_score: Option<f64>,
    /// Direction of the listing, `Desc` by default.
    #[query(default = LearningAssignmentSortOrder::Desc)]
    pub sort_order: LearningAssignmentSortOrder,
    /// What the listing is ordered by: when assignments are due, if nothing is said.
    pub sort_by: Option<LearningAssignmentSortBy>,
    /// Only assignments of these users, at most 100; required unless `moduleId` is given.
    pub user_id: Vec<String>,
    /// Only assignments of modules of these types.
    pub types: Vec<LearningModuleType>,
    /// Only assignments that are so far.
    pub states: Vec<LearningAssignmentListedState>,
    /// Ignored: the module is always shown.
    pub expand: Vec<LearningAssignmentSummary>,
}

/// Assign a learning module to a user.
///
/// The module must be published. Without `recommendedCompletionDate` it is due after the module's
/// `completionTimeInDays`. A user who has not finished the module yet answers 409
/// `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/learning/assignments",
    any("learning:assignment:add"),
    returns(LearningAssignment),
    inferred
)]
pub struct PostLearningAssignments {
    /// The body.
    pub body: Option<LearningAssignmentCreate>,
}

/// List the caller's own learning assignments.
///
/// Answers a page of the assignments of the caller. Needs a user's token, but no permission. Deleted
/// ones are not listed.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/learning/assignments/me",
    signed_in,
    returns(LearningAssignmentsDomainEntity),
    needs_user,
    inferred
)]
pub struct GetLearningAssignmentsMe {
    /// Only assignments of this module.
    pub module_id: Option<String>,
    /// Only assignments due within `start/end` (ISO-8601): the end is exclusive.
    pub interval: Option<String>,
    /// Only assignments completed within `start/end` (ISO-8601): the end is exclusive.
    pub completion_interval: Option<String>,
    /// Only assignments that are overdue (`True`) or not (`False`); `Any` by default.
    #[query(default = LearningAssignmentFilter::Any)]
    pub overdue: LearningAssignmentFilter,
    /// Number of assignments on one page: 25 by default.
    pub page: Page,
    /// Only assignments whose test was passed (`True`) or failed (`False`); `Any` by default.
    #[query(default = LearningAssignmentFilter::Any)]
    pub pass: LearningAssignmentFilter,
    /// Only assignments with at least this score, in percent.
    pub min_percentage_score: Option<f64>,
    /// Only assignments with at most this score, in percent.
    pub max_percentage_score: Option<f64>,
    /// Direction of the listing, `Desc` by default.
    #[query(default = LearningAssignmentSortOrder::Desc)]
    pub sort_order: LearningAssignmentSortOrder,
    /// What the listing is ordered by: when assignments are due, if nothing is said.
    pub sort_by: Option<LearningAssignmentSortBy>,
    /// Only assignments of modules of these types.
    pub types: Vec<LearningModuleType>,
    /// Only assignments that are so far.
    pub states: Vec<LearningAssignmentListedState>,
    /// Ignored: the module is always shown.
    pub expand: Vec<LearningAssignmentSummary>,
}

/// Delete a learning assignment.
///
/// It is not found any more, whatever its state was, and the module can be assigned to the user
/// again.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/learning/assignments/{assignmentId}",
    any("learning:assignment:delete"),
    returns(204),
    inferred
)]
pub struct DeleteLearningAssignment {
    /// Id of the assignment.
    pub assignment_id: String,
}

/// Read a learning assignment.
///
/// Answers the assignment with its module. A deleted one answers 404. The user who is to learn needs
/// no permission; others need `learning:assignment:view`.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/learning/assignments/{assignmentId}",
    signed_in,
    returns(LearningAssignment),
    inferred
)]
pub struct GetLearningAssignment {
    /// Id of the assignment.
    pub assignment_id: String,
    /// Ignored: everything is shown.
    pub expand: Vec<LearningAssignmentExpand>,
}

/// Change a learning assignment.
///
/// Users change how far they are with their own, and answer its test; others need
/// `learning:assignment:add` in the user's division. Answers to the test are scored at once, and
/// are taken while it is `Assigned` or `InProgress`. These become `InProgress` and `Completed`, or
/// with `learning:assignment:add` `NotCompleted`; each becomes `Deleted`, which removes it and takes
/// `learning:assignment:delete`. Everything else answers 409 `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/learning/assignments/{assignmentId}",
    signed_in,
    returns(LearningAssignment),
    inferred
)]
pub struct PatchLearningAssignment {
    /// Id of the assignment.
    pub assignment_id: String,
    /// The body.
    pub body: Option<LearningAssignmentUpdate>,
}

/// Assign a learning assignment again.
///
/// It is `Assigned`, its results are gone, and it is due after the module's `completionTimeInDays`
/// from now. An assignment that is not the user's latest one of its module, or whose user is
/// deleted, answers 409 `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/learning/assignments/{assignmentId}/reassign",
    any("learning:assignment:add"),
    returns(LearningAssignment),
    inferred
)]
pub struct PostLearningAssignmentReassign {
    /// Id of the assignment.
    pub assignment_id: String,
}

/// Reset a learning assignment.
///
/// It is `Assigned`, its results are gone, and it is due when it was. An assignment that is not the
/// user's latest one of its module, or whose user is deleted, answers 409 `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/learning/assignments/{assignmentId}/reset",
    any("learning:assignment:reset"),
    returns(LearningAssignment),
    inferred
)]
pub struct PostLearningAssignmentReset {
    /// Id of the assignment.
    pub assignment_id: String,
}

/// A learning module that a user is to learn.
#[model]
pub struct LearningAssignment {
    /// Id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// The answers to the test, and what became of them.
    pub assessment: Option<LearningAssessment>,
    /// How much of the test is answered, in percent.
    #[field(read_only)]
    pub assessment_completion_percentage: Option<f64>,
    /// The test of the module.
    pub assessment_form: Option<AssessmentForm>,
    /// Score of the test, in percent.
    #[field(read_only)]
    pub assessment_percentage_score: Option<f64>,
    /// How much is done, in percent.
    #[field(read_only)]
    pub completion_percentage: Option<f64>,
    /// User who made it; absent when a client did.
    #[field(read_only)]
    pub created_by: Option<UserReference>,
    /// When it was completed.
    #[field(read_only, newer)]
    pub date_completed: Option<DateTime>,
    /// When it was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When it was last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// When it is due.
    pub date_recommended_for_completion: Option<DateTime>,
    /// Whether it is the user's latest assignment of the module.
    #[field(read_only)]
    pub is_latest: Option<bool>,
    /// Whether somebody assigned it.
    #[field(read_only)]
    pub is_manual: Option<bool>,
    /// Whether it is past due and not completed.
    #[field(read_only)]
    pub is_overdue: Option<bool>,
    /// Whether the test was passed; absent without a result.
    #[field(read_only)]
    pub is_passed: Option<bool>,
    /// Whether a rule assigned it.
    #[field(read_only)]
    pub is_rule: Option<bool>,
    /// How long it takes, in minutes.
    pub length_in_minutes: Option<i32>,
    /// User who changed it last; absent when a client did.
    #[field(read_only)]
    pub modified_by: Option<UserReference>,
    /// The module.
    pub module: Option<LearningModule>,
    /// Step that comes next.
    #[field(read_only)]
    pub next_step: Option<LearningAssignmentStep>,
    /// Score, in percent; absent without a result.
    #[field(read_only)]
    pub percentage_score: Option<f64>,
    /// How far it is.
    pub state: Option<LearningAssignmentState>,
    /// The steps of the module for the user.
    #[field(read_only)]
    pub steps: Option<Vec<LearningAssignmentStep>>,
    /// User who is to learn.
    pub user: Option<UserReference>,
    /// Version, counted from 1.
    pub version: Option<i32>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of learning assignments.
    LearningAssignmentsDomainEntity of LearningAssignment: "Assignments on this page."
}

/// A learning assignment to be made.
#[model]
pub struct LearningAssignmentCreate {
    /// Ignored: schedules are not served.
    #[field(newer)]
    pub add_to_schedule: Option<bool>,
    /// How long it takes, in minutes.
    pub length_in_minutes: Option<i32>,
    /// Id of the module, which must be published.
    pub module_id: String,
    /// When it is due; after the module's `completionTimeInDays` if it is left out.
    pub recommended_completion_date: Option<DateTime>,
    /// Id of the user who is to learn.
    pub user_id: String,
}

/// What changes of a learning assignment.
#[model]
pub struct LearningAssignmentUpdate {
    /// The answers to the test, and what became of them.
    pub assessment: Option<LearningAssessment>,
    /// How far it is.
    pub state: Option<LearningAssignmentState>,
}

/// How far a learning assignment is.
#[wire_enum]
pub enum LearningAssignmentState {
    /// Not begun.
    #[wire("Assigned")]
    Assigned,
    /// Under way.
    #[wire("InProgress")]
    InProgress,
    /// Completed.
    #[wire("Completed")]
    Completed,
    /// Deleted.
    #[wire("Deleted")]
    Deleted,
    /// It ended without being completed.
    #[wire("NotCompleted")]
    NotCompleted,
    /// Its time no longer fits.
    #[wire("InvalidSchedule")]
    InvalidSchedule,
}

/// How far a learning assignment is that is listed.
#[wire_enum]
pub enum LearningAssignmentListedState {
    /// Not begun.
    #[wire("Assigned")]
    Assigned,
    /// Under way.
    #[wire("InProgress")]
    InProgress,
    /// Completed.
    #[wire("Completed")]
    Completed,
    /// It ended without being completed.
    #[wire("NotCompleted")]
    NotCompleted,
    /// Its time no longer fits.
    #[wire("InvalidSchedule")]
    InvalidSchedule,
}

/// Whether listed assignments must have a property.
#[wire_enum]
pub enum LearningAssignmentFilter {
    /// They must have it.
    #[wire("True")]
    True,
    /// They must not have it.
    #[wire("False")]
    False,
    /// Either way.
    #[wire("Any")]
    Any,
}

/// Direction of a listing of learning assignments.
#[wire_enum]
pub enum LearningAssignmentSortOrder {
    /// Ascending.
    #[wire("Asc")]
    Asc,
    /// Descending.
    #[wire("Desc")]
    Desc,
}

/// By what learning assignments are ordered.
#[wire_enum]
pub enum LearningAssignmentSortBy {
    /// When they are due.
    #[wire("RecommendedCompletionDate")]
    RecommendedCompletionDate,
    /// When they were last changed.
    #[wire("DateModified")]
    DateModified,
}

/// A part of listed assignments that may be asked for.
#[wire_enum]
pub enum LearningAssignmentSummary {
    /// The module, which is always shown.
    #[wire("ModuleSummary")]
    ModuleSummary,
}

/// A part of an assignment that may be asked for.
#[wire_enum]
pub enum LearningAssignmentExpand {
    /// The module.
    #[wire("module")]
    Module,
    /// The answers.
    #[wire("assessment")]
    Assessment,
    /// The test.
    #[wire("assessmentForm")]
    AssessmentForm,
    /// The module's picture.
    #[wire("module.coverArt")]
    ModuleCoverArt,
    /// The steps.
    #[wire("step")]
    Step,
    /// The steps in the module.
    #[wire("step.moduleStep")]
    StepModuleStep,
}
