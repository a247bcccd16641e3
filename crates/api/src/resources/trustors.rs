//! Organizations that trust this one.

use crate::{
    Biography, Chat, Contact, DateTime, Division, EmployerInfo, Geolocation, Group, Image,
    Location, OAuthLastTokenIssued, Operation, Organization, OutOfOffice, RoutingStatus, State,
    Team, User, UserAuthorization, UserConversationSummary, UserPresence, UserRoutingLanguage,
    UserRoutingSkill, UserStations, WorkPlanBidRanks, model, operations,
};

operations! {
    "trustors":
    GetUserTrustors,
}

/// List the organizations that trust a user.
///
/// Answers a page of the organizations that let the user work in them; normally it is empty.
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
    /// Permissions held there, each as `domain:entity:action`.
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
    /// Whether the trust is in force.
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
