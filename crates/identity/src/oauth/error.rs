//! Errors of the token endpoint, in their own form: `{error, description, error_description}`.

use std::time::Duration;

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::json;

use crate::throttle::TooOften;
use gate::{envelope::json_answer, refusal::Refusal};

/// Why a program gets no token.
#[derive(Debug, Clone)]
pub(super) struct OAuthError {
    pub(super) status: StatusCode,
    /// What is wrong, for programs.
    pub(super) error: &'static str,
    description: String,
    retry_after: Option<u64>,
    /// Why, for the operator and the log.
    pub(super) reason: Option<String>,
}

impl OAuthError {
    fn new(status: StatusCode, error: &'static str, description: impl Into<String>) -> Self {
        Self { status, error, description: description.into(), retry_after: None, reason: None }
    }

    fn bad(error: &'static str, description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error, description)
    }

    /// Who asks is not known: not which of them, nor why.
    pub(super) fn bad_client() -> Self {
        let description = "client not found, not active, or the secret is wrong";
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", description)
    }

    /// The client has to send a secret, and sent none.
    pub(super) fn secret_needed(why: &str) -> Self {
        let description = format!("{why}; send client id and secret in the Authorization header");
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", description)
    }

    pub(super) fn bad_request(description: impl Into<String>) -> Self {
        Self::bad("invalid_request", description)
    }

    pub(super) fn missing(field: &str) -> Self {
        Self::bad_request(format!("{field} is missing"))
    }

    pub(super) fn bad_grant(description: impl Into<String>) -> Self {
        Self::bad("invalid_grant", description)
    }

    pub(super) fn unsupported(description: impl Into<String>) -> Self {
        Self::bad("unsupported_grant_type", description)
    }

    pub(super) fn not_registered_for(what: &str) -> Self {
        Self::bad("unauthorized_client", format!("this client is not registered for {what}"))
    }

    /// Clients try again when the description begins like this.
    pub(super) fn throttled(seconds: u64) -> Self {
        let description = format!("rate limit exceeded; try again in {seconds} seconds");
        Self { retry_after: Some(seconds), ..Self::bad_request(description) }
    }

    pub(super) fn timed_out(limit: Duration) -> Self {
        let description = format!("the request took longer than {} seconds", limit.as_secs());
        Self::new(StatusCode::GATEWAY_TIMEOUT, "temporarily_unavailable", description)
    }

    /// The answer to a request with these headers.
    pub(super) fn answer(&self, asked: &HeaderMap) -> Response {
        let body = json!({
            "error": self.error,
            "description": self.description,
            "error_description": self.description,
        });
        let mut response = json_answer(self.status, &body);
        let headers = response.headers_mut();
        // Browsers ask people for a name and a password when they see it, so only those hear of
        // Basic who know it.
        if self.status == StatusCode::UNAUTHORIZED && asked.contains_key(header::AUTHORIZATION) {
            let basic = HeaderValue::from_static("Basic realm=\"callroster\"");
            headers.insert(header::WWW_AUTHENTICATE, basic);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<TooOften> for OAuthError {
    fn from(TooOften { seconds }: TooOften) -> Self {
        Self::throttled(seconds)
    }
}

impl From<Refusal> for OAuthError {
    fn from(refusal: Refusal) -> Self {
        let code =
            if refusal.status.is_server_error() { "server_error" } else { "invalid_request" };
        let told = Self::new(refusal.status, code, refusal.message());
        Self { retry_after: refusal.retry_after, reason: refusal.reason.clone(), ..told }
    }
}

impl From<store::Error> for OAuthError {
    fn from(error: store::Error) -> Self {
        Refusal::from(error).into()
    }
}
