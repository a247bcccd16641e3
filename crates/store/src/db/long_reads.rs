//! Reads that take long: on blocking threads, a few at once, a few more waiting.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use super::tx::Tx;
use crate::error::{Error, Result};

/// How many long reads run at once, and how many wait.
pub(super) struct LongReads {
    running: Arc<Semaphore>,
    waiting: Semaphore,
}

impl LongReads {
    /// So many at once; four times as many may wait.
    pub(super) fn new(at_once: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(at_once)),
            waiting: Semaphore::new(at_once.saturating_mul(4)),
        }
    }

    /// Runs the work on a blocking thread, so that it holds no worker of the runtime up.
    pub(super) async fn run<T, E, F, S>(
        &self,
        snapshot: impl FnOnce() -> S + Send + 'static,
        work: F,
    ) -> Result<T, E>
    where
        S: Future<Output = Result<Tx>>,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let permit = match Arc::clone(&self.running).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                let full = "too many long reads are waiting";
                let refused = |_| Error::Unavailable(full.to_owned());
                let _place = self.waiting.try_acquire().map_err(refused)?;
                let permit = Arc::clone(&self.running).acquire_owned().await;
                permit.map_err(|_| Error::closed())?
            }
        };
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            Handle::current().block_on(async move {
                let mut tx = snapshot().await?;
                let answer = work(&mut tx).await;
                tx.verdict(answer)
            })
        });
        task.await.unwrap_or_else(|_| Err(Error::panicked().into()))
    }
}
