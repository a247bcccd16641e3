//! Who is whose manager when all rows are applied.

use std::collections::{HashMap, HashSet};

use api::State;
use store::{
    fold,
    users::{self, Known},
};

use super::{outcome::Numbered, row::Row, surroundings::Surroundings};
use gate::{
    context::Context,
    refusal::{Refusal, Result},
};

/// The ids of users who are made, by their folded addresses.
pub(super) type Made = HashMap<String, String>;

/// The manager that a row names, if it does.
pub(super) fn named(row: &Row) -> Option<&String> {
    row.manager.value().filter(|text| !text.trim().is_empty())
}

/// The id of a manager: somebody in the file, or somebody who is there.
pub(super) fn manager(around: &Surroundings, made: &Made, named: &str) -> Result<String> {
    if let Some(id) = made.get(&fold(named)) {
        return Ok(id.clone());
    }
    let found = around.named(named).filter(|user| user.state != State::Deleted);
    found.map(|user| user.id.clone()).ok_or_else(|| {
        let allowed = "the e-mail address or id of a user who is not deleted, or is in the file";
        Refusal::invalid_value("manager", named, allowed)
    })
}

/// Users of one statement.
const TOGETHER: usize = 500;

/// Those who would report to themselves, directly or through others, if these users got the managers
/// that their rows name. `managers` are those of the users who are made, by id.
pub(super) async fn in_circles(
    context: &mut Context,
    (around, made): (&Surroundings, &Made),
    mut managers: HashMap<String, String>,
    others: &[(&Numbered, &Known)],
) -> Result<HashSet<String>> {
    let mut known: HashSet<String> = made.values().cloned().collect();
    for (Numbered { row, .. }, user) in others {
        if !row.manager.is_absent() {
            known.insert(user.id.clone());
        }
        // One that cannot be the manager is refused with its row.
        if let Some(id) = named(row).and_then(|text| manager(around, made, text).ok()) {
            managers.insert(user.id.clone(), id);
        }
    }
    // Whoever stands above them, as far up as it goes.
    let mut above: Vec<String> = managers.values().cloned().collect();
    loop {
        above.retain(|id| known.insert(id.clone()));
        if above.is_empty() {
            break;
        }
        let (mut found, mut elsewhere) = (Vec::new(), Vec::new());
        for id in above.drain(..) {
            match around.with_id(&id) {
                Some(known) => found.extend(known.manager.clone().map(|manager| (id, manager))),
                None => elsewhere.push(id),
            }
        }
        for some in elsewhere.chunks(TOGETHER) {
            found.extend(users::managers(&mut context.tx, some).await?);
        }
        above.extend(found.iter().map(|(_, manager)| manager.clone()));
        managers.extend(found);
    }
    Ok(circles(&managers).into_iter().map(str::to_owned).collect())
}

/// A manager who reports to the user.
pub(super) fn reports_to_the_user(row: &Row) -> Refusal {
    let allowed = "a user who does not report to this one, directly or through others";
    Refusal::invalid_value("manager", row.manager.value().cloned().unwrap_or_default(), allowed)
}

/// Those who report to themselves, directly or through others.
fn circles(managers: &HashMap<String, String>) -> HashSet<&str> {
    let (mut found, mut done) = (HashSet::new(), HashSet::new());
    for start in managers.keys() {
        let (mut way, mut at) = (Vec::new(), start.as_str());
        while done.insert(at) {
            way.push(at);
            let Some(above) = managers.get(at) else { break };
            at = above;
        }
        // Where the way came back to itself, all from there on are in a circle.
        if let Some(place) =
            way.iter().position(|one| *one == at).filter(|_| managers.contains_key(at))
        {
            found.extend(&way[place..]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_in_a_circle_are_found_and_not_those_below_it() {
        let pairs = [("a", "b"), ("b", "c"), ("c", "b"), ("d", "x"), ("e", "e"), ("f", "d")];
        let managers: HashMap<String, String> =
            pairs.map(|(who, above)| (who.to_owned(), above.to_owned())).into();
        let mut found: Vec<&str> = circles(&managers).into_iter().collect();
        found.sort_unstable();
        assert_eq!(found, ["b", "c", "e"]);
    }
}
