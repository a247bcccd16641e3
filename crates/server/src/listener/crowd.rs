//! All connections of a listener.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::watch::Watch;

/// Of so many connections one ends when room is needed, so that the search is worth it.
const SHARE: usize = 32;

/// The connections of a listener, and which of them could go.
#[derive(Debug)]
pub(super) struct Crowd {
    most: usize,
    members: Mutex<Members>,
}

#[derive(Debug, Default)]
struct Members {
    next: u64,
    of: BTreeMap<u64, Arc<Watch>>,
}

impl Crowd {
    pub(super) fn new(most: usize) -> Self {
        Self { most, members: Mutex::default() }
    }

    fn members(&self) -> MutexGuard<'_, Members> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a connection for as long as the answer lives.
    pub(super) fn join(self: &Arc<Self>, watch: &Arc<Watch>) -> Member {
        let mut members = self.members();
        let number = members.next;
        members.next += 1;
        members.of.insert(number, Arc::clone(watch));
        Member { crowd: Arc::clone(self), number }
    }

    /// Ends the connections that have been idle longest, a few at a time.
    pub(super) fn make_room(&self) {
        let members = self.members();
        let idle = members.of.values().filter_map(|watch| Some((watch.idle_since()?, watch)));
        let mut idle: Vec<_> = idle.collect();
        idle.sort_by_key(|(since, _)| *since);
        for (_, watch) in idle.into_iter().take((self.most / SHARE).max(1)) {
            watch.evict();
        }
    }
}

/// A connection's place in its crowd.
#[derive(Debug)]
pub(super) struct Member {
    crowd: Arc<Crowd>,
    number: u64,
}

impl Drop for Member {
    fn drop(&mut self) {
        self.crowd.members().of.remove(&self.number);
    }
}
