//! Those who follow commits: caches, search, notifications, the waking of workers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::changes::Change;

/// A follower that takes longer than this is named in the log: every write waits for it.
const SLOW: Duration = Duration::from_millis(10);

/// Hears of every commit.
pub trait Follower: Send + Sync {
    /// Its name, in the log and the metrics.
    fn name(&self) -> &'static str;

    /// What was committed, before anybody hears the answer. Never waits and never reads the
    /// database; what takes longer than some 100 µs goes into a queue of the follower's own.
    fn hear(&self, changes: &[Change]);

    /// Changes may have been missed: forget what is kept, of this organization or of all.
    fn lost(&self, organization: Option<&str>, why: Lost);

    /// What it needs of the order in which it hears.
    fn order(&self) -> Order;
}

/// What a follower needs of the order in which it hears.
///
/// SQLite has one writer, so everybody hears every change once, in the order of the commits. On
/// PostgreSQL other nodes commit too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The newest wins and twice is harmless: caches. Hears its own node at once and every node,
    /// its own included, a little later.
    Keyed,
    /// Each change once, those of one user in their order: notifications. Hears a little later.
    Strict,
}

/// Why changes may have been missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The node fell behind, and what it had not read yet is gone.
    Behind,
    /// It is unknown whether a COMMIT took place.
    CommitUnknown,
    /// The follower panicked while it heard them.
    Panicked,
}

/// Counts the commits of SQLite's one writer, so that it is known which of them a snapshot shows.
/// Odd while one is under way: from before the COMMIT until everybody has heard of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Epoch(Arc<AtomicU64>);

impl Epoch {
    /// The last commit, of which everybody has heard; `None` while one is under way.
    pub(crate) fn settled(&self) -> Option<u64> {
        Some(self.now()).filter(|now| now.is_multiple_of(2))
    }

    /// The commit that is under way, or the last one.
    pub(crate) fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }

    /// A COMMIT begins.
    pub(crate) fn begin(&self) {
        self.0.fetch_or(1, Ordering::SeqCst);
    }

    /// It took place or it failed, and everybody has heard.
    pub(crate) fn settle(&self) {
        let now = self.now();
        self.0.store(now + now % 2, Ordering::SeqCst);
    }
}

/// All who follow; fixed before the first write.
#[derive(Clone, Default)]
pub struct Followers {
    each: Vec<Arc<Followed>>,
}

struct Followed {
    follower: Arc<dyn Follower>,
    counted: Counted,
}

#[derive(Default)]
struct Counted {
    changes: AtomicU64,
    nanoseconds: AtomicU64,
    panics: AtomicU64,
    losses: AtomicU64,
}

/// What a follower has cost so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Following {
    /// Its name.
    pub name: &'static str,
    /// The changes that it heard.
    pub changes: u64,
    /// The time that it took to hear them: writes waited for it.
    pub time: Duration,
    /// How often it panicked.
    pub panics: u64,
    /// How often it was told that changes may have been missed.
    pub losses: u64,
}

impl Followers {
    /// One more, who hears after those that are there.
    #[must_use]
    pub fn and(mut self, follower: Arc<dyn Follower>) -> Self {
        self.each.push(Arc::new(Followed { follower, counted: Counted::default() }));
        self
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.each.is_empty()
    }

    /// What each of them has cost so far.
    pub fn report(&self) -> Vec<Following> {
        self.each.iter().map(|followed| followed.report()).collect()
    }

    /// A commit took place: those of this order hear of it, or all.
    pub(crate) fn hear(&self, changes: &[Change], order: Option<Order>) {
        if changes.is_empty() {
            return;
        }
        for followed in &self.each {
            if order.is_none_or(|order| followed.follower.order() == order) {
                followed.hear(changes);
            }
        }
    }

    /// Changes may have been missed.
    pub(crate) fn lost(&self, organization: Option<&str>, why: Lost) {
        for followed in &self.each {
            followed.lost(organization, why);
        }
    }

    /// It is unknown whether these were committed.
    pub(crate) fn may_have_missed(&self, changes: &[Change]) {
        for (place, change) in changes.iter().enumerate() {
            let earlier = changes.iter().take(place);
            if earlier.into_iter().all(|earlier| earlier.organization != change.organization) {
                self.lost(Some(&change.organization), Lost::CommitUnknown);
            }
        }
    }
}

impl std::fmt::Debug for Followers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.each.iter().map(|followed| followed.follower.name())).finish()
    }
}

impl Followed {
    fn report(&self) -> Following {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Following {
            name: self.follower.name(),
            changes: read(&self.counted.changes),
            time: Duration::from_nanos(read(&self.counted.nanoseconds)),
            panics: read(&self.counted.panics),
            losses: read(&self.counted.losses),
        }
    }

    fn hear(&self, changes: &[Change]) {
        let started = Instant::now();
        let heard = catch_unwind(AssertUnwindSafe(|| self.follower.hear(changes)));
        let took = started.elapsed();
        let counted = &self.counted;
        counted.changes.fetch_add(changes.len() as u64, Ordering::Relaxed);
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        counted.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
        if took > SLOW {
            let follower = self.follower.name();
            tracing::warn!(follower, ?took, "a follower keeps writes waiting");
        }
        if heard.is_err() {
            counted.panics.fetch_add(1, Ordering::Relaxed);
            tracing::error!(follower = self.follower.name(), "a follower panicked");
            self.lost(None, Lost::Panicked);
        }
    }

    fn lost(&self, organization: Option<&str>, why: Lost) {
        self.counted.losses.fetch_add(1, Ordering::Relaxed);
        let told = catch_unwind(AssertUnwindSafe(|| self.follower.lost(organization, why)));
        if told.is_err() {
            self.counted.panics.fetch_add(1, Ordering::Relaxed);
            tracing::error!(follower = self.follower.name(), "a follower panicked when it lost");
        }
    }
}
