//! The segments of a model, and which of their rows still count.

use std::sync::Arc;

use crate::{
    Document, Id, Schema,
    labels::Names,
    narrow,
    segment::{Segment, SegmentBuilder, Stored},
    status::{NONE, Numbers},
    too_large::TooLarge,
};

/// Below so many documents all parts are merged at once.
const SMALL: usize = 2_048;

/// A segment, and which of its rows were changed since.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) segment: Arc<Segment>,
    /// A bit for each row that does not count any more; none at all where all do.
    buried: Option<Arc<Vec<u64>>>,
    live: usize,
    /// What its rows have of the fields that change many times a day, if that was read.
    pub(super) statuses: Option<Numbers>,
}

impl Part {
    pub(super) fn new(segment: Arc<Segment>) -> Self {
        let live = segment.len();
        Self { segment, buried: None, live, statuses: None }
    }

    /// How many rows count.
    pub(super) const fn live(&self) -> usize {
        self.live
    }

    pub(super) fn is_live(&self, row: u32) -> bool {
        let row = row as usize;
        self.buried.as_ref().is_none_or(|buried| buried[row / 64] >> (row % 64) & 1 == 0)
    }

    /// These do not count any more.
    pub(super) fn bury(&mut self, ids: &[Id]) {
        for id in ids {
            let Some(row) = self.segment.row(*id).filter(|row| self.is_live(*row)) else {
                continue;
            };
            let words = self.segment.len().div_ceil(64);
            let buried = self.buried.get_or_insert_with(|| Arc::new(vec![0; words]));
            Arc::make_mut(buried)[row as usize / 64] |= 1 << (row % 64);
            self.live -= 1;
        }
    }

    /// Is it the same segment?
    pub(super) fn is_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.segment, &other.segment)
    }

    /// What counted then and does not now.
    pub(super) fn buried_since(&self, before: &Self) -> Vec<Id> {
        let rows = 0..narrow(self.segment.len());
        let buried = rows.filter(|row| before.is_live(*row) && !self.is_live(*row));
        buried.map(|row| self.segment.id(row)).collect()
    }

    pub(super) fn live_rows(&self) -> impl Iterator<Item = u32> {
        (0..narrow(self.segment.len())).filter(|row| self.is_live(*row))
    }

    pub(super) fn live_ids(&self) -> impl Iterator<Item = Id> {
        self.live_rows().map(|row| self.segment.id(row))
    }

    /// The row of a document that counts.
    pub(super) fn row(&self, id: Id) -> Option<u32> {
        self.segment.row(id).filter(|row| self.is_live(*row))
    }

    pub(super) fn document(&self, id: Id) -> Option<Document> {
        Some(self.segment.document(self.row(id)?))
    }

    /// The number of what a row has of the fields that change many times a day.
    pub(super) fn status(&self, row: u32) -> u16 {
        self.statuses.as_ref().map_or(NONE, |numbers| numbers.get(row))
    }

    pub(super) fn set_status(&mut self, row: u32, number: u16) {
        let rows = self.segment.len();
        self.statuses.get_or_insert_with(|| Numbers::none(rows)).set(row, number);
    }

    /// Forgets what rows have of those fields.
    pub(super) fn clear_statuses(&mut self) {
        self.statuses = Some(Numbers::none(self.segment.len()));
    }

    /// Takes up what rows of the other have of those fields since it was like `before`.
    pub(super) fn take_statuses(&mut self, other: &Self, before: &Self) {
        let Some(numbers) = &other.statuses else { return };
        for (row, number) in numbers.changed_since(before.statuses.as_ref()) {
            if let Some(row) = self.row(other.segment.id(row)).filter(|_| other.is_live(row)) {
                self.set_status(row, number);
            }
        }
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let buried = self.buried.as_ref().map_or(0, |buried| buried.len() * 8);
        let statuses = self.statuses.as_ref().map_or(0, Numbers::bytes);
        self.segment.bytes() + buried + statuses
    }

    /// Documents that refer to what has none of these names.
    pub(super) fn referring(&self, column: usize, names: &Names) -> Vec<Id> {
        let Stored::Texts(column) = self.segment.column(column) else { return Vec::new() };
        let gone = (0..column.distinct()).filter(|value| !names.contains_key(column.value(*value)));
        let rows = gone.flat_map(|value| column.rows(value));
        rows.filter(|row| self.is_live(**row)).map(|row| self.segment.id(*row)).collect()
    }
}

/// One part of all rows that count.
pub(super) fn merge(schema: &Schema, parts: &[Part]) -> Result<Part, TooLarge> {
    let mut rows: Vec<(Id, usize, u32)> = Vec::with_capacity(parts.iter().map(Part::live).sum());
    for (place, part) in parts.iter().enumerate() {
        rows.extend(part.live_rows().map(|row| (part.segment.id(row), place, row)));
    }
    rows.sort_unstable();
    let mut builder = SegmentBuilder::new(schema);
    for (_, place, row) in &rows {
        builder.push(&parts[*place].segment.document(*row))?;
    }
    let mut merged = Part::new(Arc::new(builder.finish()));
    if parts.iter().any(|part| part.statuses.is_some()) {
        let numbers: Vec<u16> =
            rows.iter().map(|(_, place, row)| parts[*place].status(*row)).collect();
        merged.statuses = Some(Numbers::of(&numbers));
    }
    Ok(merged)
}

/// Merges small parts behind the first one, so that there are never more than the logarithm of what
/// changed.
pub(super) fn merge_small(schema: &Schema, parts: &mut Vec<Part>) -> Result<(), TooLarge> {
    parts.retain(|part| part.live() > 0);
    if parts.len() > 1 && parts.iter().map(Part::live).sum::<usize>() <= SMALL {
        let changed: usize = parts[1..].iter().map(|part| part.segment.len()).sum();
        if changed * 8 > parts[0].live() {
            *parts = vec![merge(schema, parts)?];
            return Ok(());
        }
    }
    while let [_, .., before, last] = parts.as_slice()
        && last.live() * 2 >= before.live()
    {
        let two = parts.split_off(parts.len() - 2);
        parts.push(merge(schema, &two)?);
    }
    Ok(())
}
