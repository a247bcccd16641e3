//! What comes to the token endpoint, and what a grant gives for it.

use std::collections::HashMap;

use store::oauth_clients::StoredClient;

use super::error::OAuthError;
use gate::origin::Origin;

/// Who asks for a token.
#[derive(Debug, Clone)]
pub(super) struct Asking {
    /// The client, which may have tokens.
    pub(super) client: StoredClient,
    /// Has it shown its secret? Otherwise it only said its name, as browsers and phones do, which
    /// keep no secret.
    pub(super) confidential: bool,
    /// Where the request comes from.
    pub(super) origin: Origin,
}

/// What a grant gives.
#[derive(Debug, Clone)]
pub(super) struct Tokens {
    pub(super) access_token: String,
    /// Seconds until the access token ends.
    pub(super) expires_in: i64,
    pub(super) refresh_token: Option<String>,
}

/// The fields of a form, each at most once.
pub(super) struct Form(HashMap<String, String>);

impl Form {
    /// Reads it.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, OAuthError> {
        let mut fields = HashMap::new();
        for (name, value) in url::form_urlencoded::parse(bytes).into_owned() {
            if fields.insert(name, value).is_some() {
                return Err(OAuthError::bad_request("a field is given twice"));
            }
        }
        Ok(Self(fields))
    }

    /// A field that is there and not empty.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A field that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, OAuthError> {
        self.field(name).ok_or_else(|| OAuthError::missing(name))
    }
}
