//! Schemas of custom attributes: which attributes there are, of which types, within which limits.

use crate::{DateTime, DomainEntityRef, Json, Map, Operation, model, operations, wire_enum};

operations! {
    "custom_attribute_schemas":
    GetUsersCustomattributesSchemas,
    PostUsersCustomattributesSchemas,
    GetUsersCustomattributesSchemasCoretypes,
    GetUsersCustomattributesSchemasCoretype,
    GetUsersCustomattributesSchemasLimits,
    DeleteUsersCustomattributesSchema,
    GetUsersCustomattributesSchema,
    PutUsersCustomattributesSchema,
    GetUsersCustomattributesSchemaVersions,
    GetUsersCustomattributesSchemaVersion,
}

/// List the schemas of users' custom attributes.
///
/// Answers all of them, by name, each in its current version.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/customattributes/schemas",
    any("users:customAttributesSchema:view"),
    returns(DataSchemaListing),
    inferred
)]
pub struct GetUsersCustomattributesSchemas {}

/// Make a schema of users' custom attributes.
///
/// Each property of `jsonSchema` is an attribute: `allOf` refers to its core type, and limits that
/// the core type has may be set. The schema is enabled and has version 1; a name that is taken
/// answers 409.
#[derive(Debug, Clone, Operation)]
#[operation(
    POST "/api/v2/users/customattributes/schemas",
    any("users:customAttributesSchema:add"),
    returns(DataSchema),
    inferred
)]
pub struct PostUsersCustomattributesSchemas {
    /// The body.
    pub body: DataSchema,
}

/// List the core types of attributes.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/customattributes/schemas/coretypes",
    any("users:customAttributesSchema:view"),
    returns(CoretypeListing),
    inferred
)]
pub struct GetUsersCustomattributesSchemasCoretypes {}

/// Read a core type of attributes.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/customattributes/schemas/coretypes/{coreTypeName}",
    any("users:customAttributesSchema:view"),
    returns(Coretype),
    inferred
)]
pub struct GetUsersCustomattributesSchemasCoretype {
    /// Name of the core type.
    pub core_type_name: String,
}

/// Read how many schemas and attributes there may be.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/customattributes/schemas/limits",
    any("users:customAttributesSchema:view"),
    returns(SchemaQuantityLimits),
    inferred
)]
pub struct GetUsersCustomattributesSchemasLimits {}

/// Delete a schema.
///
/// Removes it for good, with its versions. A schema of which users have attributes is refused with
/// 409, unless the header `Callroster-Force: true` removes those too.
#[derive(Debug, Clone, Operation)]
#[operation(
    DELETE "/api/v2/users/customattributes/schemas/{schemaId}",
    any("users:customAttributesSchema:delete"),
    returns(204),
    inferred
)]
pub struct DeleteUsersCustomattributesSchema {
    /// Id of the schema.
    pub schema_id: String,
}

/// Read a schema in its current version.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/customattributes/schemas/{schemaId}",
    any("users:customAttributesSchema:view"),
    returns(DataSchema),
    inferred
)]
pub struct GetUsersCustomattributesSchema {
    /// Id of the schema.
    pub schema_id: String,
}

/// Change a schema.
///
/// Makes the next version of it, or enables or disables it. The version must be the current one,
/// otherwise the answer is 409 `general.conflict`. An attribute keeps its core type. Values that
/// users have stay as they are; the next change of them must fit.
#[derive(Debug, Clone, Operation)]
#[operation(
    PUT "/api/v2/users/customattributes/schemas/{schemaId}",
    any("users:customAttributesSchema:edit"),
    returns(DataSchema),
    inferred
)]
pub struct PutUsersCustomattributesSchema {
    /// Id of the schema.
    pub schema_id: String,
    /// The body.
    pub body: DataSchema,
}

/// List the versions of a schema, the oldest first.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/customattributes/schemas/{schemaId}/versions",
    any("users:customAttributesSchema:view"),
    returns(DataSchemaListing),
    inferred
)]
pub struct GetUsersCustomattributesSchemaVersions {
    /// Id of the schema.
    pub schema_id: String,
}

/// Read a version of a schema.
#[derive(Debug, Clone, Operation)]
#[operation(
    GET "/api/v2/users/customattributes/schemas/{schemaId}/versions/{versionId}",
    any("users:customAttributesSchema:view"),
    returns(DataSchema),
    inferred
)]
pub struct GetUsersCustomattributesSchemaVersion {
    /// Id of the schema.
    pub schema_id: String,
    /// Number of the version.
    pub version_id: String,
}

/// A schema of attributes.
#[model]
pub struct DataSchema {
    /// UUID of the schema.
    pub id: Option<String>,
    /// Display name of the schema; the title of `jsonSchema` if it is left out.
    pub name: Option<String>,
    /// What has such attributes.
    #[field(read_only)]
    pub applies_to: Option<Vec<DataSchemaSubject>>,
    /// Who made it.
    #[field(read_only)]
    pub created_by: Option<DomainEntityRef>,
    /// When it was made.
    #[field(read_only)]
    pub date_created: Option<DateTime>,
    /// Whether attributes of it can be set.
    pub enabled: Option<bool>,
    /// The attributes.
    #[field(required)]
    pub json_schema: Option<JsonSchemaDocument>,
    /// Version that the caller has read; a new schema needs none.
    #[field(required)]
    pub version: Option<i32>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// What has attributes.
#[wire_enum]
pub enum DataSchemaSubject {
    /// Contacts.
    #[wire("CONTACT")]
    Contact,
    /// Conversations.
    #[wire("CONVERSATION")]
    Conversation,
    /// Organizations of contacts.
    #[wire("EXTERNAL_ORGANIZATION")]
    ExternalOrganization,
    /// Open actions.
    #[wire("OPEN_ACTION")]
    OpenAction,
    /// Work items.
    #[wire("WORKITEM")]
    Workitem,
    /// Decision tables.
    #[wire("DECISION_TABLE")]
    DecisionTable,
    /// Users.
    #[wire("USER_CUSTOM_ATTRIBUTES")]
    UserCustomAttributes,
    /// Events from outside.
    #[wire("EXTERNAL_EVENTS")]
    ExternalEvents,
}

/// Attributes, as a JSON schema describes them.
#[model]
pub struct JsonSchemaDocument {
    /// Id of the document.
    pub id: Option<String>,
    /// The dialect of JSON schemas.
    #[field(name = "$schema")]
    pub schema: Option<String>,
    /// Display name of the schema.
    pub title: Option<String>,
    /// What the schema is for.
    pub description: Option<String>,
    /// `object`.
    pub r#type: Option<String>,
    /// Names of the attributes that must be set.
    #[field(max_items = 50)]
    pub required: Option<Vec<String>>,
    /// Attributes, by name.
    pub properties: Option<Map<Json>>,
    /// Kept, without effect: only attributes of the schema can be set.
    pub additional_properties: Option<Json>,
}

/// Schemas, or versions of one.
#[model]
pub struct DataSchemaListing {
    /// The schemas.
    pub entities: Vec<DataSchema>,
    /// Number of the schemas.
    pub total: Option<i64>,
    /// Where this list is read.
    pub self_uri: Option<String>,
}

/// The core types.
#[model]
pub struct CoretypeListing {
    /// The core types.
    pub entities: Vec<Coretype>,
    /// Number of the core types.
    pub total: Option<i64>,
    /// Where this list is read.
    pub self_uri: Option<String>,
}

/// A core type, which attributes are of.
#[model]
pub struct Coretype {
    /// Id of the core type: its name.
    #[field(read_only)]
    pub id: Option<String>,
    /// Name of the core type.
    pub name: Option<String>,
    /// Version of the core type.
    pub version: Option<i32>,
    /// When this version was made.
    pub date_created: Option<DateTime>,
    /// The JSON that values are.
    pub schema: Option<Schema>,
    /// Whether this is the current version.
    pub current: Option<bool>,
    /// Limits that an attribute may set.
    pub validation_fields: Option<Vec<String>>,
    /// What those limits may be.
    pub validation_limits: Option<ValidationLimits>,
    /// Limits that an attribute may set for the items of a list.
    pub item_validation_fields: Option<Vec<String>>,
    /// What those limits may be.
    pub item_validation_limits: Option<ItemValidationLimits>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// The JSON that values of a core type are.
#[model]
pub struct Schema {
    /// Display name of the core type.
    #[field(read_only)]
    pub title: Option<String>,
    /// What the core type is for.
    #[field(read_only)]
    pub description: Option<String>,
    /// Types in JSON.
    #[field(read_only)]
    pub r#type: Option<Vec<String>>,
    /// Items of a list.
    #[field(read_only)]
    pub items: Option<Items>,
    /// Pattern of texts.
    #[field(read_only)]
    pub pattern: Option<String>,
}

/// Items of a list.
#[model]
pub struct Items {
    /// Type in JSON.
    pub r#type: Option<String>,
    /// Pattern of texts.
    pub pattern: Option<String>,
}

/// What the limits of an attribute may be.
#[model]
pub struct ValidationLimits {
    /// Fewest characters.
    pub min_length: Option<MinLength>,
    /// Most characters.
    pub max_length: Option<MaxLength>,
    /// Fewest items.
    pub min_items: Option<MinLength>,
    /// Most items.
    pub max_items: Option<MaxLength>,
    /// Smallest number.
    pub minimum: Option<MinLength>,
    /// Largest number.
    pub maximum: Option<MaxLength>,
}

/// What the limits of items may be.
#[model]
pub struct ItemValidationLimits {
    /// Fewest characters.
    #[field(required)]
    pub min_length: Option<MinLength>,
    /// Most characters.
    #[field(required)]
    pub max_length: Option<MaxLength>,
}

/// What a lower limit may be.
#[model]
pub struct MinLength {
    /// At least this.
    pub min: i64,
    /// At most this.
    pub max: i64,
}

/// What an upper limit may be.
#[model]
pub struct MaxLength {
    /// At least this.
    pub min: i64,
    /// At most this.
    pub max: i64,
}

/// How many schemas and attributes there may be, and how long their texts.
#[model]
pub struct SchemaQuantityLimits {
    /// Id of the limits; there is one set of them.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the limits.
    pub name: Option<String>,
    /// Fewest characters of an attribute's name.
    #[field(read_only)]
    pub min_field_name_characters: Option<i32>,
    /// Most characters of an attribute's name.
    #[field(read_only)]
    pub max_field_name_characters: Option<i32>,
    /// Fewest characters of an attribute's title.
    #[field(read_only, newer)]
    pub min_field_title_characters: Option<i32>,
    /// Most characters of an attribute's title.
    #[field(read_only, newer)]
    pub max_field_title_characters: Option<i32>,
    /// Fewest characters of an attribute's description.
    #[field(read_only)]
    pub min_field_description_characters: Option<i32>,
    /// Most characters of an attribute's description.
    #[field(read_only)]
    pub max_field_description_characters: Option<i32>,
    /// Fewest characters of a schema's name.
    #[field(read_only)]
    pub min_schema_name_characters: Option<i32>,
    /// Most characters of a schema's name.
    #[field(read_only)]
    pub max_schema_name_characters: Option<i32>,
    /// Fewest characters of a schema's description.
    #[field(read_only)]
    pub min_schema_description_characters: Option<i32>,
    /// Most characters of a schema's description.
    #[field(read_only)]
    pub max_schema_description_characters: Option<i32>,
    /// Most schemas of an organization.
    #[field(read_only)]
    pub max_number_of_schemas_per_org: Option<i32>,
    /// Most attributes of a schema.
    #[field(read_only)]
    pub max_number_of_fields_per_schema: Option<i32>,
    /// Most attributes of all schemas of an organization.
    #[field(read_only)]
    pub max_number_of_fields_per_org: Option<i32>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}
