//! Sends requests and repeats them as [`Retry`](crate::Retry) says.

use std::time::Duration;

use reqwest::{
    RequestBuilder,
    header::{HeaderValue, USER_AGENT},
};
use url::Url;

use crate::{
    Error, Result,
    answer::Answer,
    retry::{Twice, Waits},
};

/// Connections, addresses and patience; shared by all copies of a client.
pub(crate) struct Transport {
    pub(crate) http: reqwest::Client,
    pub(crate) api: Url,
    pub(crate) login: Url,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Option<Duration>,
    pub(crate) waits: Waits,
}

impl Transport {
    /// Sends what `make` makes until an answer is final. `passing` tells which refusals pass.
    pub(crate) async fn deliver(
        &self,
        operation: &'static str,
        twice: Twice,
        make: impl Fn() -> RequestBuilder + Send + Sync,
        passing: impl Fn(&Answer) -> bool + Send + Sync,
    ) -> Result<Answer> {
        let mut attempt = 1;
        loop {
            let wait = match self.once(make()).await {
                Ok(answer) => {
                    let wait = self.waits.after(attempt, answer.retry_after);
                    match wait.filter(|_| passing(&answer)) {
                        Some(wait) => wait,
                        None => return Ok(answer),
                    }
                }
                Err(source) => {
                    let wait = self.waits.after(attempt, None);
                    match wait.filter(|_| twice.after_failure(&source)) {
                        Some(wait) => wait,
                        None => return Err(Error::Transport { operation, source }),
                    }
                }
            };
            #[expect(clippy::disallowed_methods, reason = "waiting is the feature")]
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }

    async fn once(&self, request: RequestBuilder) -> reqwest::Result<Answer> {
        let request = request.header(USER_AGENT, self.user_agent.clone());
        let request = match self.timeout {
            Some(timeout) => request.timeout(timeout),
            None => request,
        };
        Answer::read(request.send().await?).await
    }
}
