//! Instants on the wire.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
///
/// Written as `2026-01-02T03:04:05.678Z`; read from any ISO-8601 instant with an offset, with or
/// without fractions of a second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(i64);

impl DateTime {
    /// The instant so many milliseconds after 1970-01-01T00:00:00Z.
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn milliseconds(self) -> i64 {
        self.0
    }

    /// The instant `seconds` later.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The instant `milliseconds` later.
    #[must_use]
    pub const fn plus_milliseconds(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }
}

impl DateTime {
    /// An instant that may lack its offset from UTC, which is zero then: so the ends of intervals
    /// are written in the API's examples.
    pub fn parse_in_utc(text: &str) -> Option<Self> {
        let in_utc = || text.parse::<civil::DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
        let instant = text.parse::<Timestamp>().ok();
        let instant = instant.or_else(|| Some(in_utc()?.timestamp()))?;
        Some(Self(instant.as_millisecond()))
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = Timestamp::from_millisecond(self.0).map_err(|_| fmt::Error)?;
        let civil = instant.to_zoned(TimeZone::UTC).datetime();
        write!(f, "{civil:.3}Z")
    }
}

impl FromStr for DateTime {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.parse::<Timestamp>()?.as_millisecond()))
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// An instant as those resources tell it that know no fractions of a second:
/// `2026-01-02T03:04:05Z`. What is finer is cut off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WholeSecond(i64);

impl From<DateTime> for WholeSecond {
    fn from(instant: DateTime) -> Self {
        Self(instant.milliseconds().div_euclid(1000))
    }
}

impl fmt::Display for WholeSecond {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let instant = Timestamp::from_second(self.0).map_err(|_| fmt::Error)?;
        write!(f, "{}Z", instant.to_zoned(TimeZone::UTC).datetime())
    }
}

impl Serialize for WholeSecond {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WholeSecond {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        DateTime::deserialize(from).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_utc_with_milliseconds() {
        for (read, written) in [
            ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"),
            ("2026-11-22T06:38:11.174804+00:00", "2026-11-22T06:38:11.174Z"),
            ("2026-01-02T03:04:05.678+02:00", "2026-01-02T01:04:05.678Z"),
        ] {
            assert_eq!(read.parse::<DateTime>().unwrap().to_string(), written);
        }
    }

    #[test]
    fn a_whole_second_has_no_fraction() {
        let instant = "2026-01-02T03:04:05.678Z".parse::<DateTime>().unwrap();
        let second = WholeSecond::from(instant);
        assert_eq!(second.to_string(), "2026-01-02T03:04:05Z");
        let read: WholeSecond = serde_json::from_str("\"2026-01-02T03:04:05Z\"").unwrap();
        assert_eq!(read, second);
    }

    #[test]
    fn a_date_alone_is_no_instant() {
        assert!("2026-01-02".parse::<DateTime>().is_err());
    }
}
