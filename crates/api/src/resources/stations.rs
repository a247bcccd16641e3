//! Stations: the phones of users.

use crate::{DateTime, Entity, Map, Operation, Topic, User, model, operations, topics};

operations! {
    "stations":
    GetUserStation,
    DeleteUserStationAssociatedstation,
    PutUserStationAssociatedstationStationId,
    DeleteUserStationDefaultstation,
    PutUserStationDefaultstationStationId,
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
