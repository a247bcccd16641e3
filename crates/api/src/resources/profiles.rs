//! Deprecated views of users.

use crate::{
    DateTime, Geolocation, IntegrationPresenceSource, Operation, OutOfOffice, Page, RoutingStatus,
    SortOrder, State, UserAuthorization, UserConversationSummary, UserPresence, UserStations,
    listing, model, operations, wire_enum,
};

operations! {
    "profiles":
    GetProfilesUsers,
    GetUserProfile,
}

/// List user profiles.
///
/// Answers a page of profiles of active users, the older view of users, in which expanded parts
/// stand under `expands`. Callers who hold `directory:user:view` see the divisions in which they hold
/// it, other callers the whole organization. Deprecated: list users instead.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/profiles/users",
    signed_in,
    returns(UserProfileEntityListing),
    narrowed_by("directory:user:view"),
    deprecated
)]
pub struct GetProfilesUsers {
    /// Number of profiles on one page: 25 by default.
    pub page: Page,
    /// Only profiles of these user ids.
    pub id: Vec<String>,
    /// Only profiles with these chat addresses.
    pub jid: Vec<String>,
    /// Direction of the listing, ascending by default; `asc` and `desc` are understood too,
    /// in any case.
    #[query(default = SortOrder::Ascending)]
    pub sort_order: SortOrder,
    /// Further parts to include under `expands`; best effort, a part that cannot be made is
    /// left out.
    pub expand: Vec<ProfileExpand>,
    /// System outside the platform whose presence `integrationPresence` shows; a page then
    /// holds at most 100 users.
    pub integration_presence_source: Option<IntegrationPresenceSource>,
}

/// Read the profile of a user.
///
/// Answers the older view of a user, in which expanded parts stand under `expands`. Deprecated:
/// read the user instead.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}/profile", signed_in, returns(UserProfile), deprecated)]
pub struct GetUserProfile {
    /// Id of the user.
    pub user_id: String,
    /// Further parts to include under `expands`; best effort, a part that cannot be made is
    /// left out.
    pub expand: Vec<UserProfileExpand>,
    /// System outside the platform whose presence `integrationPresence` shows.
    pub integration_presence_source: Option<IntegrationPresenceSource>,
}

/// What was expanded in a profile view.
#[model]
pub struct UserExpands {
    /// Roles and permissions. Only with `expand=authorization`.
    #[field(read_only)]
    pub authorization: Option<UserAuthorization>,
    /// How many interactions the user has now, by media type. Only with
    /// `expand=conversationSummary`.
    #[field(read_only)]
    pub conversation_summary: Option<UserConversationSummary>,
    /// Place reported by the user's primary client. Only with `expand=geolocation`.
    #[field(read_only)]
    pub geolocation: Option<Geolocation>,
    /// Presence reported by the integration named in the request. Only with
    /// `expand=integrationPresence`.
    #[field(read_only)]
    pub integration_presence: Option<UserPresence>,
    /// The user's absence. Only with `expand=outOfOffice`.
    #[field(read_only)]
    pub out_of_office: Option<OutOfOffice>,
    /// The user's presence on the primary source. Only with `expand=presence`.
    #[field(read_only)]
    pub presence: Option<UserPresence>,
    /// What the user is doing for the queues. Only with `expand=routingStatus`.
    #[field(read_only)]
    pub routing_status: Option<RoutingStatus>,
    /// Stations of the user. Only with `expand=station`.
    #[field(read_only)]
    pub station: Option<UserStations>,
}

/// An older, short view of a user; superseded by User.
#[model]
pub struct UserProfile {
    /// User id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Full name, as displayed.
    pub name: Option<String>,
    /// When the user was last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// Id of the division of the user.
    #[field(read_only)]
    pub division_id: Option<String>,
    /// What the request asked to expand.
    #[field(read_only)]
    pub expands: Option<UserExpands>,
    /// The section of the same name of the field configuration, as older programs read it.
    #[field(read_only)]
    pub general: Option<UserProfileGeneral>,
    /// Always empty.
    #[field(read_only)]
    pub organization_id: Option<String>,
    /// Whether the user is active, inactive or deleted.
    pub state: Option<State>,
    /// Revision number, raised with each change.
    #[field(required)]
    pub version: Option<i64>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// General facts of a profile, field by field.
#[model]
pub struct UserProfileGeneral {
    /// The name, in one entry.
    pub name: Option<Vec<UserProfileText>>,
}

/// A text of a profile.
#[model]
pub struct UserProfileText {
    /// Id of the entry.
    #[field(name = "_id")]
    pub id: Option<String>,
    /// Label of the entry.
    pub label_key: Option<String>,
    /// The text.
    pub value: Option<String>,
}

listing! {
    /// One page of profile views.
    UserProfileEntityListing of UserProfile: "Profile views on this page."
}

/// A part of a listed profile that is answered only when asked for.
#[wire_enum]
pub enum ProfileExpand {
    /// The routing status.
    #[wire("routingStatus")]
    RoutingStatus,
    /// The presence on the platform.
    #[wire("presence")]
    Presence,
    /// The presence in a connected system.
    #[wire("integrationPresence")]
    IntegrationPresence,
    /// Numbers of conversations for each media type.
    #[wire("conversationSummary")]
    ConversationSummary,
    /// The out-of-office notice.
    #[wire("outOfOffice")]
    OutOfOffice,
    /// The location of the primary client.
    #[wire("geolocation")]
    Geolocation,
    /// The stations.
    #[wire("station")]
    Station,
    /// Roles and permissions.
    #[wire("authorization")]
    Authorization,
}

/// A part of a single profile that is answered only when asked for.
#[wire_enum]
pub enum UserProfileExpand {
    /// The routing status.
    #[wire("routingStatus")]
    RoutingStatus,
    /// The presence on the platform.
    #[wire("presence")]
    Presence,
    /// The presence in a connected system.
    #[wire("integrationPresence")]
    IntegrationPresence,
    /// Numbers of conversations for each media type.
    #[wire("conversationSummary")]
    ConversationSummary,
    /// The out-of-office notice.
    #[wire("outOfOffice")]
    OutOfOffice,
    /// The location of the primary client.
    #[wire("geolocation")]
    Geolocation,
    /// The stations.
    #[wire("station")]
    Station,
    /// Roles and permissions.
    #[wire("authorization")]
    Authorization,
    /// When a token was last issued, as `lastTokenIssued`.
    #[wire("lasttokenissued")]
    LastTokenIssued,
    /// Roles that are held but not used, within `authorization`.
    #[wire("authorization.unusedRoles")]
    AuthorizationUnusedRoles,
    /// The team.
    #[wire("team")]
    Team,
    /// The ranks that count when work plans are bid for.
    #[wire("workPlanBidRanks")]
    WorkPlanBidRanks,
    /// Settings for external contacts.
    #[wire("externalContactsSettings")]
    ExternalContactsSettings,
    /// The groups.
    #[wire("groups")]
    Groups,
    /// Values of custom attributes.
    #[wire("customAttributes")]
    CustomAttributes,
}
