//! Does a model say what the database says?

use std::collections::HashMap;

use ::search::{Document, Id, Status};

use super::{collections::Collection, models::Models, pending::Needs};
use crate::{Db, Result};

/// What a model has otherwise than the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// What is searched.
    pub collection: Collection,
    /// The ids of what differs.
    pub ids: Vec<String>,
}

/// A difference counts when it is still there after so many looks: rows change meanwhile.
const LOOKS: usize = 5;

impl Models {
    /// Compares the model of an organization with what the database holds now; how many documents
    /// were compared, and what differs.
    pub async fn check(
        &self,
        db: &Db,
        organization: &str,
        collection: Collection,
    ) -> Result<(usize, Option<Drift>)> {
        let slot = self.slot(organization, collection);
        let model = slot.current(db, Needs::Statuses).await?;
        let stored = slot.build(db).await?;
        let mut different = model.differences(&stored);
        let compared = stored.len();
        drop(stored);
        different.extend(slot.different_statuses(db, model).await?);
        different.sort_unstable();
        different.dedup();
        for _ in 0..LOOKS {
            if different.is_empty() {
                break;
            }
            let model = slot.current(db, Needs::Statuses).await?;
            let mut tx = db.snapshot().await?;
            tx.enter(organization);
            let found = collection.some(&mut tx, &different).await?;
            let found: HashMap<Id, Document> =
                found.into_iter().map(|document| (document.id, document.normalized())).collect();
            let statuses = collection.statuses(&mut tx, &different).await?;
            let statuses: HashMap<Id, Status> =
                statuses.into_iter().map(|status| (status.id, status)).collect();
            different.retain(|id| {
                let status = statuses.get(id).cloned().unwrap_or(Status::new(*id));
                model.document(*id).as_ref() != found.get(id) || model.status(*id) != status
            });
        }
        let ids: Vec<String> = different.iter().map(ToString::to_string).collect();
        Ok((compared, (!ids.is_empty()).then_some(Drift { collection, ids })))
    }
}
