//! Connections to the file of SQLite: opened, kept, and given statements in our dialect.

mod connection;
mod dialect;
mod home;
mod readers;

pub(super) use connection::{Connection, refused};
pub(super) use dialect::translate;
pub(super) use home::{Home, LOG_LIMIT, file_in};
pub(super) use readers::{Reader, Readers};
