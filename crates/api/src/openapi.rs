//! The OpenAPI document, written from the contract's descriptions.

use serde_json::{Map, Value, json};

use crate::{
    BodyRule, Described, Entry, ErrorBody, Field, Limits, ModelFacts, ParameterFacts,
    ParameterPlace, Rule, Scope, Shape, TopicEntry, operations, topics,
};

/// The OpenAPI 3.0 document of every declared operation; topics of notifications are an extension of
/// ours in it.
pub fn document() -> Value {
    let mut schemas = Schemas::default();
    let error = schemas.of(ErrorBody::shape());
    let mut paths = Map::new();
    for entry in operations() {
        let operation = schemas.operation(entry);
        let path = paths.entry(entry.meta.path).or_insert_with(|| json!({}));
        path[entry.meta.method.as_str().to_lowercase()] = operation;
    }
    let topics: Map<String, Value> =
        topics().map(|entry| (entry.meta.template.to_owned(), schemas.topic(entry))).collect();
    schemas.finish();
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Callroster",
            "description": "The users platform: directory, presence, routing, access and analytics.",
            "version": "v2",
            "license": { "name": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "x-callroster-topics": {
            "description": "Topics of notifications, which channels subscribe to.",
            "topics": topics,
        },
        "components": {
            "schemas": schemas.written,
            "responses": {
                "Refused": {
                    "description": "Refused: the body says why.",
                    "headers": { "ININ-Correlation-Id": {
                        "description": "Names this request; the body's contextId.",
                        "schema": { "type": "string", "format": "uuid" },
                    } },
                    "content": { "application/json": { "schema": error } },
                },
            },
            "securitySchemes": {
                "PureCloud OAuth": {
                    "type": "oauth2",
                    "flows": {
                        "authorizationCode": {
                            "authorizationUrl": "/oauth/authorize",
                            "tokenUrl": "/oauth/token",
                            "scopes": scopes(),
                        },
                        "clientCredentials": { "tokenUrl": "/oauth/token", "scopes": scopes() },
                    },
                },
            },
        },
        "security": [{ "PureCloud OAuth": [] }],
    })
}

/// Every scope with what it opens.
fn scopes() -> Map<String, Value> {
    Scope::all().map(|scope| (scope.id.to_owned(), scope.description().into())).collect()
}

/// The schemas met so far.
/// The JSON schema of a shape, with the models that it names among its own components.
pub fn schema_of(shape: Shape) -> Value {
    let mut schemas = Schemas::default();
    let mut schema = schemas.of(shape);
    schemas.finish();
    schema["components"] = json!({ "schemas": schemas.written });
    schema
}

#[derive(Default)]
struct Schemas {
    written: Map<String, Value>,
    waiting: Vec<&'static ModelFacts>,
}

impl Schemas {
    fn operation(&mut self, entry: &Entry) -> Value {
        let meta = entry.meta;
        let parameters: Vec<Value> =
            entry.parameters.iter().map(|parameter| self.parameter(parameter)).collect();
        let mut success = json!({ "description": "Done." });
        let response = (entry.response)();
        if !matches!(response, Shape::Nothing) {
            success["content"] = json!({ "application/json": { "schema": self.of(response) } });
        }
        let mut operation = json!({
            "operationId": meta.id,
            "tags": [entry.resource],
            "summary": meta.summary,
            "parameters": parameters,
            "responses": {
                meta.status.to_string(): success,
                "default": { "$ref": "#/components/responses/Refused" },
            },
        });
        if !meta.description.is_empty() {
            operation["description"] = meta.description.into();
        }
        if meta.deprecated {
            operation["deprecated"] = true.into();
        }
        if entry.body_rule != BodyRule::Absent {
            operation["requestBody"] = json!({
                "required": entry.body_rule == BodyRule::Required,
                "content": { "application/json": { "schema": self.of((entry.body)()) } },
            });
        }
        // Each of these alone is enough for a user's token, so each is a requirement of its own.
        let scopes = meta.scopes().unwrap_or_default();
        if !scopes.is_empty() {
            let each = scopes.iter().map(|scope| json!({ "PureCloud OAuth": [scope.id] }));
            operation["security"] = each.collect();
        }
        if let Some(permission) = meta.narrowed_by {
            operation["x-callroster-narrowed-by"] = permission.into();
        }
        let kind = match meta.rule {
            Rule::SignedIn => return operation,
            Rule::Any(_) => "ANY",
            Rule::All(_) => "ALL",
        };
        operation["x-inin-requires-permissions"] =
            json!({ "type": kind, "permissions": meta.rule.permissions() });
        operation
    }

    fn topic(&mut self, entry: &TopicEntry) -> Value {
        let meta = entry.meta;
        let parameters = entry.parameters.iter();
        let mut topic = json!({
            "tags": [entry.resource],
            "summary": meta.summary,
            "parameters": parameters
                .map(|parameter| json!({ "name": parameter.name, "description": parameter.doc }))
                .collect::<Vec<_>>(),
            "eventBody": self.of((entry.body)()),
            "requiresPermissions": meta.rule.permissions(),
            "requiresCurrentUser": meta.rule.current_user(),
            "requiresCurrentUserOrPermission": meta.rule.current_user_or_permission(),
        });
        if !meta.description.is_empty() {
            topic["description"] = meta.description.into();
        }
        topic
    }

    fn parameter(&mut self, facts: &ParameterFacts) -> Value {
        let mut schema = limited(self.of((facts.shape)()), &facts.limits);
        if let Some(default) = facts.default {
            let text = default.text();
            schema["default"] = serde_json::from_str(&text).unwrap_or_else(|_| text.into());
        }
        let place = match facts.place {
            ParameterPlace::Path => "path",
            ParameterPlace::Query => "query",
        };
        json!({
            "name": facts.name,
            "in": place,
            "description": facts.doc,
            "required": facts.required,
            "schema": schema,
        })
    }

    /// The schema of a shape; models and enums become references.
    fn of(&mut self, shape: Shape) -> Value {
        match shape {
            Shape::Nothing | Shape::Anything => json!({}),
            Shape::Text => json!({ "type": "string" }),
            Shape::Integer => json!({ "type": "integer", "format": "int32" }),
            Shape::Long => json!({ "type": "integer", "format": "int64" }),
            Shape::Number => json!({ "type": "number", "format": "double" }),
            Shape::Boolean => json!({ "type": "boolean" }),
            Shape::DateTime => json!({ "type": "string", "format": "date-time" }),
            Shape::Enum(facts) => {
                json!({ "type": "string", "description": facts.doc, "enum": facts.values })
            }
            Shape::List(inner) => json!({ "type": "array", "items": self.of(inner()) }),
            Shape::Map(inner) => {
                json!({ "type": "object", "additionalProperties": self.of(inner()) })
            }
            Shape::Model(facts) => {
                if !self.written.contains_key(facts.name) {
                    self.written.insert(facts.name.to_owned(), Value::Null);
                    self.waiting.push(facts);
                }
                json!({ "$ref": format!("#/components/schemas/{}", facts.name) })
            }
        }
    }

    /// Writes the models that were only named so far, and those that they name.
    fn finish(&mut self) {
        while let Some(facts) = self.waiting.pop() {
            let fields: Map<String, Value> =
                facts.fields.iter().map(|f| (f.name.to_owned(), self.field(f))).collect();
            let mut schema =
                json!({ "type": "object", "description": facts.doc, "properties": fields });
            let required: Vec<&str> =
                facts.fields.iter().filter(|f| f.demanded).map(|f| f.name).collect();
            if !required.is_empty() {
                schema["required"] = required.into();
            }
            self.written.insert(facts.name.to_owned(), schema);
        }
    }

    fn field(&mut self, field: &Field) -> Value {
        let mut schema = limited(self.of((field.shape)()), &field.limits);
        if schema.get("$ref").is_some() {
            // Siblings of a `$ref` are ignored in OpenAPI 3.0.
            schema = json!({ "allOf": [schema] });
        }
        schema["description"] = field.doc.into();
        if field.read_only {
            schema["readOnly"] = true.into();
        }
        schema
    }
}

fn limited(mut schema: Value, limits: &Limits) -> Value {
    if let Some(least) = limits.minimum {
        schema["minimum"] = least.into();
    }
    if let Some(most) = limits.maximum {
        schema["maximum"] = most.into();
    }
    if let Some(most) = limits.max_length {
        schema["maxLength"] = most.into();
    }
    if let Some(most) = limits.max_items {
        schema["maxItems"] = most.into();
    }
    schema
}
