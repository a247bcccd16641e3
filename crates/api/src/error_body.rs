//! The body of every refusal.

use crate::{Map, model};

/// The body of every refusal.
#[model]
pub struct ErrorBody {
    /// What is wrong, in words.
    pub message: Option<String>,
    /// What is wrong, for programs; stable.
    pub code: Option<String>,
    /// The HTTP status, repeated here because some clients see the body alone.
    pub status: Option<i32>,
    /// The id of the entity it is about.
    pub entity_id: Option<String>,
    /// The kind of entity it is about.
    pub entity_name: Option<String>,
    /// The message as a template with names in braces.
    pub message_with_params: Option<String>,
    /// The values of the template's names.
    pub message_params: Option<Map<String>>,
    /// The correlation id of the request; the header `ININ-Correlation-Id` has it too.
    pub context_id: Option<String>,
    /// The fields that are wrong.
    pub details: Vec<ErrorDetail>,
    /// More errors of the same form.
    pub errors: Vec<ErrorBody>,
    /// The limit that was exceeded.
    pub limit: Option<ErrorLimit>,
}

/// One field that is wrong.
#[model]
pub struct ErrorDetail {
    /// What is wrong with it, for programs.
    pub error_code: Option<String>,
    /// Its path in the body, such as `addresses[0].mediaType`.
    pub field_name: Option<String>,
    /// The id of the entity it belongs to.
    pub entity_id: Option<String>,
    /// The kind of entity it belongs to.
    pub entity_name: Option<String>,
}

/// A limit that was exceeded.
#[model]
pub struct ErrorLimit {
    /// Its name.
    pub key: Option<String>,
    /// The area it belongs to.
    pub namespace: Option<String>,
    /// Its value.
    pub value: Option<i64>,
}
