//! Requests of any operation, made from the contract and the samples.

use std::collections::BTreeMap;

use api::{BodyRule, Entry, ParameterPlace, Shape};
use serde_json::{Map, Value, json};
use server::Random;

use super::{Kind, Named, Samples, bodies, names};
use crate::{Ask, TestServer};

/// A request with an id for every entity that the operation can name.
#[derive(Clone)]
#[must_use]
pub struct Request {
    /// What is asked for.
    pub entry: &'static Entry,
    /// What it names.
    pub named: Vec<Named>,
    ids: BTreeMap<String, String>,
    path: String,
    /// What goes into the query besides what the contract requires.
    query: String,
    body: Option<Value>,
    /// Changed in the body, where the contract does not say enough.
    more: Value,
    /// Part of every name, so that no other request takes it.
    mark: String,
    /// Of somebody for whom it succeeds.
    pub token: String,
}

/// Kinds of subjects, each of which holds roles.
const SUBJECTS: [Kind; 3] = [Kind::User, Kind::Group, Kind::OauthClient];

/// How many requests it takes to try all that an operation can name.
pub fn variants(entry: &Entry, named: &[Named]) -> usize {
    if named.iter().any(|one| one.kind == Kind::Subject) {
        return SUBJECTS.len();
    }
    bodies::variants(entry.meta.id)
}

impl Samples<'_> {
    /// A request of the operation that succeeds, about samples of this set.
    pub async fn request(&mut self, entry: &'static Entry, variant: usize) -> Request {
        let mut named = names(entry).unwrap_or_else(|unknown| panic!("{unknown}"));
        if named.iter().any(|one| one.kind == Kind::Subject) {
            self.subject = SUBJECTS[variant];
        }
        let mut ids = BTreeMap::new();
        for one in &mut named {
            ids.insert(one.place.clone(), self.make(one.kind).await);
            if one.kind == Kind::Subject {
                one.kind = self.subject;
            }
        }
        let more = bodies::more(self, entry.meta.id, variant).await;
        let query = bodies::query(self, entry.meta.id).await;
        let token = self.token_for(entry).await;
        let mut request = Request {
            entry,
            named,
            ids,
            path: String::new(),
            query,
            body: None,
            more,
            mark: Random::System.hex::<6>(),
            token,
        };
        request.fill();
        // What this variant leaves out is named by another.
        let all = std::mem::take(&mut request.named);
        request.named =
            all.into_iter().filter(|one| !request.with(one, "?").is_like(&request)).collect();
        request
    }
}

impl Request {
    /// The id of something that it names.
    pub fn id(&self, named: &Named) -> &str {
        &self.ids[&named.place]
    }

    /// The same request with another entity in one place.
    pub fn with(&self, named: &Named, id: &str) -> Self {
        let mut other = self.clone();
        other.ids.insert(named.place.clone(), id.to_owned());
        other.fill();
        other
    }

    /// The same request with more in its query.
    pub fn and_query(mut self, query: &str) -> Self {
        if !query.is_empty() {
            self.path.push(if self.path.contains('?') { '&' } else { '?' });
            self.path.push_str(query);
        }
        self
    }

    /// The same request with another body, made of its own.
    pub fn and_body(mut self, change: impl FnOnce(&mut Value, Shape)) -> Self {
        if let Some(body) = &mut self.body {
            change(body, (self.entry.body)());
        }
        self
    }

    /// The request, sent with a token.
    pub fn ask(&self, server: &TestServer, token: &str) -> Ask {
        let ask = server.ask(self.entry.meta.method.as_str(), &self.path).token(token);
        match &self.body {
            Some(body) => ask.json(body.clone()),
            None => ask,
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        self.path == other.path && self.body == other.body
    }

    fn fill(&mut self) {
        self.path = path(self.entry, |place| self.ids.get(place).map(String::as_str));
        if !self.query.is_empty() {
            self.path.push(if self.path.contains('?') { '&' } else { '?' });
            self.path.push_str(&self.query);
        }
        self.body = (self.entry.body_rule != BodyRule::Absent).then(|| {
            let mut body =
                Filler { ids: &self.ids, mark: &self.mark }.value((self.entry.body)(), "body");
            merge(&mut body, &self.more);
            body
        });
    }
}

/// A request in which every id is this one, with nothing in its body that could be left out: for
/// callers who are refused whatever they name.
pub fn nonsense(server: &TestServer, entry: &Entry, id: &str) -> Ask {
    let ask = server.ask(entry.meta.method.as_str(), &nonsense_path(entry, id));
    if entry.body_rule == BodyRule::Absent {
        return ask;
    }
    ask.json(Filler { ids: &BTreeMap::new(), mark: "text" }.value((entry.body)(), "body"))
}

/// The path of an operation in which every id is this one.
pub fn nonsense_path(entry: &Entry, id: &str) -> String {
    path(entry, |_| Some(id))
}

/// A search for everything, on a page of 500, as links have it.
const EVERYTHING: &str = "H4sIAAAAAAACA6tWKkhMTw3OrEpVsjI1MKgFAFhlYvgQAAAA";

/// The path of an operation with every parameter that it needs.
fn path<'i>(entry: &Entry, id: impl Fn(&str) -> Option<&'i str>) -> String {
    let mut path = entry.meta.path.to_owned();
    let mut query = Vec::new();
    for parameter in entry.parameters {
        let name = parameter.name;
        match parameter.place {
            ParameterPlace::Path => {
                let value = match (parameter.shape)() {
                    // Of the objects that are moved, users are those that a sample may name.
                    Shape::Enum(facts) if facts.values.contains(&"USER") => "USER",
                    Shape::Enum(facts) => facts.values[0],
                    _ => id(&format!("path.{name}")).unwrap_or_default(),
                };
                path = path.replace(&format!("{{{name}}}"), value);
            }
            ParameterPlace::Query if parameter.required => {
                let value = match (parameter.shape)() {
                    Shape::Enum(facts) => facts.values[0],
                    _ if name == "permission" => "directory:user:view",
                    _ if name == "q64" => EVERYTHING,
                    _ => id(&format!("query.{name}")).unwrap_or("a:b:c"),
                };
                query.push(format!("{name}={value}"));
            }
            ParameterPlace::Query => {}
        }
    }
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// Writes values for what a body must have, and for what names an entity of these ids.
struct Filler<'i> {
    ids: &'i BTreeMap<String, String>,
    mark: &'i str,
}

impl Filler<'_> {
    fn value(&self, shape: Shape, place: &str) -> Value {
        match shape {
            Shape::Nothing | Shape::Anything => Value::Null,
            Shape::Text => self
                .ids
                .get(place)
                .map_or_else(|| json!(format!("Sample {}", self.mark)), |id| json!(id)),
            Shape::Integer | Shape::Long | Shape::Number => json!(1),
            Shape::Boolean => json!(true),
            Shape::DateTime => json!("2026-01-02T03:04:05.678Z"),
            Shape::Enum(facts) => json!(facts.values[0]),
            Shape::List(inner) => json!([self.value(inner(), place)]),
            Shape::Map(_) => json!({}),
            Shape::Model(facts) => {
                let mut object = Map::new();
                for field in facts.fields.iter().filter(|field| !field.read_only) {
                    let place = format!("{place}.{}", field.name);
                    let value = match field.name {
                        "email" if field.demanded => json!(format!("{}@example.com", self.mark)),
                        _ if field.demanded || self.reaches(&place) => {
                            self.value((field.shape)(), &place)
                        }
                        _ => continue,
                    };
                    object.insert(field.name.to_owned(), value);
                }
                Value::Object(object)
            }
        }
    }

    /// Is an entity named here or within?
    fn reaches(&self, place: &str) -> bool {
        let within = format!("{place}.");
        self.ids.keys().any(|known| known == place || known.starts_with(&within))
    }
}

/// Puts `more` into a body: objects field by field, lists one by one; `null` takes a field out.
fn merge(body: &mut Value, more: &Value) {
    match (body, more) {
        (Value::Object(fields), Value::Object(more)) => {
            for (name, value) in more {
                if value.is_null() {
                    fields.remove(name);
                } else {
                    merge(fields.entry(name).or_insert(Value::Null), value);
                }
            }
        }
        (Value::Array(items), Value::Array(more)) if items.len() == more.len() => {
            items.iter_mut().zip(more).for_each(|(item, more)| merge(item, more));
        }
        (_, Value::Null) => {}
        (body, more) => *body = more.clone(),
    }
}
