//! Wakes what sends mail, once there is some: on this node and on the others.

use std::sync::Arc;

use store::{Change, Changed, Follower, Lost, Order, Work};
use tokio::sync::Notify;

/// Follows commits; [`MailWaker::woken`] is what waits.
#[derive(Debug, Default)]
pub struct MailWaker(Arc<Notify>);

impl MailWaker {
    /// Notified when there is mail to be sent.
    pub fn woken(&self) -> Arc<Notify> {
        self.0.clone()
    }
}

impl Follower for MailWaker {
    fn name(&self) -> &'static str {
        "mail"
    }

    fn hear(&self, changes: &[Change]) {
        if changes.iter().any(|change| change.what == Changed::Due(Work::Mail)) {
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
