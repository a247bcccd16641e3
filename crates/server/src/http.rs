//! HTTP: the router of every declared operation, and what is common to all answers.

mod answer;
mod document;
mod pages;
mod wrap;

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use api::{Meta, Method, Parameters, operations};
use axum::{
    Extension, Router,
    extract::{RawPathParams, Request, State, rejection::RawPathParamsRejection},
    http::{HeaderMap, HeaderName, Method as HttpMethod},
    middleware::from_fn_with_state,
    response::Response,
    routing::{MethodFilter, MethodRouter, get, on, post},
};
use tokio::time::{Instant, timeout_at};
use tower_http::{
    compression::{CompressionLayer, predicate::SizeAbove},
    cors::{Any, CorsLayer},
};

use crate::channels::{Sockets, connect};
use crate::http::answer::{Incoming, answer};
use gate::routes::Route;
use gate::{
    envelope::{self, Learnt},
    origin::Origin,
    reached::Reached,
    refusal::Refusal,
    shared::Shared,
};
use identity::{activation, identity::Identity, oauth, pages as people};
use resources::routes;

pub use pages::{coverage, handler_of, is_served};

/// Answers are packed above so many bytes: packing takes 300 KB while an answer is sent, and
/// strangers get only small ones.
const PACKED_ABOVE: u64 = 1024;

/// The whole HTTP surface of the API's address.
pub(crate) fn router(identity: &Identity, sockets: Sockets) -> Router {
    let shared = identity.shared.clone();
    let public_url = shared.options.public_url.clone();
    let document = Arc::new(LazyLock::new(move || pages::openapi(public_url.as_ref())));
    let openapi = move |asked: HeaderMap| async move { document.answer(&asked) };
    let mut router = Router::new()
        .route("/health", get(pages::health))
        .route("/ready", get(pages::ready))
        .route("/openapi.json", get(openapi))
        .route("/", get(pages::home))
        .route("/docs", get(pages::explorer))
        .route("/coverage", get(pages::coverage_json));
    if shared.options.serve_metrics {
        router = router.merge(metrics());
    }
    for (path, methods) in by_shape() {
        router = router.route(&path, methods);
    }
    router
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(shared.clone())
        .merge(for_programs().with_state(identity.clone()))
        .merge(Router::new().route("/channels/{channel}", get(connect)).with_state(sockets))
        .layer(CompressionLayer::new().compress_when(SizeAbove::new(PACKED_ABOVE)))
        .layer(cors())
        .merge(for_people(identity))
        .layer(from_fn_with_state(shared, wrap::wrap))
}

/// Where programs get tokens.
fn for_programs() -> Router<Identity> {
    Router::new()
        .route("/oauth/token", post(oauth::token))
        .method_not_allowed_fallback(wrong_method)
}

/// Pages that people meet, for no script of another site: what they hold is neither theirs to read
/// nor compressed, which would tell its secrets by its length.
fn for_people(identity: &Identity) -> Router {
    Router::new()
        .route("/oauth/authorize", get(oauth::show).post(oauth::submit))
        .route("/logout", get(oauth::logout))
        .route("/activate", get(activation::show).post(activation::set))
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(identity.clone(), people::throttled))
        .with_state(identity.clone())
}

/// Metrics alone, for a listener of their own.
pub(crate) fn metrics_router(shared: Arc<Shared>) -> Router {
    metrics().with_state(shared)
}

fn metrics() -> Router<Arc<Shared>> {
    let last = pages::LastMetrics::default();
    Router::new().route("/metrics", get(pages::metrics)).layer(Extension(last))
}

/// Every declared operation under the shape of its path: axum refuses two names for one place, as
/// in `…/{clientId}` beside `…/{id}`.
fn by_shape() -> BTreeMap<String, MethodRouter<Arc<Shared>>> {
    let mut served: BTreeMap<&str, Arc<Route>> =
        routes().into_iter().map(|route| (route.entry.meta.id, Arc::new(route))).collect();
    let mut shapes = BTreeMap::new();
    for entry in operations() {
        let (shape, names) = shape(entry.meta.path);
        let methods: MethodRouter<Arc<Shared>> = shapes.remove(&shape).unwrap_or_default();
        let handler = handler(entry.meta, names, served.remove(entry.meta.id));
        shapes.insert(shape, methods.merge(handler));
    }
    shapes
}

/// `/users/{userId}/state` as `/users/{p0}/state`, with the names in order.
fn shape(path: &'static str) -> (String, Vec<&'static str>) {
    let mut names = Vec::new();
    let segments = path.split('/').map(|segment| {
        let Some(name) = segment.strip_prefix('{').and_then(|s| s.strip_suffix('}')) else {
            return segment.to_owned();
        };
        names.push(name);
        format!("{{p{}}}", names.len() - 1)
    });
    let shape = segments.collect::<Vec<_>>().join("/");
    (shape, names)
}

fn handler(
    meta: &'static Meta,
    names: Vec<&'static str>,
    route: Option<Arc<Route>>,
) -> MethodRouter<Arc<Shared>> {
    let names: Arc<[&'static str]> = names.into();
    on(
        filter(meta.method),
        move |State(shared): State<Arc<Shared>>, path: Path, request: Request| {
            let (names, route) = (names.clone(), route.clone());
            async move {
                let Some(route) = route else { return missing(meta, &request) };
                let parameters = parameters(&names, path, &request);
                serve(&shared, &route, parameters, request).await
            }
        },
    )
}

/// The values of a path; an error when one of them is no text.
type Path = Result<RawPathParams, RawPathParamsRejection>;

/// Path and query as text. What is no text is left out, and refused as missing when it is its turn.
fn parameters(names: &[&'static str], path: Path, request: &Request) -> Parameters {
    let path: Vec<(String, String)> = path.map_or_else(
        |_| Vec::new(),
        |path| {
            let values = path.iter().map(|(_, value)| value.to_owned());
            names.iter().map(|name| (*name).to_owned()).zip(values).collect()
        },
    );
    let query = request.uri().query().unwrap_or_default().as_bytes();
    Parameters::new(path, url::form_urlencoded::parse(query).into_owned().collect())
}

/// Answers an operation that is served.
async fn serve(
    shared: &Arc<Shared>,
    route: &Route,
    parameters: Parameters,
    request: Request,
) -> Response {
    let (meta, correlation) = (route.entry.meta, envelope::correlation_id(&request));
    let (parts, body) = request.into_parts();
    let origin = parts.extensions.get::<Origin>().copied().unwrap_or_default();
    let reached = Reached::of(shared, &parts.uri, &parts.headers);
    let limit = shared.options.request_timeout;
    let deadline = Instant::now() + limit;
    let asked = Incoming { parameters, headers: parts.headers, origin, reached, body, deadline };
    let mut learnt = Learnt::default();
    let answer = timeout_at(deadline, answer(shared, route, asked, &mut learnt)).await;
    match answer.unwrap_or_else(|_| Err(Refusal::timed_out(limit.as_secs()))) {
        Ok(reply) => envelope::answered(reply, meta, &learnt),
        Err(refusal) => {
            if shared.options.explain && refusal.status.is_client_error() {
                learnt.limited.clone_from(&refusal.reason);
            }
            envelope::refused(&refusal, &correlation, Some(meta), &learnt)
        }
    }
}

/// Answers an operation that is declared and not served yet.
fn missing(meta: &'static Meta, request: &Request) -> Response {
    let correlation = envelope::correlation_id(request);
    let refusal = Refusal::not_implemented(meta.method.as_str(), request.uri().path());
    envelope::refused(&refusal, &correlation, Some(meta), &Learnt::default())
}

fn filter(method: Method) -> MethodFilter {
    match method {
        Method::Get => MethodFilter::GET,
        Method::Head => MethodFilter::HEAD,
        Method::Post => MethodFilter::POST,
        Method::Put => MethodFilter::PUT,
        Method::Patch => MethodFilter::PATCH,
        Method::Delete => MethodFilter::DELETE,
    }
}

/// A known path with a method that it does not have. The router adds the header `Allow`.
async fn wrong_method(request: Request) -> Response {
    let correlation = envelope::correlation_id(&request);
    let (method, path) = (request.method().as_str(), request.uri().path());
    let refusal = Refusal::method_not_allowed(method, path);
    envelope::refused(&refusal, &correlation, None, &Learnt::default())
}

/// Undeclared paths: under `/api/v2/` the operation may exist on the real service, and 404 would
/// read as "deleted".
async fn unknown(request: Request) -> Response {
    let correlation = envelope::correlation_id(&request);
    let (method, path) = (request.method().as_str(), request.uri().path());
    let refusal = if path.starts_with("/api/v2/") {
        Refusal::not_implemented(method, path)
    } else {
        Refusal::no_such_page(method, path)
    };
    envelope::refused(&refusal, &correlation, None, &Learnt::default())
}

/// As the browser SDKs need it: any origin may call with a token, and read our headers.
fn cors() -> CorsLayer {
    let exposed = [
        "inin-correlation-id",
        "inin-ratelimit-count",
        "inin-ratelimit-allowed",
        "inin-ratelimit-reset",
        "retry-after",
        "allow",
        "callroster-explain",
    ];
    let methods = [
        HttpMethod::GET,
        HttpMethod::HEAD,
        HttpMethod::POST,
        HttpMethod::PUT,
        HttpMethod::PATCH,
        HttpMethod::DELETE,
    ];
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(methods)
        .allow_headers(tower_http::cors::AllowHeaders::mirror_request())
        .expose_headers(exposed.map(HeaderName::from_static))
        .max_age(std::time::Duration::from_hours(1))
}
