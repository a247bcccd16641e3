//! A column of texts: distinct values in their order, and the rows that have each.

use std::sync::OnceLock;

use crate::{
    intern::{Interner, SEPARATOR, first_bytes},
    narrow,
    too_large::TooLarge,
    words::beginnings,
};

/// Stands for no value.
const NONE: u32 = u32::MAX;

/// The texts of all rows under one name.
#[derive(Debug)]
pub(crate) struct Column {
    /// The distinct values in order, a separator behind each.
    text: String,
    /// Where each begins, and the end.
    starts: Vec<u32>,
    values: Values,
    /// The rows that have each value, value by value.
    rows: Vec<u32>,
    /// Where the rows of each value begin, and the end; empty if each value has one row.
    rows_of: Vec<u32>,
    /// Where words begin, in the order of what follows; made when they are first looked for.
    words: OnceLock<Vec<u32>>,
}

/// The values of each row, by their places in the order.
#[derive(Debug, PartialEq, Eq)]
enum Values {
    /// One a row, or none.
    One(Vec<u32>),
    /// Rows and values, in order.
    Pairs(Vec<(u32, u32)>),
}

/// A column while it is built.
#[derive(Default)]
pub(crate) struct ColumnBuilder {
    known: Interner,
    pairs: Vec<(u32, u32)>,
}

impl ColumnBuilder {
    /// Adds a value of a row; rows come in order.
    pub(crate) fn push(&mut self, row: u32, value: &str) -> Result<(), TooLarge> {
        let number = self.known.number(value)?;
        self.pairs.push((row, number));
        Ok(())
    }

    /// The column of so many rows.
    pub(crate) fn finish(self, count: usize) -> Column {
        let Self { known, mut pairs } = self;
        let (text, starts, places) = known.sorted();
        for (_, value) in &mut pairs {
            *value = places[*value as usize];
        }
        pairs.sort_unstable();
        pairs.dedup();
        let (rows, rows_of) = invert(&pairs, starts.len() - 1);
        let single = pairs.windows(2).all(|pair| pair[0].0 != pair[1].0);
        let values = if single && pairs.len() * 2 >= count {
            let mut one = vec![NONE; count];
            for (row, value) in pairs {
                one[row as usize] = value;
            }
            Values::One(one)
        } else {
            pairs.shrink_to_fit();
            Values::Pairs(pairs)
        };
        Column { text, starts, values, rows, rows_of, words: OnceLock::new() }
    }
}

/// The rows of each value.
fn invert(pairs: &[(u32, u32)], distinct: usize) -> (Vec<u32>, Vec<u32>) {
    let mut rows_of = vec![0_u32; distinct + 1];
    for (_, value) in pairs {
        rows_of[*value as usize + 1] += 1;
    }
    for place in 0..distinct {
        rows_of[place + 1] += rows_of[place];
    }
    let mut next = rows_of.clone();
    let mut rows = vec![0; pairs.len()];
    for (row, value) in pairs {
        let place = &mut next[*value as usize];
        rows[*place as usize] = *row;
        *place += 1;
    }
    if pairs.len() == distinct {
        rows_of = Vec::new();
    }
    (rows, rows_of)
}

impl Column {
    /// How many distinct values there are.
    pub(crate) fn distinct(&self) -> u32 {
        narrow(self.starts.len() - 1)
    }

    /// The value in this place of the order.
    pub(crate) fn value(&self, place: u32) -> &str {
        let start = self.starts[place as usize] as usize;
        &self.text[start..self.end(place)]
    }

    /// All values, one after another, for scans.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where a value begins in the text.
    pub(crate) fn start(&self, place: u32) -> usize {
        self.starts[place as usize] as usize
    }

    /// Where it ends.
    pub(crate) fn end(&self, place: u32) -> usize {
        self.starts[place as usize + 1] as usize - SEPARATOR.len_utf8()
    }

    /// The value that holds this byte of the text, at or after another value: close ones are found
    /// in a few steps.
    pub(crate) fn value_at(&self, byte: usize, from: u32) -> u32 {
        let byte = narrow(byte);
        let (mut low, mut step) = (from as usize, 1);
        while self.starts.get(low + step).is_some_and(|start| *start <= byte) {
            low += step;
            step *= 2;
        }
        let high = (low + step).min(self.starts.len());
        narrow(low + self.starts[low..high].partition_point(|start| *start <= byte) - 1)
    }

    /// The place of a value, if it is there; otherwise where it would be.
    pub(crate) fn find(&self, value: &str) -> Result<u32, u32> {
        let (mut low, mut high) = (0, self.distinct());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.value(middle).cmp(value) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Ok(middle),
            }
        }
        Err(low)
    }

    /// The rows that have a value, in order.
    pub(crate) fn rows(&self, place: u32) -> &[u32] {
        let place = place as usize;
        if self.rows_of.is_empty() {
            return &self.rows[place..=place];
        }
        &self.rows[self.rows_of[place] as usize..self.rows_of[place + 1] as usize]
    }

    /// The first value of a row in the order of values.
    pub(crate) fn first(&self, row: u32) -> Option<u32> {
        match &self.values {
            Values::One(one) => Some(one[row as usize]).filter(|value| *value != NONE),
            Values::Pairs(pairs) => {
                let place = pairs.partition_point(|pair| *pair < (row, 0));
                pairs.get(place).filter(|pair| pair.0 == row).map(|pair| pair.1)
            }
        }
    }

    /// All values of a row, in order.
    pub(crate) fn of_row(&self, row: u32) -> impl Iterator<Item = &str> {
        let (one, pairs) = match &self.values {
            Values::One(one) => {
                (Some(one[row as usize]).filter(|value| *value != NONE), [].as_slice())
            }
            Values::Pairs(pairs) => {
                let start = pairs.partition_point(|pair| *pair < (row, 0));
                let end = pairs.partition_point(|pair| *pair < (row, NONE));
                (None, &pairs[start..end])
            }
        };
        one.into_iter().chain(pairs.iter().map(|pair| pair.1)).map(|value| self.value(value))
    }

    /// Where words begin that are followed by this text.
    pub(crate) fn words_with(&self, beginning: &str) -> &[u32] {
        let words = self.words.get_or_init(|| self.sort_words());
        let (text, wanted) = (self.text.as_bytes(), beginning.as_bytes());
        let cut = |place: &u32| {
            let rest = &text[*place as usize..];
            &rest[..rest.len().min(wanted.len())]
        };
        let start = words.partition_point(|place| cut(place) < wanted);
        let length = words[start..].partition_point(|place| cut(place) == wanted);
        &words[start..start + length]
    }

    fn sort_words(&self) -> Vec<u32> {
        let mut words = Vec::new();
        for place in 0..self.distinct() {
            let start = self.start(place);
            let value = self.value(place);
            words.extend(beginnings(value).map(|begin| {
                (first_bytes(&value[begin..]), narrow(start + begin), narrow(start + value.len()))
            }));
        }
        let rest = |begin: u32, end: u32| &self.text[begin as usize..end as usize];
        words.sort_unstable_by(|one, other| {
            let by_text = || rest(one.1, one.2).cmp(rest(other.1, other.2));
            one.0.cmp(&other.0).then_with(by_text).then(one.1.cmp(&other.1))
        });
        words.into_iter().map(|(_, begin, _)| begin).collect()
    }

    /// About how many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        let values = match &self.values {
            Values::One(one) => one.len() * 4,
            Values::Pairs(pairs) => pairs.len() * 8,
        };
        let words = self.words.get().map_or(0, Vec::len);
        let counted = self.starts.len() + self.rows.len() + self.rows_of.len() + words;
        self.text.len() + values + counted * 4
    }

    /// Has another column the same values in the same rows?
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        self.text == other.text && self.values == other.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(rows: &[&[&str]]) -> Column {
        let mut builder = ColumnBuilder::default();
        for (row, values) in rows.iter().enumerate() {
            values.iter().for_each(|value| builder.push(narrow(row), value).unwrap());
        }
        builder.finish(rows.len())
    }

    #[test]
    fn values_are_in_order_and_know_their_rows() {
        for rows in [
            [&["bob"][..], &["ada example"], &[], &["ada"], &["bob"]],
            [&["bob"][..], &["ada example", "zoe"], &[], &["ada"], &["zoe", "bob"]],
        ] {
            let column = column(&rows);
            assert!(
                (1..column.distinct()).all(|place| column.value(place - 1) < column.value(place))
            );
            for (row, values) in rows.iter().enumerate() {
                let mut sorted = values.to_vec();
                sorted.sort_unstable();
                let row = narrow(row);
                assert_eq!(column.of_row(row).collect::<Vec<_>>(), sorted);
                assert_eq!(
                    column.first(row).map(|first| column.value(first)),
                    sorted.first().copied()
                );
                for value in sorted {
                    assert!(column.rows(column.find(value).unwrap()).contains(&row));
                }
            }
            assert_eq!((column.find("aaa"), column.find("zzz")), (Err(0), Err(column.distinct())));
        }
    }

    #[test]
    fn a_byte_belongs_to_the_value_that_holds_it() {
        let names: Vec<String> = (0..100).map(|number| "x".repeat(number + 1)).collect();
        let rows: Vec<[&str; 1]> = names.iter().map(|name| [name.as_str()]).collect();
        let rows: Vec<&[&str]> = rows.iter().map(<[&str; 1]>::as_slice).collect();
        let column = column(&rows);
        for place in 0..column.distinct() {
            for from in 0..=place {
                assert_eq!(column.value_at(column.start(place), from), place);
                assert_eq!(column.value_at(column.end(place), from), place);
            }
        }
    }

    #[test]
    fn words_are_found_by_their_beginnings() {
        let column = column(&[&["ada example"], &["examiner"], &["bob@example.com"]]);
        let found = |beginning: &str| {
            let mut found: Vec<&str> = column
                .words_with(beginning)
                .iter()
                .map(|place| column.value(column.value_at(*place as usize, 0)))
                .collect();
            found.sort_unstable();
            found
        };
        assert_eq!(found("exam"), ["ada example", "bob@example.com", "examiner"]);
        assert_eq!(found("example.c"), ["bob@example.com"]);
        assert_eq!(found("ada ex"), ["ada example"]);
        assert!(found("xample").is_empty() && found("zz").is_empty());
    }
}
