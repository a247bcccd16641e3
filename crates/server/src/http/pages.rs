//! What is served beside the API.

use std::{
    sync::{Arc, LazyLock, Mutex, PoisonError},
    time::{Duration, Instant},
};

use api::{Entry, operations};
use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Redirect, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::document::Document;
use gate::{
    envelope::{self, Learnt, json as as_json},
    refusal::Refusal,
    shared::Shared,
};
use resources::routes;

const JSON: &str = "application/json";

/// Answers once tokens work: the port opens only when migration and bootstrap are done.
pub(super) async fn health() -> Response {
    as_json(StatusCode::OK, json!({ "status": "up" }).to_string().into_bytes())
}

/// Answers 200 while the data can be read.
pub(super) async fn ready(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let read = async {
        let mut tx = shared.db.snapshot().await?;
        store::organizations::exist(&mut tx).await
    };
    match read.await {
        Ok(_) => as_json(StatusCode::OK, json!({ "status": "ready" }).to_string().into_bytes()),
        Err(error) => {
            let refusal = Refusal::unavailable(error.to_string());
            envelope::refused(
                &refusal,
                &envelope::correlation_id(&request),
                None,
                &Learnt::default(),
            )
        }
    }
}

/// The OpenAPI document, with the address under which users reach this server, if that is known.
pub(super) fn openapi(public_url: Option<&Url>) -> Document {
    let mut document = api::document();
    if let Some(url) = public_url {
        document["servers"] = json!([{ "url": url.as_str().trim_end_matches('/') }]);
    }
    Document::new(JSON, document.to_string())
}

/// The coverage of the API.
pub(super) async fn coverage_json(asked: HeaderMap) -> Response {
    static DOCUMENT: LazyLock<Document> =
        LazyLock::new(|| Document::new(JSON, coverage().to_string()));
    DOCUMENT.answer(&asked)
}

/// Each declared operation, with whether it is served and how sure we are of its behaviour.
pub fn coverage() -> Value {
    let entries = operations().map(|entry| {
        let meta = entry.meta;
        json!({
            "id": meta.id,
            "method": meta.method.as_str(),
            "path": meta.path,
            "resource": entry.resource,
            "state": if is_served(entry) { "served" } else { "missing" },
            "basis": if meta.inferred { "inferred" } else { "documented" },
        })
    });
    json!({ "operations": entries.collect::<Vec<_>>() })
}

/// Does the operation have a handler?
pub fn is_served(entry: &Entry) -> bool {
    handler_of(entry).is_some()
}

/// Where the operation's handler stands in the crate `resources`, such as `voicemail::get_policy`.
pub fn handler_of(entry: &Entry) -> Option<&'static str> {
    static ROUTES: LazyLock<gate::routes::Routes> = LazyLock::new(routes);
    ROUTES.handler(entry.meta.id)
}

/// People who open the address in a browser look for what can be done here.
pub(super) async fn home() -> Redirect {
    Redirect::temporary("/docs")
}

/// The offline explorer of the API: one page, its only style and script named by their hashes.
pub(super) async fn explorer(asked: HeaderMap) -> Response {
    static DOCUMENT: LazyLock<Document> =
        LazyLock::new(|| Document::new("text/html; charset=utf-8", PAGE));
    const PAGE: &str = include_str!("explorer.html");
    static POLICY: LazyLock<String> = LazyLock::new(|| {
        format!(
            "default-src 'none'; connect-src 'self'; img-src data:; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
             trusted-types 'none'; style-src {}; script-src {}",
            hash_of(PAGE, "style"),
            hash_of(PAGE, "script")
        )
    });
    let mut response = DOCUMENT.answer(&asked);
    if let Ok(policy) = HeaderValue::from_str(&POLICY) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// `'sha256-…'` of what stands in the page's one element of this name.
fn hash_of(page: &str, element: &str) -> String {
    let inside = page
        .split_once(&format!("<{element}"))
        .and_then(|(_, rest)| rest.split_once('>'))
        .and_then(|(_, rest)| rest.split_once(&format!("</{element}>")))
        .map_or("", |(inside, _)| inside);
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(inside.as_bytes())))
}

/// How long a text of metrics is answered to all who ask.
const METRICS_AGE: Duration = Duration::from_secs(1);

/// The counters, for Prometheus. A second request within a second gets the same bytes.
pub(super) async fn metrics(
    State(shared): State<Arc<Shared>>,
    Extension(last): Extension<LastMetrics>,
    asked: HeaderMap,
) -> Response {
    let mut last = last.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((made_at, document)) = &*last
        && made_at.elapsed() < METRICS_AGE
    {
        return document.answer(&asked);
    }
    let text = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let document = Document::new(text, shared.metrics.text(&shared.db.following()));
    let response = document.answer(&asked);
    *last = Some((Instant::now(), document));
    response
}

/// The metrics that were answered last.
#[derive(Debug, Clone, Default)]
pub(super) struct LastMetrics(Arc<Mutex<Option<(Instant, Document)>>>);
