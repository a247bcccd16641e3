//! Wakes what looks places up, on the node that took a report.

use std::sync::Arc;

use store::{Change, Follower, Lost, Order, geolocations::Reported};
use tokio::sync::Notify;

/// Follows commits; [`ReportWaker::woken`] is what waits.
#[derive(Debug, Default)]
pub(crate) struct ReportWaker(Arc<Notify>);

impl ReportWaker {
    /// Notified when a place is to be looked up.
    pub(crate) fn woken(&self) -> Arc<Notify> {
        self.0.clone()
    }
}

impl Follower for ReportWaker {
    fn name(&self) -> &'static str {
        "geolocations"
    }

    fn hear(&self, changes: &[Change]) {
        // Only the node that wrote a row has it with the change.
        let mut rows = changes.iter().filter_map(Change::row::<Reported>);
        if rows.any(|reported| reported.unresolved) {
            self.0.notify_one();
        }
    }

    fn lost(&self, _: Option<&str>, _: Lost) {
        self.0.notify_one();
    }

    fn order(&self) -> Order {
        Order::Keyed
    }
}
