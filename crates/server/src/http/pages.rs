//! What is served beside the API.

use std::sync::{Arc, LazyLock};

use api::{Entry, operations};
use axum::{
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use gate::{
    envelope::{self, Learnt, json as as_json},
    refusal::Refusal,
    shared::Shared,
};
use resources::routes;

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

/// The OpenAPI document, with the address under which users reach this server.
pub(super) async fn openapi(State(shared): State<Arc<Shared>>) -> Response {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(api::document);
    let Some(url) = &shared.options.public_url else {
        return as_json(StatusCode::OK, DOCUMENT.to_string().into_bytes());
    };
    let mut document = DOCUMENT.clone();
    document["servers"] = json!([{ "url": url.as_str().trim_end_matches('/') }]);
    as_json(StatusCode::OK, document.to_string().into_bytes())
}

/// The coverage of the API.
pub(super) async fn coverage_json() -> Response {
    as_json(StatusCode::OK, coverage().to_string().into_bytes())
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
    static ROUTES: LazyLock<gate::routes::Routes> = LazyLock::new(routes);
    ROUTES.serves(entry.meta.id)
}

/// The offline explorer of the API: one page, its only style and script named by their hashes.
pub(super) async fn explorer() -> Response {
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
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], PAGE).into_response();
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

/// What was counted, for Prometheus.
pub(super) async fn metrics(State(shared): State<Arc<Shared>>) -> Response {
    let text = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, text)], shared.metrics.text(&shared.db.following())).into_response()
}
