//! What came back, and how it is read.

use std::time::Duration;

use api::{Described, ErrorBody, Json, Shape};
use bytes::Bytes;
use reqwest::{Response, StatusCode, header::RETRY_AFTER};
use serde::de::DeserializeOwned;

use crate::{Error, Result};

/// A whole answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
    correlation_id: Option<String>,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) async fn read(response: Response) -> reqwest::Result<Self> {
        let header =
            |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        Ok(Self {
            status: response.status(),
            // The service writes whole seconds, never a date.
            retry_after: header(RETRY_AFTER.as_str())
                .and_then(|seconds| seconds.trim().parse().ok())
                .map(Duration::from_secs),
            correlation_id: header("ININ-Correlation-Id").map(str::to_owned),
            body: response.bytes().await?,
        })
    }

    /// The body of a success; a refusal is an error.
    pub(crate) fn accepted(self, operation: &'static str) -> Result<Bytes> {
        if self.status.is_success() {
            return Ok(self.body);
        }
        let mut body = error_body(&self.body);
        body.context_id = body.context_id.or(self.correlation_id);
        Err(Error::Refused {
            operation,
            status: self.status.as_u16(),
            body: Box::new(body),
            retry_after: self.retry_after,
        })
    }
}

/// Reads a success as the operation's model.
pub(crate) fn typed<T: DeserializeOwned + Described>(
    operation: &'static str,
    body: &[u8],
) -> Result<T> {
    let body = match T::shape() {
        // Whatever an empty answer carries, it says nothing.
        Shape::Nothing => b"null".as_slice(),
        Shape::Model(facts) if facts.fields.is_empty() && is_blank(body) => b"{}",
        _ => body,
    };
    from_json(operation, body)
}

/// Reads a success without a model; an empty one is `null`.
pub(crate) fn untyped(operation: &'static str, body: &[u8]) -> Result<Json> {
    if is_blank(body) { Ok(Json::Null) } else { from_json(operation, body) }
}

pub(crate) fn from_json<T: DeserializeOwned>(operation: &'static str, body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|source| Error::Unreadable { operation, source })
}

/// The first characters of a body that is no JSON, such as the page of a proxy.
pub(crate) fn excerpt(body: &[u8]) -> String {
    String::from_utf8_lossy(body).trim().chars().take(200).collect()
}

fn is_blank(body: &[u8]) -> bool {
    body.iter().all(u8::is_ascii_whitespace)
}

fn error_body(body: &[u8]) -> ErrorBody {
    let parsed = serde_json::from_slice(body).map(without_nulls).and_then(serde_json::from_value);
    parsed.unwrap_or_else(|_| ErrorBody {
        message: Some(excerpt(body)).filter(|text| !text.is_empty()),
        ..ErrorBody::default()
    })
}

/// Some services write `"details": null` into errors.
fn without_nulls(value: Json) -> Json {
    match value {
        Json::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        Json::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use api::{Empty, User};

    use super::*;

    #[test]
    fn an_empty_answer_is_read_whatever_it_carries() {
        for body in ["", " \n", "null", "{}", "[]", "accepted"] {
            typed::<()>("postUserPassword", body.as_bytes()).unwrap();
        }
        for body in ["", "{}"] {
            typed::<Empty>("deleteUser", body.as_bytes()).unwrap();
        }
        assert_eq!(untyped("postUserPassword", b"").unwrap(), Json::Null);
    }

    #[test]
    fn an_answer_that_does_not_fit_names_the_operation_and_the_position() {
        let error = typed::<User>("getUser", br#"{"name": "Ada", "version": "one"}"#).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("`getUser`") && text.contains("line 1 column"), "{text}");
        assert!(typed::<User>("getUser", b"").is_err());
    }

    #[test]
    fn an_error_body_is_read_with_nulls_and_without_json() {
        let body = error_body(br#"{"code": "not.found", "details": null, "message": null}"#);
        assert_eq!((body.code.as_deref(), body.message), (Some("not.found"), None));
        assert_eq!(error_body(b"<h1>Bad Gateway</h1>").message.unwrap(), "<h1>Bad Gateway</h1>");
        assert_eq!(error_body(b"").message, None);
    }
}
