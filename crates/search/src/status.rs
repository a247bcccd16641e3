//! What changes many times a day, kept beside the documents.
//!
//! All such fields of a document together are one of few combinations, so a row has the number of
//! one in two bytes, and a change copies the few kilobytes around it instead of the document.

use std::{collections::HashMap, sync::Arc};

use crate::{Id, fold, too_large::TooLarge};

/// Rows that are copied together.
const CHUNK: usize = 4_096;
/// Stands for nothing.
pub(crate) const NONE: u16 = u16::MAX;

/// Values by the place of the stored field, folded, in order.
pub(crate) type Values = Vec<(usize, String)>;

/// What a document has of the fields that change many times a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The id of the document.
    pub id: Id,
    pub(crate) values: Values,
}

impl Status {
    /// Nothing yet.
    pub const fn new(id: Id) -> Self {
        Self { id, values: Vec::new() }
    }

    /// Adds what a field has; there is one value a field.
    pub fn text(&mut self, column: usize, text: &str) {
        self.values.push((column, fold(text)));
        self.values.sort_unstable();
    }
}

/// The combinations that there are, by their numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Combinations {
    all: Vec<Values>,
    numbers: HashMap<Values, u16>,
}

impl Combinations {
    /// The number of a combination, if it is known.
    pub(crate) fn known(&self, values: &Values) -> Option<u16> {
        if values.is_empty() { Some(NONE) } else { self.numbers.get(values).copied() }
    }

    /// Adds one; its number.
    pub(crate) fn add(&mut self, values: &Values) -> Result<u16, TooLarge> {
        let number = u16::try_from(self.all.len()).map_err(|_| TooLarge)?;
        if number == NONE {
            return Err(TooLarge);
        }
        self.all.push(values.clone());
        self.numbers.insert(values.clone(), number);
        Ok(number)
    }

    /// All of them, in the order of their numbers.
    pub(crate) fn all(&self) -> &[Values] {
        &self.all
    }

    /// One of them.
    pub(crate) fn values(&self, number: u16) -> &[(usize, String)] {
        self.all.get(usize::from(number)).map_or(&[], Vec::as_slice)
    }
}

/// The numbers of the combinations that rows have. Copies share the chunks that are the same.
#[derive(Debug, Clone)]
pub(crate) struct Numbers(Arc<Vec<Arc<Vec<u16>>>>);

impl Numbers {
    /// Of so many rows, none of which has anything yet.
    pub(crate) fn none(rows: usize) -> Self {
        let chunk = |start: usize| Arc::new(vec![NONE; CHUNK.min(rows - start)]);
        Self(Arc::new((0..rows).step_by(CHUNK).map(chunk).collect()))
    }

    /// These, row by row.
    pub(crate) fn of(numbers: &[u16]) -> Self {
        Self(Arc::new(numbers.chunks(CHUNK).map(|chunk| Arc::new(chunk.to_vec())).collect()))
    }

    pub(crate) fn get(&self, row: u32) -> u16 {
        let row = row as usize;
        self.0[row / CHUNK][row % CHUNK]
    }

    pub(crate) fn set(&mut self, row: u32, number: u16) {
        if self.get(row) != number {
            let row = row as usize;
            let chunk = &mut Arc::make_mut(&mut self.0)[row / CHUNK];
            Arc::make_mut(chunk)[row % CHUNK] = number;
        }
    }

    /// All rows with their numbers.
    pub(crate) fn each(&self) -> impl Iterator<Item = (u32, u16)> {
        (0..).zip(self.0.iter().flat_map(|chunk| chunk.iter().copied()))
    }

    /// Rows whose numbers may have changed since.
    pub(crate) fn changed_since(&self, before: Option<&Self>) -> impl Iterator<Item = (u32, u16)> {
        let chunks = self.0.iter().enumerate().filter(move |(place, chunk)| {
            let old = before.and_then(|before| before.0.get(*place));
            !old.is_some_and(|old| Arc::ptr_eq(old, chunk))
        });
        chunks
            .flat_map(|(place, chunk)| (crate::narrow(place * CHUNK)..).zip(chunk.iter().copied()))
    }

    /// About how many bytes they take.
    pub(crate) fn bytes(&self) -> usize {
        self.0.iter().map(|chunk| chunk.len() * 2 + 32).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_copies_the_chunk_around_it_alone() {
        let before = Numbers::none(3 * CHUNK + 5);
        let mut after = before.clone();
        after.set(crate::narrow(CHUNK + 7), 3);
        after.set(crate::narrow(3 * CHUNK + 4), 2);
        after.set(0, NONE);
        let changed: Vec<_> = after.changed_since(Some(&before)).collect();
        assert_eq!(changed.len(), CHUNK + 5);
        assert!(changed.contains(&(crate::narrow(CHUNK + 7), 3)));
        assert_eq!(after.changed_since(None).count(), 3 * CHUNK + 5);
        assert_eq!(after.each().filter(|(_, number)| *number != NONE).count(), 2);
        assert_eq!(before.each().filter(|(_, number)| *number != NONE).count(), 0);
        assert_eq!((after.get(crate::narrow(CHUNK + 7)), after.get(1)), (3, NONE));
    }

    #[test]
    fn there_are_so_many_combinations_and_no_more() {
        let mut all = Combinations::default();
        let values = |number: usize| vec![(0, number.to_string())];
        for number in 0..usize::from(NONE) {
            all.add(&values(number)).unwrap();
        }
        assert_eq!(all.add(&values(usize::from(NONE))), Err(TooLarge));
        assert_eq!(all.known(&values(7)), Some(7));
        assert_eq!(all.values(7), values(7));
        assert_eq!((all.known(&Vec::new()), all.values(NONE)), (Some(NONE), [].as_slice()));
    }
}
