//! What signing in needs beside what all requests share.

use std::{ops::Deref, sync::Arc};

use axum::extract::FromRef;
use tokio::sync::Notify;

use crate::{mail::Mailer, throttle::Throttle};
use gate::shared::Shared;

/// What signing in needs. Clones are the same.
#[derive(Clone)]
pub struct Identity(Arc<Parts>);

/// What [`Identity`] holds.
pub struct Parts {
    /// What all requests share.
    pub shared: Arc<Shared>,
    /// How often programs may come for tokens.
    pub throttle: Throttle,
    /// How mail is sent; none if it is not configured.
    pub mail: Option<Mailer>,
    /// Notified when there is mail to be sent.
    pub mail_is_due: Arc<Notify>,
}

impl Identity {
    /// Puts it together.
    pub fn new(shared: Arc<Shared>, mail: Option<Mailer>, mail_is_due: Arc<Notify>) -> Self {
        let throttle = Throttle::new(shared.options.token_rate_limit);
        Self(Arc::new(Parts { shared, throttle, mail, mail_is_due }))
    }
}

impl Deref for Identity {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<Identity> for Arc<Shared> {
    fn from_ref(identity: &Identity) -> Self {
        identity.shared.clone()
    }
}
