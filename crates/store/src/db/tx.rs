//! A transaction, whichever engine runs it.

use std::any::Any;
use std::panic::Location;
use std::sync::Arc;

use super::lock::{Lock, Locks};
use super::postgres_connections::Transaction;
use super::row::Row;
use super::sqlite_connections::{Connection, Reader, Readers};
use super::value::Value;
#[cfg(feature = "testing")]
use crate::changes::touched::Touched;
use crate::changes::{Changed, NewChange};
use crate::error::{Error, Result};
use crate::kept::{DependsOn, KeptKind};

/// A transaction.
///
/// It is owned, so that a request can carry it: [`std::mem::take`] leaves one behind that is gone,
/// and the taker puts it back before the work ends, whatever happens in between. Every use of one
/// that is gone answers [`Error::Bug`].
///
/// The first error ends it: nothing of it is kept, and all that follows answers the same error.
#[derive(Default)]
pub struct Tx {
    connection: Option<TxConnection>,
    failed: Option<Error>,
    /// The organization it works in; empty before it is known.
    organization: Arc<str>,
    locks: Locks,
    /// The changes that were named.
    named: Vec<NewChange>,
}

enum TxConnection {
    Reading(Box<Reader>, Arc<Readers>),
    Writing(Box<Connection>),
    Postgres(Box<Transaction>),
}

impl Tx {
    /// The row that the statement answers, if it does; more than one is an error.
    #[track_caller]
    pub fn one<T: Send>(
        &mut self,
        sql: &str,
        args: &[Value],
        map: impl FnMut(&Row<'_>) -> Result<T> + Send,
    ) -> impl Future<Output = Result<Option<T>>> + Send {
        let from = Location::caller();
        async move {
            let result = match self.usable_for(sql, from)? {
                TxConnection::Reading(reader, _) => reader.connection().one(sql, args, map),
                TxConnection::Writing(connection) => connection.one(sql, args, map),
                TxConnection::Postgres(transaction) => transaction.one(sql, args, map).await,
            };
            self.remember(result)
        }
    }

    /// The rows that the statement answers, in its order.
    #[track_caller]
    pub fn all<T: Send>(
        &mut self,
        sql: &str,
        args: &[Value],
        map: impl FnMut(&Row<'_>) -> Result<T> + Send,
    ) -> impl Future<Output = Result<Vec<T>>> + Send {
        let from = Location::caller();
        async move {
            let result = match self.usable_for(sql, from)? {
                TxConnection::Reading(reader, _) => reader.connection().all(sql, args, map),
                TxConnection::Writing(connection) => connection.all(sql, args, map),
                TxConnection::Postgres(transaction) => transaction.all(sql, args, map).await,
            };
            self.remember(result)
        }
    }

    /// Runs a statement that answers no rows; how many it inserted, updated or deleted.
    #[track_caller]
    pub fn run(&mut self, sql: &str, args: &[Value]) -> impl Future<Output = Result<u64>> + Send {
        let from = Location::caller();
        async move {
            let result = match self.usable_for(sql, from)? {
                TxConnection::Reading(reader, _) => reader.connection().run(sql, args),
                TxConnection::Writing(connection) => connection.run(sql, args),
                TxConnection::Postgres(transaction) => transaction.run(sql, args).await,
            };
            self.remember(result)
        }
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

    /// Takes a lock, which other transactions wait for until this one has ended. With SQLite's one
    /// writer they wait anyway. Locks are taken by their rank; one that is held already costs
    /// nothing.
    pub async fn lock(&mut self, what: Lock<'_>) -> Result<()> {
        self.usable()?;
        let here = self.organization();
        let wants = self.locks.wants(what, &here);
        if !self.remember(wants)? {
            return Ok(());
        }
        let result = match self.usable()? {
            TxConnection::Reading(..) | TxConnection::Writing(_) => Ok(()),
            TxConnection::Postgres(transaction) => transaction.lock(what, &here).await,
        };
        self.remember(result)?;
        self.locks.hold(what, &here);
        Ok(())
    }

    /// Takes the locks of many users, in the order of their ids, with one statement.
    pub async fn lock_users(&mut self, users: &[String]) -> Result<()> {
        self.usable()?;
        let here = self.organization();
        let mut wanted: Vec<String> = Vec::with_capacity(users.len());
        for user in users {
            let wants = self.locks.wants(Lock::User(user), &here);
            if self.remember(wants)? {
                wanted.push(user.clone());
            }
        }
        wanted.sort_unstable();
        let result = match self.usable()? {
            TxConnection::Reading(..) | TxConnection::Writing(_) => Ok(()),
            TxConnection::Postgres(transaction) => transaction.lock_users(&wanted, &here).await,
        };
        self.remember(result)?;
        for user in &wanted {
            self.locks.hold(Lock::User(user), &here);
        }
        Ok(())
    }

    /// Notes that this transaction has inserted the row behind a lock: no other transaction sees
    /// it, so it is held already.
    pub(crate) fn owns(&mut self, what: Lock<'_>) {
        let here = self.organization();
        self.locks.own(what, &here);
    }

    /// Ends the snapshot of a transaction that reads and begins another, which sees what was
    /// committed since. Work that takes long calls it between its slices: no snapshot should live
    /// longer than a second, because the log of SQLite grows as long as one does.
    pub async fn next_snapshot(&mut self) -> Result<()> {
        let result = match self.usable()? {
            TxConnection::Reading(reader, readers) => readers.again(reader),
            TxConnection::Writing(_) => {
                Err(Error::Bug("a transaction that writes has no snapshot".to_owned()))
            }
            TxConnection::Postgres(transaction) => transaction.next_snapshot().await,
        };
        self.remember(result)
    }

    /// Names a change, as every store function does that writes a row which followers read: it goes
    /// to the outbox with the COMMIT, and followers hear of it after that. Debug builds refuse a
    /// change of a user whose lock is not held, because the changes of one user would come out of
    /// order.
    pub(crate) fn changed(&mut self, change: NewChange) -> Result<()> {
        self.usable()?;
        if cfg!(debug_assertions)
            && let Some(user) = &change.user
            && !self.locks.holds_user(&change.organization, user)
        {
            let message = format!("{:?} was named without the lock of its user", change.what);
            return self.remember(Err(Error::Bug(message)));
        }
        self.named.push(change);
        Ok(())
    }

    /// Debug builds refuse a write across rows that needs the organization's lock and comes without.
    pub(crate) fn needs_organization(&mut self, what: &str) -> Result<()> {
        self.usable()?;
        let here = self.organization();
        if cfg!(debug_assertions) && !self.locks.holds_organization(&here) {
            let message = format!("{what} without the lock of the organization");
            return self.remember(Err(Error::Bug(message)));
        }
        Ok(())
    }

    /// Was a change like this named for the organization already?
    pub(crate) fn has_named(&self, organization: &str, is: impl Fn(&Changed) -> bool) -> bool {
        self.named.iter().any(|change| &*change.organization == organization && is(&change.what))
    }

    /// What the snapshot would read, if it is kept in memory: never in a transaction that writes,
    /// and never where other nodes write too.
    pub(crate) fn kept<T: Any + Send + Sync>(&self, kind: KeptKind, id: &str) -> Option<Arc<T>> {
        let Some(TxConnection::Reading(reader, readers)) = &self.connection else { return None };
        readers.kept().get(reader.shows()?, kind, id)
    }

    /// Can what is read here be kept in memory?
    pub(crate) fn can_keep(&self) -> bool {
        matches!(&self.connection, Some(TxConnection::Reading(reader, _)) if reader.shows().is_some())
    }

    /// Keeps in memory what the snapshot has read: a value of so many bytes.
    pub(crate) fn keep<T: Any + Send + Sync>(
        &self,
        what: (KeptKind, &str, DependsOn),
        value: (Arc<T>, usize),
    ) {
        if let Some(TxConnection::Reading(reader, readers)) = &self.connection
            && let Some(shows) = reader.shows()
        {
            readers.kept().put(shows, what, value);
        }
    }

    /// Does it share its COMMIT with others, and so see what they have not committed yet? What is
    /// read in such a transaction may be rolled back even if this one is not.
    pub const fn shares_its_commit(&self) -> bool {
        matches!(self.connection, Some(TxConnection::Writing(_)))
    }

    /// Test builds refuse a statement of this crate that may reach rows of any organization.
    fn usable_for(&mut self, sql: &str, from: &Location<'_>) -> Result<&mut TxConnection> {
        #[cfg(feature = "testing")]
        if let Err(error) = super::borders::check(sql, from) {
            return self.remember(Err(error));
        }
        #[cfg(not(feature = "testing"))]
        let _ = (sql, from);
        self.usable()
    }

    fn usable(&mut self) -> Result<&mut TxConnection> {
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
    pub(super) fn reading(reader: Box<Reader>, readers: Arc<Readers>) -> Self {
        Self::holding(TxConnection::Reading(reader, readers))
    }

    pub(super) fn writing(connection: Connection) -> Self {
        Self::holding(TxConnection::Writing(Box::new(connection)))
    }

    pub(super) fn postgres(transaction: Transaction) -> Self {
        Self::holding(TxConnection::Postgres(Box::new(transaction)))
    }

    fn holding(connection: TxConnection) -> Self {
        let mut tx = Self::default();
        tx.connection = Some(connection);
        tx
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
            Some(TxConnection::Writing(connection)) => Some(connection),
            _ => None,
        }
    }

    /// Ready for the next write of the group.
    pub(super) fn reset(&mut self) {
        self.failed = None;
        self.organization = Arc::default();
        self.locks.clear();
        self.named.clear();
    }

    pub(super) fn take_named(&mut self) -> Vec<NewChange> {
        std::mem::take(&mut self.named)
    }

    /// What was written since this was asked last, where that is watched.
    #[cfg(feature = "testing")]
    pub(super) fn take_touched(&self) -> Vec<Touched> {
        match &self.connection {
            Some(TxConnection::Writing(connection)) => connection.take_touched(),
            _ => Vec::new(),
        }
    }

    pub(super) fn take_postgres(&mut self) -> Option<Transaction> {
        match self.connection.take() {
            Some(TxConnection::Postgres(transaction)) => Some(*transaction),
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
            Some(TxConnection::Reading(reader, readers)) => {
                readers.end(reader, self.failed.is_some());
            }
            // Closing the connection ends its transaction.
            Some(TxConnection::Writing(_) | TxConnection::Postgres(_)) | None => {}
        }
    }
}
