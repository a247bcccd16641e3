//! The tokens of a client, and their renewal.

use std::{fmt, sync::Arc};

use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{
    OAuthClient, Tokens,
    endpoint::{Grant, issue},
};
use crate::{Error, Result, secret::Secret, transport::Transport};

/// Is told of all tokens issued.
pub(crate) type Announce = Arc<dyn Fn(&Tokens) + Send + Sync>;

/// How new tokens are got.
#[derive(Debug, Clone)]
pub(crate) enum Renewal {
    /// Not at all.
    Never,
    /// With id and secret.
    ClientCredentials(OAuthClient),
    /// With the refresh token, while there is one.
    Refresh(OAuthClient),
}

/// The tokens of a client.
pub(crate) struct Session {
    transport: Arc<Transport>,
    /// Locked while tokens are renewed: requests that need one meanwhile wait for that one renewal.
    state: Arc<Mutex<State>>,
    announce: Option<Announce>,
}

struct State {
    tokens: Option<Tokens>,
    refresh: Option<Secret>,
    renewal: Renewal,
}

impl Session {
    pub(crate) fn new(
        transport: Arc<Transport>,
        renewal: Renewal,
        tokens: Option<Tokens>,
        refresh: Option<Secret>,
        announce: Option<Announce>,
    ) -> Self {
        let state = State { tokens, refresh, renewal };
        Self { transport, state: Arc::new(Mutex::new(state)), announce }
    }

    /// The session of another caller, which begins with these tokens.
    pub(crate) fn with(&self, renewal: Renewal, tokens: Tokens) -> Self {
        if let (Some(announce), Renewal::Refresh(_)) = (&self.announce, &renewal) {
            announce(&tokens);
        }
        let refresh = tokens.refresh.clone();
        let (transport, announce) = (self.transport.clone(), self.announce.clone());
        Self::new(transport, renewal, Some(tokens), refresh, announce)
    }

    /// The token to send, if the caller has one.
    pub(crate) async fn token(&self) -> Result<Option<Secret>> {
        Ok(self.tokens().await?.map(|tokens| tokens.access))
    }

    /// The present tokens, renewed when it is time.
    pub(crate) async fn tokens(&self) -> Result<Option<Tokens>> {
        let state = self.state.clone().lock_owned().await;
        let useless = state.tokens.as_ref().is_none_or(Tokens::are_due);
        if useless && state.can_renew() {
            return self.renew(state).await.map(Some);
        }
        Ok(state.tokens.clone())
    }

    /// A token instead of one that was not taken; nothing when there is no other.
    pub(crate) async fn replace(&self, refused: &Secret) -> Result<Option<Secret>> {
        let state = self.state.clone().lock_owned().await;
        match &state.tokens {
            // Another request was quicker.
            Some(tokens) if tokens.access != *refused => Ok(Some(tokens.access.clone())),
            _ if state.can_renew() => Ok(Some(self.renew(state).await?.access)),
            _ => Ok(None),
        }
    }

    /// Runs as a task of its own: a caller that goes away must not take a refresh token along
    /// that the service has replaced already.
    async fn renew(&self, mut state: OwnedMutexGuard<State>) -> Result<Tokens> {
        let (transport, announce) = (self.transport.clone(), self.announce.clone());
        let renewal = tokio::spawn(async move {
            let tokens = state.issue(&transport).await?;
            state.refresh = tokens.refresh.clone().or(state.refresh.take());
            state.tokens = Some(tokens.clone());
            if let Some(announce) = announce {
                announce(&tokens);
            }
            Ok(tokens)
        });
        match renewal.await {
            Ok(renewed) => renewed,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => Err(Error::sign_in("interrupted", "the runtime is shutting down")),
        }
    }
}

impl State {
    fn can_renew(&self) -> bool {
        match self.renewal {
            Renewal::Never => false,
            Renewal::ClientCredentials(_) => true,
            Renewal::Refresh(_) => self.refresh.is_some(),
        }
    }

    async fn issue(&self, transport: &Transport) -> Result<Tokens> {
        match (&self.renewal, &self.refresh) {
            (Renewal::ClientCredentials(client), _) => {
                issue(transport, client, &Grant::ClientCredentials).await
            }
            (Renewal::Refresh(client), Some(token)) => {
                issue(transport, client, &Grant::Refresh(token)).await
            }
            _ => Err(Error::sign_in("no_credentials", "there is nothing to sign in with")),
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}
