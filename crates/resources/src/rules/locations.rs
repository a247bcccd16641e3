//! Locations, found and shown, for every resource that points to one.

use std::collections::{HashMap, HashSet};

use api::{
    AddressVerificationStatus, Location, LocationAddressVerificationDetails, LocationDefinition,
    LocationState,
};
use store::{
    Part,
    locations::{self, LocationFilter},
};

use gate::{
    audit::{Action, AuditEvent, Kind},
    context::Context,
    refusal::{Refusal, Result},
};

/// A location, in the audit.
pub const LOCATION: Kind = Kind {
    name: "Location",
    service: "Directory",
    actions: &[Action::Create, Action::Update, Action::Delete, Action::Restore],
    uri: Some(locations::uri),
};

/// The location with this id, deleted or not.
pub async fn find(context: &mut Context, id: &str) -> Result<LocationDefinition> {
    let found = locations::find(&mut context.tx, &id.to_lowercase()).await?;
    found.ok_or_else(|| Refusal::not_found("location", id))
}

/// The same, if it is not deleted.
pub async fn present(context: &mut Context, id: &str) -> Result<LocationDefinition> {
    let found = find(context, id).await?;
    if is_deleted(&found) {
        return Err(Refusal::not_found("location", id).because("the location is deleted"));
    }
    Ok(found)
}

/// A location with how far the check of its address is, if it has one.
pub fn with_details(location: LocationDefinition) -> LocationDefinition {
    // Nobody checks addresses here, so each waits to be checked.
    let waiting = location.address.is_some().then(|| LocationAddressVerificationDetails {
        status: Some(AddressVerificationStatus::Pending),
        ..LocationAddressVerificationDetails::default()
    });
    LocationDefinition { address_verification_details: waiting, ..location }
}

/// Is the location deleted?
pub fn is_deleted(location: &LocationDefinition) -> bool {
    location.state == Some(LocationState::Deleted)
}

/// Stores a new location, and writes it down.
pub async fn add(context: &mut Context, location: &LocationDefinition) -> Result<()> {
    locations::insert(&mut context.tx, location).await?;
    let id = location.id.clone().unwrap_or_default();
    let change = AuditEvent::new(LOCATION, Action::Create, id).named(location.name.clone());
    context.record(change.between(&(), location)?).await
}

/// Refuses places of a user that are no locations of the organization. Those that the user has
/// already may stay, since programs send back the whole list.
pub async fn must_exist(
    context: &mut Context,
    given: &[Location],
    kept: &[Location],
) -> Result<()> {
    let ids: Vec<String> =
        given.iter().filter(|place| is_new(place, kept)).filter_map(|one| one.id.clone()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let found = present_of(context, &ids).await?;
    must_be_among(&found, given, kept)
}

fn is_new(place: &Location, kept: &[Location]) -> bool {
    !kept.iter().any(|kept| kept.id == place.id)
}

/// Which of these ids are those of locations that are not deleted.
pub(crate) async fn present_of(context: &mut Context, ids: &[String]) -> Result<HashSet<String>> {
    let found = locations::among(&mut context.tx, ids).await?;
    let present = found.into_iter().filter(|location| !is_deleted(location));
    Ok(present.filter_map(|location| location.id).collect())
}

/// Refuses places that are neither among these locations nor kept.
pub(crate) fn must_be_among(
    present: &HashSet<String>,
    given: &[Location],
    kept: &[Location],
) -> Result<()> {
    for (index, place) in given.iter().enumerate().filter(|(_, place)| is_new(place, kept)) {
        if place.id.as_ref().is_none_or(|id| !present.contains(id)) {
            let id = place.id.clone().unwrap_or_default();
            let allowed = "the id of a location that is not deleted";
            return Err(Refusal::invalid_value(format!("locations[{index}].id"), id, allowed));
        }
    }
    Ok(())
}

/// Places of users as they are shown: each with the whole location. Places whose location is deleted
/// are left out, until it comes back.
pub(crate) async fn shown(
    context: &mut Context,
    mut of_users: HashMap<String, Vec<Location>>,
) -> Result<HashMap<String, Vec<Location>>> {
    let mut ids: Vec<String> =
        of_users.values().flatten().filter_map(|place| place.id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(of_users);
    }
    let found = locations::among(&mut context.tx, &ids).await?;
    let found = found.into_iter().filter(|location| !is_deleted(location));
    let found: HashMap<String, LocationDefinition> =
        found.filter_map(|location| Some((location.id.clone()?, location))).collect();
    for places in of_users.values_mut() {
        places.retain_mut(|place| {
            let location = place.id.as_ref().and_then(|id| found.get(id));
            place.location_definition = location.cloned();
            location.is_some()
        });
    }
    Ok(of_users)
}

/// The first locations of the organization, by name, so many at most.
pub async fn first(context: &mut Context, most: i64) -> Result<Vec<LocationDefinition>> {
    let part = Part { offset: 0, limit: most, descending: false };
    Ok(locations::list(&mut context.tx, LocationFilter::Active, part).await?)
}
