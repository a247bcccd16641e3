//! Distinct texts, while a segment is built.

use std::hash::BuildHasher as _;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::{narrow, too_large::TooLarge};

/// Between values, within one text. No folded text holds it, and it sorts before all that they hold.
pub(crate) const SEPARATOR: char = '\u{1f}';

/// Distinct texts, numbered in the order in which they came.
#[derive(Default)]
pub(crate) struct Interner {
    text: String,
    starts: Vec<u32>,
    known: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl Interner {
    /// The number of a text.
    pub(crate) fn number(&mut self, value: &str) -> Result<u32, TooLarge> {
        let Self { text, starts, known, hasher } = self;
        let hash = hasher.hash_one(value);
        if let Some(number) = known.find(hash, |number| at(text, starts, *number) == value) {
            return Ok(*number);
        }
        let number = narrow(starts.len());
        let end = text.len() + value.len() + SEPARATOR.len_utf8();
        u32::try_from(end).map_err(|_| TooLarge)?;
        starts.push(narrow(text.len()));
        text.push_str(value);
        text.push(SEPARATOR);
        known.insert_unique(hash, number, |number| hasher.hash_one(at(text, starts, *number)));
        Ok(number)
    }

    /// The texts in their order, where each begins, and the place of each number in that order.
    pub(crate) fn sorted(self) -> (String, Vec<u32>, Vec<u32>) {
        let Self { text, starts, known, .. } = self;
        drop(known);
        let mut order: Vec<(u64, u32)> = (0..narrow(starts.len()))
            .map(|number| (first_bytes(at(&text, &starts, number)), number))
            .collect();
        order.sort_unstable_by(|(first, one), (second, other)| {
            first.cmp(second).then_with(|| at(&text, &starts, *one).cmp(at(&text, &starts, *other)))
        });
        let mut sorted = String::with_capacity(text.len());
        let mut begin = Vec::with_capacity(order.len() + 1);
        let mut places = vec![0; order.len()];
        for (place, (_, number)) in order.into_iter().enumerate() {
            begin.push(narrow(sorted.len()));
            sorted.push_str(at(&text, &starts, number));
            sorted.push(SEPARATOR);
            places[number as usize] = narrow(place);
        }
        begin.push(narrow(sorted.len()));
        (sorted, begin, places)
    }
}

fn at<'t>(text: &'t str, starts: &[u32], number: u32) -> &'t str {
    let start = starts[number as usize] as usize;
    let end = starts.get(number as usize + 1).map_or(text.len(), |next| *next as usize);
    &text[start..end - SEPARATOR.len_utf8()]
}

/// The first bytes as a number that sorts as they do: most comparisons need no more.
pub(crate) fn first_bytes(text: &str) -> u64 {
    let mut first = [0; 8];
    let length = text.len().min(8);
    first[..length].copy_from_slice(&text.as_bytes()[..length]);
    u64::from_be_bytes(first)
}
