//! The time that a question is about.

use std::fmt;

use api::DateTime;

use crate::Wrong;

const MILLISECONDS_OF_A_DAY: i64 = 86_400_000;

/// The time that a question is about: from its start up to, not including, its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Its beginning.
    pub from: DateTime,
    /// Its end.
    pub until: DateTime,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.from, self.until)
    }
}

impl Span {
    /// Reads the field `interval`: both ends in ISO-8601, with a slash between. Each may have an
    /// offset from UTC, and is in UTC without one.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        let wrong = |allowed: &str| Wrong::invalid("interval", text, allowed);
        let ends = text.split_once('/').and_then(|(from, until)| {
            let end = |text: &str| DateTime::parse_in_utc(text.trim());
            Some(Self { from: end(from)?, until: end(until)? })
        });
        let span = ends.ok_or_else(|| {
            wrong(
                "two ISO-8601 instants with a slash between, such as \
                 2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z",
            )
        })?;
        if span.from >= span.until {
            return Err(wrong("an interval whose start is before its end"));
        }
        Ok(span)
    }

    /// Refuses one that is longer than so many days of 24 hours; `what` says when that holds.
    pub fn within_days(self, days: i64, what: &str) -> Result<Self, Wrong> {
        if self.length() > days * MILLISECONDS_OF_A_DAY {
            let allowed = format!("an interval of at most {days} days{what}");
            return Err(Wrong::invalid("interval", &self, allowed));
        }
        Ok(self)
    }

    /// Its length in milliseconds.
    pub fn length(self) -> i64 {
        self.until.milliseconds().saturating_sub(self.from.milliseconds())
    }
}
