//! Why something is not done to an organization.

use gate::refusal::Refusal;

/// Why an organization is not made, reset or removed.
#[derive(Debug, thiserror::Error)]
pub enum OrganizationError {
    /// There is no such organization.
    #[error("there is no organization `{id}`; {}", in_words(.known))]
    Unknown {
        /// What was asked for.
        id: String,
        /// Names and ids of those that there are.
        known: Vec<(String, String)>,
    },
    /// A name or an id belongs to another.
    #[error("{0}")]
    Taken(String),
    /// What was asked for is not possible.
    #[error("{0}")]
    Invalid(String),
    /// A rule of the API refuses it.
    #[error("{}", .0.message())]
    Refused(Refusal),
    /// The data could not be read or written.
    #[error(transparent)]
    Store(#[from] store::Error),
}

fn in_words(known: &[(String, String)]) -> String {
    if known.is_empty() {
        return "there are none yet".to_owned();
    }
    let each: Vec<_> = known.iter().map(|(name, id)| format!("`{name}` ({id})")).collect();
    format!("there are: {}", each.join(", "))
}

impl From<Refusal> for OrganizationError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<OrganizationError> for Refusal {
    fn from(error: OrganizationError) -> Self {
        match error {
            OrganizationError::Unknown { id, .. } => Self::not_found("organization", &id),
            OrganizationError::Taken(message) => Self::conflict(message),
            OrganizationError::Invalid(message) => Self::bad_request(message),
            OrganizationError::Refused(refusal) => refusal,
            OrganizationError::Store(error) => error.into(),
        }
    }
}
