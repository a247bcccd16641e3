//! What is counted for whoever runs the server, in the Prometheus text format.

use std::time::Duration;

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};

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
        Self { registry, answered, seconds }
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, operation: &'static str, status: u16, took: Duration) {
        self.answered.get_or_create(&Answered { operation, status }).inc();
        self.seconds.get_or_create(&Timed { operation }).observe(took.as_secs_f64());
    }

    /// Everything counted so far, as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
