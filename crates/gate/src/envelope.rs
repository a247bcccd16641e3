//! How every answer is made: a reply or a refusal with its headers, and what the log tells of it.

use api::Meta;
use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::{limits::Rate, refusal::Refusal, reply::Reply};

/// Names a request: in its answer, in an error's `contextId`, in the log.
#[derive(Debug, Clone)]
pub struct CorrelationId(pub String);

/// What the log tells of an answer.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The operation, or the page.
    pub operation: Option<&'static str>,
    /// The code of a refusal.
    pub code: Option<&'static str>,
    /// Why it was refused, for operators.
    pub reason: Option<String>,
}

/// Facts found on the way that every answer has in its headers.
#[derive(Debug, Default)]
pub struct Learnt {
    /// How often the token has called.
    pub rate: Option<Rate>,
    /// What the answer was limited to.
    pub limited: Option<String>,
}

/// Tells the log what was answered where no operation of the contract was.
pub fn tell_log(response: &mut Response, operation: &'static str, code: Option<&'static str>) {
    let told = Told { operation: Some(operation), code, ..Told::default() };
    response.extensions_mut().insert(told);
}

/// The same of what was refused, with the reason. The line of the request is the only one that
/// tells it: an error where the server failed, at most a warning where the client is refused.
pub fn tell_log_why(
    response: &mut Response,
    operation: &'static str,
    code: &'static str,
    reason: Option<String>,
) {
    let told = Told { operation: Some(operation), code: Some(code), reason };
    response.extensions_mut().insert(told);
}

/// The id that this request was given.
pub fn correlation_id(request: &Request) -> String {
    request.extensions().get::<CorrelationId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// A successful answer.
pub fn answered(reply: Reply, meta: &'static Meta, learnt: &Learnt) -> Response {
    let mut response = if reply.body.is_empty() {
        reply.status.into_response()
    } else {
        json(reply.status, reply.body)
    };
    set_learnt(&mut response, learnt);
    response.extensions_mut().insert(Told { operation: Some(meta.id), ..Told::default() });
    response
}

/// A refusal, in the API's form.
pub fn refused(
    refusal: &Refusal,
    correlation: &str,
    meta: Option<&'static Meta>,
    learnt: &Learnt,
) -> Response {
    let body = serde_json::to_vec(&refusal.body(correlation)).unwrap_or_default();
    let mut response = json(refusal.status, body);
    set_learnt(&mut response, learnt);
    let headers = response.headers_mut();
    if let Some(seconds) = refusal.retry_after {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    if refusal.status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    let operation = meta.map(|meta| meta.id);
    let told = Told { operation, code: Some(refusal.code), reason: refusal.reason.clone() };
    response.extensions_mut().insert(told);
    response
}

/// The headers that tell what was learnt on the way.
fn set_learnt(response: &mut Response, learnt: &Learnt) {
    let headers = response.headers_mut();
    if let Some(rate) = learnt.rate {
        let values = [
            ("inin-ratelimit-count", u64::from(rate.count)),
            ("inin-ratelimit-allowed", u64::from(rate.allowed)),
            ("inin-ratelimit-reset", rate.reset),
        ];
        for (name, value) in values {
            headers.insert(HeaderName::from_static(name), value.into());
        }
    }
    if let Some(limited) = &learnt.limited
        && let Ok(value) = HeaderValue::from_str(limited)
    {
        headers.insert(HeaderName::from_static("callroster-explain"), value);
    }
}

/// A JSON value with a status.
pub fn json_answer(status: StatusCode, value: &serde_json::Value) -> Response {
    json(status, value.to_string().into_bytes())
}

/// JSON with a status.
pub fn json(status: StatusCode, body: Vec<u8>) -> Response {
    let json = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, json)], body).into_response()
}
