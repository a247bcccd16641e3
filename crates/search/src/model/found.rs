//! Searching a model.

use std::cmp::Ordering;

use super::parts::Part;
use crate::{
    Id, Key, Labels, Query, Scope,
    best::Best,
    column::Column,
    evaluate::Evaluator,
    hits::Hits,
    order::Sort,
    segment::{Segment, Stored},
    status::Combinations,
};

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// How many documents there are in all.
    pub total: usize,
    /// Those of the part that was wanted, in order.
    pub ids: Vec<Id>,
}

/// A row that was found.
struct Candidate<'m> {
    segment: &'m Segment,
    row: u32,
    worth: u8,
}

/// The documents that meet the criteria of the query, within the scope.
pub(super) fn search(
    (parts, labels, combinations): (&[Part], &Labels, Option<&Combinations>),
    query: &Query,
    scope: &Scope,
) -> Found {
    let end = query.offset.saturating_add(query.size);
    let (mut total, mut candidates) = (0, Vec::new());
    for part in parts {
        let segment = &*part.segment;
        let statuses = part.statuses.as_ref().zip(combinations);
        let hits = Evaluator { segment, statuses, labels, scope }.node(&query.node);
        let (found, rows) = first(part, &hits, (&query.sort, end), scope);
        total += found;
        candidates.extend(rows.into_iter().map(|row| Candidate {
            segment,
            row,
            worth: hits.of(row),
        }));
    }
    if parts.len() > 1 {
        candidates.sort_by(|one, other| one.compare(other, &query.sort));
    }
    let part = candidates.iter().skip(query.offset).take(query.size);
    Found { total, ids: part.map(|found| found.segment.id(found.row)).collect() }
}

/// How many rows of a part were found, and the first of them.
fn first(
    part: &Part,
    hits: &Hits,
    (sort, end): (&[Sort], usize),
    scope: &Scope,
) -> (usize, Vec<u32>) {
    let segment = &*part.segment;
    let only = Only::new(segment, scope);
    let compare = |one: u32, other: u32| {
        let candidate = |row: u32| Candidate { segment, row, worth: hits.of(row) };
        candidate(one).compare(&candidate(other), sort)
    };
    let wanted = end.min(part.live());
    let mut best = Best::new(wanted, compare);
    let mut total = 0;
    hits.each(|row, worth| {
        if part.is_live(row) && only.lets(row) {
            total += 1;
            best.push(packed(segment, row, worth, sort), row);
        }
    });
    (total, best.finish())
}

/// A number that sorts as the first keys of the order do.
fn packed(segment: &Segment, row: u32, worth: u8, sort: &[Sort]) -> u64 {
    let rank = |sort: Option<&Sort>| match sort {
        Some(Sort { key: Key::Column(column), descending }) => {
            let stored = segment.column(*column);
            let rank = stored.rank(row, *descending);
            Some((rank, stored.is_narrow()))
        }
        _ => None,
    };
    // A rank in 32 bits: a turned one has its upper half set.
    let low = |(rank, narrow): (u64, bool)| if narrow { rank & 0xFFFF_FFFF } else { rank >> 32 };
    match sort.first() {
        Some(Sort { key: Key::Score, descending }) => {
            let score = if *descending { u8::MAX - worth } else { worth };
            u64::from(score) << 32 | rank(sort.get(1)).map_or(0, low)
        }
        first => match rank(first) {
            Some((rank, false)) => rank,
            Some(first) => low(first) << 32 | rank(sort.get(1)).map_or(0, low),
            None => 0,
        },
    }
}

impl Candidate<'_> {
    fn compare(&self, other: &Self, sort: &[Sort]) -> Ordering {
        for Sort { key, descending } in sort {
            let order = match key {
                Key::Score if *descending => other.worth.cmp(&self.worth),
                Key::Score => self.worth.cmp(&other.worth),
                Key::Column(place) => {
                    let (one, two) = (self.segment.column(*place), other.segment.column(*place));
                    if matches!(one, Stored::Ids) {
                        let order = self.id().cmp(&other.id());
                        if *descending { order.reverse() } else { order }
                    } else if std::ptr::eq(self.segment, other.segment) {
                        one.rank(self.row, *descending).cmp(&one.rank(other.row, *descending))
                    } else {
                        Stored::compare((one, self.row), (two, other.row), *descending)
                    }
                }
            };
            if order.is_ne() {
                return order;
            }
        }
        self.id().cmp(&other.id())
    }

    fn id(&self) -> Id {
        self.segment.id(self.row)
    }
}

/// The rows of a segment that the scope lets be found.
struct Only<'m> {
    segment: &'m Segment,
    columns: Vec<(&'m Column, Vec<bool>)>,
    scope: &'m Scope,
}

impl<'m> Only<'m> {
    fn new(segment: &'m Segment, scope: &'m Scope) -> Self {
        let mut columns = Vec::new();
        for (place, allowed) in &scope.only {
            let Stored::Texts(column) = segment.column(*place) else { continue };
            let mut lets = vec![false; column.distinct() as usize];
            for place in allowed.iter().filter_map(|text| column.find(text).ok()) {
                lets[place as usize] = true;
            }
            columns.push((&**column, lets));
        }
        Self { segment, columns, scope }
    }

    fn lets(&self, row: u32) -> bool {
        self.columns
            .iter()
            .all(|(column, lets)| column.first(row).is_some_and(|value| lets[value as usize]))
            && self.scope.ids.as_ref().is_none_or(|ids| ids.contains(&self.segment.id(row)))
    }
}
