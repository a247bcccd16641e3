//! Values by key, within a bound of bytes.

use hashlink::LruCache;

/// What a value costs beside what it holds itself: its key, its place in the map and in the order.
const EACH: usize = 200;

/// Values by key, as many as fit into so many bytes; those that were used longest ago go first.
pub struct Bounded<V> {
    values: LruCache<Box<str>, (V, usize)>,
    bytes: usize,
    most: usize,
}

impl<V> Bounded<V> {
    /// Holds nothing yet, and at most so many bytes.
    pub fn new(most: usize) -> Self {
        Self { values: LruCache::new_unbounded(), bytes: 0, most }
    }

    /// The value of this key, which is now the one used last.
    pub fn get(&mut self, key: &str) -> Option<&V> {
        self.values.get(key).map(|(value, _)| value)
    }

    /// Holds a value of so many bytes, in place of those used longest ago where there is no room.
    pub fn put(&mut self, key: &str, value: V, bytes: usize) {
        self.remove(key);
        let bytes = bytes + key.len() + EACH;
        if bytes > self.most {
            return;
        }
        self.bytes += bytes;
        self.values.insert(key.into(), (value, bytes));
        while self.bytes > self.most
            && let Some((_, (_, freed))) = self.values.remove_lru()
        {
            self.bytes -= freed;
        }
    }

    /// Lets a value go.
    pub fn remove(&mut self, key: &str) {
        if let Some((_, freed)) = self.values.remove(key) {
            self.bytes -= freed;
        }
    }

    /// Lets all values go.
    pub fn clear(&mut self) {
        self.values = LruCache::new_unbounded();
        self.bytes = 0;
    }
}

impl<V> std::fmt::Debug for Bounded<V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} values, {} bytes of {}", self.values.len(), self.bytes, self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let mut bounded = Bounded::new(3 * (EACH + 101));
        for (key, value) in [("a", 1), ("b", 2), ("c", 3)] {
            bounded.put(key, value, 100);
        }
        assert_eq!(bounded.get("a"), Some(&1));
        bounded.put("d", 4, 100);
        assert_eq!(
            ["a", "b", "c", "d"].map(|key| bounded.get(key).copied()),
            [Some(1), None, Some(3), Some(4)]
        );
        bounded.put("e", 5, 300);
        assert_eq!(
            ["a", "c", "d", "e"].map(|key| bounded.get(key).copied()),
            [None, None, Some(4), Some(5)]
        );
    }

    #[test]
    fn its_bytes_are_those_of_what_it_holds() {
        let mut bounded = Bounded::new(10_000);
        bounded.put("a", (), 100);
        bounded.put("a", (), 200);
        bounded.put("b", (), 300);
        assert_eq!(bounded.bytes, 200 + 300 + 2 * (EACH + 1));
        bounded.remove("a");
        bounded.remove("a");
        bounded.put("c", (), 10_000);
        assert_eq!((bounded.bytes, bounded.get("c")), (300 + EACH + 1, None), "it is too large");
        bounded.clear();
        assert_eq!((bounded.bytes, bounded.get("b")), (0, None));
    }
}
