//! What can go wrong: while opening ([`OpenError`]) and afterwards ([`Error`]).

use std::path::PathBuf;

use crate::limits::LARGEST_READ;

/// Why a transaction has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The store cannot do it now, and nothing of it is kept. The caller may try again: 503 over
    /// HTTP, with `Retry-After`.
    #[error("{0}")]
    Unavailable(String),
    /// The connection was lost, or the time was over, while it was committed: it may have been
    /// kept. 503 over HTTP without `Retry-After`, because the caller must look first.
    #[error("it may have been committed: {0}")]
    Unknown(String),
    /// The code around the transaction is wrong: it waited while it held the writer, panicked, or
    /// used a [`Tx`](crate::Tx) that was gone.
    #[error("{0}")]
    Bug(String),
    /// A document would be larger than a row keeps. The caller sent too much: 400 over HTTP.
    #[error("the {what} would have {bytes} bytes, most of them in `{field}`")]
    LargeDocument {
        /// What the document is of.
        what: &'static str,
        /// How large it would be.
        bytes: usize,
        /// How large it may be.
        most: usize,
        /// Its largest field.
        field: String,
    },
    /// The rows of one answer have more bytes than one answer may read. The caller must ask for
    /// less: 400 over HTTP.
    #[error("the rows of one answer have more than {LARGEST_READ} bytes")]
    LargeRead,
    /// The engine refused a statement, or a row was not what the code expected.
    #[error("{0}")]
    Storage(String),
}

/// The result of everything that happens within a transaction.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn closed() -> Self {
        Self::Unavailable("the database is closed, the server is stopping".to_owned())
    }

    pub(crate) fn gone() -> Self {
        Self::Bug("a transaction was used after it had ended".to_owned())
    }

    pub(crate) fn panicked() -> Self {
        Self::Bug("the code within a transaction panicked".to_owned())
    }

    pub(crate) fn more_than_one_row(sql: &str) -> Self {
        Self::Storage(format!("more than one row where at most one was expected: {sql}"))
    }

    pub(crate) fn wrong_number_of_values(sql: &str, expected: usize, given: usize) -> Self {
        Self::Storage(format!("{given} values for the {expected} parameters of: {sql}"))
    }
}

/// Why the data could not be opened. Each message says what to do; nothing has been changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data directory cannot be made or written.
    #[error(
        "cannot write the data directory `{path}`: {source}; make it writable for this user or choose another directory"
    )]
    NotWritable {
        /// The directory as it was given.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The data directory is a file.
    #[error(
        "`{path}` is a file; name the directory whose file `callroster.db` is the database, such as the one it is in"
    )]
    NotADirectory {
        /// The path as it was given.
        path: PathBuf,
    },
    /// Another process holds the lock of the data directory.
    #[error(
        "the data directory `{path}` is in use by another process; stop it or choose another directory"
    )]
    InUse {
        /// The directory as it was given.
        path: PathBuf,
    },
    /// A newer version of the program has migrated this database.
    #[error(
        "the database has the migration `{name}`, which this program does not know; start the newer version again or restore a backup made with this one"
    )]
    Newer {
        /// The name of the migration.
        name: String,
    },
    /// An applied migration does not read as it did when it was applied.
    #[error(
        "the migration `{name}` was edited after it had been applied to this database; restore its text and put the change into a new migration"
    )]
    Edited {
        /// The name of the migration.
        name: String,
    },
    /// A migration failed; all of them were rolled back.
    #[error(
        "failed to migrate the database: {message}; the database is unchanged; report this message"
    )]
    Migration {
        /// Which migration, and what the engine said.
        message: String,
    },
    /// The address of the PostgreSQL database cannot be understood.
    #[error(
        "the database URL is not valid: {message}; write postgres://user:password@host:5432/database"
    )]
    Url {
        /// What is wrong with it.
        message: String,
    },
    /// No connection to PostgreSQL.
    #[error(
        "cannot reach PostgreSQL at {address}: {message}; check that it runs, and the host, user, password and `sslmode` of the database URL"
    )]
    Unreachable {
        /// Host and database, without the password.
        address: String,
        /// What the driver said.
        message: String,
    },
    /// Anything else the engine said while it was being opened.
    #[error("cannot open the database: {message}")]
    Engine {
        /// What it said.
        message: String,
    },
}
