//! What goes before every page for people.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use crate::{identity::Identity, page, throttle::TooOften};
use gate::{envelope::tell_log, origin::Origin};

/// What the log and the metrics call a page that was not asked.
const OPERATION: &str = "page";

/// Lets a request through to a page, unless too many come from its sender.
pub async fn throttled(State(identity): State<Identity>, request: Request, next: Next) -> Response {
    let origin = request.extensions().get::<Origin>().copied().unwrap_or_default();
    match identity.throttle.page(origin, identity.shared.clock.now()) {
        Ok(()) => next.run(request).await,
        Err(TooOften { seconds }) => {
            let mut response = page::too_often(seconds);
            tell_log(&mut response, OPERATION, Some("too.many.requests"));
            response
        }
    }
}
