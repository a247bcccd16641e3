//! What is known of a user: one record for each time during which something stayed the same.

use api::DateTime;

/// What a record tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The presence.
    Presence,
    /// The routing status.
    Routing,
}

impl Kind {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Presence, Self::Routing];

    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Presence => "presence",
            Self::Routing => "routing",
        }
    }
}

/// A time during which something of a user stayed the same: from its start up to, not including, its
/// end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    /// What it tells of.
    pub kind: Kind,
    /// Its beginning.
    pub start: DateTime,
    /// Its end; none while it lasts.
    pub end: Option<DateTime>,
    /// The system presence in upper case, or the routing status.
    pub value: &'a str,
    /// The id of the presence definition; none of a routing status.
    pub definition: Option<&'a str>,
}

impl Record<'_> {
    /// How long it is, in milliseconds, or was by now.
    pub(crate) fn length(&self, now: DateTime) -> i64 {
        self.end.unwrap_or(now).milliseconds().saturating_sub(self.start.milliseconds()).max(0)
    }
}
