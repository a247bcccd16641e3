//! Organizations that this one trusts.

use crate::{
    DateTime, Operation, OrgUser, Organization, Page, RoleDivisionGrants, User, UserAuthorization,
    listing, model, operations,
};

operations! {
    "trustees":
    GetOrgauthorizationTrustees,
    PostOrgauthorizationTrustees,
    GetOrgauthorizationTrustee,
    DeleteOrgauthorizationTrustee,
    GetOrgauthorizationTrusteeUsers,
    PostOrgauthorizationTrusteeUsers,
    PutOrgauthorizationTrusteeUserRoles,
}

/// List the organizations that this one trusts.
///
/// Answers a page of them, by name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustees",
    any("authorization:orgTrustee:view"),
    returns(TrustEntityListing)
)]
pub struct GetOrgauthorizationTrustees {
    /// Number of organizations on one page: 25 by default.
    pub page: Page,
}

/// Trust another organization.
///
/// Names the other organization, of this server, by `pairingId`, and those of its users and groups
/// that are trusted, with the roles that they hold here. The caller cannot grant more than they
/// hold. An unknown organization, user, group, role or division answers 404, and nothing is
/// kept; an organization that is trusted already answers 409.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/orgauthorization/trustees",
    all("authorization:orgTrustee:add", "authorization:orgTrusteeUser:add"),
    returns(Trustee)
)]
pub struct PostOrgauthorizationTrustees {
    /// The body.
    pub body: TrustCreate,
}

/// Read an organization that this one trusts.
///
/// An organization that is not trusted answers 404, whether it exists or not.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustees/{trusteeOrgId}",
    any("authorization:orgTrustee:view"),
    returns(Trustee)
)]
pub struct GetOrgauthorizationTrustee {
    /// Id of the organization that is trusted.
    pub trustee_org_id: String,
}

/// End the trust of an organization.
///
/// Ends the trust and all grants under it at once.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/orgauthorization/trustees/{trusteeOrgId}",
    any("authorization:orgTrustee:delete"),
    returns(204),
    inferred
)]
pub struct DeleteOrgauthorizationTrustee {
    /// Id of the organization that is trusted.
    pub trustee_org_id: String,
}

/// List the users of another organization who are trusted.
///
/// Answers a page of them, by name. Those who are trusted through a group of theirs are not
/// listed.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users",
    any("authorization:orgTrusteeUser:view"),
    returns(TrustUserEntityListing)
)]
pub struct GetOrgauthorizationTrusteeUsers {
    /// Id of the organization that is trusted.
    pub trustee_org_id: String,
    /// Number of users on one page: 25 by default.
    pub page: Page,
}

/// Trust a user of another organization.
///
/// Adds the user, named by id, with the roles that the user holds here. The caller cannot grant more
/// than they hold. A user who is already trusted keeps the present roles and gets these as well.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users",
    any("authorization:orgTrusteeUser:add"),
    returns(TrustUser)
)]
pub struct PostOrgauthorizationTrusteeUsers {
    /// Id of the organization that is trusted.
    pub trustee_org_id: String,
    /// The body.
    pub body: TrustMemberCreate,
}

/// Replace the roles of a trusted user.
///
/// Takes an array of role ids and leaves the user with exactly these roles, in the home division
/// of this organization. Answers the roles and permissions that result.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/orgauthorization/trustees/{trusteeOrgId}/users/{trusteeUserId}/roles",
    any("authorization:orgTrusteeUser:edit"),
    returns(UserAuthorization)
)]
pub struct PutOrgauthorizationTrusteeUserRoles {
    /// Id of the organization that is trusted.
    pub trustee_org_id: String,
    /// Id of the user, who belongs to that organization.
    pub trustee_user_id: String,
    /// The body.
    pub body: Vec<String>,
}

/// A trust to be set up.
#[model]
pub struct TrustCreate {
    /// When the trust ends by itself; never, when left out.
    pub date_expired: Option<DateTime>,
    /// Whether the trust is in force from the start.
    pub enabled: bool,
    /// Groups of the other organization that are trusted.
    #[field(max_items = 100)]
    pub groups: Option<Vec<TrustMemberCreate>>,
    /// Id of the organization that is to be trusted: what it reads as the id of its own
    /// organization and hands over to be paired.
    pub pairing_id: Option<String>,
    /// Users of the other organization who are trusted.
    #[field(max_items = 100)]
    pub users: Option<Vec<TrustMemberCreate>>,
}

/// A user or a group of another organization, with the roles to be granted.
#[model]
pub struct TrustMemberCreate {
    /// Id of the user or group.
    pub id: String,
    /// Roles with the divisions in which they hold, `*` standing for all divisions.
    pub role_divisions: Option<RoleDivisionGrants>,
    /// Roles that hold in the home division.
    #[field(max_items = 500)]
    pub role_ids: Option<Vec<String>>,
}

/// An organization that is trusted.
#[model]
pub struct Trustee {
    /// Id of the trusted organization, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Who set up the trust.
    #[field(read_only)]
    pub created_by: Option<OrgUser>,
    /// When the trust was set up.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// When the trust ends by itself; never, when absent.
    pub date_expired: Option<DateTime>,
    /// Whether the trust is switched on.
    #[field(required)]
    pub enabled: Option<bool>,
    /// Whether all users of the trusted organization are trusted; always false, since users and
    /// groups are named one by one.
    pub has_full_access: Option<bool>,
    /// Whether the caller is a trusted user; always false, since the caller belongs to the
    /// organization that trusts.
    pub is_trusted_user: Option<bool>,
    /// The organization that is trusted.
    #[field(read_only)]
    pub organization: Option<Organization>,
    /// Whether the trusted users get a role of their own; always false, since each is granted
    /// roles.
    pub uses_default_role: Option<bool>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of trusted organizations.
    TrustEntityListing of Trustee: "Trusted organizations on this page."
}

/// A user of another organization who is trusted.
#[model(like = User, without(self_uri), given)]
pub struct TrustUser {
    /// What the user may do in the organization that trusts; the trusted side sees the
    /// permissions alone.
    #[field(read_only)]
    pub authorization: Option<UserAuthorization>,
    /// Since when the user is trusted, and who arranged it.
    pub trust_user_details: Option<TrustUserDetails>,
}

/// Since when a user is trusted, and who arranged it.
#[model]
pub struct TrustUserDetails {
    /// Who brought the user into the trust.
    #[field(read_only)]
    pub created_by: Option<OrgUser>,
    /// When the user was brought into the trust.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
}

listing! {
    /// One page of trusted users.
    TrustUserEntityListing of TrustUser: "Trusted users on this page."
}
