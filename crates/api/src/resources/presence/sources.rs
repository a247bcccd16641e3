//! Systems that report presences beside this service.

use crate::{Deactivated, Operation, PresenceDefinitionType, model};

/// List the sources of presences.
///
/// Answers this service itself and those that the organization added.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/presence/sources", all("presence:source:view"), returns(SourceEntityListing))]
pub struct GetPresenceSources {
    /// Which sources: `FALSE`, the default, those in use, `TRUE` those that are deactivated, `ALL`
    /// both; in any case.
    #[query(default = Deactivated::False)]
    pub deactivated: Deactivated,
}

/// Add a source of presences.
///
/// Adds a system that is to report presences beside this service.
#[derive(Debug, Clone, Operation)]
#[operation(POST "/api/v2/presence/sources", all("presence:source:add"), returns(Source))]
pub struct PostPresenceSources {
    /// The body.
    pub body: Source,
}

/// Read a source of presences.
///
/// Answers a source, also one that is deactivated.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/presence/sources/{sourceId}", all("presence:source:view"), returns(Source))]
pub struct GetPresenceSource {
    /// Id of the source.
    pub source_id: String,
}

/// Change a source of presences.
///
/// Changes name and description, and whether the source is in use. The source that is this service
/// itself is not changed.
#[derive(Debug, Clone, Operation)]
#[operation(PUT "/api/v2/presence/sources/{sourceId}", all("presence:source:edit"), returns(Source))]
pub struct PutPresenceSource {
    /// Id of the source.
    pub source_id: String,
    /// The body.
    pub body: Source,
}

/// Deactivate a source of presences.
///
/// The source reports no more; it is still read.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/presence/sources/{sourceId}",
    any("presence:source:delete", "presence:source:edit"),
    returns(204),
    inferred
)]
pub struct DeletePresenceSource {
    /// Id of the source.
    pub source_id: String,
}

/// Read the primary source of a user.
///
/// Answers the source whose presence others see of the user.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/presence/users/{userId}/primarysource",
    all("presence:userPrimarySource:view"),
    returns(UserPrimarySource)
)]
pub struct GetPresenceUserPrimarysource {
    /// Id of the user.
    pub user_id: String,
}

/// Set the primary source of a user.
///
/// From now on others see of the user what this source reports.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/presence/users/{userId}/primarysource",
    all("presence:userPrimarySource:edit"),
    returns(UserPrimarySource)
)]
pub struct PutPresenceUserPrimarysource {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: UserPrimarySource,
}

/// A system that reports presences.
#[model]
pub struct Source {
    /// Id of the source.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the source.
    #[field(max_length = 256)]
    pub name: String,
    /// Whether the source reports no more.
    pub deactivated: Option<bool>,
    /// What the source is.
    #[field(max_length = 1024)]
    pub description: Option<String>,
    /// `System` for this service itself, `User` for a source that the organization added.
    pub r#type: Option<PresenceDefinitionType>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// All sources of presences.
#[model]
pub struct SourceEntityListing {
    /// The sources.
    pub entities: Vec<Source>,
    /// Where this listing is read.
    pub self_uri: Option<String>,
    /// Number of sources.
    pub total: Option<i64>,
}

/// The source whose presence others see of a user.
#[model]
pub struct UserPrimarySource {
    /// Id of the user, a UUID.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the entry.
    pub name: Option<String>,
    /// Whether the source is known.
    pub registered: Option<bool>,
    /// Id of the source, or `PURECLOUD`.
    pub source_id: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}
