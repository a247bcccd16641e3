//! What rows are read against.

use std::collections::{HashMap, HashSet};

use api::State;
use store::{
    divisions::{self, StoredDivision},
    fold,
    users::{self, StoredUser},
};

use super::{outcome::Numbered, row::Row};
use crate::rules::{organization, people::joining::chat_host};
use gate::{
    context::Context,
    refusal::{Refusal, Result},
};

/// What rows are read against.
pub(super) struct Surroundings {
    pub(super) divisions: Vec<StoredDivision>,
    pub(super) country: String,
    pub(super) chat_host: String,
    /// Users whom a row names by id or address, by both.
    by_id: HashMap<String, StoredUser>,
    ids_by_address: HashMap<String, String>,
}

/// Users of one statement.
const TOGETHER: usize = 50;

impl Surroundings {
    pub(super) async fn read(context: &mut Context, rows: &[Numbered]) -> Result<Self> {
        let (mut ids, mut addresses) = (HashSet::new(), HashSet::new());
        let mut note = |text: &str| {
            if text.contains('@') {
                addresses.insert(fold(text));
            } else {
                ids.insert(text.trim().to_lowercase());
            }
        };
        for Numbered { row, .. } in rows {
            let named = [&row.id, &row.email].into_iter().flatten().chain(row.manager.value());
            named.for_each(|text| note(text));
        }
        let mut found = Vec::new();
        let in_order = |all: HashSet<String>| {
            let mut all: Vec<String> = all.into_iter().collect();
            all.sort_unstable();
            all
        };
        for some in in_order(ids).chunks(TOGETHER) {
            found.extend(users::named(&mut context.tx, some, &[]).await?);
        }
        for some in in_order(addresses).chunks(TOGETHER) {
            found.extend(users::named(&mut context.tx, &[], some).await?);
        }
        let mut ids_by_address = HashMap::new();
        for user in &found {
            let email = user.read_document()?.email.unwrap_or_default();
            ids_by_address.insert(fold(&email), user.id.clone());
        }
        let country = organization::read(context).await?.default_country_code;
        Ok(Self {
            divisions: divisions::all(&mut context.tx).await?,
            country: country.unwrap_or_else(|| "US".to_owned()),
            chat_host: chat_host(context).await?,
            by_id: found.into_iter().map(|user| (user.id.clone(), user)).collect(),
            ids_by_address,
        })
    }

    /// The user that a row is about: the one with its id, or the one with its address.
    pub(super) fn of(&self, row: &Row) -> Option<&StoredUser> {
        let id = row.id.as_ref().map(|id| id.trim().to_lowercase());
        id.and_then(|id| self.by_id.get(&id)).or_else(|| self.named(row.email.as_deref()?))
    }

    /// The user with this address or id.
    pub(super) fn named(&self, text: &str) -> Option<&StoredUser> {
        if text.contains('@') {
            return self.by_id.get(self.ids_by_address.get(&fold(text))?);
        }
        self.by_id.get(&text.trim().to_lowercase())
    }

    /// The division with this name or id.
    pub(super) fn division(&self, text: &str) -> Result<&StoredDivision> {
        let (id, key) = (text.trim().to_lowercase(), fold(text));
        let found = self.divisions.iter().find(|one| one.id == id || fold(&one.name) == key);
        found.ok_or_else(|| {
            let allowed = "the name or id of a division of the organization";
            Refusal::invalid_value("division", text, allowed)
        })
    }
}

/// A state that a row may give.
pub(super) fn state(row: &Row) -> Result<Option<State>> {
    match &row.state {
        None => Ok(None),
        Some(state @ (State::Active | State::Inactive)) => Ok(Some(state.clone())),
        Some(other) => Err(Refusal::invalid_value("state", other.to_string(), "active, inactive")),
    }
}
