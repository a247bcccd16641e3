//! Presences of users; what they choose from is in `presence/`.

mod definitions;
mod events;
mod integrations;
mod sources;

pub use definitions::*;
pub use events::*;
pub use integrations::*;
pub use sources::*;

use crate::{DateTime, Operation, Topic, model, operations, topics};

operations! {
    "presence":
    GetUserPresence,
    PatchUserPresence,
    GetUserPresencesPurecloud,
    PatchUserPresencesPurecloud,
    GetUsersPresenceBulk,
    GetUsersPresencesPurecloudBulk,
    PutUsersPresencesBulk,
    GetPresencedefinitions,
    PostPresencedefinitions,
    GetPresencedefinition,
    PutPresencedefinition,
    DeletePresencedefinition,
    GetPresenceDefinitions0,
    PostPresenceDefinitions0,
    GetPresenceDefinition0,
    PutPresenceDefinition0,
    DeletePresenceDefinition0,
    GetSystempresences,
    GetPresenceSources,
    PostPresenceSources,
    GetPresenceSource,
    PutPresenceSource,
    DeletePresenceSource,
    GetPresenceUserPrimarysource,
    PutPresenceUserPrimarysource,
    PostEventsUsersPresence,
    PostEventsUsersRoutingstatus,
}

topics! {
    "presence":
    UserPresenceTopic,
    UserIntegrationPresenceTopic,
}

/// Read a user's presence.
///
/// Answers the presence that one source reports. The source `PURECLOUD`, in any case, is this
/// service itself; a source that has reported nothing answers `Offline`.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}/presences/{sourceId}", signed_in, returns(UserPresence))]
pub struct GetUserPresence {
    /// Id of the user.
    pub user_id: String,
    /// Id of the source, or `PURECLOUD`.
    pub source_id: String,
}

/// Change a user's presence.
///
/// Changes what the body names: `presenceDefinition`, of which the id alone counts, `message`, and
/// `primary`, which makes this source the one whose presence others see. Another user's presence
/// needs `presence:userPresence:edit`. Choosing `On Queue` makes the routing status `IDLE`, and
/// any other presence makes it `OFF_QUEUE`.
#[derive(Debug, Clone, Operation)]
#[operation(PATCH "/api/v2/users/{userId}/presences/{sourceId}", signed_in, returns(UserPresence))]
pub struct PatchUserPresence {
    /// Id of the user.
    pub user_id: String,
    /// Id of the source, or `PURECLOUD`.
    pub source_id: String,
    /// The body.
    pub body: UserPresence,
}

/// Read a user's presence in this service.
///
/// The same as with the source `PURECLOUD`.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}/presences/purecloud", signed_in, returns(UserPresence))]
pub struct GetUserPresencesPurecloud {
    /// Id of the user.
    pub user_id: String,
}

/// Change a user's presence in this service.
///
/// The same as with the source `PURECLOUD`.
#[derive(Debug, Clone, Operation)]
#[operation(PATCH "/api/v2/users/{userId}/presences/purecloud", signed_in, returns(UserPresence))]
pub struct PatchUserPresencesPurecloud {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: UserPresence,
}

/// Read the presences of many users.
///
/// Answers what one source reports of up to 50 users, in the order in which they are named;
/// unknown users are left out.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/presences/{sourceId}/bulk",
    signed_in,
    returns(Vec<UcUserPresence>)
)]
pub struct GetUsersPresenceBulk {
    /// Id of the source, or `PURECLOUD`.
    pub source_id: String,
    /// Ids of the users.
    #[query(max_items = 50)]
    pub id: Vec<String>,
}

/// Read the presences of many users in this service.
///
/// The same as with the source `PURECLOUD`.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/presences/purecloud/bulk",
    signed_in,
    returns(Vec<UcUserPresence>)
)]
pub struct GetUsersPresencesPurecloudBulk {
    /// Ids of the users.
    #[query(max_items = 50)]
    pub id: Vec<String>,
}

/// Change the presences of many users.
///
/// Changes each user as a change of one would, all or none; at most 50 at once.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/presences/bulk",
    any("presence:userPresence:edit"),
    returns(Vec<UserPresence>)
)]
pub struct PutUsersPresencesBulk {
    /// The body.
    pub body: Vec<MutableUserPresence>,
}

/// The definition behind a user's presence.
#[model]
pub struct PresenceDefinition {
    /// Definition id, a UUID; this alone is needed when a presence is set.
    pub id: Option<String>,
    /// System presence of the definition, in display form, such as `Available` or `On Queue`.
    pub system_presence: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// What a user says about being there, according to one source.
#[model]
pub struct UserPresence {
    /// Id of the user, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the presence entry.
    pub name: Option<String>,
    /// Presence that is to follow the current one; set by the server.
    #[field(read_only, newer)]
    pub future_presence_definition: Option<PresenceDefinition>,
    /// Free text shown beside the presence.
    pub message: Option<String>,
    /// When the presence last changed.
    pub modified_date: Option<DateTime>,
    /// The chosen presence; OFFLINE until the user first signs in.
    pub presence_definition: Option<PresenceDefinition>,
    /// Whether this source decides the presence that others see. Setting it to true makes
    /// it the one.
    pub primary: Option<bool>,
    /// System that reports the presence, such as `PURECLOUD`.
    pub source: Option<String>,
    /// Id of the source that reports the presence.
    pub source_id: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A change of one user's presence among many.
#[model]
pub struct MutableUserPresence {
    /// Id of the user, a UUID.
    pub id: Option<String>,
    /// Name of the presence entry.
    pub name: Option<String>,
    /// Presence that is to follow the current one; set by the server.
    #[field(read_only, newer)]
    pub future_presence_definition: Option<PresenceDefinition>,
    /// Free text shown beside the presence.
    pub message: Option<String>,
    /// When the presence last changed.
    pub modified_date: Option<DateTime>,
    /// The presence to choose; its id alone counts.
    pub presence_definition: Option<PresenceDefinition>,
    /// Whether this source decides the presence that others see. Setting it to true makes
    /// it the one.
    pub primary: Option<bool>,
    /// System that reports the presence, such as `PURECLOUD`.
    pub source: Option<String>,
    /// Id of the source that reports the presence.
    pub source_id: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// What one source reports of one user among many.
#[model]
pub struct UcUserPresence {
    /// Id of the presence entry.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the presence entry.
    pub name: Option<String>,
    /// Free text shown beside the presence.
    pub message: Option<String>,
    /// When the presence last changed.
    pub modified_date: Option<DateTime>,
    /// The chosen presence.
    pub presence_definition: Option<PresenceDefinition>,
    /// System that reports the presence, such as `PURECLOUD`.
    pub source: Option<String>,
    /// Id of the source that reports the presence.
    pub source_id: Option<String>,
    /// Id of the user, a UUID.
    pub user_id: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A user's presence changes.
#[derive(Debug, Clone, Topic)]
#[topic("v2.users.{id}.presence", signed_in, sends(PresenceEventUserPresence))]
pub struct UserPresenceTopic {
    /// Id of the user.
    pub id: String,
}

/// The presence that a user has now, as a notification tells it.
#[model]
pub struct PresenceEventUserPresence {
    /// Presence that is to follow the current one.
    pub future_presence_definition: Option<PresenceEventOrganizationPresence>,
    /// Free text shown beside the presence.
    pub message: Option<String>,
    /// When the presence changed.
    pub modified_date: Option<DateTime>,
    /// The chosen presence.
    pub presence_definition: Option<PresenceEventOrganizationPresence>,
    /// Whether this source decides the presence that others see.
    pub primary: Option<bool>,
    /// System that reports the presence, such as `PURECLOUD`.
    pub source: Option<String>,
}

/// A presence definition, as a notification names it.
#[model]
pub struct PresenceEventOrganizationPresence {
    /// Id of the definition, a UUID.
    pub id: Option<String>,
    /// System presence of the definition, in upper case, such as `ON_QUEUE`.
    pub system_presence: Option<String>,
}
