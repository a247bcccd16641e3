//! Rows of users who are there.

use api::{Patch, State, UpdateUser};
use store::users::StoredUser;

use super::{
    newcomers::{Made, check_model, manager},
    row::Row,
    surroundings::{Surroundings, state},
};
use crate::rules::people::{
    audited::{self, USER},
    changes, contacts,
    fields::locations,
    find_to_change,
    saving::move_to,
};
use gate::{
    audit::{Action, AuditEvent},
    context::Context,
    refusal::{Refusal, Result},
};

/// Makes a user what the row says; whether it is another than before.
pub(super) async fn update(
    context: &mut Context,
    (around, made): (&Surroundings, &Made),
    row: &Row,
    before: &StoredUser,
) -> Result<bool> {
    let wanted = state(row)?;
    if before.state == State::Deleted && wanted.is_none() {
        let address = before.read_document()?.email.unwrap_or_default();
        let message = format!("The user [{address}] is deleted; a state restores the user.");
        return Err(Refusal::conflict(message));
    }
    let mut user = before.clone();
    if let Some(state) = wanted.filter(|state| *state != user.state) {
        let body = UpdateUser { state: state.into(), ..at_version(&user) };
        user = changes::update(context, &user.id, body).await?;
    }
    if let Some(body) = difference(around, made, row, &user)? {
        check_model(&body)?;
        user = changes::update(context, &user.id, body).await?;
    }
    if let Some(text) = row.division.as_deref().filter(|text| !text.trim().is_empty()) {
        let division = around.division(text)?;
        if division.id != user.division {
            let from = user.division.clone();
            let found = find_to_change(context, &user.id).await?;
            user = move_to(context, found, division).await?;
            let moved = AuditEvent::new(USER, Action::Move, &user.id).named(audited::name(&user)?);
            context.record(moved.property("division", [from], [&*division.id])).await?;
        }
    }
    Ok(user.version != before.version)
}

fn at_version(user: &StoredUser) -> UpdateUser {
    let version = i32::try_from(user.version).unwrap_or(i32::MAX);
    UpdateUser { version, ..UpdateUser::default() }
}

/// What of the row is not so yet, as a change; nothing, if all of it is.
fn difference(
    around: &Surroundings,
    made: &Made,
    row: &Row,
    user: &StoredUser,
) -> Result<Option<UpdateUser>> {
    let (shown, profile) = (user.read_document()?, user.read_profile()?);
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
        if contacts::normalize(all.clone(), &around.country, &email)? != present {
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
    match &row.manager {
        Patch::Value(named) if !named.trim().is_empty() => {
            let id = manager(around, made, named)?;
            if user.manager.as_ref() != Some(&id) {
                body.manager = id.into();
            }
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
