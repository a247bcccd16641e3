//! The database, whichever engine keeps it.

mod error;
mod lock;
mod long_reads;
pub(crate) mod postgres;
mod query;
mod row;
mod sqlite;
mod tx;
mod value;

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub use error::{Error, OpenError, Result};
use futures_util::FutureExt;
pub use futures_util::future::BoxFuture;
pub use lock::Lock;
use long_reads::LongReads;
use postgres::Postgres;
pub use query::Query;
pub use row::{Column, Row};
use sqlite::Sqlite;
pub use tx::Tx;
pub use value::Value;

use crate::migrations::{MIGRATIONS, Migration};

/// Where the data lives.
#[derive(Debug, Clone)]
pub enum Location {
    /// SQLite in a temporary directory that goes away with the [`Db`].
    Memory,
    /// SQLite in this directory, which belongs to one process at a time.
    Directory(PathBuf),
    /// PostgreSQL at this URL.
    Postgres(String),
}

impl Location {
    /// Is there a database already? Asked without opening or making one.
    pub fn has_data(&self) -> bool {
        match self {
            Self::Memory => false,
            Self::Directory(directory) => sqlite::file_in(directory).exists(),
            Self::Postgres(_) => true,
        }
    }
}

/// What keeps the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, within this process.
    Sqlite,
    /// PostgreSQL, beside other nodes.
    Postgres,
}

/// Limits, and the schema. The defaults are those of the server.
#[derive(Debug, Clone)]
pub struct Options {
    /// The schema; tests bring their own.
    pub migrations: &'static [Migration],
    /// Writes that may wait for the one writer of SQLite.
    pub queue: usize,
    /// Writes that share a COMMIT of SQLite at most.
    pub group: usize,
    /// How long a COMMIT of SQLite waits for more writes while more are coming.
    pub group_time: Duration,
    /// Connections to PostgreSQL at most.
    pub connections: usize,
    /// How long a write to PostgreSQL takes at most.
    pub write_time: Duration,
    /// Long reads that run at once; four times as many wait, and more are refused.
    pub long_reads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            migrations: MIGRATIONS,
            queue: 4096,
            group: 256,
            group_time: Duration::from_millis(5),
            connections: 32,
            write_time: Duration::from_secs(10),
            long_reads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// The open database. Clones are the same database.
#[derive(Clone)]
pub struct Db(Arc<Open>);

struct Open {
    engine: Backend,
    long_reads: LongReads,
}

enum Backend {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Db {
    /// Takes the lock, connects and migrates. Nothing has changed when it fails.
    pub async fn open(location: &Location, options: Options) -> Result<Self, OpenError> {
        let long_reads = LongReads::new(options.long_reads);
        let engine = match location {
            Location::Postgres(url) => Backend::Postgres(Postgres::open(url, &options).await?),
            Location::Directory(directory) => {
                Backend::Sqlite(sqlite(Some(directory.clone()), options).await?)
            }
            Location::Memory => Backend::Sqlite(sqlite(None, options).await?),
        };
        Ok(Self(Arc::new(Open { engine, long_reads })))
    }

    /// What keeps the data.
    pub fn engine(&self) -> Engine {
        match &self.0.engine {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// A transaction that reads, for code that carries it itself; all its statements see one
    /// snapshot. It ends when it is dropped, and should within a second: the log of SQLite grows
    /// as long as somebody reads an old part of it.
    pub async fn snapshot(&self) -> Result<Tx> {
        match &self.0.engine {
            Backend::Sqlite(sqlite) => sqlite.snapshot(),
            Backend::Postgres(postgres) => postgres.snapshot().await,
        }
    }

    /// Reads in place, on the caller's thread; all statements see one snapshot.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        E: From<Error>,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send,
    {
        let mut tx = self.snapshot().await?;
        let answer = AssertUnwindSafe(async { work(&mut tx).await }).catch_unwind().await;
        tx.verdict(answer.unwrap_or_else(|_| Err(Error::panicked().into())))
    }

    /// Reads that take long, on a blocking thread: at most as many at once as the machine has
    /// cores; four times as many wait, and then it is [`Error::Unavailable`]. Work that may take
    /// more than a second reads in slices, with [`Tx::next_snapshot`] between them.
    pub async fn long_read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        self.0.long_reads.run(self.clone(), work).await
    }

    /// Writes: committed when `work` answers `Ok`, rolled back otherwise, and done whether or not
    /// the caller stays to hear the answer.
    ///
    /// `work` may wait for nothing but the store. It is a `Fn` because PostgreSQL may ask for it
    /// again, after a serialization failure or when the connection was lost before the COMMIT.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        match &self.0.engine {
            Backend::Sqlite(sqlite) => sqlite.write(work).await,
            Backend::Postgres(postgres) => postgres.write(work).await,
        }
    }

    /// Copies the database to a new file while it is in use.
    pub async fn backup(&self, file: &Path) -> Result<()> {
        match &self.0.engine {
            Backend::Sqlite(sqlite) => sqlite.backup(file).await,
            Backend::Postgres(_) => Err(Error::Storage(
                "a PostgreSQL database is backed up by its own tools; run `pg_dump`".to_owned(),
            )),
        }
    }

    /// Finishes what was accepted and lets go of the data; everything afterwards is
    /// [`Error::Unavailable`].
    pub async fn close(&self) {
        match &self.0.engine {
            Backend::Sqlite(sqlite) => sqlite.close().await,
            Backend::Postgres(postgres) => postgres.close().await,
        }
    }
}

async fn sqlite(directory: Option<PathBuf>, options: Options) -> Result<Sqlite, OpenError> {
    tokio::task::spawn_blocking(move || Sqlite::open(directory.as_deref(), &options))
        .await
        .unwrap_or_else(|error| {
            Err(OpenError::Engine { message: format!("opening it failed: {error}") })
        })
}
