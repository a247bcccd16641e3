//! The connections that read, opened when all others are taken.
//!
//! A connection that is given back keeps its snapshot, so that the next read needs neither BEGIN nor
//! the locks of the file. It is used again only while nothing was committed, and a commit or a
//! checkpoint ends those that wait: none holds the log back.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::connection::Connection;
use super::home::Home;
use crate::error::{Error, Result};
use crate::followers::Epoch;
use crate::kept::Kept;

/// Connections kept open while there are no readers.
const IDLE: usize = 64;

/// Fixes the snapshot, which BEGIN alone does not.
const LOOK: &str = "SELECT 1 FROM sqlite_schema LIMIT 0";

pub(in crate::db) struct Readers {
    idle: Mutex<Idle>,
    home: Arc<Home>,
    kept: Arc<Kept>,
}

/// Those that are not in use; `None` once closed.
type Idle = Option<Vec<Box<Reader>>>;

/// A connection that reads, and what its snapshot shows.
pub(in crate::db) struct Reader {
    connection: Connection,
    /// A snapshot is open.
    open: bool,
    /// The commit whose state the snapshot shows exactly; `None` if one was under way when it began.
    shows: Option<u64>,
}

impl Reader {
    pub(in crate::db) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// The commit whose state the snapshot shows exactly, if that is known.
    pub(in crate::db) fn shows(&self) -> Option<u64> {
        self.shows
    }

    fn begin(&mut self, epoch: &Epoch) -> Result<()> {
        let before = epoch.settled();
        self.connection.control("BEGIN")?;
        self.open = true;
        self.connection.control(LOOK)?;
        // The same before and after: no commit began meanwhile.
        self.shows = before.filter(|_| epoch.settled() == before);
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        if self.open {
            (self.open, self.shows) = (false, None);
            self.connection.control("COMMIT")?;
        }
        Ok(())
    }
}

impl Readers {
    pub(in crate::db) fn new(home: Arc<Home>, kept: Arc<Kept>) -> Self {
        Self { idle: Mutex::new(Some(Vec::new())), home, kept }
    }

    /// What is kept in memory of what they read.
    pub(in crate::db) fn kept(&self) -> &Kept {
        &self.kept
    }

    pub(in crate::db) fn epoch(&self) -> &Epoch {
        self.kept.epoch()
    }

    /// A connection with a snapshot: as new as the last commit that was answered, and as new as
    /// what any reader saw before.
    pub(in crate::db) fn begin(&self) -> Result<Box<Reader>> {
        let idle = match &mut *self.idle() {
            Some(idle) => idle.pop(),
            None => return Err(Error::closed()),
        };
        let mut reader = match idle {
            Some(reader) => reader,
            None => {
                let connection = self.home.open_reading()?;
                Box::new(Reader { connection, open: false, shows: None })
            }
        };
        // While a commit is under way, another reader may have seen it already.
        if !self.is_current(&reader) {
            reader.end()?;
            reader.begin(self.epoch())?;
        }
        Ok(reader)
    }

    /// Ends the snapshot and begins the next one on the same connection.
    pub(in crate::db) fn again(&self, reader: &mut Reader) -> Result<()> {
        if self.idle().is_none() {
            return Err(Error::closed());
        }
        reader.end()?;
        reader.begin(self.epoch())
    }

    fn is_current(&self, reader: &Reader) -> bool {
        reader.shows.is_some() && reader.shows == self.epoch().settled()
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the connection for the next one, and its snapshot if a statement did not fail in it.
    pub(in crate::db) fn end(&self, mut reader: Box<Reader>, failed: bool) {
        if failed && reader.end().is_err() {
            return; // Closing it ends whatever is left.
        }
        let mut idle = self.idle();
        let Some(waiting) = &mut *idle else { return };
        // Asked while the list is locked: a commit that ends now finds the connection in it.
        if !self.is_current(&reader) && reader.end().is_err() {
            return;
        }
        if waiting.len() < IDLE {
            waiting.push(reader);
        }
    }

    /// A commit took place: ends the older snapshots that are not in use.
    pub(in crate::db) fn committed(&self) {
        self.let_go(|reader| !self.is_current(reader));
    }

    /// Ends all snapshots that are not in use, for a checkpoint.
    pub(in crate::db) fn release(&self) {
        self.let_go(|_| true);
    }

    fn let_go(&self, which: impl Fn(&Reader) -> bool) {
        if let Some(idle) = &mut *self.idle() {
            idle.retain_mut(|reader| !reader.open || !which(reader) || reader.end().is_ok());
        }
    }

    pub(in crate::db) fn close(&self) {
        self.idle().take();
    }
}
