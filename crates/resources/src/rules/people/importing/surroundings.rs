//! What rows are read against.

use std::collections::{HashMap, HashSet};

use api::State;
use store::{
    divisions::{self, StoredDivision},
    external_ids::{self, ExternalId},
    fold,
    users::{self, Known},
};

use super::{outcome::Numbered, row::Row};
use crate::rules::{locations, organization, people::joining::chat_host};
use gate::{
    context::Context,
    refusal::{Refusal, Result},
};

/// What rows are read against.
pub(super) struct Surroundings {
    pub(super) divisions: Vec<StoredDivision>,
    pub(super) country: String,
    pub(super) chat_host: String,
    /// The places that rows name and that are there.
    pub(super) locations: HashSet<String>,
    /// Users whom a row names by id, address or external id.
    people: HashMap<String, Known>,
    ids_by_address: HashMap<String, String>,
    owners: HashMap<ExternalId, String>,
}

/// Rows of one statement.
const TOGETHER: usize = 500;

impl Surroundings {
    pub(super) async fn read(context: &mut Context, rows: &[Numbered]) -> Result<Self> {
        let (mut ids, mut addresses, mut keys) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut places = HashSet::new();
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
            keys.extend(row.named_ids());
            for place in row.locations.iter().flatten() {
                let defined = place.location_definition.as_ref().and_then(|one| one.id.as_ref());
                places.extend(place.id.iter().chain(defined).map(|id| id.to_lowercase()));
            }
        }
        let owners = external_ids::owners(&mut context.tx, &keys).await?;
        ids.extend(owners.values().cloned());
        let mut people = HashMap::new();
        for some in in_order(ids).chunks(TOGETHER) {
            people.extend(by_id(users::known(&mut context.tx, some, &[]).await?));
        }
        for some in in_order(addresses).chunks(TOGETHER) {
            people.extend(by_id(users::known(&mut context.tx, &[], some).await?));
        }
        let mut present = HashSet::new();
        for some in in_order(places).chunks(TOGETHER) {
            present.extend(locations::present_of(context, some).await?);
        }
        Ok(Self {
            divisions: divisions::all(&mut context.tx).await?,
            country: organization::country(context).await?,
            chat_host: chat_host(context).await?,
            locations: present,
            ids_by_address: people
                .values()
                .map(|known| (known.email_key.clone(), known.id.clone()))
                .collect(),
            people,
            owners,
        })
    }

    /// The user that a row is about: the one with its id, or else the one with its external ids or
    /// its address, which must not be two.
    pub(super) fn of(&self, row: &Row) -> Result<Option<&Known>> {
        let id = row.id.as_ref().map(|id| id.trim().to_lowercase());
        if let Some(known) = id.and_then(|id| self.people.get(&id)) {
            return Ok(Some(known));
        }
        let mut found: Option<(&Known, String)> = None;
        let named = row.named_ids();
        let by_ids = named.iter().filter_map(|id| {
            let words = format!("the external id [{}] of [{}]", id.key, id.authority);
            Some((self.owner(id)?, words))
        });
        let by_address = row.email.as_deref().and_then(|email| {
            Some((self.named(email)?, format!("the e-mail address [{}]", email.trim())))
        });
        for (known, words) in by_ids.chain(by_address) {
            match &found {
                None => found = Some((known, words)),
                Some((other, _)) if other.id == known.id => {}
                Some((other, others_words)) => {
                    return Err(Refusal::conflict(
                        "The row is about two users: {other} has {otherWords}, and {one} has {words}.",
                    )
                    .with("other", &*other.id)
                    .with("otherWords", &**others_words)
                    .with("one", &*known.id)
                    .with("words", words));
                }
            }
        }
        Ok(found.map(|(known, _)| known))
    }

    /// The user with this address or id.
    pub(super) fn named(&self, text: &str) -> Option<&Known> {
        if text.contains('@') {
            return self.people.get(self.ids_by_address.get(&fold(text))?);
        }
        self.people.get(&text.trim().to_lowercase())
    }

    /// The user who has this external id.
    pub(super) fn owner(&self, id: &ExternalId) -> Option<&Known> {
        self.people.get(self.owners.get(id)?)
    }

    /// The user with this id, if a row names it.
    pub(super) fn with_id(&self, id: &str) -> Option<&Known> {
        self.people.get(id)
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

fn by_id(known: Vec<Known>) -> impl Iterator<Item = (String, Known)> {
    known.into_iter().map(|known| (known.id.clone(), known))
}

fn in_order(all: HashSet<String>) -> Vec<String> {
    let mut all: Vec<String> = all.into_iter().collect();
    all.sort_unstable();
    all
}

/// A state that a row may give.
pub(super) fn state(row: &Row) -> Result<Option<State>> {
    match &row.state {
        None => Ok(None),
        Some(state @ (State::Active | State::Inactive)) => Ok(Some(state.clone())),
        Some(other) => Err(Refusal::invalid_value("state", other.to_string(), "active, inactive")),
    }
}
