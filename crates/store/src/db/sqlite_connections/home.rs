//! The directory of a database: its files, its lock, its connections.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;
use tempfile::TempDir;

use super::connection::{Connection, refused};
use crate::error::{OpenError, Result};
use crate::own_files;

const DATABASE: &str = "callroster.db";

/// Where the database of a data directory is.
pub(in crate::db) fn file_in(directory: &Path) -> PathBuf {
    directory.join(DATABASE)
}
const LOCK: &str = "callroster.lock";

/// How long a connection waits for a lock of SQLite. Writers never meet; only a checkpoint that
/// restarts the log holds one, for milliseconds.
const BUSY: Duration = Duration::from_secs(10);

/// The log is cut down to this size when it starts again from its beginning.
pub(in crate::db) const LOG_LIMIT: u64 = 64 << 20;

/// KiB of pages that the writer keeps. Pages that a transaction changed stay in memory until it
/// ends, however many they are: written before, they are read and written again and again.
const WRITING_CACHE: u32 = 16 << 10;

/// Lives as long as anything uses the files; the lock ends with it at the latest.
pub(in crate::db) struct Home {
    directory: PathBuf,
    durable: bool,
    held: Mutex<Option<Held>>,
}

struct Held {
    lock: File,
    /// Removed, with everything in it, when it is dropped.
    _temporary: Option<TempDir>,
}

impl Home {
    /// A directory of its own that goes away with the data; writes are not made durable.
    pub(in crate::db) fn temporary() -> Result<Self, OpenError> {
        let temporary = own_files::temporary_directory("callroster-")
            .map_err(|source| OpenError::NotWritable { path: std::env::temp_dir(), source })?;
        Self::prepare(temporary.path().to_owned(), Some(temporary))
    }

    /// A directory that stays, made if it is absent.
    pub(in crate::db) fn permanent(directory: &Path) -> Result<Self, OpenError> {
        if directory.is_file() {
            return Err(OpenError::NotADirectory { path: directory.to_owned() });
        }
        own_files::make_directory(directory)
            .map_err(|source| OpenError::NotWritable { path: directory.to_owned(), source })?;
        own_files::warn_if_wide(directory);
        own_files::warn_if_wide(&file_in(directory));
        Self::prepare(directory.to_owned(), None)
    }

    fn prepare(directory: PathBuf, temporary: Option<TempDir>) -> Result<Self, OpenError> {
        let not_writable = |source| OpenError::NotWritable { path: directory.clone(), source };
        let lock = own_files::open_file(&directory.join(LOCK)).map_err(not_writable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse { path: directory }),
            Err(TryLockError::Error(source)) => return Err(not_writable(source)),
        }
        // SQLite gives its other files the permissions of this one.
        own_files::open_file(&directory.join(DATABASE)).map_err(not_writable)?;
        let durable = temporary.is_none();
        let held = Mutex::new(Some(Held { lock, _temporary: temporary }));
        Ok(Self { directory, durable, held })
    }

    /// Gives the lock back, once nothing writes any more; removes a temporary directory.
    pub(in crate::db) fn release(&self) {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(held) = held
            && let Err(error) = held.lock.unlock()
        {
            tracing::warn!(%error, "the lock of the data directory could not be given back");
        }
    }

    pub(in crate::db) fn log(&self) -> PathBuf {
        self.directory.join(format!("{DATABASE}-wal"))
    }

    /// For the writer and for checkpoints. Checkpoints are never run by a commit.
    pub(in crate::db) fn open_writing(&self) -> Result<Connection> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // FULL: the log is on the disk before a commit answers.
        let synchronous = if self.durable { "FULL" } else { "OFF" };
        connection
            .raw()
            .execute_batch(&format!(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous};
                 PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0;
                 PRAGMA journal_size_limit = {LOG_LIMIT};
                 PRAGMA cache_size = -{WRITING_CACHE}; PRAGMA cache_spill = OFF;"
            ))
            .map_err(|error| refused(&error))?;
        Ok(connection)
    }

    pub(in crate::db) fn open_reading(&self) -> Result<Connection> {
        let connection = self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        // Answered from memory, so that the first statement finds the schema read.
        connection
            .raw()
            .execute_batch("PRAGMA query_only = ON; SELECT count(*) FROM sqlite_schema;")
            .map_err(|error| refused(&error))?;
        Ok(connection)
    }

    fn open(&self, access: OpenFlags) -> Result<Connection> {
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let raw = rusqlite::Connection::open_with_flags(self.directory.join(DATABASE), flags)
            .map_err(|error| refused(&error))?;
        raw.busy_timeout(BUSY).map_err(|error| refused(&error))?;
        // One text, one plan: otherwise SQLite plans a statement anew whenever its values change.
        raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
            .map_err(|error| refused(&error))?;
        Ok(Connection::new(raw))
    }
}
