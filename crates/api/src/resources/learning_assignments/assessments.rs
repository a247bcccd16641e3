//! Answers to the tests of learning modules, and their scores.

use crate::{DateTime, model, wire_enum};

/// Answers to a test, and what became of them.
#[model]
pub struct LearningAssessment {
    /// The answers.
    pub answers: Option<AssessmentScoringSet>,
    /// Id of the form.
    #[field(read_only)]
    pub assessment_form_id: Option<String>,
    /// Id of the test of this user.
    #[field(read_only)]
    pub assessment_id: Option<String>,
    /// Id that stays the same in every version.
    #[field(read_only)]
    pub context_id: Option<String>,
    /// When it was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When it was last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// When the test was finished.
    #[field(read_only)]
    pub date_submitted: Option<DateTime>,
    /// How far it is.
    #[field(read_only)]
    pub status: Option<LearningAssessmentStatus>,
}

/// Answers to a test, and their score.
#[model]
pub struct AssessmentScoringSet {
    /// What the user says about it.
    pub agent_comments: Option<String>,
    /// Comments.
    pub comments: Option<String>,
    /// Why the test was failed.
    #[field(read_only)]
    pub failure_reasons: Option<Vec<AssessmentFailureReason>>,
    /// Whether the test was passed; absent without a result.
    #[field(read_only)]
    pub is_passed: Option<bool>,
    /// Answers by group.
    #[field(max_items = 100)]
    pub question_group_scores: Vec<AssessmentQuestionGroupScore>,
    /// Critical score, in percent.
    #[field(read_only)]
    pub total_critical_score: Option<f64>,
    /// Score without critical questions, in percent.
    #[field(read_only)]
    pub total_non_critical_score: Option<f64>,
    /// Score, in percent.
    #[field(read_only)]
    pub total_score: Option<f64>,
}

/// Answers to a group of questions, and their score.
#[model]
pub struct AssessmentQuestionGroupScore {
    /// Whether it does not apply.
    #[field(name = "markedNA")]
    pub marked_na: Option<bool>,
    /// Highest critical score that could be reached.
    #[field(read_only)]
    pub max_total_critical_score: Option<f64>,
    /// The same, not weighted.
    #[field(read_only)]
    pub max_total_critical_score_unweighted: Option<f64>,
    /// Highest score without critical questions.
    #[field(read_only)]
    pub max_total_non_critical_score: Option<f64>,
    /// The same, not weighted.
    #[field(read_only)]
    pub max_total_non_critical_score_unweighted: Option<f64>,
    /// Highest score that could be reached.
    #[field(read_only)]
    pub max_total_score: Option<f64>,
    /// The same, not weighted.
    #[field(read_only)]
    pub max_total_score_unweighted: Option<f64>,
    /// Id of the group in the form.
    pub question_group_id: String,
    /// Answers of the group.
    #[field(max_items = 100)]
    pub question_scores: Option<Vec<AssessmentQuestionScore>>,
    /// Whether it does not apply because it was not shown.
    #[field(name = "systemMarkedNA")]
    pub system_marked_na: Option<bool>,
    /// Critical score, in percent.
    #[field(read_only)]
    pub total_critical_score: Option<f64>,
    /// The critical score, not weighted.
    #[field(read_only)]
    pub total_critical_score_unweighted: Option<f64>,
    /// Score without critical questions, in percent.
    #[field(read_only)]
    pub total_non_critical_score: Option<f64>,
    /// The score without critical questions, not weighted.
    #[field(read_only)]
    pub total_non_critical_score_unweighted: Option<f64>,
    /// Score, in percent.
    #[field(read_only)]
    pub total_score: Option<f64>,
    /// The score, not weighted.
    #[field(read_only)]
    pub total_score_unweighted: Option<f64>,
}

/// An answer to a question, and its score.
#[model]
pub struct AssessmentQuestionScore {
    /// Id of the answer that was chosen.
    pub answer_id: Option<String>,
    /// Comments.
    pub comments: Option<String>,
    /// Whether it failed the test by itself.
    #[field(read_only)]
    pub failed_kill_question: Option<bool>,
    /// Answer in free text.
    pub free_text_answer: Option<String>,
    /// Whether it does not apply.
    #[field(name = "markedNA")]
    pub marked_na: Option<bool>,
    /// Id of the question in the form.
    pub question_id: String,
    /// Points of the answer.
    #[field(read_only)]
    pub score: Option<i32>,
    /// Whether it does not apply because it was not shown.
    #[field(name = "systemMarkedNA")]
    pub system_marked_na: Option<bool>,
}

/// How far a test is.
#[wire_enum]
pub enum LearningAssessmentStatus {
    /// Not begun.
    #[wire("Pending")]
    Pending,
    /// Under way.
    #[wire("InProgress")]
    InProgress,
    /// Finished.
    #[wire("Finished")]
    Finished,
}

/// Why a test was failed.
#[wire_enum]
pub enum AssessmentFailureReason {
    /// The score is too low.
    #[wire("Score")]
    Score,
    /// The critical score is too low.
    #[wire("CriticalScore")]
    CriticalScore,
    /// A question failed it by itself.
    #[wire("KillQuestion")]
    KillQuestion,
}
