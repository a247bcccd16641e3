//! Roles and listings of them, as they are written and answered.

use crate::{DateTime, Division, DomainPermissionPolicy, UserReference, listing, model, wire_enum};

/// A role: permissions that are granted together.
#[model(base)]
pub struct DomainOrganizationRole {
    /// UUID of the role.
    pub id: Option<String>,
    /// Display name of the role, unique in the organization without regard to case.
    #[field(max_length = 255)]
    pub name: Option<String>,
    /// Add-on licenses that the permissions call for.
    #[field(newer, max_items = 100)]
    pub addon_licenses: Option<Vec<String>>,
    /// Whether this is a base role; the server decides.
    pub base: Option<bool>,
    /// Base license that the permissions call for.
    #[field(newer)]
    pub base_license: Option<String>,
    /// When the licenses were last worked out.
    #[field(read_only, newer)]
    pub date_license_last_updated: Option<DateTime>,
    /// Whether the role is one of the built-in default roles; the server decides.
    pub r#default: Option<bool>,
    /// Key of the default role that this is: `admin` or `employee`; the server decides.
    pub default_role_id: Option<String>,
    /// What the role is for.
    pub description: Option<String>,
    /// Permissions that the role carries, as policies.
    #[field(max_items = 1000)]
    pub permission_policies: Option<Vec<DomainPermissionPolicy>>,
    /// Permissions that the role carries, as `domain:entity:action` or as a one-word permission
    /// such as `admin`.
    #[field(max_items = 1000)]
    pub permissions: Option<Vec<String>>,
    /// Whether the role has fallen behind the default role that it came from.
    pub role_needs_update: Option<bool>,
    /// Permissions of the role that go unused.
    #[field(read_only)]
    pub unused_permissions: Option<Vec<String>>,
    /// How many users hold the role, directly or through a group; the server counts.
    pub user_count: Option<i32>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A role, in short.
#[model]
pub struct DomainRole {
    /// UUID of the role.
    pub id: Option<String>,
    /// Display name of the role.
    pub name: Option<String>,
}

/// A role to be made.
#[model(like = DomainOrganizationRole)]
pub struct DomainOrganizationRoleCreate {
    /// Display name of the role, unique in the organization without regard to case.
    #[field(max_length = 255)]
    pub name: String,
}

/// A role as it is to be.
#[model]
pub struct DomainOrganizationRoleUpdate {
    /// UUID of the role; the path decides.
    pub id: Option<String>,
    /// Display name of the role, unique in the organization without regard to case.
    #[field(max_length = 255)]
    pub name: String,
    /// Ignored; the server decides.
    pub base: Option<bool>,
    /// Ignored; the server decides.
    pub r#default: Option<bool>,
    /// Ignored; the server decides.
    pub default_role_id: Option<String>,
    /// What the role is for.
    pub description: Option<String>,
    /// Permissions that the role carries, as policies.
    #[field(max_items = 1000)]
    pub permission_policies: Option<Vec<DomainPermissionPolicy>>,
    /// Permissions that the role carries, as `domain:entity:action` or as a one-word permission
    /// such as `admin`.
    #[field(max_items = 1000)]
    pub permissions: Option<Vec<String>>,
    /// Ignored; the server decides.
    pub role_needs_update: Option<bool>,
    /// Ignored; the server decides.
    #[field(read_only)]
    pub unused_permissions: Option<Vec<String>>,
    /// Ignored; the server counts.
    pub user_count: Option<i32>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of roles.
    OrganizationRoleEntityListing of DomainOrganizationRole: "Roles on this page."
}

/// Subjects and divisions in which each of them gets a role.
#[model]
pub struct SubjectDivisions {
    /// Ids of users, groups or OAuth clients.
    #[field(max_items = 1000)]
    pub subject_ids: Vec<String>,
    /// Ids of divisions; `*` stands for all divisions.
    #[field(max_items = 1000)]
    pub division_ids: Vec<String>,
}

/// A holder of a role, with the divisions in which it was granted.
#[model]
pub struct SubjectDivisionGrants {
    /// Id of the user, group or OAuth client.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the subject.
    pub name: Option<String>,
    /// Divisions of its grants; the id `*` stands for all divisions.
    pub divisions: Option<Vec<Division>>,
    /// What the subject is.
    pub r#type: Option<GrantSubjectType>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of the holders of a role.
    SubjectDivisionGrantsEntityListing of SubjectDivisionGrants: "Holders on this page."
}

listing! {
    /// One page of users, by their ids.
    UserReferenceEntityListing of UserReference: "Users on this page.", without links
}

/// What holds a grant.
#[wire_enum]
pub enum GrantSubjectType {
    /// A user.
    #[wire("PC_USER")]
    User,
    /// A group, for its members.
    #[wire("PC_GROUP")]
    Group,
    /// An OAuth client, for its own tokens.
    #[wire("PC_OAUTH_CLIENT")]
    OAuthClient,
    /// A user of another organization that is trusted.
    #[wire("PC_TRUSTEE_USER")]
    TrusteeUser,
    /// A group of another organization that is trusted.
    #[wire("PC_TRUSTEE_GROUP")]
    TrusteeGroup,
    /// Something else.
    #[wire("UNKNOWN")]
    Unknown,
}

/// A part of a role that is answered only when asked for.
#[wire_enum]
pub enum RoleExpand {
    /// Permissions that are not in use.
    #[wire("unusedPermissions")]
    UnusedPermissions,
}
