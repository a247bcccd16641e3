//! The token endpoint, with its own form of errors.

use std::{collections::HashMap, sync::Arc};

use api::OAuthGrantType;
use axum::{
    body::{Body, to_bytes},
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use store::{
    oauth_clients::StoredClient,
    tokens::{self, NewToken},
};
use tracing::error;

use crate::{
    call::TokenHash,
    http::{json_answer, tell_log},
    oauth_clients,
    random::Random,
    refusal::Refusal,
    shared::Shared,
};

/// The largest form that the token endpoint reads, in bytes.
const MOST: usize = 64 * 1024;

/// An error of the token endpoint: `{error, description, error_description}`.
#[derive(Debug)]
struct OAuthError {
    status: StatusCode,
    error: &'static str,
    description: String,
}

impl OAuthError {
    fn new(status: StatusCode, error: &'static str, description: impl Into<String>) -> Self {
        Self { status, error, description: description.into() }
    }

    fn bad_client() -> Self {
        let description = "client not found, not active, or the secret is wrong";
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", description)
    }

    fn too_large() -> Self {
        let description = format!("the form is not whole within {MOST} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", description)
    }

    fn timed_out(limit: std::time::Duration) -> Self {
        let description = format!("the request took longer than {} seconds", limit.as_secs());
        Self::new(StatusCode::GATEWAY_TIMEOUT, "temporarily_unavailable", description)
    }

    fn bad_request(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", description)
    }
}

impl From<Refusal> for OAuthError {
    fn from(refusal: Refusal) -> Self {
        let reason = refusal.reason.clone().unwrap_or_else(|| refusal.message());
        error!(reason, "the token endpoint failed");
        let code =
            if refusal.status.is_server_error() { "server_error" } else { "invalid_request" };
        Self::new(refusal.status, code, refusal.message())
    }
}

impl From<store::Error> for OAuthError {
    fn from(error: store::Error) -> Self {
        Refusal::from(error).into()
    }
}

/// What the log and the metrics call the token endpoint, which is no operation of the contract.
const OPERATION: &str = "oauthToken";

/// `POST /oauth/token`.
pub(crate) async fn token(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let limit = shared.options.request_timeout;
    let issued = tokio::time::timeout(limit, issue(&shared, &headers, body)).await;
    match issued.unwrap_or_else(|_| Err(OAuthError::timed_out(limit))) {
        Ok(answer) => {
            let mut response = json_answer(StatusCode::OK, &answer);
            tell_log(&mut response, OPERATION, None);
            response
        }
        Err(OAuthError { status, error, description }) => {
            let body = json!({
                "error": error,
                "description": description,
                "error_description": description,
            });
            let mut response = json_answer(status, &body);
            tell_log(&mut response, OPERATION, Some(error));
            if status == StatusCode::UNAUTHORIZED {
                let basic = HeaderValue::from_static("Basic realm=\"callroster\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, basic);
            }
            response
        }
    }
}

async fn issue(
    shared: &Arc<Shared>,
    headers: &HeaderMap,
    body: Body,
) -> Result<serde_json::Value, OAuthError> {
    let bytes = to_bytes(body, MOST).await.map_err(|_| OAuthError::too_large())?;
    let form: HashMap<String, String> = url::form_urlencoded::parse(&bytes).into_owned().collect();
    let field = |name: &str| form.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let grant =
        field("grant_type").ok_or_else(|| OAuthError::bad_request("grant_type is missing"))?;
    let (id, secret) = match basic(headers) {
        Some(credentials) => credentials,
        None => {
            let (id, secret) = (field("client_id"), field("client_secret"));
            let (Some(id), Some(secret)) = (id, secret) else {
                return Err(OAuthError::bad_client());
            };
            (id.to_owned(), secret.to_owned())
        }
    };
    if id.contains('\0') {
        // PostgreSQL cannot even ask for it.
        return Err(OAuthError::bad_client());
    }
    if grant != "client_credentials" {
        let description = format!("the grant `{grant}` is not supported; use `client_credentials`");
        return Err(OAuthError::new(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            description,
        ));
    }
    let client = client_of(shared, &id, &secret).await?;
    client_credentials(shared, client).await
}

/// Client id and secret of an `Authorization: Basic` header.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let header = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// The client with this id and this secret.
async fn client_of(shared: &Shared, id: &str, secret: &str) -> Result<StoredClient, OAuthError> {
    let mut tx = shared.db.snapshot().await?;
    let open = oauth_clients::open(&mut tx, id, shared.clock.now()).await?;
    // An unknown client takes as long as a wrong secret: the secret is digested either way.
    let right = oauth_clients::fits(open.as_ref(), secret);
    open.filter(|_| right).map(|(stored, _)| stored).ok_or_else(OAuthError::bad_client)
}

/// A token for the client itself.
async fn client_credentials(
    shared: &Arc<Shared>,
    client: StoredClient,
) -> Result<serde_json::Value, OAuthError> {
    if client.client.authorized_grant_type != Some(OAuthGrantType::ClientCredentials) {
        let description = "this client is not registered for client credentials";
        return Err(OAuthError::new(StatusCode::BAD_REQUEST, "unauthorized_client", description));
    }
    let token = Random::System.secret();
    let hash = TokenHash::of(&token);
    let (seconds, server_now) = (client.token_seconds, shared.clock.now());
    let stored = shared.db.write(move |tx| {
        let (hash, id) = (hash.clone(), client.id().to_owned());
        Box::pin(async move {
            // It may have been changed since its secret was looked at.
            let open = oauth_clients::open(tx, &id, server_now).await?;
            let Some((client, now)) = open else { return Ok(false) };
            let token = NewToken {
                hash: hash.as_str(),
                organization: &client.organization,
                client: Some(client.id()),
                user: None,
                issued_at: now,
                expires_at: now.plus_seconds(seconds),
            };
            tokens::insert(tx, &token).await?;
            Ok::<_, Refusal>(true)
        })
    });
    if !stored.await? {
        return Err(OAuthError::bad_client());
    }
    Ok(json!({ "access_token": token, "token_type": "bearer", "expires_in": seconds }))
}
