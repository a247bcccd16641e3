//! One connection to the database file, with its prepared statements.

use std::collections::HashMap;
#[cfg(feature = "testing")]
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use rusqlite::{CachedStatement, ErrorCode};

use super::dialect;
#[cfg(feature = "testing")]
use crate::changes::touched::Touched;
use crate::db::row::Row;
use crate::db::value::Value;
use crate::error::{Error, Result};

/// Statements kept ready by each connection.
const PREPARED: usize = 512;
/// Translated texts kept by each connection. Their number is bounded by the dialect's rules; should
/// a caller break them, memory stays bounded all the same.
const TRANSLATED: usize = 4 * PREPARED;

pub(in crate::db) struct Connection {
    raw: rusqlite::Connection,
    translated: HashMap<Box<str>, Box<str>>,
    #[cfg(feature = "testing")]
    touched: Arc<Mutex<Vec<Touched>>>,
    /// Statements that were run, on all connections to the file.
    #[cfg(feature = "testing")]
    statements: Arc<AtomicU64>,
}

impl Connection {
    pub(in crate::db) fn new(raw: rusqlite::Connection) -> Self {
        raw.set_prepared_statement_cache_capacity(PREPARED);
        Self {
            raw,
            translated: HashMap::new(),
            #[cfg(feature = "testing")]
            touched: Arc::default(),
            #[cfg(feature = "testing")]
            statements: Arc::default(),
        }
    }

    /// Counts its statements together with those of other connections.
    #[cfg(feature = "testing")]
    pub(in crate::db) fn count_in(mut self, statements: &Arc<AtomicU64>) -> Self {
        self.statements = Arc::clone(statements);
        self
    }

    /// Notes from now on which tables are written.
    #[cfg(feature = "testing")]
    pub(in crate::db) fn note_touched(&mut self) -> Result<()> {
        let touched = Arc::clone(&self.touched);
        let note = move |action, _: &str, table: &str, _| {
            let mut touched = touched.lock().unwrap_or_else(PoisonError::into_inner);
            let one = Touched::new(table, action == rusqlite::hooks::Action::SQLITE_DELETE);
            if !touched.contains(&one) {
                touched.push(one);
            }
        };
        self.raw.update_hook(Some(note)).map_err(|error| refused(&error))
    }

    /// What was written since this was asked last.
    #[cfg(feature = "testing")]
    pub(in crate::db) fn take_touched(&self) -> Vec<Touched> {
        std::mem::take(&mut *self.touched.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(in crate::db) fn raw(&self) -> &rusqlite::Connection {
        &self.raw
    }

    pub(in crate::db) fn raw_mut(&mut self) -> &mut rusqlite::Connection {
        &mut self.raw
    }

    /// Whether no transaction is open.
    pub(in crate::db) fn is_autocommit(&self) -> bool {
        self.raw.is_autocommit()
    }

    /// Runs one of our own words: BEGIN, SAVEPOINT, COMMIT.
    pub(in crate::db) fn control(&self, sql: &'static str) -> Result<()> {
        let mut statement = self.raw.prepare_cached(sql).map_err(|error| refused(&error))?;
        statement.raw_execute().map(drop).map_err(|error| refused(&error))
    }

    pub(in crate::db) fn one<T>(
        &mut self,
        sql: &str,
        args: &[Value],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.bind(sql, args)?;
        let mut rows = statement.raw_query();
        let Some(row) = rows.next().map_err(|error| refused(&error))? else {
            return Ok(None);
        };
        let value = map(&Row::sqlite(row))?;
        // Constraints are checked when the statement ends, so it has to be run to its end.
        match rows.next().map_err(|error| refused(&error))? {
            None => Ok(Some(value)),
            Some(_) => Err(Error::more_than_one_row(sql)),
        }
    }

    pub(in crate::db) fn all<T>(
        &mut self,
        sql: &str,
        args: &[Value],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.bind(sql, args)?;
        let mut rows = statement.raw_query();
        let mut values = Vec::new();
        while let Some(row) = rows.next().map_err(|error| refused(&error))? {
            values.push(map(&Row::sqlite(row))?);
        }
        Ok(values)
    }

    pub(in crate::db) fn run(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        let mut statement = self.bind(sql, args)?;
        statement.raw_execute().map(|rows| rows as u64).map_err(|error| refused(&error))
    }

    fn bind(&mut self, sql: &str, args: &[Value]) -> Result<CachedStatement<'_>> {
        #[cfg(feature = "testing")]
        self.statements.fetch_add(1, Ordering::Relaxed);
        if !self.translated.contains_key(sql) {
            if self.translated.len() >= TRANSLATED {
                self.translated.clear();
            }
            self.translated.insert(sql.into(), dialect::translate(sql).into());
        }
        let text = self.translated.get(sql).map_or(sql, |text| text);
        let mut statement = self.raw.prepare_cached(text).map_err(|error| refused(&error))?;
        if statement.parameter_count() != args.len() {
            return Err(Error::wrong_number_of_values(
                sql,
                statement.parameter_count(),
                args.len(),
            ));
        }
        for (index, value) in args.iter().enumerate() {
            statement.raw_bind_parameter(index + 1, value).map_err(|error| refused(&error))?;
        }
        Ok(statement)
    }
}

/// What SQLite said. A full disk and the like are no mistake of the server and may pass.
pub(in crate::db) fn refused(error: &rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::OutOfMemory
            | ErrorCode::CannotOpen,
        ) => Error::Unavailable(format!("SQLite: {error}")),
        _ => Error::Storage(format!("SQLite: {error}")),
    }
}
