//! What keeps a browser from what it came for.

use super::redirect::Redirect;
use crate::throttle::TooOften;
use gate::refusal::Refusal;

/// Why a browser does not get what it came for.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It is said here, because it is not certain where the browser could be sent.
    Here {
        sentence: String,
        /// What was given, with its name.
        given: Option<(&'static str, String)>,
    },
    /// It is said to the program that sent the browser.
    Back { redirect: Box<Redirect>, error: &'static str, description: &'static str },
    /// Too many requests came; the next may come after so many seconds.
    TooOften(u64),
    /// The server failed.
    Failed(Refusal),
}

impl Trouble {
    pub(super) fn here(sentence: impl Into<String>) -> Self {
        Self::Here { sentence: sentence.into(), given: None }
    }

    pub(super) fn naming(self, name: &'static str, value: &str) -> Self {
        match self {
            Self::Here { sentence, .. } => {
                // Enough to see what is wrong with it.
                let value = value.chars().take(300).collect();
                Self::Here { sentence, given: Some((name, value)) }
            }
            other => other,
        }
    }

    pub(super) fn back(
        redirect: &Redirect,
        error: &'static str,
        description: &'static str,
    ) -> Self {
        Self::Back { redirect: Box::new(redirect.clone()), error, description }
    }
}

impl From<TooOften> for Trouble {
    fn from(TooOften { seconds }: TooOften) -> Self {
        Self::TooOften(seconds)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Failed(refusal)
    }
}

impl From<store::Error> for Trouble {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}
