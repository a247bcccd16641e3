//! What learning modules hold beside their test.

use crate::{model, wire_enum};

/// A step of a learning module.
#[model]
pub struct LearningModuleInformStep {
    /// Display name.
    pub name: Option<String>,
    /// Kind of the content.
    pub content_type: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Name that is shown.
    pub display_name: Option<String>,
    /// Place in the order.
    pub order: i32,
    /// Where it is shared.
    pub sharing_uri: Option<String>,
    /// Kind.
    pub r#type: LearningModuleInformStepType,
    /// The value.
    pub value: String,
}

/// A step of a learning module that is to be made.
#[model]
pub struct LearningModuleInformStepRequest {
    /// Display name.
    pub name: Option<String>,
    /// Kind of the content.
    pub content_type: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Name that is shown.
    pub display_name: Option<String>,
    /// Place in the order.
    pub order: i32,
    /// Where it is shared.
    pub sharing_uri: Option<String>,
    /// Kind.
    pub r#type: LearningModuleInformStepType,
    /// The value.
    pub value: String,
}

/// The picture of a learning module that is to be made.
#[model]
pub struct LearningModuleCoverArtRequest {
    /// Id, a UUID.
    pub id: String,
}

/// The picture of a learning module.
#[model]
pub struct LearningModuleCoverArtResponse {
    /// Id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Smaller pictures.
    pub thumbnails: Option<Vec<LearningCoverArtThumbnail>>,
    /// Where it is fetched.
    pub url: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A smaller picture.
#[model]
pub struct LearningCoverArtThumbnail {
    /// Size, such as `x48`.
    pub resolution: Option<String>,
    /// Where it is fetched.
    pub url: Option<String>,
}

/// Who is to get a learning module without being asked.
#[model]
pub struct LearningModuleAutoAssignRequest {
    /// Whether it is switched on.
    #[field(newer)]
    pub enabled: bool,
    /// Id of the rule.
    #[field(newer)]
    pub rule_id: String,
}

/// Who gets a learning module without being asked.
#[model]
pub struct LearningModuleAutoAssignResponse {
    /// Whether it is switched on.
    #[field(required, newer)]
    pub enabled: Option<bool>,
    /// Whom it is assigned to by a rule.
    #[field(required, newer)]
    pub rule: Option<UsersRulesRuleReference>,
}

/// A rule that chooses users.
#[model]
pub struct UsersRulesRuleReference {
    /// Id, a UUID.
    #[field(read_only, newer)]
    pub id: Option<String>,
    /// Where this resource is read.
    #[field(read_only, newer)]
    pub self_uri: Option<String>,
}

/// Who sees results of a test.
#[model]
pub struct ReviewAssessmentResults {
    /// Whether who learns sees them.
    pub by_assignees: Option<bool>,
    /// Whether who may see assignments sees them.
    pub by_viewers: Option<bool>,
}

/// Numbers of assignments that were made again.
#[model]
pub struct LearningModuleReassignSummary {
    /// Assignments that have not begun.
    pub assigned_count: Option<i32>,
    /// Completed ones.
    pub completed_count: Option<i32>,
    /// Those that have begun.
    pub in_progress_count: Option<i32>,
    /// Those that ended without being completed.
    pub not_completed_count: Option<i32>,
    /// All that were made again.
    pub total_reassigned: Option<i32>,
}

/// Numbers of the latest assignments of a learning module.
#[model]
pub struct LearningModuleSummary {
    /// Assignments that have not begun.
    pub assigned_count: Option<i32>,
    /// Completed ones.
    pub completed_count: Option<i32>,
    /// Scores of the completed ones, added up.
    pub completed_sum: Option<f64>,
    /// Those that were passed.
    pub passed_count: Option<i32>,
}

/// The rule that assigns a learning module.
#[model]
pub struct LearningModuleRule {
    /// Id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Whether the rule is switched on.
    #[field(required)]
    pub is_active: Option<bool>,
    /// Whom it includes and excludes.
    #[field(required)]
    pub parts: Option<Vec<LearningModuleRuleParts>>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A part of a rule that assigns a learning module.
#[model]
pub struct LearningModuleRuleParts {
    /// Whether users are included or excluded.
    #[field(required)]
    pub operation: Option<LearningModuleRuleOperation>,
    /// Place in the order.
    #[field(required)]
    pub order: Option<i32>,
    /// By what users are chosen.
    #[field(required)]
    pub selector: Option<LearningModuleRuleSelector>,
    /// The value.
    #[field(required)]
    pub value: Option<Vec<String>>,
}

/// The kind of a step.
#[wire_enum]
pub enum LearningModuleInformStepType {
    /// An address.
    #[wire("Url")]
    Url,
    /// A file.
    #[wire("Content")]
    Content,
    /// A course of the vendor.
    #[wire("GenesysBuiltInCourse")]
    GenesysBuiltInCourse,
    /// Formatted text.
    #[wire("RichText")]
    RichText,
    /// A packaged content.
    #[wire("Scorm")]
    Scorm,
}

/// What a part of a rule does.
#[wire_enum]
pub enum LearningModuleRuleOperation {
    /// It includes users.
    #[wire("Include")]
    Include,
    /// It excludes users.
    #[wire("Exclude")]
    Exclude,
}

/// By what a part of a rule chooses users.
#[wire_enum]
pub enum LearningModuleRuleSelector {
    /// Skills.
    #[wire("AcdSkills")]
    AcdSkills,
    /// Names.
    #[wire("AgentName")]
    AgentName,
    /// Divisions.
    #[wire("Division")]
    Division,
    /// Groups.
    #[wire("Group")]
    Group,
    /// Locations.
    #[wire("Location")]
    Location,
    /// Queues.
    #[wire("Queue")]
    Queue,
    /// Roles.
    #[wire("Role")]
    Role,
    /// Teams.
    #[wire("Team")]
    Team,
    /// Users themselves.
    #[wire("User")]
    User,
}
