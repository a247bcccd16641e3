//! A transaction, whichever engine runs it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::lock::{Lock, Locks};
use super::postgres::Transaction;
use super::sqlite::{Connection, Readers};
use super::{Error, Result, Row, Value};

/// What runs after a COMMIT.
pub(super) type Hook = Box<dyn FnOnce() + Send>;

/// A transaction.
///
/// It is owned, so that a request can carry it: [`std::mem::take`] leaves one behind that is gone,
/// and whoever took it puts it back before the work ends, whatever happens in between. Every use of
/// one that is gone answers [`Error::Bug`].
///
/// The first error ends it: nothing of it is kept, and all that follows answers the same error.
#[derive(Default)]
pub struct Tx {
    connection: Option<Held>,
    failed: Option<Error>,
    /// The organization it works in; empty before it is known.
    organization: Arc<str>,
    locks: Locks,
    hooks: Vec<Hook>,
}

enum Held {
    Reading(Box<Connection>, Arc<Readers>),
    Writing(Box<Connection>),
    Postgres(Box<Transaction>),
}

/// Runs what follows a COMMIT. Nothing there can undo it any more, a panic neither.
pub(super) fn follow(hooks: Vec<Hook>) {
    for hook in hooks {
        if catch_unwind(AssertUnwindSafe(hook)).is_err() {
            tracing::error!("what follows a commit panicked");
        }
    }
}

impl Tx {
    /// The row that the statement answers, if it does; more than one is an error.
    pub async fn one<T: Send>(
        &mut self,
        sql: &str,
        args: &[Value],
        map: impl FnMut(&Row<'_>) -> Result<T> + Send,
    ) -> Result<Option<T>> {
        let result = match self.usable()? {
            Held::Reading(connection, _) | Held::Writing(connection) => {
                connection.one(sql, args, map)
            }
            Held::Postgres(transaction) => transaction.one(sql, args, map).await,
        };
        self.remember(result)
    }

    /// The rows that the statement answers, in its order.
    pub async fn all<T: Send>(
        &mut self,
        sql: &str,
        args: &[Value],
        map: impl FnMut(&Row<'_>) -> Result<T> + Send,
    ) -> Result<Vec<T>> {
        let result = match self.usable()? {
            Held::Reading(connection, _) | Held::Writing(connection) => {
                connection.all(sql, args, map)
            }
            Held::Postgres(transaction) => transaction.all(sql, args, map).await,
        };
        self.remember(result)
    }

    /// Runs a statement that answers no rows; how many it inserted, updated or deleted.
    pub async fn run(&mut self, sql: &str, args: &[Value]) -> Result<u64> {
        let result = match self.usable()? {
            Held::Reading(connection, _) | Held::Writing(connection) => connection.run(sql, args),
            Held::Postgres(transaction) => transaction.run(sql, args).await,
        };
        self.remember(result)
    }

    /// From here on the transaction works in this organization: the functions of this crate read
    /// and write its rows alone. Answers the organization before, for work that looks into another
    /// one and comes back.
    pub fn enter(&mut self, organization: &str) -> Arc<str> {
        if *self.organization == *organization {
            return self.organization.clone();
        }
        std::mem::replace(&mut self.organization, organization.into())
    }

    /// The organization that the transaction works in. Before it is known this is the empty text,
    /// which is no organization's id: then nothing is found, and nothing can be inserted.
    pub fn organization(&self) -> Arc<str> {
        self.organization.clone()
    }

    /// Lets nobody else pass the same lock until this transaction has ended. SQLite's one writer
    /// does that anyway. Locks are taken by their rank; one that is held already costs nothing.
    pub async fn lock(&mut self, what: Lock<'_>) -> Result<()> {
        self.usable()?;
        let here = self.organization();
        let wants = self.locks.wants(what, &here);
        if !self.remember(wants)? {
            return Ok(());
        }
        let result = match self.usable()? {
            Held::Reading(..) | Held::Writing(_) => Ok(()),
            Held::Postgres(transaction) => transaction.lock(what, &here).await,
        };
        self.remember(result)?;
        self.locks.hold(what, &here);
        Ok(())
    }

    /// Ends the snapshot of a transaction that reads and begins another, which sees what was
    /// committed since. Work that takes long calls it between its slices: no snapshot should live
    /// longer than a second, because the log of SQLite grows as long as one does.
    pub async fn next_snapshot(&mut self) -> Result<()> {
        let result = match self.usable()? {
            Held::Reading(connection, readers) => readers.again(connection),
            Held::Writing(_) => {
                Err(Error::Bug("a transaction that writes has no snapshot".to_owned()))
            }
            Held::Postgres(transaction) => transaction.next_snapshot().await,
        };
        self.remember(result)
    }

    /// Runs `then` when this transaction has been committed, before anybody hears its answer; in
    /// the order of the commits on SQLite. Never runs if it is refused, or for a read. On
    /// PostgreSQL other nodes commit too, so what must follow every commit reads the outbox.
    pub fn on_commit(&mut self, then: impl FnOnce() + Send + 'static) {
        self.hooks.push(Box::new(then));
    }

    /// Does it share its COMMIT with others, and so see what they have not committed yet? What is
    /// read in such a transaction may be rolled back even if this one is not.
    pub const fn shares_its_commit(&self) -> bool {
        matches!(self.connection, Some(Held::Writing(_)))
    }

    fn usable(&mut self) -> Result<&mut Held> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.connection.as_mut().ok_or_else(Error::gone)
    }

    fn remember<T>(&mut self, result: Result<T>) -> Result<T> {
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }
}

impl Tx {
    pub(super) fn reading(connection: Box<Connection>, readers: Arc<Readers>) -> Self {
        Self::holding(Held::Reading(connection, readers))
    }

    pub(super) fn writing(connection: Connection) -> Self {
        Self::holding(Held::Writing(Box::new(connection)))
    }

    pub(super) fn postgres(transaction: Transaction) -> Self {
        Self::holding(Held::Postgres(Box::new(transaction)))
    }

    fn holding(connection: Held) -> Self {
        Self {
            connection: Some(connection),
            failed: None,
            organization: Arc::default(),
            locks: Locks::default(),
            hooks: Vec::new(),
        }
    }

    /// What the work's answer is worth: nothing if a statement failed or the transaction is gone.
    pub(super) fn verdict<T, E: From<Error>>(&self, answer: Result<T, E>) -> Result<T, E> {
        let answer = answer?;
        if let Some(error) = &self.failed {
            return Err(error.clone().into());
        }
        if self.connection.is_none() {
            return Err(Error::gone().into());
        }
        Ok(answer)
    }

    /// The error that ended it.
    pub(super) fn failure(&mut self) -> Option<Error> {
        self.failed.take()
    }

    /// The connection of the one writer.
    pub(super) fn writer(&self) -> Option<&Connection> {
        match &self.connection {
            Some(Held::Writing(connection)) => Some(connection),
            _ => None,
        }
    }

    /// Ready for the next write of the group.
    pub(super) fn reset(&mut self) {
        self.failed = None;
        self.organization = Arc::default();
        self.locks.clear();
        self.hooks.clear();
    }

    pub(super) fn take_hooks(&mut self, hooks: &mut Vec<Hook>) {
        hooks.append(&mut self.hooks);
    }

    pub(super) fn take_postgres(&mut self) -> Option<Transaction> {
        match self.connection.take() {
            Some(Held::Postgres(transaction)) => Some(*transaction),
            other => {
                self.connection = other;
                None
            }
        }
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        match self.connection.take() {
            Some(Held::Reading(connection, readers)) => readers.end(connection),
            // Closing the connection ends its transaction.
            Some(Held::Writing(_) | Held::Postgres(_)) | None => {}
        }
    }
}
