//! What a program asks for when it sends a browser here.

use std::collections::BTreeMap;

use api::{OAuthClientState, OAuthGrantType};
use store::{ServerTime, Tx, oauth_clients::StoredClient, organizations};

use super::{redirect::Redirect, trouble::Trouble};
use crate::{clients, redirects};

/// A request that may go on.
#[derive(Debug, Clone)]
pub(super) struct AuthorizationRequest {
    pub(super) client: StoredClient,
    /// What people call the client's organization.
    pub(super) organization: String,
    pub(super) redirect: Redirect,
    pub(super) response_type: ResponseType,
    pub(super) prompt: Prompt,
    /// The e-mail address that the program believes the user to have.
    pub(super) email: String,
}

/// What the program wants.
#[derive(Debug, Clone)]
pub(super) enum ResponseType {
    /// A code, which takes the verifier of this challenge, if there is one.
    Code { challenge: Option<String> },
    /// An access token at once.
    Token,
}

/// May the user be asked for a password?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prompt {
    /// When no user is signed in.
    AsNeeded,
    /// Always.
    Login,
    /// Never.
    None,
}

/// The parameters of a request, each at most once.
struct Given<'a> {
    values: BTreeMap<&'a str, &'a str>,
    twice: Vec<&'a str>,
}

impl<'a> Given<'a> {
    fn of(query: &'a [(String, String)]) -> Self {
        let mut given = Self { values: BTreeMap::new(), twice: Vec::new() };
        for (name, value) in query {
            if given.values.insert(name, value).is_some() {
                given.twice.push(name);
            }
        }
        given
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.values.get(name).copied().filter(|value| !value.is_empty())
    }

    /// A parameter without which it is not known where an error would go.
    fn needed(&self, name: &'static str) -> Result<&'a str, Trouble> {
        if self.twice.contains(&name) {
            return Err(Trouble::here(format!("The parameter {name} is given twice.")));
        }
        let missing = || Trouble::here(format!("The parameter {name} is missing."));
        self.get(name).ok_or_else(missing)
    }
}

impl AuthorizationRequest {
    /// Reads a request. Until the redirect address is verified, errors are shown on a page of the
    /// server.
    pub(super) async fn read(
        tx: &mut Tx,
        query: &[(String, String)],
        server_now: ServerTime,
    ) -> Result<Self, Trouble> {
        let given = Given::of(query);
        let id = given.needed("client_id")?;
        let unknown = || {
            let sentence = "No application is registered under this client_id.";
            Trouble::here(sentence).naming("client_id", id)
        };
        let (client, _) = clients::find(tx, id, server_now).await?.ok_or_else(unknown)?;
        let uri = given.needed("redirect_uri")?;
        let registered = client.client.registered_redirect_uri.as_deref().unwrap_or_default();
        let address = registered
            .iter()
            .any(|registered| registered == uri)
            .then(|| redirects::allowed(uri))
            .flatten()
            .ok_or_else(|| {
                let sentence = "The redirect_uri is not one that the application is registered \
                                with. It must be the same, letter by letter.";
                Trouble::here(sentence).naming("redirect_uri", uri)
            })?;
        if client.client.state != Some(OAuthClientState::Active) {
            let sentence = "The application is disabled.";
            return Err(Trouble::here(sentence).naming("client_id", id));
        }
        let response_type = given.get("response_type");
        let redirect = Redirect {
            registered: uri.to_owned(),
            address,
            state: given.values.get("state").map(|&state| state.to_owned()),
            in_fragment: response_type == Some("token"),
        };
        let back = |error, description| Trouble::back(&redirect, error, description);
        if !given.twice.is_empty() {
            return Err(back("invalid_request", "a parameter is given twice"));
        }
        let (response_type, grant) = match response_type {
            Some("code") => (code(&given, &redirect)?, OAuthGrantType::Code),
            Some("token") => (ResponseType::Token, OAuthGrantType::Token),
            Some(_) => {
                return Err(back("unsupported_response_type", "response_type is code or token"));
            }
            None => return Err(back("invalid_request", "response_type is missing")),
        };
        if client.client.authorized_grant_type != Some(grant) {
            let description = "this client is not registered for this response_type";
            return Err(back("unauthorized_client", description));
        }
        let organization = organizations::find(tx, &client.organization).await?;
        Ok(Self {
            organization: organization.map(|found| found.name).unwrap_or_default(),
            response_type,
            prompt: match given.get("prompt") {
                Some("login") => Prompt::Login,
                Some("none") => Prompt::None,
                _ => Prompt::AsNeeded,
            },
            email: email_of(given.get("login_hint").unwrap_or_default()).to_owned(),
            redirect,
            client,
        })
    }
}

/// A code, and the challenge that was sent for it.
fn code(given: &Given<'_>, redirect: &Redirect) -> Result<ResponseType, Trouble> {
    let back = |description| Trouble::back(redirect, "invalid_request", description);
    let challenge = match (given.get("code_challenge"), given.get("code_challenge_method")) {
        (None, None) => None,
        (None, Some(_)) => return Err(back("code_challenge is missing")),
        (Some(challenge), Some("S256")) if is_digest(challenge) => Some(challenge.to_owned()),
        (Some(_), Some("S256")) => {
            return Err(back("code_challenge is not a SHA-256 in URL-safe base64 without padding"));
        }
        (Some(_), _) => return Err(back("code_challenge_method must be S256")),
    };
    Ok(ResponseType::Code { challenge })
}

/// 32 bytes in URL-safe base64 without padding?
fn is_digest(text: &str) -> bool {
    text.len() == 43
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// The address in `email`, `email:organization` or `organization`.
fn email_of(hint: &str) -> &str {
    let email = hint.split(':').next().unwrap_or_default();
    if email.contains('@') { email } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_is_an_address_an_organization_or_both() {
        assert_eq!(email_of("ada@example.com"), "ada@example.com");
        assert_eq!(email_of("ada@example.com:Example"), "ada@example.com");
        assert_eq!(email_of("Example"), "");
    }

    #[test]
    fn a_challenge_is_a_digest() {
        assert!(is_digest("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        for text in ["", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "short"] {
            assert!(!is_digest(text), "{text}");
        }
    }
}
