//! Sites of the organization.

use crate::{
    AddressableEntityRef, DateTime, Map, Operation, Page, Patch, listing, model, operations,
    wire_enum,
};

operations! {
    "locations":
    GetLocations,
    PostLocations,
    DeleteLocation,
    GetLocation,
    PatchLocation,
    GetLocationSublocations,
}

/// List locations.
///
/// Answers a page of the organization's locations, by name. Deleted ones are answered only where
/// `id` names them.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/locations", signed_in, returns(LocationEntityListing), inferred)]
pub struct GetLocations {
    /// Number of locations on one page: 25 by default.
    pub page: Page,
    /// Only locations with these ids, at most 500; unknown ids are ignored.
    #[query(max_items = 500)]
    pub id: Vec<String>,
    /// Direction of the listing, ascending by default.
    #[query(default = LocationSortOrder::Ascending)]
    pub sort_order: LocationSortOrder,
}

/// Make a location.
///
/// Makes an active location and answers it with version 1. It lies in the last location that
/// `path` names, and in no other without one.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/locations",
    all("directory:location:add"),
    returns(LocationDefinition),
    inferred
)]
pub struct PostLocations {
    /// The body.
    pub body: LocationCreateDefinition,
}

/// Delete a location.
///
/// Marks the location as deleted: listings leave it out, users do not show it, and it can be brought
/// back by a change of its state. A location in which others lie is refused with 409.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/locations/{locationId}",
    all("directory:location:delete"),
    returns(204),
    inferred
)]
pub struct DeleteLocation {
    /// Id of the location.
    pub location_id: String,
}

/// Read a location.
///
/// Answers a deleted one too; its `state` says so.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/locations/{locationId}",
    signed_in,
    returns(LocationDefinition),
    inferred
)]
pub struct GetLocation {
    /// Id of the location.
    pub location_id: String,
    /// Further parts to include: how far the check of the address is. Pictures are left out, since
    /// nothing can set them.
    pub expand: Vec<LocationExpand>,
}

/// Change a location.
///
/// What is left out stays. The version must be the current one, otherwise the answer is 409
/// `general.conflict`. A deleted location is changed only by bringing it back, with `state`.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/locations/{locationId}",
    all("directory:location:edit"),
    returns(LocationDefinition),
    inferred
)]
pub struct PatchLocation {
    /// Id of the location.
    pub location_id: String,
    /// The body.
    pub body: LocationUpdateDefinition,
}

/// List the locations in a location.
///
/// Answers those that lie directly in it and are not deleted, by name, on one page.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/locations/{locationId}/sublocations",
    signed_in,
    returns(LocationEntityListing),
    inferred
)]
pub struct GetLocationSublocations {
    /// Id of the location.
    pub location_id: String,
}

listing! {
    /// One page of locations.
    LocationEntityListing of LocationDefinition: "Locations on this page."
}

/// A location to be made.
#[model]
pub struct LocationCreateDefinition {
    /// Display name of the location.
    #[field(max_length = 255)]
    pub name: String,
    /// Postal address of the location.
    pub address: Option<LocationAddress>,
    /// Id of the user to turn to about the location.
    pub contact_user: Option<String>,
    /// Number that emergency calls from the location show.
    pub emergency_number: Option<LocationEmergencyNumber>,
    /// Free text about the location.
    #[field(max_length = 4000)]
    pub notes: Option<String>,
    /// Ids of the locations that it lies in, the outermost first; the last one alone is enough.
    #[field(max_items = 20)]
    pub path: Option<Vec<String>>,
    /// `active`, which is the default.
    pub state: Option<LocationState>,
    /// Ignored: a new location has version 1.
    pub version: Option<i32>,
}

/// Changes to a location. What is left out stays.
#[model]
pub struct LocationUpdateDefinition {
    /// Display name of the location.
    #[field(max_length = 255)]
    pub name: String,
    /// Postal address of the location.
    pub address: Patch<LocationAddress>,
    /// Id of the user to turn to about the location; an empty string removes it.
    pub contact_user: Patch<String>,
    /// Number that emergency calls from the location show.
    pub emergency_number: Patch<LocationEmergencyNumber>,
    /// Free text about the location; an empty string removes it.
    #[field(max_length = 4000)]
    pub notes: Patch<String>,
    /// Ids of the locations that it lies in, the outermost first; the last one alone is enough, and
    /// `[]` takes it out of all of them.
    #[field(max_items = 20)]
    pub path: Patch<Vec<String>>,
    /// `active` brings a deleted location back.
    pub state: Patch<LocationState>,
    /// Version that the caller has read.
    pub version: i32,
}

/// Direction of a listing of locations.
#[wire_enum]
pub enum LocationSortOrder {
    /// From the first to the last.
    #[wire("asc", "ascending")]
    Ascending,
    /// From the last to the first.
    #[wire("desc", "descending")]
    Descending,
}

/// A part of a location that is answered only when asked for.
#[wire_enum]
pub enum LocationExpand {
    /// Pictures.
    #[wire("images")]
    Images,
    /// How the check of the address went.
    #[wire("addressVerificationDetails")]
    AddressVerificationDetails,
}

/// Where a user sits: a location of the organization, and a point in it.
#[model]
pub struct Location {
    /// UUID of the location.
    pub id: Option<String>,
    /// Point on the floor plan, keyed by axis.
    pub coordinates: Option<Map<f64>>,
    /// Id of the floor plan that the coordinates belong to.
    #[field(read_only)]
    pub floorplan_id: Option<String>,
    /// Location itself; in requests its id may stand here instead of in `id`.
    pub location_definition: Option<LocationDefinition>,
    /// Free text, such as the number of the desk.
    pub notes: Option<String>,
}

/// The postal address of a location.
#[model]
pub struct LocationAddress {
    /// Town or city.
    pub city: Option<String>,
    /// Country, as a code.
    pub country: Option<String>,
    /// Country, by its full name.
    pub country_name: Option<String>,
    /// State, province or other region.
    pub state: Option<String>,
    /// First line of the street address.
    pub street1: Option<String>,
    /// Second line of the street address.
    pub street2: Option<String>,
    /// Postal code.
    pub zipcode: Option<String>,
}

/// How the check of a location's address went.
#[model]
pub struct LocationAddressVerificationDetails {
    /// When the check ended.
    pub date_finished: Option<DateTime>,
    /// When the check began.
    pub date_started: Option<DateTime>,
    /// Service that checks the address.
    pub service: Option<String>,
    /// How far the check has come.
    pub status: Option<AddressVerificationStatus>,
}

/// A place of the organization, such as a building or a floor.
#[model]
pub struct LocationDefinition {
    /// UUID of the location.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the location.
    pub name: Option<String>,
    /// Postal address of the location.
    pub address: Option<LocationAddress>,
    /// Whether an address is on record.
    #[field(read_only)]
    pub address_stored: Option<bool>,
    /// How the check of the address went.
    #[field(read_only)]
    pub address_verification_details: Option<LocationAddressVerificationDetails>,
    /// Whether the address has been checked.
    #[field(read_only)]
    pub address_verified: Option<bool>,
    /// User to turn to about the location.
    pub contact_user: Option<AddressableEntityRef>,
    /// Number for emergency calls from the location.
    pub emergency_number: Option<LocationEmergencyNumber>,
    /// Floor plan, in several sizes.
    #[field(read_only)]
    pub floorplan_image: Option<Vec<LocationImage>>,
    /// Pictures of the location.
    pub images: Option<String>,
    /// Free text about the location.
    pub notes: Option<String>,
    /// Ids of the locations that this one lies in.
    #[field(read_only)]
    pub path: Option<Vec<String>>,
    /// Picture of the location, in several sizes.
    #[field(read_only)]
    pub profile_image: Option<Vec<LocationImage>>,
    /// Whether the location is active or deleted.
    pub state: Option<LocationState>,
    /// Version of the location, raised by each change.
    pub version: Option<i32>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// The number that an emergency call from a location shows.
#[model]
pub struct LocationEmergencyNumber {
    /// Number in E.164.
    pub e164: Option<String>,
    /// Number as it was entered.
    pub number: Option<String>,
    /// Whether this is the default number or an ELIN, which tells rescuers the place.
    pub r#type: Option<EmergencyNumberType>,
}

/// One size of a picture of a location.
#[model]
pub struct LocationImage {
    /// Where the picture is fetched.
    pub image_uri: Option<String>,
    /// Size of the picture, such as `x48`.
    pub resolution: Option<String>,
}

/// Whether a location is in use.
#[wire_enum]
pub enum LocationState {
    /// In use.
    #[wire("active")]
    Active,
    /// Deleted.
    #[wire("deleted")]
    Deleted,
}

/// How far the verification of an address is.
#[wire_enum]
pub enum AddressVerificationStatus {
    /// Not begun.
    #[wire("Pending")]
    Pending,
    /// Under way.
    #[wire("InProgress")]
    InProgress,
    /// To be tried again.
    #[wire("Retry")]
    Retry,
    /// Done.
    #[wire("Complete")]
    Complete,
    /// Failed.
    #[wire("Failed")]
    Failed,
}

/// The kind of an emergency number.
#[wire_enum]
pub enum EmergencyNumberType {
    /// The usual kind.
    #[wire("default")]
    Default,
    /// An emergency location identification number.
    #[wire("elin")]
    Elin,
}
