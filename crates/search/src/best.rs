//! The first rows of an order, without sorting them all.

use std::cmp::Ordering;

/// Keeps the first of many rows. Most are passed over by their key, a number that sorts as the
/// order does but may be equal for rows that differ.
pub(crate) struct Best<F> {
    wanted: usize,
    kept: Vec<(u64, u32)>,
    /// Rows with a greater key are not among the first.
    limit: u64,
    compare: F,
}

impl<F: Fn(u32, u32) -> Ordering> Best<F> {
    /// For so many rows; `compare` is the whole order.
    pub(crate) fn new(wanted: usize, compare: F) -> Self {
        Self { wanted: wanted.max(1), kept: Vec::new(), limit: u64::MAX, compare }
    }

    pub(crate) fn push(&mut self, key: u64, row: u32) {
        if key > self.limit {
            return;
        }
        self.kept.push((key, row));
        if self.kept.len() >= self.wanted.saturating_mul(2).max(1_024) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        let Self { wanted, kept, compare, .. } = self;
        if kept.len() > *wanted {
            kept.select_nth_unstable_by(*wanted - 1, |one, other| {
                one.0.cmp(&other.0).then_with(|| compare(one.1, other.1))
            });
            kept.truncate(*wanted);
            self.limit = kept[*wanted - 1].0;
        }
    }

    /// The first rows, in order.
    pub(crate) fn finish(mut self) -> Vec<u32> {
        self.cut();
        let Self { mut kept, compare, .. } = self;
        kept.sort_unstable_by(|one, other| {
            one.0.cmp(&other.0).then_with(|| compare(one.1, other.1))
        });
        kept.into_iter().map(|(_, row)| row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_those_that_a_sort_would_put_first() {
        let numbers: Vec<u32> =
            (0..5_000_u32).map(|number| number.wrapping_mul(2_654_435_761)).collect();
        let compare = |one: u32, other: u32| numbers[one as usize].cmp(&numbers[other as usize]);
        for wanted in [1, 10, 600, 5_000, 9_000] {
            // A coarse key, so that many are equal.
            let mut best = Best::new(wanted, compare);
            (0..5_000).for_each(|row| best.push(u64::from(numbers[row as usize] >> 28), row));
            let mut sorted: Vec<u32> = (0..5_000).collect();
            sorted.sort_by(|one, other| compare(*one, *other));
            sorted.truncate(wanted);
            assert_eq!(best.finish(), sorted);
        }
    }
}
