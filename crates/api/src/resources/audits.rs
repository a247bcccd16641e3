//! What was changed, by whom, and when.

use crate::{
    AddressableEntityRef, DateTime, DomainEntityRef, Map, Operation, SortOrder, listing, model,
    operations, wire_enum,
};

operations! {
    "audits":
    PostAuditsQueryRealtime,
    GetAuditsQueryRealtimeServicemapping,
}

/// Query what was changed.
///
/// Answers a page of the changes made in an interval of at most 31 days, newest first unless the
/// query sorts otherwise. What was done to users of divisions that the caller doesn't see is left
/// out. A query reaches its first 10,000 changes, and counts no further; a shorter interval
/// reaches the rest.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/audits/query/realtime",
    all("audits:audit:view"),
    returns(AuditRealtimeQueryResultsResponse),
    reads_long
)]
pub struct PostAuditsQueryRealtime {
    /// The body.
    pub body: AuditRealtimeQueryRequest,
    /// What to show in full beside the message: `user`.
    pub expand: Vec<AuditExpand>,
    /// Cursor of the `nextUri` of an earlier answer to the same query; it takes the place of
    /// `pageNumber`.
    pub cursor: Option<String>,
}

/// List what is audited.
///
/// Answers the services, their entity types, and the actions on them that a query can name.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/audits/query/realtime/servicemapping",
    all("audits:audit:view"),
    returns(AuditQueryServiceMapping)
)]
pub struct GetAuditsQueryRealtimeServicemapping {}

/// A change that was made, or tried.
#[model]
pub struct AuditLogMessage {
    /// Id of the message, a UUID.
    pub id: Option<String>,
    /// What was done, for example `Create`.
    pub action: Option<String>,
    /// The application through which it was done.
    pub application: Option<String>,
    /// The OAuth client that was used.
    pub client: Option<AddressableEntityRef>,
    /// What else is worth knowing, by name.
    pub context: Option<Map<String>>,
    /// The entity that was changed.
    pub entity: Option<DomainEntityRef>,
    /// Other entities that changed with it.
    pub entity_changes: Option<Vec<EntityChange>>,
    /// The kind of the entity, for example `User`.
    pub entity_type: Option<String>,
    /// When it happened.
    pub event_date: Option<DateTime>,
    /// The action that this one was part of.
    pub initiating_action: Option<InitiatingAction>,
    /// Whether a user did it or the platform itself.
    pub level: Option<AuditLevel>,
    /// The message as text.
    pub message: Option<MessageInfo>,
    /// The properties of the entity that changed, with what they were and what they are.
    pub property_changes: Option<Vec<PropertyChange>>,
    /// The addresses from which it was done.
    pub remote_ip: Option<Vec<String>>,
    /// The part of the platform that was changed, for example `Directory`.
    pub service_name: Option<String>,
    /// Whether it was done or refused.
    pub status: Option<AuditStatus>,
    /// Whether this was the first action of several that belong together.
    pub transaction_initiator: Option<bool>,
    /// The user who did it; absent when a client did it by itself.
    pub user: Option<DomainEntityRef>,
    /// Id of the organization that the user belongs to.
    pub user_home_org_id: Option<String>,
}

/// What a query can be narrowed by.
#[model]
pub struct AuditQueryFilter {
    /// The property that must have the value.
    pub property: AuditQueryProperty,
    /// The value.
    pub value: String,
}

/// How the answer of a query is sorted.
#[model]
pub struct AuditQuerySort {
    /// What to sort by.
    pub name: AuditQuerySortName,
    /// In which direction.
    pub sort_order: SortOrder,
}

/// A kind of entity that is audited.
#[model]
pub struct AuditQueryEntity {
    /// Name of the entity type.
    pub name: Option<String>,
    /// The actions on it.
    pub actions: Option<Vec<String>>,
}

/// A part of the platform that is audited.
#[model]
pub struct AuditQueryService {
    /// Name of the service.
    pub name: Option<String>,
    /// Its entity types.
    pub entities: Option<Vec<AuditQueryEntity>>,
}

/// All that is audited.
#[model]
pub struct AuditQueryServiceMapping {
    /// The services.
    pub services: Option<Vec<AuditQueryService>>,
}

/// A question about changes.
#[model]
pub struct AuditRealtimeQueryRequest {
    /// The interval to look in, both ends in ISO-8601 with a slash between; its end is not
    /// included.
    pub interval: String,
    /// What the changes must have: for each property named, one of the values given for it.
    #[field(max_items = 100)]
    pub filters: Option<Vec<AuditQueryFilter>>,
    /// Page to return, counted from 1; 1 by default.
    #[field(minimum = 1)]
    pub page_number: Option<i32>,
    /// Number of changes on one page: 25 by default, 500 at most.
    #[field(minimum = 1, maximum = 500)]
    pub page_size: Option<i32>,
    /// The service to look in; all of them by default.
    pub service_name: Option<String>,
    /// How to sort; newest first by default.
    #[field(max_items = 100)]
    pub sort: Option<Vec<AuditQuerySort>>,
}

listing! {
    /// A page of changes. Its total is counted up to 10,000.
    AuditRealtimeQueryResultsResponse of AuditLogMessage: "The changes on this page.", without links {
        /// Relative link to the next page, with its cursor; absent on the last one.
        #[field(newer)]
        pub next_uri: Option<String>,
    }
}

/// Another entity that changed with the one audited.
#[model]
pub struct EntityChange {
    /// Id of the entity.
    pub entity_id: Option<String>,
    /// Name of the entity.
    pub entity_name: Option<String>,
    /// The kind of the entity.
    pub entity_type: Option<String>,
    /// What it is.
    pub new_values: Option<Vec<String>>,
    /// What it was.
    pub old_values: Option<Vec<String>>,
}

/// The action that another was part of.
#[model]
pub struct InitiatingAction {
    /// What the action was about.
    pub action_context: Option<String>,
    /// Id that both have in common.
    pub transaction_id: Option<String>,
}

/// A message as text, with what a translation needs.
#[model]
pub struct MessageInfo {
    /// Code under which a translation is found.
    pub localizable_message_code: Option<String>,
    /// The message.
    pub message: Option<String>,
    /// Values for the places of the message, by name.
    pub message_params: Option<Map<String>>,
    /// The message with places for values.
    pub message_with_params: Option<String>,
}

/// A property that changed.
#[model]
pub struct PropertyChange {
    /// Its name.
    pub property: Option<String>,
    /// What it is.
    pub new_values: Option<Vec<String>>,
    /// What it was.
    pub old_values: Option<Vec<String>>,
}

/// What can be shown in full beside an audit message.
#[wire_enum]
pub enum AuditExpand {
    /// The user.
    #[wire("user")]
    User,
}

/// Who made a change.
#[wire_enum]
pub enum AuditLevel {
    /// A user or a client.
    #[wire("USER")]
    User,
    /// The platform itself.
    #[wire("SYSTEM")]
    System,
    /// The operator of the platform.
    #[wire("GENESYS_INTERNAL")]
    GenesysInternal,
}

/// Whether a change was made.
#[wire_enum]
pub enum AuditStatus {
    /// It was.
    #[wire("SUCCESS")]
    Success,
    /// It was tried, and refused.
    #[wire("FAILURE")]
    Failure,
    /// It was, with a reservation.
    #[wire("WARNING")]
    Warning,
}

/// What a query of changes can be narrowed by.
#[wire_enum]
pub enum AuditQueryProperty {
    /// The user who did it.
    #[wire("UserId")]
    UserId,
    /// The organization of the user who did it.
    #[wire("TrusteeOrganizationId")]
    TrusteeOrganizationId,
    /// The OAuth client that was used.
    #[wire("ClientId")]
    ClientId,
    /// What was done.
    #[wire("Action")]
    Action,
    /// The kind of the entity.
    #[wire("EntityType")]
    EntityType,
    /// The entity.
    #[wire("EntityId")]
    EntityId,
}

/// What changes can be sorted by.
#[wire_enum]
pub enum AuditQuerySortName {
    /// When they happened.
    #[wire("Timestamp")]
    Timestamp,
}
