//! A copy of the database file while it is in use.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};

use crate::db::sqlite_connections::{Connection, Home, refused};
use crate::error::{Error, Result};
use crate::own_files;

/// Pages copied at once, without a snapshot in between: 64 MiB, well under a second.
const SLICE: i32 = 16 * 1024;
/// A commit between two slices makes SQLite start again. After so many times the copy gives up
/// slicing: a busy database larger than a slice would never be done.
const RESTARTS: u32 = 3;

/// Writes to a neighbour of `file` and renames it, so that `file` is a whole backup or absent.
pub(super) fn backup(home: &Home, file: &Path) -> Result<()> {
    if file.exists() {
        return Err(failed(file, "it already exists; move it away or choose another name"));
    }
    let partial = partial(file);
    let result = own_files::open_file(&partial)
        .map_err(|error| failed(&partial, error))
        .and_then(|_| copy(&home.open_reading()?, &partial))
        .and_then(|()| std::fs::rename(&partial, file).map_err(|error| failed(file, error)));
    if result.is_err() {
        // Whatever made the copy fail is the better message.
        let _ = std::fs::remove_file(&partial);
    }
    result
}

fn partial(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".partial");
    name.into()
}

fn copy(source: &Connection, partial: &Path) -> Result<()> {
    let mut target = rusqlite::Connection::open(partial).map_err(|error| refused(&error))?;
    let backup = Backup::new(source.raw(), &mut target).map_err(|error| refused(&error))?;
    let mut restarts = 0;
    let mut remaining = i32::MAX;
    loop {
        match backup.step(SLICE).map_err(|error| refused(&error))? {
            StepResult::Done => break,
            StepResult::More => {}
            _ => thread::park_timeout(Duration::from_millis(10)),
        }
        let now = backup.progress().remaining;
        if now >= remaining {
            restarts += 1;
        }
        remaining = now;
        if restarts == RESTARTS {
            restarts += 1;
            // A snapshot until the copy is done; the log grows meanwhile.
            source
                .raw()
                .execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema;")
                .map_err(|error| refused(&error))?;
        }
    }
    drop(backup);
    // One file, whatever the source had beside it.
    target.pragma_update(None, "journal_mode", "DELETE").map_err(|error| refused(&error))
}

fn failed(file: &Path, what: impl std::fmt::Display) -> Error {
    Error::Storage(format!("cannot write the backup `{}`: {what}", file.display()))
}
