//! Learning assignments made and deleted several at a time.

use super::LearningAssignment;
use crate::{Operation, model};

/// Assign learning modules to users.
///
/// Makes at most 50 assignments, due after the `completionTimeInDays` of their modules. What cannot
/// be assigned is answered with why not, and does not keep the others from being made.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/learning/assignments/bulkadd",
    any("learning:assignment:add"),
    returns(LearningAssignmentBulkAddResponse),
    inferred
)]
pub struct PostLearningAssignmentsBulkadd {
    /// The body.
    pub body: Option<Vec<LearningAssignmentItem>>,
}

/// Delete learning assignments.
///
/// Takes an array of at most 50 ids. Those that there are not are answered with why they could not be
/// deleted, and do not keep the others from it.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/learning/assignments/bulkremove",
    any("learning:assignment:delete"),
    returns(LearningAssignmentBulkRemoveResponse),
    inferred
)]
pub struct PostLearningAssignmentsBulkremove {
    /// The body.
    pub body: Option<Vec<String>>,
}

/// A module that is to be assigned, and to whom.
#[model]
pub struct LearningAssignmentItem {
    /// Id of the module, which must be published.
    pub module_id: String,
    /// Id of the user who is to learn.
    pub user_id: String,
}

/// Assignments that were made, and what could not be assigned.
#[model]
pub struct LearningAssignmentBulkAddResponse {
    /// The assignments.
    pub entities: Option<Vec<LearningAssignment>>,
    /// What could not be assigned.
    pub disallowed_entities: Option<Vec<DisallowedEntityLearningAssignmentItem>>,
}

/// What could not be assigned, and why.
#[model]
pub struct DisallowedEntityLearningAssignmentItem {
    /// What was asked for.
    pub entity: Option<LearningAssignmentItem>,
    /// Code of the error, as it would be answered alone.
    pub error_code: Option<String>,
}

/// Assignments that were deleted, and those that were not.
#[model]
pub struct LearningAssignmentBulkRemoveResponse {
    /// The deleted ones.
    pub entities: Option<Vec<LearningAssignmentEntity>>,
    /// Those that could not be deleted.
    pub disallowed_entities: Option<Vec<DisallowedEntityLearningAssignmentReference>>,
}

/// A deleted assignment.
#[model]
pub struct LearningAssignmentEntity {
    /// Id of the assignment.
    pub assignment_id: Option<String>,
}

/// An assignment that could not be deleted, and why.
#[model]
pub struct DisallowedEntityLearningAssignmentReference {
    /// The assignment.
    pub entity: Option<LearningAssignmentReference>,
    /// Code of the error, as it would be answered alone.
    pub error_code: Option<String>,
}

/// A learning assignment as other resources point to it.
#[model]
pub struct LearningAssignmentReference {
    /// Id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}
