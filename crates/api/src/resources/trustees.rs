//! Organizations that this one trusts.

use crate::{
    Biography, Chat, Contact, DateTime, Division, EmployerInfo, Geolocation, Group, Image,
    Location, OAuthLastTokenIssued, Operation, OrgUser, Organization, OutOfOffice,
    RoleDivisionGrants, RoutingStatus, State, Team, User, UserAuthorization,
    UserConversationSummary, UserPresence, UserRoutingLanguage, UserRoutingSkill, UserStations,
    WorkPlanBidRanks, model, operations,
};

operations! {
    "trustees":
    GetOrgauthorizationTrustees,
    PostOrgauthorizationTrustees,
    GetOrgauthorizationTrustee,
    DeleteOrgauthorizationTrustee,
    GetOrgauthorizationTrusteeUsers,
    PostOrgauthorizationTrusteeUsers,
    PutOrgauthorizationTrusteeUserRoles,
}

/// List the organizations that this one trusts.
///
/// Answers a page of them, by name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustees",
    any("authorization:orgTrustee:view"),
    returns(TrustEntityListing)
)]
pub struct GetOrgauthorizationTrustees {
    /// Number of organizations on one page: 25 by default.
    #[query(default = 25, minimum = 1, maximum = 100)]
    pub page_size: u32,
    /// Page to return, counted from 1; 1 by default.
    #[query(default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub page_number: u32,
}

/// Trust another organization.
///
/// Names the other organization, of this server, by `pairingId`, and those of its users and groups
/// that are trusted, with the roles that they hold here. Nobody may grant what they do not hold
/// themselves. An unknown organization, user, group, role or division answers 404, and nothing is
/// kept; an organization that is trusted already answers 409.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/orgauthorization/trustees",
    all("authorization:orgTrustee:add", "authorization:orgTrusteeUser:add"),
    returns(Trustee)
)]
pub struct PostOrgauthorizationTrustees {
    /// The body.
    pub body: TrustCreate,
}

/// Read an organization that this one trusts.
///
/// An organization that is not trusted answers 404, whether it exists or not.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustees/{trusteeOrgId}",
    any("authorization:orgTrustee:view"),
    returns(Trustee)
)]
pub struct GetOrgauthorizationTrustee {
    /// Id of the organization that is trusted.
    pub trustee_org_id: String,
}

/// Trust an organization no more.
///
/// Ends the trust at once, with all that was granted under it.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/orgauthorization/trustees/{trusteeOrgId}",
    any("authorization:orgTrustee:delete"),
    returns(204),
    inferred
)]
pub struct DeleteOrgauthorizationTrustee {
    /// Id of the organization that is trusted.
    pub trustee_org_id: String,
}

/// List the users of another organization who are trusted.
///
/// Answers a page of them, by name. Those who are trusted through a group of theirs are not
/// listed.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users",
    any("authorization:orgTrusteeUser:view"),
    returns(TrustUserEntityListing)
)]
pub struct GetOrgauthorizationTrusteeUsers {
    /// Id of the organization that is trusted.
    pub trustee_org_id: String,
    /// Number of users on one page: 25 by default.
    #[query(default = 25, minimum = 1, maximum = 100)]
    pub page_size: u32,
    /// Page to return, counted from 1; 1 by default.
    #[query(default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub page_number: u32,
}

/// Trust a user of another organization.
///
/// Adds the user, named by id, with the roles that the user holds here. Nobody may grant what they
/// do not hold themselves. A user who is trusted already keeps the roles and gets these as well.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users",
    any("authorization:orgTrusteeUser:add"),
    returns(TrustUser)
)]
pub struct PostOrgauthorizationTrusteeUsers {
    /// Id of the organization that is trusted.
    pub trustee_org_id: String,
    /// The body.
    pub body: TrustMemberCreate,
}

/// Replace the roles of a trusted user.
///
/// Takes an array of role ids and leaves the user with exactly these roles, in the home division
/// of this organization. Answers the roles and permissions that result.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users/{trusteeUserId}/roles",
    any("authorization:orgTrusteeUser:edit"),
    returns(UserAuthorization)
)]
pub struct PutOrgauthorizationTrusteeUserRoles {
    /// Id of the organization that is trusted.
    pub trustee_org_id: String,
    /// Id of the user, who belongs to that organization.
    pub trustee_user_id: String,
    /// The body.
    pub body: Vec<String>,
}

/// A trust to be set up.
#[model]
pub struct TrustCreate {
    /// When the trust ends by itself; never, when left out.
    pub date_expired: Option<DateTime>,
    /// Whether the trust is in force from the start.
    pub enabled: bool,
    /// Groups of the other organization that are trusted.
    #[field(max_items = 100)]
    pub groups: Option<Vec<TrustMemberCreate>>,
    /// Id of the organization that is to be trusted: what it reads as the id of its own
    /// organization and hands over to be paired.
    pub pairing_id: Option<String>,
    /// Users of the other organization who are trusted.
    #[field(max_items = 100)]
    pub users: Option<Vec<TrustMemberCreate>>,
}

/// A user or a group of another organization, with the roles to be granted.
#[model]
pub struct TrustMemberCreate {
    /// Id of the user or group.
    pub id: String,
    /// Roles with the divisions in which they hold, `*` standing for all divisions.
    pub role_divisions: Option<RoleDivisionGrants>,
    /// Roles that hold in the home division.
    #[field(max_items = 500)]
    pub role_ids: Option<Vec<String>>,
}

/// An organization that is trusted.
#[model]
pub struct Trustee {
    /// Id of the trusted organization, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Who set up the trust.
    #[field(read_only)]
    pub created_by: Option<OrgUser>,
    /// When the trust was set up.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the trust ends by itself; never, when absent.
    pub date_expired: Option<DateTime>,
    /// Whether the trust is switched on.
    #[field(required)]
    pub enabled: Option<bool>,
    /// Whether everybody in the trusted organization is trusted; always false, since users and
    /// groups are named one by one.
    pub has_full_access: Option<bool>,
    /// Whether the caller is a trusted user; always false, since the caller belongs to the
    /// organization that trusts.
    pub is_trusted_user: Option<bool>,
    /// The organization that is trusted.
    #[field(read_only)]
    pub organization: Option<Organization>,
    /// Whether the trusted users get a role of their own; always false, since each is granted
    /// roles.
    pub uses_default_role: Option<bool>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// One page of trusted organizations.
#[model]
pub struct TrustEntityListing {
    /// Trusted organizations on this page.
    pub entities: Vec<Trustee>,
    /// Relative link to the first page.
    pub first_uri: Option<String>,
    /// Relative link to the last page.
    pub last_uri: Option<String>,
    /// Relative link to the next page; absent on the last one.
    pub next_uri: Option<String>,
    /// Number of pages at this page size.
    pub page_count: Option<i32>,
    /// Number of this page, counted from 1.
    pub page_number: Option<i32>,
    /// Most entries that a page can hold.
    pub page_size: Option<i32>,
    /// Relative link to the previous page; absent on the first one.
    pub previous_uri: Option<String>,
    /// Number of entries on all pages together.
    pub total: Option<i64>,
    /// Relative link to this page.
    pub self_uri: Option<String>,
}

/// A user of another organization who is trusted.
#[model]
pub struct TrustUser {
    /// User id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Full name, as displayed.
    pub name: Option<String>,
    /// Whether routed interactions are answered automatically; false by default.
    pub acd_auto_answer: Option<bool>,
    /// Phone numbers and e-mail addresses besides the primary e-mail; several of one media
    /// type are allowed.
    pub addresses: Option<Vec<Contact>>,
    /// What the user may do in the organization that trusts; the trusted side sees the
    /// permissions alone.
    #[field(read_only)]
    pub authorization: Option<UserAuthorization>,
    /// What the user tells about themselves.
    pub biography: Option<Biography>,
    /// Certificates the user holds, as free text.
    pub certifications: Option<Vec<String>>,
    /// Chat address.
    pub chat: Option<Chat>,
    /// How many interactions the user has now, by media type.
    #[field(read_only)]
    pub conversation_summary: Option<UserConversationSummary>,
    /// When the user last signed in with name and password.
    #[field(read_only)]
    pub date_last_login: Option<DateTime>,
    /// When the invitation was sent.
    #[field(read_only)]
    pub date_welcome_sent: Option<DateTime>,
    /// Department the user works in.
    pub department: Option<String>,
    /// Division in which the user lives; it decides who may see and change the user.
    pub division: Option<Division>,
    /// Primary e-mail address; unique in the organization, upper and lower case being the
    /// same. A deleted user keeps it.
    pub email: Option<String>,
    /// Employment facts, such as employee id and date of hire.
    pub employer_info: Option<EmployerInfo>,
    /// Place reported by the user's primary client.
    #[field(read_only)]
    pub geolocation: Option<Geolocation>,
    /// Groups the user belongs to.
    #[field(read_only)]
    pub groups: Option<Vec<Group>>,
    /// Profile pictures, one for each resolution.
    pub images: Option<Vec<Image>>,
    /// Presence reported by the integration named in the request.
    #[field(read_only)]
    pub integration_presence: Option<UserPresence>,
    /// Language the user prefers, as a language tag.
    #[field(read_only)]
    pub language_preference: Option<String>,
    /// Languages for routing, with proficiency.
    #[field(read_only)]
    pub languages: Option<Vec<UserRoutingLanguage>>,
    /// When the user was last given an access token.
    pub last_token_issued: Option<OAuthLastTokenIssued>,
    /// Places where the user works.
    #[field(read_only)]
    pub locations: Option<Vec<Location>>,
    /// The user's manager, as a reference.
    pub manager: Option<User>,
    /// The user's absence.
    #[field(read_only)]
    pub out_of_office: Option<OutOfOffice>,
    /// Name by which the user likes to be called.
    pub preferred_name: Option<String>,
    /// The user's presence on the primary source.
    #[field(read_only)]
    pub presence: Option<UserPresence>,
    /// Primary contact of each media type, worked out by the server; always has the e-mail
    /// address.
    #[field(read_only)]
    pub primary_contact_info: Option<Vec<Contact>>,
    /// Skills on the profile, as free text; routing doesn't use them.
    #[field(read_only)]
    pub profile_skills: Option<Vec<String>>,
    /// What the user is doing for the queues.
    #[field(read_only)]
    pub routing_status: Option<RoutingStatus>,
    /// Routing skills, with proficiency.
    #[field(read_only)]
    pub skills: Option<Vec<UserRoutingSkill>>,
    /// Whether the user is active, inactive or deleted. A deleted user can be restored.
    #[field(read_only)]
    pub state: Option<State>,
    /// Stations of the user.
    #[field(read_only)]
    pub station: Option<UserStations>,
    /// Team the user belongs to.
    #[field(read_only)]
    pub team: Option<Team>,
    /// Job title.
    pub title: Option<String>,
    /// Since when the user is trusted, and who arranged it.
    pub trust_user_details: Option<TrustUserDetails>,
    /// Name to sign in with; equals the e-mail address at creation.
    pub username: Option<String>,
    /// Revision number: 1 at creation, raised with each change.
    #[field(required)]
    pub version: Option<i32>,
    /// What ranks the user in work plan bidding.
    #[field(read_only)]
    pub work_plan_bid_ranks: Option<WorkPlanBidRanks>,
}

/// Since when a user is trusted, and who arranged it.
#[model]
pub struct TrustUserDetails {
    /// Who brought the user into the trust.
    #[field(read_only)]
    pub created_by: Option<OrgUser>,
    /// When the user was brought into the trust.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
}

/// One page of trusted users.
#[model]
pub struct TrustUserEntityListing {
    /// Trusted users on this page.
    pub entities: Vec<TrustUser>,
    /// Relative link to the first page.
    pub first_uri: Option<String>,
    /// Relative link to the last page.
    pub last_uri: Option<String>,
    /// Relative link to the next page; absent on the last one.
    pub next_uri: Option<String>,
    /// Number of pages at this page size.
    pub page_count: Option<i32>,
    /// Number of this page, counted from 1.
    pub page_number: Option<i32>,
    /// Most entries that a page can hold.
    pub page_size: Option<i32>,
    /// Relative link to the previous page; absent on the first one.
    pub previous_uri: Option<String>,
    /// Number of entries on all pages together.
    pub total: Option<i64>,
    /// Relative link to this page.
    pub self_uri: Option<String>,
}
