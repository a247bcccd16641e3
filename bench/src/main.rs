//! Measures a release build of Callroster against its bars, as ratios within one run.

mod analytics;
mod ceiling;
mod client;
mod commits;
mod data;
mod delivery;
mod figures;
mod load;
mod machine;
mod memory;
mod patches;
mod process;
mod reads;
mod search;
mod start;
mod storm;

use std::{io::Write as _, path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, Subcommand};
use server::{Options, Server};
use store::Location;

use data::Data;
use figures::Table;

/// The number of users whose seeding has a bar.
const SEEDED: u32 = 100_000;

/// What went wrong, in words for the terminal.
type Failure = String;

/// Measures Callroster against its bars
#[derive(Debug, Parser)]
#[command(name = "bench", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure everything and print one table
    All(Plan),
    /// Measure reads alone
    Reads(Plan),
    /// Measure writes alone
    Writes(Plan),
    /// Measure searches alone
    Search(Plan),
    /// Measure start and memory alone
    Start(Plan),
    /// Measure from a change to its arrival on WebSockets; on two nodes, too, with a PostgreSQL
    Delivery(Plan),
    /// Measure questions of analytics beside DuckDB, which Python installs from PyPI
    Analytics(analytics::Plan),
    /// Serve constant JSON, the ceiling that reads are compared with
    Ceiling {
        /// File whose content answers `GET /api/v2/users/{id}`
        user: PathBuf,
        /// File whose content answers `GET /api/v2/users`
        list: PathBuf,
    },
    /// Serve Callroster with so many writes to a COMMIT
    Serve {
        /// Directory of the data
        data: PathBuf,
        /// Writes that share a COMMIT at most
        group: usize,
    },
}

/// How much is measured.
#[derive(Debug, Clone, clap::Args)]
struct Plan {
    /// Directory for the data, emptied first; on the kind of disk that is to be measured
    #[arg(long, default_value = "target/bench")]
    directory: PathBuf,

    /// Users of the larger organization; the smaller has a tenth
    #[arg(long, default_value_t = 100_000)]
    users: u32,

    /// How often each thing is measured; the median counts
    #[arg(long, default_value_t = 5)]
    rounds: usize,

    /// Seconds of load in each round
    #[arg(long, default_value_t = 2)]
    seconds: u64,

    /// The binary to measure, when it is not beside this one
    #[arg(long)]
    callroster: Option<PathBuf>,
}

impl Plan {
    fn round(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::All(plan) => {
            all(&plan, &[Part::Start, Part::Reads, Part::Search, Part::Writes]).await
        }
        Command::Delivery(plan) => deliver(&plan).await,
        Command::Start(plan) => all(&plan, &[Part::Start]).await,
        Command::Search(plan) => all(&plan, &[Part::Search]).await,
        Command::Reads(plan) => all(&plan, &[Part::Reads]).await,
        Command::Writes(plan) => all(&plan, &[Part::Writes]).await,
        Command::Analytics(plan) => analytics::measure(&plan).await,
        Command::Ceiling { user, list } => ceiling::serve(&user, &list).await,
        Command::Serve { data, group } => serve(data, group).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(&format!("error: {failure}\n"));
            ExitCode::FAILURE
        }
    }
}

#[derive(PartialEq)]
enum Part {
    Start,
    Reads,
    Search,
    Writes,
}

async fn all(plan: &Plan, parts: &[Part]) -> Result<(), Failure> {
    let mut table = Table::default();
    say(&machine::describe(&plan.directory)?);
    let binary = process::callroster(plan.callroster.as_deref())?;
    let large = Data::make(&binary, &plan.directory.join("large"), plan.users).await?;
    if plan.users == SEEDED {
        let (bar, took) = (figures::Bar::Most(5.0), large.seeded.as_secs_f64());
        table.add("seeding 100,000 users", bar, took, " s");
    }
    let small = Data::make(&binary, &plan.directory.join("small"), plan.users / 10).await?;
    if parts.contains(&Part::Start) {
        start::measure(plan, &binary, &large, &mut table).await?;
        memory::measure(plan, &binary, (&small, &large), &mut table).await?;
    }
    if parts.contains(&Part::Reads) {
        reads::measure(plan, &binary, (&small, &large), &mut table).await?;
        storm::measure(plan, &binary, &large, &mut table).await?;
    }
    if parts.contains(&Part::Search) {
        search::measure(plan, &binary, (&small, &large), &mut table).await?;
    }
    if parts.contains(&Part::Writes) {
        commits::measure(plan, &large, &mut table).await?;
        patches::measure(plan, (&small, &large), &mut table).await?;
    }
    say(&format!("\n{table}\n{}\n", machine::load()?));
    Ok(())
}

/// Deliveries need no users that were there before.
async fn deliver(plan: &Plan) -> Result<(), Failure> {
    let mut table = Table::default();
    std::fs::create_dir_all(&plan.directory).map_err(|error| error.to_string())?;
    say(&machine::describe(&plan.directory)?);
    let binary = process::callroster(plan.callroster.as_deref())?;
    delivery::measure(plan, &binary, &mut table).await?;
    say(&format!("\n{table}\n{}\n", machine::load()?));
    Ok(())
}

/// The server itself, with the one option that its command line does not have.
async fn serve(data: PathBuf, group: usize) -> Result<(), Failure> {
    let mut options = Options::in_memory();
    options.location = Location::Directory(data);
    options.store.group = group;
    options.http.rate_limit = None;
    options.http.token_rate_limit = None;
    let server = Server::start(options).await.map_err(|error| error.to_string())?;
    say(&format!("bench is listening on {}\n", server.url()));
    server.run(std::future::pending()).await.map_err(|error| error.to_string())
}

/// Prints; whoever closed the output does not want to read it.
fn say(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}
