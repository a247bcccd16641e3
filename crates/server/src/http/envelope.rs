//! What every answer has: a correlation id, the standard headers, one line in the log.

use std::{net::SocketAddr, sync::Arc, time::Instant};

use api::Meta;
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use tracing::{error, info, warn};

use super::json;
use crate::{
    answer::Learnt, origin::Origin, random::Random, refusal::Refusal, reply::Reply, shared::Shared,
};

/// Names a request: in its answer, in an error's `contextId`, in the log.
#[derive(Debug, Clone)]
pub(super) struct CorrelationId(String);

/// What the log tells of an answer.
#[derive(Debug, Clone, Default)]
struct Told {
    operation: Option<&'static str>,
    code: Option<&'static str>,
    reason: Option<String>,
}

/// Gives a request its id, and its answer the standard headers and a line in the log.
pub(super) async fn wrap(
    State(shared): State<Arc<Shared>>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let correlation = Random::System.id();
    request.extensions_mut().insert(CorrelationId(correlation.clone()));
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let origin = Origin::of(peer, request.headers(), &shared.options.trusted_proxies);
    request.extensions_mut().insert(origin);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = next.run(request).await;
    let took = began.elapsed();
    let status = response.status();
    let told = response.extensions_mut().remove::<Told>().unwrap_or_default();
    set_headers(&mut response, &correlation);
    if shared.is_secure {
        let strict = HeaderValue::from_static("max-age=600; includeSubDomains");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, strict);
    }
    let operation = told.operation.unwrap_or("other");
    shared.metrics.answered(operation, status.as_u16(), took);
    let client = origin.address().map(tracing::field::display);
    let (status, microseconds) =
        (status.as_u16(), u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    let reason = told.reason.as_deref().or(told.code).map(tracing::field::display);
    macro_rules! line {
        ($level:ident) => {
            $level!(correlation, operation, %method, path, status, microseconds, client, reason, "request")
        };
    }
    match status {
        500.. if status != 501 => line!(error),
        400.. if told.reason.is_some() => line!(warn),
        _ => line!(info),
    }
    response
}

fn set_headers(response: &mut Response, correlation: &str) {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(correlation) {
        headers.insert(HeaderName::from_static("inin-correlation-id"), value);
    }
    let never = HeaderValue::from_static("no-cache, no-store, must-revalidate");
    headers.entry(header::CACHE_CONTROL).or_insert(never);
    headers.entry(header::PRAGMA).or_insert(HeaderValue::from_static("no-cache"));
    headers.entry(header::EXPIRES).or_insert(HeaderValue::from_static("0"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

/// Tells the log what was answered where no operation of the contract was.
pub(crate) fn tell_log(
    response: &mut Response,
    operation: &'static str,
    code: Option<&'static str>,
) {
    let told = Told { operation: Some(operation), code, ..Told::default() };
    response.extensions_mut().insert(told);
}

/// The id that this request was given.
pub(crate) fn correlation_id(request: &Request) -> String {
    request.extensions().get::<CorrelationId>().map(|id| id.0.clone()).unwrap_or_default()
}

/// A successful answer.
pub(super) fn answered(reply: Reply, meta: &'static Meta, learnt: &Learnt) -> Response {
    let mut response = if reply.body.is_empty() {
        reply.status.into_response()
    } else {
        json(reply.status, reply.body)
    };
    tell(&mut response, learnt);
    response.extensions_mut().insert(Told { operation: Some(meta.id), ..Told::default() });
    response
}

/// A refusal, in the API's form.
pub(super) fn refused(
    refusal: &Refusal,
    correlation: &str,
    meta: Option<&'static Meta>,
    learnt: &Learnt,
) -> Response {
    let body = serde_json::to_vec(&refusal.body(correlation)).unwrap_or_default();
    let mut response = json(refusal.status, body);
    tell(&mut response, learnt);
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
fn tell(response: &mut Response, learnt: &Learnt) {
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
