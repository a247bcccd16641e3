//! Counters for operators, in the Prometheus text format.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};
use store::Following;

/// Requests, by operation and status.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    operation: &'static str,
    status: u16,
}

/// The time taken, by operation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Timed {
    operation: &'static str,
}

/// The server's counters.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    answered: Family<Answered, Counter>,
    seconds: Family<Timed, Histogram>,
    followed: Followed,
}

/// Those who follow commits, by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Follows {
    follower: &'static str,
}

/// What those who follow commits have cost.
#[derive(Debug, Default)]
struct Followed {
    changes: Family<Follows, Counter>,
    seconds: Family<Follows, Counter<f64, AtomicU64>>,
    panics: Family<Follows, Counter>,
    losses: Family<Follows, Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("callroster");
        let answered = Family::default();
        let buckets = || Histogram::new(exponential_buckets(0.000_1, 4.0, 9));
        let seconds = Family::new_with_constructor(buckets as fn() -> Histogram);
        let help = "Requests answered, by operation and HTTP status";
        registry.register("requests", help, answered.clone());
        let help = "Time from the request's arrival to its answer, in seconds";
        registry.register("request_duration_seconds", help, seconds.clone());
        let followed = Followed::default();
        let help = "Changes heard by each follower of commits";
        registry.register("follower_changes", help, followed.changes.clone());
        let help = "Time for which writes waited for each follower of commits, in seconds";
        registry.register("follower_seconds", help, followed.seconds.clone());
        let help = "Panics of each follower of commits";
        registry.register("follower_panics", help, followed.panics.clone());
        let help = "How often each follower of commits may have missed something";
        registry.register("follower_losses", help, followed.losses.clone());
        Self { registry, answered, seconds, followed }
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, operation: &'static str, status: u16, took: Duration) {
        self.answered.get_or_create(&Answered { operation, status }).inc();
        self.seconds.get_or_create(&Timed { operation }).observe(took.as_secs_f64());
    }

    /// Everything counted so far, as text, with what those who follow commits have cost.
    pub fn text(&self, following: &[Following]) -> String {
        for one in following {
            let follows = Follows { follower: one.name };
            let Followed { changes, seconds, panics, losses } = &self.followed;
            // The counts are kept elsewhere; here they are only shown.
            changes.get_or_create(&follows).inner().store(one.changes, Ordering::Relaxed);
            let took = one.time.as_secs_f64().to_bits();
            seconds.get_or_create(&follows).inner().store(took, Ordering::Relaxed);
            panics.get_or_create(&follows).inner().store(one.panics, Ordering::Relaxed);
            losses.get_or_create(&follows).inner().store(one.losses, Ordering::Relaxed);
        }
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
