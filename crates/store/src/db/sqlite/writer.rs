//! The one writer: a thread that commits many writes at once.
//!
//! Each write runs whole on this thread, in a savepoint of the transaction it shares with those
//! that wait beside it. Nobody hears an answer before the COMMIT that holds it, refusals included:
//! what they saw may be a neighbour's write that is not committed yet.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Instant;

use futures_util::future::BoxFuture;
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};

use super::checkpoint::Checkpoints;
use crate::changes::Change;
use crate::db::clock::ServerClock;
use crate::db::commit::finish;
use crate::db::options::Options;
use crate::db::sqlite_connections::{Connection, Home, Readers};
use crate::db::tx::Tx;
use crate::error::{Error, OpenError, Result};

/// Hands writes to the thread. Dropping it lets the thread finish what it was given.
pub(super) struct Writer {
    queue: RwLock<Option<SyncSender<Box<dyn Write>>>>,
    /// Its other end goes away when the thread has finished.
    finished: watch::Receiver<()>,
}

impl Writer {
    pub(super) fn start(
        home: Arc<Home>,
        readers: &Arc<Readers>,
        connection: Connection,
        options: &Options,
    ) -> Result<Self, OpenError> {
        let failed = |message: String| OpenError::Engine { message };
        let checkpoints =
            Checkpoints::start(&home, readers).map_err(|error| failed(error.to_string()))?;
        let (queue, waiting) = sync_channel(options.queue);
        let (end, finished) = watch::channel(());
        let (options, readers) = (options.clone(), Arc::clone(readers));
        // Only to name a handler that waits for a timer or the network; it would panic without.
        let runtime = Handle::current();
        thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn(move || {
                let _runtime = runtime.enter();
                let _end = end;
                let mut group = Group { options, checkpoints, tx: Tx::default(), readers, home };
                if let Err(error) = group.adopt(connection) {
                    tracing::error!(%error, "the writer starts without a connection");
                }
                group.work(&waiting);
            })
            .map_err(|error| failed(format!("cannot start a thread: {error}")))?;
        Ok(Self { queue: RwLock::new(Some(queue)), finished })
    }

    /// Runs `work` in its savepoint; answers after the COMMIT that holds it. A caller that leaves
    /// takes nothing with it but its wish to hear the answer.
    pub(super) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Box::new(Request { work, answer: None, reply }))?;
        answer.await.unwrap_or_else(|_| Err(Error::closed().into()))
    }

    fn enqueue(&self, write: Box<dyn Write>) -> Result<()> {
        let queue = self.queue.read().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = &*queue else { return Err(Error::closed()) };
        queue.try_send(write).map_err(|error| match error {
            TrySendError::Full(_) => Error::Unavailable("too many writes are waiting".to_owned()),
            TrySendError::Disconnected(_) => Error::closed(),
        })
    }

    /// Takes no more writes and waits until those accepted are committed.
    pub(super) async fn close(&self) {
        self.queue.write().unwrap_or_else(PoisonError::into_inner).take();
        let mut finished = self.finished.clone();
        while finished.changed().await.is_ok() {}
    }
}

/// A write in the queue, whatever its types.
trait Write: Send {
    /// Runs it within its savepoint; the changes it names if that is to be kept.
    fn run(&mut self, tx: &mut Tx, clock: &ServerClock) -> Option<Vec<Change>>;
    /// Lets the answer go, now that the fate of the whole transaction is known.
    fn answer(self: Box<Self>, fate: &Result<()>);
}

struct Request<T, E, F> {
    work: F,
    answer: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Write for Request<T, E, F>
where
    T: Send,
    E: From<Error> + Send,
    F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send,
{
    fn run(&mut self, tx: &mut Tx, clock: &ServerClock) -> Option<Vec<Change>> {
        // No call of the store waits on SQLite, so one poll finishes whatever keeps to the store.
        let polled = catch_unwind(AssertUnwindSafe(|| {
            let whole = pin!(async {
                let answer = (self.work)(tx).await;
                finish(tx, answer, clock).await
            });
            whole.poll(&mut Context::from_waker(Waker::noop()))
        }));
        let finished = match polled {
            Ok(Poll::Ready(finished)) => finished,
            Ok(Poll::Pending) => Err(Error::Bug(
                "the code within a transaction waited for something other than the store while \
                 it held the writer"
                    .to_owned(),
            )
            .into()),
            Err(_) => Err(Error::panicked().into()),
        };
        let (answer, changes) = match finished {
            Ok((answer, changes)) => (Ok(answer), Some(changes)),
            Err(error) => (Err(error), None),
        };
        self.answer = Some(answer);
        changes
    }

    fn answer(self: Box<Self>, fate: &Result<()>) {
        let answer = match (fate, self.answer) {
            (Ok(()), Some(answer)) => answer,
            (Err(error), _) => Err(error.clone().into()),
            (Ok(()), None) => Err(Error::closed().into()),
        };
        // The caller may have left.
        let _ = self.reply.send(answer);
    }
}

/// Its fields are dropped in this order: the lock of the directory is given back last.
struct Group {
    options: Options,
    checkpoints: Checkpoints,
    /// Holds the writing connection; gone only if a handler lost it.
    tx: Tx,
    readers: Arc<Readers>,
    home: Arc<Home>,
}

impl Group {
    fn work(mut self, waiting: &Receiver<Box<dyn Write>>) {
        while let Ok(first) = waiting.recv() {
            let mut members = Vec::new();
            let mut changes = Vec::new();
            let fate = self
                .fill(first, waiting, &mut members, &mut changes)
                .and_then(|()| self.commit())
                .map_err(|error| {
                    self.abandon();
                    tracing::error!(%error, writes = members.len(), "a transaction failed");
                    Error::Unavailable(format!("the write was not committed: {error}"))
                });
            let followers = &self.options.followers;
            if fate.is_ok() {
                followers.hear(&changes, None);
            }
            self.readers.epoch().settle();
            self.checkpoints.committed();
            for member in members {
                member.answer(&fate);
            }
            self.readers.committed();
        }
    }

    /// Opens the transaction and runs whatever waits, until nothing does or it is enough.
    fn fill(
        &mut self,
        first: Box<dyn Write>,
        waiting: &Receiver<Box<dyn Write>>,
        members: &mut Vec<Box<dyn Write>>,
        changes: &mut Vec<Change>,
    ) -> Result<()> {
        let started = Instant::now();
        let mut next = Some(first);
        let begun = self.begin();
        while let Some(write) = next.take() {
            members.push(write);
            begun.clone()?;
            let Some(write) = members.last_mut() else { break };
            self.tx.reset();
            self.control("SAVEPOINT request")?;
            let kept = write.run(&mut self.tx, &self.options.clock);
            // SQLite ends the whole transaction by itself when, for one, the disk is full.
            if self.connection()?.is_autocommit() {
                return Err(Error::Unavailable("SQLite gave the transaction up".to_owned()));
            }
            match kept {
                Some(mut named) => changes.append(&mut named),
                None => {
                    self.tx.reset();
                    self.control("ROLLBACK TO request")?;
                }
            }
            self.control("RELEASE request")?;
            if members.len() < self.options.group && started.elapsed() < self.options.group_time {
                next = waiting.try_recv().ok();
            }
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<()> {
        if self.connection().is_err() {
            let connection = self.home.open_writing()?;
            self.adopt(connection)?;
        }
        self.control("BEGIN IMMEDIATE")
    }

    fn adopt(&mut self, mut connection: Connection) -> Result<()> {
        self.checkpoints.watch(&mut connection)?;
        #[cfg(feature = "testing")]
        if std::ptr::eq(self.options.migrations, crate::MIGRATIONS) {
            connection.note_touched()?;
        }
        self.tx = Tx::writing(connection);
        Ok(())
    }

    fn commit(&mut self) -> Result<()> {
        self.readers.epoch().begin();
        self.control("COMMIT")
    }

    fn abandon(&mut self) {
        if self.connection().is_ok_and(|connection| !connection.is_autocommit())
            && let Err(error) = self.control("ROLLBACK")
        {
            tracing::error!(%error, "the writer opens a new connection");
            self.tx = Tx::default();
        }
    }

    fn control(&mut self, sql: &'static str) -> Result<()> {
        self.connection()?.control(sql)
    }

    fn connection(&mut self) -> Result<&Connection> {
        self.tx.writer().ok_or_else(Error::gone)
    }
}
