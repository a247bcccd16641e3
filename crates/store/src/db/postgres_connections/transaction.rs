//! One transaction on a pooled connection.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use deadpool_postgres::Object;
use futures_util::{FutureExt, TryStreamExt, future};
use tokio_postgres::error::SqlState;
use tokio_postgres::{RowStream, Statement};

use super::tls::described;
use crate::db::lock::Lock;
use crate::db::row::Row;
use crate::db::value::Value;
use crate::error::{Error, Result};

/// Owns its connection and sends BEGIN and COMMIT itself. Dropped unfinished, it closes the
/// connection: the pool would hand it out with the transaction still open.
pub(in crate::db) struct Transaction {
    /// `None` once finished.
    connection: Option<Object>,
    kind: TxKind,
    state: State,
    /// The first failure is one that another attempt may not meet.
    again: bool,
    round_trips: RoundTrips,
}

/// How many round trips to the server were made so far. BEGIN travels with the first statement, and
/// the end of a transaction that only read is not waited for.
pub(in crate::db) type RoundTrips = Arc<AtomicU64>;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::db) enum TxKind {
    Read,
    Write,
}

#[derive(PartialEq, Eq)]
enum State {
    /// BEGIN travels with the first statement.
    New,
    Idle,
    /// A statement is on its way; still so when it was given up half way.
    Busy,
}

/// How a COMMIT failed.
pub(in crate::db) enum CommitError {
    /// The engine refused it; nothing was kept.
    Refused { error: Error, again: bool },
    /// The connection was lost meanwhile, so it is unknown.
    Unknown(Error),
}

impl Transaction {
    pub(in crate::db) fn new(connection: Object, kind: TxKind, round_trips: &RoundTrips) -> Self {
        let round_trips = Arc::clone(round_trips);
        Self { connection: Some(connection), kind, state: State::New, again: false, round_trips }
    }

    /// Whether running all of it once more may help.
    pub(in crate::db) fn again(&self) -> bool {
        self.again
    }

    pub(in crate::db) async fn one<T>(
        &mut self,
        sql: &str,
        args: &[Value],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut rows = pin!(self.rows(sql, args).await?);
        let first = rows.try_next().await;
        let Some(row) = first.map_err(|error| self.failed(&error))? else {
            self.state = State::Idle;
            return Ok(None);
        };
        let value = map(&Row::postgres(&row));
        let mut others = false;
        while let Some(_other) = rows.try_next().await.map_err(|error| self.failed(&error))? {
            others = true;
        }
        self.state = State::Idle;
        if others {
            return Err(Error::more_than_one_row(sql));
        }
        value.map(Some)
    }

    pub(in crate::db) async fn all<T>(
        &mut self,
        sql: &str,
        args: &[Value],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut rows = pin!(self.rows(sql, args).await?);
        let mut values = Vec::new();
        while let Some(row) = rows.try_next().await.map_err(|error| self.failed(&error))? {
            // An error leaves the rest unread: the transaction ends with its connection.
            values.push(map(&Row::postgres(&row))?);
        }
        self.state = State::Idle;
        Ok(values)
    }

    pub(in crate::db) async fn run(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        let mut rows = pin!(self.rows(sql, args).await?);
        while let Some(_row) = rows.try_next().await.map_err(|error| self.failed(&error))? {}
        self.state = State::Idle;
        Ok(rows.rows_affected().unwrap_or_default())
    }

    /// `NO KEY`: rows elsewhere that refer to the locked one may still be written.
    pub(in crate::db) async fn lock(&mut self, what: Lock<'_>, here: &str) -> Result<()> {
        let found = |_: &Row<'_>| Ok(());
        match what {
            // An organization that is still to be made has no row to lock.
            Lock::Organizations => {
                let sql = "SELECT pg_advisory_xact_lock(1667329139, hashtext(current_schema()))";
                self.one(sql, &[], found).await?;
            }
            Lock::Organization(organization) => {
                let sql = "SELECT 1 FROM organizations WHERE id = $1 FOR NO KEY UPDATE";
                self.one(sql, &crate::args![organization], found).await?;
            }
            Lock::User(user) => {
                let sql = "SELECT 1 FROM users WHERE organization_id = $1 AND id = $2 \
                           FOR NO KEY UPDATE";
                self.one(sql, &crate::args![here, user], found).await?;
            }
        }
        Ok(())
    }

    /// The same for many users, in the order of their ids.
    pub(in crate::db) async fn lock_users(&mut self, users: &[String], here: &str) -> Result<()> {
        let sql = "SELECT 1 FROM users WHERE organization_id = $1 AND id = ANY($2) ORDER BY id \
                   FOR NO KEY UPDATE";
        self.all(sql, &crate::args![here, users], |_| Ok(())).await?;
        Ok(())
    }

    /// Ends the transaction, which reads; BEGIN travels with the next statement.
    pub(in crate::db) async fn next_snapshot(&mut self) -> Result<()> {
        if self.kind == TxKind::Write {
            return Err(Error::Bug("a transaction that writes has no snapshot".to_owned()));
        }
        let Some(connection) = &self.connection else { return Err(Error::gone()) };
        if self.state == State::New {
            return Ok(());
        }
        connection.batch_execute("COMMIT").await.map_err(|error| self.failed(&error))?;
        self.state = State::New;
        Ok(())
    }

    async fn rows(&mut self, sql: &str, args: &[Value]) -> Result<RowStream> {
        let begin = match (&self.state, self.kind) {
            (State::New, TxKind::Read) => {
                Some("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            }
            (State::New, TxKind::Write) => Some("BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED"),
            _ => None,
        };
        let Some(connection) = &mut self.connection else { return Err(Error::gone()) };
        let prepared = connection.prepare_cached(sql).await;
        let statement = prepared.map_err(|error| self.failed(&error))?;
        check_values(sql, &statement, args)?;
        self.state = State::Busy;
        self.round_trips.fetch_add(1, Ordering::Relaxed);
        let Some(connection) = &mut self.connection else { return Err(Error::gone()) };
        let rows = connection.query_raw(&statement, args);
        let rows = match begin {
            None => rows.await,
            // Both are sent before either is answered.
            Some(begin) => match future::join(connection.batch_execute(begin), rows).await {
                (Err(error), _) => Err(error),
                (Ok(()), rows) => rows,
            },
        };
        rows.map_err(|error| self.failed(&error))
    }

    pub(in crate::db) async fn commit(mut self) -> Result<(), CommitError> {
        let Some(connection) = self.connection.as_mut().filter(|_| self.state != State::New) else {
            self.keep();
            return Ok(());
        };
        match connection.batch_execute("COMMIT").await {
            Ok(()) => {
                self.keep();
                Ok(())
            }
            Err(error) if error.as_db_error().is_some() && !is_lost(&error) => {
                let refused = self.failed(&error);
                self.keep();
                Err(CommitError::Refused { error: refused, again: self.again })
            }
            Err(error) => Err(CommitError::Unknown(self.failed(&error))),
        }
    }

    /// Sends the end of it without waiting for the answer: the next user of the connection speaks
    /// after that.
    pub(in crate::db) fn rollback(mut self) {
        self.finish("ROLLBACK");
    }

    fn finish(&mut self, sql: &'static str) {
        if self.state == State::Busy {
            return;
        }
        if self.state == State::Idle
            && let Some(connection) = &mut self.connection
            && let Some(Err(_)) = connection.batch_execute(sql).now_or_never()
        {
            return;
        }
        self.keep();
    }

    /// Gives the connection back to the pool.
    fn keep(&mut self) {
        self.connection.take();
    }

    /// Notes what a failure means for the rest. The connection itself is well after an error of
    /// the engine; it is given up all the same when its prepared statements may be stale.
    fn failed(&mut self, error: &tokio_postgres::Error) -> Error {
        let lost = is_lost(error) || self.connection.as_ref().is_none_or(|it| it.is_closed());
        let code = error.code();
        let stale = code == Some(&SqlState::FEATURE_NOT_SUPPORTED)
            || code == Some(&SqlState::INVALID_SQL_STATEMENT_NAME);
        self.state = match self.state {
            State::New => State::New,
            _ if lost || stale => State::Busy,
            _ => State::Idle,
        };
        let conflict = code == Some(&SqlState::T_R_SERIALIZATION_FAILURE)
            || code == Some(&SqlState::T_R_DEADLOCK_DETECTED);
        // Another transaction took the name, or removed the row that is referred to, between the
        // check and the write; the next check finds it. If it does not, the statement is wrong and
        // says so.
        let taken = code == Some(&SqlState::UNIQUE_VIOLATION)
            || code == Some(&SqlState::FOREIGN_KEY_VIOLATION);
        let passing = lost || conflict || stale;
        self.again = passing || taken;
        translated(error, passing)
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        // A read that was left between two statements has nothing to undo.
        if self.kind == TxKind::Read {
            self.finish("COMMIT");
        }
        if let Some(connection) = self.connection.take() {
            drop(Object::take(connection));
        }
    }
}

fn check_values(sql: &str, statement: &Statement, args: &[Value]) -> Result<()> {
    let expected = statement.params().len();
    if expected == args.len() {
        return Ok(());
    }
    Err(Error::wrong_number_of_values(sql, expected, args.len()))
}

fn is_lost(error: &tokio_postgres::Error) -> bool {
    let ended = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    match error.code() {
        Some(code) => ended.contains(code) || code.code().starts_with("08"),
        None => error.is_closed() || is_io(error),
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<std::io::Error>)
}

/// What PostgreSQL said. What may pass by itself is not the caller's mistake.
fn translated(error: &tokio_postgres::Error, again: bool) -> Error {
    let message = match error.as_db_error() {
        Some(database) => {
            // The detail has values of rows, which do not belong in a log.
            let place = database.constraint().or(database.table());
            let place = place.map(|it| format!(" ({it})")).unwrap_or_default();
            format!("PostgreSQL: {}{place}", database.message())
        }
        None => format!("PostgreSQL: {}", described(error)),
    };
    let passing = error.code().is_some_and(|code| {
        code.code().starts_with("53")
            || *code == SqlState::QUERY_CANCELED
            || *code == SqlState::LOCK_NOT_AVAILABLE
            || *code == SqlState::READ_ONLY_SQL_TRANSACTION
    });
    if again || passing { Error::Unavailable(message) } else { Error::Storage(message) }
}
