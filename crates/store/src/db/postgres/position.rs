//! How far the outbox has been read.
//!
//! Numbers are drawn when a row is written and seen when it is committed, so a row may come after
//! others with higher numbers. A number that is missing is a gap: it is looked for until no
//! transaction can live that would fill it; then it was rolled back.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// So many numbers below the highest may be gaps when the reading begins.
const WINDOW: i64 = 10_000;

/// The place in the outbox up to which everything was read, but for the gaps.
#[derive(Debug)]
pub(super) struct Position {
    highest: i64,
    /// Missing numbers, and until when each is looked for.
    gaps: BTreeMap<i64, Instant>,
    /// No transaction lives longer.
    limit: Duration,
}

impl Position {
    /// Begins after the highest number that is there; `present` are those in the window below it.
    /// Rows that are there already are not told; missing numbers may still come.
    pub(super) fn begin(present: &[i64], limit: Duration, now: Instant) -> Self {
        let highest = present.iter().copied().max().unwrap_or_default();
        let mut position = Self { highest, gaps: BTreeMap::new(), limit };
        let lowest = Self::window_below(highest).max(0) + 1;
        let until = now + limit;
        position.gaps = (lowest..highest).map(|number| (number, until)).collect();
        for number in present {
            position.gaps.remove(number);
        }
        position
    }

    /// Where the window begins whose numbers [`Position::begin`] is given.
    pub(super) const fn window_below(highest: i64) -> i64 {
        highest - WINDOW
    }

    /// The highest number that was read.
    pub(super) const fn highest(&self) -> i64 {
        self.highest
    }

    /// The numbers that are looked for besides those above the highest.
    pub(super) fn gaps(&self) -> Vec<i64> {
        self.gaps.keys().copied().collect()
    }

    /// The gaps were looked for at this time; those whose time was over are given up.
    pub(super) fn looked(&mut self, at: Instant) {
        self.gaps.retain(|_, until| *until > at);
    }

    /// May rows be gone that were not read? Rows go in the order of their numbers: up to `swept`
    /// they are gone, and `found` are those that are there.
    pub(super) fn has_missed(&self, swept: i64, found: impl Iterator<Item = i64>) -> bool {
        let next = self.highest + 1;
        swept >= next && found.into_iter().find(|number| *number >= next) != Some(next)
    }

    /// A row was read; whether it is new.
    pub(super) fn read(&mut self, number: i64, now: Instant) -> bool {
        if number <= self.highest {
            return self.gaps.remove(&number).is_some();
        }
        let until = now + self.limit;
        // A leap that is wider than any number of transactions at once is none of theirs.
        let first = (self.highest + 1).max(Self::window_below(number));
        self.gaps.extend((first..number).map(|missing| (missing, until)));
        self.highest = number;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Duration = Duration::from_secs(20);

    #[test]
    fn a_gap_is_looked_for_until_nothing_can_fill_it() {
        let now = Instant::now();
        let mut position = Position::begin(&[], LIMIT, now);
        assert!(position.read(1, now) && position.read(4, now));
        assert_eq!(position.gaps(), [2, 3]);
        position.looked(now);
        assert!(position.read(3, now));
        assert!(!position.read(3, now) && !position.read(4, now), "each once");
        let later = now + LIMIT;
        assert_eq!(position.gaps(), [2], "it is looked for once more when its time is over");
        position.looked(later);
        assert_eq!(position.gaps(), [0; 0]);
        assert!(!position.read(2, later), "it came too late to be in order");
        assert_eq!(position.highest(), 4);
    }

    #[test]
    fn what_is_there_at_the_beginning_is_not_heard_and_what_is_missing_may_come() {
        let now = Instant::now();
        let mut position = Position::begin(&[3, 5, 6], LIMIT, now);
        assert_eq!((position.highest(), position.gaps()), (6, vec![1, 2, 4]));
        assert!(!position.read(5, now) && position.read(4, now));
    }

    #[test]
    fn a_wide_leap_makes_no_more_gaps_than_the_window() {
        let now = Instant::now();
        let mut position = Position::begin(&[], LIMIT, now);
        assert!(position.read(10_000_000, now));
        assert_eq!(i64::try_from(position.gaps().len()), Ok(WINDOW));
    }

    #[test]
    fn what_was_swept_before_it_was_read_is_missed() {
        let position = Position::begin(&[7], LIMIT, Instant::now());
        let missed = |swept, found: &[i64]| position.has_missed(swept, found.iter().copied());
        assert!(!missed(7, &[]) && !missed(7, &[9]), "all of that was read");
        assert!(missed(9, &[]) && missed(9, &[10]) && missed(8, &[3, 9]));
        assert!(!missed(9, &[3, 8, 9]), "it went after it was read");
    }
}
