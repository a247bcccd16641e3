//! The clock of an organization, moved by tests and demonstrations.
//!
//! Everything that users see or that ends for them goes by it: tokens, passwords, absences,
//! intervals, due dates. It never goes back, because what has happened is dated by it.

use std::str::FromStr;

use api::DateTime;
use jiff::{Span, SpanRelativeTo};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use store::{Db, Lock, OrganizationClock, ServerTime, organizations};

use super::error::OrganizationError;
use gate::{
    audit::{Action, AuditEvent, Operator},
    clock::Clock,
    context::Context,
};
use resources::rules::organization::ORGANIZATION;

/// The latest time that a clock can be set to: a century and a half is enough for any test.
const LATEST: &str = "2200-01-01T00:00:00Z";

/// What becomes of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClockChange {
    /// Nothing; it is only shown.
    Show,
    /// It stands still.
    Freeze,
    /// It shows this time, and goes on from there unless it stands still.
    Set(DateTime),
    /// It shows so much later.
    Advance(Period),
    /// It goes on from where it stands.
    Resume,
}

/// A length of time, in milliseconds. Its text is ISO 8601, such as `PT8H` or `P1DT30M`; days have
/// 24 hours, and months and years, which have no one length, are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period(i64);

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let form =
            || "write a period such as `PT8H`, `PT90S` or `P7D`, longer than nothing".to_owned();
        let span: Span = text.parse().map_err(|_| form())?;
        let days = SpanRelativeTo::days_are_24_hours();
        let length = span.to_duration(days).map_err(|_| form())?;
        match i64::try_from(length.as_millis()) {
            Ok(milliseconds @ 1..) => Ok(Self(milliseconds)),
            _ => Err(form()),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("PT{}.{:03}S", self.0 / 1000, self.0 % 1000))
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// What a clock shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClockShown {
    /// Id of the organization.
    pub organization_id: String,
    /// Its time.
    pub time: DateTime,
    /// Whether it stands still.
    pub frozen: bool,
    /// How far it is ahead of the server's clock, in milliseconds, when it goes.
    pub ahead_milliseconds: i64,
}

/// Changes the clock of an organization, writes that down, and answers what it shows then.
pub(crate) async fn change(
    db: &Db,
    (clock, operator): (&Clock, Operator),
    organization: &str,
    change: ClockChange,
) -> Result<ClockShown, OrganizationError> {
    let (now, id) = (clock.now(), organization.to_owned());
    db.write(move |tx| {
        let id = id.clone();
        Box::pin(async move {
            tx.lock(Lock::Organization(&id)).await?;
            let stored = super::organizations::found(tx, &id).await?;
            let (before, after) = (stored.clock, changed(stored.clock, now, change)?);
            if after != before {
                tx.enter(&id);
                organizations::set_clock(tx, after).await?;
                let mut context = Context::lend(tx, operator, after, now);
                let moved = AuditEvent::new(ORGANIZATION, Action::Update, &id)
                    .named(Some(&stored.name))
                    .with("clock", shown(&id, after, now).time.to_string())
                    .with("frozen", after.stopped_at.is_some().to_string());
                context.record(moved).await?;
            }
            Ok(shown(&id, after, now))
        })
    })
    .await
}

fn shown(id: &str, clock: OrganizationClock, now: ServerTime) -> ClockShown {
    ClockShown {
        organization_id: id.to_owned(),
        time: clock.at(now),
        frozen: clock.stopped_at.is_some(),
        ahead_milliseconds: clock.offset,
    }
}

/// The clock after the change, at this time of the server.
fn changed(
    clock: OrganizationClock,
    now: ServerTime,
    change: ClockChange,
) -> Result<OrganizationClock, OrganizationError> {
    let time = clock.at(now);
    let at = |time: DateTime, frozen: bool| OrganizationClock {
        offset: time.milliseconds() - now.milliseconds(),
        stopped_at: frozen.then_some(time),
    };
    let frozen = clock.stopped_at.is_some();
    let moved = match change {
        ClockChange::Show => return Ok(clock),
        ClockChange::Freeze => at(time, true),
        ClockChange::Resume => at(time, false),
        ClockChange::Set(to) => at(to, frozen),
        ClockChange::Advance(by) => at(time.plus_milliseconds(by.0), frozen),
    };
    let (then, latest) = (moved.at(now), LATEST.parse().unwrap_or(time));
    if then < time {
        return Err(OrganizationError::Invalid(format!(
            "the clock shows `{time}` and cannot go back to `{then}`; reset the organization to begin again"
        )));
    }
    if then > latest {
        return Err(OrganizationError::Invalid(format!(
            "the clock cannot be set to a time after `{latest}`"
        )));
    }
    Ok(moved)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: ServerTime = ServerTime::from_milliseconds(1_767_225_600_000);

    fn time(clock: OrganizationClock, seconds: i64) -> String {
        clock.at(NOW.plus_seconds(seconds)).to_string()
    }

    #[test]
    fn a_clock_is_stopped_moved_and_goes_on_from_where_it_stands() {
        let advance = ClockChange::Advance("PT8H".parse().unwrap());
        let ahead = changed(OrganizationClock::default(), NOW, advance).unwrap();
        assert_eq!(time(ahead, 1), "2026-01-01T08:00:01.000Z");
        let frozen = changed(ahead, NOW, ClockChange::Freeze).unwrap();
        assert_eq!(time(frozen, 60), "2026-01-01T08:00:00.000Z");
        let later = NOW.plus_seconds(3600);
        let set = ClockChange::Set("2026-02-01T00:00:00Z".parse().unwrap());
        let set = changed(frozen, later, set).unwrap();
        assert_eq!(time(set, 7200), "2026-02-01T00:00:00.000Z");
        let resumed = changed(set, later, ClockChange::Resume).unwrap();
        assert_eq!(time(resumed, 3600), "2026-02-01T00:00:00.000Z");
        assert_eq!(time(resumed, 3660), "2026-02-01T00:01:00.000Z");
    }

    #[test]
    fn a_clock_is_not_moved_farther_than_times_can_be_written() {
        let far = ClockChange::Advance("P3000000D".parse().unwrap());
        let refused = changed(OrganizationClock::default(), NOW, far).unwrap_err().to_string();
        assert!(refused.contains("2200-01-01"), "{refused}");
    }

    #[test]
    fn a_clock_neither_goes_back_nor_far_away() {
        for (to, words) in [("2025-12-31T23:59:59Z", "go back"), ("2200-01-02T00:00:00Z", "after")]
        {
            let set = ClockChange::Set(to.parse().unwrap());
            let refused = changed(OrganizationClock::default(), NOW, set).unwrap_err().to_string();
            assert!(refused.contains(words), "{refused}");
        }
    }

    #[test]
    fn a_period_has_a_length() {
        for (text, milliseconds) in
            [("PT8H", 28_800_000), ("P1DT0.5S", 86_400_500), ("P1W", 604_800_000)]
        {
            assert_eq!(text.parse(), Ok(Period(milliseconds)), "{text}");
        }
        for wrong in ["", "8", "P1M", "P1Y", "-PT1H", "PT0S", "PT1HX"] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }
}
