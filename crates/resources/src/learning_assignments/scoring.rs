//! What answers to a test are worth.

use api::{
    AssessmentFailureReason, AssessmentForm, AssessmentFormQuestion, AssessmentQuestionScore,
    AssessmentScoringSet,
};
use gate::refusal::{Refusal, Result};

/// Points that were reached, and that could be.
#[derive(Debug, Clone, Copy, Default)]
struct Points {
    reached: f64,
    highest: f64,
}

impl Points {
    /// In percent; nothing where nothing could be reached.
    fn percent(self) -> Option<f64> {
        (self.highest > 0.0).then(|| self.reached / self.highest * 100.0)
    }
}

/// Refuses answers that name parts of another form.
fn known(form: &AssessmentForm, answers: &AssessmentScoringSet) -> Result<()> {
    for answered in &answers.question_group_scores {
        let id = &answered.question_group_id;
        let group = form.question_groups.iter().find(|group| group.id.as_ref() == Some(id));
        let allowed = "the id of a group of questions of the test";
        let group = group.ok_or_else(|| Refusal::invalid_value("questionGroupId", id, allowed))?;
        for given in answered.question_scores.iter().flatten() {
            let id = &given.question_id;
            let question = group.questions.iter().find(|one| one.id.as_ref() == Some(id));
            let allowed = "the id of a question of the group";
            let question =
                question.ok_or_else(|| Refusal::invalid_value("questionId", id, allowed))?;
            let Some(answer) = &given.answer_id else { continue };
            let mut options = question.answer_options.iter().flatten();
            if !options.any(|option| option.id.as_ref() == Some(answer)) {
                let allowed = "the id of an answer to the question";
                return Err(Refusal::invalid_value("answerId", answer, allowed));
            }
        }
    }
    Ok(())
}

/// Scores answers: each question, each group, and all. Groups count by their points, or by their
/// weights where these are set.
pub(super) fn score(form: &AssessmentForm, answers: &mut AssessmentScoringSet) -> Result<()> {
    known(form, answers)?;
    let (mut total, mut weighted, mut killed) = (Points::default(), Points::default(), false);
    for group in &form.question_groups {
        let answered = answers
            .question_group_scores
            .iter_mut()
            .find(|answered| Some(&answered.question_group_id) == group.id.as_ref());
        let mut points = Points::default();
        let mut answered = answered;
        let not_applicable = answered.as_ref().is_some_and(|one| one.marked_na == Some(true));
        for question in group.questions.iter().filter(|_| !not_applicable) {
            let given = answered.as_mut().and_then(|answered| {
                let scores = answered.question_scores.iter_mut().flatten();
                scores.into_iter().find(|one| Some(&one.question_id) == question.id.as_ref())
            });
            killed |= score_question(question, given, &mut points);
        }
        if let Some(answered) = answered {
            answered.max_total_score = Some(points.highest);
            answered.max_total_score_unweighted = Some(points.highest);
            answered.total_score = Some(points.percent().unwrap_or_default());
            answered.total_score_unweighted = answered.total_score;
        }
        total.reached += points.reached;
        total.highest += points.highest;
        if let Some(percent) = points.percent() {
            let weight = group.weight.filter(|_| group.manual_weight == Some(true));
            let weight = weight.unwrap_or_default();
            weighted.reached += percent * weight / 100.0;
            weighted.highest += weight;
        }
    }
    let percent = weighted.percent().or_else(|| total.percent()).unwrap_or_default();
    let enough = percent >= f64::from(form.pass_percent);
    let reasons = [
        (!enough, AssessmentFailureReason::Score),
        (killed, AssessmentFailureReason::KillQuestion),
    ];
    answers.total_score = Some(percent);
    answers.is_passed = Some(enough && !killed);
    answers.failure_reasons =
        Some(reasons.into_iter().filter(|(failed, _)| *failed).map(|(_, why)| why).collect());
    Ok(())
}

/// Scores one question; did it fail the test by itself?
fn score_question(
    question: &AssessmentFormQuestion,
    given: Option<&mut AssessmentQuestionScore>,
    points: &mut Points,
) -> bool {
    let values = question.answer_options.iter().flatten().filter_map(|option| option.value);
    let Some(highest) = values.clone().max() else {
        return false;
    };
    let lowest = values.min().unwrap_or_default();
    let Some(given) = given else {
        points.highest += f64::from(highest);
        return question.is_kill == Some(true);
    };
    if given.marked_na == Some(true) && question.na_enabled == Some(true) {
        return false;
    }
    points.highest += f64::from(highest);
    let mut options = question.answer_options.iter().flatten();
    let chosen = given.answer_id.as_ref();
    let chosen =
        chosen.and_then(|answer| options.find(|option| option.id.as_ref() == Some(answer)));
    let reached = chosen.and_then(|option| option.value).unwrap_or_default();
    points.reached += f64::from(reached);
    let killed = question.is_kill == Some(true) && reached <= lowest;
    given.score = Some(reached);
    given.failed_kill_question = Some(killed);
    killed
}
