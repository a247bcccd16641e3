//! Criteria over the rows of a segment.

use std::{collections::HashSet, sync::atomic::Ordering};

use crate::{
    Id, Labels, Scope,
    column::Column,
    hits::{Collector, Hits},
    labels::Names,
    matcher::{MEETS, Matcher},
    query::{Node, NumberTest, Test, What},
    segment::{Segment, Stored},
    status::{Combinations, NONE, Numbers, Values},
};

/// A segment, and what else criteria ask for.
pub(crate) struct Evaluator<'m> {
    pub(crate) segment: &'m Segment,
    /// What rows have of the fields that are kept beside it, if that was read.
    pub(crate) statuses: Option<(&'m Numbers, &'m Combinations)>,
    pub(crate) labels: &'m Labels,
    pub(crate) scope: &'m Scope,
}

/// What a criterion on entities compares: their ids and their names.
struct Entities<'m> {
    matcher: &'m Matcher,
    names: Option<&'m Names>,
    seen: Option<&'m HashSet<String>>,
}

impl Entities<'_> {
    /// What an entity is worth.
    fn worth(&self, id: &str) -> u8 {
        if self.seen.is_some_and(|seen| !seen.contains(id)) {
            return 0;
        }
        let named = match self.names.map(|names| names.get(id)) {
            // What has names and not this one is gone.
            Some(None) => return 0,
            Some(Some(names)) => names.iter().map(|name| self.matcher.of_value(name, false)).max(),
            None => None,
        };
        self.matcher.of_value(id, false).max(named.unwrap_or_default())
    }
}

impl Evaluator<'_> {
    /// The rows that meet the criteria.
    pub(crate) fn node(&self, node: &Node) -> Hits {
        match node {
            Node::All => Hits::all(self.segment.len()),
            Node::Any(tests) => self.any(tests),
            Node::And(nodes) => {
                let mut all = nodes.iter().filter(|node| !matches!(node, Node::All));
                let Some(first) = all.next() else { return self.node(&Node::All) };
                let mut hits = self.node(first);
                for node in all {
                    if matches!(&hits, Hits::Few(few) if few.is_empty()) {
                        return hits;
                    }
                    hits = match node {
                        Node::Without(these, others) if matches!(**these, Node::All) => {
                            hits.without(&self.node(others))
                        }
                        node => hits.and(self.node(node)),
                    };
                }
                hits
            }
            Node::Or(nodes) => {
                nodes.iter().map(|node| self.node(node)).reduce(Hits::or).unwrap_or(Hits::none())
            }
            Node::Without(these, others) => self.node(these).without(&self.node(others)),
        }
    }

    fn any(&self, tests: &[Test]) -> Hits {
        let mut found = Collector::new(self.segment.len());
        for Test { column: place, what } in tests {
            if self.scope.given_up.load(Ordering::Relaxed) {
                break;
            }
            match (what, self.segment.column(*place)) {
                (What::Text(matcher), Stored::Texts(column)) => {
                    matcher
                        .each(column, false, |value, worth| found.add(column.rows(value), worth));
                }
                (What::Contact(matcher), Stored::Texts(column)) => {
                    matcher.each(column, true, |value, worth| found.add(column.rows(value), worth));
                }
                (What::Reference(matcher), Stored::Texts(column)) => {
                    references(&self.entities(*place, matcher), column, &mut found);
                }
                (What::Reference(matcher), Stored::Statuses) => {
                    self.statuses(*place, &self.entities(*place, matcher), &mut found);
                }
                (What::Number(test), Stored::Numbers(numbers)) => {
                    number(test, numbers, &mut found);
                }
                (What::Id(matcher), Stored::Ids) => self.ids(matcher, &mut found),
                // Tests are made by the schema that the segment was built by.
                _ => {}
            }
        }
        found.finish()
    }

    fn entities<'e>(&'e self, place: usize, matcher: &'e Matcher) -> Entities<'e> {
        let seen = self.scope.seen.iter().find(|(column, _)| *column == place);
        Entities { matcher, names: self.labels.of(place), seen: seen.map(|(_, seen)| seen) }
    }

    fn statuses(&self, place: usize, entities: &Entities<'_>, found: &mut Collector) {
        let Some((numbers, combinations)) = self.statuses else { return };
        let worth = |values: &Values| {
            let of_field = values.iter().filter(|(column, _)| *column == place);
            of_field.map(|(_, id)| entities.worth(id)).max().unwrap_or_default()
        };
        let worths: Vec<u8> = combinations.all().iter().map(worth).collect();
        if worths.iter().all(|worth| *worth == 0) {
            return;
        }
        for (row, number) in numbers.each().filter(|(_, number)| *number != NONE) {
            let worth = worths[usize::from(number)];
            if worth > 0 {
                found.add(&[row], worth);
            }
        }
    }

    fn ids(&self, matcher: &Matcher, found: &mut Collector) {
        if let Matcher::Whole(wanted) | Matcher::Term(wanted) = matcher
            && let Ok(ids) = wanted.iter().map(|id| id.parse()).collect::<Result<Vec<Id>, ()>>()
        {
            let rows = ids.into_iter().filter_map(|id| self.segment.row(id));
            let worth = |row: u32| matcher.of_value(&self.segment.id(row).to_string(), false);
            rows.for_each(|row| found.add(&[row], worth(row)));
            return;
        }
        for (row, id) in (0..).zip(self.segment.ids()) {
            let worth = matcher.of_value(&id.to_string(), false);
            if worth > 0 {
                found.add(&[row], worth);
            }
        }
    }
}

/// Entities are few: each is compared.
fn references(entities: &Entities<'_>, column: &Column, found: &mut Collector) {
    for value in 0..column.distinct() {
        let worth = entities.worth(column.value(value));
        if worth > 0 {
            found.add(column.rows(value), worth);
        }
    }
}

fn number(test: &NumberTest, numbers: &[i64], found: &mut Collector) {
    for (row, number) in Segment::numbers(numbers) {
        if test.fits(number) {
            found.add(&[row], MEETS);
        }
    }
}
