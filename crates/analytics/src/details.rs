//! Records of users, filtered, in order, a page of them.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashSet},
    sync::Arc,
};

use api::{
    AnalyticsQueryAggregation, AnalyticsRoutingStatusRecord, AnalyticsUserDetail,
    AnalyticsUserPresenceRecord, AsyncUserDetailsQuery, DateTime, PagingSpec, PresenceDimension,
    QueryOrder, RecordedPresence, RoutingStatusDimension, RoutingStatusValue, UserDetailsQuery,
    WireEnum,
};

use crate::{
    Kind, Record, Span, Tree, Users, Wrong,
    counts::Counts,
    predicates::{presence_passes, read_all, routing_passes},
    users_of_all,
};

/// The longest interval of a question without filters, in days.
const MAX_DAYS: i64 = 7;
/// The longest interval of a question with filters, and of a job, in days.
const MAX_DAYS_FILTERED: i64 = 31;
/// The most records on a page.
const MAX_PAGE_SIZE: i32 = 100;
/// The last record that pages reach.
const WINDOW: i64 = 100_000;

/// Which records a question is about.
#[derive(Debug, Clone)]
pub struct Details {
    /// The time with which they have something in common.
    pub span: Span,
    /// The users that they are of.
    pub users: Users,
    /// The last one first?
    pub descending: bool,
    presence: Vec<Tree<PresenceDimension>>,
    routing: Vec<Tree<RoutingStatusDimension>>,
    aggregations: Vec<(Kind, AnalyticsQueryAggregation)>,
}

/// A part of the records, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// So many are passed over.
    pub offset: usize,
    /// So many follow at most.
    pub size: usize,
}

impl Page {
    /// Reads the field `paging`.
    pub fn read(paging: Option<&PagingSpec>) -> Result<Self, Wrong> {
        let Some(PagingSpec { page_number, page_size }) = paging else {
            return Ok(Self { offset: 0, size: 25 });
        };
        if !(1..=MAX_PAGE_SIZE).contains(page_size) {
            let allowed = format!("1 to {MAX_PAGE_SIZE}");
            return Err(Wrong::invalid("paging.pageSize", page_size, allowed));
        }
        let before = i64::from(*page_number) - 1;
        if before < 0 || (before + 1) * i64::from(*page_size) > WINDOW {
            let allowed = format!(
                "1 or greater, with pageNumber × pageSize up to {WINDOW}; a job reaches further"
            );
            return Err(Wrong::invalid("paging.pageNumber", page_number, allowed));
        }
        let size = usize::try_from(*page_size).unwrap_or_default();
        Ok(Self { offset: usize::try_from(before).unwrap_or_default() * size, size })
    }
}

impl Details {
    /// Reads a question that is answered at once.
    pub fn read(body: &UserDetailsQuery) -> Result<Self, Wrong> {
        let filters = [
            body.user_filters.as_ref().map_or(0, Vec::len),
            body.presence_filters.as_ref().map_or(0, Vec::len),
            body.routing_status_filters.as_ref().map_or(0, Vec::len),
        ];
        let span = Span::parse(&body.interval)?;
        let span = if filters.iter().sum::<usize>() == 0 {
            span.within_days(
                MAX_DAYS,
                &format!(" without filters, {MAX_DAYS_FILTERED} days with filters"),
            )?
        } else {
            span.within_days(MAX_DAYS_FILTERED, "")?
        };
        let mut aggregations = Vec::new();
        for (kind, field, asked) in [
            (Kind::Presence, "presenceAggregations", &body.presence_aggregations),
            (Kind::Routing, "routingStatusAggregations", &body.routing_status_aggregations),
        ] {
            for (place, one) in asked.iter().flatten().enumerate() {
                Counts::check(one, kind, &format!("{field}[{place}]"))?;
                aggregations.push((kind, one.clone()));
            }
        }
        Ok(Self {
            span,
            users: users_of_all(body.user_filters.as_deref(), "userFilters")?,
            descending: body.order == Some(QueryOrder::Desc),
            presence: read_all(body.presence_filters.as_deref(), "presenceFilters")?,
            routing: read_all(body.routing_status_filters.as_deref(), "routingStatusFilters")?,
            aggregations,
        })
    }

    /// Reads the question of a job.
    pub fn of_job(body: &AsyncUserDetailsQuery) -> Result<Self, Wrong> {
        if let Some(limit) = body.limit.filter(|limit| *limit < 1) {
            return Err(Wrong::invalid("limit", &limit, "1 or greater"));
        }
        Ok(Self {
            span: Span::parse(&body.interval)?.within_days(MAX_DAYS_FILTERED, " in a job")?,
            users: users_of_all(body.user_filters.as_deref(), "userFilters")?,
            descending: body.order == Some(QueryOrder::Desc),
            presence: read_all(body.presence_filters.as_deref(), "presenceFilters")?,
            routing: read_all(body.routing_status_filters.as_deref(), "routingStatusFilters")?,
            aggregations: Vec::new(),
        })
    }

    /// Does the record have something in common with the interval, and pass the filters? One that
    /// lasts has nothing in common with the future.
    pub fn has(&self, record: &Record<'_>, now: DateTime) -> bool {
        let ends_after = record.end.unwrap_or(now) > self.span.from;
        let touches = record.start < self.span.until
            && (ends_after || (record.end.is_none() && record.start >= self.span.from));
        touches
            && match record.kind {
                Kind::Presence => self
                    .presence
                    .iter()
                    .all(|it| it.lets(|test| presence_passes(test, record, now))),
                Kind::Routing => {
                    self.routing.iter().all(|it| it.lets(|test| routing_passes(test, record, now)))
                }
            }
    }
}

/// A record that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Whose it is.
    pub user: Arc<str>,
    /// What it tells of.
    pub kind: Kind,
    /// Its beginning.
    pub start: DateTime,
    /// Its end; none while it lasts.
    pub end: Option<DateTime>,
    /// The system presence in upper case, or the routing status.
    pub value: Arc<str>,
    /// The id of the presence definition; none of a routing status.
    pub definition: Option<Arc<str>>,
}

impl Hit {
    /// A record of a user.
    pub fn new(user: &str, record: &Record<'_>) -> Self {
        Self {
            user: user.into(),
            kind: record.kind,
            start: record.start,
            end: record.end,
            value: record.value.into(),
            definition: record.definition.map(Arc::from),
        }
    }
}

/// By time, and records of one time by user and kind.
impl Ord for Hit {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |hit: &'_ Self| (hit.start, hit.kind);
        let (one, two) = (key(self), key(other));
        one.0.cmp(&two.0).then_with(|| self.user.cmp(&other.user)).then(one.1.cmp(&two.1))
    }
}

impl PartialOrd for Hit {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The records of a page, found among all. It holds no more of them than lie before its end.
#[derive(Debug)]
pub struct Hits<'q> {
    asked: &'q Details,
    page: Page,
    now: DateTime,
    total: i64,
    first: BinaryHeap<Hit>,
    last: BinaryHeap<Reverse<Hit>>,
    counts: Vec<Counts<'q>>,
    /// Texts that many records have.
    texts: HashSet<Arc<str>>,
}

impl<'q> Hits<'q> {
    /// Nothing found yet.
    pub fn new(asked: &'q Details, page: Page, now: DateTime) -> Self {
        let counts = asked.aggregations.iter().map(|(kind, one)| Counts::new(*kind, one));
        Self {
            asked,
            page,
            now,
            total: 0,
            first: BinaryHeap::new(),
            last: BinaryHeap::new(),
            counts: counts.collect(),
            texts: HashSet::new(),
        }
    }

    /// Looks at a record of a user.
    pub fn see(&mut self, user: &str, record: &Record<'_>) {
        if !self.asked.has(record, self.now) {
            return;
        }
        self.total += 1;
        for counts in &mut self.counts {
            counts.see(record, self.now);
        }
        let most = self.page.offset + self.page.size;
        let late = if self.asked.descending {
            self.last.len() >= most && self.last.peek().is_some_and(|it| record.start < it.0.start)
        } else {
            self.first.len() >= most && self.first.peek().is_some_and(|it| record.start > it.start)
        };
        if late {
            return;
        }
        let hit = Hit {
            user: self.text(user),
            kind: record.kind,
            start: record.start,
            end: record.end,
            value: self.text(record.value),
            definition: record.definition.map(|id| self.text(id)),
        };
        if self.asked.descending {
            self.last.push(Reverse(hit));
            if self.last.len() > most {
                self.last.pop();
            }
        } else {
            self.first.push(hit);
            if self.first.len() > most {
                self.first.pop();
            }
        }
    }

    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        self.texts.insert(new.clone());
        new
    }

    /// How many there are, the page by user, and what was counted.
    pub fn finish(self) -> (i64, Vec<AnalyticsUserDetail>, Vec<api::AggregationResult>) {
        let ordered: Vec<Hit> = if self.asked.descending {
            self.last.into_sorted_vec().into_iter().map(|Reverse(hit)| hit).collect()
        } else {
            self.first.into_sorted_vec()
        };
        let page = ordered.into_iter().skip(self.page.offset);
        let counted = self.counts.into_iter().map(Counts::finish);
        (self.total, rows(page), counted.collect())
    }
}

/// Records by user, in the order in which users first have one.
pub fn rows(hits: impl IntoIterator<Item = Hit>) -> Vec<AnalyticsUserDetail> {
    let mut rows: Vec<AnalyticsUserDetail> = Vec::new();
    for hit in hits {
        let known = rows.iter().position(|row| row.user_id.as_deref() == Some(&*hit.user));
        let place = known.unwrap_or_else(|| {
            let user_id = Some(hit.user.to_string());
            rows.push(AnalyticsUserDetail { user_id, ..AnalyticsUserDetail::default() });
            rows.len() - 1
        });
        let Some(row) = rows.get_mut(place) else { continue };
        match hit.kind {
            Kind::Presence => {
                row.primary_presence.get_or_insert_default().push(AnalyticsUserPresenceRecord {
                    start_time: Some(hit.start),
                    end_time: hit.end,
                    system_presence: Some(RecordedPresence::from_wire(&hit.value)),
                    organization_presence_id: hit.definition.map(|id| id.to_string()),
                });
            }
            Kind::Routing => {
                row.routing_status.get_or_insert_default().push(AnalyticsRoutingStatusRecord {
                    start_time: Some(hit.start),
                    end_time: hit.end,
                    routing_status: Some(RoutingStatusValue::from_wire(&hit.value)),
                });
            }
        }
    }
    rows
}
