//! Steps of learning modules, for the user who learns.

use crate::{LearningModuleInformStep, Map, model, wire_enum};

/// A step of a module, for the user who learns.
#[model]
pub struct LearningAssignmentStep {
    /// Id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// How much is done, in percent.
    pub completion_percentage: Option<f64>,
    /// How far it is.
    #[field(read_only)]
    pub completion_status: Option<LearningCompletionStatus>,
    /// The step in the module.
    #[field(read_only)]
    pub module_step: Option<LearningModuleInformStep>,
    /// Score, in percent; absent without a result.
    #[field(read_only)]
    pub percentage_score: Option<f64>,
    /// State of a packaged content.
    pub shareable_content_object: Option<LearningShareableContentObject>,
    /// What opens a packaged content.
    #[field(read_only)]
    pub signed_cookie: Option<LearningAssignmentStepSignedCookie>,
    /// Parts of a packaged content.
    #[field(read_only)]
    pub structure: Option<Vec<LearningAssignmentStepScoStructure>>,
    /// Whether it was passed.
    #[field(read_only)]
    pub success_status: Option<LearningSuccessStatus>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// The state of a packaged content.
#[model]
pub struct LearningShareableContentObject {
    /// Id, a UUID.
    #[field(required)]
    pub id: Option<String>,
    /// Whether it counts.
    #[field(read_only)]
    pub credit: Option<ScoCredit>,
    /// How it was entered.
    #[field(read_only)]
    pub entry: Option<ScoEntry>,
    /// How it was left.
    pub exit: Option<ScoExit>,
    /// Where it is opened.
    #[field(read_only)]
    pub href: Option<String>,
    /// What it is opened with.
    #[field(read_only)]
    pub launch_data: Option<String>,
    /// How far it is, in its own words.
    pub lesson_status: Option<ScoLessonStatus>,
    /// Where the user is in it.
    pub location: Option<String>,
    /// How it is shown.
    #[field(read_only)]
    pub mode: Option<ScoMode>,
    /// Parameters with which it is opened.
    #[field(read_only)]
    pub parameters: Option<String>,
    /// Highest score.
    pub score_max: Option<f64>,
    /// Lowest score.
    pub score_min: Option<f64>,
    /// Score that was reached.
    pub score_raw: Option<f64>,
    /// Time of the last visit.
    pub session_time: Option<String>,
    /// What it keeps between visits.
    pub suspend_data: Option<String>,
    /// Time of all visits.
    #[field(read_only)]
    pub total_time: Option<String>,
}

/// What opens a packaged content.
#[model]
pub struct LearningAssignmentStepSignedCookie {
    /// Cookies by name.
    #[field(read_only)]
    pub cookie_values: Option<Map<String>>,
    /// Where it is fetched.
    #[field(read_only)]
    pub url: Option<String>,
}

/// A part of a packaged content.
#[model]
pub struct LearningAssignmentStepScoStructure {
    /// Id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name.
    #[field(read_only)]
    pub name: Option<String>,
    /// Parts below it.
    #[field(read_only)]
    pub children: Option<Vec<LearningAssignmentStepScoStructure>>,
    /// How far it is.
    #[field(read_only)]
    pub completion_status: Option<LearningCompletionStatus>,
    /// Whether it was passed.
    #[field(read_only)]
    pub success_status: Option<LearningSuccessStatus>,
}

/// How far a step is.
#[wire_enum]
pub enum LearningCompletionStatus {
    /// Completed.
    #[wire("Completed")]
    Completed,
    /// Not completed.
    #[wire("Incomplete")]
    Incomplete,
    /// Not begun.
    #[wire("NotAttempted")]
    NotAttempted,
    /// Nobody knows.
    #[wire("Unknown")]
    Unknown,
}

/// Whether a step was passed.
#[wire_enum]
pub enum LearningSuccessStatus {
    /// Passed.
    #[wire("Passed")]
    Passed,
    /// Failed.
    #[wire("Failed")]
    Failed,
    /// Nobody knows.
    #[wire("Unknown")]
    Unknown,
}

/// Whether a packaged content counts.
#[wire_enum]
pub enum ScoCredit {
    /// It counts.
    #[wire("Credit")]
    Credit,
    /// It does not count.
    #[wire("NoCredit")]
    NoCredit,
}

/// How a packaged content was entered.
#[wire_enum]
pub enum ScoEntry {
    /// From the beginning.
    #[wire("AbInitio")]
    AbInitio,
    /// Where it was left.
    #[wire("Resume")]
    Resume,
    /// Nothing was said.
    #[wire("Empty")]
    Empty,
}

/// How a packaged content was left.
#[wire_enum]
pub enum ScoExit {
    /// Time was up.
    #[wire("Timeout")]
    Timeout,
    /// To go on later.
    #[wire("Suspend")]
    Suspend,
    /// The user signed out.
    #[wire("Logout")]
    Logout,
    /// Nothing was said.
    #[wire("Empty")]
    Empty,
}

/// How far a packaged content is, in its own words.
#[wire_enum]
pub enum ScoLessonStatus {
    /// Passed.
    #[wire("Passed")]
    Passed,
    /// Completed.
    #[wire("Completed")]
    Completed,
    /// Failed.
    #[wire("Failed")]
    Failed,
    /// Not completed.
    #[wire("Incomplete")]
    Incomplete,
    /// Looked at.
    #[wire("Browsed")]
    Browsed,
    /// Not begun.
    #[wire("NotAttempted")]
    NotAttempted,
}

/// How a packaged content is shown.
#[wire_enum]
pub enum ScoMode {
    /// To look at.
    #[wire("Browse")]
    Browse,
    /// To be learnt.
    #[wire("Normal")]
    Normal,
    /// To be seen once more.
    #[wire("Review")]
    Review,
}
