//! What can go wrong.

use std::{error::Error as StdError, time::Duration};

use api::ErrorBody;

/// The result of everything that can fail here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call has no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The service answered, and refused.
    #[error("{}", refusal(operation, *status, body))]
    Refused {
        /// The operation that was refused, such as `getUser`.
        operation: &'static str,
        /// The HTTP status.
        status: u16,
        /// The standard error body. One that could not be read is put into its message.
        body: Box<ErrorBody>,
        /// How long the service asks to wait.
        retry_after: Option<Duration>,
    },
    /// No token was given. Token endpoints have error codes of their own.
    #[error("sign-in was refused: {}", sign_in_refusal(error, description))]
    SignIn {
        /// The HTTP status; absent when the refusal came with a redirect, or from here.
        status: Option<u16>,
        /// The code, such as `invalid_client` or `invalid_grant`.
        error: String,
        /// The same in words; may be empty.
        description: String,
    },
    /// No answer came: the connection failed, or the time was up. A write may have been done.
    #[error("no answer to `{operation}`: {}", innermost(source))]
    Transport {
        /// The operation that was asked for.
        operation: &'static str,
        /// What failed.
        source: reqwest::Error,
    },
    /// The answer is a success, but does not fit the model; the source says at which position.
    #[error("the answer to `{operation}` does not fit its model: {source}")]
    Unreadable {
        /// The operation that was answered.
        operation: &'static str,
        /// What does not fit, and where.
        source: serde_json::Error,
    },
    /// Nothing was sent, because the call cannot be put into a request.
    #[error("`{operation}` was not sent: {reason}")]
    Unsendable {
        /// The operation that was asked for.
        operation: &'static str,
        /// What to change.
        reason: String,
    },
    /// The client cannot be built as configured.
    #[error("the client cannot be built: {0}")]
    Settings(String),
}

impl Error {
    /// The HTTP status, when the service refused.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            Self::SignIn { status, .. } => *status,
            _ => None,
        }
    }

    /// The stable code: `general.conflict` of an operation, `invalid_client` of a sign-in.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { body, .. } => body.code.as_deref(),
            Self::SignIn { error, .. } => Some(error),
            _ => None,
        }
    }

    /// What the service says, in its words.
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Refused { body, .. } => body.message.as_deref(),
            Self::SignIn { description, .. } => Some(description),
            _ => None,
        }
    }

    /// The id under which the service knows the request; support asks for it.
    pub fn correlation_id(&self) -> Option<&str> {
        match self {
            Self::Refused { body, .. } => body.context_id.as_deref(),
            _ => None,
        }
    }

    /// The standard error body, when an operation was refused.
    pub fn body(&self) -> Option<&ErrorBody> {
        match self {
            Self::Refused { body, .. } => Some(body),
            _ => None,
        }
    }

    /// How long the service asks to wait; present when the retries were used up before.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// What was asked for does not exist, or is hidden from the caller: 404.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(404)
    }

    /// Something stands against the change, such as a stale version or a taken e-mail: 409.
    pub fn is_conflict(&self) -> bool {
        self.status() == Some(409)
    }

    /// The server does not serve this operation yet: 501.
    pub fn is_not_implemented(&self) -> bool {
        self.status() == Some(501)
    }

    pub(crate) fn sign_in(error: &str, description: impl Into<String>) -> Self {
        Self::SignIn { status: None, error: error.to_owned(), description: description.into() }
    }
}

fn refusal(operation: &str, status: u16, body: &ErrorBody) -> String {
    let code = body.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
    let message = body.message.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
    let id = body.context_id.as_ref().map(|id| format!(" (correlation id {id})"));
    format!("`{operation}` was refused with {status}{code}{message}{}", id.unwrap_or_default())
}

fn sign_in_refusal(error: &str, description: &str) -> String {
    if description.is_empty() { error.to_owned() } else { format!("{error}: {description}") }
}

/// The cause of all causes, such as `connection refused`: the outer ones only say that sending
/// failed.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn StdError = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    match error.url().and_then(url::Url::host_str) {
        Some(host) => format!("{cause} (host `{host}`)"),
        None => cause.to_string(),
    }
}
