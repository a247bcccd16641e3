//! Search for locations.

use std::collections::HashMap;

use ::search::Scope;
use api::{
    GetLocationsSearch, LocationDefinition, LocationExpand, LocationSearchRequest, LocationState,
    LocationsSearchResponse, PostLocationsSearch, WireEnum,
};
use gate::{call::Call, refusal::Result, reply::Rendered};
use store::{
    locations,
    search::{Collection, STATE_OF_LOCATION},
};

use super::{
    page,
    prepared::{Prepared, found, prepared},
    repeated,
};
use crate::rules::locations::with_details;

const PATH: &str = "/api/v2/locations/search";

/// Reads a search.
pub(crate) async fn prepare(
    call: &mut Call,
    PostLocationsSearch { body }: PostLocationsSearch,
) -> Result<Prepared<LocationSearchRequest>> {
    prepared(call, body, Collection::Locations).await
}

/// Reads a search from a link.
pub(crate) async fn prepare_again(
    call: &mut Call,
    GetLocationsSearch { q64, expand }: GetLocationsSearch,
) -> Result<Prepared<LocationSearchRequest>> {
    let mut body = repeated::read::<PostLocationsSearch>(&q64)?;
    let more = expand.iter().map(ToString::to_string);
    body.expand.get_or_insert_default().extend(more);
    prepared(call, body, Collection::Locations).await
}

/// Finds the locations that meet the criteria.
pub(crate) async fn search_locations(
    call: &mut Call,
    _: PostLocationsSearch,
    prepared: Prepared<LocationSearchRequest>,
) -> Result<Rendered<LocationsSearchResponse>> {
    answer(call, prepared).await
}

/// The same from a link.
pub(crate) async fn search_locations_again(
    call: &mut Call,
    _: GetLocationsSearch,
    prepared: Prepared<LocationSearchRequest>,
) -> Result<Rendered<LocationsSearchResponse>> {
    answer(call, prepared).await
}

async fn answer(
    call: &mut Call,
    prepared: Prepared<LocationSearchRequest>,
) -> Result<Rendered<LocationsSearchResponse>> {
    let mut scope = Scope::default();
    let asked = prepared.asked.clone();
    if !asked.criteria.mentions(STATE_OF_LOCATION) {
        scope.only.push((STATE_OF_LOCATION, vec![LocationState::Active.to_string()]));
    }
    let (ids, total) = found(call, &prepared, scope).await?;
    let details =
        asked.body.expand.iter().flatten().flat_map(|names| names.split(',')).any(|name| {
            LocationExpand::from_wire(name.trim()) == LocationExpand::AddressVerificationDetails
        });
    let locations = locations::among(&mut call.tx, &ids).await?;
    let by_id = locations.into_iter().filter_map(|location| Some((location.id.clone()?, location)));
    let mut by_id: HashMap<String, LocationDefinition> = by_id.collect();
    let shown = ids.iter().filter_map(|id| by_id.remove(id));
    let shown: Vec<LocationDefinition> =
        shown.map(|location| if details { with_details(location) } else { location }).collect();
    page::render_models(&asked, (Some(PATH), "locations"), &shown, total)
}
