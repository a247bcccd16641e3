//! Times of users, added up.

use std::sync::Arc;

use analytics::{Aggregation, Sums};
use api::{Map, UserAggregateDataContainer};
use gate::refusal::Result;
use store::{
    Divisions, Tx,
    presence::{SystemPresence, definitions},
};

use super::{Collects, MAX_VALUES, show, too_much, users};

impl Collects for Sums {
    fn close(&mut self) -> Result<()> {
        Self::close(self).map_err(too_much)
    }
}

/// The groups that have data, and the ids of presence definitions by system presence.
#[derive(Debug)]
pub(crate) struct Added {
    /// The groups, by user.
    pub(crate) results: Vec<UserAggregateDataContainer>,
    /// Those that the divisions show, and those that were met.
    pub(crate) definitions: Map<Vec<String>>,
}

/// Adds up what the question asks for, of the users that these divisions show.
pub(crate) async fn add_up(
    tx: &mut Tx,
    divisions: &Divisions,
    asked: Aggregation,
    now: api::DateTime,
) -> Result<Added> {
    let users = users(tx, divisions, &asked.users).await?;
    let asked = Arc::new(asked);
    let mut sums = Sums::new(asked.clone(), now, MAX_VALUES);
    show(tx, &users, (&asked.kinds(), asked.span), &mut sums).await?;
    let (results, met) = sums.finish().map_err(too_much)?;
    Ok(Added { results, definitions: mappings(tx, divisions, met).await? })
}

/// The ids of presence definitions by system presence: those that the divisions show, and those that
/// were met, each behind its system presence.
pub(crate) async fn mappings(
    tx: &mut Tx,
    divisions: &Divisions,
    met: impl IntoIterator<Item = (String, String)>,
) -> Result<Map<Vec<String>>> {
    let mut mappings: Map<Vec<String>> =
        SystemPresence::all().map(|it| (it.upper().to_owned(), Vec::new())).collect();
    let known = definitions::all(tx, divisions).await?.into_iter();
    let known = known.map(|it| (it.system.upper().to_owned(), it.id));
    for (system, id) in known.chain(met) {
        let ids = mappings.entry(system).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(mappings)
}
