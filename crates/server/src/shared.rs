//! What all requests share.

use store::Db;
use tokio::sync::Notify;

use crate::{
    access::Authorities, clock::Clock, hasher::Hasher, http_options::HttpOptions, limits::Limits,
    metrics::Metrics,
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
    /// What is counted for whoever runs the server.
    pub(crate) metrics: Metrics,
    /// How requests are answered.
    pub(crate) options: HttpOptions,
    /// Answers leave over TLS.
    pub(crate) is_secure: bool,
    /// Hashes passwords, as many at once as there are cores.
    pub(crate) hasher: Hasher,
    /// Can mail leave this server?
    pub(crate) sends_mail: bool,
    /// Wakes what sends mail: there is some.
    pub(crate) mail_is_due: Notify,
}
