//! Where the data lives: the options that the server and the local commands share.

use std::path::PathBuf;

use store::Location;

/// The data, and the file that may name it.
#[derive(Debug, clap::Args)]
pub(crate) struct Storage {
    /// Directory of the embedded database, made if absent; `memory` keeps nothing
    #[arg(
        long,
        value_name = "DIR|memory",
        default_value = "./callroster-data",
        conflicts_with = "database_url",
        global = true
    )]
    data: PathBuf,

    /// PostgreSQL database to use instead, such as `postgres://user:password@host/database`; other
    /// characters than letters, digits and `-._~` in the password are percent-encoded
    #[arg(long, value_name = "URL", conflicts_with = "data", global = true)]
    database_url: Option<String>,

    /// TOML file whose keys are the options of `callroster serve`, such as `listen`
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
}

impl Storage {
    /// Where the data lives, or will.
    pub(crate) fn location(&self) -> Location {
        match &self.database_url {
            Some(url) => Location::Postgres(url.clone()),
            None if self.data.as_os_str() == "memory" => Location::Memory,
            None => Location::Directory(self.data.clone()),
        }
    }
}
