//! PostgreSQL: a pool of connections, beside other nodes.

mod following;
mod position;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime,
};
use following::Following;
use futures_util::future::BoxFuture;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};
use tokio_postgres::Client;
use tokio_util::task::TaskTracker;

use super::clock::ServerClock;
use super::commit::finish;
use super::options::Options;
use super::postgres_connections::{
    Address, CommitError, RoundTrips, Transaction, TxKind, described,
};
use super::tx::Tx;
use crate::changes::Change;
use crate::engine::Engine;
use crate::error::{Error, OpenError, Result};
use crate::followers::{Followers, Order};
use crate::migrations::{self, Migration};

/// The same for the connection. The limit on the whole transaction exists from version 17 on.
const LIMITS: &str = "SELECT set_config(name, '10s', false) FROM pg_settings WHERE name IN \
     ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')";
/// How long a request waits for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// Waits before each further attempt of a write.
const ATTEMPTS: [Duration; 4] = [
    Duration::ZERO,
    Duration::from_millis(10),
    Duration::from_millis(50),
    Duration::from_millis(200),
];

pub(super) struct Postgres {
    pool: Pool,
    writes: TaskTracker,
    /// A write takes no longer.
    limit: Duration,
    closed: Arc<AtomicBool>,
    committing: Committing,
    /// None if there is no follower.
    following: Option<Following>,
}

/// What a write needs at its end.
#[derive(Clone)]
struct Committing {
    clock: ServerClock,
    followers: Followers,
    /// Notified after a commit.
    commits: Option<Arc<Notify>>,
    round_trips: RoundTrips,
}

/// The changes of a COMMIT that is on its way.
type OnItsWay = Mutex<Option<Vec<Change>>>;

fn take(on_its_way: &OnItsWay) -> Option<Vec<Change>> {
    on_its_way.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl Committing {
    fn done(&self, changes: &[Change]) {
        // The others hear it from the outbox, in its order.
        self.followers.hear(changes, Some(Order::Keyed));
        if let Some(commits) = self.commits.as_ref().filter(|_| !changes.is_empty()) {
            commits.notify_one();
        }
    }
}

impl Postgres {
    pub(super) async fn open(url: &str, options: &Options) -> Result<Self, OpenError> {
        let mut address = Address::parse(url)?;
        if address.config.get_connect_timeout().is_none() {
            address.config.connect_timeout(PATIENCE);
        }
        if address.config.get_application_name().is_none() {
            address.config.application_name("callroster");
        }
        migrate(&address, options.migrations).await?;
        let followers = options.followers.clone();
        let following = follow(&address, &followers, options.write_time).await?;
        let commits = following.as_ref().map(Following::commits);
        let clock = options.clock.clone();
        let committing =
            Committing { clock, followers, commits, round_trips: RoundTrips::default() };
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(address.config, address.tls, recycling);
        let pool = Pool::builder(manager)
            .max_size(options.connections)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(PATIENCE))
            .post_create(Hook::async_fn(|connection, _| {
                Box::pin(async move {
                    connection.batch_execute(LIMITS).await.map_err(HookError::Backend)
                })
            }))
            .build()
            .map_err(|error| OpenError::Engine { message: error.to_string() })?;
        let (writes, limit) = (TaskTracker::new(), options.write_time);
        Ok(Self { pool, writes, limit, closed: Arc::default(), committing, following })
    }

    pub(super) async fn snapshot(&self) -> Result<Tx> {
        if self.closed.load(Ordering::Acquire) {
            return Err(Error::closed());
        }
        Ok(Tx::postgres(Transaction::new(
            connect(&self.pool).await?,
            TxKind::Read,
            &self.committing.round_trips,
        )))
    }

    pub(super) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    {
        if self.closed.load(Ordering::Acquire) {
            return Err(Error::closed().into());
        }
        let (pool, limit, committing) = (self.pool.clone(), self.limit, self.committing.clone());
        // A task of its own: a caller that leaves must not cut it in half.
        let task = self.writes.spawn(async move {
            let on_its_way = OnItsWay::default();
            let late = |_| {
                let reason = format!("the write took longer than {limit:?}");
                let Some(changes) = take(&on_its_way) else {
                    return Err(Error::Unavailable(reason).into());
                };
                committing.followers.may_have_missed(&changes);
                Err(Error::Unknown(reason).into())
            };
            let persisted = persist(&pool, &work, (&committing, &on_its_way));
            timeout(limit, persisted).await.unwrap_or_else(late)
        });
        task.await.unwrap_or_else(|_| Err(Error::panicked().into()))
    }

    /// How often the server was asked and waited for, so far.
    #[cfg(feature = "testing")]
    pub(super) fn round_trips(&self) -> u64 {
        self.committing.round_trips.load(Ordering::Relaxed)
    }

    pub(super) async fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.writes.close();
        self.writes.wait().await;
        if let Some(following) = &self.following {
            following.stop().await;
        }
        self.pool.close();
    }
}

/// Without a follower the outbox is not read.
async fn follow(
    address: &Address,
    followers: &Followers,
    limit: Duration,
) -> Result<Option<Following>, OpenError> {
    if followers.is_empty() {
        return Ok(None);
    }
    let started = Following::start(address.clone(), followers.clone(), limit).await;
    let unreachable = |error: tokio_postgres::Error| OpenError::Unreachable {
        address: address.describe(),
        message: described(&error),
    };
    Ok(Some(started.map_err(unreachable)?))
}

async fn connect(pool: &Pool) -> Result<Object> {
    pool.get()
        .await
        .map_err(|error| Error::Unavailable(format!("no connection: {}", described(&error))))
}

/// Runs the whole again when the engine says that this may help.
async fn persist<T, E, F>(pool: &Pool, work: &F, end: (&Committing, &OnItsWay)) -> Result<T, E>
where
    E: From<Error>,
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>>,
{
    let mut waits = ATTEMPTS.iter();
    loop {
        match attempt(pool, work, end).await? {
            Attempt::Done(answer) => return answer,
            Attempt::Again(error) => match waits.next() {
                None => return Err(error.into()),
                Some(wait) => {
                    tracing::debug!(%error, "a write runs again");
                    #[expect(clippy::disallowed_methods, reason = "waiting is the feature")]
                    sleep(*wait).await;
                }
            },
        }
    }
}

enum Attempt<T, E> {
    Done(Result<T, E>),
    Again(Error),
}

async fn attempt<T, E, F>(
    pool: &Pool,
    work: &F,
    (committing, on_its_way): (&Committing, &OnItsWay),
) -> Result<Attempt<T, E>>
where
    E: From<Error>,
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>>,
{
    let mut tx = Tx::postgres(Transaction::new(
        connect(pool).await?,
        TxKind::Write,
        &committing.round_trips,
    ));
    let answer = work(&mut tx).await;
    let finished = finish(&mut tx, answer, &committing.clock).await;
    let Some(transaction) = tx.take_postgres() else {
        return Ok(Attempt::Done(finished.map(|(answer, _)| answer)));
    };
    if transaction.again() {
        let error = tx.failure().unwrap_or_else(Error::gone);
        transaction.rollback();
        return Ok(Attempt::Again(error));
    }
    let (answer, changes) = match finished {
        Ok(finished) => finished,
        Err(refusal) => {
            transaction.rollback();
            return Ok(Attempt::Done(Err(refusal)));
        }
    };
    let uncommitted = |error| Error::Unavailable(format!("the write was not committed: {error}"));
    *on_its_way.lock().unwrap_or_else(PoisonError::into_inner) = Some(changes);
    let committed = transaction.commit().await;
    let changes = take(on_its_way).unwrap_or_default();
    match committed {
        Ok(()) => {
            committing.done(&changes);
            Ok(Attempt::Done(Ok(answer)))
        }
        Err(CommitError::Refused { error, again: true }) => Ok(Attempt::Again(uncommitted(error))),
        Err(CommitError::Refused { error, again: false }) => Err(uncommitted(error)),
        Err(CommitError::Unknown(error)) => {
            committing.followers.may_have_missed(&changes);
            Err(Error::Unknown(format!("the connection was lost meanwhile: {error}")))
        }
    }
}

/// Runs statements outside the pool, for tests that make and drop schemas.
#[cfg(feature = "testing")]
pub(crate) async fn execute(url: &str, sql: &str) -> Result<(), OpenError> {
    let address = Address::parse(url)?;
    let failed = |error| OpenError::Engine { message: described(&error) };
    let (client, connection) = address.config.connect(address.tls).await.map_err(failed)?;
    let connection = tokio::spawn(connection);
    let result = client.batch_execute(sql).await.map_err(failed);
    drop(client);
    let _ = connection.await;
    result
}

async fn migrate(address: &Address, known: &[Migration]) -> Result<(), OpenError> {
    let unreachable =
        |message: String| OpenError::Unreachable { address: address.describe(), message };
    let (mut client, connection) = address
        .config
        .connect(address.tls.clone())
        .await
        .map_err(|error| unreachable(described(&error)))?;
    let connection = tokio::spawn(connection);
    let result = apply(&mut client, known).await;
    drop(client);
    // Its end closes the session; a failure of it has been seen by the statements.
    let _ = connection.await;
    result
}

/// All in one transaction. Two nodes that start together take turns.
async fn apply(client: &mut Client, known: &[Migration]) -> Result<(), OpenError> {
    const TURN: &str = "SELECT pg_advisory_xact_lock(1667329138, hashtext(current_schema()))";
    let failed = |error: tokio_postgres::Error| OpenError::Engine { message: described(&error) };
    let tx = client.transaction().await.map_err(failed)?;
    tx.execute(TURN, &[]).await.map_err(failed)?;
    let exists = "SELECT to_regclass('schema_migrations') IS NOT NULL";
    let mut applied = Vec::new();
    if tx.query_one(exists, &[]).await.map_err(failed)?.get(0) {
        let rows = tx.query(migrations::SELECT_RECORD, &[]).await.map_err(failed)?;
        applied.extend(rows.iter().map(|row| (row.get(0), row.get(1))));
    }
    let pending = migrations::pending(known, &applied)?;
    if pending.is_empty() {
        return Ok(());
    }
    tx.batch_execute(migrations::CREATE_RECORD).await.map_err(failed)?;
    for migration in pending {
        let failed = |error: tokio_postgres::Error| migration.failed(described(&error));
        tx.batch_execute(&migration.text(Engine::Postgres)).await.map_err(failed)?;
        let (name, checksum) = (migration.name, migration.checksum());
        tx.execute(migrations::INSERT_RECORD, &[&name, &checksum]).await.map_err(failed)?;
    }
    tx.commit().await.map_err(|error| OpenError::Migration { message: described(&error) })
}
