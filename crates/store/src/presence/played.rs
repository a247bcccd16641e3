//! What a user did, played through the state machine in memory, such as a simulation makes it.

use api::DateTime;

use super::{
    intervals::{Interval, Kind, apply},
    machine::{Event, Forbidden, Live},
};

/// The state of a user, and the intervals that led to it.
#[derive(Debug)]
pub struct Played {
    live: Live,
    intervals: Vec<Interval>,
}

impl Played {
    /// Begins with a user who is offline and off queue.
    pub fn new(start: DateTime) -> Self {
        let live = Live::new(start);
        Self { intervals: Interval::first(&live).into(), live }
    }

    /// What the user does now.
    pub const fn live(&self) -> &Live {
        &self.live
    }

    /// Lets something happen, as the state machine allows.
    ///
    /// # Errors
    ///
    /// Nothing changes if the machine forbids it.
    pub fn happen(&mut self, event: Event, now: DateTime) -> Result<(), Forbidden> {
        let step = self.live.after(event, now)?;
        for next in Interval::of_step(&self.live, &step) {
            apply(&mut self.intervals, next);
        }
        self.live = step.live;
        Ok(())
    }

    /// The intervals of both kinds, in their order; of each kind the last is open.
    pub fn into_intervals(self) -> Vec<Interval> {
        self.intervals
    }
}

/// The part of intervals of a kind that lies before a time, all of it ended.
pub fn before(intervals: &[Interval], kind: Kind, until: DateTime) -> Vec<Interval> {
    let of_kind = intervals.iter().filter(|it| it.kind == kind && it.start < until);
    let ended = of_kind.map(|it| {
        let end = it.end.map_or(until, |end| end.min(until));
        Interval { end: Some(end), ..it.clone() }
    });
    ended.collect()
}
