//! The connections that read, opened when all others are taken.

use std::sync::{Arc, Mutex, PoisonError};

use super::connection::Connection;
use super::home::Home;
use crate::error::{Error, Result};

/// Connections kept open while there are no readers.
const IDLE: usize = 64;

pub(in crate::db) struct Readers {
    /// `None` once closed.
    #[expect(clippy::vec_box, reason = "a transaction carries the box, which stays as it is")]
    idle: Mutex<Option<Vec<Box<Connection>>>>,
    home: Arc<Home>,
}

impl Readers {
    pub(in crate::db) fn new(home: Arc<Home>) -> Self {
        Self { idle: Mutex::new(Some(Vec::new())), home }
    }

    /// A connection in a transaction; its first statement fixes the snapshot.
    pub(in crate::db) fn begin(&self) -> Result<Box<Connection>> {
        let connection = match self.idle()? {
            Some(connection) => connection,
            None => Box::new(self.home.open_reading()?),
        };
        connection.control("BEGIN")?;
        Ok(connection)
    }

    /// Ends the transaction and begins the next one on the same connection.
    pub(in crate::db) fn again(&self, connection: &Connection) -> Result<()> {
        if self.idle.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
            return Err(Error::closed());
        }
        connection.control("COMMIT")?;
        connection.control("BEGIN")
    }

    fn idle(&self) -> Result<Option<Box<Connection>>> {
        match &mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(idle) => Ok(idle.pop()),
            None => Err(Error::closed()),
        }
    }

    /// Ends the transaction and keeps the connection for the next one.
    pub(in crate::db) fn end(&self, connection: Box<Connection>) {
        if connection.control("COMMIT").is_err() {
            return; // Closing it ends whatever is left.
        }
        if let Some(idle) = &mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner)
            && idle.len() < IDLE
        {
            idle.push(connection);
        }
    }

    pub(in crate::db) fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
