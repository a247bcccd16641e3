//! JSON documents of rows.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, Result, limits::LARGEST_DOCUMENT};

/// A model as JSON.
pub(crate) fn to_json<T: Serialize>(model: &T) -> Result<String> {
    serde_json::to_string(model)
        .map_err(|error| Error::Storage(format!("a document could not be written: {error}")))
}

/// A model as a row keeps it, unless it is too large.
pub(crate) fn to_document<T: Serialize>(what: &'static str, model: &T) -> Result<String> {
    within(LARGEST_DOCUMENT, what, model)
}

/// The same with another limit.
pub(crate) fn within<T: Serialize>(most: usize, what: &'static str, model: &T) -> Result<String> {
    let document = to_json(model)?;
    if document.len() <= most {
        return Ok(document);
    }
    let field = largest_field(&document);
    Err(Error::LargeDocument { what, bytes: document.len(), most, field })
}

fn largest_field(document: &str) -> String {
    let fields: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(document).unwrap_or_default();
    let largest = fields.into_iter().max_by_key(|(_, value)| value.to_string().len());
    largest.map(|(name, _)| name).unwrap_or_default()
}

/// A stored model.
pub(crate) fn from_json<T: DeserializeOwned>(document: &str) -> Result<T> {
    serde_json::from_str(document)
        .map_err(|error| Error::Storage(format!("a stored document could not be read: {error}")))
}
