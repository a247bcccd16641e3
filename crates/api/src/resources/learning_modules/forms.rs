//! Tests of learning modules.

use crate::{DateTime, Json, model, wire_enum};

/// The test of a learning module.
#[model]
pub struct AssessmentForm {
    /// Id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Id that stays the same in every version.
    #[field(read_only)]
    pub context_id: Option<String>,
    /// When it was last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// Score in percent from which the test is passed.
    pub pass_percent: i32,
    /// Whether the form was published.
    #[field(read_only)]
    pub published: Option<bool>,
    /// The questions, in groups.
    #[field(max_items = 100)]
    pub question_groups: Vec<AssessmentFormQuestionGroup>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A group of questions.
#[model]
pub struct AssessmentFormQuestionGroup {
    /// Id, a UUID.
    pub id: Option<String>,
    /// Display name.
    pub name: String,
    /// Id that stays the same in every version.
    #[field(read_only, newer)]
    pub context_id: Option<String>,
    /// Whether the highest answers are chosen at first.
    pub default_answers_to_highest: Option<bool>,
    /// Whether "not applicable" is chosen at first.
    #[field(name = "defaultAnswersToNA")]
    pub default_answers_to_na: Option<bool>,
    /// Whether `weight` counts.
    pub manual_weight: Option<bool>,
    /// Whether "not applicable" may be chosen.
    pub na_enabled: Option<bool>,
    /// The questions.
    #[field(max_items = 100)]
    pub questions: Vec<AssessmentFormQuestion>,
    /// Kind.
    pub r#type: String,
    /// When it is shown.
    pub visibility_condition: Option<VisibilityCondition>,
    /// How much the group counts, in percent.
    pub weight: Option<f64>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A question.
#[model]
pub struct AssessmentFormQuestion {
    /// Id, a UUID.
    pub id: Option<String>,
    /// Answers to choose from.
    #[field(max_items = 100)]
    pub answer_options: Option<Vec<AnswerOption>>,
    /// Whether a comment must be written.
    pub comments_required: Option<bool>,
    /// Id that stays the same in every version.
    #[field(read_only, newer)]
    pub context_id: Option<String>,
    /// Help for who answers.
    pub help_text: Option<String>,
    /// Whether the question counts for the critical score.
    pub is_critical: Option<bool>,
    /// Whether the test is failed with the lowest answer.
    pub is_kill: Option<bool>,
    /// Longest text of an answer.
    pub max_response_characters: Option<i32>,
    /// Whether "not applicable" may be chosen.
    pub na_enabled: Option<bool>,
    /// The text.
    pub text: String,
    /// Kind.
    pub r#type: Option<AssessmentFormQuestionType>,
    /// When it is shown.
    pub visibility_condition: Option<VisibilityCondition>,
}

/// An answer to choose from.
#[model]
pub struct AnswerOption {
    /// Id, a UUID.
    pub id: Option<String>,
    /// When the answer is suggested.
    #[field(max_items = 100)]
    pub assistance_conditions: Option<Vec<AssistanceCondition>>,
    /// What the answer stands for, of a question with a mark.
    #[field(newer)]
    pub built_in_type: Option<AnswerOptionBuiltInType>,
    /// Id that stays the same in every version.
    #[field(read_only, newer)]
    pub context_id: Option<String>,
    /// The text.
    pub text: Option<String>,
    /// The value.
    pub value: Option<i32>,
}

/// When an answer is suggested.
#[model]
pub struct AssistanceCondition {
    /// How it is compared.
    pub operator: Option<AssistanceConditionOperator>,
    /// Ids of the topics.
    #[field(max_items = 100)]
    pub topic_ids: Option<Vec<String>>,
}

/// When a question or a group is shown.
#[model]
pub struct VisibilityCondition {
    /// Whether all predicates must hold or any one.
    pub combining_operation: Option<VisibilityConditionOperation>,
    /// The predicates, as free-form JSON.
    #[field(max_items = 100)]
    pub predicates: Option<Vec<Json>>,
}

/// The kind of a question.
#[wire_enum]
pub enum AssessmentFormQuestionType {
    /// One of several answers.
    #[wire("multipleChoiceQuestion")]
    MultipleChoiceQuestion,
    /// Free text.
    #[wire("freeTextQuestion")]
    FreeTextQuestion,
    /// A number from 0 to 10.
    #[wire("npsQuestion")]
    NpsQuestion,
    /// A text without an answer.
    #[wire("readOnlyTextBlockQuestion")]
    ReadOnlyTextBlockQuestion,
}

/// What an answer stands for, of a question with a mark.
#[wire_enum]
pub enum AnswerOptionBuiltInType {
    /// The mark is there.
    #[wire("Selected")]
    Selected,
    /// The mark is not there.
    #[wire("Unselected")]
    Unselected,
}

/// How topics are compared.
#[wire_enum]
pub enum AssistanceConditionOperator {
    /// One of them is there.
    #[wire("EXISTS")]
    Exists,
    /// None of them is there.
    #[wire("NOTEXISTS")]
    Notexists,
}

/// How predicates are joined.
#[wire_enum]
pub enum VisibilityConditionOperation {
    /// All must hold.
    #[wire("AND")]
    And,
    /// One must hold.
    #[wire("OR")]
    Or,
}
