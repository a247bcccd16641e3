//! Rows of users who are new.

use std::collections::{HashMap, HashSet};

use api::{CreateUser, State, UpdateUser, User};
use store::{
    divisions::StoredDivision,
    external_ids::{self, ExternalId},
    fold,
    users::NewUser,
};

use super::{
    managers::{Made, manager, named, reports_to_the_user},
    outcome::{Numbered, Outcome},
    row::Row,
    surroundings::{Surroundings, state},
};
use crate::rules::{
    fields::required_text,
    grants::grants_in_words,
    locations::must_be_among,
    people::{
        audited, contacts,
        external_ids::in_words,
        fields::{check_texts, locations},
        joining::{Newcomer, join_all},
    },
};
use gate::{
    audit::Action,
    context::Context,
    refusal::{Refusal, Result},
};

/// Users who are stored with one statement after another, before those of the next.
const TOGETHER: usize = 1000;

/// Somebody who is to be made.
pub(super) struct Checked<'r> {
    line: u64,
    row: &'r Row,
    division: &'r StoredDivision,
    shown: User,
    profile: User,
    external_ids: Vec<ExternalId>,
}

/// The users of rows that can be made.
pub(super) struct Newcomers<'r> {
    checked: Vec<Checked<'r>>,
    /// Their ids.
    pub(super) made: Made,
}

impl<'r> Newcomers<'r> {
    /// Reads rows of users who are not there.
    pub(super) fn check(
        context: &mut Context,
        around: &'r Surroundings,
        rows: &[&'r Numbered],
        outcome: &mut Outcome,
    ) -> Result<Self> {
        let mut checked = Vec::with_capacity(rows.len());
        for Numbered { line, row } in rows {
            match check(context, around, (*line, row)) {
                Ok(one) => checked.push(one),
                Err(refusal) => outcome.refuse(*line, refusal)?,
            }
        }
        let made = checked.iter().map(|one| {
            let key = fold(one.shown.email.as_deref().unwrap_or_default());
            (key, one.id().to_owned())
        });
        Ok(Self { made: made.collect(), checked })
    }

    /// Gives them the managers that their rows name; the managers, by the ids of the users.
    pub(super) fn find_managers(
        &mut self,
        around: &Surroundings,
        outcome: &mut Outcome,
    ) -> Result<HashMap<String, String>> {
        let mut managers = HashMap::new();
        for one in &mut self.checked {
            let Some(text) = named(one.row) else { continue };
            match manager(around, &self.made, text) {
                Ok(id) => {
                    managers.insert(one.id().to_owned(), id.clone());
                    one.shown.manager = Some(Box::new(audited::reference(&id)));
                }
                Err(refusal) => outcome.refuse(one.line, refusal)?,
            }
        }
        Ok(managers)
    }

    /// Makes them; those who would report to themselves are refused.
    pub(super) async fn join(
        self,
        context: &mut Context,
        circles: &HashSet<String>,
        (outcome, tell): (&mut Outcome, &mut (dyn FnMut(u64) -> Result<()> + Send)),
    ) -> Result<()> {
        for one in &self.checked {
            if named(one.row).is_some() && circles.contains(one.id()) {
                outcome.refuse(one.line, reports_to_the_user(one.row))?;
            }
        }
        let (mut words, mut done) = (HashMap::new(), 0);
        for some in self.checked.chunks(TOGETHER) {
            store(context, some, &mut words).await?;
            done += u64::try_from(some.len()).unwrap_or_default();
            tell(done)?;
        }
        outcome.created += done;
        Ok(())
    }
}

impl Checked<'_> {
    fn id(&self) -> &str {
        self.shown.id.as_deref().unwrap_or_default()
    }
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
    let ids = some.iter().flat_map(|one| one.external_ids.iter().map(|id| (one.id(), id)));
    external_ids::insert_all(&mut context.tx, &ids.collect::<Vec<_>>()).await?;
    let mut events = Vec::with_capacity(new.len());
    for (user, one) in new.iter().zip(some) {
        let division = &one.division.id;
        if !words.contains_key(division) {
            let held = grants_in_words(&mut context.tx, user.id()).await?;
            words.insert(division.clone(), held);
        }
        let roles = words.get(division).cloned().unwrap_or_default();
        let stored = user.stored(&one.division.name);
        let mut told = audited::change(Action::Create, None, &stored)?;
        told = told.property("roles", [""; 0], roles);
        if !one.external_ids.is_empty() {
            told = told.property("externalIds", [""; 0], in_words(&one.external_ids));
        }
        events.push(told);
    }
    context.record_all(events).await
}

/// What a row makes of a user, if it may.
fn check<'r>(
    context: &mut Context,
    around: &'r Surroundings,
    (line, row): (u64, &'r Row),
) -> Result<Checked<'r>> {
    must_be_new(row)?;
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
        addresses: row.normalized(addresses, &around.country, &email)?,
        ..Newcomer::new(&mut context.random, &name, &email)
    };
    let mut shown = newcomer.shown(&around.chat_host);
    let mut profile = User::default();
    row.fill(&mut shown, &mut profile);
    if let Some(given) = profile.locations.take() {
        let given = locations(given)?;
        must_be_among(&around.locations, &given, &[])?;
        profile.locations = Some(given);
    }
    Ok(Checked { line, row, division, shown, profile, external_ids: row.all_ids(&[])? })
}

/// A row without an address is about somebody who is there; whom it names is not.
fn must_be_new(row: &Row) -> Result<()> {
    if row.email.as_ref().is_some_and(|email| !email.trim().is_empty()) {
        return Ok(());
    }
    match (row.named_ids().first(), &row.id) {
        (Some(id), _) => {
            let template = "No user has the external id [{externalKey}] of [{authorityName}]; a new \
                            user needs an e-mail address.";
            let names = [("externalKey", &id.key), ("authorityName", &id.authority)];
            let refusal = Refusal::conflict(template);
            Err(names.into_iter().fold(refusal, |refusal, (name, text)| refusal.with(name, text)))
        }
        (None, Some(id)) if !id.trim().is_empty() => Err(Refusal::user_not_found(id)),
        _ => Ok(()),
    }
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
