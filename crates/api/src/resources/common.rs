//! Types that several resources share.

use crate::{model, wire_enum};

/// A reference to another resource by its id.
#[model]
pub struct AddressableEntityRef {
    /// Id of the resource referred to.
    pub id: Option<String>,
    /// Where the resource referred to is read.
    pub self_uri: Option<String>,
}

/// A reference to another resource.
#[model]
pub struct DomainEntityRef {
    /// Id of the resource referred to.
    pub id: Option<String>,
    /// Display name of the resource referred to.
    pub name: Option<String>,
    /// Where the resource referred to is read.
    pub self_uri: Option<String>,
}

/// A reference by id alone.
#[model]
pub struct Entity {
    /// Id of the resource referred to.
    #[field(read_only)]
    pub id: Option<String>,
}

/// A reference by id and name.
#[model]
pub struct NamedEntity {
    /// Id of the resource referred to.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the resource referred to.
    #[field(read_only)]
    pub name: Option<String>,
}

/// Whether a record is in use.
#[wire_enum]
pub enum State {
    /// In use.
    #[wire("active")]
    Active,
    /// Kept, but not in use.
    #[wire("inactive")]
    Inactive,
    /// Deleted; it may be restored where the resource allows it.
    #[wire("deleted")]
    Deleted,
}

/// Direction of a listing; `asc` and `desc` in any case are understood too.
#[wire_enum]
pub enum SortOrder {
    /// From the first to the last.
    #[wire("ascending", "asc")]
    Ascending,
    /// From the last to the first.
    #[wire("descending", "desc")]
    Descending,
}

/// Direction of a listing, where the API writes it in short; the long words are understood too.
#[wire_enum]
pub enum SortDirection {
    /// From the first to the last.
    #[wire("asc", "ascending")]
    Ascending,
    /// From the last to the first.
    #[wire("desc", "descending")]
    Descending,
}

/// A system outside the platform that tells about presence.
#[wire_enum]
pub enum IntegrationPresenceSource {
    /// Microsoft Teams.
    #[wire("MicrosoftTeams")]
    MicrosoftTeams,
    /// Zoom Phone.
    #[wire("ZoomPhone")]
    ZoomPhone,
    /// 8x8.
    #[wire("EightByEight")]
    EightByEight,
    /// RingCentral.
    #[wire("RingCentral")]
    RingCentral,
}

/// A part of a user that is answered only when asked for.
#[wire_enum]
pub enum UserExpand {
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
    /// The free-text skills of the profile.
    #[wire("profileSkills")]
    ProfileSkills,
    /// The certifications.
    #[wire("certifications")]
    Certifications,
    /// The places of work.
    #[wire("locations")]
    Locations,
    /// The routing skills.
    #[wire("skills")]
    Skills,
    /// The routing languages.
    #[wire("languages")]
    Languages,
    /// The preferred language.
    #[wire("languagePreference")]
    LanguagePreference,
    /// What concerns the employment.
    #[wire("employerInfo")]
    EmployerInfo,
    /// The biography.
    #[wire("biography")]
    Biography,
    /// When the user last signed in with a password.
    #[wire("dateLastLogin")]
    DateLastLogin,
    /// When the user was last invited.
    #[wire("dateWelcomeSent")]
    DateWelcomeSent,
}

/// The built-in presence behind a definition, spelled as definitions and chats do.
#[wire_enum]
pub enum StandardPresence {
    /// Available.
    #[wire("Available")]
    Available,
    /// Away.
    #[wire("Away")]
    Away,
    /// Busy.
    #[wire("Busy")]
    Busy,
    /// Signed out.
    #[wire("Offline")]
    Offline,
    /// At rest for a while.
    #[wire("Idle")]
    Idle,
    /// On queue for interactions.
    #[wire("OnQueue")]
    OnQueue,
    /// At a meal.
    #[wire("Meal")]
    Meal,
    /// In a training.
    #[wire("Training")]
    Training,
    /// In a meeting.
    #[wire("Meeting")]
    Meeting,
    /// On a break.
    #[wire("Break")]
    Break,
}

/// Where a user stands in the routing of interactions.
#[wire_enum]
pub enum RoutingStatusValue {
    /// Not on queue.
    #[wire("OFF_QUEUE")]
    OffQueue,
    /// On queue and waiting for an interaction.
    #[wire("IDLE")]
    Idle,
    /// At work on a routed interaction.
    #[wire("INTERACTING")]
    Interacting,
    /// Missed an alert and gets no others until back.
    #[wire("NOT_RESPONDING")]
    NotResponding,
    /// At work on a conversation that was not routed.
    #[wire("COMMUNICATING")]
    Communicating,
}

/// How the results of an analytics query are ordered.
#[wire_enum]
pub enum QueryOrder {
    /// Ascending.
    #[wire("asc")]
    Asc,
    /// Descending.
    #[wire("desc")]
    Desc,
    /// In no particular order.
    #[wire("unordered")]
    Unordered,
}

/// An empty object.
#[model]
pub struct Empty {}

/// A user by id and name.
#[model]
pub struct UserReferenceWithName {
    /// Id of the user.
    pub id: Option<String>,
    /// Display name of the user.
    pub name: Option<String>,
    /// Where the user is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}
