//! The token endpoint: who asks, for what, and in which form the answer goes out.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use tokio::time::{Instant, timeout_at};

use super::{
    asking::{Asking, Form, Tokens},
    error::OAuthError,
    grants,
};
use crate::{clients, identity::Identity};
use gate::{
    body,
    envelope::{json_answer, tell_log, tell_log_why},
    origin::Origin,
};

/// The largest form that is read, in bytes.
const MAX_FORM_BYTES: usize = 64 * 1024;

/// What the log and the metrics call the token endpoint, which is no operation of the contract.
const OPERATION: &str = "oauthToken";

/// `POST /oauth/token`.
pub async fn token(State(identity): State<Identity>, request: Request) -> Response {
    let headers = request.headers().clone();
    let limit = identity.shared.options.request_timeout;
    let deadline = Instant::now() + limit;
    let issued = timeout_at(deadline, issue(&identity, request, deadline)).await;
    match issued.unwrap_or_else(|_| Err(OAuthError::timed_out(limit))) {
        Ok(tokens) => {
            let mut answer = json!({
                "access_token": tokens.access_token,
                "token_type": "bearer",
                "expires_in": tokens.expires_in,
            });
            if let Some(refresh_token) = tokens.refresh_token {
                answer["refresh_token"] = refresh_token.into();
            }
            let mut response = json_answer(StatusCode::OK, &answer);
            tell_log(&mut response, OPERATION, None);
            response
        }
        Err(error) => {
            let mut response = error.answer(&headers);
            tell_log_why(&mut response, OPERATION, error.error, error.reason);
            response
        }
    }
}

async fn issue(
    identity: &Identity,
    request: Request,
    deadline: Instant,
) -> Result<Tokens, OAuthError> {
    let origin = request.extensions().get::<Origin>().copied().unwrap_or_default();
    let shared = &identity.shared;
    identity.throttle.request(origin, shared.clock.now())?;
    let (parts, body) = request.into_parts();
    let bytes = body::read(&parts.headers, body, MAX_FORM_BYTES, deadline).await?;
    let form = Form::read(&bytes)?;
    let grant = form.required("grant_type")?;
    if !["authorization_code", "client_credentials", "refresh_token"].contains(&grant) {
        return Err(OAuthError::unsupported(format!(
            "the grant is not supported{}; use authorization_code, client_credentials or \
             refresh_token",
            match grant {
                "password" => ": only the sign-in page takes passwords",
                "urn:ietf:params:oauth:grant-type:saml2-bearer" =>
                    ": single sign-on is not supported yet",
                _ => "",
            }
        )));
    }
    let asking = who(identity, &parts.headers, &form, origin).await?;
    match grant {
        "authorization_code" => grants::authorization_code(shared, asking, &form).await,
        "refresh_token" => grants::refresh_token(shared, asking, &form).await,
        _ => grants::client_credentials(shared, asking).await,
    }
}

/// The client that asks, by its secret or, without one, by its name alone.
async fn who(
    identity: &Identity,
    headers: &HeaderMap,
    form: &Form,
    origin: Origin,
) -> Result<Asking, OAuthError> {
    let named = form.field("client_id");
    let (id, secret) = match basic(headers) {
        Some((id, _)) if named.is_some_and(|named| named != id) => {
            let description = "client_id differs between the form and the header";
            return Err(OAuthError::bad_request(description));
        }
        Some((id, secret)) => (id, Some(secret)),
        None => {
            let id = named.ok_or_else(OAuthError::bad_client)?;
            (id.to_owned(), form.field("client_secret").map(str::to_owned))
        }
    };
    let shared = &identity.shared;
    let now = shared.clock.now();
    if secret.is_some() {
        identity.throttle.may_try(&id, origin, now)?;
    }
    let mut tx = shared.db.snapshot().await?;
    let open = clients::open(&mut tx, &id, now).await?;
    if let Some(secret) = &secret {
        // An unknown client takes as long as a wrong secret.
        if !clients::fits(open.as_ref(), secret) {
            identity.throttle.failed(&id, origin, now);
            return Err(OAuthError::bad_client());
        }
        identity.throttle.client(&id, now)?;
    }
    let (client, _) = open.ok_or_else(OAuthError::bad_client)?;
    Ok(Asking { client, confidential: secret.is_some(), origin })
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
