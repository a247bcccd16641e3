//! JSON objects that begin with a stored one and go on with fields of their own.

use gate::refusal::{Refusal, Result};
use serde::Serialize;

/// A JSON object that is being written. Stored JSON is copied into it and never parsed.
pub struct Object {
    json: String,
}

impl Object {
    /// Behind the JSON that is written already: everything of a stored object but its end.
    pub(super) fn behind(mut json: String, document: &str) -> Self {
        json.push_str(document.trim_end().strip_suffix('}').unwrap_or("{"));
        Self { json }
    }

    /// Adds a field whose value is JSON already.
    pub fn raw(&mut self, name: &str, value: &str) {
        self.begin(name);
        self.json.push_str(value);
    }

    /// Adds a field whose value is a list of values that are JSON already.
    pub fn list<T: AsRef<str>>(&mut self, name: &str, values: impl IntoIterator<Item = T>) {
        self.begin(name);
        self.json.push('[');
        for (place, value) in values.into_iter().enumerate() {
            if place > 0 {
                self.json.push(',');
            }
            self.json.push_str(value.as_ref());
        }
        self.json.push(']');
    }

    /// Adds a field.
    pub fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<()> {
        let json = serde_json::to_string(value)
            .map_err(|error| Refusal::internal(format!("{name} could not be written: {error}")))?;
        self.raw(name, &json);
        Ok(())
    }

    /// Adds a field if there is a value for it.
    pub fn put_some<T: Serialize>(&mut self, name: &str, value: Option<T>) -> Result<()> {
        value.map_or(Ok(()), |value| self.put(name, &value))
    }

    /// Adds a reference to another object: its id, name and address.
    pub(super) fn reference(
        &mut self,
        field: &str,
        (id, name, uri): (&str, &str, &str),
    ) -> Result<()> {
        let name = serde_json::to_string(name)
            .map_err(|error| Refusal::internal(format!("{field} could not be written: {error}")))?;
        self.begin(field);
        for part in ["{\"id\":\"", id, "\",\"name\":", &name, ",\"selfUri\":\"", uri, "\"}"] {
            self.json.push_str(part);
        }
        Ok(())
    }

    /// The whole object, behind what was written before it.
    pub fn close(mut self) -> String {
        self.json.push('}');
        self.json
    }

    /// Begins a field, whose value is to follow.
    fn begin(&mut self, name: &str) {
        if !self.json.ends_with('{') {
            self.json.push(',');
        }
        self.json.push('"');
        self.json.push_str(name);
        self.json.push_str("\":");
    }
}
