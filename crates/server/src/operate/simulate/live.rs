//! Shifts that go on now, one after the other, for whoever plays them on a server.

use std::collections::VecDeque;

use api::{DateTime, RoutingStatusValue};
use store::presence::{
    SystemPresence,
    machine::{Event, Live},
};

use super::{
    agent::Agent,
    chance::{between, sequence},
};

/// From the beginning of a shift to that of the next, in milliseconds. A shift takes about three
/// quarters of it, so that this part of the agents is at work at any time.
const CYCLE: i64 = 690 * 60_000;

/// What an agent does from now on, without end.
///
/// It begins somewhere in a shift: first comes, at once, what leads there from the state of a user
/// who is offline and has no conversations.
#[derive(Debug)]
pub struct Shifts {
    agent: Agent,
    /// When the first shift began, in milliseconds; the present is 0.
    first: i64,
    /// The next shift.
    number: i64,
    played: VecDeque<(i64, Event)>,
}

impl Shifts {
    /// Of a user, from a seed that repeats them.
    pub fn new(seed: u64, user: &str) -> Self {
        let first = -between(&mut sequence(seed, user, "live"), 0, CYCLE - 1);
        let mut shifts =
            Self { agent: Agent::new(seed, user), first, number: 0, played: VecDeque::new() };
        shifts.play();
        let past = shifts.played.iter().take_while(|(at, _)| *at < 0).count();
        let past: Vec<_> = shifts.played.drain(..past).collect();
        for event in led_to(past).into_iter().rev() {
            shifts.played.push_front((0, event));
        }
        shifts
    }

    /// Plays one more shift.
    fn play(&mut self) {
        let sign_in = DateTime::from_milliseconds(self.first + self.number * CYCLE);
        self.number += 1;
        let shift = self.agent.shift(self.number, sign_in);
        self.played.extend(shift.into_iter().map(|(at, event)| (at.milliseconds(), event)));
    }
}

impl Iterator for Shifts {
    /// In how many milliseconds from the beginning something happens.
    type Item = (i64, Event);

    fn next(&mut self) -> Option<Self::Item> {
        // A shift that was over before the beginning leaves nothing.
        while self.played.is_empty() {
            self.play();
        }
        self.played.pop_front()
    }
}

/// The shortest way to where these events lead.
fn led_to(past: Vec<(i64, Event)>) -> Vec<Event> {
    let mut live = Live::new(DateTime::from_milliseconds(i64::MIN / 2));
    let mut chosen = None;
    for (at, event) in past {
        if matches!(event, Event::Choose { .. }) {
            chosen = Some(event.clone());
        }
        // What the machine forbids does not take place.
        if let Ok(step) = live.after(event, DateTime::from_milliseconds(at)) {
            live = step.live;
        }
    }
    if live.presence.system == SystemPresence::Offline {
        return Vec::new();
    }
    let missed = live.routing == RoutingStatusValue::NotResponding;
    let mut way: Vec<Event> = chosen.into_iter().collect();
    for mut conversation in live.conversations {
        let after_call = std::mem::take(&mut conversation.after_call);
        let id = conversation.id.clone();
        way.push(Event::Start(conversation));
        way.extend(after_call.then_some(Event::AfterCall(id)));
    }
    way.extend(missed.then_some(Event::Miss));
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(number: i32) -> String {
        format!("user-{number}")
    }

    #[test]
    fn every_shift_obeys_the_machine_from_its_middle_on() {
        for number in 0..200 {
            let mut live = Live::new(DateTime::from_milliseconds(0));
            let mut before = 0;
            let mut changes = 0;
            for (at, event) in Shifts::new(3, &user(number)).take_while(|(at, _)| *at < 3 * CYCLE) {
                assert!(at >= before, "{number}: {at} comes after {before}");
                before = at;
                let step = live.after(event.clone(), DateTime::from_milliseconds(at));
                let step = step.unwrap_or_else(|error| panic!("{number}, {event:?}: {error}"));
                changes += usize::from(step.changes());
                live = step.live;
            }
            assert!(changes > 200, "{number}: {changes}");
        }
    }

    #[test]
    fn about_three_quarters_are_at_work_in_the_beginning_and_half_of_them_talk() {
        let (mut work, mut talk) = (0, 0);
        for number in 0..1_000 {
            let mut begun = Shifts::new(1, &user(number));
            let first: Vec<_> =
                begun.by_ref().take_while(|(at, _)| *at == 0).map(|(_, event)| event).collect();
            work += i32::from(!first.is_empty());
            talk += i32::from(first.iter().any(|event| matches!(event, Event::Start(_))));
        }
        assert!((650..850).contains(&work), "{work}");
        assert!((300..700).contains(&talk), "{talk}");
    }

    #[test]
    fn the_same_seed_plays_the_same_and_another_one_something_else() {
        let play = |seed, name: &str| Shifts::new(seed, name).take(100).collect::<Vec<_>>();
        assert_eq!(play(1, "ada"), play(1, "ada"));
        assert_ne!(play(1, "ada"), play(2, "ada"));
        assert_ne!(play(1, "ada"), play(1, "ben"));
    }
}
