//! `callroster simulate`: working days to look at.

mod live;

use std::path::PathBuf;

use clap::value_parser;
use server::local::{Command, MAX_AGENTS, MAX_DAYS};

use crate::{
    connect::DEFAULT_SERVER, failure::Failure, local, output::Choice, storage::Storage, variables,
};
use live::Live;

const WHAT: &str = "\
Agents are the active users of the organization; missing ones are made as `callroster seed` makes
them. Each has a time zone, a shift and two days off a week, and what they do is what the state
machine of presence and routing allows. The days end yesterday, by the organization's clock, and
only time before the first thing that is known of a user is filled, so repeating the command adds
nothing to it.

With `--live` the first active users work from now on, until Ctrl-C, on a server that runs: shifts
follow each other around the clock, so that about three quarters of the agents are at work at any
time. Everything goes through the server's API, with the credentials in `CALLROSTER_CLIENT_ID` and
`CALLROSTER_CLIENT_SECRET` or the token in `CALLROSTER_TOKEN`, which need
`presence:userPresence:edit` and `routing:routingstatus:inject`. The server's limit of requests
counts: for many agents or much speed, start it with `--rate-limit off`.

Examples:
  callroster simulate --agents 100 --days 30
  callroster simulate --live --agents 20 --speed 10";

/// `callroster simulate`.
#[derive(Debug, clap::Args)]
#[command(after_help = WHAT)]
pub(crate) struct Simulate {
    /// How many users work
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = value_parser!(u32).range(1..=i64::from(MAX_AGENTS)))]
    agents: u32,

    /// How many days, the last of them yesterday
    #[arg(long, value_name = "D", default_value_t = 30, conflicts_with = "live", value_parser = value_parser!(u32).range(1..=i64::from(MAX_DAYS)))]
    days: u32,

    /// Seed of the random choices
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,

    /// Let them work now, on a server that runs, until Ctrl-C
    #[arg(long)]
    live: bool,

    /// How many times faster than the clock they work
    #[arg(long, value_name = "X", default_value_t = 1, requires = "live", value_parser = value_parser!(u32).range(1..=100_000))]
    speed: u32,

    /// Address of the server on which they work with `--live`
    #[arg(long, value_name = "URL", env = variables::SERVER, default_value = DEFAULT_SERVER)]
    server: String,

    /// PEM file with the authorities to trust instead of the system's
    #[arg(long, value_name = "FILE", requires = "live")]
    ca: Option<PathBuf>,

    /// Organization of the users, if there are several
    #[arg(long, value_name = "ID|NAME", conflicts_with = "live")]
    organization: Option<String>,

    #[command(flatten)]
    storage: Storage,

    #[command(flatten)]
    choice: Choice,
}

impl Simulate {
    /// Plays the days, or what happens now.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Self { agents, days, seed, live, speed, server, ca, organization, storage, choice } =
            self;
        if live {
            let agents = usize::try_from(agents).unwrap_or(usize::MAX);
            return Live { agents, seed, speed, server, ca, choice }.run().await;
        }
        let command = Command::Simulate { agents, days, seed, organization };
        choice.show(&local::run(&storage.location(), command).await?)
    }
}
