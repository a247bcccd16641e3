//! Wakes what answers questions, once there is one: on this node and on the others.

use std::sync::Arc;

use store::{Change, Changed, Follower, Lost, Order, Work};
use tokio::sync::Notify;

/// Follows commits; [`JobWaker::woken`] is what waits.
#[derive(Debug, Default)]
pub(crate) struct JobWaker(Arc<Notify>);

impl JobWaker {
    /// Notified when there is a question to be answered.
    pub(crate) fn woken(&self) -> Arc<Notify> {
        self.0.clone()
    }
}

impl Follower for JobWaker {
    fn name(&self) -> &'static str {
        "analytics"
    }

    fn hear(&self, changes: &[Change]) {
        if changes.iter().any(|change| change.what == Changed::Due(Work::Analytics)) {
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
