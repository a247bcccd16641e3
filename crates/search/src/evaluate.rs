//! Criteria over the rows of a segment.

use std::sync::atomic::Ordering;

use crate::{
    Id, Labels, Scope,
    column::Column,
    hits::{Collector, Hits},
    matcher::{MEETS, Matcher},
    query::{Node, NumberTest, Test, What},
    segment::{Segment, Stored},
};

/// A segment, and what else criteria ask for.
pub(crate) struct Evaluator<'m> {
    pub(crate) segment: &'m Segment,
    pub(crate) labels: &'m Labels,
    pub(crate) scope: &'m Scope,
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
                    self.references(*place, matcher, column, &mut found);
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

    /// Entities are few: each is compared by its id and by its name.
    fn references(&self, place: usize, matcher: &Matcher, column: &Column, found: &mut Collector) {
        let labels = self.labels.of(place);
        let seen = self.scope.seen.iter().find(|(column, _)| *column == place);
        for value in 0..column.distinct() {
            let id = column.value(value);
            if seen.is_some_and(|(_, seen)| !seen.contains(id)) {
                continue;
            }
            let named = match labels.map(|labels| labels.get(id)) {
                // What has names and not this one is gone.
                Some(None) => continue,
                Some(Some(name)) => matcher.of_value(name, false),
                None => 0,
            };
            let worth = matcher.of_value(id, false).max(named);
            if worth > 0 {
                found.add(column.rows(value), worth);
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

fn number(test: &NumberTest, numbers: &[i64], found: &mut Collector) {
    for (row, number) in Segment::numbers(numbers) {
        if test.fits(number) {
            found.add(&[row], MEETS);
        }
    }
}
