//! Does a model say what the database says?

use std::collections::HashMap;

use ::search::{Document, Id};

use super::{collections::Collection, models::Models};
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
        let model = slot.current(db).await?;
        let stored = slot.build(db).await?;
        let mut different = model.differences(&stored);
        let compared = stored.len();
        for _ in 0..LOOKS {
            if different.is_empty() {
                break;
            }
            let model = slot.current(db).await?;
            let mut tx = db.snapshot().await?;
            tx.enter(organization);
            let found = collection.some(&mut tx, &different).await?;
            let found: HashMap<Id, Document> =
                found.into_iter().map(|document| (document.id, document.normalized())).collect();
            different.retain(|id| model.document(*id).as_ref() != found.get(id));
        }
        let ids: Vec<String> = different.iter().map(ToString::to_string).collect();
        Ok((compared, (!ids.is_empty()).then_some(Drift { collection, ids })))
    }
}
