//! What keeps the data.

/// What keeps the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SQLite, within this process.
    Sqlite,
    /// PostgreSQL, beside other nodes.
    Postgres,
}
