//! The caller's own user.

use crate::{
    Adjacents, Biography, Chat, Contact, DateTime, Division, DomainOrganizationProduct,
    DomainOrganizationRole, EmployerInfo, FieldConfigs, Geolocation, GeolocationSettings, Group,
    Image, Location, LocationDefinition, Map, OAuthLastTokenIssued, Organization,
    OrganizationPresence, OrganizationPresenceDefinition, OutOfOffice, RoutingSkill, RoutingStatus,
    State, Team, TokenInfo, Trustor, User, UserAuthorization, UserConversationSummary,
    UserPresence, UserRoutingLanguage, UserRoutingSkill, UserStations, WorkPlanBidRanks, model,
};

/// Automatic answering for one kind of interaction.
#[model]
pub struct AutoAnswerSetting {
    /// Whether interactions are answered automatically.
    #[field(required)]
    pub enabled: Option<bool>,
}

/// Automatic answering by kind of interaction.
#[model]
pub struct AutoAnswerSettings {
    /// One setting for each kind of interaction.
    #[field(required)]
    pub settings: Option<Map<AutoAnswerSetting>>,
}

/// The time on the server's clock.
#[model]
pub struct ServerDate {
    /// The present moment, by which clients can correct their own clock.
    pub current_date: Option<DateTime>,
}

/// The caller's own user, with what a client needs to start up when it asks for it.
#[model]
pub struct UserMe {
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
    /// Superiors, peers and reports, at most 50 of each; not together with `superiors` or
    /// `directreports`. Only with `expand=adjacents`.
    #[field(read_only)]
    pub adjacents: Option<Adjacents>,
    /// Roles and permissions. Only with `expand=authorization`.
    #[field(read_only)]
    pub authorization: Option<UserAuthorization>,
    /// How the user's interactions are answered automatically. Only with
    /// `expand=autoanswersettings`.
    #[field(read_only)]
    pub auto_answer_settings: Option<AutoAnswerSettings>,
    /// What the user tells about themselves. Only with `expand=biography`.
    pub biography: Option<Biography>,
    /// Certificates the user holds, as free text. Only with `expand=certifications`.
    pub certifications: Option<Vec<String>>,
    /// Chat address.
    pub chat: Option<Chat>,
    /// How many interactions the user has now, by media type. Only with
    /// `expand=conversationSummary`.
    #[field(read_only)]
    pub conversation_summary: Option<UserConversationSummary>,
    /// Time on the server's clock. Only with `expand=date`.
    #[field(read_only)]
    pub date: Option<ServerDate>,
    /// When the user last signed in with name and password. Only with
    /// `expand=dateLastLogin`.
    #[field(read_only)]
    pub date_last_login: Option<DateTime>,
    /// When the invitation was sent. Only with `expand=dateWelcomeSent`.
    #[field(read_only)]
    pub date_welcome_sent: Option<DateTime>,
    /// Department the user works in.
    pub department: Option<String>,
    /// Users whose manager is this user, at most 50. Only with `expand=directreports`.
    #[field(read_only)]
    pub direct_reports: Option<Vec<User>>,
    /// Division in which the user lives; it decides who may see and change the user.
    pub division: Option<Division>,
    /// Presences the user can choose in their divisions. Only with
    /// `expand=divisionedpresencedefinitions`.
    #[field(read_only)]
    pub divisioned_presence_definitions: Option<Vec<OrganizationPresenceDefinition>>,
    /// Primary e-mail address; unique in the organization, upper and lower case being the
    /// same. A deleted user keeps it.
    pub email: Option<String>,
    /// Employment facts, such as employee id and date of hire. Only with
    /// `expand=employerInfo`.
    pub employer_info: Option<EmployerInfo>,
    /// Users marked as favorites, at most 50. Only with `expand=favorites`.
    #[field(read_only)]
    pub favorites: Option<Vec<User>>,
    /// Which fields profiles have. Only with `expand=fieldconfigs`.
    #[field(read_only)]
    pub field_configs: Option<FieldConfigs>,
    /// Place reported by the user's primary client. Only with `expand=geolocation`.
    #[field(read_only)]
    pub geolocation: Option<Geolocation>,
    /// How the organization deals with places reported by users. Only with
    /// `expand=geolocationsettings`.
    #[field(read_only)]
    pub geolocation_settings: Option<GeolocationSettings>,
    /// Groups the user belongs to. Only with `expand=groups`.
    #[field(read_only)]
    pub groups: Option<Vec<Group>>,
    /// Profile pictures, one for each resolution.
    pub images: Option<Vec<Image>>,
    /// Presence reported by the integration named in the request. Only with
    /// `expand=integrationPresence`.
    #[field(read_only)]
    pub integration_presence: Option<UserPresence>,
    /// Language the user prefers, as a language tag. Only with `expand=languagePreference`.
    #[field(read_only)]
    pub language_preference: Option<String>,
    /// Languages for routing, with proficiency. Only with `expand=languages`.
    #[field(read_only)]
    pub languages: Option<Vec<UserRoutingLanguage>>,
    /// When the user was last given an access token. Only with `expand=lasttokenissued`.
    pub last_token_issued: Option<OAuthLastTokenIssued>,
    /// Places of the organization, at most 100. Only with `expand=locationdefinitions`.
    #[field(read_only)]
    pub location_definitions: Option<Vec<LocationDefinition>>,
    /// Places where the user works. Only with `expand=locations`.
    #[field(read_only)]
    pub locations: Option<Vec<Location>>,
    /// The user's manager, as a reference.
    pub manager: Option<User>,
    /// Roles of the organization, at most 100. Only with `expand=orgauthorization`.
    #[field(read_only)]
    pub org_authorization: Option<Vec<DomainOrganizationRole>>,
    /// Products the organization has. Only with `expand=orgproducts`.
    #[field(read_only)]
    pub org_products: Option<Vec<DomainOrganizationProduct>>,
    /// The organization the user belongs to. Only with `expand=organization`.
    #[field(read_only)]
    pub organization: Option<Organization>,
    /// The user's absence. Only with `expand=outOfOffice`.
    #[field(read_only)]
    pub out_of_office: Option<OutOfOffice>,
    /// Name by which the user likes to be called.
    pub preferred_name: Option<String>,
    /// The user's presence on the primary source. Only with `expand=presence`.
    #[field(read_only)]
    pub presence: Option<UserPresence>,
    /// Presences of the organization, at most 100. Only with `expand=presencedefinitions`.
    #[field(read_only)]
    pub presence_definitions: Option<Vec<OrganizationPresence>>,
    /// Primary contact of each media type, worked out by the server; always has the e-mail
    /// address.
    #[field(read_only)]
    pub primary_contact_info: Option<Vec<Contact>>,
    /// Skills on the profile, as free text; routing doesn't use them. Only with
    /// `expand=profileSkills`.
    #[field(read_only)]
    pub profile_skills: Option<Vec<String>>,
    /// Skills of the organization, not of the user; at most 50. Only with
    /// `expand=routingskills`.
    #[field(read_only)]
    pub routing_skills: Option<Vec<RoutingSkill>>,
    /// What the user is doing for the queues. Only with `expand=routingStatus`.
    #[field(read_only)]
    pub routing_status: Option<RoutingStatus>,
    /// Routing skills, with proficiency. Only with `expand=skills`.
    #[field(read_only)]
    pub skills: Option<Vec<UserRoutingSkill>>,
    /// Whether the user is active, inactive or deleted. A deleted user can be restored.
    #[field(read_only)]
    pub state: Option<State>,
    /// Stations of the user. Only with `expand=station`.
    #[field(read_only)]
    pub station: Option<UserStations>,
    /// Managers above the user, the nearest first, at most 50. Only with
    /// `expand=superiors`.
    #[field(read_only)]
    pub superiors: Option<Vec<User>>,
    /// Team the user belongs to. Only with `expand=team`.
    #[field(read_only)]
    pub team: Option<Team>,
    /// Job title.
    pub title: Option<String>,
    /// The access token in use. Only with `expand=token`.
    #[field(read_only)]
    pub token: Option<TokenInfo>,
    /// Organizations that let the user work in them. Only with `expand=trustors`.
    #[field(read_only)]
    pub trustors: Option<Vec<Trustor>>,
    /// Name to sign in with; equals the e-mail address at creation.
    pub username: Option<String>,
    /// Revision number: 1 at creation, raised with each change.
    #[field(required)]
    pub version: Option<i32>,
    /// What ranks the user in work plan bidding. Only with `expand=workPlanBidRanks`.
    #[field(read_only)]
    pub work_plan_bid_ranks: Option<WorkPlanBidRanks>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}
