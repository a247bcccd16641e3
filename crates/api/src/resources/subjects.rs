//! Who holds which role in which division.

use crate::{
    AuthzDivision, DateTime, DomainRole, Map, Operation, ResourcePermissionPolicy, model,
    operations,
};

operations! {
    "subjects":
    GetAuthorizationSubjectsRolecounts,
    GetAuthorizationSubjectsMe,
    GetAuthorizationSubject,
    PostAuthorizationSubjectBulkadd,
    PostAuthorizationSubjectBulkremove,
    PostAuthorizationSubjectBulkreplace,
    DeleteAuthorizationSubjectDivisionRole,
    PostAuthorizationSubjectDivisionRole,
    GetUserRoles,
    PutUserRoles,
    DeleteUserRoles,
}

/// Read the caller's own grants.
///
/// Lists the roles that the caller holds and the divisions in which it holds them, grants
/// inherited from groups included. A grant over all divisions has the division id `*`. No
/// permission is needed.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/authorization/subjects/me", signed_in, returns(AuthzSubject), needs_user)]
pub struct GetAuthorizationSubjectsMe {
    /// `true` lists each grant with the subject that it comes from; `false` (default) folds
    /// grants of the same role and division into one.
    #[query(default = false)]
    pub include_duplicates: bool,
}

/// Count the roles of subjects.
///
/// Answers, by the id of each subject that was asked for, how many different roles it holds where the
/// caller may view grants, those from groups included. Unknown ids are ignored.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/subjects/rolecounts",
    any("authorization:grant:view"),
    returns(Map<i64>),
    inferred
)]
pub struct GetAuthorizationSubjectsRolecounts {
    /// Ids of users, groups or OAuth clients, at most 500.
    #[query(max_items = 500)]
    pub id: Vec<String>,
}

/// Read the grants of a subject.
///
/// Lists the roles and divisions granted to a user, a group or an OAuth client; those inherited
/// from a group carry the group's id as `subjectId`. A grant over all divisions has the
/// division id `*`. An unknown subject answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/subjects/{subjectId}",
    any("authorization:grant:view"),
    returns(AuthzSubject)
)]
pub struct GetAuthorizationSubject {
    /// Id of the user, group or OAuth client.
    pub subject_id: String,
    /// `true` lists each grant with the subject that it comes from; `false` (default) folds
    /// grants of the same role and division into one.
    #[query(default = false)]
    pub include_duplicates: bool,
}

/// Grant several roles to a subject.
///
/// Adds pairs of role and division to the grants that the subject already has. An unknown role
/// or division answers 404. The caller cannot grant more than they hold.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/authorization/subjects/{subjectId}/bulkadd",
    all("authorization:grant:add"),
    returns(204),
    inferred
)]
pub struct PostAuthorizationSubjectBulkadd {
    /// Id of the user, group or OAuth client.
    pub subject_id: String,
    /// The body.
    pub body: RoleDivisionGrants,
    /// Kind of the subject: `PC_USER` (default), `PC_GROUP` or `PC_OAUTH_CLIENT`.
    #[query(default = "PC_USER".to_owned())]
    pub subject_type: String,
}

/// Take several roles from a subject.
///
/// Removes pairs of role and division from the subject's direct grants. If one of the roles or
/// divisions no longer exists, nothing is removed and the call fails as a whole.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/authorization/subjects/{subjectId}/bulkremove",
    all("authorization:grant:delete"),
    returns(204),
    inferred
)]
pub struct PostAuthorizationSubjectBulkremove {
    /// Id of the user, group or OAuth client.
    pub subject_id: String,
    /// The body.
    pub body: RoleDivisionGrants,
}

/// Replace the direct grants of a subject.
///
/// Leaves the subject with exactly the given pairs of role and division. Grants inherited from
/// groups stay as they are. The caller needs both permissions, to add grants and to delete
/// them.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/authorization/subjects/{subjectId}/bulkreplace",
    all("authorization:grant:add", "authorization:grant:delete"),
    returns(204),
    inferred
)]
pub struct PostAuthorizationSubjectBulkreplace {
    /// Id of the user, group or OAuth client.
    pub subject_id: String,
    /// The body.
    pub body: RoleDivisionGrants,
    /// Kind of the subject: `PC_USER` (default), `PC_GROUP` or `PC_OAUTH_CLIENT`.
    #[query(default = "PC_USER".to_owned())]
    pub subject_type: String,
}

/// Take a role in one division from a subject.
///
/// Removes a single direct grant. Removing a grant that the subject does not have changes
/// nothing.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}",
    all("authorization:grant:delete"),
    returns(204),
    inferred
)]
pub struct DeleteAuthorizationSubjectDivisionRole {
    /// Id of the user, group or OAuth client.
    pub subject_id: String,
    /// Id of the division of the grant; `*` stands for all divisions.
    pub division_id: String,
    /// Id of the role to take.
    pub role_id: String,
}

/// Grant a role in one division to a subject.
///
/// Adds a single grant; there is no body, and repeating a grant changes nothing. An unknown
/// role or division answers 404, too many roles for one subject 400
/// `max.role.assignments.exceeded`.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/authorization/subjects/{subjectId}/divisions/{divisionId}/roles/{roleId}",
    all("authorization:grant:add"),
    returns(204),
    inferred
)]
pub struct PostAuthorizationSubjectDivisionRole {
    /// Id of the user, group or OAuth client.
    pub subject_id: String,
    /// Id of the division in which the role holds; `*` stands for all divisions.
    pub division_id: String,
    /// Id of the role to grant.
    pub role_id: String,
    /// Kind of the subject: `PC_USER` (default), `PC_GROUP` or `PC_OAUTH_CLIENT`.
    #[query(default = "PC_USER".to_owned())]
    pub subject_type: String,
}

/// Read the roles and permissions of a user.
///
/// Answers the user's roles, the policies that come with them and the flat list of permissions
/// that they add up to.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{subjectId}/roles",
    any("authorization:grant:view"),
    returns(UserAuthorization)
)]
pub struct GetUserRoles {
    /// Id of the user.
    pub subject_id: String,
}

/// Replace the roles of a user.
///
/// Takes an array of role ids and leaves the user with exactly these roles, in the home
/// division. Answers the roles and permissions that result.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/{subjectId}/roles",
    any("authorization:grant:add"),
    returns(UserAuthorization)
)]
pub struct PutUserRoles {
    /// Id of the user.
    pub subject_id: String,
    /// The body.
    pub body: Vec<String>,
}

/// Take all roles from a user.
///
/// Removes every role that was granted to the user directly. The answer is empty. It belongs to
/// the older contract only.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/users/{userId}/roles",
    any("admin", "role_manager", "authorization:grant:delete"),
    returns(204),
    inferred
)]
pub struct DeleteUserRoles {
    /// Id of the user.
    pub user_id: String,
}

/// A role that a subject holds in a division.
#[model]
pub struct AuthzGrant {
    /// Division that the role is limited to; id `*` for all divisions.
    pub division: Option<AuthzDivision>,
    /// When the role was granted.
    pub grant_made_at: Option<DateTime>,
    /// Role that was granted.
    pub role: Option<AuthzGrantRole>,
    /// Id of the user, group or client holding the grant; a group's id when it was
    /// inherited.
    pub subject_id: Option<String>,
}

/// The actions that a granted role allows on one kind of entity.
#[model]
pub struct AuthzGrantPolicy {
    /// Actions allowed; `*` stands for every action.
    pub actions: Option<Vec<String>>,
    /// Condition under which the actions are allowed.
    pub condition: Option<String>,
    /// Permission domain, such as `directory`.
    pub domain: Option<String>,
    /// Entity within the domain; `*` stands for every entity.
    pub entity_name: Option<String>,
}

/// A role as it appears in a grant.
#[model]
pub struct AuthzGrantRole {
    /// UUID of the role.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the role.
    pub name: Option<String>,
    /// Whether the role is one of the built-in default roles.
    pub r#default: Option<bool>,
    /// What the role is for.
    pub description: Option<String>,
    /// Permissions that the role carries.
    pub policies: Option<Vec<AuthzGrantPolicy>>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// A user, group or OAuth client together with its grants.
#[model]
pub struct AuthzSubject {
    /// Id of the user, group or OAuth client.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the subject.
    pub name: Option<String>,
    /// Roles that the subject holds, directly or through its groups.
    pub grants: Option<Vec<AuthzGrant>>,
    /// Version of the subject's grants.
    pub version: Option<i32>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// The grants that a bulk operation adds, removes, or puts in place of the subject's direct
/// grants.
#[model]
pub struct RoleDivisionGrants {
    /// Role and division pairs. A replacement keeps exactly these direct grants; inherited
    /// ones stay.
    #[field(max_items = 500)]
    pub grants: Vec<RoleDivisionPair>,
}

/// A role and the division in which to grant it or take it away.
#[model]
pub struct RoleDivisionPair {
    /// Division of the grant, a UUID, or `*` for all divisions.
    pub division_id: String,
    /// Role to grant or to take away, a UUID.
    pub role_id: String,
}

/// Roles of a user and the permissions that follow from them.
#[model]
pub struct UserAuthorization {
    /// Policies of the user's roles, with their conditions.
    #[field(read_only)]
    pub permission_policies: Option<Vec<ResourcePermissionPolicy>>,
    /// Every permission held, flattened from the roles, each as `domain:entity:action`.
    #[field(read_only)]
    pub permissions: Option<Vec<String>>,
    /// Roles the user holds, whatever the division.
    pub roles: Option<Vec<DomainRole>>,
    /// Roles held but not used; filled only by `expand=authorization.unusedRoles`.
    #[field(read_only)]
    pub unused_roles: Option<Vec<DomainRole>>,
}
