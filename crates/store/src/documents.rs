//! JSON documents of rows.

use serde::{Serialize, de::DeserializeOwned};

use crate::{Error, Result};

/// A model as it is stored.
pub(crate) fn to_json<T: Serialize>(model: &T) -> Result<String> {
    serde_json::to_string(model)
        .map_err(|error| Error::Storage(format!("a document could not be written: {error}")))
}

/// A stored model.
pub(crate) fn from_json<T: DeserializeOwned>(document: &str) -> Result<T> {
    serde_json::from_str(document)
        .map_err(|error| Error::Storage(format!("a stored document could not be read: {error}")))
}
