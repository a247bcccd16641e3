//! A user as other entities show it.

use crate::{
    Biography, Chat, Contact, DateTime, Division, EmployerInfo, Geolocation, Group, Image,
    Location, OAuthLastTokenIssued, OutOfOffice, RoutingStatus, State, Team, User,
    UserAuthorization, UserConversationSummary, UserPresence, UserRoutingLanguage,
    UserRoutingSkill, UserStations, WorkPlanBidRanks, model,
};

/// A user as other resources point to it, with the whole profile.
#[model]
pub struct UserFullReference {
    /// User id, a UUID.
    #[field(newer)]
    pub id: Option<String>,
    /// Full name, as displayed.
    #[field(newer)]
    pub name: Option<String>,
    /// Whether routed interactions are answered automatically; false by default.
    #[field(newer)]
    pub acd_auto_answer: Option<bool>,
    /// Phone numbers and e-mail addresses besides the primary e-mail; several of one media
    /// type are allowed.
    #[field(newer)]
    pub addresses: Option<Vec<Contact>>,
    /// Roles and permissions.
    #[field(read_only, newer)]
    pub authorization: Option<UserAuthorization>,
    /// What the user tells about themselves.
    #[field(newer)]
    pub biography: Option<Biography>,
    /// Certificates the user holds, as free text.
    #[field(newer)]
    pub certifications: Option<Vec<String>>,
    /// Chat address.
    #[field(newer)]
    pub chat: Option<Chat>,
    /// How many interactions the user has now, by media type.
    #[field(read_only, newer)]
    pub conversation_summary: Option<UserConversationSummary>,
    /// When the user last signed in with name and password.
    #[field(read_only, newer)]
    pub date_last_login: Option<DateTime>,
    /// When the invitation was sent.
    #[field(read_only, newer)]
    pub date_welcome_sent: Option<DateTime>,
    /// Department the user works in.
    #[field(newer)]
    pub department: Option<String>,
    /// Division in which the user lives; it decides who may see and change the user.
    #[field(newer)]
    pub division: Option<Division>,
    /// Primary e-mail address; unique in the organization, upper and lower case being the
    /// same. A deleted user keeps it.
    #[field(newer)]
    pub email: Option<String>,
    /// Employment facts, such as employee id and date of hire.
    #[field(newer)]
    pub employer_info: Option<EmployerInfo>,
    /// Place reported by the user's primary client.
    #[field(read_only, newer)]
    pub geolocation: Option<Geolocation>,
    /// Groups the user belongs to.
    #[field(read_only, newer)]
    pub groups: Option<Vec<Group>>,
    /// Profile pictures, one for each resolution.
    #[field(newer)]
    pub images: Option<Vec<Image>>,
    /// Presence reported by the integration named in the request.
    #[field(read_only, newer)]
    pub integration_presence: Option<UserPresence>,
    /// Language the user prefers, as a language tag.
    #[field(read_only, newer)]
    pub language_preference: Option<String>,
    /// Languages for routing, with proficiency.
    #[field(read_only, newer)]
    pub languages: Option<Vec<UserRoutingLanguage>>,
    /// When the user was last given an access token.
    #[field(newer)]
    pub last_token_issued: Option<OAuthLastTokenIssued>,
    /// Places where the user works.
    #[field(read_only, newer)]
    pub locations: Option<Vec<Location>>,
    /// The user's manager, as a reference.
    #[field(newer)]
    pub manager: Option<User>,
    /// The user's absence.
    #[field(read_only, newer)]
    pub out_of_office: Option<OutOfOffice>,
    /// Name by which the user likes to be called.
    #[field(newer)]
    pub preferred_name: Option<String>,
    /// The user's presence on the primary source.
    #[field(read_only, newer)]
    pub presence: Option<UserPresence>,
    /// Primary contact of each media type, worked out by the server; always has the e-mail
    /// address.
    #[field(read_only, newer)]
    pub primary_contact_info: Option<Vec<Contact>>,
    /// Skills on the profile, as free text; routing doesn't use them.
    #[field(read_only, newer)]
    pub profile_skills: Option<Vec<String>>,
    /// What the user is doing for the queues.
    #[field(read_only, newer)]
    pub routing_status: Option<RoutingStatus>,
    /// Routing skills, with proficiency.
    #[field(read_only, newer)]
    pub skills: Option<Vec<UserRoutingSkill>>,
    /// Whether the user is active, inactive or deleted. A deleted user can be restored.
    #[field(read_only, newer)]
    pub state: Option<State>,
    /// Stations of the user.
    #[field(read_only, newer)]
    pub station: Option<UserStations>,
    /// Team the user belongs to.
    #[field(read_only, newer)]
    pub team: Option<Team>,
    /// Job title.
    #[field(newer)]
    pub title: Option<String>,
    /// Name to sign in with; equals the e-mail address at creation.
    #[field(newer)]
    pub username: Option<String>,
    /// Revision number: 1 at creation, raised with each change.
    #[field(required, newer)]
    pub version: Option<i32>,
    /// What ranks the user in work plan bidding.
    #[field(read_only, newer)]
    pub work_plan_bid_ranks: Option<WorkPlanBidRanks>,
    /// Where this resource is read.
    #[field(read_only, newer)]
    pub self_uri: Option<String>,
}
