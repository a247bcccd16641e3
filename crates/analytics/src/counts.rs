//! Counts of records: by value, or by how long they are.

use std::collections::BTreeMap;

use api::{
    AggregationRange, AggregationResult, AggregationResultEntry, AggregationType,
    AnalyticsQueryAggregation, DateTime,
};

use crate::{Kind, Record, Wrong};

/// The most values of a count, and the number of them where none is given.
const MAX_SIZE: i32 = 100;

/// A count that a question asks for.
#[derive(Debug)]
pub(crate) struct Counts<'q> {
    kind: Kind,
    asked: &'q AnalyticsQueryAggregation,
    total: i64,
    terms: BTreeMap<String, i64>,
    ranges: Vec<i64>,
}

/// What can be counted by value.
fn dimensions(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Presence => &["systemPresence", "organizationPresenceId"],
        Kind::Routing => &["routingStatus"],
    }
}

/// What can be counted by length.
fn metrics(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Presence => &["tSystemPresence", "tOrganizationPresence"],
        Kind::Routing => &["tAgentRoutingStatus"],
    }
}

impl<'q> Counts<'q> {
    /// Refuses a count that cannot be made; `path` is where it stands.
    pub(crate) fn check(
        asked: &AnalyticsQueryAggregation,
        kind: Kind,
        path: &str,
    ) -> Result<(), Wrong> {
        let field = |name: &str| format!("{path}.{name}");
        let named = |name: &str, value: Option<&String>, known: &[&str]| match value {
            Some(value) if known.contains(&&**value) => Ok(()),
            Some(value) => Err(Wrong::invalid(field(name), value, known.join(", "))),
            None => Err(Wrong::missing(field(name))),
        };
        match &asked.r#type {
            Some(AggregationType::TermFrequency) => {
                if let Some(size) = asked.size.filter(|size| !(1..=MAX_SIZE).contains(size)) {
                    return Err(Wrong::invalid(field("size"), &size, format!("1 to {MAX_SIZE}")));
                }
                named("dimension", asked.dimension.as_ref(), dimensions(kind))
            }
            Some(AggregationType::NumericRange) => {
                named("metric", asked.metric.as_ref(), metrics(kind))?;
                let ranges = asked.ranges.as_deref().unwrap_or_default();
                if ranges.is_empty() {
                    return Err(Wrong::missing(field("ranges")));
                }
                for (place, range) in ranges.iter().enumerate() {
                    check_range(range, &format!("{path}.ranges[{place}]"))?;
                }
                Ok(())
            }
            Some(AggregationType::Other(other)) => {
                Err(Wrong::invalid(field("type"), other, "termFrequency, numericRange"))
            }
            None => Err(Wrong::missing(field("type"))),
        }
    }

    /// Nothing counted yet.
    pub(crate) fn new(kind: Kind, asked: &'q AnalyticsQueryAggregation) -> Self {
        let ranges = vec![0; asked.ranges.as_ref().map_or(0, Vec::len)];
        Self { kind, asked, total: 0, terms: BTreeMap::new(), ranges }
    }

    /// Counts a record.
    pub(crate) fn see(&mut self, record: &Record<'_>, now: DateTime) {
        if record.kind != self.kind {
            return;
        }
        self.total += 1;
        if self.asked.r#type == Some(AggregationType::NumericRange) {
            let length = record.length(now);
            for (range, count) in self.asked.ranges.iter().flatten().zip(&mut self.ranges) {
                *count += i64::from(has(range, length));
            }
            return;
        }
        let by_id = self.asked.dimension.as_deref() == Some("organizationPresenceId");
        let value = if by_id { record.definition } else { Some(record.value) };
        let Some(value) = value else { return };
        match self.terms.get_mut(value) {
            Some(count) => *count += 1,
            None => {
                self.terms.insert(value.to_owned(), 1);
            }
        }
    }

    /// What was counted: values from the most frequent to the least, ranges as they were given.
    pub(crate) fn finish(self) -> AggregationResult {
        let Self { asked, total, terms, ranges, .. } = self;
        let results = if asked.r#type == Some(AggregationType::NumericRange) {
            let counted = asked.ranges.iter().flatten().zip(ranges);
            let entry = |(range, count): (&AggregationRange, i64)| AggregationResultEntry {
                gte: range.gte,
                lt: range.lt,
                count: Some(count),
                value: None,
            };
            counted.map(entry).collect()
        } else {
            let mut terms: Vec<_> = terms.into_iter().collect();
            terms.sort_by(|(one, count), (two, other)| other.cmp(count).then(one.cmp(two)));
            let most = usize::try_from(asked.size.unwrap_or(MAX_SIZE)).unwrap_or_default();
            let entry = |(value, count)| AggregationResultEntry {
                value: Some(value),
                count: Some(count),
                ..AggregationResultEntry::default()
            };
            terms.into_iter().take(most).map(entry).collect()
        };
        AggregationResult {
            r#type: asked.r#type.clone(),
            dimension: asked.dimension.clone(),
            metric: asked.metric.clone(),
            count: Some(total),
            results: Some(results),
        }
    }
}

/// Refuses a range without a bound, or with its end not above its beginning.
pub(crate) fn check_range(range: &AggregationRange, path: &str) -> Result<(), Wrong> {
    let AggregationRange { gte, lt } = range;
    let reversed = matches!((gte, lt), (Some(gte), Some(lt)) if gte >= lt);
    if reversed || (gte.is_none() && lt.is_none()) {
        let show =
            |bound: &Option<f64>| bound.map_or_else(|| "none".to_owned(), |it| it.to_string());
        let given = format!("gte {}, lt {}", show(gte), show(lt));
        return Err(Wrong::invalid(path, &given, "gte, lt, or both with gte below lt"));
    }
    Ok(())
}

/// Does a number lie in the range?
pub(crate) fn has(range: &AggregationRange, number: i64) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "lengths are far below 2^53 milliseconds")]
    let number = number as f64;
    range.gte.is_none_or(|bound| number >= bound) && range.lt.is_none_or(|bound| number < bound)
}
