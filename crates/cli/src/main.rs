//! `callroster`: the server, and everything one does beside it.

mod admin;
mod api_command;
mod audit;
mod client;
mod clock;
mod config;
mod connect;
mod contract;
mod failure;
mod local;
mod logs;
mod operation;
mod options;
mod output;
mod serve;
mod simulate;
mod stop;
mod storage;
mod transfer;
mod variables;

use std::{ffi::OsString, process::ExitCode};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

use failure::Failure;

/// Requests make and drop many small values on several threads, which the C library's allocator is
/// slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A self-hosted users platform for contact centres: directory, presence, routing and access
/// behind the API that the official SDKs speak
#[derive(Debug, Parser)]
#[command(name = "callroster", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the server
    Serve(Box<options::ServeOptions>),
    /// Add made-up users; the same seed makes the same users
    Seed(local::AddUsers),
    /// Play past working days of users, for dashboards and reports; the same seed plays the same days
    Simulate(simulate::Simulate),
    /// Make and change users as a CSV or JSON Lines file says
    Import(transfer::Import),
    /// Write the users to a CSV or JSON Lines file
    Export(transfer::Export),
    /// Create, list, reset and delete organizations
    #[command(subcommand)]
    Org(local::Org),
    /// Show, stop or move the clock of an organization, by which everything in it goes
    Clock(clock::OrganizationTime),
    /// Give OAuth clients new secrets
    #[command(subcommand)]
    Client(client::Client),
    /// Print an access token of a user
    Token(local::Token),
    /// Show the audit: what was changed, by whom and from where
    Audit(Box<audit::Audit>),
    /// Restore access to an organization without an administrator
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Call an operation of the API on a server
    Api(api_command::Api),
    /// List the operations of the API
    Operations(output::Choice),
    /// List the topics of notifications
    Topics(output::Choice),
    /// Print the OpenAPI document
    Openapi,
    /// Print which operations are served, and whether their behaviour is documented
    Coverage(output::Choice),
    /// Print the lines that point an official client at a server
    Connect(connect::Connect),
    /// Migrate the database to the schema of this version, and exit
    Migrate(local::Migrate),
    /// Compare search models, keys and counts with the rows that they come from
    Check(local::Check),
    /// Copy the embedded database to a file while it is in use
    Backup(local::Backup),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let done = run(&arguments);
    logs::flush();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(arguments: &[OsString]) -> Result<(), Failure> {
    let cli = Cli::from_arg_matches(&config::parse(Cli::command(), arguments)?)?;
    match cli.command {
        Command::Serve(options) => wait_for(serve::run(&options, &Cli::command())),
        Command::Seed(seed) => wait_for(seed.run()),
        Command::Simulate(simulate) => wait_for(simulate.run()),
        Command::Import(import) => wait_for(import.run()),
        Command::Export(export) => wait_for(export.run()),
        Command::Org(org) => wait_for(org.run()),
        Command::Clock(clock) => wait_for(clock.run()),
        Command::Client(client) => wait_for(client.run()),
        Command::Token(token) => wait_for(token.run()),
        Command::Audit(audit) => wait_for(audit.run()),
        Command::Admin(admin) => wait_for(admin.run()),
        Command::Api(api) => wait_for(api.run()),
        Command::Operations(choice) => contract::operations(choice),
        Command::Topics(choice) => contract::topics(choice),
        Command::Openapi => contract::openapi(),
        Command::Coverage(choice) => contract::coverage(choice),
        Command::Connect(connect) => connect.run(),
        Command::Migrate(migrate) => wait_for(migrate.run()),
        Command::Check(check) => wait_for(check.run()),
        Command::Backup(backup) => wait_for(backup.run()),
        Command::Completions { shell } => completions(shell),
    }
}

fn wait_for(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::said(format!("failed to start the runtime: {error}")))?
        .block_on(work)
}

fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "callroster", &mut script);
    output::print(&String::from_utf8_lossy(&script))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_options_of_a_command_are_in_each_others_way() {
        Cli::command().debug_assert();
    }
}
