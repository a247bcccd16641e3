//! What all requests share.

use std::sync::Arc;

use store::{Db, search::Models};

use crate::{
    access::Authorities, clock::Clock, hasher::Hasher, limits::Limits, metrics::Metrics,
    options::HttpOptions,
};

/// What all requests share.
pub struct Shared {
    /// The data.
    pub db: Db,
    /// What is searched, in memory.
    pub models: Arc<Models>,
    /// The time.
    pub clock: Clock,
    /// What subjects hold.
    pub authorities: Authorities,
    /// How often each token may call.
    pub limits: Limits,
    /// Counters for operators.
    pub metrics: Metrics,
    /// How requests are answered.
    pub options: HttpOptions,
    /// Answers leave over TLS.
    pub is_secure: bool,
    /// Hashes passwords, as many at once as there are cores.
    pub hasher: Hasher,
    /// Can mail leave this server?
    pub sends_mail: bool,
}
