//! The three states of a field in a PATCH.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A field of an update: left alone, cleared, or set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// Not in the body: unchanged.
    #[default]
    Absent,
    /// `null`: cleared.
    Null,
    /// Set to this.
    Value(T),
}

impl<T> Patch<T> {
    /// Is the field left alone?
    pub const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// The value, when one is set.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Changes `field` as the patch says.
    pub fn apply(self, field: &mut Option<T>) {
        match self {
            Self::Absent => {}
            Self::Null => *field = None,
            Self::Value(value) => *field = Some(value),
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl From<&str> for Patch<String> {
    fn from(value: &str) -> Self {
        Self::Value(value.to_owned())
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => to.serialize_none(),
            Self::Value(value) => value.serialize(to),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(from)?.map_or(Self::Null, Self::Value))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::UpdateUser;

    #[test]
    fn absent_null_and_a_value_are_three_things_in_both_directions() {
        let read = |body| serde_json::from_value::<UpdateUser>(body).unwrap();
        for (body, title) in [
            (json!({"version": 1}), Patch::Absent),
            (json!({"title": null, "version": 1}), Patch::Null),
            (json!({"title": "Lead", "version": 1}), Patch::from("Lead")),
        ] {
            let update = read(body.clone());
            assert_eq!(update.title, title);
            assert_eq!(serde_json::to_value(update).unwrap(), body);
        }
    }
}
