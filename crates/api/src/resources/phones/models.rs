//! Sites, base settings of phones, and phones, as they are shown.

use crate::{DateTime, Division, DomainEntityRef, Json, Map, State, listing, model};

/// A place that phones are assigned to.
#[model]
pub struct Site {
    /// Id of the site, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the site.
    #[field(required)]
    pub name: Option<String>,
    /// Id of the user who made the site.
    #[field(read_only)]
    pub created_by: Option<String>,
    /// Application through which the site was made.
    #[field(read_only)]
    pub created_by_app: Option<String>,
    /// When the site was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the site last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the site is for.
    pub description: Option<String>,
    /// Division that the site belongs to.
    pub division: Option<Division>,
    /// Id of the user who last changed the site.
    #[field(read_only)]
    pub modified_by: Option<String>,
    /// Application through which the site was last changed.
    #[field(read_only)]
    pub modified_by_app: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
    /// State of the site.
    #[field(read_only)]
    pub state: Option<State>,
    /// Version of the site; a change raises it by one.
    pub version: Option<i32>,
    /// Addresses of the site.
    pub addresses: Option<Json>,
    /// Number shown to those who are called.
    pub caller_id: Option<String>,
    /// Name shown to those who are called.
    pub caller_name: Option<String>,
    /// Whether media always goes through a relay.
    pub cloud_proxy_force_turn: Option<bool>,
    /// Whether it is the core site.
    pub core_site: Option<bool>,
    /// When edges update themselves.
    pub edge_auto_update_config: Option<Json>,
    /// Edges of the site.
    pub edges: Option<Json>,
    /// Where the site is.
    pub location: Option<Json>,
    /// Whether the vendor manages it.
    pub managed: Option<bool>,
    /// How media flows.
    pub media_model: Option<String>,
    /// Regions of media.
    pub media_regions: Option<Vec<String>>,
    /// Whether the quickest region is taken.
    pub media_regions_use_latency_based: Option<bool>,
    /// Where edges get the time from.
    pub ntp_settings: Option<Json>,
    /// Edges that are asked first.
    pub primary_edges: Option<Json>,
    /// Sites that are asked first.
    pub primary_sites: Option<Vec<DomainEntityRef>>,
    /// Edges that are asked next.
    pub secondary_edges: Option<Json>,
    /// Sites that are asked next.
    pub secondary_sites: Option<Vec<DomainEntityRef>>,
    /// Connections to other sites.
    pub site_connections: Option<Json>,
}

/// What phones of one kind are made from.
#[model]
pub struct PhoneBase {
    /// Id of the settings, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the settings.
    #[field(required)]
    pub name: Option<String>,
    /// Id of the user who made the settings.
    #[field(read_only)]
    pub created_by: Option<String>,
    /// Application through which the settings was made.
    #[field(read_only)]
    pub created_by_app: Option<String>,
    /// When the settings was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the settings last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the settings is for.
    pub description: Option<String>,
    /// Division that the settings belongs to.
    pub division: Option<Division>,
    /// Id of the user who last changed the settings.
    #[field(read_only)]
    pub modified_by: Option<String>,
    /// Application through which the settings was last changed.
    #[field(read_only)]
    pub modified_by_app: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
    /// State of the settings.
    #[field(read_only)]
    pub state: Option<State>,
    /// Version of the settings; a change raises it by one.
    pub version: Option<i32>,
    /// What such phones can do.
    pub capabilities: Option<Json>,
    /// What their lines are made from.
    pub lines: Option<Vec<LineBase>>,
    /// Kind of phone.
    pub phone_meta_base: Option<DomainEntityRef>,
    /// Further settings, by name.
    pub properties: Option<Map<Json>>,
}

/// What lines of one kind are made from.
#[model]
pub struct LineBase {
    /// Id of the settings, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the settings.
    pub name: Option<String>,
    /// Id of the user who made the settings.
    #[field(read_only)]
    pub created_by: Option<String>,
    /// Application through which the settings was made.
    #[field(read_only)]
    pub created_by_app: Option<String>,
    /// When the settings was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the settings last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the settings is for.
    pub description: Option<String>,
    /// Division that the settings belongs to.
    pub division: Option<Division>,
    /// Id of the user who last changed the settings.
    #[field(read_only)]
    pub modified_by: Option<String>,
    /// Application through which the settings was last changed.
    #[field(read_only)]
    pub modified_by_app: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
    /// State of the settings.
    #[field(read_only)]
    pub state: Option<State>,
    /// Version of the settings; a change raises it by one.
    pub version: Option<i32>,
    /// Kind of line.
    pub line_meta_base: Option<DomainEntityRef>,
    /// Further settings, by name.
    pub properties: Option<Map<Json>>,
}

/// A phone.
#[model]
pub struct Phone {
    /// Id of the phone, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the phone.
    #[field(required)]
    pub name: Option<String>,
    /// Id of the user who made the phone.
    #[field(read_only)]
    pub created_by: Option<String>,
    /// Application through which the phone was made.
    #[field(read_only)]
    pub created_by_app: Option<String>,
    /// When the phone was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the phone last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the phone is for.
    pub description: Option<String>,
    /// Division that the phone belongs to.
    pub division: Option<Division>,
    /// Id of the user who last changed the phone.
    #[field(read_only)]
    pub modified_by: Option<String>,
    /// Application through which the phone was last changed.
    #[field(read_only)]
    pub modified_by_app: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
    /// State of the phone.
    #[field(read_only)]
    pub state: Option<State>,
    /// Version of the phone; a change raises it by one.
    pub version: Option<i32>,
    /// What the phone can do.
    pub capabilities: Option<Json>,
    /// What its lines are made from.
    pub line_base_settings: Option<DomainEntityRef>,
    /// Its lines.
    #[field(max_items = 16)]
    pub lines: Option<Vec<Line>>,
    /// What the phone is made from; its id alone counts.
    pub phone_base_settings: Option<PhoneBaseSettings>,
    /// Kind of phone.
    pub phone_meta_base: Option<DomainEntityRef>,
    /// Edge that it is registered with.
    pub primary_edge: Option<Json>,
    /// Further settings, by name.
    pub properties: Option<Map<Json>>,
    /// Edge that it is registered with next.
    pub secondary_edge: Option<Json>,
    /// Its state at that edge.
    pub secondary_status: Option<Json>,
    /// Site of the phone; its id alone counts.
    pub site: Option<DomainEntityRef>,
    /// Whether it belongs to no user.
    pub stand_alone: Option<bool>,
    /// State of operation.
    pub status: Option<Json>,
    /// What the phone says of itself.
    pub user_agent_info: Option<Json>,
    /// User whose WebRTC phone it is; the id alone counts.
    pub web_rtc_user: Option<DomainEntityRef>,
}

/// The settings that a phone is made from.
#[model]
pub struct PhoneBaseSettings {
    /// Id of the settings.
    pub id: Option<String>,
    /// Name of the settings.
    pub name: Option<String>,
    /// Where the settings are read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A line of a phone.
#[model]
pub struct Line {
    /// Id of the line, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the line.
    pub name: Option<String>,
    /// Id of the user who made the line.
    #[field(read_only)]
    pub created_by: Option<String>,
    /// Application through which the line was made.
    #[field(read_only)]
    pub created_by_app: Option<String>,
    /// When the line was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the line last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the line is for.
    pub description: Option<String>,
    /// Division that the line belongs to.
    pub division: Option<Division>,
    /// Id of the user who last changed the line.
    #[field(read_only)]
    pub modified_by: Option<String>,
    /// Application through which the line was last changed.
    #[field(read_only)]
    pub modified_by_app: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
    /// State of the line.
    #[field(read_only)]
    pub state: Option<State>,
    /// Version of the line; a change raises it by one.
    pub version: Option<i32>,
    /// User whose default station it is.
    pub default_for_user: Option<DomainEntityRef>,
    /// Edges of the line.
    pub edge_group: Option<DomainEntityRef>,
    /// What the line is made from.
    pub line_base_settings: Option<DomainEntityRef>,
    /// User that is associated with it.
    pub logged_in_user: Option<DomainEntityRef>,
    /// Edge that it is registered with.
    pub primary_edge: Option<Json>,
    /// Further settings, by name.
    pub properties: Option<Map<Json>>,
    /// Edge that it is registered with next.
    pub secondary_edge: Option<Json>,
    /// Site of the line.
    pub site: Option<DomainEntityRef>,
    /// Template of the line.
    pub template: Option<DomainEntityRef>,
}

listing! {
    /// One page of sites.
    SiteEntityListing of Site: "Sites on this page."
}

listing! {
    /// One page of base settings.
    PhoneBaseEntityListing of PhoneBase: "Base settings on this page."
}

listing! {
    /// One page of phones.
    PhoneEntityListing of Phone: "Phones on this page."
}
