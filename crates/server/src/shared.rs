//! What all requests share.

use store::Db;

use crate::{
    access::Authorities, clock::Clock, limits::Limits, mail::Mailer, metrics::Metrics,
    oauth::Throttle, options::HttpOptions, passwords::Hasher,
};

/// What all requests share.
pub(crate) struct Shared {
    /// The data.
    pub(crate) db: Db,
    /// The time.
    pub(crate) clock: Clock,
    /// What subjects hold.
    pub(crate) authorities: Authorities,
    /// How often each token may call.
    pub(crate) limits: Limits,
    /// How often programs may come for tokens.
    pub(crate) throttle: Throttle,
    /// What is counted for whoever runs the server.
    pub(crate) metrics: Metrics,
    /// How requests are answered.
    pub(crate) options: HttpOptions,
    /// Answers leave over TLS.
    pub(crate) is_secure: bool,
    /// Hashes passwords, as many at once as there are cores.
    pub(crate) hasher: Hasher,
    /// How mail leaves; none where nobody said how.
    pub(crate) mail: Option<Mailer>,
}
