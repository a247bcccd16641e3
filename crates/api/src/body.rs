//! Decodes request bodies.

use crate::{BodyRule, Described, Json, Operation, Problem, ProblemKind, check, lenient};

/// Why a body could not be read.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyError {
    /// It is not JSON; says where.
    Malformed(String),
    /// It is JSON, but not what the operation takes.
    Wrong(Problem),
}

/// Reads the body of operation `O`. An empty body and the literal `null` are no body: SDKs send
/// either where an operation takes none.
pub fn decode_body<O: Operation>(bytes: &[u8]) -> Result<Option<O::Body>, BodyError> {
    if O::BODY == BodyRule::Absent || bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    let mut value: Json =
        serde_json::from_slice(bytes).map_err(|error| BodyError::Malformed(error.to_string()))?;
    if value.is_null() {
        return Ok(None);
    }
    lenient::read(&mut value, O::Body::shape());
    check(&value, O::Body::shape()).map_err(BodyError::Wrong)?;
    let body = serde_json::from_value(value).map_err(|error| {
        // The check knows every type of the contract; this would be a type it does not know.
        BodyError::Wrong(Problem {
            kind: ProblemKind::Invalid,
            path: String::new(),
            value: error.to_string(),
            allowed: "a body as documented".to_owned(),
        })
    })?;
    Ok(Some(body))
}
