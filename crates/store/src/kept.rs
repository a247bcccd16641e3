//! What is kept in memory of the database, exactly.
//!
//! A value that was read in a snapshot may be put away after a later commit has changed it. So a
//! snapshot notes how many commits there were before it ([`Epoch`]), an invalidation is dated the
//! same way, and a value is kept only if its snapshot is not older than the last invalidation of
//! its key. On PostgreSQL, where other nodes commit too, nothing is kept.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::{Epoch, Tx};

/// So many invalidations are remembered; a snapshot older than the last forgotten one puts nothing
/// away.
const REMEMBERED: usize = 4096;

/// Values by key, at most so many; the oldest go first.
pub struct Kept<K, V> {
    inner: Mutex<Inner<K, V>>,
    epoch: Epoch,
    most: usize,
}

struct Inner<K, V> {
    values: HashMap<K, V>,
    /// The keys in the order in which they came, with those that are gone among them.
    order: VecDeque<K>,
    /// When a key was last invalidated.
    changed: HashMap<K, u64>,
    /// The same by time, the oldest first.
    changes: VecDeque<(u64, K)>,
    /// Nothing is known of invalidations before this.
    since: u64,
}

impl<K: Eq + Hash + Clone, V: Clone> Kept<K, V> {
    /// Keeps nothing yet; `epoch` counts the commits.
    pub fn new(epoch: Epoch, most: usize) -> Self {
        let inner = Inner {
            values: HashMap::new(),
            order: VecDeque::new(),
            changed: HashMap::new(),
            changes: VecDeque::new(),
            since: 0,
        };
        Self { inner: Mutex::new(inner), epoch, most }
    }

    /// What is kept under this key.
    pub fn get(&self, key: &K) -> Option<V> {
        self.inner().values.get(key).cloned()
    }

    /// Keeps what was read in this transaction, unless it may have changed since or the
    /// transaction writes.
    pub fn put(&self, tx: &Tx, key: K, value: V) {
        if let Some(read_at) = tx.epoch() {
            self.put_at(read_at, key, value);
        }
    }

    fn put_at(&self, read_at: u64, key: K, value: V) {
        let mut inner = self.inner();
        if read_at < inner.since || inner.changed.get(&key).is_some_and(|at| read_at < *at) {
            return;
        }
        if inner.values.insert(key.clone(), value).is_none() {
            inner.order.push_back(key);
        }
        while inner.values.len() > self.most
            && let Some(oldest) = inner.order.pop_front()
        {
            inner.values.remove(&oldest);
        }
        // Keys that were forgotten are still in the order, and some are twice; now and then they go.
        if inner.order.len() > 2 * self.most {
            let (Inner { order, values, .. }, mut seen) = (&mut *inner, HashSet::new());
            order.retain(|key| values.contains_key(key) && seen.insert(key.clone()));
        }
    }

    /// Forgets a key that a commit has changed. To be called while that commit is heard.
    pub fn forget(&self, key: &K) {
        let now = self.epoch.now();
        let mut inner = self.inner();
        inner.values.remove(key);
        inner.changed.insert(key.clone(), now);
        inner.changes.push_back((now, key.clone()));
        if inner.changes.len() > REMEMBERED
            && let Some((at, oldest)) = inner.changes.pop_front()
        {
            inner.since = inner.since.max(at);
            if inner.changed.get(&oldest) == Some(&at) {
                inner.changed.remove(&oldest);
            }
        }
    }

    /// Forgets everything, and what is being read.
    pub fn forget_all(&self) {
        let now = self.epoch.now();
        let mut inner = self.inner();
        inner.values.clear();
        inner.order.clear();
        inner.changed.clear();
        inner.changes.clear();
        inner.since = now;
    }

    fn inner(&self) -> MutexGuard<'_, Inner<K, V>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_a_change_is_not_kept_after_it() {
        let epoch = Epoch::default();
        let kept = Kept::new(epoch.clone(), 10);
        let before = epoch.now();
        epoch.advance();
        kept.forget(&"a");
        kept.put_at(before, "a", 1);
        kept.put_at(before, "b", 1);
        assert_eq!((kept.get(&"a"), kept.get(&"b")), (None, Some(1)));
        kept.put_at(epoch.now(), "a", 2);
        assert_eq!(kept.get(&"a"), Some(2));
        epoch.advance();
        kept.forget_all();
        kept.put_at(before, "c", 1);
        assert_eq!((kept.get(&"a"), kept.get(&"b"), kept.get(&"c")), (None, None, None));
    }

    #[test]
    fn it_is_bounded_and_so_is_what_it_remembers() {
        let epoch = Epoch::default();
        let kept = Kept::new(epoch.clone(), 3);
        let before = epoch.now();
        for key in 0..REMEMBERED + 10 {
            kept.put_at(epoch.now(), key, key);
            epoch.advance();
            kept.forget(&key);
        }
        kept.put_at(before, 0, 0);
        assert_eq!(kept.get(&0), None, "its change is forgotten, and so is how old it may be");
        for key in 0..10 {
            kept.put_at(epoch.now(), key, key);
        }
        let inner = kept.inner();
        assert_eq!((inner.values.len(), inner.changes.len()), (3, REMEMBERED));
        assert!(inner.order.len() <= 2 * 3 && inner.values.contains_key(&9));
    }
}
