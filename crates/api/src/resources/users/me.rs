//! The caller's own user.

use crate::{
    Adjacents, DateTime, DomainOrganizationProduct, DomainOrganizationRole, FieldConfigs,
    GeolocationSettings, LocationDefinition, Map, Organization, OrganizationPresence,
    OrganizationPresenceDefinition, RoutingSkill, TokenInfo, Trustor, User, model,
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
#[model(like = User)]
pub struct UserMe {
    /// Superiors, peers and reports, at most 50 of each; not together with `superiors` or
    /// `directreports`. Only with `expand=adjacents`.
    #[field(read_only)]
    pub adjacents: Option<Adjacents>,
    /// How the user's interactions are answered automatically. Only with
    /// `expand=autoanswersettings`.
    #[field(read_only)]
    pub auto_answer_settings: Option<AutoAnswerSettings>,
    /// Time on the server's clock. Only with `expand=date`.
    #[field(read_only)]
    pub date: Option<ServerDate>,
    /// Users whose manager is this user, at most 50. Only with `expand=directreports`.
    #[field(read_only)]
    pub direct_reports: Option<Vec<User>>,
    /// Presences the user can choose in their divisions. Only with
    /// `expand=divisionedpresencedefinitions`.
    #[field(read_only)]
    pub divisioned_presence_definitions: Option<Vec<OrganizationPresenceDefinition>>,
    /// Users marked as favorites, at most 50. Only with `expand=favorites`.
    #[field(read_only)]
    pub favorites: Option<Vec<User>>,
    /// Which fields profiles have. Only with `expand=fieldconfigs`.
    #[field(read_only)]
    pub field_configs: Option<FieldConfigs>,
    /// How the organization deals with places reported by users. Only with
    /// `expand=geolocationsettings`.
    #[field(read_only)]
    pub geolocation_settings: Option<GeolocationSettings>,
    /// Places of the organization, at most 100. Only with `expand=locationdefinitions`.
    #[field(read_only)]
    pub location_definitions: Option<Vec<LocationDefinition>>,
    /// Roles of the organization that the user holds, at most 100. Only with `expand=orgauthorization`.
    #[field(read_only)]
    pub org_authorization: Option<Vec<DomainOrganizationRole>>,
    /// Products the organization has. Only with `expand=orgproducts`.
    #[field(read_only)]
    pub org_products: Option<Vec<DomainOrganizationProduct>>,
    /// The organization the user belongs to. Only with `expand=organization`.
    #[field(read_only)]
    pub organization: Option<Organization>,
    /// Presences of the organization, at most 100. Only with `expand=presencedefinitions`.
    #[field(read_only)]
    pub presence_definitions: Option<Vec<OrganizationPresence>>,
    /// Skills of the organization, not of the user; at most 50. Only with
    /// `expand=routingskills`.
    #[field(read_only)]
    pub routing_skills: Option<Vec<RoutingSkill>>,
    /// Managers above the user, the nearest first, at most 50. Only with
    /// `expand=superiors`.
    #[field(read_only)]
    pub superiors: Option<Vec<User>>,
    /// The access token in use. Only with `expand=token`.
    #[field(read_only)]
    pub token: Option<TokenInfo>,
    /// Organizations that let the user work in them. Only with `expand=trustors`.
    #[field(read_only)]
    pub trustors: Option<Vec<Trustor>>,
}
