//! Checks a JSON body against the description of its model.
//!
//! Types alone would refuse the same bodies, but with serde's words; this names the path, the value
//! and what is allowed. It also refuses what types accept: unknown enum values and values outside
//! their limits. Unknown fields are ignored, and `null` counts as absent.

use crate::{DateTime, Json, Limits, ModelFacts, Shape};

/// What is wrong with a body, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// What kind of mistake it is.
    pub kind: ProblemKind,
    /// Where: `addresses[0].mediaType`; empty for the body itself.
    pub path: String,
    /// What came, shortened.
    pub value: String,
    /// What may come.
    pub allowed: String,
}

/// The kinds of mistakes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// A required field is absent.
    Missing,
    /// A value of the wrong type, not in its list, or outside its limits.
    Invalid,
    /// Not an ISO-8601 instant.
    InvalidDate,
}

/// Text of a body is not longer than this many characters, unless its field says otherwise.
const LONGEST_TEXT: usize = 10_000;
/// A list in a body has no more items than this, unless its field says otherwise.
const LONGEST_LIST: usize = 1_000;

/// Is `value` what `shape` describes?
pub fn check(value: &Json, shape: Shape) -> Result<(), Problem> {
    Path::Root.check(value, shape, None)
}

/// A range in words: `1 to 500`, `0 or greater`.
pub(crate) fn range(least: Option<f64>, most: Option<f64>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("{least} or greater"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => "any number".to_owned(),
    }
}

/// Where the check stands; built on the way down, written only when something is wrong.
#[derive(Clone, Copy)]
enum Path<'a> {
    Root,
    Field(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn text(self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Field(Path::Root, name) => name.to_owned(),
            Self::Field(parent, name) => format!("{}.{name}", parent.text()),
            Self::Item(parent, index) => format!("{}[{index}]", parent.text()),
        }
    }

    fn problem(self, kind: ProblemKind, value: &Json, allowed: impl Into<String>) -> Problem {
        Problem { kind, path: self.text(), value: shortened(value), allowed: allowed.into() }
    }

    fn check(self, value: &Json, shape: Shape, limits: Option<&Limits>) -> Result<(), Problem> {
        let invalid = |allowed: &str| Err(self.problem(ProblemKind::Invalid, value, allowed));
        match (shape, value) {
            (Shape::Anything, value) => self.no_zero_character(value),
            (Shape::Text, Json::String(text)) => self.text_within(value, text, limits),
            (Shape::Text, _) => invalid("text"),
            (Shape::Integer | Shape::Long, Json::Number(number)) => {
                let fits = match shape {
                    Shape::Integer => number.as_i64().is_some_and(|n| i32::try_from(n).is_ok()),
                    _ => number.is_i64(),
                };
                if fits { self.number_within(value, limits) } else { invalid("a whole number") }
            }
            (Shape::Integer | Shape::Long, _) => invalid("a whole number"),
            (Shape::Number, Json::Number(_)) => self.number_within(value, limits),
            (Shape::Number, _) => invalid("a number"),
            (Shape::Nothing, _) | (Shape::Boolean, Json::Bool(_)) => Ok(()),
            (Shape::Boolean, _) => invalid("true, false"),
            (Shape::DateTime, Json::String(text)) if text.parse::<DateTime>().is_ok() => Ok(()),
            (Shape::DateTime, _) => Err(self.problem(
                ProblemKind::InvalidDate,
                value,
                "an ISO-8601 instant, yyyy-MM-ddTHH:mm:ss.SSSZ",
            )),
            (Shape::Enum(facts), Json::String(text)) if facts.knows(text) => Ok(()),
            (Shape::Enum(facts), _) => invalid(&facts.values.join(", ")),
            (Shape::Model(facts), Json::Object(fields)) => self.model(fields, facts),
            (Shape::Map(inner), Json::Object(fields)) => {
                fields.iter().try_for_each(|(name, value)| {
                    self.no_zero_character(&Json::String(name.clone()))?;
                    Path::Field(&self, name).check(value, inner(), None)
                })
            }
            (Shape::Model(_) | Shape::Map(_), _) => invalid("an object"),
            (Shape::List(inner), Json::Array(items)) => {
                let most = limits.and_then(|limits| limits.max_items).unwrap_or(LONGEST_LIST);
                if items.len() > most {
                    return invalid(&format!("at most {most} items"));
                }
                let mut items = items.iter().enumerate();
                items.try_for_each(|(i, item)| Path::Item(&self, i).check(item, inner(), None))
            }
            (Shape::List(_), _) => invalid("a list"),
        }
    }

    fn model(
        self,
        fields: &serde_json::Map<String, Json>,
        facts: &'static ModelFacts,
    ) -> Result<(), Problem> {
        for field in facts.fields {
            let path = Path::Field(&self, field.name);
            match fields.get(field.name) {
                None | Some(Json::Null) if field.demanded => {
                    let allowed = (field.shape)().in_words();
                    return Err(path.problem(ProblemKind::Missing, &Json::Null, allowed));
                }
                None | Some(Json::Null) => {}
                Some(value) => path.check(value, (field.shape)(), Some(&field.limits))?,
            }
        }
        Ok(())
    }

    fn text_within(self, value: &Json, text: &str, limits: Option<&Limits>) -> Result<(), Problem> {
        self.no_zero_character(value)?;
        let most = limits.and_then(|limits| limits.max_length).unwrap_or(LONGEST_TEXT);
        if text.len() > most && text.chars().count() > most {
            let allowed = format!("at most {most} characters");
            return Err(self.problem(ProblemKind::Invalid, value, allowed));
        }
        Ok(())
    }

    fn number_within(self, value: &Json, limits: Option<&Limits>) -> Result<(), Problem> {
        let (Some(limits), Some(number)) = (limits, value.as_f64()) else { return Ok(()) };
        let low = limits.minimum.is_some_and(|least| number < least);
        let high = limits.maximum.is_some_and(|most| number > most);
        if low || high {
            let allowed = range(limits.minimum, limits.maximum);
            return Err(self.problem(ProblemKind::Invalid, value, allowed));
        }
        Ok(())
    }

    /// PostgreSQL cannot hold U+0000 in text, so nothing may.
    fn no_zero_character(self, value: &Json) -> Result<(), Problem> {
        match value {
            Json::String(text) if text.contains('\0') => {
                let allowed = "text without the character U+0000";
                Err(self.problem(ProblemKind::Invalid, value, allowed))
            }
            Json::Array(items) => items.iter().try_for_each(|item| self.no_zero_character(item)),
            Json::Object(fields) => fields.iter().try_for_each(|(name, value)| {
                self.no_zero_character(&Json::String(name.clone()))?;
                self.no_zero_character(value)
            }),
            _ => Ok(()),
        }
    }
}

impl Shape {
    /// What a value of this shape is, for a message.
    fn in_words(self) -> String {
        match self {
            Self::Nothing | Self::Anything => "a value".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Integer | Self::Long => "a whole number".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Boolean => "true, false".to_owned(),
            Self::DateTime => "an ISO-8601 instant".to_owned(),
            Self::Enum(facts) => facts.values.join(", "),
            Self::Model(_) | Self::Map(_) => "an object".to_owned(),
            Self::List(_) => "a list".to_owned(),
        }
    }
}

/// Enough of a value to recognise it.
fn shortened(value: &Json) -> String {
    let text = match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{CreateUser, Described, UpdateUser};

    fn problem<T: Described>(body: &Json) -> Problem {
        check(body, T::shape()).unwrap_err()
    }

    #[test]
    fn a_missing_required_field_is_named() {
        let found = problem::<CreateUser>(&json!({"name": "Ada"}));
        assert_eq!((found.kind, found.path.as_str()), (ProblemKind::Missing, "email"));
    }

    #[test]
    fn null_counts_as_absent() {
        let found = problem::<CreateUser>(&json!({"name": "Ada", "email": null}));
        assert_eq!((found.kind, found.path.as_str()), (ProblemKind::Missing, "email"));
        check(&json!({"version": 1, "title": null}), UpdateUser::shape()).unwrap();
    }

    #[test]
    fn a_wrong_enum_value_is_named_with_its_path_and_what_is_allowed() {
        let body =
            json!({"version": 1, "addresses": [{"mediaType": "PHONE"}, {"mediaType": "FAX"}]});
        let found = problem::<UpdateUser>(&body);
        assert_eq!(found.path, "addresses[1].mediaType");
        assert_eq!(found.value, "FAX");
        assert_eq!(found.allowed, "PHONE, EMAIL, SMS");
    }

    #[test]
    fn an_object_where_an_id_belongs_is_refused() {
        let found = problem::<UpdateUser>(&json!({"version": 1, "manager": {"id": "x"}}));
        assert_eq!((found.path.as_str(), found.allowed.as_str()), ("manager", "text"));
    }

    #[test]
    fn unknown_fields_are_ignored() {
        check(&json!({"version": 1, "shoeSize": 43}), UpdateUser::shape()).unwrap();
    }

    #[test]
    fn the_zero_character_is_refused_anywhere() {
        let found = problem::<UpdateUser>(&json!({"version": 1, "title": "a\0b"}));
        assert_eq!(found.path, "title");
    }

    #[test]
    fn fractions_are_no_versions() {
        let found = problem::<UpdateUser>(&json!({"version": 1.5}));
        assert_eq!((found.path.as_str(), found.allowed.as_str()), ("version", "a whole number"));
    }
}
