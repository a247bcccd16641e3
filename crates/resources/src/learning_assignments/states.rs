//! How far a learning assignment may get, and from where.
//!
//! | from | to | who |
//! |---|---|---|
//! | `Assigned` | `InProgress`, `Completed` | the user who learns, or who may assign |
//! | `InProgress` | `Completed` | the same |
//! | `Assigned`, `InProgress` | `NotCompleted` | who may assign |
//! | each | `Deleted` | who may delete |
//! | each | itself | who may change it: it stays |
//!
//! Nothing else is possible with a PATCH. To reset it, or to assign it again, takes every state back
//! to `Assigned`; `InvalidSchedule` is what the server makes of it when its user is deleted.

use api::LearningAssignmentState as State;
use gate::refusal::{Refusal, Result};

/// What a change of the state is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It stays as far as it is.
    Stay,
    /// The user got further.
    Learn,
    /// It ends without being completed.
    End,
    /// It is removed.
    Delete,
}

/// Every state that can be asked for.
const ALL: [State; 6] = [
    State::Assigned,
    State::InProgress,
    State::Completed,
    State::NotCompleted,
    State::InvalidSchedule,
    State::Deleted,
];

/// Has the user still to learn it?
pub(super) const fn is_open(state: &State) -> bool {
    matches!(state, State::Assigned | State::InProgress)
}

const fn allowed(from: &State, to: &State) -> Option<Step> {
    match (from, to) {
        (State::Assigned, State::Assigned)
        | (State::InProgress, State::InProgress)
        | (State::Completed, State::Completed)
        | (State::NotCompleted, State::NotCompleted)
        | (State::InvalidSchedule, State::InvalidSchedule) => Some(Step::Stay),
        (State::Assigned, State::InProgress | State::Completed)
        | (State::InProgress, State::Completed) => Some(Step::Learn),
        (State::Assigned | State::InProgress, State::NotCompleted) => Some(Step::End),
        (_, State::Deleted) => Some(Step::Delete),
        _ => None,
    }
}

/// What it is to get from one state to another; 409 where there is no way.
pub(super) fn step(from: &State, to: &State) -> Result<Step> {
    allowed(from, to).ok_or_else(|| {
        let template = "The learning assignment is {from} and cannot become {to}; a change of it \
                        leads to {allowed}, and it begins again when it is reset or reassigned.";
        let ways: Vec<String> = ALL
            .iter()
            .filter(|to| allowed(from, to).is_some_and(|step| step != Step::Stay))
            .map(ToString::to_string)
            .collect();
        Refusal::conflict(template)
            .with("from", from.to_string())
            .with("to", to.to_string())
            .with("allowed", ways.join(", "))
    })
}

/// Refuses answers to the test of an assignment that is finished, or ends with this step.
pub(super) fn can_answer(from: &State, step: Step) -> Result<()> {
    if is_open(from) && matches!(step, Step::Stay | Step::Learn) {
        return Ok(());
    }
    let template = "The learning assignment is {from}, and its test can be answered while it is \
                    {open} and is not ended.";
    let open = format!("{} or {}", State::Assigned, State::InProgress);
    Err(Refusal::conflict(template).with("from", from.to_string()).with("open", open))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_finished_does_not_go_back() {
        let ways = |from: &State| -> Vec<State> {
            ALL.into_iter().filter(|to| step(from, to).is_ok_and(|it| it != Step::Stay)).collect()
        };
        assert_eq!(
            ways(&State::Assigned),
            [State::InProgress, State::Completed, State::NotCompleted, State::Deleted]
        );
        assert_eq!(
            ways(&State::InProgress),
            [State::Completed, State::NotCompleted, State::Deleted]
        );
        for done in [State::Completed, State::NotCompleted, State::InvalidSchedule] {
            assert_eq!(ways(&done), [State::Deleted], "{done}");
            assert_eq!(step(&done, &done).unwrap(), Step::Stay);
        }
    }
}
