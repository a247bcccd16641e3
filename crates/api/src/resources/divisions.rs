//! Divisions: the parts of an organization that permissions are granted in.

mod administration;

pub use administration::*;

use crate::{Map, Operation, Page, listing, model, operations};

operations! {
    "divisions":
    GetAuthorizationDivisions,
    PostAuthorizationDivisions,
    GetAuthorizationDivisionsDeleted,
    GetAuthorizationDivisionsHome,
    GetAuthorizationDivisionsLimit,
    GetAuthorizationDivisionsQuery,
    DeleteAuthorizationDivision,
    GetAuthorizationDivision,
    PutAuthorizationDivision,
    GetAuthorizationDivisionGrants,
    PostAuthorizationDivisionObject,
    PostAuthorizationDivisionRestore,
    GetAuthorizationDivisionspermittedMe,
    GetAuthorizationDivisionspermittedPagedMe,
    GetAuthorizationDivisionspermittedPagedSubjectId,
}

/// List the divisions in which the caller holds a permission.
///
/// Answers one plain array of divisions, without pages. A permission that is missing or not of
/// the form `domain:entity:action` is refused with 400. Deprecated: the paged form takes its
/// place.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/divisionspermitted/me",
    signed_in,
    returns(Vec<AuthzDivision>),
    needs_user,
    deprecated
)]
pub struct GetAuthorizationDivisionspermittedMe {
    /// Permission to ask about, written `domain:entity:action`.
    pub permission: String,
    /// Name by which to narrow the divisions.
    pub name: Option<String>,
}

/// Page through the divisions in which the caller holds a permission.
///
/// Answers a page of divisions; `allDivsPermitted` is true when a grant over all divisions
/// gives the permission, and the entities are then all divisions of the organization. A
/// permission that is missing or not of the form `domain:entity:action` is refused with 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/divisionspermitted/paged/me",
    signed_in,
    returns(DivsPermittedEntityListing),
    needs_user
)]
pub struct GetAuthorizationDivisionspermittedPagedMe {
    /// Permission to ask about, written `domain:entity:action`.
    pub permission: String,
    /// Number of divisions on one page: 25 by default.
    pub page: Page,
}

/// Page through the divisions in which a subject holds a permission.
///
/// Answers for any subject what the caller may ask about itself: the divisions in which the
/// permission is held, and `allDivsPermitted` when a grant over all divisions gives it.
/// Deprecated.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/divisionspermitted/paged/{subjectId}",
    signed_in,
    returns(DivsPermittedEntityListing),
    deprecated
)]
pub struct GetAuthorizationDivisionspermittedPagedSubjectId {
    /// Id of the user, group or OAuth client.
    pub subject_id: String,
    /// Permission to ask about, written `domain:entity:action`.
    pub permission: String,
    /// Number of divisions on one page: 25 by default.
    pub page: Page,
}

/// A part of an organization that grants can be limited to. Exactly one is the home division.
#[model]
pub struct AuthzDivision {
    /// UUID of the division; `*` stands for all divisions.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the division, unique in the organization without regard to case.
    #[field(max_length = 255)]
    pub name: Option<String>,
    /// What the division is for.
    #[field(required)]
    pub description: Option<String>,
    /// Whether this is the home division, which always exists.
    #[field(read_only)]
    pub home_division: Option<bool>,
    /// How many objects the division holds, by type; only in answers of division
    /// administration.
    #[field(read_only)]
    pub object_counts: Option<Map<i64>>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A part of an organization that grants can be limited to, in short.
#[model]
pub struct Division {
    /// UUID of the division.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the division.
    pub name: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of the divisions in which a subject holds a permission.
    DivsPermittedEntityListing of AuthzDivision: "Divisions on this page." {
        /// Whether the permission is held in all divisions at once.
        pub all_divs_permitted: Option<bool>,
    }
}

/// A division, named by its id when written.
#[model]
pub struct WritableDivision {
    /// Division id, a UUID.
    pub id: Option<String>,
    /// Display name of the division.
    pub name: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}
