//! Where the data lives, and the limits of its keeping.

use std::path::PathBuf;
use std::time::Duration;

use super::clock::ServerClock;
use super::postgres_connections::Address;
use super::sqlite_connections::file_in;
use crate::followers::Followers;
use crate::migrations::{MIGRATIONS, Migration};

/// Where the data lives.
#[derive(Debug, Clone)]
pub enum Location {
    /// SQLite in a temporary directory that goes away with the [`Db`].
    Memory,
    /// SQLite in this directory, which belongs to one process at a time.
    Directory(PathBuf),
    /// PostgreSQL at this URL.
    Postgres(String),
}

impl Location {
    /// Is there a database already? Asked without opening or making one.
    pub fn has_data(&self) -> bool {
        match self {
            Self::Memory => false,
            Self::Directory(directory) => file_in(directory).exists(),
            Self::Postgres(_) => true,
        }
    }

    /// Where it is, for messages: never with a password.
    pub fn describe(&self) -> String {
        match self {
            Self::Memory => "memory".to_owned(),
            Self::Directory(directory) => format!("`{}`", file_in(directory).display()),
            Self::Postgres(url) => match Address::parse(url) {
                Ok(address) => format!("PostgreSQL at {}", address.describe()),
                Err(_) => "PostgreSQL".to_owned(),
            },
        }
    }
}

/// Limits, and the schema. The defaults are those of the server.
#[derive(Debug, Clone)]
pub struct Options {
    /// The schema; tests bring their own.
    pub migrations: &'static [Migration],
    /// Writes that may wait for the one writer of SQLite.
    pub queue: usize,
    /// Writes that share a COMMIT of SQLite at most.
    pub group: usize,
    /// How long a COMMIT of SQLite waits for more writes while more are coming.
    pub group_time: Duration,
    /// Connections to PostgreSQL at most.
    pub connections: usize,
    /// Who follows commits.
    pub followers: Followers,
    /// By which changes are dated.
    pub clock: ServerClock,
    /// How long a write to PostgreSQL takes at most.
    pub write_time: Duration,
    /// Bytes of rows that are kept in memory at most, on SQLite.
    pub kept: usize,
    /// Long reads that run at once; four times as many wait, and more are refused.
    pub long_reads: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            migrations: MIGRATIONS,
            queue: 4096,
            group: 256,
            group_time: Duration::from_millis(5),
            connections: 32,
            followers: Followers::default(),
            clock: ServerClock::default(),
            write_time: Duration::from_secs(10),
            kept: 32 << 20,
            long_reads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}
