//! Time, as an argument.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use store::{ServerClock, ServerTime};

/// Where the server gets the time from. Nothing else asks for it.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is moved: milliseconds since 1970.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now`.
    pub fn standing_at(now: ServerTime) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(now.milliseconds())))
    }

    /// The time now.
    pub fn now(&self) -> ServerTime {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that asks")]
            Self::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
                ServerTime::from_milliseconds(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
            }
            Self::Manual(at) => ServerTime::from_milliseconds(at.load(Ordering::SeqCst)),
        }
    }

    /// The same clock, for the store, which dates changes by it.
    pub fn of_store(&self) -> ServerClock {
        let clock = self.clone();
        ServerClock::new(move || clock.now())
    }

    /// Moves a standing clock forward; the machine's clock goes by itself.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(at) = self {
            at.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
}
