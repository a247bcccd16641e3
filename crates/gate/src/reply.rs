//! What a handler answers, ready to be sent.

use std::{fmt::Write as _, marker::PhantomData};

use api::{Described, Meta, Shape};
use axum::http::StatusCode;
use serde::{Serialize, de::DeserializeOwned};

use crate::refusal::{Refusal, Result};

/// A successful answer, encoded.
#[derive(Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: StatusCode,
    /// JSON; empty for an answer without a body.
    pub body: Vec<u8>,
}

/// Something that answers an operation which returns `T`: a `T`, or JSON that is one.
pub trait Answers<T> {
    /// The body, as JSON.
    fn into_json(self) -> Result<Vec<u8>>;
}

impl<T: Serialize + Described> Answers<T> for T {
    fn into_json(self) -> Result<Vec<u8>> {
        if matches!(T::shape(), Shape::Nothing) {
            return Ok(Vec::new());
        }
        serde_json::to_vec(&self)
            .map_err(|error| Refusal::internal(format!("an answer could not be written: {error}")))
    }
}

/// JSON of a `T`, put together from stored JSON without reading it.
#[derive(Debug)]
pub struct Rendered<T> {
    json: String,
    of: PhantomData<fn() -> T>,
}

impl<T> Rendered<T> {
    /// Takes over JSON that must be what a `T` would be written as; tests check that it is.
    pub fn new(json: String) -> Self {
        Self { json, of: PhantomData }
    }

    /// Adds a flag to the rendered object.
    #[must_use]
    pub fn and(mut self, name: &str, flag: bool) -> Self {
        if self.json.ends_with('}') {
            self.json.pop();
            // Writing to a String cannot fail.
            let _ = write!(self.json, ",\"{name}\":{flag}}}");
        }
        self
    }
}

impl<T: Serialize + DeserializeOwned> Answers<T> for Rendered<T> {
    fn into_json(self) -> Result<Vec<u8>> {
        if cfg!(debug_assertions) {
            same_as_printed::<T>(&self.json)?;
        }
        Ok(self.json.into_bytes())
    }
}

/// Reads what was rendered and prints it again: nothing may be lost or added.
fn same_as_printed<T: Serialize + DeserializeOwned>(json: &str) -> Result<()> {
    let wrong = |error| Refusal::internal(format!("rendered JSON does not fit its model: {error}"));
    let rendered: serde_json::Value = serde_json::from_str(json).map_err(wrong)?;
    let read: T = serde_json::from_str(json).map_err(wrong)?;
    let printed = serde_json::to_value(&read).map_err(wrong)?;
    if rendered != printed {
        let message =
            format!("rendered JSON is not what its model prints: {rendered} and {printed}");
        return Err(Refusal::internal(message));
    }
    Ok(())
}

impl Reply {
    /// The reply to an operation with this answer.
    pub fn of<T>(meta: &Meta, answer: impl Answers<T>) -> Result<Self> {
        let status = StatusCode::from_u16(meta.status)
            .map_err(|_| Refusal::internal(format!("{}: no such status", meta.id)))?;
        let body = answer.into_json()?;
        Refusal::check_answer(&body, meta.lane)?;
        Ok(Self { status, body })
    }
}
