//! Custom attributes: which there can be, and which values fit them.

pub mod core_types;
pub mod fields;
pub mod values;

use std::collections::HashMap;

use api::UserCustomAttributes;
use store::custom_attributes;

use gate::{
    audit::{Action, Kind},
    context::Context,
    refusal::Result,
};

/// A schema of attributes, in the audit.
pub const ATTRIBUTE_SCHEMA: Kind = Kind {
    name: "CustomAttributesSchema",
    service: "Directory",
    actions: &[Action::Create, Action::Update, Action::Delete],
    uri: Some(schema_uri),
};

/// The custom attributes of a user, in the audit; the id is the user's.
pub const CUSTOM_ATTRIBUTES: Kind = Kind {
    name: "UserCustomAttributes",
    service: "Directory",
    actions: &[Action::Update, Action::Delete],
    uri: None,
};

/// Where a schema is read.
pub fn schema_uri(id: &str) -> String {
    format!("/api/v2/users/customattributes/schemas/{id}")
}

/// The custom attributes of users as they are shown, by user; of these schemas, if any are named.
pub async fn shown(
    context: &mut Context,
    users: &[String],
    schemas: &[String],
) -> Result<HashMap<String, Vec<UserCustomAttributes>>> {
    let found = custom_attributes::of_users(&mut context.tx, users, schemas).await?;
    let shown = found.into_iter().map(|(user, records)| {
        (user, records.iter().map(custom_attributes::Record::entity).collect())
    });
    Ok(shown.collect())
}
