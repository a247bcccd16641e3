//! The catalogue of permissions.

use crate::{Map, Operation, Page, listing, model, operations, wire_enum};

operations! {
    "permissions":
    GetAuthorizationPermissions,
}

/// List permissions.
///
/// Answers a page of the domains of permissions, each with its entities and their actions. Those of
/// areas that this server does not serve are listed and can be granted; they have no effect.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/permissions",
    signed_in,
    returns(PermissionCollectionEntityListing)
)]
pub struct GetAuthorizationPermissions {
    /// Number of domains on one page: 25 by default.
    pub page: Page,
    /// What `query` names.
    pub query_type: Option<PermissionQueryType>,
    /// Names, with commas between: of domains, or of permissions, `domain:entity:action`, where `*`
    /// stands for any entity or action. Without `queryType` a name with a colon is a permission.
    pub query: Option<String>,
}

/// A permission.
#[model]
pub struct DomainPermission {
    /// The action that it allows, such as `edit`.
    pub action: Option<String>,
    /// Whether a policy with it may carry a condition.
    pub allows_conditions: Option<bool>,
    /// Whether it is held in one division or another; absent where this server does not serve the
    /// area.
    pub division_aware: Option<bool>,
    /// Its area, such as `directory`.
    pub domain: Option<String>,
    /// What it is about, such as `user`.
    pub entity_type: Option<String>,
    /// What it allows, in words.
    pub label: Option<String>,
}

/// The permissions of a domain.
#[model]
pub struct DomainPermissionCollection {
    /// Id of the collection: the domain.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the collection: the domain.
    pub name: Option<String>,
    /// The domain.
    pub domain: Option<String>,
    /// The permissions, by entity.
    pub permission_map: Option<Map<Vec<DomainPermission>>>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of the catalogue.
    PermissionCollectionEntityListing of DomainPermissionCollection: "Domains on this page."
}

/// What a query of the catalogue names.
#[wire_enum]
pub enum PermissionQueryType {
    /// Domains.
    #[wire("domain")]
    Domain,
    /// Permissions.
    #[wire("permission")]
    Permission,
}
