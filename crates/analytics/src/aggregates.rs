//! How long users were in each presence or routing status, by bucket of time.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use api::{
    AggregateMetricData, AggregateViewData, DateTime, Map, StatisticalResponse, StatisticalSummary,
    UserAggregateDataContainer, UserAggregateMetric, UserAggregationQuery, WireEnum,
};

use crate::{
    Buckets, Kind, Packed, Record, Span, Users, Wrong,
    counts::{check_range, has},
    packed::Garbled,
    users_of,
};

/// The most ids of users that a question names.
const MAX_USERS: usize = 100;

/// Which times are added up.
#[derive(Debug, Clone)]
pub struct Aggregation {
    /// The time that is looked at.
    pub span: Span,
    /// The users whose times they are.
    pub users: Users,
    buckets: Buckets,
    by_user: bool,
    metrics: Vec<UserAggregateMetric>,
    views: Vec<api::UserAggregationView>,
}

impl Aggregation {
    /// Reads the question.
    pub fn read(body: &UserAggregationQuery) -> Result<Self, Wrong> {
        let span = Span::parse(&body.interval)?;
        let buckets = Buckets::cut(span, body.granularity.as_deref(), body.time_zone.as_deref())?;
        if body.metrics.is_empty() {
            return Err(Wrong::invalid(
                "metrics",
                "[]",
                UserAggregateMetric::FACTS.values.join(", "),
            ));
        }
        let mut metrics = Vec::new();
        for metric in &body.metrics {
            if !metrics.contains(metric) {
                metrics.push(metric.clone());
            }
        }
        let views = body.views.clone().unwrap_or_default();
        let mut names = BTreeSet::new();
        for (place, view) in views.iter().enumerate() {
            let path = format!("views[{place}]");
            let range = view.range.as_ref();
            let range = range.ok_or_else(|| Wrong::missing(format!("{path}.range")))?;
            check_range(range, &format!("{path}.range"))?;
            if view.name.trim().is_empty() || !names.insert(&view.name) {
                let allowed = "a name that no other view has";
                return Err(Wrong::invalid(format!("{path}.name"), &view.name, allowed));
            }
        }
        Ok(Self {
            span,
            users: users_of(body.filter.as_ref(), "filter")?.at_most(MAX_USERS)?,
            buckets,
            by_user: body.group_by.as_ref().is_some_and(|by| !by.is_empty()),
            metrics,
            views,
        })
    }

    /// Are users told apart?
    pub const fn is_by_user(&self) -> bool {
        self.by_user
    }

    /// The records that are needed.
    pub fn kinds(&self) -> Vec<Kind> {
        let targets = self.views.iter().map(|view| &view.target);
        let needed: BTreeSet<Kind> = self.metrics.iter().chain(targets).map(kind).collect();
        needed.into_iter().collect()
    }
}

fn kind(metric: &UserAggregateMetric) -> Kind {
    match metric {
        UserAggregateMetric::AgentRoutingStatus => Kind::Routing,
        _ => Kind::Presence,
    }
}

/// The answer would have more values than that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMuch {
    /// So many values may be in an answer.
    pub most: usize,
}

/// Times, as they are added up.
#[derive(Debug)]
pub struct Sums {
    asked: Arc<Aggregation>,
    now: i64,
    /// By user; all under no name where users are not told apart.
    cells: BTreeMap<String, Cells>,
    results: Vec<UserAggregateDataContainer>,
    values: usize,
    most: usize,
    definitions: BTreeSet<(String, String)>,
}

/// The times of a group.
#[derive(Debug, Default)]
struct Cells {
    /// By kind, value and definition: milliseconds in each bucket.
    sums: Vec<(Kind, String, Option<String>, Vec<i64>)>,
    /// Of each view, in each bucket.
    views: Vec<Vec<Seen>>,
}

/// The values of a view.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    count: i64,
    sum: i64,
}

impl Sums {
    /// Nothing added up yet; the answer may have so many values.
    pub fn new(asked: Arc<Aggregation>, now: DateTime, most: usize) -> Self {
        Self {
            asked,
            now: now.milliseconds(),
            cells: BTreeMap::new(),
            results: Vec::new(),
            values: 0,
            most,
            definitions: BTreeSet::new(),
        }
    }

    /// The question.
    pub fn asked(&self) -> Arc<Aggregation> {
        self.asked.clone()
    }

    /// Adds a record of a user; what lies outside the interval, and in the future, does not count.
    pub fn add(&mut self, user: &str, record: &Record<'_>) {
        let span = self.asked.span;
        let start = record.start.max(span.from).milliseconds();
        let end = record.end.map_or(self.now, DateTime::milliseconds);
        let end = end.min(self.now).min(span.until.milliseconds());
        if start >= end {
            return;
        }
        if let Some(cells) = of_group(&mut self.cells, &self.asked, user) {
            cells.add(&self.asked, record, (start, end));
        }
    }

    /// Adds packed records of a user as [`Sums::add`] adds each of them.
    ///
    /// # Errors
    ///
    /// When they cannot be read.
    pub fn add_packed(&mut self, user: &str, packed: &Packed<'_>) -> Result<(), Garbled> {
        let asked = &self.asked;
        let within =
            (asked.span.from.milliseconds(), asked.span.until.milliseconds().min(self.now));
        if !asked.views.is_empty() {
            return packed.records(within, |record| self.add(user, record));
        }
        let cells = of_group(&mut self.cells, asked, user);
        cells.map_or(Ok(()), |cells| cells.add_packed(asked, packed, within))
    }

    /// All records of these users were added, and no more of them follow.
    pub fn close(&mut self) -> Result<(), TooMuch> {
        if self.asked.by_user {
            self.take_out()?;
        }
        Ok(())
    }

    fn take_out(&mut self) -> Result<(), TooMuch> {
        for (user, cells) in std::mem::take(&mut self.cells) {
            // Of packed records there may be states that no record within the interval has.
            let met = cells.sums.iter().filter(|(.., sums)| sums.iter().any(|sum| *sum > 0));
            let found = met
                .filter_map(|(_, value, definition, _)| Some((value.clone(), definition.clone()?)));
            self.definitions.extend(found);
            let data = cells.finish(&self.asked);
            let numbers = data.iter().map(|one| {
                one.metrics.as_ref().map_or(0, Vec::len) + one.views.as_ref().map_or(0, Vec::len)
            });
            self.values += numbers.sum::<usize>();
            if self.values > self.most {
                return Err(TooMuch { most: self.most });
            }
            if data.is_empty() {
                continue;
            }
            let mut group = Map::default();
            if self.asked.by_user {
                group.insert("userId".to_owned(), user);
            }
            let container = UserAggregateDataContainer { group: Some(group), data: Some(data) };
            self.results.push(container);
        }
        Ok(())
    }

    /// The groups that have data, and the presence definitions that were met, each behind its system
    /// presence.
    #[expect(clippy::type_complexity, reason = "both parts are named in the sentence above")]
    pub fn finish(
        mut self,
    ) -> Result<(Vec<UserAggregateDataContainer>, BTreeSet<(String, String)>), TooMuch> {
        self.take_out()?;
        Ok((self.results, self.definitions))
    }
}

/// The times of a user's group.
fn of_group<'c>(
    cells: &'c mut BTreeMap<String, Cells>,
    asked: &Aggregation,
    user: &str,
) -> Option<&'c mut Cells> {
    let user = if asked.by_user { user } else { "" };
    if !cells.contains_key(user) {
        cells.insert(user.to_owned(), Cells::default());
    }
    cells.get_mut(user)
}

impl Cells {
    fn add(&mut self, asked: &Aggregation, record: &Record<'_>, time: (i64, i64)) {
        let place = self.place(asked, record.kind, (record.value, record.definition));
        if self.views.len() < asked.views.len() {
            let empty = vec![Seen::default(); asked.buckets.len()];
            self.views.resize(asked.views.len(), empty);
        }
        let Some((.., sums)) = self.sums.get_mut(place) else { return };
        let views = &mut self.views;
        asked.buckets.share(time, |bucket, milliseconds| {
            if let Some(sum) = sums.get_mut(bucket) {
                *sum += milliseconds;
            }
            for (view, seen) in asked.views.iter().zip(views.iter_mut()) {
                let within = view.range.as_ref().is_none_or(|range| has(range, milliseconds));
                if kind(&view.target) == record.kind
                    && within
                    && let Some(seen) = seen.get_mut(bucket)
                {
                    seen.count += 1;
                    seen.sum += milliseconds;
                }
            }
        });
    }

    /// Where the sums of a state are.
    fn place(
        &mut self,
        asked: &Aggregation,
        of: Kind,
        (value, definition): (&str, Option<&str>),
    ) -> usize {
        let known = self.sums.iter().position(|(kind, known, named, _)| {
            *kind == of && known == value && named.as_deref() == definition
        });
        known.unwrap_or_else(|| {
            let empty = vec![0; asked.buckets.len()];
            self.sums.push((of, value.to_owned(), definition.map(str::to_owned), empty));
            self.sums.len() - 1
        })
    }

    /// Adds packed records, as far as they lie within the time. No view looks at them.
    fn add_packed(
        &mut self,
        asked: &Aggregation,
        packed: &Packed<'_>,
        (from, until): (i64, i64),
    ) -> Result<(), Garbled> {
        let begin = packed.times().0.milliseconds().max(from);
        if begin >= until {
            return Ok(());
        }
        let states = packed.states().iter();
        let places: Vec<usize> = states
            .map(|state| {
                let definition = state.definition.as_deref();
                self.place(asked, packed.kind(), (state.value, definition))
            })
            .collect();
        // Records follow each other, and so do the buckets that they are in.
        let mut buckets = asked.buckets.from(begin);
        packed.each((from, until), |start, end, state| {
            let sums = places.get(state).and_then(|place| self.sums.get_mut(*place));
            let Some((.., sums)) = sums else { return };
            buckets.share((start.max(from), end.min(until)), |bucket, milliseconds| {
                if let Some(sum) = sums.get_mut(bucket) {
                    *sum += milliseconds;
                }
            });
        })
    }

    /// The sums of a metric: by qualifier, those of each bucket.
    fn of_metric(&self, metric: &UserAggregateMetric) -> BTreeMap<&str, Vec<i64>> {
        let mut sums: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
        for (own, value, definition, parts) in &self.sums {
            if *own != kind(metric) {
                continue;
            }
            let qualifier = match metric {
                UserAggregateMetric::OrganizationPresence => definition.as_deref(),
                _ => Some(value.as_str()),
            };
            let Some(qualifier) = qualifier else { continue };
            match sums.get_mut(qualifier) {
                Some(known) => known.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part),
                None => {
                    sums.insert(qualifier, parts.clone());
                }
            }
        }
        sums
    }

    fn finish(self, asked: &Aggregation) -> Vec<StatisticalResponse> {
        let metrics: Vec<_> =
            asked.metrics.iter().map(|metric| (metric, self.of_metric(metric))).collect();
        let buckets = asked.buckets.iter().enumerate().filter_map(|(place, bucket)| {
            let mut values = Vec::new();
            for (metric, sums) in &metrics {
                for (qualifier, sums) in sums {
                    let sum = sums.get(place).copied().unwrap_or_default();
                    if sum > 0 {
                        values.push(AggregateMetricData {
                            metric: Some(metric.to_string()),
                            qualifier: Some((*qualifier).to_owned()),
                            stats: Some(summary(None, sum)),
                        });
                    }
                }
            }
            let seen = |view: usize| {
                self.views.get(view).and_then(|seen| seen.get(place)).copied().unwrap_or_default()
            };
            let views = asked.views.iter().enumerate().map(|(number, view)| {
                let Seen { count, sum } = seen(number);
                let stats = Some(summary(Some(count), sum));
                AggregateViewData { name: Some(view.name.clone()), stats }
            });
            let views = (!asked.views.is_empty()).then(|| views.collect());
            let interval = Some(bucket.to_string());
            (!values.is_empty()).then_some(StatisticalResponse {
                interval,
                metrics: Some(values),
                views,
            })
        });
        buckets.collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "sums are far below 2^53 milliseconds")]
fn summary(count: Option<i64>, sum: i64) -> StatisticalSummary {
    StatisticalSummary { count, sum: Some(sum as f64), ..StatisticalSummary::default() }
}
