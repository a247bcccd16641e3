//! Where a user's clients are.

use crate::{LocationDefinition, Operation, Topic, model, operations, topics};

operations! {
    "geolocations":
    GetUserGeolocation,
    PatchUserGeolocation,
}

topics! {
    "geolocations":
    UserGeolocationTopic,
}

/// Read a user's location from one client.
///
/// Answers where the client last placed the user. A client that never reported a location
/// answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}/geolocations/{clientId}", signed_in, returns(Geolocation))]
pub struct GetUserGeolocation {
    /// Id of the user.
    pub user_id: String,
    /// Id of the client, such as a device or an application, that reports the location.
    pub client_id: String,
}

/// Report the caller's own location from one client.
///
/// Takes `primary` to make this client the source of the user's location, and either `latitude`
/// with `longitude` or `city`, `region` and `country`. From coordinates alone the place is filled in
/// after the answer, if it is known; a later read shows it. Users change only their own; for anyone else the answer is 403
/// `geolocation.update.error`.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/users/{userId}/geolocations/{clientId}",
    signed_in,
    returns(Geolocation)
)]
pub struct PatchUserGeolocation {
    /// Id of the user.
    pub user_id: String,
    /// Id of the client, such as a device or an application, that reports the location.
    pub client_id: String,
    /// The body.
    pub body: Geolocation,
}

/// Where one of a user's clients is. Coordinates sent alone get their city, region and country
/// later.
#[model]
pub struct Geolocation {
    /// Id of the client that reports the position.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the client.
    pub name: Option<String>,
    /// Town or city.
    pub city: Option<String>,
    /// Country that the client is in; two letters where the server filled it in.
    pub country: Option<String>,
    /// Degrees north of the equator.
    #[field(minimum = -90, maximum = 90)]
    pub latitude: Option<f64>,
    /// Locations of the organization at that place.
    #[field(max_items = 100)]
    pub locations: Option<Vec<LocationDefinition>>,
    /// Degrees east of Greenwich.
    #[field(minimum = -180, maximum = 180)]
    pub longitude: Option<f64>,
    /// Whether this client says where the user is; only one client does.
    pub primary: Option<bool>,
    /// State, province or other region.
    pub region: Option<String>,
    /// Kind of client, such as `ios`, `android` or `web`.
    pub r#type: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// Whether and how the organization uses geolocation.
#[model]
pub struct GeolocationSettings {
    /// Id of the settings.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the settings.
    pub name: Option<String>,
    /// Whether positions are used.
    pub enabled: Option<bool>,
    /// Key for the Mapbox service that draws maps.
    pub mapbox_key: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// The place of a user's primary client changes.
#[derive(Debug, Clone, Topic)]
#[topic("v2.users.{id}.geolocation", signed_in, sends(GeolocationEventGeolocation))]
pub struct UserGeolocationTopic {
    /// Id of the user.
    pub id: String,
}

/// Where a user is, as a notification tells it.
#[model]
pub struct GeolocationEventGeolocation {
    /// Town or city.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// State, province or other region.
    pub region: Option<String>,
    /// Kind of client, such as `ios`, `android` or `web`.
    pub r#type: Option<String>,
    /// Id of the user, a UUID.
    pub user_id: Option<String>,
}
