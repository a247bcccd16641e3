//! What an organization keeps of its users beside what every user has: values of its own schemas.

use crate::{DataSchema, Json, Map, Operation, model, operations};

operations! {
    "custom_attributes":
    PatchUserCustomattributes,
    PutUserCustomattributes,
    GetUserCustomattributesBulk,
    PatchUserCustomattributesBulk,
    DeleteUserCustomattribute,
    GetUserCustomattribute,
}

/// Change some of a user's custom attributes.
///
/// Sets the attributes that the body names, of one schema, and leaves the others; `null` removes one.
/// All of them together must fit the schema, which must be enabled.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/users/{userId}/customattributes",
    any("directory:user:edit"),
    returns(UserCustomAttributes),
    inferred
)]
pub struct PatchUserCustomattributes {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: UserCustomAttributesUpdateRequest,
}

/// Replace a user's custom attributes.
///
/// Afterwards the user has exactly the attributes that the body names, of one schema.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/{userId}/customattributes",
    any("directory:user:edit"),
    returns(UserCustomAttributes),
    inferred
)]
pub struct PutUserCustomattributes {
    /// Id of the user.
    pub user_id: String,
    /// The body.
    pub body: UserCustomAttributesUpdateRequest,
}

/// Read a user's custom attributes of several schemas.
///
/// Answers one record for each schema of which the user has attributes.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/customattributes/bulk",
    any("directory:user:view"),
    returns(Vec<UserCustomAttributes>),
    inferred
)]
pub struct GetUserCustomattributesBulk {
    /// Id of the user.
    pub user_id: String,
    /// Ids of the schemas, at most 100.
    #[query(required, max_items = 100)]
    pub schema_ids: Vec<String>,
}

/// Change a user's custom attributes of several schemas.
///
/// Changes all of them or none, each as if it were sent alone. Answers the attributes of all of these
/// schemas together.
#[derive(Debug, Clone, Operation)]
#[operation(
    PATCH "/api/v2/users/{userId}/customattributes/bulk",
    any("directory:user:edit"),
    returns(UserCustomAttributes),
    inferred
)]
pub struct PatchUserCustomattributesBulk {
    /// Id of the user.
    pub user_id: String,
    /// Attributes by schema, at most 100.
    pub body: Vec<UserCustomAttributesUpdateRequest>,
}

/// Remove a user's custom attributes of one schema.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/users/{userId}/customattributes/{schemaId}",
    any("directory:user:edit"),
    returns(204),
    inferred
)]
pub struct DeleteUserCustomattribute {
    /// Id of the user.
    pub user_id: String,
    /// Id of the schema.
    pub schema_id: String,
}

/// Read a user's custom attributes of one schema.
///
/// A user who has none of it answers 404.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/{userId}/customattributes/{schemaId}",
    any("directory:user:view"),
    returns(UserCustomAttributes),
    inferred
)]
pub struct GetUserCustomattribute {
    /// Id of the user.
    pub user_id: String,
    /// Id of the schema.
    pub schema_id: String,
}

/// The custom attributes that a user has of one schema.
#[model]
pub struct UserCustomAttributes {
    /// UUID of the record.
    #[field(read_only, newer)]
    pub id: Option<String>,
    /// Display name of the record; it has none.
    #[field(newer)]
    pub name: Option<String>,
    /// Values, by the names of the attributes.
    #[field(newer)]
    pub attributes: Map<Json>,
    /// Schema, in the version that the values fit: its id, name and version.
    #[field(newer)]
    pub schema: Option<DataSchema>,
    /// Id of the user.
    #[field(newer)]
    pub user_id: Option<String>,
    /// Where this resource is read.
    #[field(read_only, newer)]
    pub self_uri: Option<String>,
}

/// Custom attributes to be set, of one schema.
#[model]
pub struct UserCustomAttributesUpdateRequest {
    /// Id of the schema.
    #[field(newer)]
    pub schema_id: Option<String>,
    /// Version of the schema that the values fit; the current one by default.
    #[field(newer)]
    pub schema_version: Option<i32>,
    /// Values, by the names of the attributes.
    #[field(newer)]
    pub attributes: Option<Map<Json>>,
}
