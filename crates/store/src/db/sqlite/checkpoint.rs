//! Moves what was committed from the log into the database file, beside the writer.

use std::ffi::c_int;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::hooks::Wal;

use crate::db::sqlite_connections::{Connection, Home, LOG_LIMIT, Readers, refused};
use crate::error::Result;

/// New pages in the log that are worth a checkpoint: 4 MiB.
const WORTHWHILE: i64 = 1024;
/// Pages in the log from which the writer has to wait for it to start again: 64 MiB.
#[expect(clippy::cast_possible_wrap, reason = "a small constant")]
const TOO_MANY: i64 = (LOG_LIMIT / 4096) as i64;
/// How long the writer may be kept waiting for readers of an old part of the log.
const PATIENCE: Duration = Duration::from_millis(20);

/// The thread that checkpoints; dropping it lets the thread finish and waits for that.
pub(super) struct Checkpoints {
    pages: Arc<AtomicI64>,
    wake: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    pub(super) fn start(home: &Arc<Home>, readers: &Arc<Readers>) -> Result<Self> {
        let connection = home.open_writing()?;
        connection.raw().busy_timeout(PATIENCE).map_err(|error| refused(&error))?;
        let pages = Arc::new(AtomicI64::new(0));
        let (wake, woken) = sync_channel(1);
        let work = Work {
            connection,
            home: Arc::clone(home),
            readers: Arc::clone(readers),
            pages: Arc::clone(&pages),
            moved: 0,
        };
        let thread = thread::Builder::new()
            .name("store-checkpoint".to_owned())
            .spawn(move || work.run(&woken))
            .map_err(|error| crate::Error::Unavailable(format!("no thread: {error}")))?;
        Ok(Self { pages, wake: Some(wake), thread: Some(thread) })
    }

    /// Lets the writer's connection count the pages of the log.
    pub(super) fn watch(&self, writer: &mut Connection) -> Result<()> {
        let pages = Arc::clone(&self.pages);
        let note = move |_: &mut Wal, now: c_int| {
            pages.store(now.into(), Ordering::Relaxed);
            Ok(())
        };
        writer.raw_mut().wal_hook(Some(note)).map_err(|error| refused(&error))
    }

    /// The writer has committed.
    pub(super) fn committed(&self) {
        if self.pages.load(Ordering::Relaxed) >= WORTHWHILE
            && let Some(wake) = &self.wake
        {
            // Full means that it is awake already.
            let _ = wake.try_send(());
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.wake.take();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the checkpoint thread panicked");
        }
    }
}

struct Work {
    connection: Connection,
    home: Arc<Home>,
    readers: Arc<Readers>,
    pages: Arc<AtomicI64>,
    /// Pages of the log that are in the database file already.
    moved: i64,
}

impl Work {
    fn run(mut self, woken: &Receiver<()>) {
        while woken.recv().is_ok() {
            let pages = self.pages.load(Ordering::Relaxed);
            if pages < self.moved {
                self.moved = 0; // The log has started again.
            }
            if pages - self.moved >= WORTHWHILE {
                self.checkpoint("PRAGMA wal_checkpoint(PASSIVE)");
            }
            if pages >= TOO_MANY {
                let length = std::fs::metadata(self.home.log()).map_or(0, |file| file.len());
                self.checkpoint(if length > 2 * LOG_LIMIT {
                    "PRAGMA wal_checkpoint(TRUNCATE)"
                } else {
                    "PRAGMA wal_checkpoint(RESTART)"
                });
            }
        }
        // The last one leaves an empty log behind.
        self.checkpoint("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    fn checkpoint(&mut self, sql: &str) {
        self.readers.release();
        let answer = self.connection.raw().query_row(sql, [], |row| {
            Ok((row.get::<_, bool>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
        });
        match answer {
            // What the log holds is safe; the next commit tries again.
            Err(error) => tracing::warn!(%error, "a checkpoint failed"),
            Ok((busy, pages, moved)) => {
                tracing::debug!(sql, busy, pages, moved, "checkpoint");
                self.moved = moved;
            }
        }
        // Snapshots that begin now need nothing of a log that was moved whole: it can start again.
        self.readers.release();
    }
}
