//! What a connection is doing, and until when it may go on like that.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::Notify;

/// How long a connection may keep the server waiting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// From the acceptance of the connection to the end of the first request's head.
    pub(super) first_request: Duration,
    /// From the end of one answer to the end of the next request's head.
    pub(super) idle: Duration,
    /// While the client takes no part of an answer.
    pub(super) taking: Duration,
}

/// Watches one connection.
#[derive(Debug)]
pub(super) struct Watch {
    patience: Patience,
    state: Mutex<State>,
    evicted: Notify,
}

#[derive(Debug)]
struct State {
    /// Since when there has been no request under way, while there is none.
    idle_since: Instant,
    has_asked: bool,
    /// The requests under way; while an answer is sent, the last time that a part of it was taken.
    under_way: BTreeMap<u64, Option<Instant>>,
    next: u64,
    /// Since when the client has taken no byte of what the server sends, while it sends.
    blocked_since: Option<Instant>,
}

impl Watch {
    /// Watches a connection that was accepted just now.
    pub(super) fn new(patience: Patience, now: Instant) -> Self {
        let state = State {
            idle_since: now,
            has_asked: false,
            under_way: BTreeMap::new(),
            next: 0,
            blocked_since: None,
        };
        Self { patience, state: Mutex::new(state), evicted: Notify::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request has come with its whole head.
    pub(super) fn begin(self: &Arc<Self>) -> UnderWay {
        let mut state = self.state();
        let number = state.next;
        state.next += 1;
        state.has_asked = true;
        state.under_way.insert(number, None);
        UnderWay { watch: Arc::clone(self), number }
    }

    /// When the connection must end if nothing happens until then; `None` while the server itself
    /// works, which has limits of its own.
    pub(super) fn due(&self) -> Option<Instant> {
        let Patience { first_request, idle, taking } = self.patience;
        let state = self.state();
        let blocked = state.blocked_since.map(|since| since + taking);
        let asking = state
            .under_way
            .is_empty()
            .then(|| state.idle_since + if state.has_asked { idle } else { first_request });
        let longest = state.under_way.values().flatten().min();
        let taken = longest.map(|taken_at| *taken_at + taking);
        [blocked, asking, taken].into_iter().flatten().min()
    }

    /// Since when the system has had no room for what is sent; `None` when it has room again.
    pub(super) fn blocked(&self, since: Option<Instant>) {
        self.state().blocked_since = since;
    }

    /// Since when the connection has had no request under way.
    pub(super) fn idle_since(&self) -> Option<Instant> {
        let state = self.state();
        state.under_way.is_empty().then_some(state.idle_since)
    }

    /// Was the connection used, is it idle now, and does the client read what is sent?
    pub(super) fn may_hear(&self) -> bool {
        let state = self.state();
        state.has_asked && state.under_way.is_empty() && state.blocked_since.is_none()
    }

    /// The shortest time after which something may be due: no one needs to look more often.
    pub(super) fn pause(&self) -> Duration {
        let Patience { first_request, idle, taking } = self.patience;
        first_request.min(idle).min(taking)
    }

    /// Asks the connection to end, if it is still idle, and make room for another.
    pub(super) fn evict(&self) {
        self.evicted.notify_one();
    }

    /// Waits for [`Watch::evict`].
    pub(super) async fn evicted(&self) {
        self.evicted.notified().await;
    }
}

/// A request that has come, until its answer is sent or given up.
#[derive(Debug)]
pub(super) struct UnderWay {
    watch: Arc<Watch>,
    number: u64,
}

impl UnderWay {
    /// The client takes the answer: it is ready for the first part or for the next.
    pub(super) fn taken(&self, now: Instant) {
        self.watch.state().under_way.insert(self.number, Some(now));
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut state = self.watch.state();
        state.under_way.remove(&self.number);
        state.idle_since = Instant::now();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn watch(now: Instant) -> Arc<Watch> {
        let patience = Patience { first_request: SECOND, idle: 10 * SECOND, taking: 5 * SECOND };
        Arc::new(Watch::new(patience, now))
    }

    #[test]
    fn the_first_request_is_awaited_from_the_acceptance_and_the_next_from_the_last_answer() {
        let start = Instant::now();
        let watch = watch(start);
        assert_eq!(watch.due(), Some(start + SECOND));
        let (one, two) = (watch.begin(), watch.begin());
        assert_eq!((watch.due(), watch.idle_since()), (None, None), "the server works");
        drop(one);
        assert_eq!(watch.idle_since(), None, "another request is under way");
        drop(two);
        let since = watch.idle_since().unwrap();
        assert!(since >= start);
        assert_eq!(watch.due(), Some(since + 10 * SECOND));
    }

    #[test]
    fn the_slowest_reader_of_a_connection_counts_and_each_part_taken_gives_new_time() {
        let start = Instant::now();
        let watch = watch(start);
        let (slow, quick) = (watch.begin(), watch.begin());
        slow.taken(start);
        for second in 0..4 {
            quick.taken(start + second * SECOND);
        }
        assert_eq!(watch.due(), Some(start + 5 * SECOND));
        slow.taken(start + 4 * SECOND);
        assert_eq!(watch.due(), Some(start + 8 * SECOND));
        drop(quick);
        assert_eq!(watch.due(), Some(start + 9 * SECOND));
    }

    #[test]
    fn bytes_that_nobody_takes_end_a_connection_whatever_else_it_does() {
        let start = Instant::now();
        let watch = watch(start);
        drop(watch.begin());
        watch.blocked(Some(start));
        assert_eq!(watch.due(), Some(start + 5 * SECOND));
        let _asking = watch.begin();
        assert_eq!(watch.due(), Some(start + 5 * SECOND));
        watch.blocked(None);
        assert_eq!(watch.due(), None);
    }
}
