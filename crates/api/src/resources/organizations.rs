//! The organization and its products.

use crate::{Map, Operation, State, listing, model, operations, wire_enum};

operations! {
    "organizations":
    GetAuthorizationProducts,
    GetOrganizationsMe,
}

/// List the products of the organization.
///
/// Answers the ids of the products that are enabled for the caller's organization, on one page.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/products",
    signed_in,
    returns(OrganizationProductEntityListing),
    inferred
)]
pub struct GetAuthorizationProducts {}

/// Read the caller's organization.
///
/// Answers the organization to which the token belongs; `defaultCountryCode` is always there.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/organizations/me", signed_in, returns(Organization), inferred)]
pub struct GetOrganizationsMe {}

/// A product that the organization has.
#[model]
pub struct DomainOrganizationProduct {
    /// Id of the product.
    pub id: Option<String>,
}

/// The organization: the closed world to which users, queues and everything else belong.
#[model]
pub struct Organization {
    /// Organization id, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the organization.
    pub name: Option<String>,
    /// Two-letter ISO 3166 country code, such as `US`.
    pub default_country_code: Option<String>,
    /// Language tag of the organization, such as `en_US`.
    pub default_language: Option<String>,
    /// Telephony site used where none is named, a UUID.
    pub default_site_id: Option<String>,
    /// Internet domain of the organization.
    pub domain: Option<String>,
    /// Features by name, with whether each is switched on.
    #[field(read_only)]
    pub features: Option<Map<bool>>,
    /// Product family to which the organization belongs.
    #[field(read_only)]
    pub product_platform: Option<ProductPlatform>,
    /// Whether the organization is active, inactive or deleted.
    pub state: Option<State>,
    /// Where users of the organization find support.
    #[field(name = "supportURI")]
    pub support_uri: Option<String>,
    /// Name of the organization in an outside system.
    #[field(read_only)]
    pub third_party_org_name: Option<String>,
    /// Address of the organization in an outside system.
    #[field(name = "thirdPartyURI")]
    pub third_party_uri: Option<String>,
    /// Revision number, raised with each change.
    #[field(required)]
    pub version: Option<i32>,
    /// Whether the organization uses voicemail.
    pub voicemail_enabled: Option<bool>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// The products that the organization has.
    OrganizationProductEntityListing of DomainOrganizationProduct: "Products on this page.", without links
}

/// The platform that an organization runs on.
#[wire_enum]
pub enum ProductPlatform {
    /// Genesys Cloud.
    #[wire("GenesysCloud")]
    GenesysCloud,
    /// PureCloud.
    #[wire("PureCloud")]
    PureCloud,
    /// PureEngage.
    #[wire("PureEngage")]
    PureEngage,
    /// PureEngage Cloud.
    #[wire("PureEngageCloud")]
    PureEngageCloud,
    /// PureConnect.
    #[wire("PureConnect")]
    PureConnect,
    /// PureConnect Cloud.
    #[wire("PureConnectCloud")]
    PureConnectCloud,
    /// Not known.
    #[wire("Unknown")]
    Unknown,
}
