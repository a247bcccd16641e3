//! SQLite: one file, many readers in place, one writer.

mod backup;
mod checkpoint;
mod writer;

use std::path::Path;
use std::sync::Arc;

use futures_util::future::BoxFuture;

use rusqlite::OptionalExtension;

use writer::Writer;

use super::options::Options;
use super::sqlite_connections::{Home, Readers, translate};
use super::tx::Tx;
use crate::engine::Engine;
use crate::error::{Error, OpenError, Result};
use crate::kept::Kept;
use crate::migrations::{self, Migration};

pub(super) struct Sqlite {
    home: Arc<Home>,
    readers: Arc<Readers>,
    writer: Writer,
}

impl Sqlite {
    /// `None` for a directory of its own that goes away with the data.
    pub(super) fn open(
        directory: Option<&Path>,
        options: &Options,
        kept: Arc<Kept>,
    ) -> Result<Self, OpenError> {
        let home = Arc::new(match directory {
            Some(directory) => Home::permanent(directory)?,
            None => Home::temporary()?,
        });
        let engine = |error: Error| OpenError::Engine { message: error.to_string() };
        let writing = home.open_writing().map_err(engine)?;
        migrate(writing.raw(), options.migrations)?;
        let readers = Arc::new(Readers::new(Arc::clone(&home), kept));
        let writer = Writer::start(Arc::clone(&home), &readers, writing, options)?;
        Ok(Self { home, readers, writer })
    }

    pub(super) fn snapshot(&self) -> Result<Tx> {
        Ok(Tx::reading(self.readers.begin()?, Arc::clone(&self.readers)))
    }

    pub(super) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        self.writer.write(work).await
    }

    pub(super) async fn backup(&self, file: &Path) -> Result<()> {
        let (home, file) = (Arc::clone(&self.home), file.to_owned());
        tokio::task::spawn_blocking(move || backup::backup(&home, &file))
            .await
            .unwrap_or_else(|_| Err(Error::panicked()))
    }

    /// How many statements were run so far.
    #[cfg(feature = "testing")]
    pub(super) fn statements(&self) -> u64 {
        self.home.statements()
    }

    pub(super) async fn close(&self) {
        self.writer.close().await;
        self.readers.close();
        self.home.release();
    }
}

fn migrate(connection: &rusqlite::Connection, known: &[Migration]) -> Result<(), OpenError> {
    let failed = |error: rusqlite::Error| OpenError::Engine { message: error.to_string() };
    let applied = applied(connection).map_err(failed)?;
    let pending = migrations::pending(known, &applied)?;
    if pending.is_empty() {
        return Ok(());
    }
    // A table is changed by making it anew, and then nothing may follow its foreign keys.
    connection.execute_batch("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE").map_err(failed)?;
    let result = apply(connection, &pending);
    if result.is_err() {
        // Closing the connection would do the same.
        let _ = connection.execute_batch("ROLLBACK");
    }
    connection.execute_batch("PRAGMA foreign_keys = ON").map_err(failed)?;
    result
}

fn applied(connection: &rusqlite::Connection) -> rusqlite::Result<Vec<(String, String)>> {
    if !connection.table_exists(None, "schema_migrations")? {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare(migrations::SELECT_RECORD)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn apply(connection: &rusqlite::Connection, pending: &[&Migration]) -> Result<(), OpenError> {
    let failed = |error: rusqlite::Error| OpenError::Migration { message: error.to_string() };
    connection.execute_batch(migrations::CREATE_RECORD).map_err(failed)?;
    for migration in pending {
        connection
            .execute_batch(&migration.text(Engine::Sqlite))
            .and_then(|()| {
                let record = (migration.name, migration.checksum());
                connection.execute(&translate(migrations::INSERT_RECORD), record)
            })
            .map_err(|error| migration.failed(error))?;
    }
    let broken = connection
        .query_row("PRAGMA foreign_key_check", [], |row| row.get::<_, String>(0))
        .optional()
        .map_err(failed)?;
    if let Some(table) = broken {
        let message = format!("rows of `{table}` point to rows that do not exist");
        return Err(OpenError::Migration { message });
    }
    connection.execute_batch("COMMIT").map_err(failed)
}
