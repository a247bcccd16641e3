//! Locations: the places of the organization.

mod changes;

use api::{
    DeleteLocation, GetLocation, GetLocationSublocations, GetLocations, LocationDefinition,
    LocationEntityListing, LocationExpand, LocationSortOrder, Page, PatchLocation, PostLocations,
};
use store::{
    Part,
    locations::{self, LocationFilter},
};

use crate::rules::locations::{find, present, with_details};
use gate::{
    call::Call,
    paging::{Listing, WINDOW},
    refusal::Result,
    reply::Rendered,
    routes::Routes,
};

/// The operations on locations that are served.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .answer(list_locations)
        .answer(create_location)
        .answer(delete_location)
        .answer(get_location)
        .answer(update_location)
        .answer(list_sublocations)
}

/// A page of the locations, by name.
async fn list_locations(
    call: &mut Call,
    asked: GetLocations,
) -> Result<Rendered<LocationEntityListing>> {
    let ids: Vec<String> = asked.id.iter().map(|id| id.to_lowercase()).collect();
    let filter = if ids.is_empty() { LocationFilter::Active } else { LocationFilter::Ids(&ids) };
    let page = asked.page;
    let descending = asked.sort_order == LocationSortOrder::Descending;
    let part = Part { offset: page.offset(), limit: page.size.into(), descending };
    let total = locations::count(&mut call.tx, filter).await?;
    let found = locations::list(&mut call.tx, filter, part).await?;
    page.render_models(asked, &found, total)
}

/// One location.
async fn get_location(call: &mut Call, asked: GetLocation) -> Result<LocationDefinition> {
    let location = find(call, &asked.location_id).await?;
    let details = asked.expand.contains(&LocationExpand::AddressVerificationDetails);
    Ok(if details { with_details(location) } else { location })
}

/// What lies directly in a location, on one page.
async fn list_sublocations(
    call: &mut Call,
    asked: GetLocationSublocations,
) -> Result<Rendered<LocationEntityListing>> {
    let location = present(call, &asked.location_id).await?;
    let id = location.id.unwrap_or_default();
    let part = Part { offset: 0, limit: WINDOW, descending: false };
    let found = locations::list(&mut call.tx, LocationFilter::In(&id), part).await?;
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let size = u32::try_from(found.len().max(1)).unwrap_or(u32::MAX);
    Page { number: 1, size }.render_models(asked, &found, total)
}

/// Makes a location.
async fn create_location(
    call: &mut Call,
    PostLocations { body }: PostLocations,
) -> Result<LocationDefinition> {
    changes::create(call, body).await
}

/// Changes a location.
async fn update_location(
    call: &mut Call,
    PatchLocation { location_id, body }: PatchLocation,
) -> Result<LocationDefinition> {
    changes::update(call, &location_id, body).await
}

/// Deletes a location.
async fn delete_location(
    call: &mut Call,
    DeleteLocation { location_id }: DeleteLocation,
) -> Result<()> {
    changes::delete(call, &location_id).await
}
