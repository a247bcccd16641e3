//! Who works when: time zone, shift and days off, all of it from the seed and the user's id.

use api::DateTime;
use jiff::{Error, Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use store::presence::{intervals::Interval, machine::Event, played::Played};

use super::{
    chance::{between, sequence},
    day::Day,
};
use gate::random::Random;

/// Where people of a contact centre sit.
const ZONES: [&str; 8] = [
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Manila",
    "Australia/Sydney",
];

/// The hours at which shifts begin, the usual ones more often. The last ones go past midnight.
const SHIFTS: [i8; 10] = [7, 8, 8, 9, 9, 10, 12, 14, 17, 22];

/// Of so many working days one is missed, for illness or leave.
const DAYS_TO_A_MISSED_ONE: usize = 25;

/// A user at work.
#[derive(Debug)]
pub(super) struct Agent {
    seed: u64,
    user: String,
    zone: &'static str,
    /// The local hour at which the shift begins.
    hour: i8,
    /// The first of two days off, counted from Monday.
    off: i8,
    /// How long conversations take, in hundredths of what is usual.
    pace: i64,
}

impl Agent {
    pub(super) fn new(seed: u64, user: &str) -> Self {
        let mut random = sequence(seed, user, "agent");
        let pick = |random: &mut Random, from: i64, to: i64| between(random, from, to);
        let zone = ZONES[random.below(ZONES.len())];
        let hour = SHIFTS[random.below(SHIFTS.len())];
        // Half of them are off at the weekend.
        let off = if random.below(2) == 0 { 5 } else { pick(&mut random, 0, 6) };
        let pace = pick(&mut random, 75, 135);
        let off = i8::try_from(off).unwrap_or_default();
        Self { seed, user: user.to_owned(), zone, hour, off, pace }
    }

    /// What the agent did on so many days up to yesterday, and when the first of them began.
    pub(super) fn days(
        &self,
        days: u32,
        now: Timestamp,
    ) -> Result<(DateTime, Vec<Interval>), Error> {
        let zone = TimeZone::get(self.zone)?;
        let today = now.to_zoned(zone.clone()).date();
        let first = today.checked_sub(i64::from(days).days())?;
        let begin = time(first.to_zoned(zone.clone())?.timestamp());
        let mut played = Played::new(begin);
        for date in first.series(1.day()).take_while(|date| *date < today) {
            let mut random = sequence(self.seed, &self.user, &date.to_string());
            if self.is_off(date) || random.below(DAYS_TO_A_MISSED_ONE) == 0 {
                continue;
            }
            let shift = date.at(self.hour, 0, 0, 0).to_zoned(zone.clone())?.timestamp();
            let sign_in = time(shift).plus_seconds(between(&mut random, -600, 420));
            // What the machine forbids does not take place.
            let mut happen = |event, now| {
                let done = played.happen(event, now);
                debug_assert!(done.is_ok(), "{done:?}");
            };
            Day::new(&mut happen, random, self.pace).work(sign_in);
        }
        Ok((begin, played.into_intervals()))
    }

    /// What the agent does in a shift that begins at a time, whatever the day is.
    pub(super) fn shift(&self, number: i64, sign_in: DateTime) -> Vec<(DateTime, Event)> {
        let random = sequence(self.seed, &self.user, &format!("live {number}"));
        let mut played = Vec::new();
        let mut happen = |event, now| played.push((now, event));
        Day::new(&mut happen, random, self.pace).work(sign_in);
        played
    }

    fn is_off(&self, date: Date) -> bool {
        let weekday = date.weekday().to_monday_zero_offset();
        weekday == self.off || weekday == (self.off + 1) % 7
    }
}

fn time(timestamp: Timestamp) -> DateTime {
    DateTime::from_milliseconds(timestamp.as_millisecond())
}
