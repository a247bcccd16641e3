//! Requests made from the contract alone, for the sweeps.

use api::{BodyRule, Entry, Place, Shape};
use serde_json::{Map, Value, json};

/// The path of an operation with every parameter that it needs: ids in the path become `id`.
pub(crate) fn parameters_of(entry: &Entry, id: &str) -> String {
    let mut path = entry.meta.path.to_owned();
    let mut query = Vec::new();
    for parameter in entry.parameters {
        match parameter.place {
            Place::Path => {
                let value = match (parameter.shape)() {
                    // Of the objects that are moved, users are those that `id` may name.
                    Shape::Enum(facts) if facts.values.contains(&"USER") => "USER",
                    Shape::Enum(facts) => facts.values[0],
                    _ => id,
                };
                path = path.replace(&format!("{{{}}}", parameter.name), value);
            }
            Place::Query if parameter.required => {
                let value = match (parameter.shape)() {
                    Shape::Enum(facts) => facts.values[0].to_owned(),
                    _ => "a:b:c".to_owned(),
                };
                query.push(format!("{}={value}", parameter.name));
            }
            Place::Query => {}
        }
    }
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// A body that the operation takes, if it takes one: everything required, and what `id` names.
pub(crate) fn sample_body(entry: &Entry, id: &str) -> Option<Value> {
    (entry.body_rule != BodyRule::Absent).then(|| sample((entry.body)(), id, 0))
}

fn sample(shape: Shape, id: &str, depth: usize) -> Value {
    match shape {
        Shape::Nothing | Shape::Anything => Value::Null,
        Shape::Text => json!("sample text 1"),
        Shape::Integer | Shape::Long | Shape::Number => json!(1),
        Shape::Boolean => json!(true),
        Shape::DateTime => json!("2026-01-02T03:04:05.678Z"),
        Shape::Enum(facts) => json!(facts.values[0]),
        Shape::List(inner) => json!([sample(inner(), id, depth)]),
        Shape::Map(_) => json!({}),
        Shape::Model(facts) => {
            let mut object = Map::new();
            for field in facts.fields {
                // The state of a user needs both, though the facts require neither.
                let of_state =
                    facts.name == "UserState" && ["state", "version"].contains(&field.name);
                let value = match field.name {
                    "id" if depth == 0 && facts.name == "PatchUser" => json!(id),
                    "email" if field.demanded => json!("sample@example.com"),
                    _ if field.demanded || of_state => sample((field.shape)(), id, depth + 1),
                    _ => continue,
                };
                object.insert(field.name.to_owned(), value);
            }
            Value::Object(object)
        }
    }
}
