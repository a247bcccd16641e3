//! When a request is sent again, and after what wait.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use api::{Lane, Meta, Method};
use rand::{RngExt, SeedableRng, rngs::SmallRng};

/// How often a request is sent, and how long to wait in between.
///
/// - 429, and 503 that says when to come back, are tried again for every operation: the service has
///   not begun the work.
/// - Any other 503, 502, 504, a lost connection and a time-out are tried again only where the work may be done
///   twice: GET, HEAD, PUT, DELETE, and queries that are POSTs. A POST or PATCH that changes
///   something is tried again only if no connection was made, so nothing was sent. A DELETE whose
///   answer was lost may find nothing the second time and answer 404.
/// - Nothing else is tried again, 501 in particular.
///
/// The wait is what `Retry-After` says; without it one second, doubled each time. When the service
/// asks for more than the longest wait, its refusal is the result.
#[derive(Debug, Clone)]
#[must_use]
pub struct Retry {
    attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
    seed: Option<u64>,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 5,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_mins(1),
            seed: None,
        }
    }
}

impl Retry {
    /// Every request is sent once.
    pub fn none() -> Self {
        Self::default().attempts(1)
    }

    /// How often a request is sent at most, the first time included; 5 by default.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The wait before the second attempt, unless the service names one; one second by default.
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// The longest wait that is accepted, also from the service; one minute by default.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Shortens waits of our own by up to half, by a generator with this seed. Give each of many
    /// processes a seed of its own, so that they do not come back all at once.
    pub fn jitter(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }
}

/// [`Retry`] at work.
pub(crate) struct Waits {
    rules: Retry,
    jitter: Option<Mutex<SmallRng>>,
}

impl Waits {
    pub(crate) fn new(rules: Retry) -> Self {
        let jitter = rules.seed.map(|seed| Mutex::new(SmallRng::seed_from_u64(seed)));
        Self { rules, jitter }
    }

    /// How long to wait after attempt number `attempt`; nothing when it was the last.
    pub(crate) fn after(&self, attempt: u32, asked: Option<Duration>) -> Option<Duration> {
        if attempt >= self.rules.attempts {
            return None;
        }
        if let Some(asked) = asked {
            return (asked <= self.rules.longest_wait).then_some(asked);
        }
        let doubled = 1_u32.checked_shl(attempt - 1).unwrap_or(u32::MAX);
        let wait = self.rules.first_wait.saturating_mul(doubled).min(self.rules.longest_wait);
        let Some(jitter) = &self.jitter else { return Some(wait) };
        let share: f64 = jitter.lock().unwrap_or_else(PoisonError::into_inner).random();
        Some(wait.mul_f64(1.0 - share / 2.0))
    }
}

/// What happens if a request is carried out twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Twice {
    /// The same as once.
    Harmless,
    /// Something else, so it must not be.
    Harmful,
}

impl Twice {
    pub(crate) fn of(meta: &Meta) -> Self {
        let reads = meta.lane != Lane::Write;
        if reads || !matches!(meta.method, Method::Post | Method::Patch) {
            return Self::Harmless;
        }
        Self::Harmful
    }

    /// May a request be sent again after this status?
    pub(crate) fn after_status(self, status: u16, retry_after: Option<Duration>) -> bool {
        match status {
            429 => true,
            503 if retry_after.is_some() => true,
            502..=504 => self == Self::Harmless,
            _ => false,
        }
    }

    /// May a request be sent again after this failure?
    pub(crate) fn after_failure(self, failure: &reqwest::Error) -> bool {
        if failure.is_builder() {
            return false;
        }
        failure.is_connect() || self == Self::Harmless
    }
}

#[cfg(test)]
mod tests {
    use api::Operation;

    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_end_with_the_attempts() {
        let waits = Waits::new(Retry::default().attempts(5).longest_wait(Duration::from_secs(5)));
        let seconds: Vec<_> = (1..=5).map(|n| waits.after(n, None).map(|w| w.as_secs())).collect();
        assert_eq!(seconds, [Some(1), Some(2), Some(4), Some(5), None]);
    }

    #[test]
    fn the_service_decides_the_wait_unless_it_is_too_long() {
        let waits = Waits::new(Retry::default());
        assert_eq!(waits.after(1, Some(Duration::from_secs(42))), Some(Duration::from_secs(42)));
        assert_eq!(waits.after(1, Some(Duration::from_secs(61))), None);
    }

    #[test]
    fn jitter_is_the_same_for_the_same_seed_and_keeps_at_least_half() {
        let waits = |seed| {
            let waits = Waits::new(Retry::default().jitter(seed));
            (1..5).filter_map(|n| waits.after(n, None)).collect::<Vec<_>>()
        };
        assert_eq!(waits(7), waits(7));
        assert_ne!(waits(7), waits(8));
        for (wait, whole) in waits(7).into_iter().zip([1, 2, 4, 8]) {
            let whole = Duration::from_secs(whole);
            assert!(wait <= whole && wait >= whole / 2, "{wait:?} of {whole:?}");
        }
    }

    #[test]
    fn only_what_may_happen_twice_is_sent_again_after_a_gateway_failed() {
        assert!(Twice::of(api::GetUser::META).after_status(504, None));
        assert!(Twice::of(api::DeleteUser::META).after_status(502, None));
        assert!(Twice::of(api::PostUsersSearch::META).after_status(504, None));
        assert!(!Twice::of(api::PostUsers::META).after_status(504, None));
        assert!(!Twice::of(api::PatchUser::META).after_status(502, None));
        assert!(Twice::of(api::PostUsers::META).after_status(429, None));
        assert!(Twice::of(api::PostUsers::META).after_status(503, Some(Duration::from_secs(1))));
        assert!(!Twice::of(api::PostUsers::META).after_status(503, None));
        assert!(Twice::of(api::GetUser::META).after_status(503, None));
        assert!(!Twice::of(api::GetUser::META).after_status(501, None));
        assert!(!Twice::of(api::GetUser::META).after_status(500, None));
    }
}
