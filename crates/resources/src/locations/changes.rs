//! The rules by which locations change.

use api::{
    AddressableEntityRef, EmergencyNumberType, LocationCreateDefinition, LocationDefinition,
    LocationEmergencyNumber, LocationState, LocationUpdateDefinition, Patch, State,
};
use store::{
    Divisions,
    locations::{self, LocationFilter},
    users,
};

use crate::rules::{
    fields::{check_version, required_text, text},
    grants::lock_organization,
    locations::{LOCATION, add, find, is_deleted, present},
    organization,
    people::contacts,
};
use gate::{
    audit::{self, Action, AuditEvent},
    call::Call,
    refusal::{Refusal, Result},
};

/// Locations lie in each other no deeper than this.
const MAX_DEPTH: i64 = 20;

/// Makes a location.
pub(super) async fn create(
    call: &mut Call,
    body: LocationCreateDefinition,
) -> Result<LocationDefinition> {
    let name = required_text(&body.name, "name")?;
    refuse_deleted(body.state.as_ref())?;
    // Before places are looked at: nobody may delete or move them meanwhile.
    lock_organization(call).await?;
    let id = call.random.id();
    let path = path(call, body.path.unwrap_or_default(), None).await?;
    let contact_user = match text(body.contact_user) {
        Some(contact) => Some(contact_user(call, &contact).await?),
        None => None,
    };
    let emergency_number = match body.emergency_number {
        Some(given) => emergency_number(call, given).await?,
        None => None,
    };
    let location = LocationDefinition {
        id: Some(id.clone()),
        name: Some(name),
        address_stored: Some(body.address.is_some()),
        address_verified: Some(false),
        address: body.address,
        contact_user,
        emergency_number,
        notes: text(body.notes),
        path: Some(path),
        state: Some(LocationState::Active),
        version: Some(1),
        self_uri: Some(locations::uri(&id)),
        ..LocationDefinition::default()
    };
    add(call, &location).await?;
    Ok(location)
}

/// Changes what the body names, or brings a deleted location back.
pub(super) async fn update(
    call: &mut Call,
    id: &str,
    body: LocationUpdateDefinition,
) -> Result<LocationDefinition> {
    let name = required_text(&body.name, "name")?;
    refuse_deleted(body.state.value())?;
    lock_organization(call).await?;
    let before = find(call, id).await?;
    let restored = is_deleted(&before);
    if restored && body.state.value().is_none() {
        return Err(Refusal::not_found("location", id).because("the location is deleted"));
    }
    check_version("location", body.version.into(), before.version.unwrap_or_default().into())?;
    let mut after = before.clone();
    after.name = Some(name);
    after.state = Some(LocationState::Active);
    body.address.apply(&mut after.address);
    after.address_stored = Some(after.address.is_some());
    match body.contact_user {
        Patch::Absent => {}
        Patch::Null => after.contact_user = None,
        Patch::Value(contact) => {
            after.contact_user = match text(Some(contact)) {
                Some(contact) => Some(contact_user(call, &contact).await?),
                None => None,
            };
        }
    }
    match body.emergency_number {
        Patch::Absent => {}
        Patch::Null => after.emergency_number = None,
        Patch::Value(given) => after.emergency_number = emergency_number(call, given).await?,
    }
    body.notes.apply(&mut after.notes);
    after.notes = text(after.notes);
    let moved = match body.path {
        Patch::Absent if restored => before.path.clone(),
        Patch::Absent => None,
        Patch::Null => Some(Vec::new()),
        Patch::Value(path) => Some(path),
    };
    if let Some(moved) = moved {
        after.path = Some(path(call, moved, Some(&before)).await?);
    }
    let action = if restored { Action::Restore } else { Action::Update };
    store_next(call, &before, &mut after, action).await?;
    Ok(after)
}

/// Marks a location as deleted.
pub(super) async fn delete(call: &mut Call, id: &str) -> Result<()> {
    lock_organization(call).await?;
    let before = present(call, id).await?;
    let id = before.id.clone().unwrap_or_default();
    let inside = locations::count(&mut call.tx, LocationFilter::In(&id)).await?;
    if inside > 0 {
        let name = before.name.unwrap_or_default();
        return Err(Refusal::conflict(format!(
            "{inside} locations lie in the location [{name}]; delete or move them first."
        )));
    }
    let mut after = before.clone();
    after.state = Some(LocationState::Deleted);
    store_next(call, &before, &mut after, Action::Delete).await
}

/// Stores a changed location under its next version, and writes it down.
async fn store_next(
    call: &mut Call,
    before: &LocationDefinition,
    after: &mut LocationDefinition,
    action: Action,
) -> Result<()> {
    let version = before.version.unwrap_or_default();
    after.version = Some(version + 1);
    if !locations::save(&mut call.tx, after).await? {
        return Err(Refusal::stale_version("location", version.into(), i64::from(version) + 1));
    }
    let change = AuditEvent::new(LOCATION, action, after.id.clone().unwrap_or_default());
    audit::record(call, change.named(after.name.clone()).between(before, after)?).await
}

fn refuse_deleted(state: Option<&LocationState>) -> Result<()> {
    match state {
        Some(LocationState::Deleted) => {
            Err(Refusal::invalid_value("state", "deleted", "active; DELETE deletes"))
        }
        _ => Ok(()),
    }
}

/// The whole path to where a location is to lie: the last that is named is its place, and the
/// others, if they are named, must be those that this one lies in.
async fn path(
    call: &mut Call,
    given: Vec<String>,
    of: Option<&LocationDefinition>,
) -> Result<Vec<String>> {
    let given: Vec<String> = given.iter().map(|id| id.trim().to_lowercase()).collect();
    let Some(place) = given.last() else { return Ok(Vec::new()) };
    let refuse = |allowed: &str| Refusal::invalid_value("path", given.join(", "), allowed);
    let found = locations::find(&mut call.tx, place).await?.filter(|place| !is_deleted(place));
    let found = found
        .ok_or_else(|| refuse("ids of locations that are not deleted, the outermost first"))?;
    let mut whole = found.path.unwrap_or_default();
    whole.push(place.clone());
    if given.len() > 1 && given != whole {
        return Err(refuse(&format!("{}, in this order", whole.join(", "))));
    }
    let mut below = 0;
    if let Some(id) = of.and_then(|location| location.id.as_ref()) {
        if whole.contains(id) {
            return Err(refuse("locations that lie neither in this one nor are it"));
        }
        below = locations::levels_below(&mut call.tx, id).await?;
    }
    let depth = i64::try_from(whole.len()).unwrap_or(i64::MAX).saturating_add(below);
    if depth > MAX_DEPTH {
        return Err(refuse(&format!("at most {MAX_DEPTH} locations, each in the next")));
    }
    Ok(whole)
}

/// The user to turn to, of whatever division.
async fn contact_user(call: &mut Call, id: &str) -> Result<AddressableEntityRef> {
    let id = id.trim().to_lowercase();
    let found = users::find(&mut call.tx, &Divisions::all(), &id).await?;
    if found.is_none_or(|user| user.state == State::Deleted) {
        let allowed = "the id of a user who is not deleted";
        return Err(Refusal::invalid_value("contactUser", id, allowed));
    }
    Ok(AddressableEntityRef { self_uri: Some(users::uri(&id)), id: Some(id) })
}

/// A number for emergency calls, in E.164 as well; none where nothing stands in it.
async fn emergency_number(
    call: &mut Call,
    given: LocationEmergencyNumber,
) -> Result<Option<LocationEmergencyNumber>> {
    let (number, e164) = (text(given.number), text(given.e164));
    let (field, written) = match (&number, &e164) {
        (Some(number), _) => ("emergencyNumber.number", number),
        (None, Some(e164)) => ("emergencyNumber.e164", e164),
        (None, None) => return Ok(None),
    };
    let country = organization::read(call).await?.default_country_code.unwrap_or_default();
    let e164 = contacts::e164(written, &country, field)?;
    Ok(Some(LocationEmergencyNumber {
        number: Some(number.unwrap_or_else(|| e164.clone())),
        e164: Some(e164),
        r#type: given.r#type.or(Some(EmergencyNumberType::Default)),
    }))
}
