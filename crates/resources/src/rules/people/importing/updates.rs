//! Rows of users who are there.

use std::collections::{HashMap, HashSet};

use api::{Patch, State, UpdateUser};
use store::{
    external_ids::{self, ExternalId},
    fold, invitations,
    users::{self, ChangedUser, Known, StoredUser},
};

use super::{
    managers::{Made, manager, reports_to_the_user},
    newcomers::check_model,
    outcome::{Numbered, Outcome},
    row::Row,
    surroundings::{Surroundings, state},
};
use crate::rules::{
    locations::must_be_among,
    people::{
        audited::{self, USER},
        drafts::Draft,
        external_ids::{in_words, taken},
        fields::{check_texts, locations},
        saving::email_taken,
        state::{StateChange, change_state},
    },
    skill_groups::sort_in,
};
use gate::{
    audit::{Action, AuditEvent},
    context::Context,
    refusal::{Refusal, Result},
};

/// What rows of users who are there are read against.
pub(super) struct Against<'a> {
    pub(super) around: &'a Surroundings,
    /// Users who are new.
    pub(super) made: &'a Made,
    /// Users who would report to themselves.
    pub(super) circles: &'a HashSet<String>,
    /// Users whose addresses other rows take; their own rows give them others.
    pub(super) freed: &'a HashSet<String>,
}

/// Those of these users whose address another row takes, while their own row gives them another one.
pub(super) fn to_be_freed(
    around: &Surroundings,
    others: &[(&Numbered, &Known)],
) -> HashSet<String> {
    // A change of the state writes the address again.
    let keeps_state = |row: &Row, user: &Known| row.state.as_ref().is_none_or(|s| *s == user.state);
    let moves = |row: &Row, user: &Known| {
        let new = row.email.as_deref().map(fold).filter(|email| !email.is_empty());
        new.filter(|email| *email != user.email_key)
    };
    let moving: HashMap<&str, String> = others
        .iter()
        .filter_map(|(numbered, user)| Some((user.id.as_str(), moves(&numbered.row, user)?)))
        .collect();
    let leaving: HashSet<&str> = others
        .iter()
        .filter(|(numbered, user)| keeps_state(&numbered.row, user))
        .map(|(_, user)| user.id.as_str())
        .filter(|id| moving.contains_key(id))
        .collect();
    let owners = moving.values().filter_map(|email| around.named(email));
    owners.filter(|owner| leaving.contains(&*owner.id)).map(|owner| owner.id.clone()).collect()
}

/// Users who are stored with one statement after another, before those of the next.
const TOGETHER: usize = 1000;
/// Users of one statement that reads them whole.
const READ_TOGETHER: usize = 50;

/// Makes users what their rows say. They are in the order of their ids, and locked.
pub(super) async fn update_all(
    context: &mut Context,
    against: &Against<'_>,
    others: &[(&Numbered, &Known)],
    (outcome, tell): (&mut Outcome, &mut (dyn FnMut(u64) -> Result<()> + Send)),
) -> Result<()> {
    let mut done = 0;
    for some in others.chunks(TOGETHER) {
        let ids: Vec<String> = some.iter().map(|(_, user)| user.id.clone()).collect();
        let mut present = HashMap::new();
        for some in ids.chunks(READ_TOGETHER) {
            let read = users::named(&mut context.tx, some, &[]).await?;
            present.extend(read.into_iter().map(|user| (user.id.clone(), user)));
        }
        let with_ids = some.iter().any(|(numbered, _)| numbered.row.has_ids());
        let mut keys = if with_ids {
            external_ids::of_users(&mut context.tx, &ids).await?
        } else {
            HashMap::new()
        };
        let mut changes = Vec::new();
        for (Numbered { line, row }, Known { id, .. }) in some {
            let user = present.remove(id).ok_or_else(|| Refusal::user_not_found(id))?;
            let keys = keys.remove(id).unwrap_or_default();
            let before = user.version;
            match change(context, against, row, (user, keys)).await {
                Ok(Outdone::Changed(change)) => {
                    outcome.updated += 1;
                    changes.push(*change);
                }
                Ok(Outdone::As(user)) if user.version == before => outcome.unchanged += 1,
                Ok(Outdone::As(_)) => outcome.updated += 1,
                Err(refusal) => outcome.refuse(*line, refusal)?,
            }
        }
        store(context, changes).await?;
        done += u64::try_from(some.len()).unwrap_or_default();
        tell(done)?;
    }
    Ok(())
}

/// What is left to be done for a row.
enum Outdone {
    /// Nothing: the user is so.
    As(Box<StoredUser>),
    /// To store this.
    Changed(Box<Change>),
}

/// A user who is to be stored changed.
struct Change {
    user: ChangedUser,
    events: Vec<AuditEvent>,
    is_moved: bool,
    is_readdressed: bool,
    lost: Vec<ExternalId>,
    got: Vec<ExternalId>,
}

/// Stores users, and writes down each change.
async fn store(context: &mut Context, mut changes: Vec<Change>) -> Result<()> {
    let ids = |of: fn(&Change) -> bool| -> Vec<String> {
        changes.iter().filter(|one| of(one)).map(|one| one.user.stored().id.clone()).collect()
    };
    let (readdressed, moved) = (ids(|one| one.is_readdressed), ids(|one| one.is_moved));
    if !readdressed.is_empty() {
        invitations::withdraw_all(&mut context.tx, &readdressed).await?;
    }
    let events = changes.iter_mut().flat_map(|one| std::mem::take(&mut one.events)).collect();
    for one in &changes {
        for id in &one.lost {
            external_ids::delete(&mut context.tx, &one.user.stored().id, id).await?;
        }
    }
    let got = changes.iter().flat_map(|one| {
        let user = &*one.user.stored().id;
        one.got.iter().map(move |id| (user, id))
    });
    external_ids::insert_all(&mut context.tx, &got.collect::<Vec<_>>()).await?;
    let users: Vec<ChangedUser> = changes.into_iter().map(|one| one.user).collect();
    users::save_all(&mut context.tx, &users, context.now).await?;
    sort_in(context, &moved).await?;
    context.record_all(events).await
}

/// What a row makes of a user. A change of the state is done at once, because much hangs on it.
async fn change(
    context: &mut Context,
    against: &Against<'_>,
    row: &Row,
    (before, keys): (StoredUser, Vec<ExternalId>),
) -> Result<Outdone> {
    let wanted = state(row)?;
    if before.state == State::Deleted && wanted.is_none() {
        let address = before.read_document()?.email.unwrap_or_default();
        let message = format!("The user [{address}] is deleted; a state restores the user.");
        return Err(Refusal::conflict(message));
    }
    let mut user = before;
    if let Some(state) = wanted.filter(|state| *state != user.state) {
        user = change_state(context, user, StateChange { state, reason: None }).await?;
    }
    let mut draft = Draft::unchanged(&user)?;
    let body = difference(against, row, &draft)?;
    let is_changed = body.is_some();
    if let Some(body) = body {
        fill(&mut draft, against, row, body)?;
    }
    let division = row.division.as_deref().filter(|text| !text.trim().is_empty());
    let division = division.map(|text| against.around.division(text)).transpose()?;
    let division = division.filter(|division| division.id != user.division);
    let (lost, got) = ids(against, row, (&user, &keys))?;
    if !is_changed && division.is_none() && lost.is_empty() && got.is_empty() {
        return Ok(Outdone::As(Box::new(user)));
    }
    let Draft { mut after, mut shown, profile, is_readdressed, old, .. } = draft;
    // A move has a message of its own.
    let stays = ChangedUser::new((&user, &old), after.clone(), (&mut shown, &profile))?;
    let mut event = audited::change(Action::Update, Some(&user), stays.stored())?;
    if !lost.is_empty() || !got.is_empty() {
        event = event.property("externalIds", in_words(&keys), in_words(&with(&keys, &lost, &got)));
    }
    let mut change = Change {
        user: stays,
        events: vec![event],
        is_moved: division.is_some(),
        is_readdressed,
        lost,
        got,
    };
    if let Some(division) = division {
        after.division.clone_from(&division.id);
        after.division_name.clone_from(&division.name);
        change.user = ChangedUser::new((&user, &old), after, (&mut shown, &profile))?;
        let moved = AuditEvent::new(USER, Action::Move, &user.id).named(shown.name);
        change.events.push(moved.property("division", [user.division], [&*division.id]));
    }
    Ok(Outdone::Changed(Box::new(change)))
}

/// Makes the user what a row says.
fn fill(draft: &mut Draft, against: &Against<'_>, row: &Row, body: UpdateUser) -> Result<()> {
    let around = against.around;
    check_model(&body)?;
    check_texts(&body)?;
    let manager = body.manager.clone();
    draft.change(body, &around.country)?;
    if draft.is_readdressed {
        let email = draft.shown.email.as_deref().unwrap_or_default();
        let owner = around.named(email).filter(|owner| owner.id != draft.after.id);
        if owner.is_some_and(|owner| !against.freed.contains(&owner.id)) {
            return Err(email_taken(email));
        }
    }
    if matches!(manager, Patch::Value(_)) && against.circles.contains(&draft.after.id) {
        return Err(reports_to_the_user(row));
    }
    manager.apply(&mut draft.after.manager);
    draft.show_manager();
    let (given, kept) = draft.places();
    must_be_among(&around.locations, given, kept)
}

/// The external ids that the user loses and gets by a row.
fn ids(
    against: &Against<'_>,
    row: &Row,
    (user, present): (&StoredUser, &[ExternalId]),
) -> Result<(Vec<ExternalId>, Vec<ExternalId>)> {
    if !row.has_ids() {
        return Ok((Vec::new(), Vec::new()));
    }
    let wanted = row.all_ids(present)?;
    let lost = present.iter().filter(|id| !wanted.contains(id)).cloned().collect();
    let got: Vec<ExternalId> = wanted.into_iter().filter(|id| !present.contains(id)).collect();
    for id in &got {
        if against.around.owner(id).is_some_and(|owner| owner.id != user.id) {
            return Err(taken(id).because("another user has the key"));
        }
    }
    Ok((lost, got))
}

fn with(present: &[ExternalId], lost: &[ExternalId], got: &[ExternalId]) -> Vec<ExternalId> {
    let kept = present.iter().filter(|id| !lost.contains(id));
    let mut all: Vec<ExternalId> = kept.chain(got).cloned().collect();
    all.sort_unstable();
    all
}

fn at_version(user: &StoredUser) -> UpdateUser {
    let version = i32::try_from(user.version).unwrap_or(i32::MAX);
    UpdateUser { version, ..UpdateUser::default() }
}

/// What of the row is not so yet, as a change; nothing, if all of it is.
fn difference(against: &Against<'_>, row: &Row, draft: &Draft) -> Result<Option<UpdateUser>> {
    let Against { around, made, .. } = against;
    let Draft { after: user, shown, profile, .. } = draft;
    let plain = at_version(user);
    let mut body = plain.clone();
    let set = |given: Option<&String>, present: Option<&String>| {
        let given = given.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        given.filter(|text| Some(text) != present).map_or(Patch::Absent, Patch::Value)
    };
    body.name = set(row.name.as_ref(), shown.name.as_ref());
    body.email = set(row.email.as_ref(), shown.email.as_ref());
    body.department = text(&row.department, shown.department.as_ref());
    body.title = text(&row.title, shown.title.as_ref());
    body.preferred_name = text(&row.preferred_name, shown.preferred_name.as_ref());
    if let Some(answer) = row.acd_auto_answer.filter(|given| Some(*given) != shown.acd_auto_answer)
    {
        body.acd_auto_answer = answer.into();
    }
    let present = shown.addresses.clone().unwrap_or_default();
    if let Some(all) = row.all_addresses(&present) {
        let email = row.email.clone().or(shown.email.clone()).unwrap_or_default();
        if row.normalized(all.clone(), &around.country, &email)? != present {
            body.addresses = all.into();
        }
    }
    body.profile_skills = list(row.profile_skills.as_ref(), profile.profile_skills.as_ref());
    body.certifications = list(row.certifications.as_ref(), profile.certifications.as_ref());
    if let Some(given) = &row.locations
        && locations(given.clone())? != profile.locations.clone().unwrap_or_default()
    {
        body.locations = given.clone().into();
    }
    let employer = row.employer(profile.employer_info.as_ref());
    if let Some(employer) = employer.filter(|given| Some(given) != profile.employer_info.as_ref()) {
        body.employer_info = employer.into();
    }
    let is_present =
        |known: Option<&Known>| known.is_some_and(|known| user.manager.as_ref() == Some(&known.id));
    match &row.manager {
        // The manager may be deleted by now, and stays.
        Patch::Value(named) if is_present(around.named(named)) => {}
        Patch::Value(named) if !named.trim().is_empty() => {
            body.manager = manager(around, made, named)?.into();
        }
        Patch::Value(_) | Patch::Null if user.manager.is_some() => body.manager = Patch::Null,
        _ => {}
    }
    Ok((body != plain).then_some(body))
}

/// A text that may be cleared.
fn text(given: &Patch<String>, present: Option<&String>) -> Patch<String> {
    match given {
        Patch::Absent => Patch::Absent,
        Patch::Null if present.is_none() => Patch::Absent,
        Patch::Null => Patch::Null,
        Patch::Value(text) if text.is_empty() && present.is_none() => Patch::Absent,
        Patch::Value(text) if Some(text) == present => Patch::Absent,
        Patch::Value(text) => Patch::Value(text.clone()),
    }
}

fn list(given: Option<&Vec<String>>, present: Option<&Vec<String>>) -> Patch<Vec<String>> {
    let none = Vec::new();
    match given {
        Some(given) if given != present.unwrap_or(&none) => Patch::Value(given.clone()),
        _ => Patch::Absent,
    }
}
