//! The fields that entities have.

use crate::{Json, Map, Operation, Unchecked, model, operations, wire_enum};

operations! {
    "field_config":
    GetFieldconfig,
}

/// Read the field configuration of an entity type.
///
/// Describes the sections and fields that records of the type consist of. A type that is
/// missing or unknown is refused with 400 `bad.entity.type`.
#[derive(Debug, Clone, Operation)]
#[operation(GET "/api/v2/fieldconfig", signed_in, returns(FieldConfig))]
pub struct GetFieldconfig {
    /// Kind of record whose fields to describe.
    pub r#type: Unchecked<FieldConfigType>,
}

/// How the profile of a person, a group or the organization is laid out.
#[model]
pub struct FieldConfig {
    /// Id of the layout.
    #[field(read_only)]
    pub id: Option<String>,
    /// Display name of the layout.
    pub name: Option<String>,
    /// Whose profile is laid out.
    pub entity_type: Option<FieldConfigType>,
    /// Version of the layout's format.
    pub schema_version: Option<String>,
    /// Parts of the profile, each with its fields.
    pub sections: Option<Vec<Section>>,
    /// Whether the layout is in use.
    pub state: Option<String>,
    /// Version of the layout.
    pub version: Option<String>,
    /// Where this resource is read.
    #[field(read_only)]
    pub self_uri: Option<String>,
}

/// The layouts of all kinds of profile.
#[model]
pub struct FieldConfigs {
    /// Layout of a group's profile.
    pub group: Option<FieldConfig>,
    /// Layout of the organization's profile.
    pub org: Option<FieldConfig>,
    /// Layout of a person's profile.
    pub person: Option<FieldConfig>,
}

/// One field of a profile.
#[model]
pub struct FieldList {
    /// Whether the labels may be chosen freely.
    pub custom_labels: Option<bool>,
    /// Whether the field holds personal data under the GDPR.
    pub gdpr: Option<bool>,
    /// Hint for people who fill in the field.
    pub instruction_text: Option<String>,
    /// Key by which the field is known.
    pub key: Option<String>,
    /// Labels that a value can carry.
    pub label_keys: Option<Vec<String>>,
    /// Further settings of the field, keyed by name.
    pub params: Option<Map<Json>>,
    /// Whether the field can hold several values.
    pub repeatable: Option<bool>,
    /// Whether the field must be filled in.
    pub required: Option<bool>,
    /// Whether the field is in use.
    pub state: Option<String>,
    /// Kind of value that the field holds.
    pub r#type: Option<String>,
}

/// A group of fields on a profile page.
#[model]
pub struct Section {
    /// Fields of the section, in the order of display.
    pub field_list: Option<Vec<FieldList>>,
    /// Hint for the person who fills in the section.
    pub instruction_text: Option<String>,
    /// Name of the section, such as `general` or `contactInfo`.
    pub key: Option<String>,
    /// Whether the section is in use.
    pub state: Option<String>,
}

/// The kind of record that a field configuration describes.
#[wire_enum]
pub enum FieldConfigType {
    /// Users.
    #[wire("person")]
    Person,
    /// Groups.
    #[wire("group")]
    Group,
    /// The organization.
    #[wire("org")]
    Org,
}
