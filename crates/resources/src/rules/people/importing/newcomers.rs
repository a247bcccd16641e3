//! Rows of users who are new.

use std::collections::{HashMap, HashSet};

use api::{CreateUser, State, UpdateUser, User};
use store::{divisions::StoredDivision, fold, users::NewUser};

use super::{
    outcome::{Numbered, Outcome},
    row::Row,
    surroundings::{Surroundings, state},
};
use crate::rules::{
    fields::required_text,
    grants::grants_in_words,
    locations::must_exist,
    people::{
        audited, contacts,
        fields::{check_texts, locations},
        joining::{Newcomer, join_all},
    },
};
use gate::{
    audit::Action,
    context::Context,
    refusal::{Refusal, Result},
};

/// The ids of users who were made, by their folded addresses.
pub(super) type Made = HashMap<String, String>;

/// Users who are stored with one statement after another, before those of the next.
const TOGETHER: usize = 1000;

/// Somebody who is to be made.
struct Checked<'r> {
    line: u64,
    row: &'r Row,
    division: &'r StoredDivision,
    shown: User,
    profile: User,
}

/// Makes the users of these rows, those that can be; the ids of all by address.
pub(super) async fn join(
    context: &mut Context,
    around: &Surroundings,
    rows: &[&Numbered],
    (outcome, tell): (&mut Outcome, &mut (dyn FnMut(u64) + Send)),
) -> Result<Made> {
    let mut checked = Vec::with_capacity(rows.len());
    for Numbered { line, row } in rows {
        match check(context, around, row).await {
            Ok((division, shown, profile)) => {
                checked.push(Checked { line: *line, row, division, shown, profile });
            }
            Err(refusal) => outcome.refuse(*line, refusal)?,
        }
    }
    let made: Made = checked
        .iter()
        .map(|one| {
            let key = fold(one.shown.email.as_deref().unwrap_or_default());
            (key, one.shown.id.clone().unwrap_or_default())
        })
        .collect();
    let mut managers = HashMap::new();
    for one in &mut checked {
        let named = one.row.manager.value().filter(|text| !text.trim().is_empty());
        let Some(named) = named else { continue };
        match manager(around, &made, named) {
            Ok(id) => {
                managers.insert(one.shown.id.clone().unwrap_or_default(), id.clone());
                one.shown.manager = Some(Box::new(audited::reference(&id)));
            }
            Err(refusal) => outcome.refuse(one.line, refusal)?,
        }
    }
    let circles = circles(&managers);
    for one in &checked {
        if let Some(id) = one.shown.id.as_ref().filter(|id| circles.contains(id.as_str())) {
            let manager = one.row.manager.value().cloned().unwrap_or_else(|| id.clone());
            let allowed = "a user who does not report to this one, directly or through others";
            outcome.refuse(one.line, Refusal::invalid_value("manager", manager, allowed))?;
        }
    }
    let mut words = HashMap::new();
    let mut done = 0;
    for some in checked.chunks(TOGETHER) {
        store(context, some, &mut words).await?;
        done += u64::try_from(some.len()).unwrap_or_default();
        tell(done);
    }
    outcome.created += u64::try_from(checked.len()).unwrap_or_default();
    Ok(made)
}

/// Stores users, and writes down each of them.
async fn store(
    context: &mut Context,
    some: &[Checked<'_>],
    words: &mut HashMap<String, Vec<String>>,
) -> Result<()> {
    let new = some.iter().map(|one| NewUser::new(&one.division.id, &one.shown, &one.profile));
    let new = new.collect::<store::Result<Vec<_>>>()?;
    join_all(context, &new).await?;
    for (user, one) in new.iter().zip(some) {
        let division = &one.division.id;
        if !words.contains_key(division) {
            let held = grants_in_words(&mut context.tx, user.id()).await?;
            words.insert(division.clone(), held);
        }
        let roles = words.get(division).cloned().unwrap_or_default();
        let stored = user.stored(&one.division.name);
        let told = audited::change(Action::Create, None, &stored)?;
        context.record(told.property("roles", [""; 0], roles)).await?;
    }
    Ok(())
}

/// What a row makes of a user, if it may.
async fn check<'r>(
    context: &mut Context,
    around: &'r Surroundings,
    row: &Row,
) -> Result<(&'r StoredDivision, User, User)> {
    let name = required_text(row.name.as_deref().unwrap_or_default(), "name")?;
    let email = required_text(row.email.as_deref().unwrap_or_default(), "email")?;
    contacts::email(&email, "email")?;
    let division = match row.division.as_deref().filter(|text| !text.trim().is_empty()) {
        Some(text) => around.division(text)?,
        None => around
            .divisions
            .iter()
            .find(|division| division.home)
            .ok_or_else(|| Refusal::internal("the organization has no home division"))?,
    };
    let addresses = row.all_addresses(&[]).unwrap_or_default();
    fits_the_contract(row, &name, &email)?;
    let newcomer = Newcomer {
        state: state(row)?.unwrap_or(State::Active),
        addresses: contacts::normalize(addresses, &around.country, &email)?,
        ..Newcomer::new(&mut context.random, &name, &email)
    };
    let mut shown = newcomer.shown(&around.chat_host);
    let mut profile = User::default();
    row.fill(&mut shown, &mut profile);
    if let Some(given) = profile.locations.take() {
        let given = locations(given)?;
        must_exist(context, &given, &[]).await?;
        profile.locations = Some(given);
    }
    Ok((division, shown, profile))
}

/// The limits of the bodies that would make such a user.
fn fits_the_contract(row: &Row, name: &str, email: &str) -> Result<()> {
    let create = CreateUser { addresses: row.all_addresses(&[]), ..CreateUser::new(name, email) };
    check_model(&create)?;
    let update = UpdateUser {
        department: row.department.clone(),
        title: row.title.clone(),
        preferred_name: row.preferred_name.clone(),
        profile_skills: row.profile_skills.clone().map(Into::into).unwrap_or_default(),
        certifications: row.certifications.clone().map(Into::into).unwrap_or_default(),
        locations: row.locations.clone().map(Into::into).unwrap_or_default(),
        employer_info: row.employer(None).map(Into::into).unwrap_or_default(),
        ..UpdateUser::default()
    };
    check_model(&update)?;
    check_texts(&update)
}

/// Refuses what a request with this body would be refused for before it is looked at.
pub(super) fn check_model<T: serde::Serialize + api::Described>(body: &T) -> Result<()> {
    let json = serde_json::to_value(body)
        .map_err(|error| Refusal::internal(format!("a row could not be written: {error}")))?;
    Ok(api::check(&json, T::shape())?)
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
