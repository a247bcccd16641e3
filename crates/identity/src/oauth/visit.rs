//! A browser that comes to one of the pages, and how it is answered.

use std::sync::Arc;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use tokio::time::{Instant, timeout_at};

use super::{cookies::Cookies, forms, trouble::Trouble};
use crate::page;
use gate::{
    envelope::{correlation_id, tell_log, tell_log_why},
    origin::Origin,
    reached::Reached,
    refusal::Refusal,
    shared::Shared,
};

/// What a browser brings.
#[derive(Debug)]
pub(super) struct Visit {
    pub(super) query: Vec<(String, String)>,
    pub(super) cookies: Cookies,
    pub(super) origin: Origin,
    /// The name under which it reached the server.
    pub(super) reached: Reached,
    /// Does the browser say that another site made it send this?
    pub(super) is_foreign: bool,
    /// When the answer must be there.
    pub(super) deadline: Instant,
    /// Names the request in the log.
    correlation: String,
}

impl Visit {
    pub(super) fn of(shared: &Shared, request: &Request) -> Self {
        let origin = request.extensions().get::<Origin>().copied().unwrap_or_default();
        let public = shared.options.public_url.as_ref();
        let secure = shared.is_secure
            || origin.is_secured_by_proxy()
            || public.is_some_and(|url| url.scheme() == "https");
        let query = request.uri().query().unwrap_or_default().as_bytes();
        Self {
            query: url::form_urlencoded::parse(query).into_owned().collect(),
            cookies: Cookies::of(request.headers(), secure),
            origin,
            reached: Reached::of(shared, request.uri(), request.headers()),
            is_foreign: is_foreign(request.headers()),
            deadline: Instant::now() + shared.options.request_timeout,
            correlation: correlation_id(request),
        }
    }

    /// Answers what `answer` does, in time, or what kept it from that.
    pub(super) async fn answer(
        &self,
        shared: &Arc<Shared>,
        operation: &'static str,
        answer: impl Future<Output = Result<Response, Trouble>>,
    ) -> Response {
        let answer = timeout_at(self.deadline, answer).await;
        let seconds = shared.options.request_timeout.as_secs();
        let answer = answer.unwrap_or_else(|_| Err(Refusal::timed_out(seconds).into()));
        let (mut response, code) = match answer {
            Ok(response) => (response, None),
            Err(Trouble::Here { sentence, given }) => {
                (forms::unusable(&sentence, given).into_response(), Some("unusable.request"))
            }
            Err(Trouble::Back { redirect, error, description }) => {
                (redirect.refused(error, description), Some(error))
            }
            Err(Trouble::TooOften(seconds)) => {
                (page::too_often(seconds), Some("too.many.requests"))
            }
            Err(Trouble::Failed(refusal)) => {
                let mut response = forms::failed(&refusal, &self.correlation).into_response();
                if let Some(seconds) = refusal.retry_after {
                    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
                }
                let reason = refusal.reason.clone();
                tell_log_why(&mut response, operation, refusal.code, reason);
                return response;
            }
        };
        tell_log(&mut response, operation, code);
        response
    }
}

/// Browsers say so in a header that pages cannot set. Programs, and old browsers, say nothing.
fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
    site.is_some_and(|site| !["same-origin", "none"].contains(&site))
}

/// A response that sets cookies too.
pub(super) fn setting(
    response: impl IntoResponse,
    cookies: impl IntoIterator<Item = HeaderValue>,
) -> Response {
    let mut response = response.into_response();
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The status of a form that was not filled in right.
pub(super) const AGAIN: StatusCode = StatusCode::BAD_REQUEST;
