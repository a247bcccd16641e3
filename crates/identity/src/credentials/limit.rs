//! How many failures are free, and how long each one more is paid for. No I/O.

use api::DateTime;
use store::sign_in_attempts::Count;

/// What follows from failures.
#[derive(Debug)]
pub(super) struct Limit {
    /// The failure with this number is the first that is followed by a wait.
    pub(super) free: i64,
    /// How long the first wait is, in seconds; each further failure doubles it.
    pub(super) first: i64,
    /// The longest wait, in seconds.
    pub(super) longest: i64,
    /// One failure is forgiven in each of these spans, in seconds.
    pub(super) forgiven_every: i64,
}

impl Limit {
    /// The count as it is now: failures are forgiven with time. A clock that was set back never
    /// makes a wait longer than the longest one.
    pub(super) fn at(&self, count: Count, now: DateTime) -> Count {
        let since = count.forgiving_since.min(now);
        let span = self.forgiven_every * 1000;
        let spans = (now.milliseconds() - since.milliseconds()) / span;
        let failures = (count.failures - spans).max(0);
        let forgiving_since =
            if failures == 0 { now } else { since.plus_milliseconds(spans * span) };
        let blocked_until = count.blocked_until.min(now.plus_seconds(self.longest));
        self.ending(Count { failures, forgiving_since, blocked_until, ..count })
    }

    /// Seconds until the next attempt is let through; none when it is now.
    pub(super) fn wait(count: &Count, now: DateTime) -> Option<u64> {
        let left = count.blocked_until.milliseconds() - now.milliseconds();
        u64::try_from(left).ok().filter(|left| *left > 0).map(|left| left.div_ceil(1000))
    }

    /// The count with one more failure.
    pub(super) fn failed(&self, count: Count, now: DateTime) -> Count {
        let failures = count.failures + 1;
        let mut blocked_until = count.blocked_until;
        if failures >= self.free {
            let doublings = u32::try_from(failures - self.free).unwrap_or(u32::MAX).min(32);
            let wait = self.first.saturating_mul(1_i64 << doublings).min(self.longest);
            blocked_until = now.plus_seconds(wait);
        }
        self.ending(Count { failures, blocked_until, ..count })
    }

    /// The count without the failure that was counted before it was known to be none. It was let
    /// through, so it caused no wait.
    pub(super) fn taken_back(&self, count: Count, now: DateTime) -> Count {
        let failures = (count.failures - 1).max(0);
        self.ending(Count { failures, blocked_until: now, ..count })
    }

    fn ending(&self, count: Count) -> Count {
        let span = count.failures.saturating_mul(self.forgiven_every);
        let ends_at = count.forgiving_since.plus_seconds(span).max(count.blocked_until);
        Count { ends_at, ..count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { free: 3, first: 30, longest: 900, forgiven_every: 3600 };

    fn start() -> DateTime {
        DateTime::from_milliseconds(1_000_000_000)
    }

    fn none() -> Count {
        let now = start();
        Count { failures: 0, forgiving_since: now, blocked_until: now, ends_at: now }
    }

    fn after(failures: usize) -> Count {
        (0..failures).fold(none(), |count, _| LIMIT.failed(count, start()))
    }

    #[test]
    fn the_first_failures_are_free_and_then_waits_double_up_to_the_longest() {
        let waits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 90].map(|n| Limit::wait(&after(n), start()));
        let some = [30, 60, 120, 240, 480, 900, 900, 900].map(Some);
        assert_eq!(waits[..2], [None, None]);
        assert_eq!(waits[2..], some);
    }

    #[test]
    fn time_forgives_one_failure_after_the_other() {
        let later = |seconds| LIMIT.at(after(4), start().plus_seconds(seconds));
        assert_eq!(later(3599).failures, 4);
        assert_eq!(later(3600).failures, 3);
        // What is left of a span is not lost.
        let halfway = LIMIT.at(later(3600 + 1800), start().plus_seconds(7200));
        assert_eq!(halfway.failures, 2);
        assert_eq!(later(4 * 3600).failures, 0);
        assert_eq!(after(4).ends_at, start().plus_seconds(4 * 3600));
    }

    #[test]
    fn a_success_takes_its_own_attempt_back() {
        let taken = LIMIT.taken_back(after(3), start());
        assert_eq!((taken.failures, Limit::wait(&taken, start())), (2, None));
    }

    #[test]
    fn a_clock_set_back_makes_nobody_wait_forever() {
        let before = start().plus_seconds(-1_000_000);
        let count = LIMIT.at(after(9), before);
        assert_eq!(Limit::wait(&count, before), Some(900));
    }
}
