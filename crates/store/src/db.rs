//! The database, whichever engine keeps it.

mod clock;
mod commit;
mod lock;
mod long_reads;
mod options;
pub(crate) mod postgres;
mod postgres_connections;
mod query;
mod row;
mod sqlite;
mod sqlite_connections;
mod tx;
mod value;

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use clock::ServerClock;
use futures_util::FutureExt;
pub use futures_util::future::BoxFuture;
pub use lock::Lock;
use long_reads::LongReads;
pub use options::{Location, Options};
use postgres::Postgres;
pub use query::Query;
pub use row::{Column, Row};
use sqlite::Sqlite;
pub use tx::Tx;
pub use value::Value;

use crate::engine::Engine;
use crate::error::{Error, OpenError, Result};
use crate::followers::{Epoch, Followers, Following};
use crate::kept::Kept;

/// The open database. Clones are the same database.
#[derive(Clone)]
pub struct Db(Arc<Open>);

struct Open {
    engine: Backend,
    long_reads: LongReads,
    followers: Followers,
}

enum Backend {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

impl Db {
    /// Takes the lock, connects and migrates. Nothing has changed when it fails.
    pub async fn open(location: &Location, mut options: Options) -> Result<Self, OpenError> {
        let long_reads = LongReads::new(options.long_reads);
        let kept = Arc::new(Kept::new(Epoch::default(), options.kept));
        if !matches!(location, Location::Postgres(_)) {
            options.followers = options.followers.and(kept.clone());
        }
        let followers = options.followers.clone();
        let engine = match location {
            Location::Postgres(url) => Backend::Postgres(Postgres::open(url, &options).await?),
            Location::Directory(directory) => {
                Backend::Sqlite(sqlite(Some(directory.clone()), options, kept).await?)
            }
            Location::Memory => Backend::Sqlite(sqlite(None, options, kept).await?),
        };
        Ok(Self(Arc::new(Open { engine, long_reads, followers })))
    }

    /// What those who follow commits have cost so far.
    pub fn following(&self) -> Vec<Following> {
        self.0.followers.report()
    }

    /// How many statements were run so far. On PostgreSQL a COMMIT counts as well.
    #[cfg(feature = "testing")]
    pub fn statement_count(&self) -> u64 {
        match &self.0.engine {
            Backend::Sqlite(sqlite) => sqlite.statements(),
            Backend::Postgres(postgres) => postgres.round_trips(),
        }
    }

    /// What keeps the data.
    pub fn engine(&self) -> Engine {
        match &self.0.engine {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    /// A transaction that reads, for code that carries it itself; all its statements see one
    /// snapshot. It ends when it is dropped, and should within a second: the log of SQLite grows as
    /// long as an old part of it is read.
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
        let db = self.clone();
        let snapshot = move || async move { db.snapshot().await };
        self.0.long_reads.run(snapshot, work).await
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

async fn sqlite(
    directory: Option<PathBuf>,
    options: Options,
    kept: Arc<Kept>,
) -> Result<Sqlite, OpenError> {
    tokio::task::spawn_blocking(move || Sqlite::open(directory.as_deref(), &options, kept))
        .await
        .unwrap_or_else(|error| {
            Err(OpenError::Engine { message: format!("opening it failed: {error}") })
        })
}
