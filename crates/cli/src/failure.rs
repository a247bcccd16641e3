//! Why a command did not do what it was asked, and how that is told.

use std::{
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
};

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line is wrong, or asks for help.
    Usage(clap::Error),
    /// Anything else; says what to do next.
    Said(String),
    /// The reader of the output has gone, as in `callroster operations | head`.
    Unheard,
}

impl Failure {
    /// What went wrong, in words of its own.
    pub(crate) fn said(words: impl Display) -> Self {
        Self::Said(words.to_string())
    }

    /// Tells it and chooses the exit code.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::Usage(error) => {
                // A terminal that is gone hears nothing, and needs no other answer.
                let _ = error.print();
                ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(1))
            }
            Self::Said(words) => {
                let _ = writeln!(io::stderr(), "error: {words}");
                ExitCode::FAILURE
            }
            Self::Unheard => ExitCode::SUCCESS,
        }
    }
}

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        Self::Usage(error)
    }
}
