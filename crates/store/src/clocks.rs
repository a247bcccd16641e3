//! Two kinds of time, which types keep apart: the server's, and an organization's.
//!
//! An organization's clock may be offset from the server's, or stopped, so that tests can move it.
//! Everything that users see or that ends for them goes by the organization's clock, whose times are
//! [`DateTime`]s. What belongs to the server alone goes by [`ServerTime`]: the outbox, due work,
//! rate limits.

use std::{fmt, str::FromStr};

use api::DateTime;

/// An instant by the server's clock: milliseconds since 1970-01-01T00:00:00Z. It is no [`DateTime`];
/// [`OrganizationClock::at`] is the only way from one to the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServerTime(i64);

impl fmt::Display for ServerTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        DateTime::from_milliseconds(self.0).fmt(f)
    }
}

impl FromStr for ServerTime {
    type Err = <DateTime as FromStr>::Err;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        Ok(Self(text.parse::<DateTime>()?.milliseconds()))
    }
}

impl ServerTime {
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
}

/// The clock of an organization: so far from the server's, or stopped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OrganizationClock {
    /// Milliseconds from the server's time to the organization's.
    pub offset: i64,
    /// The time at which it stands still, if it does.
    pub stopped_at: Option<DateTime>,
}

impl OrganizationClock {
    /// The organization's time when it is `server` on the server.
    pub fn at(self, server: ServerTime) -> DateTime {
        let moved = DateTime::from_milliseconds(server.0).plus_milliseconds(self.offset);
        self.stopped_at.unwrap_or(moved)
    }

    /// The clock as it is stored, in milliseconds.
    pub(crate) fn stored(offset: i64, stopped_at: Option<i64>) -> Self {
        Self { offset, stopped_at: stopped_at.map(DateTime::from_milliseconds) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organizations_clock_is_offset_or_stands_still() {
        let server = ServerTime::from_milliseconds(1_000);
        let at = |offset, stopped: Option<i64>| {
            let stopped_at = stopped.map(DateTime::from_milliseconds);
            OrganizationClock { offset, stopped_at }.at(server).milliseconds()
        };
        assert_eq!([at(0, None), at(-400, None), at(5, Some(77))], [1_000, 600, 77]);
    }
}
