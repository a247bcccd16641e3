//! The model of one collection of one organization.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ::search::{Id, Model, Status};
use futures_util::FutureExt as _;
use tokio::sync::Mutex as AsyncMutex;

use super::{
    collections::Collection,
    pending::{Needs, Noted, Pending},
    too_large,
};
use crate::{Db, Error, Result};

/// A model, and what has to be read again before it is true.
pub(super) struct Slot {
    organization: Arc<str>,
    pub(super) collection: Collection,
    pending: Mutex<Pending>,
    model: AsyncMutex<Option<Arc<Model>>>,
    used: Mutex<Instant>,
    bytes: AtomicUsize,
    merges: AtomicBool,
}

/// What was taken to be read, and goes back if that fails or nobody waits for it any more.
struct Taken<'s> {
    slot: &'s Slot,
    pending: Option<Pending>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if let Some(pending) = self.pending.take() {
            self.slot.pending().and(pending);
        }
    }
}

impl Slot {
    pub(super) fn new(organization: Arc<str>, collection: Collection) -> Self {
        Self {
            organization,
            collection,
            pending: Mutex::default(),
            model: AsyncMutex::default(),
            used: Mutex::new(Instant::now()),
            bytes: AtomicUsize::new(0),
            merges: AtomicBool::new(false),
        }
    }

    pub(super) fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// For how long nobody has asked for it.
    pub(super) fn idle(&self) -> Duration {
        self.used.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }

    /// The model with all that was committed before this was called.
    pub(super) async fn current(self: &Arc<Self>, db: &Db, needs: Needs) -> Result<Arc<Model>> {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        {
            // Whoever reads again holds the lock, so nothing is pending that is not in the model.
            let model = self.model.lock().await;
            if let Some(model) = model.as_ref().filter(|_| self.pending().is_empty(needs)) {
                return Ok(model.clone());
            }
        }
        // A task of its own: a caller that leaves must not make the next one begin again.
        let (slot, db) = (Arc::clone(self), db.clone());
        let task = tokio::spawn(async move { slot.renew(&db, needs).await });
        task.await.unwrap_or_else(|_| Err(Error::panicked()))
    }

    async fn renew(self: Arc<Self>, db: &Db, needs: Needs) -> Result<Arc<Model>> {
        let mut model = self.model.lock().await;
        let mut taken = Taken { slot: &self, pending: Some(self.pending().take(needs)) };
        let pending = taken.pending.get_or_insert_default();
        let mut new = match &*model {
            Some(model) if pending.is_empty(needs) => return Ok(model.clone()),
            Some(before) if !pending.rows.all => self.read_again(db, before, pending).await?,
            _ => {
                // Two of them would take twice the room.
                *model = None;
                let built = self.build(db).await?;
                match needs {
                    Needs::Statuses => pending.statuses.all(),
                    Needs::Documents => self.pending().statuses.all(),
                }
                built
            }
        };
        if self.collection.has_statuses() && !pending.statuses.is_empty() {
            new = self.read_statuses(db, new, &pending.statuses).await?;
        }
        let new = Arc::new(new);
        taken.pending = None;
        drop(taken);
        self.bytes.store(new.bytes(), Ordering::Relaxed);
        *model = Some(new.clone());
        drop(model);
        self.merge(&new);
        Ok(new)
    }

    pub(super) async fn build(&self, db: &Db) -> Result<Model> {
        let (organization, collection) = (self.organization.clone(), self.collection);
        let started = Instant::now();
        let model = db
            .long_read(move |tx| {
                tx.enter(&organization);
                async move { collection.build(tx).await }.boxed()
            })
            .await?;
        let (organization, took) = (&*self.organization, started.elapsed());
        tracing::debug!(organization, ?collection, ?model, ?took, "a search model was read");
        Ok(model)
    }

    async fn read_again(&self, db: &Db, before: &Model, pending: &Pending) -> Result<Model> {
        let mut tx = db.snapshot().await?;
        tx.enter(&self.organization);
        let mut ids: Vec<Id> = pending.rows.sorted();
        let mut labelled = None;
        if pending.labels {
            let labels = self.collection.labels(&mut tx).await?;
            let renamed = before.labelled(labels);
            // Nobody says who belonged to a group that is gone.
            self.collection
                .followed()
                .iter()
                .for_each(|column| ids.extend(renamed.orphans(*column)));
            labelled = Some(renamed);
        }
        ids.sort_unstable();
        ids.dedup();
        let documents = self.collection.some(&mut tx, &ids).await?;
        labelled.as_ref().unwrap_or(before).with(&ids, documents).map_err(too_large)
    }

    /// Reads what rows have of the fields that are kept beside the documents.
    async fn read_statuses(&self, db: &Db, before: Model, noted: &Noted) -> Result<Model> {
        let (organization, collection) = (self.organization.clone(), self.collection);
        if !noted.all {
            let mut tx = db.snapshot().await?;
            tx.enter(&organization);
            let statuses = collection.statuses(&mut tx, &noted.sorted()).await?;
            return before.with_statuses(statuses).map_err(too_large);
        }
        db.long_read(move |tx| {
            tx.enter(&organization);
            let mut model = before.without_statuses();
            async move {
                let take = |statuses| {
                    model = model.with_statuses(statuses).map_err(too_large)?;
                    Ok(())
                };
                collection.each_status(tx, take).await?;
                Ok(model)
            }
            .boxed()
        })
        .await
    }

    /// Documents that have something else now of these fields than the model says.
    pub(super) async fn different_statuses(&self, db: &Db, model: Arc<Model>) -> Result<Vec<Id>> {
        let (organization, collection) = (self.organization.clone(), self.collection);
        db.long_read(move |tx| {
            tx.enter(&organization);
            let (model, mut different) = (model.clone(), Vec::new());
            async move {
                let take = |statuses: Vec<Status>| {
                    let otherwise =
                        statuses.iter().filter(|status| model.status(status.id) != **status);
                    different.extend(otherwise.map(|status| status.id));
                    Ok(())
                };
                collection.each_status(tx, take).await?;
                Ok(different)
            }
            .boxed()
        })
        .await
    }

    /// Merges a model of many parts beside the searches.
    fn merge(self: &Arc<Self>, before: &Arc<Model>) {
        if !before.wants_merging() || self.merges.swap(true, Ordering::Relaxed) {
            return;
        }
        let (slot, before) = (Arc::clone(self), before.clone());
        tokio::spawn(async move {
            let old = before.clone();
            let merged = tokio::task::spawn_blocking(move || old.merged()).await;
            if let Ok(Ok(merged)) = merged {
                let mut model = slot.model.lock().await;
                if let Some(current) = &mut *model {
                    *current = Arc::new(current.adopt(&before, &merged));
                    slot.bytes.store(current.bytes(), Ordering::Relaxed);
                }
            }
            slot.merges.store(false, Ordering::Relaxed);
        });
    }
}
