//! Rows that meet a criterion, and how well.
//!
//! A row has 0 if it does not meet it, and otherwise 1 more than its score. Few rows are a sorted
//! list; many are a byte for each row there is.

use crate::narrow;

/// Rows, and how well they match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hits {
    /// Rows in order.
    Few(Vec<(u32, u8)>),
    /// For each row.
    Many(Vec<u8>),
}

/// Collects rows in any order; of one that comes twice, the better.
pub(crate) struct Collector {
    count: usize,
    few: Vec<(u32, u8)>,
    many: Option<Vec<u8>>,
}

impl Collector {
    /// For so many rows.
    pub(crate) const fn new(count: usize) -> Self {
        Self { count, few: Vec::new(), many: None }
    }

    /// These rows match so well.
    pub(crate) fn add(&mut self, rows: &[u32], worth: u8) {
        if self.many.is_none() && self.few.len() + rows.len() > self.count / 16 + 64 {
            let mut many = vec![0; self.count];
            for (row, worth) in self.few.drain(..) {
                raise(&mut many[row as usize], worth);
            }
            self.many = Some(many);
        }
        match &mut self.many {
            Some(many) => rows.iter().for_each(|row| raise(&mut many[*row as usize], worth)),
            None => self.few.extend(rows.iter().map(|row| (*row, worth))),
        }
    }

    pub(crate) fn finish(self) -> Hits {
        if let Some(many) = self.many {
            return Hits::Many(many);
        }
        let mut few = self.few;
        if !few.is_sorted_by(|one, other| one.0 < other.0) {
            // The better of two comes first.
            few.sort_unstable_by_key(|(row, worth)| (*row, u8::MAX - *worth));
            few.dedup_by_key(|(row, _)| *row);
        }
        Hits::Few(few)
    }
}

fn raise(worth: &mut u8, to: u8) {
    *worth = (*worth).max(to);
}

/// Both scores together.
const fn together(one: u8, other: u8) -> u8 {
    one.saturating_add(other.saturating_sub(1))
}

impl Hits {
    pub(crate) const fn none() -> Self {
        Self::Few(Vec::new())
    }

    pub(crate) fn all(count: usize) -> Self {
        Self::Many(vec![1; count])
    }

    /// What a row has.
    pub(crate) fn of(&self, row: u32) -> u8 {
        match self {
            Self::Many(many) => many[row as usize],
            Self::Few(few) => {
                few.binary_search_by_key(&row, |(row, _)| *row).map_or(0, |place| few[place].1)
            }
        }
    }

    /// Rows of both; their scores are added up.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Many(mut one), Self::Many(other)) => {
                for (one, other) in one.iter_mut().zip(other) {
                    *one = if *one == 0 || other == 0 { 0 } else { together(*one, other) };
                }
                Self::Many(one)
            }
            (Self::Few(mut few), other) | (other, Self::Few(mut few)) => {
                few.retain_mut(|(row, worth)| {
                    let other = other.of(*row);
                    *worth = together(*worth, other);
                    other > 0
                });
                Self::Few(few)
            }
        }
    }

    /// Rows of either; of both, their scores are added up.
    pub(crate) fn or(self, other: Self) -> Self {
        let sum = |one: u8, other: u8| {
            if one == 0 || other == 0 { one.max(other) } else { together(one, other) }
        };
        match (self, other) {
            (Self::Many(mut one), Self::Many(other)) => {
                one.iter_mut().zip(other).for_each(|(one, other)| *one = sum(*one, other));
                Self::Many(one)
            }
            (Self::Many(mut many), Self::Few(few)) | (Self::Few(few), Self::Many(mut many)) => {
                for (row, worth) in few {
                    let one = &mut many[row as usize];
                    *one = sum(*one, worth);
                }
                Self::Many(many)
            }
            (Self::Few(mut few), Self::Few(more)) => {
                few.extend(more);
                few.sort_unstable();
                few.dedup_by(|later, first| {
                    let same = later.0 == first.0;
                    if same {
                        first.1 = together(first.1, later.1);
                    }
                    same
                });
                Self::Few(few)
            }
        }
    }

    /// These rows but for those of the other.
    pub(crate) fn without(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Few(mut few), other) => {
                few.retain(|(row, _)| other.of(*row) == 0);
                Self::Few(few)
            }
            (Self::Many(mut many), Self::Few(few)) => {
                for (row, _) in few {
                    many[*row as usize] = 0;
                }
                Self::Many(many)
            }
            (Self::Many(mut many), Self::Many(other)) => {
                for (one, other) in many.iter_mut().zip(other) {
                    *one = if *other == 0 { *one } else { 0 };
                }
                Self::Many(many)
            }
        }
    }

    /// Calls with each row and what it has.
    pub(crate) fn each(&self, mut take: impl FnMut(u32, u8)) {
        match self {
            Self::Few(few) => few.iter().for_each(|(row, worth)| take(*row, *worth)),
            Self::Many(many) => {
                // Most rows have nothing: eight are passed over at once.
                for (part, eight) in many.chunks(8).enumerate() {
                    if eight.iter().all(|worth| *worth == 0) {
                        continue;
                    }
                    for (place, worth) in eight.iter().enumerate().filter(|(_, worth)| **worth > 0)
                    {
                        take(narrow(part * 8 + place), *worth);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same rows in both forms.
    fn forms(of: &[u8]) -> [Hits; 2] {
        let few = of.iter().enumerate().filter(|(_, worth)| **worth > 0);
        let few = few.map(|(row, worth)| (narrow(row), *worth)).collect();
        [Hits::Few(few), Hits::Many(of.to_vec())]
    }

    fn read(hits: &Hits, count: usize) -> Vec<u8> {
        let mut read = vec![0; count];
        hits.each(|row, worth| read[row as usize] = worth);
        for (row, worth) in read.iter().enumerate() {
            assert_eq!(hits.of(narrow(row)), *worth);
        }
        read
    }

    #[test]
    fn few_and_many_are_joined_alike() {
        let (one, other) = ([0, 1, 3, 0, 255, 2, 0, 0, 4], [0, 2, 0, 3, 3, 2, 0, 1, 1]);
        for one in forms(&one) {
            for other in forms(&other) {
                let (and, or) = (one.clone().and(other.clone()), one.clone().or(other.clone()));
                assert_eq!(read(&and, 9), [0, 2, 0, 0, 255, 3, 0, 0, 4]);
                assert_eq!(read(&or, 9), [0, 2, 3, 3, 255, 3, 0, 1, 4]);
                assert_eq!(read(&one.clone().without(&other), 9), [0, 0, 3, 0, 0, 0, 0, 0, 0]);
            }
        }
    }

    #[test]
    fn a_row_that_comes_twice_has_the_better_score() {
        for count in [9, 100_000] {
            let mut collector = Collector::new(count);
            collector.add(&[5, 7], 2);
            collector.add(&[3, 5], 4);
            let rows: Vec<u32> = if count == 9 { Vec::new() } else { (10..9_000).collect() };
            collector.add(&rows, 1);
            let hits = collector.finish();
            assert_eq!((hits.of(3), hits.of(5), hits.of(7), hits.of(8)), (4, 4, 2, 0));
        }
    }
}
