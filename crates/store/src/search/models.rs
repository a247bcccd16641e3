//! The models of all organizations.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ::search::{Compiled, Found, Model, Query, Scope};
use tokio::sync::Semaphore;

use super::{
    collections::{ALL, Collection},
    pending::Needs,
    slot::Slot,
};
use crate::{Change, Changed, Db, Error, Follower, Lost, Order, Result};

/// How search models are kept.
#[derive(Debug, Clone, Copy)]
pub struct SearchOptions {
    /// Models that were used longest ago go when all of them take more bytes than this.
    pub most_bytes: usize,
    /// A model goes when nothing was searched for so long.
    pub idle: Duration,
    /// Searches that take long, at once.
    pub at_once: usize,
}

impl Default for SearchOptions {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { most_bytes: 1 << 30, idle: Duration::from_mins(10), at_once: cores }
    }
}

/// Ends a search when its caller leaves.
struct GivesUp(Arc<AtomicBool>);

impl Drop for GivesUp {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// In a model of more documents, a search leaves the thread of the request to others.
const SMALL: usize = 20_000;

/// Models by organization, in the places of their collections.
type Slots = HashMap<Arc<str>, [Option<Arc<Slot>>; ALL.len()]>;

/// The search models of all organizations. A follower of commits: see the module.
pub struct Models {
    slots: Mutex<Slots>,
    long: Arc<Semaphore>,
    options: SearchOptions,
}

impl Models {
    /// None yet.
    pub fn new(options: SearchOptions) -> Self {
        let long = Arc::new(Semaphore::new(options.at_once));
        Self { slots: Mutex::default(), long, options }
    }

    /// The model with all that was committed before this is called, for a search by these criteria.
    /// It may have to be read from the database first: no snapshot should be open meanwhile.
    pub async fn current(
        &self,
        db: &Db,
        (organization, collection): (&str, Collection),
        criteria: &Compiled,
    ) -> Result<Arc<Model>> {
        let needs = if criteria.mentions_statuses() { Needs::Statuses } else { Needs::Documents };
        let slot = self.slot(organization, collection);
        let model = slot.current(db, needs).await;
        self.bound(&slot);
        model
    }

    pub(super) fn slot(&self, organization: &str, collection: Collection) -> Arc<Slot> {
        let mut slots = self.slots();
        if let Some(Some(slot)) = slots.get(organization).map(|of| &of[collection.place()]) {
            return slot.clone();
        }
        let organization: Arc<str> = organization.into();
        let slot = Arc::new(Slot::new(organization.clone(), collection));
        slots.entry(organization).or_default()[collection.place()] = Some(slot.clone());
        slot
    }

    /// Searches a model: a small one in place, a large one beside the threads that answer requests.
    pub async fn search(&self, model: Arc<Model>, query: Query, scope: Scope) -> Result<Found> {
        if model.len() <= SMALL {
            return Ok(model.search(&query, &scope));
        }
        let _gone = GivesUp(scope.given_up.clone());
        let permit = self.long.clone().acquire_owned().await.map_err(|_| Error::closed())?;
        let searched = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            model.search(&query, &scope)
        });
        searched.await.map_err(|_| Error::panicked())
    }

    /// Lets go of models that nobody has used for a while.
    pub fn drop_idle(&self) {
        self.drop_unused_for(self.options.idle);
    }

    /// Lets go of models that nobody has used for this long.
    pub fn drop_unused_for(&self, time: Duration) {
        self.retain(|slot| slot.idle() < time);
    }

    /// About how many bytes all models take.
    pub fn bytes(&self) -> usize {
        self.slots().values().flatten().flatten().map(|slot| slot.bytes()).sum()
    }

    /// Lets go of those that were used longest ago, as long as there is not enough room.
    fn bound(&self, current: &Arc<Slot>) {
        let mut excess = self.bytes().saturating_sub(self.options.most_bytes);
        while excess > 0 {
            let oldest = {
                let slots = self.slots();
                let others = slots.values().flatten().flatten();
                let others = others.filter(|slot| !Arc::ptr_eq(slot, current) && slot.bytes() > 0);
                others.max_by_key(|slot| slot.idle()).cloned()
            };
            let Some(oldest) = oldest else { return };
            excess = excess.saturating_sub(oldest.bytes());
            self.retain(|slot| !Arc::ptr_eq(slot, &oldest));
        }
    }

    fn retain(&self, stays: impl Fn(&Arc<Slot>) -> bool) {
        self.slots().retain(|_, of| {
            for slot in of.iter_mut() {
                *slot = slot.take().filter(&stays);
            }
            of.iter().any(Option::is_some)
        });
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Follower for Models {
    fn name(&self) -> &'static str {
        "search models"
    }

    fn hear(&self, changes: &[Change]) {
        let mut slots = self.slots();
        for change in changes {
            if change.what == Changed::OrganizationGone {
                slots.remove(&change.organization);
            }
            let Some(of) = slots.get(&change.organization) else { continue };
            for slot in of.iter().flatten() {
                slot.collection.hear(&change.what, &mut slot.pending());
            }
        }
    }

    fn lost(&self, organization: Option<&str>, _: Lost) {
        match organization {
            Some(organization) => drop(self.slots().remove(organization)),
            None => self.slots().clear(),
        }
    }

    fn order(&self) -> Order {
        Order::Keyed
    }
}

impl fmt::Debug for Models {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "search models of {} organizations", self.slots().len())
    }
}
