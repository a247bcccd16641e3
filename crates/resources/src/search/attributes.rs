//! Custom attributes as fields of a search.

use ::search::{Attribute, Kind};
use api::DataSchema;
use gate::{call::Call, refusal::Result};
use store::{
    custom_attribute_schemas as schemas,
    search::{Collection, attribute_key},
};

use super::conditions::{Condition, Search};
use crate::rules::attributes::{core_types::CoreType, fields};

/// What names of attributes begin with.
const PREFIX: &str = "customAttributes.";

/// The attributes that a search can ask for: none if it asks for none.
pub(super) async fn asked<B: Search>(
    call: &mut Call,
    body: &B,
    collection: Collection,
) -> Result<Vec<Attribute>> {
    if collection != Collection::Users || !body.query().iter().any(asks) {
        return Ok(Vec::new());
    }
    let known = schemas::all(&mut call.tx).await?;
    let of_each = known.iter().map(of_schema).collect::<Result<Vec<_>>>()?;
    Ok(of_each.into_iter().flatten().collect())
}

/// Does a condition, or one within it, name an attribute?
fn asks<C: Condition>(condition: &C) -> bool {
    let prefix = PREFIX.to_lowercase();
    let (fields, value, values) = condition.fields_and_values();
    // A query string has names of fields in its text.
    let texts = fields.iter().chain(values).map(String::as_str).chain(value);
    texts.map(str::to_lowercase).any(|text| text.contains(&prefix))
        || condition.group().iter().any(|within| asks(&**within))
}

/// An attribute is found by its name, in whatever schemas it is, and by the id of the schema with its
/// name.
pub(super) fn of_schema(schema: &DataSchema) -> Result<Vec<Attribute>> {
    let id = schema.id.as_deref().unwrap_or_default();
    let fields = schema.json_schema.as_ref().map(fields::read).transpose()?.unwrap_or_default();
    let attributes = fields.into_iter().map(|(name, field)| {
        let key = attribute_key(id, &name);
        let kind = match field.core {
            CoreType::Integer | CoreType::Number => Kind::Decimal,
            CoreType::Date | CoreType::DateTime => Kind::Date,
            _ => Kind::Text,
        };
        Attribute { names: vec![format!("{PREFIX}{name}"), format!("{PREFIX}{key}")], key, kind }
    });
    Ok(attributes.collect())
}
