//! Commands of the command line on the data itself, for which the API has no operation.
//!
//! On a data directory they go to the server that runs there, over a socket in the directory;
//! without one they open the directory themselves, under the same lock. On PostgreSQL they work
//! beside the servers.

mod audit;
mod check;
mod command;
mod commands;
mod error;
mod password_policy;
mod recover;
mod rotate;
#[cfg(unix)]
mod socket;
mod target;

#[cfg(not(unix))]
use std::path::Path;

pub use command::{AuditQuestion, ClockChange, Command, Moment, Period, PolicyChange};
pub use error::LocalError;
use serde_json::Value;
#[cfg(unix)]
pub(crate) use socket::listen;
use store::{
    Db, Location,
    search::{Models, SearchOptions},
};

pub use crate::operate::{
    seed::Progress,
    simulate::{MAX_AGENTS, MAX_DAYS, Shifts},
    transfer::FileFormat,
};
use gate::clock::Clock;

/// Does what the command line asks for, through the server that has the data where one runs.
pub async fn run(
    location: &Location,
    clock: Clock,
    command: Command,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Value, LocalError> {
    let command = command.with_whole_path();
    let needs_data = matches!(
        command,
        Command::Backup { .. }
            | Command::Audit(_)
            | Command::Recover { .. }
            | Command::Check { .. }
            | Command::Import { .. }
            | Command::Export { .. }
    );
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
    let options = store::Options { clock: clock.of_store(), ..store::Options::default() };
    let db = Db::open(location, options).await?;
    let models = Models::new(SearchOptions::default());
    let answer = commands::execute((&db, &models), &clock, command, progress).await;
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
    _: std::sync::Arc<gate::shared::Shared>,
    _: &Path,
    _: tokio_util::sync::CancellationToken,
) -> std::io::Result<store::BoxFuture<'static, ()>> {
    Ok(Box::pin(async {}))
}
