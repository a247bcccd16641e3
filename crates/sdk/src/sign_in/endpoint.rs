//! The token endpoint, `POST /oauth/token`.

use std::time::Duration;

use serde::Deserialize;

use super::Tokens;
use crate::{
    Error, Result,
    answer::{Answer, excerpt, from_json},
    retry::Twice,
    secret::Secret,
    transport::Transport,
};

const SIGN_IN: &str = "sign-in";

/// Who asks for a token.
#[derive(Debug, Clone)]
pub(crate) struct OAuthClient {
    pub(super) id: String,
    /// Absent in programs that cannot keep one; they prove themselves with a verifier.
    pub(super) secret: Option<Secret>,
}

impl OAuthClient {
    pub(crate) fn confidential(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { id: id.into(), secret: Some(Secret::new(secret)) }
    }

    pub(super) fn public(id: impl Into<String>) -> Self {
        Self { id: id.into(), secret: None }
    }
}

/// What a token is asked for with.
pub(super) enum Grant<'a> {
    ClientCredentials,
    Code { code: &'a str, redirect_uri: &'a str, verifier: Option<&'a Secret> },
    Refresh(&'a Secret),
}

impl Grant<'_> {
    fn form(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::ClientCredentials => vec![("grant_type", "client_credentials")],
            Self::Code { code, redirect_uri, verifier } => {
                let mut form = vec![
                    ("grant_type", "authorization_code"),
                    ("code", *code),
                    ("redirect_uri", *redirect_uri),
                ];
                form.extend(verifier.map(|verifier| ("code_verifier", verifier.reveal())));
                form
            }
            Self::Refresh(token) => {
                vec![("grant_type", "refresh_token"), ("refresh_token", token.reveal())]
            }
        }
    }

    /// Codes and refresh tokens are used up by the first request that arrives.
    fn twice(&self) -> Twice {
        match self {
            Self::ClientCredentials => Twice::Harmless,
            Self::Code { .. } | Self::Refresh(_) => Twice::Harmful,
        }
    }
}

/// Asks for tokens.
pub(super) async fn issue(
    transport: &Transport,
    client: &OAuthClient,
    grant: &Grant<'_>,
) -> Result<Tokens> {
    let url = format!("{}/oauth/token", transport.login.as_str().trim_end_matches('/'));
    let make = || {
        let mut form = grant.form();
        let request = transport.http.post(&url);
        if let Some(secret) = &client.secret {
            return request.basic_auth(&client.id, Some(secret.reveal())).form(&form);
        }
        form.push(("client_id", &client.id));
        request.form(&form)
    };
    let twice = grant.twice();
    let passing = |answer: &Answer| {
        twice.after_status(answer.status.as_u16(), answer.retry_after) || throttled(answer)
    };
    let answer = transport.deliver(SIGN_IN, twice, make, passing).await?;
    if !answer.status.is_success() {
        return Err(refused(&answer));
    }
    let issued: Issued = from_json(SIGN_IN, &answer.body)?;
    let expires_in = issued.expires_in.map(Duration::from_secs);
    Ok(Tokens::issued(issued.access_token, issued.refresh_token, expires_in))
}

#[derive(Deserialize)]
struct Issued {
    access_token: String,
    refresh_token: Option<String>,
    expires_in: Option<u64>,
}

/// The body of a refusal: the only place where the API has this shape.
#[derive(Deserialize)]
struct Refusal {
    error: String,
    description: Option<String>,
    error_description: Option<String>,
}

impl Refusal {
    fn read(answer: &Answer) -> Option<Self> {
        serde_json::from_slice(&answer.body).ok()
    }

    fn words(self) -> String {
        self.error_description.or(self.description).unwrap_or_default()
    }
}

fn refused(answer: &Answer) -> Error {
    let status = Some(answer.status.as_u16());
    match Refusal::read(answer) {
        Some(refusal) => {
            Error::SignIn { status, error: refusal.error.clone(), description: refusal.words() }
        }
        None => Error::SignIn {
            status,
            error: answer.status.to_string(),
            description: excerpt(&answer.body),
        },
    }
}

/// Too many sign-ins are refused with 400, unlike too many requests.
fn throttled(answer: &Answer) -> bool {
    answer.status.as_u16() == 400
        && Refusal::read(answer)
            .is_some_and(|refusal| refusal.words().starts_with("rate limit exceeded;"))
}
