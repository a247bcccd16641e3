//! Users: the people of the organization.

mod changes;
mod full_reference;
mod me;
mod parts;
mod query;

pub use changes::*;
pub use full_reference::*;
pub use me::*;
pub use parts::*;
pub use query::*;

use crate::{
    DateTime, Division, Empty, Geolocation, Group, IntegrationPresenceSource, Location,
    OAuthLastTokenIssued, Operation, OutOfOffice, Page, RoutingStatus, SortOrder, State, Team,
    UserAuthorization, UserCustomAttributes, UserExpand, UserPresence, UserRoutingLanguage,
    UserRoutingSkill, UserStations, listing, model, operations, wire_enum,
};

operations! {
    "users":
    GetUsers,
    PostUsers,
    PatchUsersBulk,
    GetUsersMe,
    GetUsersQuery,
    DeleteUser,
    GetUser,
    PatchUser,
}

/// List users.
///
/// Answers a page of users ordered by name; by default only active ones. Callers who
/// hold `directory:user:view` see the divisions in which they hold it, other callers the whole
/// organization. More than 500 ids are refused with 400 `max.user.ids`. In any state but `active`
/// a page that reaches past 10,000 users is refused with 400; a page past the end is empty.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users",
    signed_in,
    returns(UserEntityListing),
    narrowed_by("directory:user:view")
)]
pub struct GetUsers {
    /// Number of users on one page: 25 by default, at most 500.
    pub page: Page,
    /// Only users with these ids, at most 500; unknown ids are ignored. Excludes
    /// `jabberId`.
    pub id: Vec<String>,
    /// Only users with these chat addresses. Excludes `id`.
    pub jabber_id: Vec<String>,
    /// Direction of the listing, ascending by default; `asc` and `desc` are understood too,
    /// in any case.
    #[query(default = SortOrder::Ascending)]
    pub sort_order: SortOrder,
    /// Further parts of each user to include; best effort, a part that cannot be made is
    /// left out.
    pub expand: Vec<UserExpand>,
    /// System outside the platform whose presence `integrationPresence` shows; a page then
    /// holds at most 100 users.
    pub integration_presence_source: Option<IntegrationPresenceSource>,
    /// Ids of the custom attribute schemas whose values are included, at most 5.
    pub user_custom_attribute_schema_ids: Vec<String>,
    /// Only users in this state, `active` by default; `any` lists active, inactive and
    /// deleted ones.
    #[query(default = UserListState::Active)]
    pub state: UserListState,
}

/// Create a user.
///
/// Creates a user from a name and an e-mail address, which also becomes the user name for
/// signing in, and answers it with version 1. Without a division it joins the home division,
/// and without a state it is active; no invitation is sent. The address of another user, even
/// of a deleted one and without regard to case, is refused with 409 `general.conflict`.
#[derive(Debug, Clone, Operation)]
#[operation(POST "/api/v2/users", any("directory:user:add"), returns(User))]
pub struct PostUsers {
    /// The body.
    pub body: CreateUser,
}

/// Change automatic answering for several users.
///
/// Sets `acdAutoAnswer`, the only field that can be changed here, for up to 50 users and
/// answers the changed users. More than 50 are refused with 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/users/bulk",
    any("directory:user:edit", "directory:organization:admin"),
    returns(UserEntityListing)
)]
pub struct PatchUsersBulk {
    /// The body.
    pub body: Vec<BulkUser>,
}

/// Read the user who calls.
///
/// Answers the user behind the token, with parts of the organization on demand. Client
/// credentials have no user and answer 400 `not.a.user`.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/me", signed_in, returns(UserMe), needs_user)]
pub struct GetUsersMe {
    /// Further parts to include, best effort. Lists that belong to the organization are
    /// cut: presence definitions, locations and roles at 100, favorites, hierarchy and
    /// routing skills at 50. `adjacents` excludes `superiors` and `directreports`.
    pub expand: Vec<UserMeExpand>,
    /// System outside the platform whose presence `integrationPresence` shows.
    pub integration_presence_source: Option<IntegrationPresenceSource>,
    /// Ids of the custom attribute schemas whose values are included.
    pub user_custom_attribute_schema_ids: Vec<String>,
}

/// Delete a user.
///
/// Marks the user as deleted: it is read only with `state=deleted`, its e-mail address stays
/// reserved, and it loses its tokens, grants, queues and station. It can be restored by a
/// change of its state. A user that is unknown or already deleted answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/users/{userId}",
    any("admin", "directory:user:delete", "directory:organization:admin"),
    returns(Empty)
)]
pub struct DeleteUser {
    /// Id of the user.
    pub user_id: String,
}

/// Read a user.
///
/// Answers one user; inactive users are answered as well. A deleted user is answered only with
/// `state=deleted`; otherwise it answers 404 `general.resource.not.found`, as an unknown id
/// does.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/users/{userId}", signed_in, returns(User))]
pub struct GetUser {
    /// Id of the user.
    pub user_id: String,
    /// Further parts of the user to include; best effort, a part that cannot be made is
    /// left out.
    pub expand: Vec<UserExpand>,
    /// System outside the platform whose presence `integrationPresence` shows.
    pub integration_presence_source: Option<IntegrationPresenceSource>,
    /// Ids of the custom attribute schemas whose values are included, at most 100.
    pub user_custom_attribute_schema_ids: Vec<String>,
    /// `active` (default) finds every user that is not deleted, `deleted` finds deleted
    /// users.
    #[query(default = UserLookupState::Active)]
    pub state: UserLookupState,
}

/// Change a user.
///
/// Changes the given fields, leaves the others and answers the user with its version raised by
/// one. `version` must be the current one: without it the answer is 400, with a stale one 409
/// `general.conflict`. When `state` is given nothing else is applied; it switches between
/// active and inactive, and restores a deleted user. Lists replace the whole list, an empty
/// string clears title or department, and `manager` is the manager's id, with an empty string
/// for none.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/users/{userId}",
    any("admin", "directory:user:edit", "directory:organization:admin"),
    returns(User)
)]
pub struct PatchUser {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: UpdateUser,
}

/// A person in the organization's directory: profile, contact data and, when expanded, live
/// state.
#[model(base)]
pub struct User {
    /// User id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Full name, as displayed.
    pub name: Option<String>,
    /// Whether routed interactions are answered automatically; false by default.
    pub acd_auto_answer: Option<bool>,
    /// Phone numbers and e-mail addresses besides the primary e-mail; several of one media
    /// type are allowed.
    #[field(max_items = 100)]
    pub addresses: Option<Vec<Contact>>,
    /// Roles and permissions.
    #[field(read_only, expand = "authorization")]
    pub authorization: Option<UserAuthorization>,
    /// What the user tells about themselves.
    #[field(expand = "biography")]
    pub biography: Option<Biography>,
    /// Certificates the user holds, as free text.
    #[field(expand = "certifications", max_items = 100)]
    pub certifications: Option<Vec<String>>,
    /// Values of custom attributes, one record for each schema.
    #[field(read_only, newer, expand = "customAttributes")]
    pub custom_attributes: Option<Vec<UserCustomAttributes>>,
    /// Chat address.
    pub chat: Option<Chat>,
    /// How many interactions the user has now, by media type.
    #[field(read_only, expand = "conversationSummary")]
    pub conversation_summary: Option<UserConversationSummary>,
    /// When the user last signed in with name and password.
    #[field(read_only, expand = "dateLastLogin")]
    pub date_last_login: Option<DateTime>,
    /// When the invitation was sent.
    #[field(read_only, expand = "dateWelcomeSent")]
    pub date_welcome_sent: Option<DateTime>,
    /// Department the user works in.
    pub department: Option<String>,
    /// Division in which the user lives; it decides who may see and change the user.
    pub division: Option<Division>,
    /// Primary e-mail address; unique in the organization, upper and lower case being the
    /// same. A deleted user keeps it.
    pub email: Option<String>,
    /// Employment facts, such as employee id and date of hire.
    #[field(expand = "employerInfo")]
    pub employer_info: Option<EmployerInfo>,
    /// Place reported by the user's primary client.
    #[field(read_only, expand = "geolocation")]
    pub geolocation: Option<Geolocation>,
    /// Groups the user belongs to.
    #[field(read_only, expand = "groups")]
    pub groups: Option<Vec<Group>>,
    /// Profile pictures, one for each resolution.
    #[field(max_items = 20)]
    pub images: Option<Vec<Image>>,
    /// Presence reported by the integration named in the request.
    #[field(read_only, expand = "integrationPresence")]
    pub integration_presence: Option<UserPresence>,
    /// Language the user prefers, as a language tag.
    #[field(read_only, expand = "languagePreference")]
    pub language_preference: Option<String>,
    /// Languages for routing, with proficiency.
    #[field(read_only, expand = "languages")]
    pub languages: Option<Vec<UserRoutingLanguage>>,
    /// When the user was last given an access token.
    #[field(expand = "lasttokenissued")]
    pub last_token_issued: Option<OAuthLastTokenIssued>,
    /// Places where the user works.
    #[field(read_only, expand = "locations")]
    pub locations: Option<Vec<Location>>,
    /// The user's manager, as a reference.
    pub manager: Option<Box<User>>,
    /// The user's absence.
    #[field(read_only, expand = "outOfOffice")]
    pub out_of_office: Option<Box<OutOfOffice>>,
    /// Name by which the user likes to be called.
    pub preferred_name: Option<String>,
    /// The user's presence on the primary source.
    #[field(read_only, expand = "presence")]
    pub presence: Option<UserPresence>,
    /// Primary contact of each media type, worked out by the server; always has the e-mail
    /// address.
    #[field(read_only)]
    pub primary_contact_info: Option<Vec<Contact>>,
    /// Skills on the profile, as free text; routing doesn't use them.
    #[field(read_only, expand = "profileSkills")]
    pub profile_skills: Option<Vec<String>>,
    /// What the user is doing for the queues.
    #[field(read_only, expand = "routingStatus")]
    pub routing_status: Option<RoutingStatus>,
    /// Routing skills, with proficiency.
    #[field(read_only, expand = "skills")]
    pub skills: Option<Vec<UserRoutingSkill>>,
    /// Whether the user is active, inactive or deleted. A deleted user can be restored.
    #[field(read_only)]
    pub state: Option<State>,
    /// Stations of the user.
    #[field(read_only, expand = "station")]
    pub station: Option<Box<UserStations>>,
    /// Team the user belongs to.
    #[field(read_only, expand = "team")]
    pub team: Option<Team>,
    /// Job title.
    pub title: Option<String>,
    /// Name to sign in with; equals the e-mail address at creation.
    pub username: Option<String>,
    /// Revision number: 1 at creation, raised with each change.
    #[field(required)]
    pub version: Option<i32>,
    /// What ranks the user in work plan bidding.
    #[field(read_only, expand = "workPlanBidRanks")]
    pub work_plan_bid_ranks: Option<WorkPlanBidRanks>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of users.
    UserEntityListing of User: "Users on this page."
}

/// A part of the calling user, or of their organization, that is answered only when asked for.
#[wire_enum]
pub enum UserMeExpand {
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
    /// The server's time.
    #[wire("date")]
    Date,
    /// Settings for geolocation, as `geolocationSettings`.
    #[wire("geolocationsettings")]
    GeolocationSettings,
    /// The organization.
    #[wire("organization")]
    Organization,
    /// The organization's presence definitions, the first 100, as `presenceDefinitions`.
    #[wire("presencedefinitions")]
    PresenceDefinitions,
    /// The presence definitions that belong to divisions, as
    /// `divisionedPresenceDefinitions`.
    #[wire("divisionedpresencedefinitions")]
    DivisionedPresenceDefinitions,
    /// The organization's locations, the first 100, as `locationDefinitions`.
    #[wire("locationdefinitions")]
    LocationDefinitions,
    /// The organization's roles that the user holds, the first 100, as `orgAuthorization`.
    #[wire("orgauthorization")]
    OrgAuthorization,
    /// The organization's products, as `orgProducts`.
    #[wire("orgproducts")]
    OrgProducts,
    /// The favorites, the first 50.
    #[wire("favorites")]
    Favorites,
    /// The superiors, the first 50.
    #[wire("superiors")]
    Superiors,
    /// The direct reports, the first 50, as `directReports`.
    #[wire("directreports")]
    DirectReports,
    /// Superiors, siblings and direct reports, the first 50 of each; excludes asking for
    /// these on their own.
    #[wire("adjacents")]
    Adjacents,
    /// The organization's routing skills, the first 50, as `routingSkills`.
    #[wire("routingskills")]
    RoutingSkills,
    /// The organization's routing languages, the first 50.
    #[wire("routinglanguages")]
    RoutingLanguages,
    /// The field configurations, as `fieldConfigs`.
    #[wire("fieldconfigs")]
    FieldConfigs,
    /// What the token stands for.
    #[wire("token")]
    Token,
    /// The organizations that trust the user.
    #[wire("trustors")]
    Trustors,
    /// Settings for the capture of client logs.
    #[wire("logCapture")]
    LogCapture,
    /// Settings for automatic answering, as `autoAnswerSettings`.
    #[wire("autoanswersettings")]
    AutoAnswerSettings,
}

/// Which users a listing holds.
#[wire_enum]
pub enum UserListState {
    /// Active users only.
    #[wire("active")]
    Active,
    /// Inactive users only.
    #[wire("inactive")]
    Inactive,
    /// Deleted users only.
    #[wire("deleted")]
    Deleted,
    /// Users in every state.
    #[wire("any")]
    Any,
}

/// Whether a read finds present or deleted users.
#[wire_enum]
pub enum UserLookupState {
    /// Users who are not deleted, inactive ones included.
    #[wire("active")]
    Active,
    /// Deleted users.
    #[wire("deleted")]
    Deleted,
}
