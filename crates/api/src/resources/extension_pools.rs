//! Pools of telephone extensions.

use crate::{DateTime, Division, Operation, Page, State, listing, model, operations};

operations! {
    "extension_pools":
    GetTelephonyProvidersEdgesExtensionpools,
}

/// List extension pools.
///
/// Answers a page of the ranges of extensions that users can be given; it may be empty.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/telephony/providers/edges/extensionpools",
    all("telephony:extensionPool:view"),
    returns(ExtensionPoolEntityListing),
    inferred
)]
pub struct GetTelephonyProvidersEdgesExtensionpools {
    /// Number of pools on one page.
    pub page: Page,
    /// Field by which the pools are ordered.
    pub sort_by: Option<String>,
    /// Number by which to narrow the pools.
    pub number: Option<String>,
    /// Only pools of these divisions.
    pub division_id: Vec<String>,
}

/// A range of internal extensions that can be given to users.
#[model]
pub struct ExtensionPool {
    /// UUID of the pool.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the pool.
    #[field(required)]
    pub name: Option<String>,
    /// Id of the user who made the pool.
    #[field(read_only)]
    pub created_by: Option<String>,
    /// Application through which the pool was made.
    #[field(read_only)]
    pub created_by_app: Option<String>,
    /// When the pool was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the pool last changed.
    #[field(read_only)]
    pub date_modified: Option<DateTime>,
    /// What the pool is for.
    pub description: Option<String>,
    /// Division that the pool belongs to.
    pub division: Option<Division>,
    /// Last extension of the range, itself included.
    pub end_number: Option<String>,
    /// Id of the user who last changed the pool.
    #[field(read_only)]
    pub modified_by: Option<String>,
    /// Application through which the pool was last changed.
    #[field(read_only)]
    pub modified_by_app: Option<String>,
    /// First extension of the range.
    pub start_number: Option<String>,
    /// Whether the pool is in use or deleted; set by the server.
    #[field(read_only)]
    pub state: Option<State>,
    /// Version of the pool, raised by each change.
    pub version: Option<i32>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of extension pools.
    ExtensionPoolEntityListing of ExtensionPool: "Extension pools on this page." {
        /// How many extension pools there are.
        pub total_number_of_entities: Option<i64>,
    }
}
