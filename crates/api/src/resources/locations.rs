//! Sites of the organization.

use crate::{AddressableEntityRef, DateTime, Map, model, wire_enum};

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
