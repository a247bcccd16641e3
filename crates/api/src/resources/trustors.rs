//! Organizations that trust this one, and whom of it they trust.

use crate::{
    Biography, Chat, Contact, DateTime, Division, EmployerInfo, Geolocation, Group, GroupContact,
    GroupType, GroupVisibility, Image, Location, OAuthLastTokenIssued, Operation, Organization,
    OutOfOffice, RoutingStatus, State, Team, TrustUser, TrustUserEntityListing, User,
    UserAuthorization, UserConversationSummary, UserPresence, UserRoutingLanguage,
    UserRoutingSkill, UserStations, WorkPlanBidRanks, model, operations,
};

operations! {
    "trustors":
    GetUserTrustors,
    GetOrgauthorizationTrustors,
    GetOrgauthorizationTrustor,
    DeleteOrgauthorizationTrustor,
    GetOrgauthorizationTrustorGroups,
    GetOrgauthorizationTrustorGroup,
    PutOrgauthorizationTrustorGroup,
    DeleteOrgauthorizationTrustorGroup,
    GetOrgauthorizationTrustorUsers,
    GetOrgauthorizationTrustorUser,
    PutOrgauthorizationTrustorUser,
    DeleteOrgauthorizationTrustorUser,
}

/// List the organizations that trust a user.
///
/// Answers a page of the organizations that let the user work in them, named themselves or through
/// a group of theirs, by name; normally it is empty.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/trustors",
    all("authorization:orgTrustor:view"),
    returns(TrustorEntityListing)
)]
pub struct GetUserTrustors {
    /// Id of the user.
    pub user_id: String,
    /// Number of organizations on one page: 25 by default.
    #[query(default = 25, minimum = 1, maximum = 100)]
    pub page_size: u32,
    /// Page to return, counted from 1; 1 by default.
    #[query(default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub page_number: u32,
}

/// List the organizations that trust this one.
///
/// Answers a page of the organizations that named this one as a trustee, by name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustors",
    any("authorization:orgTrustor:view"),
    returns(TrustorEntityListing)
)]
pub struct GetOrgauthorizationTrustors {
    /// Number of organizations on one page: 25 by default.
    #[query(default = 25, minimum = 1, maximum = 100)]
    pub page_size: u32,
    /// Page to return, counted from 1; 1 by default.
    #[query(default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub page_number: u32,
}

/// Read an organization that trusts this one.
///
/// An organization that does not answers 404, whether it exists or not.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustors/{trustorOrgId}",
    any("authorization:orgTrustor:view"),
    returns(Trustor)
)]
pub struct GetOrgauthorizationTrustor {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
}

/// Give up the trust of an organization.
///
/// Ends the trust from the trusted side, with all that was granted under it.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/orgauthorization/trustors/{trustorOrgId}",
    any("authorization:orgTrustor:delete"),
    returns(204),
    inferred
)]
pub struct DeleteOrgauthorizationTrustor {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
}

/// List the groups of this organization that another one trusts.
///
/// Answers a page of them, by name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustors/{trustorOrgId}/groups",
    any("authorization:orgTrusteeGroup:view"),
    returns(TrustGroupEntityListing)
)]
pub struct GetOrgauthorizationTrustorGroups {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Number of groups on one page: 25 by default.
    #[query(default = 25, minimum = 1, maximum = 100)]
    pub page_size: u32,
    /// Page to return, counted from 1; 1 by default.
    #[query(default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub page_number: u32,
}

/// Read a group of this organization that another one trusts.
///
/// A group that is not trusted answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustors/{trustorOrgId}/groups/{trustorGroupId}",
    any("authorization:orgTrusteeGroup:view"),
    returns(TrustGroup)
)]
pub struct GetOrgauthorizationTrustorGroup {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Id of the group, which belongs to this organization.
    pub trustor_group_id: String,
}

/// Bring a group of this organization into a trust.
///
/// The group gets no roles by it: those are granted by the organization that trusts. Repeating it
/// changes nothing.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/orgauthorization/trustors/{trustorOrgId}/groups/{trustorGroupId}",
    all("authorization:orgTrusteeGroup:add"),
    returns(TrustGroup)
)]
pub struct PutOrgauthorizationTrustorGroup {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Id of the group, which belongs to this organization.
    pub trustor_group_id: String,
}

/// Take a group of this organization out of a trust.
///
/// What was granted to it in the trusting organization goes too.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/orgauthorization/trustors/{trustorOrgId}/groups/{trustorGroupId}",
    any("authorization:orgTrusteeGroup:delete"),
    returns(204),
    inferred
)]
pub struct DeleteOrgauthorizationTrustorGroup {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Id of the group, which belongs to this organization.
    pub trustor_group_id: String,
}

/// List the users of this organization whom another one trusts.
///
/// Answers a page of them, by name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustors/{trustorOrgId}/users",
    any("authorization:orgTrusteeUser:view"),
    returns(TrustUserEntityListing)
)]
pub struct GetOrgauthorizationTrustorUsers {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Number of users on one page: 25 by default.
    #[query(default = 25, minimum = 1, maximum = 100)]
    pub page_size: u32,
    /// Page to return, counted from 1; 1 by default.
    #[query(default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub page_number: u32,
}

/// Read a user of this organization whom another one trusts.
///
/// A user who is not trusted answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustors/{trustorOrgId}/users/{trusteeUserId}",
    any("authorization:orgTrusteeUser:view"),
    returns(TrustUser)
)]
pub struct GetOrgauthorizationTrustorUser {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Id of the user, who belongs to this organization.
    pub trustee_user_id: String,
}

/// Bring a user of this organization into a trust.
///
/// The user gets no roles by it: those are granted by the organization that trusts. Repeating it
/// changes nothing.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/orgauthorization/trustors/{trustorOrgId}/users/{trusteeUserId}",
    all("authorization:orgTrusteeUser:add"),
    returns(TrustUser)
)]
pub struct PutOrgauthorizationTrustorUser {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Id of the user, who belongs to this organization.
    pub trustee_user_id: String,
}

/// Take a user of this organization out of a trust.
///
/// What was granted to the user in the trusting organization goes too.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/orgauthorization/trustors/{trustorOrgId}/users/{trusteeUserId}",
    any("authorization:orgTrusteeUser:delete"),
    returns(204),
    inferred
)]
pub struct DeleteOrgauthorizationTrustorUser {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Id of the user, who belongs to this organization.
    pub trustee_user_id: String,
}

/// A user together with the organization the user belongs to.
#[model]
pub struct OrgUser {
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
    /// Roles and permissions.
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
    /// Organization the user belongs to.
    pub organization: Option<Organization>,
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
    /// Name to sign in with; equals the e-mail address at creation.
    pub username: Option<String>,
    /// Revision number: 1 at creation, raised with each change.
    #[field(required)]
    pub version: Option<i32>,
    /// What ranks the user in work plan bidding.
    #[field(read_only)]
    pub work_plan_bid_ranks: Option<WorkPlanBidRanks>,
}

/// What a trusted party may do in the organization that trusts it.
#[model]
pub struct TrusteeAuthorization {
    /// Permissions held there, each as `domain:entity:action`; none while the trust is not in
    /// force.
    #[field(read_only)]
    pub permissions: Option<Vec<String>>,
}

/// An organization that lets a user of another organization work in it.
#[model]
pub struct Trustor {
    /// Id of the trusting organization, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// What the user may do in the trusting organization.
    #[field(read_only)]
    pub authorization: Option<TrusteeAuthorization>,
    /// Who set up the trust.
    #[field(read_only)]
    pub created_by: Option<OrgUser>,
    /// When the trust was set up.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// Whether the trust is in force: enabled, and not expired.
    #[field(required)]
    pub enabled: Option<bool>,
    /// The organization that trusts.
    #[field(read_only)]
    pub organization: Option<Organization>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// One page of the organizations that trust a user; normally empty.
#[model]
pub struct TrustorEntityListing {
    /// Trusting organizations on this page.
    pub entities: Vec<Trustor>,
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

/// A group of the trusted organization that the trusting one trusts.
#[model]
pub struct TrustGroup {
    /// UUID of the group.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the group.
    #[field(required)]
    pub name: Option<String>,
    /// Numbers at which the group can be called.
    pub addresses: Option<Vec<GroupContact>>,
    /// Whether the group can be called.
    pub calls_enabled: Option<bool>,
    /// Who brought the group into the trust.
    #[field(read_only)]
    pub created_by: Option<OrgUser>,
    /// Since when the group is trusted.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the group last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the group is for.
    pub description: Option<String>,
    /// Pictures of the group, in several sizes.
    pub images: Option<Vec<Image>>,
    /// Whether owners count as members.
    pub include_owners: Option<bool>,
    /// How many members the group has; counted by the server.
    #[field(read_only)]
    pub member_count: Option<i64>,
    /// Users who look after the group.
    pub owners: Option<Vec<User>>,
    /// Whether roles granted to the group pass to its members.
    pub roles_enabled: Option<bool>,
    /// Whether the rules of membership can be seen.
    #[field(required)]
    pub rules_visible: Option<bool>,
    /// Whether the group is active, inactive or deleted.
    #[field(read_only)]
    pub state: Option<State>,
    /// Whether the group is official or social.
    #[field(required)]
    pub r#type: Option<GroupType>,
    /// Version of the group, raised by each change.
    #[field(read_only)]
    pub version: Option<i32>,
    /// Who can see the group: everyone, its owners or its members.
    #[field(required)]
    pub visibility: Option<GroupVisibility>,
}

/// One page of trusted groups.
#[model]
pub struct TrustGroupEntityListing {
    /// Trusted groups on this page.
    pub entities: Vec<TrustGroup>,
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
