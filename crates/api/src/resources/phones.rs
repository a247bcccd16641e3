//! Sites, base settings of phones, and phones: what stations come from.

mod models;

pub use models::*;

use crate::{Operation, Page, SortOrder, operations};

operations! {
    "phones":
    GetTelephonyProvidersEdgesSites,
    GetTelephonyProvidersEdgesSite,
    GetTelephonyProvidersEdgesPhonebasesettings,
    GetTelephonyProvidersEdgesPhonebasesetting,
    GetTelephonyProvidersEdgesPhones,
    PostTelephonyProvidersEdgesPhones,
    GetTelephonyProvidersEdgesPhone,
    PutTelephonyProvidersEdgesPhone,
    DeleteTelephonyProvidersEdgesPhone,
}

/// List sites.
///
/// Answers a page of the places that phones are assigned to; every organization has one.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/telephony/providers/edges/sites",
    any("telephony:plugin:all", "telephony:sites:view"),
    returns(SiteEntityListing),
    inferred
)]
pub struct GetTelephonyProvidersEdgesSites {
    /// Number of sites on one page: 25 by default.
    pub page: Page,
    /// Field by which the sites are ordered; they are always ordered by name.
    pub sort_by: Option<String>,
    /// Direction of the listing, ascending by default.
    #[query(default = SortOrder::Ascending)]
    pub sort_order: SortOrder,
    /// Only sites whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
    /// Only sites at this location; there are none.
    pub location_id: Option<String>,
    /// Only sites that the vendor manages, or only others.
    pub managed: Option<bool>,
    /// Further parts of each site; there are none.
    pub expand: Vec<String>,
}

/// Read a site.
///
/// Answers one place that phones are assigned to.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/telephony/providers/edges/sites/{siteId}",
    any("telephony:plugin:all", "telephony:sites:view"),
    returns(Site),
    inferred
)]
pub struct GetTelephonyProvidersEdgesSite {
    /// Id of the site.
    pub site_id: String,
}

/// List base settings of phones.
///
/// Answers a page of what phones are made from; every organization has one for WebRTC phones.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/telephony/providers/edges/phonebasesettings",
    any("telephony:plugin:all"),
    returns(PhoneBaseEntityListing),
    inferred
)]
pub struct GetTelephonyProvidersEdgesPhonebasesettings {
    /// Number of settings on one page: 25 by default.
    pub page: Page,
    /// Field by which the settings are ordered; they are always ordered by name.
    pub sort_by: Option<String>,
    /// Direction of the listing, ascending by default.
    #[query(default = SortOrder::Ascending)]
    pub sort_order: SortOrder,
    /// Further parts of each setting; there are none.
    pub expand: Vec<String>,
    /// Only settings whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
}

/// Read base settings of phones.
///
/// Answers what phones of one kind are made from.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/telephony/providers/edges/phonebasesettings/{phoneBaseId}",
    any("telephony:plugin:all"),
    returns(PhoneBase),
    inferred
)]
pub struct GetTelephonyProvidersEdgesPhonebasesetting {
    /// Id of the settings.
    pub phone_base_id: String,
}

/// List phones.
///
/// Answers a page of the phones, by name. Filters by what phones here do not have find nothing.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/telephony/providers/edges/phones",
    any("telephony:plugin:all"),
    returns(PhoneEntityListing),
    inferred
)]
pub struct GetTelephonyProvidersEdgesPhones {
    /// Number of phones on one page: 25 by default.
    pub page: Page,
    /// Field by which the phones are ordered; they are always ordered by name.
    pub sort_by: Option<String>,
    /// Direction of the listing, ascending by default.
    #[query(default = SortOrder::Ascending)]
    pub sort_order: SortOrder,
    /// Only phones of this site.
    #[query(name = "site.id")]
    pub site_id: Option<String>,
    /// Only the phones of this user.
    #[query(name = "webRtcUser.id")]
    pub web_rtc_user_id: Option<String>,
    /// Only phones with these base settings.
    #[query(name = "phoneBaseSettings.id")]
    pub phone_base_settings_id: Option<String>,
    /// Only phones with a line that this user is associated with.
    #[query(name = "lines.loggedInUser.id")]
    pub lines_logged_in_user_id: Option<String>,
    /// Only phones with a line that is this user's default station.
    #[query(name = "lines.defaultForUser.id")]
    pub lines_default_for_user_id: Option<String>,
    /// Only the phone with this hardware id.
    #[query(name = "phone_hardwareId")]
    pub phone_hardware_id: Option<String>,
    /// Only the phone with this line.
    #[query(name = "lines.id")]
    pub lines_id: Option<String>,
    /// Only phones with a line of this name.
    #[query(name = "lines.name")]
    pub lines_name: Option<String>,
    /// Only phones whose name contains this, in any case; `*` stands for any text.
    pub name: Option<String>,
    /// Only phones in this state of operation.
    #[query(name = "status.operationalStatus")]
    pub status_operational_status: Option<String>,
    /// Only phones in this state of operation at their second edge.
    #[query(name = "secondaryStatus.operationalStatus")]
    pub secondary_status_operational_status: Option<String>,
    /// Further parts of each phone; there are none.
    pub expand: Vec<String>,
    /// Fields to answer; all of them are.
    pub fields: Vec<String>,
}

/// Create a phone.
///
/// Creates a phone at a site, from base settings, and with it a station for each of its lines; a
/// phone without lines gets one. `webRtcUser` names whose WebRTC phone it is.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/telephony/providers/edges/phones",
    any("telephony:plugin:all"),
    returns(Phone),
    inferred
)]
pub struct PostTelephonyProvidersEdgesPhones {
    /// The body.
    pub body: Phone,
}

/// Read a phone.
///
/// Answers the phone with its lines; the id of a line is that of its station.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/telephony/providers/edges/phones/{phoneId}",
    any("telephony:plugin:all"),
    returns(Phone),
    inferred
)]
pub struct GetTelephonyProvidersEdgesPhone {
    /// Id of the phone.
    pub phone_id: String,
}

/// Change a phone.
///
/// Changes the phone as the body says; its lines and their stations stay. A version, if one is given,
/// must be the current one.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/telephony/providers/edges/phones/{phoneId}",
    any("telephony:plugin:all"),
    returns(Phone),
    inferred
)]
pub struct PutTelephonyProvidersEdgesPhone {
    /// Id of the phone.
    pub phone_id: String,
    /// The body.
    pub body: Phone,
}

/// Delete a phone.
///
/// Removes the phone and its stations; whoever is associated with one of them is released.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/telephony/providers/edges/phones/{phoneId}",
    any("telephony:plugin:all"),
    returns(204),
    inferred
)]
pub struct DeleteTelephonyProvidersEdgesPhone {
    /// Id of the phone.
    pub phone_id: String,
}
