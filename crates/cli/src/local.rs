//! Commands on the data of this machine: beside a running server they go through it, otherwise
//! they open the data themselves.

use std::{io::IsTerminal, path::PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use server::{
    Clock,
    local::{self, Command, Progress},
};
use store::{Db, Location};

use crate::{
    failure::Failure,
    logs::{self, LogFormat},
    output::{self, Choice},
    storage::Storage,
};

/// `callroster seed`.
#[derive(Debug, clap::Args)]
pub(crate) struct AddUsers {
    /// How many users to add
    #[arg(long, value_name = "N", default_value_t = 100)]
    users: u32,

    /// What the random choices begin with
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Organization to add them to, when there are several
    #[arg(long, value_name = "ID|NAME")]
    organization: Option<String>,

    #[command(flatten)]
    storage: Storage,

    #[command(flatten)]
    choice: Choice,
}

/// `callroster org`.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Org {
    /// Create an organization with an administrator and a client, and print their credentials
    Create {
        /// Its name
        name: String,

        /// Fill it with a believable organization
        #[arg(long)]
        demo: bool,

        /// The same from this seed, so that it can be made again
        #[arg(long, value_name = "S", conflicts_with = "demo")]
        seed: Option<u64>,

        #[command(flatten)]
        storage: Storage,

        #[command(flatten)]
        choice: Choice,
    },
    /// List the organizations
    List {
        #[command(flatten)]
        storage: Storage,

        #[command(flatten)]
        choice: Choice,
    },
    /// Put an organization back to its seed, with the same ids and credentials
    Reset {
        /// Its id, from `callroster org list`
        id: String,

        #[command(flatten)]
        storage: Storage,

        #[command(flatten)]
        choice: Choice,
    },
    /// Delete an organization and everything in it
    Delete {
        /// Its id, from `callroster org list`
        id: String,

        #[command(flatten)]
        storage: Storage,

        #[command(flatten)]
        choice: Choice,
    },
}

/// `callroster token`.
#[derive(Debug, clap::Args)]
pub(crate) struct Token {
    /// E-mail address of the user
    #[arg(long, value_name = "EMAIL")]
    user: String,

    /// Organization of the user, when the address is in several
    #[arg(long, value_name = "ID|NAME")]
    organization: Option<String>,

    /// OAuth client to issue it to: what its scopes leave out, the token cannot do
    #[arg(long, value_name = "ID")]
    client: Option<String>,

    #[command(flatten)]
    storage: Storage,

    #[command(flatten)]
    choice: Choice,
}

/// `callroster migrate`.
#[derive(Debug, clap::Args)]
pub(crate) struct Migrate {
    #[command(flatten)]
    storage: Storage,
}

/// `callroster backup`.
#[derive(Debug, clap::Args)]
pub(crate) struct Backup {
    /// File to make; it must not exist
    file: PathBuf,

    #[command(flatten)]
    storage: Storage,

    #[command(flatten)]
    choice: Choice,
}

impl AddUsers {
    /// Adds users.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Self { users, seed, organization, storage, choice } = self;
        let command = Command::Seed { users, seed, organization };
        choice.show(&run(&storage.location(), command).await?)
    }
}

impl Org {
    /// Creates, lists, resets or deletes.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let (location, command, choice) = match self {
            Self::Create { name, demo, seed, storage, choice } => {
                let command = Command::CreateOrganization { name, demo, seed };
                (storage.location(), command, choice)
            }
            Self::List { storage, choice } => {
                (storage.location(), Command::ListOrganizations, choice)
            }
            Self::Reset { id, storage, choice } => {
                (storage.location(), Command::ResetOrganization { id }, choice)
            }
            Self::Delete { id, storage, choice } => {
                (storage.location(), Command::DeleteOrganization { id }, choice)
            }
        };
        choice.show(&run(&location, command).await?)
    }
}

impl Token {
    /// Prints the token alone, ready for a shell's `$(…)`, unless JSON is asked for.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Self { user, organization, client, storage, choice } = self;
        let command = Command::Token { email: user, organization, client };
        let answer = run(&storage.location(), command).await?;
        match answer.get("accessToken").and_then(Value::as_str) {
            Some(token) if !choice.json => output::print(&format!("{token}\n")),
            _ => choice.show(&answer),
        }
    }
}

impl Migrate {
    /// Opens the data, which migrates it.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        logs::start(LogFormat::Text, "warn")?;
        let location = self.storage.location();
        let db = Db::open(&location, store::Options::default()).await.map_err(Failure::said)?;
        db.close().await;
        output::print("the database has the schema of this version\n")
    }
}

impl Backup {
    /// Copies the database.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Self { file, storage, choice } = self;
        choice.show(&run(&storage.location(), Command::Backup { file }).await?)
    }
}

/// Does what is asked for, and shows how far it is.
pub(crate) async fn run(location: &Location, command: Command) -> Result<Value, Failure> {
    logs::start(LogFormat::Text, "warn")?;
    let mut bar = Bar::default();
    let done = local::run(location, Clock::System, command, &mut |step| bar.show(step)).await;
    bar.clear();
    done.map_err(Failure::said)
}

/// Shows how far long work is; nothing when nobody looks.
#[derive(Default)]
struct Bar(Option<ProgressBar>);

impl Bar {
    fn show(&mut self, step: Progress) {
        if !std::io::stderr().is_terminal() {
            return;
        }
        let bar = self.0.get_or_insert_with(|| ProgressBar::new(step.total).with_style(style()));
        bar.set_length(step.total);
        bar.set_position(step.done);
    }

    fn clear(self) {
        if let Some(bar) = self.0 {
            bar.finish_and_clear();
        }
    }
}

fn style() -> ProgressStyle {
    let style = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len}, {eta} left");
    style.unwrap_or_else(|_| ProgressStyle::default_bar())
}
