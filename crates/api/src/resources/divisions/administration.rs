//! Divisions made, changed, deleted and brought back, and the objects that are moved between them.

use crate::{AuthzDivision, AuthzGrant, Operation, Page, listing, model, wire_enum};

/// List divisions.
///
/// Answers a page of the organization's divisions, by name unless sorted otherwise.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/divisions",
    signed_in,
    returns(AuthzDivisionEntityListing)
)]
pub struct GetAuthorizationDivisions {
    /// Number of divisions on one page: 25 by default.
    pub page: Page,
    /// Field to sort by: `name` (default), `description` or `id`; a minus before it turns the
    /// order around.
    pub sort_by: Option<String>,
    /// Nothing of a division needs to be expanded; any value is ignored.
    pub expand: Vec<String>,
    /// Ignored: pages have numbers.
    pub next_page: Option<String>,
    /// Ignored: pages have numbers.
    pub previous_page: Option<String>,
    /// `true` counts the objects of each division into `objectCounts`; `false` by default.
    #[query(default = false)]
    pub object_count: bool,
    /// Only divisions with these ids, at most 500; unknown ids are ignored.
    #[query(max_items = 500)]
    pub id: Vec<String>,
    /// Only divisions whose name contains this, in any case; with `*`, which stands for any text,
    /// those whose whole name fits.
    pub name: Option<String>,
}

/// Make a division.
///
/// The name is required, and taken names are refused with 409. Both permissions are needed in the
/// home division or in all of them. The new division has no grants.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/authorization/divisions",
    all("authorization:division:add", "authorization:grant:add"),
    returns(AuthzDivision)
)]
pub struct PostAuthorizationDivisions {
    /// The body.
    pub body: AuthzDivision,
}

/// List deleted divisions.
///
/// Answers a page of the divisions that can be brought back, by name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/divisions/deleted",
    any("authorization:divisionDeleted:view"),
    returns(AuthzDivisionEntityListing)
)]
pub struct GetAuthorizationDivisionsDeleted {
    /// Number of divisions on one page: 25 by default.
    pub page: Page,
}

/// Read the home division.
///
/// Every organization has exactly one. What belongs to no other division belongs to it.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/authorization/divisions/home", signed_in, returns(AuthzDivision))]
pub struct GetAuthorizationDivisionsHome {}

/// Read how many divisions there may be.
///
/// Answers a bare number: the most divisions that an organization can have, the home division
/// included.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/authorization/divisions/limit", signed_in, returns(i32))]
pub struct GetAuthorizationDivisionsLimit {}

/// Walk through divisions.
///
/// Answers a part of the divisions by name, with links to the parts before and after. A cursor
/// stays good when divisions come and go meanwhile.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/divisions/query",
    signed_in,
    returns(AuthzDivisionCursorListing)
)]
pub struct GetAuthorizationDivisionsQuery {
    /// Cursor of a `previousUri`. Excludes `after`.
    pub before: Option<String>,
    /// Cursor of a `nextUri`. Excludes `before`.
    pub after: Option<String>,
    /// Number of divisions in one answer: 25 by default, at most 200; more is taken as 200.
    #[query(default = 25, minimum = 1, maximum = 200)]
    pub page_size: u32,
    /// Only divisions with these ids, at most 500; unknown ids are ignored.
    #[query(max_items = 500)]
    pub id: Vec<String>,
    /// Only divisions whose name contains this, in any case; with `*`, which stands for any text,
    /// those whose whole name fits.
    pub name: Option<String>,
}

/// Delete a division.
///
/// The home division is refused with 400. A division that holds users who are not deleted, or in
/// which roles are granted, is refused with 400 unless `force` says otherwise. A deleted division
/// can be brought back; what it held stays where it went.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/authorization/divisions/{divisionId}",
    any("authorization:division:delete"),
    returns(204)
)]
pub struct DeleteAuthorizationDivision {
    /// Id of the division.
    pub division_id: String,
    /// `true` also moves its users, at most 1,000, to the home division and removes the grants in
    /// it; it needs the permissions for each of these steps. `false` by default.
    #[query(default = false)]
    pub force: bool,
}

/// Read a division.
///
/// An unknown or deleted division answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/divisions/{divisionId}",
    signed_in,
    returns(AuthzDivision)
)]
pub struct GetAuthorizationDivision {
    /// Id of the division.
    pub division_id: String,
    /// `true` counts its objects into `objectCounts`; `false` by default.
    #[query(default = false)]
    pub object_count: bool,
}

/// Change the name or the description of a division.
///
/// What the body leaves out stays. Whether it is the home division cannot be changed.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/authorization/divisions/{divisionId}",
    any("authorization:division:edit"),
    returns(AuthzDivision)
)]
pub struct PutAuthorizationDivision {
    /// Id of the division.
    pub division_id: String,
    /// The body.
    pub body: AuthzDivision,
}

/// List the grants in a division.
///
/// Answers a page of the roles granted in just this division; grants over all divisions are not
/// among them.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/authorization/divisions/{divisionId}/grants",
    any("authorization:grant:view"),
    returns(AuthzDivisionGrantEntityListing)
)]
pub struct GetAuthorizationDivisionGrants {
    /// Id of the division.
    pub division_id: String,
    /// Number of grants on one page: 25 by default, at most 500.
    pub page: Page,
}

/// Move objects to a division.
///
/// Moves all of them or none, and needs the permission to change such objects, `directory:user:edit`
/// for users, in the divisions that they leave and in the one that they come to. Objects that are
/// there already stay as they are. Types whose objects this server does not hold are refused with
/// 400.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/authorization/divisions/{divisionId}/objects/{objectType}",
    signed_in,
    returns(204),
    inferred
)]
pub struct PostAuthorizationDivisionObject {
    /// Id of the division to move to.
    pub division_id: String,
    /// What the objects are.
    pub object_type: DivisionObjectType,
    /// Ids of the objects, at most 1,000.
    pub body: Vec<String>,
}

/// Bring a deleted division back.
///
/// It has its id again, and its name and description unless the body gives others. Objects and
/// grants do not come back with it. A name that is taken meanwhile is refused with 409.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/authorization/divisions/{divisionId}/restore",
    any("authorization:division:add"),
    returns(AuthzDivision),
    inferred
)]
pub struct PostAuthorizationDivisionRestore {
    /// Id of the deleted division.
    pub division_id: String,
    /// The body.
    pub body: AuthzDivision,
}

listing! {
    /// One page of divisions.
    AuthzDivisionEntityListing of AuthzDivision: "Divisions on this page."
}

/// A part of the divisions, with links to its neighbours.
#[model]
pub struct AuthzDivisionCursorListing {
    /// Divisions of this part.
    pub entities: Vec<AuthzDivision>,
    /// Where the part after this one is read; absent at the end.
    pub next_uri: Option<String>,
    /// Where the part before this one is read; absent at the beginning.
    pub previous_uri: Option<String>,
    /// Where this part is read.
    pub self_uri: Option<String>,
}

listing! {
    /// One page of the grants in a division.
    AuthzDivisionGrantEntityListing of AuthzGrant: "Grants on this page.", without links
}

/// What kind of objects are moved between divisions.
#[wire_enum]
pub enum DivisionObjectType {
    /// Queues.
    #[wire("QUEUE")]
    Queue,
    /// Outbound campaigns.
    #[wire("CAMPAIGN")]
    Campaign,
    /// Contact lists.
    #[wire("CONTACTLIST")]
    ContactList,
    /// Lists of numbers not to be called.
    #[wire("DNCLIST")]
    DncList,
    /// E-mail campaigns.
    #[wire("EMAILCAMPAIGN")]
    EmailCampaign,
    /// Messaging campaigns.
    #[wire("MESSAGINGCAMPAIGN")]
    MessagingCampaign,
    /// Management units of workforce management.
    #[wire("MANAGEMENTUNIT")]
    ManagementUnit,
    /// Business units of workforce management.
    #[wire("BUSINESSUNIT")]
    BusinessUnit,
    /// Flows.
    #[wire("FLOW")]
    Flow,
    /// Milestones of flows.
    #[wire("FLOWMILESTONE")]
    FlowMilestone,
    /// Outcomes of flows.
    #[wire("FLOWOUTCOME")]
    FlowOutcome,
    /// Users.
    #[wire("USER")]
    User,
    /// Call routes.
    #[wire("CALLROUTE")]
    CallRoute,
    /// Emergency groups.
    #[wire("EMERGENCYGROUPS")]
    EmergencyGroups,
    /// Schedules.
    #[wire("ROUTINGSCHEDULES")]
    RoutingSchedules,
    /// Groups of schedules.
    #[wire("ROUTINGSCHEDULEGROUPS")]
    RoutingScheduleGroups,
    /// Data tables.
    #[wire("DATATABLES")]
    DataTables,
    /// Teams.
    #[wire("TEAM")]
    Team,
    /// Work bins.
    #[wire("WORKBIN")]
    Workbin,
    /// Work types.
    #[wire("WORKTYPE")]
    Worktype,
    /// Extension pools.
    #[wire("EXTENSIONPOOL")]
    ExtensionPool,
    /// Skill groups.
    #[wire("SKILLGROUP")]
    SkillGroup,
    /// Scripts.
    #[wire("SCRIPT")]
    Script,
    /// Libraries of responses.
    #[wire("LIBRARY")]
    Library,
}
