//! Whatever the buckets are, they share out the whole interval, and no time is lost or counted twice.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{collections::BTreeMap, sync::Arc};

use analytics::{Aggregation, Buckets, Kind, Record, Span, Sums};
use api::{DateTime, UserAggregateMetric, UserAggregationQuery, UserDimension};

/// Numbers that look random and are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> i64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % most).unwrap()
    }

    fn one_of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

const PERIODS: &[&str] = &["PT30M", "PT1H", "PT8H", "PT24H", "P1D", "P3D", "P1W", "P1M", "P1Y"];
const ZONES: &[&str] =
    &["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "+05:45"];

/// An interval in the years in which clocks are changed at many places.
fn span(dice: &mut Dice) -> Span {
    let from = 1_750_000_000_000 + dice.below(40_000_000_000);
    let longest = *dice_lengths(dice);
    let length = 1 + dice.below(longest);
    Span {
        from: DateTime::from_milliseconds(from),
        until: DateTime::from_milliseconds(from + length),
    }
}

fn dice_lengths(dice: &mut Dice) -> &'static u64 {
    dice.one_of(&[1_000, 3_600_000, 10 * 86_400_000, 300 * 86_400_000])
}

#[test]
fn buckets_tile_the_interval_in_every_time_zone() {
    let mut dice = Dice(1);
    for _ in 0..2_000 {
        let span = span(&mut dice);
        let (period, zone) = (*dice.one_of(PERIODS), *dice.one_of(ZONES));
        let buckets = Buckets::cut(span, Some(period), Some(zone)).unwrap();
        let all: Vec<Span> = buckets.iter().collect();
        assert_eq!(all.len(), buckets.len());
        assert_eq!((all[0].from, all.last().unwrap().until), (span.from, span.until));
        for bucket in &all {
            assert!(bucket.from < bucket.until, "{span} {period} {zone}");
        }
        for pair in all.windows(2) {
            assert_eq!(pair[0].until, pair[1].from, "{span} {period} {zone}");
        }
    }
}

/// Sums by user, metric and qualifier, over all buckets.
fn added(
    asked: Aggregation,
    now: DateTime,
    records: &[(String, Vec<Owned>)],
) -> BTreeMap<String, i64> {
    let mut sums = Sums::new(Arc::new(asked), now, usize::MAX);
    for (user, records) in records {
        for record in records {
            sums.add(user, &record.shown());
        }
        sums.close().unwrap();
    }
    let (results, _) = sums.finish().unwrap();
    let mut whole = BTreeMap::new();
    for result in results {
        let user = result.group.unwrap().remove("userId").unwrap_or_default();
        for metric in result.data.unwrap().into_iter().flat_map(|bucket| bucket.metrics.unwrap()) {
            let name = format!("{user} {} {}", metric.metric.unwrap(), metric.qualifier.unwrap());
            #[expect(clippy::cast_possible_truncation, reason = "sums of milliseconds are whole")]
            let sum = metric.stats.unwrap().sum.unwrap() as i64;
            *whole.entry(name).or_insert(0) += sum;
        }
    }
    whole
}

struct Owned(Kind, DateTime, Option<DateTime>, &'static str, Option<&'static str>);

impl Owned {
    fn shown(&self) -> Record<'_> {
        Record { kind: self.0, start: self.1, end: self.2, value: self.3, definition: self.4 }
    }
}

fn history(dice: &mut Dice, from: DateTime) -> Vec<Owned> {
    let mut records = Vec::new();
    for kind in Kind::ALL {
        let mut start = from.plus_milliseconds(-dice.below(100_000_000));
        for number in 0..30 {
            let longest = *dice_lengths(dice);
            let end = start.plus_milliseconds(1 + dice.below(longest));
            let (value, definition) = match kind {
                Kind::Presence => {
                    *dice.one_of(&[("BUSY", Some("b")), ("BUSY", Some("c")), ("MEAL", Some("m"))])
                }
                Kind::Routing => *dice.one_of(&[("IDLE", None), ("OFF_QUEUE", None)]),
            };
            let end_if_over = (number < 29).then_some(end);
            records.push(Owned(kind, start, end_if_over, value, definition));
            start = end;
        }
    }
    records
}

#[test]
fn sums_over_buckets_are_those_over_the_whole_interval() {
    let mut dice = Dice(2);
    for _ in 0..300 {
        let span = span(&mut dice);
        let now = span.from.plus_milliseconds(dice.below(20_000_000_000));
        let records: Vec<_> = ["ada", "zoe"]
            .iter()
            .map(|user| ((*user).to_owned(), history(&mut dice, span.from)))
            .collect();
        let metrics = vec![
            UserAggregateMetric::SystemPresence,
            UserAggregateMetric::OrganizationPresence,
            UserAggregateMetric::AgentRoutingStatus,
        ];
        let mut body = UserAggregationQuery::new(span.to_string(), metrics);
        if dice.below(2) == 0 {
            body.group_by = Some(vec![UserDimension::UserId]);
        }
        let whole = added(Aggregation::read(&body).unwrap(), now, &records);
        body.granularity = Some((*dice.one_of(PERIODS)).to_owned());
        body.time_zone = Some((*dice.one_of(ZONES)).to_owned());
        let parts = added(Aggregation::read(&body).unwrap(), now, &records);
        assert_eq!(parts, whole, "{span} {:?} {:?}", body.granularity, body.time_zone);
        // Definitions share out what their system presence has.
        let of = |metric: &str| -> i64 {
            let named = whole.iter().filter(|(name, _)| name.contains(metric));
            named.map(|(_, sum)| sum).sum()
        };
        assert_eq!(of("tSystemPresence"), of("tOrganizationPresence"));
    }
}

#[test]
fn a_period_that_cuts_the_interval_too_small_is_refused() {
    let years = Span::parse("2000-01-01T00:00:00Z/2026-01-01T00:00:00Z").unwrap();
    let wrong = Buckets::cut(years, Some("PT30M"), None).unwrap_err();
    assert!(format!("{wrong:?}").contains("20000 buckets"), "{wrong:?}");
    assert_eq!(Buckets::cut(years, Some("P1Y"), None).unwrap().len(), 26);
}
