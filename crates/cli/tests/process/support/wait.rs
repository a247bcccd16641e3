//! Waiting for what should happen, never longer than a bound.

use std::time::Duration;

use tokio::time::{interval, timeout};

/// Long enough for a machine that is busy with everything else.
const BOUND: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(5);

/// Looks again and again until `found` answers something; fails when it takes too long.
pub(crate) async fn eventually<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let looking = async {
        let mut looks = interval(PAUSE);
        loop {
            looks.tick().await;
            if let Some(found) = found() {
                return found;
            }
        }
    };
    within_bounds(what, looking).await
}

/// Waits for this, and fails when it takes too long.
async fn within_bounds<T>(what: &str, work: impl Future<Output = T>) -> T {
    let done = timeout(BOUND, work).await;
    done.unwrap_or_else(|elapsed| panic!("it is not so: {what} ({elapsed})"))
}
