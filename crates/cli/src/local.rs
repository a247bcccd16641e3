//! Commands on the data of this machine: beside a running server they go through it, otherwise
//! they open the data themselves.

use std::{io::IsTerminal, path::PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;
use server::{
    Clock,
    local::{self, Command, PolicyChange, Progress},
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

    /// Seed of the random choices
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Organization to add them to, if there are several
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

        /// E-mail address of its administrator [default: `admin@` and the name as a host]
        #[arg(long, value_name = "EMAIL")]
        admin_email: Option<String>,

        /// Fill it with a made-up organization
        #[arg(long)]
        demo: bool,

        /// Fill it with the made-up organization of this seed
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
    /// Reset an organization to its seed, with the same ids and credentials
    Reset {
        /// Its id, from `callroster org list`
        id: String,

        #[command(flatten)]
        storage: Storage,

        #[command(flatten)]
        choice: Choice,
    },
    /// Show or change the password policy of an organization
    PasswordPolicy(PasswordPolicy),
    /// Delete an organization and everything in it
    Delete {
        /// Its id, from `callroster org list`
        id: String,

        /// Delete it without asking
        #[arg(long)]
        yes: bool,

        #[command(flatten)]
        storage: Storage,

        #[command(flatten)]
        choice: Choice,
    },
}

/// `callroster org password-policy`. What is not given stays as it is.
#[derive(Debug, clap::Args)]
pub(crate) struct PasswordPolicy {
    /// Its id or name, if there are several
    organization: Option<String>,

    /// Least number of characters [8 unless changed]
    #[arg(long, value_name = "N")]
    minimum_length: Option<i64>,

    /// Kinds of characters that a password must have: `upper`, `lower`, `digit`, `symbol`, or
    /// `none`
    #[arg(long, value_name = "CLASS,…", value_delimiter = ',')]
    classes: Option<Vec<String>>,

    /// How many of a user's last passwords cannot be used again
    #[arg(long, value_name = "N")]
    history: Option<i64>,

    /// How long users must keep a password that they chose, such as `1d`, `12h`, `0`
    #[arg(long, value_name = "TIME", value_parser = age)]
    minimum_age: Option<i64>,

    /// Age at which sign-in asks for a new password, such as `90d`; `0` is never
    #[arg(long, value_name = "TIME", value_parser = age)]
    maximum_age: Option<i64>,

    /// Only show it; the same as without options
    #[arg(long, conflicts_with_all = ["minimum_length", "classes", "history", "minimum_age", "maximum_age"])]
    show: bool,

    #[command(flatten)]
    storage: Storage,

    #[command(flatten)]
    choice: Choice,
}

impl PasswordPolicy {
    fn command(self) -> (Location, Command, Choice) {
        let none = |classes: &Vec<String>| classes.iter().all(|class| class == "none");
        let classes = self.classes.map(|classes| if none(&classes) { Vec::new() } else { classes });
        let change = PolicyChange {
            minimum_length: self.minimum_length,
            classes,
            history: self.history,
            minimum_age: self.minimum_age,
            maximum_age: self.maximum_age,
        };
        let command = Command::PasswordPolicy { organization: self.organization, change };
        (self.storage.location(), command, self.choice)
    }
}

/// A span of time, in seconds.
fn age(text: &str) -> Result<i64, &'static str> {
    const FORM: &str = "write a number with its unit, such as `90d`, `12h`, `30m` or `45s`, or `0`";
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: i64 = number.parse().map_err(|_| FORM)?;
    let seconds = match unit {
        "d" => 86_400,
        "h" => 3600,
        "m" => 60,
        "s" => 1,
        "" if number == 0 => 0,
        _ => return Err(FORM),
    };
    number.checked_mul(seconds).ok_or(FORM)
}

/// `callroster token`.
#[derive(Debug, clap::Args)]
pub(crate) struct Token {
    /// E-mail address of the user
    #[arg(long, value_name = "EMAIL")]
    user: String,

    /// Organization of the user, if the address is in several
    #[arg(long, value_name = "ID|NAME")]
    organization: Option<String>,

    /// OAuth client that the token is issued to; its scopes limit the token
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
    /// File to create; it must not exist
    file: PathBuf,

    #[command(flatten)]
    storage: Storage,

    #[command(flatten)]
    choice: Choice,
}

/// `callroster check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Organization to check; all of them without
    #[arg(long, value_name = "ID|NAME")]
    organization: Option<String>,

    #[command(flatten)]
    storage: Storage,

    #[command(flatten)]
    choice: Choice,
}

impl Check {
    /// Compares, and fails if something differs.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Self { organization, storage, choice } = self;
        let answer = run(&storage.location(), Command::Check { organization }).await?;
        choice.show(&answer)?;
        match answer["problems"].as_u64() {
            Some(0) => Ok(()),
            problems => {
                let problems = problems.unwrap_or_default();
                Err(Failure::said(format!(
                    "{problems} problems were found; see `problems` with `--json`"
                )))
            }
        }
    }
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
            Self::Create { name, admin_email, demo, seed, storage, choice } => {
                let command = Command::CreateOrganization { name, admin_email, demo, seed };
                (storage.location(), command, choice)
            }
            Self::List { storage, choice } => {
                (storage.location(), Command::ListOrganizations, choice)
            }
            Self::Reset { id, storage, choice } => {
                (storage.location(), Command::ResetOrganization { id }, choice)
            }
            Self::PasswordPolicy(policy) => policy.command(),
            Self::Delete { id, yes, storage, choice } => {
                let location = storage.location();
                if !yes && !is_meant(&location, &id).await? {
                    return Err(Failure::said("nothing was deleted"));
                }
                (location, Command::DeleteOrganization { id }, choice)
            }
        };
        choice.show(&run(&location, command).await?)
    }
}

/// Asks whether an organization is to go with everything in it. Where nobody can be asked, the
/// answer has to be on the command line.
async fn is_meant(location: &Location, id: &str) -> Result<bool, Failure> {
    let listed = run(location, Command::ListOrganizations).await?;
    let mut entities = listed["entities"].as_array().into_iter().flatten();
    // The server says it better that there is no such organization.
    let Some(organization) = entities.find(|entity| entity["id"] == id) else { return Ok(true) };
    let name = output::visible(organization["name"].as_str().unwrap_or_default());
    let users = &organization["users"];
    if !std::io::stdin().is_terminal() {
        return Err(Failure::said(format!(
            "`{name}` and its {users} users would be deleted for good; repeat the command with `--yes`"
        )));
    }
    let question = format!("Delete `{name}` and its {users} users for good? Type its name: ");
    output::print(&question)?;
    let mut answer = String::new();
    let failed = |error| Failure::said(format!("failed to read the answer: {error}"));
    std::io::stdin().read_line(&mut answer).map_err(failed)?;
    Ok(answer.trim() == name)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_a_number_with_its_unit() {
        let read = ["0", "45s", "30m", "12h", "90d"].map(|text| age(text).unwrap());
        assert_eq!(read, [0, 45, 1800, 43_200, 7_776_000]);
        for bad in ["", "5", "d", "1w", "-1d", "1.5d", "9999999999999999d"] {
            assert!(age(bad).unwrap_err().contains("`90d`"), "{bad}");
        }
    }
}
