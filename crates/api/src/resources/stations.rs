//! Stations: the phones of users.

use crate::{
    DateTime, DomainEntityRef, Entity, Map, Operation, Page, Topic, User, listing, model,
    operations, topics, wire_enum,
};

operations! {
    "stations":
    GetUserStation,
    DeleteUserStationAssociatedstation,
    PutUserStationAssociatedstationStationId,
    DeleteUserStationDefaultstation,
    PutUserStationDefaultstationStationId,
    GetUsersStationsMe,
    DeleteUsersStationsMeAssociatedstation,
    PutUsersStationsMeAssociatedstationStationId,
    GetStations,
    GetStation,
    DeleteStationAssociateduser,
    PostCallrosterStations,
}

topics! {
    "stations":
    UserStationTopic,
}

/// Read a user's stations.
///
/// Answers the station that the user is associated with, their default station, the one last
/// associated, and the effective one: the associated station, or else the default one. What
/// does not exist is left out.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}/station", signed_in, returns(UserStations))]
pub struct GetUserStation {
    /// Id of the user.
    pub user_id: String,
}

/// Release the station of a user.
///
/// Ends the association, after which the default station is in effect again; without an
/// association nothing happens. The answer is 202 and empty.
#[derive(Debug, Clone, Operation)]
#[operation(DELETE "/api/v2/users/{userId}/station/associatedstation", signed_in, returns(202))]
pub struct DeleteUserStationAssociatedstation {
    /// Id of the user.
    pub user_id: String,
}

/// Associate a user with a station.
///
/// Makes the station the user's own for now and releases the one before. A station of
/// another user must be released first. The answer is 202 and empty; an
/// unknown station answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/{userId}/station/associatedstation/{stationId}",
    signed_in,
    returns(202)
)]
pub struct PutUserStationAssociatedstationStationId {
    /// Id of the user.
    pub user_id: String,
    /// Id of the station.
    pub station_id: String,
}

/// Remove a user's default station.
///
/// Leaves the user without a default station. The answer is 202 and empty.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/users/{userId}/station/defaultstation",
    any("telephony:plugin:all", "telephony:phone:assign"),
    returns(202)
)]
pub struct DeleteUserStationDefaultstation {
    /// Id of the user.
    pub user_id: String,
}

/// Set a user's default station.
///
/// Names the station that is in effect whenever the user is not associated with another. The
/// answer is 202 and empty; an unknown station answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/{userId}/station/defaultstation/{stationId}",
    any("telephony:plugin:all", "telephony:phone:assign"),
    returns(202)
)]
pub struct PutUserStationDefaultstationStationId {
    /// Id of the user.
    pub user_id: String,
    /// Id of the station.
    pub station_id: String,
}

/// Read the caller's stations.
///
/// The same as reading a user's stations.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/stations/me",
    any("telephony:selfStationAssociation:view"),
    returns(UserStations),
    needs_user
)]
pub struct GetUsersStationsMe {}

/// Release the caller's station.
///
/// The same as releasing the station of a user.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/users/stations/me/associatedstation",
    any("telephony:station:disassociateSelf"),
    returns(202),
    needs_user
)]
pub struct DeleteUsersStationsMeAssociatedstation {}

/// Associate the caller with a station.
///
/// The same as associating a user with a station.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/stations/me/associatedstation/{stationId}",
    any("telephony:selfStationAssociation:edit"),
    returns(202),
    needs_user
)]
pub struct PutUsersStationsMeAssociatedstationStationId {
    /// Id of the station.
    pub station_id: String,
}

/// List stations.
///
/// Answers a page of the stations, by name.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/stations", signed_in, returns(StationEntityListing))]
pub struct GetStations {
    /// Number of stations on one page: 25 by default.
    pub page: Page,
    /// Field by which the stations are ordered, `name` by default; a minus before it turns the order
    /// around.
    pub sort_by: Option<String>,
    /// Only stations whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
    /// Whether users can choose the station: WebRTC phones are their users' alone.
    pub user_selectable: Option<String>,
    /// Only the stations of this user's WebRTC phones.
    pub web_rtc_user_id: Option<String>,
    /// Only the stations with these ids, with commas between them.
    pub id: Option<String>,
    /// Only the station with this line.
    pub line_appearance_id: Option<String>,
}

/// Read a station.
///
/// Answers one station, and whether somebody is associated with it.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/stations/{stationId}", signed_in, returns(Station))]
pub struct GetStation {
    /// Id of the station.
    pub station_id: String,
}

/// Release a station.
///
/// Ends the association of whoever uses the station now; without one nothing happens.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/stations/{stationId}/associateduser",
    any("telephony:station:disassociate"),
    returns(202),
    inferred
)]
pub struct DeleteStationAssociateduser {
    /// Id of the station.
    pub station_id: String,
}

/// Create a station without a phone.
///
/// An extension of this server, for tests: in the real service stations come from phones, as they
/// do here from `POST /api/v2/telephony/providers/edges/phones`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/callroster/stations",
    any("telephony:plugin:all"),
    returns(Station),
    inferred
)]
pub struct PostCallrosterStations {
    /// The body.
    pub body: CallrosterStation,
}

/// A station to be made.
#[model]
pub struct CallrosterStation {
    /// Name of the station.
    #[field(max_length = 255)]
    pub name: String,
    /// Kind of station; a remote one if it is left out.
    pub r#type: Option<StationType>,
    /// User whose station it is, of a WebRTC phone.
    pub web_rtc_user_id: Option<String>,
}

/// A kind of station.
#[wire_enum]
pub enum StationType {
    /// A SIP phone.
    #[wire("generic_sip")]
    GenericSip,
    /// A phone in the browser.
    #[wire("inin_webrtc_softphone")]
    WebRtc,
    /// A number elsewhere.
    #[wire("inin_remote")]
    Remote,
}

/// A phone or softphone that users are associated with.
#[model]
pub struct Station {
    /// Station id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the station.
    pub name: Option<String>,
    /// What the station is for.
    pub description: Option<String>,
    /// Id of the line.
    pub line_appearance_id: Option<String>,
    /// Edge that it is registered with.
    pub primary_edge: Option<DomainEntityRef>,
    /// Edge that it is registered with next.
    pub secondary_edge: Option<DomainEntityRef>,
    /// Whether somebody is associated with it.
    pub status: Option<StationStatus>,
    /// Kind of station.
    pub r#type: Option<String>,
    /// User that is associated with it.
    pub user_id: Option<String>,
    /// How many calls a WebRTC phone can hold at once.
    #[field(read_only)]
    pub web_rtc_call_appearances: Option<i32>,
    /// Whether media of a WebRTC phone always goes through a relay.
    #[field(read_only)]
    pub web_rtc_force_turn: Option<bool>,
    /// How the network is to treat media of a WebRTC phone.
    #[field(read_only)]
    pub web_rtc_media_dscp: Option<i32>,
    /// Whether a WebRTC phone stays connected between calls.
    #[field(read_only)]
    pub web_rtc_persistent_enabled: Option<bool>,
    /// Whether a WebRTC phone needs a helper beside the browser.
    #[field(read_only)]
    pub web_rtc_require_media_helper: Option<bool>,
    /// User whose WebRTC phone it is.
    pub web_rtc_user_id: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// Whether somebody is associated with a station.
#[wire_enum]
pub enum StationStatus {
    /// Nobody is.
    #[wire("AVAILABLE")]
    Available,
    /// Somebody is.
    #[wire("ASSOCIATED")]
    Associated,
}

listing! {
    /// One page of stations.
    StationEntityListing of Station: "Stations on this page." {
        /// Number of stations on all pages together.
        pub total_number_of_entities: Option<i64>,
    }
}

/// A phone or softphone as its user sees it.
#[model]
pub struct UserStation {
    /// Station id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the station.
    pub name: Option<String>,
    /// When the station was associated with its present user.
    pub associated_date: Option<DateTime>,
    /// User who uses the station now.
    pub associated_user: Option<Box<User>>,
    /// User whose default station it is.
    pub default_user: Option<Box<User>>,
    /// Further facts from the telephony provider, by name.
    pub provider_info: Option<Map<String>>,
    /// Kind of station.
    pub r#type: Option<String>,
    /// How many calls a WebRTC phone can hold at once.
    #[field(read_only)]
    pub web_rtc_call_appearances: Option<i32>,
}

/// The stations of a user.
#[model]
pub struct UserStations {
    /// Id of the user, where the stations are read by themselves.
    pub user_id: Option<String>,
    /// Station the user is associated with now.
    #[field(read_only)]
    pub associated_station: Option<Box<UserStation>>,
    /// Station the user gets when associated with no other.
    #[field(read_only)]
    pub default_station: Option<Box<UserStation>>,
    /// Station in effect: the associated one, otherwise the default; absent without either.
    #[field(read_only)]
    pub effective_station: Option<Box<UserStation>>,
    /// Station the user was associated with before.
    #[field(read_only)]
    pub last_associated_station: Option<Box<UserStation>>,
}

/// A user is associated with a station, or released from it.
#[derive(Debug, Clone, Topic)]
#[topic("v2.users.{id}.station", signed_in, sends(UserStationChangeTopicUserStations))]
pub struct UserStationTopic {
    /// Id of the user.
    pub id: String,
}

/// A user's stations, as a notification tells them.
#[model]
pub struct UserStationChangeTopicUserStations {
    /// Station that the user is associated with.
    pub associated_station: Option<UserStationChangeTopicUserStation>,
}

/// A station, as a notification names it.
#[model]
pub struct UserStationChangeTopicUserStation {
    /// Id of the station.
    pub id: Option<String>,
    /// Name of the station.
    pub name: Option<String>,
    /// User that is associated with the station.
    pub associated_user: Option<Entity>,
}
