//! An event of the audit: what is done to which entity, what it was before and what it is now.

use std::collections::{BTreeSet, HashSet};

use api::{Map, PropertyChange};
use serde::Serialize;
use serde_json::Value;

use super::kind::{Action, Kind};
use crate::refusal::is_secret;

/// What is done to an entity, before it is written down.
#[derive(Debug, Clone)]
pub struct AuditEvent {
    pub(super) kind: Kind,
    pub(super) action: Action,
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) properties: Vec<PropertyChange>,
    pub(super) context: Map<String>,
    pub(super) failed: bool,
    /// Two states of the entity were laid side by side.
    compared: bool,
}

impl AuditEvent {
    /// What is done to which entity.
    pub fn new(kind: Kind, action: Action, id: impl Into<String>) -> Self {
        Self {
            kind,
            action,
            id: id.into(),
            name: None,
            properties: Vec::new(),
            context: Map::default(),
            failed: false,
            compared: false,
        }
    }

    /// What people call the entity.
    #[must_use]
    pub fn named(mut self, name: Option<impl Into<String>>) -> Self {
        self.name = name.map(Into::into);
        self
    }

    /// One property, with what it was and what it is.
    #[must_use]
    pub fn property(
        mut self,
        name: &str,
        old: impl IntoIterator<Item = impl Into<String>>,
        new: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.properties.push(PropertyChange {
            property: Some(name.to_owned()),
            old_values: Some(old.into_iter().map(Into::into).collect()),
            new_values: Some(new.into_iter().map(Into::into).collect()),
        });
        self
    }

    /// Every property in which the entity after differs from the entity before; `()` stands for
    /// none. Versions and dates of change say nothing here and are left out. An update that turns
    /// out to change nothing is not written down.
    pub fn between(
        mut self,
        before: &impl Serialize,
        after: &impl Serialize,
    ) -> store::Result<Self> {
        let failed = |error| store::Error::Storage(format!("an entity to be audited: {error}"));
        let before = serde_json::to_value(before).map_err(failed)?;
        let after = serde_json::to_value(after).map_err(failed)?;
        let none = serde_json::Map::new();
        let (old, new) = (before.as_object().unwrap_or(&none), after.as_object().unwrap_or(&none));
        let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for name in names {
            let (was, is) = (old.get(name), new.get(name));
            if was != is && !UNTOLD.contains(&name.as_str()) && !is_secret(name) {
                let (was, is) = (texts(was), texts(is));
                // An empty list is as good as none.
                if was != is {
                    self = self.property(name, was, is);
                }
            }
        }
        self.compared = true;
        Ok(self)
    }

    /// Something worth knowing that is no property of the entity.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.context.insert(name.to_owned(), value.into());
        self
    }

    /// When it was deleted, in the words of the platform.
    #[must_use]
    pub(super) fn dated(self, now: api::DateTime) -> Self {
        if self.action != Action::Delete || self.failed {
            return self;
        }
        let second = now.to_string();
        let second =
            second.split_once('.').map_or(second.clone(), |(second, _)| format!("{second}Z"));
        self.property("deleted_on", None::<String>, [second])
    }

    /// It was tried, and refused.
    #[must_use]
    pub fn failed(mut self) -> Self {
        self.failed = true;
        self
    }

    /// An update that left everything as it was.
    pub(super) fn says_nothing(&self) -> bool {
        self.compared && self.action == Action::Update && self.properties.is_empty()
    }

    /// The same in a size that does no harm, whatever came in the request: long lists show what
    /// differs, and what is cut has a mark that says so.
    pub(super) fn bounded(mut self) -> Self {
        self.id = cut(self.id, MAX_NAME);
        self.name = self.name.map(|name| cut(name, MAX_NAME));
        self.context =
            self.context.into_iter().map(|(name, value)| (name, cut(value, MAX_TEXT))).collect();
        for (elements, characters) in LIMITS {
            if self.size() <= MAX_BYTES {
                break;
            }
            for property in &mut self.properties {
                bound(property, elements, characters);
            }
        }
        self
    }

    fn size(&self) -> usize {
        let values = self.properties.iter().flat_map(|property| {
            [&property.old_values, &property.new_values].into_iter().flatten().flatten()
        });
        values.map(|value| value.len() + 3).sum()
    }
}

/// Properties that every change touches, or that stand elsewhere in the message.
const UNTOLD: [&str; 7] =
    ["dateModified", "id", "modifiedBy", "modifiedDate", "selfUri", "stateChangeDate", "version"];

/// Values of all properties together are cut only when they have more bytes than this.
const MAX_BYTES: usize = 16 * 1024;
/// Elements of a list and characters of each, tried in turn until all fits.
const LIMITS: [(usize, usize); 4] = [(50, 1_000), (50, 250), (20, 100), (5, 50)];
/// Characters of a name or an id at most.
const MAX_NAME: usize = 300;
/// Characters of what stands beside the properties at most.
const MAX_TEXT: usize = 1_000;

/// A property's value as texts, one for each element of a list.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(elements)) => {
            elements.iter().flat_map(|element| texts(Some(element))).collect()
        }
        Some(Value::Object(fields)) => match reference(fields) {
            Some(id) => vec![id.to_owned()],
            None => vec![Value::Object(without_secrets(fields)).to_string()],
        },
        Some(other) => vec![other.to_string()],
    }
}

/// The id, when nothing is told but which entity it is.
fn reference(fields: &serde_json::Map<String, Value>) -> Option<&str> {
    let names = ["id", "name", "selfUri"];
    let only = fields.keys().all(|name| names.contains(&name.as_str()));
    fields.get("id").filter(|_| only).and_then(Value::as_str)
}

/// Should a secret slip into an entity, it still stays out of here.
fn without_secrets(fields: &serde_json::Map<String, Value>) -> serde_json::Map<String, Value> {
    let told = fields.iter().filter(|(name, _)| !is_secret(name));
    told.map(|(name, value)| (name.clone(), cleaned(value))).collect()
}

fn cleaned(value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(without_secrets(fields)),
        Value::Array(elements) => elements.iter().map(cleaned).collect(),
        other => other.clone(),
    }
}

fn bound(property: &mut PropertyChange, elements: usize, characters: usize) {
    let mut old = property.old_values.take().unwrap_or_default();
    let mut new = property.new_values.take().unwrap_or_default();
    if old.len() > elements || new.len() > elements {
        // What stayed is not worth the place that what changed needs.
        let (gone, come) = (without(&old, &new), without(&new, &old));
        if !gone.is_empty() || !come.is_empty() {
            (old, new) = (gone, come);
        }
    }
    property.old_values = Some(shortened(old, elements, characters));
    property.new_values = Some(shortened(new, elements, characters));
}

fn without(values: &[String], others: &[String]) -> Vec<String> {
    let others: HashSet<&String> = others.iter().collect();
    values.iter().filter(|value| !others.contains(value)).cloned().collect()
}

fn shortened(mut values: Vec<String>, elements: usize, characters: usize) -> Vec<String> {
    let more = values.len().saturating_sub(elements);
    values.truncate(elements);
    let mut values: Vec<String> = values.into_iter().map(|value| cut(value, characters)).collect();
    if more > 0 {
        values.push(format!("… ({more} more)"));
    }
    values
}

fn cut(text: String, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const USER: Kind =
        Kind { name: "User", service: "Directory", actions: &[Action::Update], uri: None };

    fn between(before: &Value, after: &Value) -> AuditEvent {
        AuditEvent::new(USER, Action::Update, "u1").between(before, after).unwrap()
    }

    fn told(change: &AuditEvent) -> Vec<(&str, Vec<String>, Vec<String>)> {
        let each = change.properties.iter().map(|property| {
            let values = |values: &Option<Vec<String>>| values.clone().unwrap_or_default();
            let name = property.property.as_deref().unwrap_or_default();
            (name, values(&property.old_values), values(&property.new_values))
        });
        each.collect()
    }

    fn list(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn only_properties_that_differ_are_told() {
        let before = json!({ "name": "Ada", "title": "Lead", "version": 1, "skills": [] });
        let after =
            json!({ "name": "Ada", "version": 2, "manager": { "id": "u2", "selfUri": "/u2" } });
        let change = between(&before, &after);
        assert_eq!(
            told(&change),
            [("manager", list(&[]), list(&["u2"])), ("title", list(&["Lead"]), list(&[]))]
        );
        assert!(!change.says_nothing());
        assert!(between(&before, &json!({ "name": "Ada", "title": "Lead" })).says_nothing());
    }

    #[test]
    fn a_secret_that_slips_in_stays_out() {
        let after = json!({
            "password": "hidden", "pin": "hidden", "clientSecret": "hidden", "secret": ["hidden"],
            "settings": { "length": 8, "apiSecret": "hidden", "each": [{ "oldPassword": "hidden" }] },
        });
        let change = between(&json!({}), &after);
        let values = list(&[r#"{"each":[{}],"length":8}"#]);
        assert_eq!(told(&change), [("settings", list(&[]), values)]);
    }

    #[test]
    fn a_long_list_tells_what_differs_and_what_is_cut_says_so() {
        let numbers = |range: std::ops::Range<u32>| {
            range.map(|number| format!("+1 555 010 {number:0>60}")).collect::<Vec<_>>()
        };
        let change = between(&json!({ "a": numbers(0..1000) }), &json!({ "a": numbers(1..1001) }));
        let bounded = change.bounded();
        let [(_, old, new)] = told(&bounded).try_into().unwrap();
        assert_eq!((old, new), (numbers(0..1), numbers(1000..1001)));
        let all = between(&json!({}), &json!({ "a": numbers(0..1000), "b": "é".repeat(10_000) }));
        let bounded = all.bounded();
        assert!(bounded.size() <= MAX_BYTES, "{}", bounded.size());
        let [(_, _, many), (_, _, long)] = told(&bounded).try_into().unwrap();
        assert!(many.last().unwrap().ends_with(" more)"), "{many:?}");
        assert!(long[0].contains("é… (10000 characters)"), "{long:?}");
    }
}
