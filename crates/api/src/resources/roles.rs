//! Roles and their policies.

mod models;
mod policies;

pub use models::*;
pub use policies::*;

use crate::{Operation, Page, operations};

operations! {
    "roles":
    GetAuthorizationRoles,
    PostAuthorizationRoles,
    DeleteAuthorizationRole,
    GetAuthorizationRole,
    PatchAuthorizationRole,
    PostAuthorizationRole,
    PutAuthorizationRole,
    GetAuthorizationRoleSubjectgrants,
    GetAuthorizationRoleUsers,
    PutAuthorizationRoleUsersAdd,
    PutAuthorizationRoleUsersRemove,
}

/// List roles.
///
/// Answers a page of the organization's roles, by name unless sorted otherwise.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/roles",
    any("authorization:role:view"),
    returns(OrganizationRoleEntityListing),
    reads_long
)]
pub struct GetAuthorizationRoles {
    /// Number of roles on one page: 25 by default.
    pub page: Page,
    /// Field to sort by: `name` (default), `description` or `id`; a minus before it turns the
    /// order around.
    pub sort_by: Option<String>,
    /// Nothing of a listed role is expanded; any value is ignored.
    pub expand: Vec<String>,
    /// Ignored: pages have numbers.
    pub next_page: Option<String>,
    /// Ignored: pages have numbers.
    pub previous_page: Option<String>,
    /// Only roles whose name contains this, in any case; with `*`, which stands for any text,
    /// those whose whole name fits.
    pub name: Option<String>,
    /// Only roles that carry each of these permissions, written `domain:entity:action` or as one
    /// word, wildcards included.
    #[query(max_items = 500)]
    pub permission: Vec<String>,
    /// Only the default roles with these keys, such as `employee`.
    #[query(max_items = 500)]
    pub default_role_id: Vec<String>,
    /// Whether to count the users who hold each role; `true` by default.
    #[query(default = true)]
    pub user_count: bool,
    /// Only roles with these ids, at most 500; unknown ids are ignored.
    #[query(max_items = 500)]
    pub id: Vec<String>,
}

/// Make a role.
///
/// Taken names are refused with 409. Each policy must name a domain, an entity and actions of the
/// catalogue, where `*` stands for every entity or every action. The caller must hold all that the
/// role allows, in at least one division.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/authorization/roles",
    any("authorization:role:add"),
    returns(DomainOrganizationRole)
)]
pub struct PostAuthorizationRoles {
    /// The body.
    pub body: DomainOrganizationRoleCreate,
}

/// Delete a role.
///
/// Default roles are refused with 400. A role that is granted to anybody is refused with 409,
/// unless the header `Callroster-Force: true` asks that its grants go with it; that needs
/// `authorization:grant:delete` where it is granted.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/authorization/roles/{roleId}",
    any("authorization:role:delete"),
    returns(204)
)]
pub struct DeleteAuthorizationRole {
    /// Id of the role.
    pub role_id: String,
}

/// Read a role.
///
/// Answers the role with its policies and the conditions on them.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/roles/{roleId}",
    any("authorization:role:view"),
    returns(DomainOrganizationRole),
    reads_long
)]
pub struct GetAuthorizationRole {
    /// Id of the role.
    pub role_id: String,
    /// Whether to count the users who hold the role; `true` by default.
    #[query(default = true)]
    pub user_count: bool,
    /// What to show beside: `unusedPermissions`, an empty list, since their use is not watched.
    pub expand: Vec<RoleExpand>,
}

/// Change a part of a role.
///
/// What the body leaves out stays; a list replaces the whole list. The rules are those of replacing
/// it.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/authorization/roles/{roleId}",
    any("authorization:role:edit"),
    returns(DomainOrganizationRole)
)]
pub struct PatchAuthorizationRole {
    /// Id of the role.
    pub role_id: String,
    /// The body.
    pub body: DomainOrganizationRole,
}

/// Grant a role to several subjects in several divisions.
///
/// Grants it to each of the subjects in each of the divisions, all or none; existing
/// grants stay. An unknown subject or division answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/authorization/roles/{roleId}",
    all("authorization:grant:add"),
    returns(204),
    inferred
)]
pub struct PostAuthorizationRole {
    /// Id of the role.
    pub role_id: String,
    /// The body.
    pub body: SubjectDivisions,
    /// Kind of the subjects: `PC_USER` (default), `PC_GROUP` or `PC_OAUTH_CLIENT`.
    #[query(default = "PC_USER".to_owned())]
    pub subject_type: String,
}

/// Replace a role.
///
/// Description, policies and permissions that the body leaves out become empty. The caller must hold
/// all that the role allows, before and after, in every division in which it is granted. Of the
/// administrator's role only name and description change.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/authorization/roles/{roleId}",
    any("authorization:role:edit"),
    returns(DomainOrganizationRole)
)]
pub struct PutAuthorizationRole {
    /// Id of the role.
    pub role_id: String,
    /// The body.
    pub body: DomainOrganizationRoleUpdate,
}

/// List the grants of a role.
///
/// Answers a page of the users, groups and OAuth clients to whom the role was granted, each with the
/// divisions, as far as the caller may view roles there.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/roles/{roleId}/subjectgrants",
    any("authorization:role:view"),
    returns(SubjectDivisionGrantsEntityListing),
    reads_long
)]
pub struct GetAuthorizationRoleSubjectgrants {
    /// Id of the role.
    pub role_id: String,
    /// Number of subjects on one page: 25 by default.
    pub page: Page,
    /// Field to sort by: `name` (default), `type` or `id`; a minus before it turns the order around.
    pub sort_by: Option<String>,
    /// Nothing of a subject is expanded; any value is ignored.
    pub expand: Vec<String>,
    /// Ignored: pages have numbers.
    pub next_page: Option<String>,
    /// Ignored: pages have numbers.
    pub previous_page: Option<String>,
}

/// List the users who hold a role.
///
/// Answers a page of those to whom it was granted and of those who have it from a group, by id.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/roles/{roleId}/users",
    signed_in,
    returns(UserReferenceEntityListing),
    reads_long
)]
pub struct GetAuthorizationRoleUsers {
    /// Id of the role.
    pub role_id: String,
    /// Number of users on one page: 25 by default.
    pub page: Page,
}

/// Add users to a role.
///
/// Grants the role to each of the users in the home division, all or none; who has it there already
/// keeps it. Answers the ids.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/authorization/roles/{roleId}/users/add",
    any("authorization:grant:add"),
    returns(Vec<String>),
    inferred
)]
pub struct PutAuthorizationRoleUsersAdd {
    /// Id of the role.
    pub role_id: String,
    /// Ids of the users.
    pub body: Vec<String>,
}

/// Remove users from a role.
///
/// Removes the role from each of the users in every division, all or none; a role from a group
/// stays. Answers the ids.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/authorization/roles/{roleId}/users/remove",
    any("authorization:grant:delete"),
    returns(Vec<String>),
    inferred
)]
pub struct PutAuthorizationRoleUsersRemove {
    /// Id of the role.
    pub role_id: String,
    /// Ids of the users.
    pub body: Vec<String>,
}
