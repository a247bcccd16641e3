//! The external ids of a row: keys by which other systems know a user.

use api::UserExternalIdentifier;
use store::external_ids::ExternalId;

use super::{newcomers::check_model, row::Row};
use crate::rules::people::external_ids::{MAX_OF_USER, taken, too_many};
use gate::refusal::{Refusal, Result};

impl Row {
    /// Every external id that the row names, well written or not.
    pub(super) fn named_ids(&self) -> Vec<ExternalId> {
        let listed = self.external_ids.iter().flatten();
        let mut ids: Vec<ExternalId> = listed
            .map(|id| ExternalId {
                authority: id.authority_name.clone(),
                key: id.external_key.clone(),
            })
            .collect();
        ids.extend(self.single_id());
        ids
    }

    fn single_id(&self) -> Option<ExternalId> {
        let text = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        Some(ExternalId { authority: text(&self.authority_name)?, key: text(&self.external_key)? })
    }

    /// Does the row say anything of external ids?
    pub(super) const fn has_ids(&self) -> bool {
        self.authority_name.is_some() || self.external_key.is_some() || self.external_ids.is_some()
    }

    /// The external ids that the user is to have, by authority, given those that there are.
    pub(super) fn all_ids(&self, present: &[ExternalId]) -> Result<Vec<ExternalId>> {
        let mut all = match &self.external_ids {
            Some(listed) => ids_of(listed)?,
            None => present.to_vec(),
        };
        if let Some(id) = self.whole_single_id()? {
            match all.iter().find(|one| one.authority == id.authority) {
                Some(one) if one.key == id.key => {}
                Some(one) => {
                    let reason = format!("the user has the key {} there", one.key);
                    return Err(taken(&id).because(reason));
                }
                None => all.push(id),
            }
        }
        if all.len() > MAX_OF_USER {
            return Err(too_many());
        }
        all.sort_unstable();
        Ok(all)
    }

    /// The one of the columns `authorityName` and `externalKey`, which come together.
    fn whole_single_id(&self) -> Result<Option<ExternalId>> {
        let id = self.single_id();
        match (&id, self.authority_name.is_some(), self.external_key.is_some()) {
            (Some(id), _, _) => check(id, "").map(|()| Some(id.clone())),
            (None, false, false) => Ok(None),
            (None, authority, _) => {
                let missing = if authority { "externalKey" } else { "authorityName" };
                Err(Refusal::missing_value(missing))
            }
        }
    }
}

fn ids_of(listed: &[UserExternalIdentifier]) -> Result<Vec<ExternalId>> {
    let mut ids: Vec<ExternalId> = Vec::with_capacity(listed.len());
    for (index, one) in listed.iter().enumerate() {
        let id =
            ExternalId { authority: one.authority_name.clone(), key: one.external_key.clone() };
        check(&id, &format!("externalIds[{index}]."))?;
        if let Some(other) = ids.iter().find(|other| other.authority == id.authority) {
            let reason = format!("the row has the key {} there too", other.key);
            return Err(taken(&id).because(reason));
        }
        ids.push(id);
    }
    Ok(ids)
}

/// Refuses what a request that adds the id would be refused for.
fn check(id: &ExternalId, place: &str) -> Result<()> {
    for (field, text) in [("authorityName", &id.authority), ("externalKey", &id.key)] {
        if text.trim().is_empty() {
            return Err(Refusal::missing_value(format!("{place}{field}")));
        }
    }
    check_model(&UserExternalIdentifier {
        authority_name: id.authority.clone(),
        external_key: id.key.clone(),
        self_uri: None,
    })
}
