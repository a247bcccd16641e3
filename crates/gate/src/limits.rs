//! How often each token, or whatever else is counted, may come in a minute.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use store::ServerTime;

use crate::{
    refusal::{Refusal, Result},
    secrets::TokenHash,
};

/// Milliseconds of a window.
const WINDOW: i64 = 60_000;

/// Counts requests for each token, in windows of a minute that begin with the token's first call.
#[derive(Debug)]
pub struct Limits {
    allowed: Option<u32>,
    windows: Mutex<Windows>,
}

#[derive(Debug, Default)]
struct Windows {
    of: HashMap<TokenHash, Window>,
    /// When those that had ended were last forgotten.
    swept_at: i64,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    began: i64,
    count: u32,
}

impl Window {
    fn rate(self, allowed: u32, now: i64) -> Rate {
        let left = self.began + WINDOW - now;
        let reset = u64::try_from(left).unwrap_or_default().div_ceil(1000);
        Rate { count: self.count, allowed, reset }
    }
}

/// Where a token stands in its window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests in this window, this one included.
    pub count: u32,
    /// Requests allowed in a window.
    pub allowed: u32,
    /// Seconds until the next window, rounded up.
    pub reset: u64,
}

impl Rate {
    /// Refuses with 429 what is over the limit.
    pub fn check(self) -> Result<()> {
        if self.count > self.allowed {
            return Err(Refusal::too_many_requests(self.reset));
        }
        Ok(())
    }
}

impl Limits {
    /// So many requests a minute for each token; `None` is no limit.
    pub fn new(allowed: Option<u32>) -> Self {
        Self { allowed, windows: Mutex::default() }
    }

    /// Counts a request.
    pub fn count(&self, token: &TokenHash, now: ServerTime) -> Option<Rate> {
        let allowed = self.allowed?;
        let now = now.milliseconds();
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if now >= windows.swept_at + WINDOW {
            windows.swept_at = now;
            windows.of.retain(|_, window| now < window.began + WINDOW);
        }
        let window = windows.of.entry(token.clone()).or_insert(Window { began: now, count: 0 });
        if now >= window.began + WINDOW || now < window.began {
            *window = Window { began: now, count: 0 };
        }
        window.count = window.count.saturating_add(1);
        Some(window.rate(allowed, now))
    }

    /// Where a key stands that may not come again in this window; nothing is counted.
    pub fn spent(&self, token: &TokenHash, now: ServerTime) -> Option<Rate> {
        let (allowed, now) = (self.allowed?, now.milliseconds());
        let windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.of.get(token)?;
        let lasts = window.began <= now && now < window.began + WINDOW;
        (lasts && window.count >= allowed).then(|| window.rate(allowed, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_the_limit_a_token_waits_for_the_next_minute_and_others_do_not() {
        let (limits, start) = (Limits::new(Some(2)), ServerTime::from_milliseconds(1_000_000));
        let (ada, bob) = (TokenHash::of("ada"), TokenHash::of("bob"));
        let first = limits.count(&ada, start).unwrap();
        assert_eq!(first, Rate { count: 1, allowed: 2, reset: 60 });
        limits.count(&ada, start.plus_seconds(10)).unwrap().check().unwrap();
        let refused = limits.count(&ada, ServerTime::from_milliseconds(1_017_500)).unwrap().check();
        let refused = refused.unwrap_err();
        assert_eq!(refused.code, "too.many.requests.retry.after");
        assert_eq!(refused.retry_after, Some(43));
        assert!(refused.message().contains("[43] seconds"));
        assert_eq!(limits.count(&bob, start.plus_seconds(20)).unwrap().count, 1);
        assert_eq!(limits.count(&ada, start.plus_seconds(60)).unwrap().count, 1);
    }

    #[test]
    fn without_a_limit_nothing_is_counted() {
        let limits = Limits::new(None);
        assert_eq!(limits.count(&TokenHash::of("ada"), ServerTime::from_milliseconds(0)), None);
    }
}
