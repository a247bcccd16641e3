//! `callroster clock`: what time it is in an organization, for tests and demonstrations.

use api::DateTime;
use serde_json::Value;
use server::local::{ClockChange, Command, Period};

use crate::{
    failure::Failure,
    local,
    output::{self, Choice, Output},
    storage::Storage,
};

const EXAMPLES: &str = "\
Examples:
  callroster clock
  callroster clock freeze
  callroster clock advance PT8H
  callroster clock set 2026-03-29T00:30:00Z
  callroster clock resume --organization Acme";

/// `callroster clock`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct OrganizationTime {
    #[command(subcommand)]
    change: Option<ChangeOfTime>,

    /// Organization whose clock it is, if there are several
    #[arg(long, value_name = "ID|NAME", global = true)]
    organization: Option<String>,

    #[command(flatten)]
    storage: Storage,

    #[command(flatten)]
    choice: Choice,
}

/// What becomes of the clock.
#[derive(Debug, Clone, Copy, clap::Subcommand)]
enum ChangeOfTime {
    /// Stop the clock at its present time
    Freeze,
    /// Set the clock to a later time; a frozen clock stays frozen
    Set {
        /// The time, such as `2026-03-29T00:30:00Z`
        #[arg(value_parser = time)]
        time: DateTime,
    },
    /// Move the clock forward; a frozen clock stays frozen
    Advance {
        /// How far, such as `PT8H`, `PT90S` or `P7D`
        period: Period,
    },
    /// Let the clock go on from where it stands
    Resume,
}

fn time(text: &str) -> Result<DateTime, &'static str> {
    text.parse().map_err(|_| "write a time such as `2026-03-29T00:30:00Z`")
}

impl OrganizationTime {
    /// Shows or moves it.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Self { change, organization, storage, choice } = self;
        let change = match change {
            None => ClockChange::Show,
            Some(ChangeOfTime::Freeze) => ClockChange::Freeze,
            Some(ChangeOfTime::Set { time }) => ClockChange::Set(time),
            Some(ChangeOfTime::Advance { period }) => ClockChange::Advance(period),
            Some(ChangeOfTime::Resume) => ClockChange::Resume,
        };
        let command = Command::Clock { organization, change };
        let shown = local::run(&storage.location(), command).await?;
        match choice.output() {
            Output::Json => choice.show(&shown),
            Output::Table => output::print(&in_words(&shown)),
        }
    }
}

fn in_words(shown: &Value) -> String {
    let time = shown["time"].as_str().unwrap_or_default();
    let frozen = if shown["frozen"] == true { ", frozen" } else { "" };
    format!("{}{frozen}\n", output::visible(time))
}
