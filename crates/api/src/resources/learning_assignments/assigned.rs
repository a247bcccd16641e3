//! Learning modules with what is assigned of them.

use super::{LearningAssignment, LearningAssignmentFilter};
use crate::{
    Operation, Page, listing, model, resources::learning_modules::LearningModule, wire_enum,
};

/// List learning modules with the assignments of users.
///
/// Answers a page of the modules of the organization by name, each with the latest assignments of
/// those of the users whom both permissions reach.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/learning/modules/assignments",
    all("learning:module:view", "learning:assignment:view"),
    returns(AssignedLearningModuleDomainEntityListing),
    inferred
)]
pub struct GetLearningModulesAssignments {
    /// Ids of the users, at most 100.
    #[query(required)]
    pub user_ids: Vec<String>,
    /// Number of modules on one page: 25 by default.
    pub page: Page,
    /// Only modules whose name or description contains this, in any case.
    pub search_term: Option<String>,
    /// Only modules with an assignment that is overdue (`True`) or not (`False`); `Any` by default.
    #[query(default = LearningAssignmentFilter::Any)]
    pub overdue: LearningAssignmentFilter,
    /// Only modules with an assignment that is so far; `NotAssigned` are those that one of the users
    /// has not been assigned.
    pub assignment_states: Vec<LearningModuleAssignmentState>,
    /// Ignored: a module shows its picture always.
    pub expand: Vec<AssignedLearningModuleExpand>,
}

/// A learning module with assignments of it.
#[model(like = LearningModule)]
pub struct AssignedLearningModule {
    /// The latest assignments of the users who were asked for.
    pub current_assignments: Option<Vec<LearningAssignment>>,
}

listing! {
    /// One page of learning modules with assignments.
    AssignedLearningModuleDomainEntityListing of AssignedLearningModule: "Modules on this page."
}

/// How far an assignment of a listed module is.
#[wire_enum]
pub enum LearningModuleAssignmentState {
    /// There is none.
    #[wire("NotAssigned")]
    NotAssigned,
    /// Not begun.
    #[wire("Assigned")]
    Assigned,
    /// Under way.
    #[wire("InProgress")]
    InProgress,
    /// Completed.
    #[wire("Completed")]
    Completed,
    /// Its time no longer fits.
    #[wire("InvalidSchedule")]
    InvalidSchedule,
}

/// A part of a listed module that may be asked for.
#[wire_enum]
pub enum AssignedLearningModuleExpand {
    /// The picture, which is always shown.
    #[wire("coverArt")]
    CoverArt,
}
