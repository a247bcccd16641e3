//! The server's clock.

use std::fmt;
use std::sync::Arc;

use crate::ServerTime;

/// Tells the server's time, by which changes are dated.
#[derive(Clone)]
pub struct ServerClock(Arc<dyn Fn() -> ServerTime + Send + Sync>);

impl ServerClock {
    /// The clock that this function reads.
    pub fn new(now: impl Fn() -> ServerTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time.
    pub fn now(&self) -> ServerTime {
        (self.0)()
    }
}

impl Default for ServerClock {
    /// The system's.
    fn default() -> Self {
        Self::new(|| {
            #[expect(clippy::disallowed_methods, reason = "the one clock behind the others")]
            let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            let milliseconds = since.unwrap_or_default().as_millis();
            ServerTime::from_milliseconds(i64::try_from(milliseconds).unwrap_or(i64::MAX))
        })
    }
}

impl fmt::Debug for ServerClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerClock")
    }
}
