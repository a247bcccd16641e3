//! What goes around every request: a correlation id, the standard headers, one line in the log.

use std::{net::SocketAddr, sync::Arc, time::Instant};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use tracing::{error, info, warn};

use gate::{
    envelope::{CorrelationId, Told},
    origin::Origin,
    random,
    shared::Shared,
};

/// Gives a request its id, and its answer the standard headers and a line in the log.
pub(super) async fn wrap(
    State(shared): State<Arc<Shared>>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let correlation = random::name();
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
