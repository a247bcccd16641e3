//! Tokens as they were issued.

use std::time::Duration;

use tokio::time::Instant;

use crate::secret::Secret;

/// An access token and what came with it. `Debug` shows none of them.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub(super) access: Secret,
    pub(super) refresh: Option<Secret>,
    expires_in: Option<Duration>,
    renew_at: Option<Instant>,
}

impl Tokens {
    /// A token at hand, of which nothing else is known.
    pub(crate) fn ready(access: impl Into<String>) -> Self {
        Self { access: Secret::new(access), refresh: None, expires_in: None, renew_at: None }
    }

    /// Tokens issued just now.
    pub(super) fn issued(
        access: String,
        refresh: Option<String>,
        expires_in: Option<Duration>,
    ) -> Self {
        // Early enough for a request under way and for clocks that differ a little.
        let until_renewal =
            expires_in.map(|life| life.saturating_sub((life / 10).min(Duration::from_mins(1))));
        Self {
            access: Secret::new(access),
            refresh: refresh.map(Secret::new),
            expires_in,
            renew_at: until_renewal.and_then(|wait| Instant::now().checked_add(wait)),
        }
    }

    /// Is it time to renew them?
    pub(super) fn are_due(&self) -> bool {
        self.renew_at.is_some_and(|at| at <= Instant::now())
    }

    /// The access token, which goes into the header `Authorization: Bearer …`.
    pub fn access_token(&self) -> &str {
        self.access.reveal()
    }

    /// The refresh token, when there is one.
    pub fn refresh_token(&self) -> Option<&str> {
        self.refresh.as_ref().map(Secret::reveal)
    }

    /// How long the access token lived from when it was issued.
    pub fn expires_in(&self) -> Option<Duration> {
        self.expires_in
    }
}
