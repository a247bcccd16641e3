//! Organizations over HTTP, on a listener of their own: for tests that want one each.
//!
//! It is off unless asked for, guarded by a token, and not for browsers: no other origin may read
//! its answers.

use std::{convert::Infallible, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, FromRequestParts, RawPathParams, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::{delete, get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tracing::info;

use crate::operate::{
    clocks::{self, ClockChange},
    error::OrganizationError,
    organizations,
};
use gate::{
    audit::Operator,
    origin::Origin,
    random::Random,
    refusal::{Refusal, Result},
    secrets,
    shared::Shared,
};

/// The listener for test controls.
#[derive(Clone)]
pub struct Control {
    /// Where it listens.
    pub listen: SocketAddr,
    /// What callers must present as a bearer token.
    pub token: String,
}

impl std::fmt::Debug for Control {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Control").field("listen", &self.listen).finish_non_exhaustive()
    }
}

/// The six operations.
pub(crate) fn router(shared: Arc<Shared>, control: &Control) -> Router {
    let token: Arc<str> = control.token.as_str().into();
    Router::new()
        .route("/organizations", get(list).post(create))
        .route("/organizations/{id}", delete(remove))
        .route("/organizations/{id}/reset", post(reset))
        .route("/organizations/{id}/clock", get(show_clock).post(move_clock))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .layer(from_fn_with_state(token, guard))
        .with_state(shared)
}

/// Lets in who has the token; before anything else, so that others learn nothing.
async fn guard(State(token): State<Arc<str>>, request: Request, next: Next) -> Response {
    match allowed(request.headers(), &token) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refused(&refusal),
    }
}

fn allowed(headers: &HeaderMap, token: &str) -> Result<()> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, given) = header.and_then(|value| value.split_once(' ')).unwrap_or_default();
    if !scheme.eq_ignore_ascii_case("bearer") || given.trim().is_empty() {
        return Err(Refusal::authentication_required());
    }
    // Without a token nobody has it.
    if token.is_empty() || !secrets::same(given.trim(), token) {
        return Err(Refusal::bad_credentials());
    }
    Ok(())
}

async fn list(State(shared): State<Arc<Shared>>) -> Response {
    let entities = organizations::list(&shared.db).await;
    answer(StatusCode::OK, entities.map(|entities| json!({ "entities": entities })))
}

/// Whoever asks, as audit messages name them.
struct By(Operator);

impl FromRequestParts<Arc<Shared>> for By {
    type Rejection = Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        shared: &Arc<Shared>,
    ) -> std::result::Result<Self, Self::Rejection> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        let origin = Origin::of(peer, &parts.headers, &shared.options.trusted_proxies);
        Ok(Self(Operator::Control(origin)))
    }
}

/// The body of a request for an organization.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    name: String,
    admin_email: Option<String>,
    #[serde(default)]
    demo: bool,
    seed: Option<u64>,
}

async fn create(State(shared): State<Arc<Shared>>, by: By, body: Bytes) -> Response {
    let wanted: Wanted = match serde_json::from_slice(&body) {
        Ok(wanted) => wanted,
        Err(error) => {
            return refused(&Refusal::bad_request(format!(
                "The body must be JSON such as {{\"name\": \"Acme\"}}, with \"demo\" or \"seed\" if needed: {error}."
            )));
        }
    };
    let Wanted { name, admin_email, demo, seed } = wanted;
    let (clock, named) = (&shared.clock, (name.as_str(), admin_email));
    let made = organizations::add(&shared.db, (clock, by.0), named, demo, seed).await;
    answer(StatusCode::CREATED, made)
}

/// The organization that the path names.
fn named(path: &RawPathParams) -> String {
    path.iter().next().map(|(_, id)| id.replace('\0', "")).unwrap_or_default()
}

async fn reset(State(shared): State<Arc<Shared>>, by: By, path: RawPathParams) -> Response {
    answer(
        StatusCode::OK,
        organizations::reset(&shared.db, (&shared.clock, by.0), &named(&path)).await,
    )
}

async fn show_clock(State(shared): State<Arc<Shared>>, by: By, path: RawPathParams) -> Response {
    let by = (&shared.clock, by.0);
    let shown = clocks::change(&shared.db, by, &named(&path), ClockChange::Show).await;
    answer(StatusCode::OK, shown)
}

async fn move_clock(
    State(shared): State<Arc<Shared>>,
    by: By,
    path: RawPathParams,
    body: Bytes,
) -> Response {
    let change: ClockChange = match serde_json::from_slice(&body) {
        Ok(change) => change,
        Err(error) => {
            return refused(&Refusal::bad_request(format!(
                "The body must be \"freeze\", \"resume\", {{\"advance\": \"PT8H\"}} or {{\"set\": \"2026-01-01T00:00:00Z\"}}: {error}."
            )));
        }
    };
    let by = (&shared.clock, by.0);
    answer(StatusCode::OK, clocks::change(&shared.db, by, &named(&path), change).await)
}

async fn remove(State(shared): State<Arc<Shared>>, by: By, path: RawPathParams) -> Response {
    let id = named(&path);
    match organizations::remove(&shared.db, (&shared.clock, by.0), &id).await {
        Ok(_) => {
            info!(id, "organization removed");
            StatusCode::NO_CONTENT.into_response()
        }
        Err(error) => refused(&error.into()),
    }
}

async fn unknown(request: Request) -> Response {
    refused(&Refusal::no_such_page(request.method().as_str(), request.uri().path()))
}

fn answer<T: Serialize>(
    status: StatusCode,
    answer: std::result::Result<T, OrganizationError>,
) -> Response {
    let written = answer.map_err(Refusal::from).and_then(|value| {
        serde_json::to_vec(&value)
            .map_err(|error| Refusal::internal(format!("an answer could not be written: {error}")))
    });
    match written {
        Ok(body) => json_with(status, body),
        Err(refusal) => refused(&refusal),
    }
}

/// A refusal in the API's form.
fn refused(refusal: &Refusal) -> Response {
    let correlation = Random::System.id();
    let reason = refusal.reason.as_deref();
    info!(
        correlation,
        status = refusal.status.as_u16(),
        code = refusal.code,
        reason,
        "control request refused"
    );
    let body = serde_json::to_vec(&refusal.body(&correlation)).unwrap_or_default();
    let mut response = json_with(refusal.status, body);
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&correlation) {
        headers.insert(HeaderName::from_static("inin-correlation-id"), value);
    }
    if let Some(seconds) = refusal.retry_after {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn json_with(status: StatusCode, body: Vec<u8>) -> Response {
    let json = HeaderValue::from_static("application/json");
    (status, [(header::CONTENT_TYPE, json)], body).into_response()
}
