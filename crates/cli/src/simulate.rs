//! `callroster simulate`: working days to look at.

use clap::value_parser;
use server::local::{Command, MAX_AGENTS, MAX_DAYS};

use crate::{failure::Failure, local, output::Choice, storage::Storage};

const WHAT: &str = "\
Agents are the active users of the organization; missing ones are made as `callroster seed` makes
them. Each has a time zone, a shift and two days off a week, and what they do is what the state
machine of presence and routing allows. The days end yesterday, by the organization's clock, and
only time before the first thing that is known of a user is filled, so repeating the command adds
nothing to it.

Example:
  callroster simulate --agents 100 --days 30";

/// `callroster simulate`.
#[derive(Debug, clap::Args)]
#[command(after_help = WHAT)]
pub(crate) struct Simulate {
    /// How many users work
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = value_parser!(u32).range(1..=i64::from(MAX_AGENTS)))]
    agents: u32,

    /// How many days, the last of them yesterday
    #[arg(long, value_name = "D", default_value_t = 30, value_parser = value_parser!(u32).range(1..=i64::from(MAX_DAYS)))]
    days: u32,

    /// Seed of the random choices
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Organization of the users, if there are several
    #[arg(long, value_name = "ID|NAME")]
    organization: Option<String>,

    #[command(flatten)]
    storage: Storage,

    #[command(flatten)]
    choice: Choice,
}

impl Simulate {
    /// Plays the days.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Self { agents, days, seed, organization, storage, choice } = self;
        let command = Command::Simulate { agents, days, seed, organization };
        choice.show(&local::run(&storage.location(), command).await?)
    }
}
