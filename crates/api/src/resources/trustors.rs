//! Organizations that trust this one, and whom of it they trust.

use crate::{
    DateTime, Group, Operation, Organization, Page, TrustUser, TrustUserEntityListing, User,
    listing, model, operations,
};

operations! {
    "trustors":
    GetUserTrustors,
    GetOrgauthorizationTrustors,
    GetOrgauthorizationTrustor,
    DeleteOrgauthorizationTrustor,
    GetOrgauthorizationTrustorGroups,
    GetOrgauthorizationTrustorGroup,
    PutOrgauthorizationTrustorGroup,
    DeleteOrgauthorizationTrustorGroup,
    GetOrgauthorizationTrustorUsers,
    GetOrgauthorizationTrustorUser,
    PutOrgauthorizationTrustorUser,
    DeleteOrgauthorizationTrustorUser,
}

/// List the organizations that trust a user.
///
/// Answers a page of the organizations that let the user work in them, named themselves or through
/// a group of theirs, by name; normally it is empty.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/trustors",
    all("authorization:orgTrustor:view"),
    returns(TrustorEntityListing)
)]
pub struct GetUserTrustors {
    /// Id of the user.
    pub user_id: String,
    /// Number of organizations on one page: 25 by default.
    pub page: Page,
}

/// List the organizations that trust this one.
///
/// Answers a page of the organizations that named this one as a trustee, by name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustors",
    any("authorization:orgTrustor:view"),
    returns(TrustorEntityListing)
)]
pub struct GetOrgauthorizationTrustors {
    /// Number of organizations on one page: 25 by default.
    pub page: Page,
}

/// Read an organization that trusts this one.
///
/// An organization that does not answers 404, whether it exists or not.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustors/{trustorOrgId}",
    any("authorization:orgTrustor:view"),
    returns(Trustor)
)]
pub struct GetOrgauthorizationTrustor {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
}

/// Give up the trust of an organization.
///
/// Ends the trust from the trusted side, with all that was granted under it.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/orgauthorization/trustors/{trustorOrgId}",
    any("authorization:orgTrustor:delete"),
    returns(204),
    inferred
)]
pub struct DeleteOrgauthorizationTrustor {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
}

/// List the groups of this organization that another one trusts.
///
/// Answers a page of them, by name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustors/{trustorOrgId}/groups",
    any("authorization:orgTrusteeGroup:view"),
    returns(TrustGroupEntityListing)
)]
pub struct GetOrgauthorizationTrustorGroups {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Number of groups on one page: 25 by default.
    pub page: Page,
}

/// Read a group of this organization that another one trusts.
///
/// A group that is not trusted answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustors/{trustorOrgId}/groups/{trustorGroupId}",
    any("authorization:orgTrusteeGroup:view"),
    returns(TrustGroup)
)]
pub struct GetOrgauthorizationTrustorGroup {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Id of the group, which belongs to this organization.
    pub trustor_group_id: String,
}

/// Bring a group of this organization into a trust.
///
/// The group gets no roles by it: those are granted by the organization that trusts. Repeating it
/// changes nothing.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/orgauthorization/trustors/{trustorOrgId}/groups/{trustorGroupId}",
    all("authorization:orgTrusteeGroup:add"),
    returns(TrustGroup)
)]
pub struct PutOrgauthorizationTrustorGroup {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Id of the group, which belongs to this organization.
    pub trustor_group_id: String,
}

/// Take a group of this organization out of a trust.
///
/// What was granted to it in the trusting organization goes too.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/orgauthorization/trustors/{trustorOrgId}/groups/{trustorGroupId}",
    any("authorization:orgTrusteeGroup:delete"),
    returns(204),
    inferred
)]
pub struct DeleteOrgauthorizationTrustorGroup {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Id of the group, which belongs to this organization.
    pub trustor_group_id: String,
}

/// List the users of this organization whom another one trusts.
///
/// Answers a page of them, by name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustors/{trustorOrgId}/users",
    any("authorization:orgTrusteeUser:view"),
    returns(TrustUserEntityListing)
)]
pub struct GetOrgauthorizationTrustorUsers {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Number of users on one page: 25 by default.
    pub page: Page,
}

/// Read a user of this organization whom another one trusts.
///
/// A user who is not trusted answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/orgauthorization/trustors/{trustorOrgId}/users/{trusteeUserId}",
    any("authorization:orgTrusteeUser:view"),
    returns(TrustUser)
)]
pub struct GetOrgauthorizationTrustorUser {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Id of the user, who belongs to this organization.
    pub trustee_user_id: String,
}

/// Bring a user of this organization into a trust.
///
/// The user gets no roles by it: those are granted by the organization that trusts. Repeating it
/// changes nothing.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/orgauthorization/trustors/{trustorOrgId}/users/{trusteeUserId}",
    all("authorization:orgTrusteeUser:add"),
    returns(TrustUser)
)]
pub struct PutOrgauthorizationTrustorUser {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Id of the user, who belongs to this organization.
    pub trustee_user_id: String,
}

/// Take a user of this organization out of a trust.
///
/// What was granted to the user in the trusting organization goes too.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/orgauthorization/trustors/{trustorOrgId}/users/{trusteeUserId}",
    any("authorization:orgTrusteeUser:delete"),
    returns(204),
    inferred
)]
pub struct DeleteOrgauthorizationTrustorUser {
    /// Id of the organization that trusts.
    pub trustor_org_id: String,
    /// Id of the user, who belongs to this organization.
    pub trustee_user_id: String,
}

/// A user together with the organization the user belongs to.
#[model(like = User, without(self_uri), given)]
pub struct OrgUser {
    /// Organization the user belongs to.
    pub organization: Option<Organization>,
}

/// What a trusted party may do in the organization that trusts it.
#[model]
pub struct TrusteeAuthorization {
    /// Permissions held there, each as `domain:entity:action`; none while the trust is not in
    /// force.
    #[field(read_only)]
    pub permissions: Option<Vec<String>>,
}

/// An organization that lets a user of another organization work in it.
#[model]
pub struct Trustor {
    /// Id of the trusting organization, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// What the user may do in the trusting organization.
    #[field(read_only)]
    pub authorization: Option<TrusteeAuthorization>,
    /// Who set up the trust.
    #[field(read_only)]
    pub created_by: Option<OrgUser>,
    /// When the trust was set up.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// Whether the trust is in force: enabled, and not expired.
    #[field(required)]
    pub enabled: Option<bool>,
    /// The organization that trusts.
    #[field(read_only)]
    pub organization: Option<Organization>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

listing! {
    /// One page of the organizations that trust a user; normally empty.
    TrustorEntityListing of Trustor: "Trusting organizations on this page."
}

/// A group of the trusted organization that the trusting one trusts.
#[model(like = Group, without(chat, self_uri))]
pub struct TrustGroup {
    /// Who brought the group into the trust.
    #[field(read_only)]
    pub created_by: Option<OrgUser>,
    /// Since when the group is trusted.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
}

listing! {
    /// One page of trusted groups.
    TrustGroupEntityListing of TrustGroup: "Trusted groups on this page."
}
