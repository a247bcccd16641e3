//! Why a command was not done.

use std::path::PathBuf;

use store::OpenError;

use crate::operate::error::OrganizationError;

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// The data could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is no data yet.
    #[error(
        "there is no data in `{}`; start a server there first with `callroster serve --data {}`, or name another directory with `--data`",
        directory.display(), directory.display()
    )]
    NoData {
        /// The directory.
        directory: PathBuf,
    },
    /// The data belongs to the memory of a server.
    #[error(
        "data in memory is reached through its server alone; use a data directory, or the server's `--control-listen`"
    )]
    Memory,
    /// The command itself was refused.
    #[error(transparent)]
    Refused(#[from] OrganizationError),
    /// The running server refused the command.
    #[error("{0}")]
    Server(String),
    /// The running server could not be talked to.
    #[error("failed to talk to the server through `{}`: {reason}; look at its log", socket.display())]
    Socket {
        /// The socket.
        socket: PathBuf,
        /// Why.
        reason: String,
    },
}

impl From<store::Error> for LocalError {
    fn from(error: store::Error) -> Self {
        Self::Refused(error.into())
    }
}
