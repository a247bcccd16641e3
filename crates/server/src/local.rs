//! Commands of the command line on the data itself, for which the API has no operation.
//!
//! On a data directory they go to the server that runs there, over a socket in the directory;
//! without one they open the directory themselves, under the same lock. On PostgreSQL they work
//! beside the servers.

mod audit;
mod commands;
mod password_policy;
mod recover;
mod rotate;
#[cfg(unix)]
mod socket;

use std::path::{Path, PathBuf};

use api::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value;
#[cfg(unix)]
pub(crate) use socket::listen;
use store::{Db, Location, OpenError};

pub use crate::seed::Progress;
use crate::{bootstrap::TenantError, clock::Clock};

/// What the command line asks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Command {
    /// Makes an organization; answers it with its credentials, which are not shown again.
    CreateOrganization {
        /// Its name, unique on the server.
        name: String,
        /// Make people to look at.
        demo: bool,
        /// Make people from this number.
        seed: Option<u64>,
    },
    /// Answers every organization.
    ListOrganizations,
    /// Makes an organization anew from what it was made from.
    ResetOrganization {
        /// Its id.
        id: String,
    },
    /// Removes an organization with everything in it.
    DeleteOrganization {
        /// Its id.
        id: String,
    },
    /// Answers an access token for a user.
    Token {
        /// The user's e-mail address.
        email: String,
        /// Id or name of the organization; may be left out where the address tells.
        organization: Option<String>,
        /// The OAuth client to which it is issued, whose scopes limit it; none, and nothing does.
        #[serde(default)]
        client: Option<String>,
    },
    /// Gives an OAuth client a new secret; answers it, and it is not shown again.
    RotateSecret {
        /// The client's id.
        client: String,
        /// For how many seconds the old secret still counts; 0, and it ends at once with the
        /// client's tokens.
        overlap_seconds: u64,
        /// Id or name of the organization; may be left out, for the id tells.
        organization: Option<String>,
    },
    /// Adds people to an organization.
    Seed {
        /// How many.
        users: u32,
        /// What they are made from: the same number makes the same people.
        seed: u64,
        /// Id or name of the organization; may be left out where there is one.
        organization: Option<String>,
    },
    /// Answers what was changed, the newest first.
    Audit(Box<AuditQuestion>),
    /// Makes sure that somebody can administer an organization again; answers a new password.
    Recover {
        /// The e-mail address of the administrator.
        email: String,
        /// Id or name of the organization; may be left out where the address tells.
        organization: Option<String>,
        /// Make the user where there is none, and restore one who was deleted.
        create: bool,
        /// Take second factors of sign-in away.
        reset_verifiers: bool,
    },
    /// Changes what an organization demands of passwords, and answers what it demands then.
    PasswordPolicy {
        /// Id or name of the organization; may be left out where there is one.
        organization: Option<String>,
        /// What is to be changed; nothing only answers.
        change: PolicyChange,
    },
    /// Copies the database to a new file.
    Backup {
        /// The file.
        file: PathBuf,
    },
}

/// Which changes are asked for; what is left out does not matter.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditQuestion {
    /// Id or name of the organization; may be left out where there is one.
    pub organization: Option<String>,
    /// Not before this.
    pub since: Option<Moment>,
    /// Before this.
    pub until: Option<Moment>,
    /// Id or e-mail address of the user who made them.
    pub user: Option<String>,
    /// Id of the OAuth client through which they were made.
    pub client: Option<String>,
    /// Id of what was changed, or the e-mail address of a user.
    pub entity: Option<String>,
    /// What kind of entity was changed.
    pub entity_type: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// How many at most.
    pub limit: u32,
}

/// A time, as a command names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Moment {
    /// Then.
    At(DateTime),
    /// So many seconds ago, by the organization's clock.
    SecondsAgo(u32),
}

/// What is to be changed of what an organization demands of passwords; the rest stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PolicyChange {
    /// The fewest characters.
    pub minimum_length: Option<i64>,
    /// Kinds of characters of which there must be one each: upper, lower, digit, symbol.
    pub classes: Option<Vec<String>>,
    /// So many of a user's last passwords may not come back.
    pub history: Option<i64>,
    /// Seconds before users may change a password that they chose themselves.
    pub minimum_age: Option<i64>,
    /// Seconds after which a password must be changed at sign-in; 0 is never.
    pub maximum_age: Option<i64>,
}

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
    Refused(#[from] TenantError),
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

/// Does what the command line asks for, through the server that has the data where one runs.
pub async fn run(
    location: &Location,
    clock: Clock,
    command: Command,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Value, LocalError> {
    let command = command.with_whole_path();
    let needs_data =
        matches!(command, Command::Backup { .. } | Command::Audit(_) | Command::Recover { .. });
    let finds_none = needs_data && !location.has_data();
    match location {
        Location::Memory => return Err(LocalError::Memory),
        Location::Directory(directory) if !directory.exists() || finds_none => {
            return Err(LocalError::NoData { directory: directory.clone() });
        }
        Location::Directory(directory) => {
            if let Some(answer) = ask_server(directory, &command, progress).await {
                return answer;
            }
        }
        Location::Postgres(_) => {}
    }
    let db = Db::open(location, store::Options::default()).await?;
    let answer = commands::execute(&db, &clock, command, progress).await;
    db.close().await;
    Ok(answer?)
}

#[cfg(unix)]
use socket::ask as ask_server;

/// Without such sockets only a stopped server's data can be reached.
#[cfg(not(unix))]
async fn ask_server(
    _: &Path,
    _: &Command,
    _: &mut (dyn FnMut(Progress) + Send),
) -> Option<Result<Value, LocalError>> {
    None
}

/// Without such sockets there is nothing to listen on.
#[cfg(not(unix))]
pub(crate) async fn listen(
    _: std::sync::Arc<crate::shared::Shared>,
    _: &Path,
    _: tokio_util::sync::CancellationToken,
) -> std::io::Result<store::BoxFuture<'static, ()>> {
    Ok(Box::pin(async {}))
}

impl Command {
    /// The server may stand in another directory than whoever asks it.
    fn with_whole_path(self) -> Self {
        let whole = |file: &Path| std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        match self {
            Self::Backup { file } => Self::Backup { file: whole(&file) },
            other => other,
        }
    }
}
