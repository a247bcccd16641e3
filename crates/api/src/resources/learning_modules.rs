//! Learning modules: what users can learn.

mod content;
mod forms;

pub use content::*;
pub use forms::*;

use crate::{ArchivalMode, DateTime, Operation, Page, UserReference, model, operations, wire_enum};

operations! {
    "learning_modules":
    GetLearningModules,
    PostLearningModules,
    DeleteLearningModule,
    GetLearningModule,
    PutLearningModule,
    PostLearningModulePublish,
}

/// List learning modules.
///
/// Answers a page of the modules of the organization, by name unless another order is asked for.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/learning/modules",
    any("learning:module:view"),
    returns(LearningModuleList),
    inferred
)]
pub struct GetLearningModules {
    /// Only modules of these types.
    pub types: Vec<LearningModuleType>,
    /// Number of modules on one page: 25 by default.
    pub page: Page,
    /// Direction of the listing, ascending by default.
    #[query(default = LearningModuleSortOrder::Ascending)]
    pub sort_order: LearningModuleSortOrder,
    /// What the listing is ordered by: the name by default.
    #[query(default = LearningModuleSortBy::Name)]
    pub sort_by: LearningModuleSortBy,
    /// Only modules whose name contains this, in any case.
    pub search_term: Option<String>,
    /// `summaryData` adds the numbers of assignments; there are no rules to be added.
    pub expand: Vec<LearningModuleExpand>,
    /// Only modules in these states; there are no archived ones.
    pub statuses: Vec<LearningModuleStatus>,
    /// Only modules that another system knows by these ids.
    pub external_ids: Vec<String>,
}

/// Make a learning module.
///
/// Makes a module that is not published yet, and so cannot be assigned. Names may be the same; an
/// `externalId` that is taken answers 409 `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/learning/modules",
    any("learning:module:add"),
    returns(LearningModule),
    inferred
)]
pub struct PostLearningModules {
    /// The body.
    pub body: LearningModuleRequest,
}

/// Read a learning module.
///
/// Answers the module, published or not.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/learning/modules/{moduleId}",
    any("learning:module:view"),
    returns(LearningModule),
    inferred
)]
pub struct GetLearningModule {
    /// Id of the module.
    pub module_id: String,
    /// Ignored: a module shows its form and its picture whole.
    pub expand: Vec<LearningModuleDetail>,
}

/// Change a learning module.
///
/// Sets all that the body says, and takes away what it leaves out, apart from the test, the type and
/// the `externalId`, which stay. The test of a published module cannot be changed: 409
/// `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/learning/modules/{moduleId}",
    any("learning:module:edit"),
    returns(LearningModule),
    inferred
)]
pub struct PutLearningModule {
    /// Id of the module.
    pub module_id: String,
    /// The body.
    pub body: LearningModuleRequest,
}

/// Delete a learning module.
///
/// A published module answers 409 `general.conflict`; with `Callroster-Force: true` it is deleted
/// together with its assignments.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/learning/modules/{moduleId}",
    any("learning:module:delete"),
    returns(204),
    inferred
)]
pub struct DeleteLearningModule {
    /// Id of the module.
    pub module_id: String,
}

/// Publish a learning module.
///
/// From now on it can be assigned. To publish it again changes nothing.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/learning/modules/{moduleId}/publish",
    any("learning:module:publish"),
    returns(LearningModulePublishResponse),
    inferred
)]
pub struct PostLearningModulePublish {
    /// Id of the module.
    pub module_id: String,
    /// The body.
    pub body: Option<LearningModulePublishRequest>,
}

/// Something that users can learn.
#[model(base)]
pub struct LearningModule {
    /// Id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name.
    #[field(required)]
    pub name: Option<String>,
    /// How the module was archived, if it was.
    pub archival_mode: Option<ArchivalMode>,
    /// The test of the module.
    pub assessment_form: Option<AssessmentForm>,
    /// Who gets the module without being asked.
    #[field(newer)]
    pub auto_assign: Option<LearningModuleAutoAssignResponse>,
    /// Days from the assignment until it should be completed.
    #[field(required)]
    pub completion_time_in_days: Option<i32>,
    /// Picture of the module.
    pub cover_art: Option<LearningModuleCoverArtResponse>,
    /// User who made it; absent when a client did.
    #[field(read_only)]
    pub created_by: Option<UserReference>,
    /// When it was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When it was last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What it is about.
    pub description: Option<String>,
    /// Whether its steps come in their order.
    pub enforce_content_order: Option<bool>,
    /// Whether it is left out of what users choose from.
    pub excluded_from_catalog: Option<bool>,
    /// Id in another system.
    #[field(read_only)]
    pub external_id: Option<String>,
    /// What is to be learnt, step by step.
    #[field(max_items = 100)]
    pub inform_steps: Option<Vec<LearningModuleInformStep>>,
    /// Whether it was archived.
    #[field(read_only)]
    pub is_archived: Option<bool>,
    /// Whether it was published, so that it can be assigned.
    #[field(read_only)]
    pub is_published: Option<bool>,
    /// How long it takes, in minutes.
    pub length_in_minutes: Option<i32>,
    /// User who changed it last; absent when a client did.
    #[field(read_only)]
    pub modified_by: Option<UserReference>,
    /// Numbers of assignments that were made again.
    pub reassign_summary_data: Option<LearningModuleReassignSummary>,
    /// Who sees results of the test.
    pub review_assessment_results: Option<ReviewAssessmentResults>,
    /// Whom it is assigned to by a rule.
    #[field(read_only)]
    pub rule: Option<LearningModuleRule>,
    /// Where the module comes from.
    #[field(read_only)]
    pub source: Option<LearningModuleSource>,
    /// Numbers of assignments.
    pub summary_data: Option<LearningModuleSummary>,
    /// Kind.
    pub r#type: Option<LearningModuleType>,
    /// Version, counted from 1.
    #[field(read_only)]
    pub version: Option<i32>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A learning module to be made.
#[model]
pub struct LearningModuleRequest {
    /// Display name.
    #[field(max_length = 256)]
    pub name: String,
    /// The test of the module.
    pub assessment_form: Option<AssessmentForm>,
    /// Who gets the module without being asked.
    #[field(newer)]
    pub auto_assign: Option<LearningModuleAutoAssignRequest>,
    /// Days from the assignment until it should be completed: 1 to 3650.
    pub completion_time_in_days: i32,
    /// Picture of the module.
    pub cover_art: Option<LearningModuleCoverArtRequest>,
    /// What it is about.
    pub description: Option<String>,
    /// Whether its steps come in their order.
    pub enforce_content_order: Option<bool>,
    /// Whether it is left out of what users choose from.
    pub excluded_from_catalog: Option<bool>,
    /// Id in another system.
    pub external_id: Option<String>,
    /// What is to be learnt, step by step.
    #[field(max_items = 100)]
    pub inform_steps: Option<Vec<LearningModuleInformStepRequest>>,
    /// How long it takes, in minutes.
    pub length_in_minutes: Option<i32>,
    /// Who sees results of the test.
    pub review_assessment_results: Option<ReviewAssessmentResults>,
    /// Kind.
    pub r#type: Option<LearningModuleType>,
}

/// One page of learning modules.
#[model]
pub struct LearningModuleList {
    /// Modules on this page.
    #[field(newer)]
    pub entities: Vec<LearningModule>,
    /// Relative link to the first page.
    #[field(newer)]
    pub first_uri: Option<String>,
    /// Relative link to the last page.
    #[field(newer)]
    pub last_uri: Option<String>,
    /// Relative link to the next page; absent on the last one.
    #[field(newer)]
    pub next_uri: Option<String>,
    /// Relative link to the previous page; absent on the first one.
    #[field(newer)]
    pub previous_uri: Option<String>,
    /// Relative link to this page.
    #[field(newer)]
    pub self_uri: Option<String>,
    /// Number of pages at this page size.
    #[field(newer)]
    pub page_count: Option<i32>,
    /// Number of this page, counted from 1.
    #[field(newer)]
    pub page_number: Option<i32>,
    /// Most entries that a page can hold.
    #[field(newer)]
    pub page_size: Option<i32>,
    /// Number of entries on all pages together.
    #[field(newer)]
    pub total: Option<i64>,
    /// Number of rules of an older kind: there are none.
    #[field(newer)]
    pub total_legacy_rules: Option<i64>,
}

/// What is said when a module is published.
#[model]
pub struct LearningModulePublishRequest {
    /// Whether terms were accepted; kept nowhere.
    pub terms_and_conditions_accepted: Option<bool>,
}

/// A module that was published.
#[model]
pub struct LearningModulePublishResponse {
    /// Id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Version, counted from 1.
    pub version: Option<i32>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// The kind of a learning module.
#[wire_enum]
pub enum LearningModuleType {
    /// Learning without a test; deprecated.
    #[wire("Informational")]
    Informational,
    /// Learning with a test; deprecated.
    #[wire("AssessedContent")]
    AssessedContent,
    /// A test alone; deprecated.
    #[wire("Assessment")]
    Assessment,
    /// Learning outside the platform.
    #[wire("External")]
    External,
    /// Learning made on the platform.
    #[wire("Native")]
    Native,
}

/// Where a learning module comes from.
#[wire_enum]
pub enum LearningModuleSource {
    /// Made by a user.
    #[wire("UserCreated")]
    UserCreated,
    /// Delivered by the vendor.
    #[wire("GenesysBeyond")]
    GenesysBeyond,
}

/// Direction of a listing of learning modules.
#[wire_enum]
pub enum LearningModuleSortOrder {
    /// Ascending.
    #[wire("ascending")]
    Ascending,
    /// Descending.
    #[wire("descending")]
    Descending,
}

/// By what learning modules are ordered.
#[wire_enum]
pub enum LearningModuleSortBy {
    /// The name.
    #[wire("name")]
    Name,
    /// When they were made.
    #[wire("createddate")]
    Createddate,
    /// How many in a hundred results were passed.
    #[wire("percentpassed")]
    Percentpassed,
    /// The mean of the scores.
    #[wire("averagescore")]
    Averagescore,
}

/// A part of learning modules that is answered only when asked for.
#[wire_enum]
pub enum LearningModuleExpand {
    /// The rule.
    #[wire("rule")]
    Rule,
    /// The numbers of assignments.
    #[wire("summaryData")]
    SummaryData,
}

/// A part of a learning module that may be asked for.
#[wire_enum]
pub enum LearningModuleDetail {
    /// The test, which is always shown.
    #[wire("assessmentForm")]
    AssessmentForm,
    /// The picture, which is always shown.
    #[wire("coverArt")]
    CoverArt,
}

/// How far a learning module is.
#[wire_enum]
pub enum LearningModuleStatus {
    /// It cannot be assigned yet.
    #[wire("Unpublished")]
    Unpublished,
    /// It can be assigned.
    #[wire("Published")]
    Published,
    /// It can no longer be assigned.
    #[wire("Archived")]
    Archived,
}
