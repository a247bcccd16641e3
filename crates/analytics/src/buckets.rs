//! The parts into which an interval is cut.
//!
//! Buckets follow each other from the start of the interval, each a period long: days, weeks, months
//! and years by the calendar of the time zone, so that a day may have 23 or 25 hours; hours and
//! minutes as they pass. The last one ends with the interval.

use api::DateTime;
use jiff::{SignedDuration, Span as Period, Timestamp, Zoned, tz::TimeZone};

use crate::{Span, Wrong};

/// The shortest period, in milliseconds.
pub const FINEST: i64 = 30 * 60 * 1000;

/// The most buckets: a year of half hours has fewer.
const MOST: usize = 20_000;

const MILLISECONDS_OF_A_DAY: i64 = 86_400_000;

/// The parts into which an interval is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buckets {
    /// Where each begins, in milliseconds, and where the last one ends.
    bounds: Vec<i64>,
}

impl Buckets {
    /// Cuts an interval into buckets of this length, an ISO-8601 period; none is the whole interval.
    pub fn cut(span: Span, granularity: Option<&str>, zone: Option<&str>) -> Result<Self, Wrong> {
        let zone = time_zone(zone)?;
        let (from, until) = (span.from.milliseconds(), span.until.milliseconds());
        let Some(text) = granularity else { return Ok(Self { bounds: vec![from, until] }) };
        let step = Step::parse(text)?;
        let mut bounds = vec![from];
        match step {
            Step::Time(length) => {
                let later = (1..).map_while(|number| from.checked_add(length.checked_mul(number)?));
                bounds.extend(later.take_while(|bound| *bound < until).take(MOST));
            }
            Step::Calendar(period) => {
                let begin = Timestamp::from_millisecond(from).ok().map(|at| at.to_zoned(zone));
                // Past the end of the calendar there is no bound.
                let later = (1..).map_while(|number| after(begin.as_ref()?, period, number));
                bounds.extend(later.take_while(|bound| *bound < until).take(MOST));
            }
        }
        if bounds.len() > MOST {
            let allowed = format!("a period that cuts the interval into at most {MOST} buckets");
            return Err(Wrong::invalid("granularity", text, allowed));
        }
        bounds.push(until);
        Ok(Self { bounds })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.bounds.len() - 1
    }

    /// Is there none? There is one at least.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Each bucket, in order.
    pub fn iter(&self) -> impl Iterator<Item = Span> + '_ {
        self.bounds.windows(2).filter_map(|pair| match pair {
            [from, until] => Some(Span {
                from: DateTime::from_milliseconds(*from),
                until: DateTime::from_milliseconds(*until),
            }),
            _ => None,
        })
    }

    /// The buckets from a time on.
    pub(crate) fn from(&self, start: i64) -> Later<'_> {
        let place = self.bounds.partition_point(|bound| *bound <= start).saturating_sub(1);
        Later { bounds: &self.bounds, place }
    }

    /// Tells how many milliseconds of a time, from its start up to its end, lie in which bucket.
    pub(crate) fn share(&self, (start, end): (i64, i64), mut tell: impl FnMut(usize, i64)) {
        let first = self.bounds.partition_point(|bound| *bound <= start).saturating_sub(1);
        for (place, pair) in self.bounds.windows(2).enumerate().skip(first) {
            let [from, until] = pair else { return };
            if *from >= end {
                return;
            }
            let shared = end.min(*until) - start.max(*from);
            if shared > 0 {
                tell(place, shared);
            }
        }
    }
}

/// Buckets that are gone through from one on.
pub(crate) struct Later<'b> {
    bounds: &'b [i64],
    place: usize,
}

impl Later<'_> {
    /// Tells what [`Buckets::share`] tells, of times each of which begins no earlier than the last.
    #[inline]
    pub(crate) fn share(&mut self, (mut start, end): (i64, i64), mut tell: impl FnMut(usize, i64)) {
        while start < end {
            let Some(until) = self.bounds.get(self.place + 1) else { return };
            if *until <= start {
                self.place += 1;
                continue;
            }
            let until = end.min(*until);
            tell(self.place, until - start);
            start = until;
        }
    }
}

/// How far one bucket is from the next.
#[derive(Clone, Copy)]
enum Step {
    /// So many milliseconds.
    Time(i64),
    /// Days, weeks, months or years of the calendar, and the hours and minutes that may follow them.
    Calendar(Period),
}

impl Step {
    fn parse(text: &str) -> Result<Self, Wrong> {
        let wrong = |allowed: &str| Wrong::invalid("granularity", text, allowed);
        let form = "an ISO-8601 period from PT30M up, such as PT30M, PT1H, P1D, P1W or P1M";
        let period: Period = text.trim().parse().map_err(|_| wrong(form))?;
        if period.is_negative() {
            return Err(wrong(form));
        }
        let has_calendar = (period.get_years(), period.get_months()) != (0, 0)
            || (period.get_weeks(), period.get_days()) != (0, 0);
        if has_calendar {
            return Ok(Self::Calendar(period));
        }
        let time = SignedDuration::try_from(period).map_err(|_| wrong(form))?;
        let time = i64::try_from(time.as_millis()).map_err(|_| wrong(form))?;
        match time {
            ..FINEST => Err(wrong("a period of at least PT30M")),
            time if MILLISECONDS_OF_A_DAY % time != 0 && time % MILLISECONDS_OF_A_DAY != 0 => {
                Err(wrong(
                    "a period of hours and minutes that divides a day, such as PT30M, PT1H or PT8H",
                ))
            }
            time => Ok(Self::Time(time)),
        }
    }
}

/// Where the bucket with this number begins.
fn after(begin: &Zoned, period: Period, number: i64) -> Option<i64> {
    let far = period.checked_mul(number).ok()?;
    Some(begin.checked_add(far).ok()?.timestamp().as_millisecond())
}

/// The time zone of a name, or of an offset such as `+02:00`; UTC by default.
fn time_zone(name: Option<&str>) -> Result<TimeZone, Wrong> {
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
        return Ok(TimeZone::UTC);
    };
    let offset = || {
        let date: jiff::civil::DateTime = jiff::civil::date(2000, 1, 1).at(0, 0, 0, 0);
        let text = format!("{date}{name}");
        let parsed = jiff::fmt::temporal::Pieces::parse(&text).ok()?;
        parsed.to_numeric_offset().map(TimeZone::fixed)
    };
    let found = jiff::tz::TimeZoneDatabase::bundled()
        .get(name)
        .ok()
        .or_else(|| name.starts_with(['+', '-']).then(offset).flatten());
    found.ok_or_else(|| {
        Wrong::invalid(
            "timeZone",
            name,
            "the name of a time zone, such as Europe/Berlin, or an offset such as +02:00",
        )
    })
}
