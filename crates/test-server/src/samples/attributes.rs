//! Custom attributes and their schemas.

use serde_json::{Value, json};

use super::{Kind, Samples, id, unique};

/// A schema with one attribute, `note`, which is a text.
pub(super) fn schema_body() -> Value {
    let note = json!({ "allOf": [{ "$ref": "#/definitions/text" }], "title": "Note" });
    json!({ "name": unique("Schema"), "version": 1, "jsonSchema": { "properties": { "note": note } } })
}

pub(super) async fn schema(samples: &mut Samples<'_>) -> String {
    id(&samples.post("/api/v2/users/customattributes/schemas", schema_body()).await)
}

pub(super) async fn of_user(samples: &mut Samples<'_>) -> String {
    let (user, schema) =
        (samples.make(Kind::User).await, samples.make(Kind::AttributeSchema).await);
    let body = json!({ "schemaId": schema, "attributes": { "note": unique("Note") } });
    let path = format!("/api/v2/users/{user}/customattributes");
    samples.send("PUT", &path, body, &samples.token).await;
    schema
}
