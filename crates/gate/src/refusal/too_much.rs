//! 400: more than the server keeps, or sends.

use api::{ErrorDetail, Lane};
use axum::http::StatusCode;

use super::Refusal;

/// The largest answer, in bytes.
const LARGEST_ANSWER: usize = 4 * 1024 * 1024;
/// The largest answer of a read that takes long, of which few run at once.
const LARGEST_LONG_ANSWER: usize = 32 * 1024 * 1024;

impl Refusal {
    /// The entity would have more bytes than are kept of it, most of them in this field.
    pub fn large_document(what: &str, (bytes, most): (usize, usize), field: String) -> Self {
        let template = "The {entity} would have {bytes} bytes, most of them in the field [{field}]; \
                        allowed: at most {limit} bytes.";
        let mut refusal = Self::new(StatusCode::BAD_REQUEST, "invalid.value", template)
            .with("entity", what)
            .with("bytes", bytes.to_string())
            .with("field", &*field)
            .with("limit", most.to_string());
        refusal.details.push(ErrorDetail {
            error_code: Some("invalid.value".to_owned()),
            field_name: Some(field),
            ..ErrorDetail::default()
        });
        refusal
    }

    /// The answer would have more bytes than are sent.
    pub fn large_answer() -> Self {
        Self::larger_than(LARGEST_ANSWER)
    }

    fn larger_than(limit: usize) -> Self {
        let template = "The answer would be larger than {limit} bytes; ask for a smaller pageSize, \
                        or expand less.";
        Self::new(StatusCode::BAD_REQUEST, "response.entity.too.large", template)
            .with("limit", limit.to_string())
    }

    /// Refuses an answer that is too large.
    pub fn check_answer(body: &[u8], lane: Lane) -> super::Result<()> {
        let limit = if lane == Lane::LongRead { LARGEST_LONG_ANSWER } else { LARGEST_ANSWER };
        if body.len() > limit { Err(Self::larger_than(limit)) } else { Ok(()) }
    }
}
