//! Tasks of the workspace, started as `cargo xtask`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "tasks talk on the terminal")]

mod debian;
mod dependencies;
mod phase;
mod postgres;
mod sdks;
mod structure;
mod suites;
mod test;
mod workspace;

use std::path::Path;
use std::process::{Command, ExitCode, ExitStatus};

use suites::{Suite, Suites};
use workspace::{Failure, binary, build, status};

const USAGE: &str = "\
Usage: cargo xtask <TASK>

Tasks:
  test [--without postgres]   run every check; installs what is missing
  dependencies                check licences, bans and sources of dependencies by `deny.toml`
  structure                   find import cycles, imports against the layers, and files
                              that are too long
  sdk SUITE [ARGUMENT…]       build `callroster` and run one suite of the official SDKs
                              (python, python-oldest, javascript); arguments go to its
                              runner, and CALLROSTER_BINARY names another binary
  postgres -- COMMAND…        run COMMAND with a PostgreSQL of its own, named by
                              CALLROSTER_TEST_DATABASE_URL
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["test"] => test::run(test::Postgres::Start),
        ["test", "--without", "postgres"] => test::run(test::Postgres::Skip),
        ["dependencies"] => checked(dependencies::check()),
        ["structure"] => checked(structure::check()),
        ["sdk", suite, rest @ ..] if Suite::from_word(suite).is_some() => {
            exit_as(run_suite(suite, rest))
        }
        ["postgres", "--", program, rest @ ..] => exit_as(run_beside_postgres(program, rest)),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprint!("error: no task is called `{}`\n\n{USAGE}", arguments.join(" "));
            ExitCode::from(2)
        }
    }
}

fn run_suite(word: &str, arguments: &[&str]) -> Result<ExitStatus, Failure> {
    let suite = Suite::from_word(word).ok_or_else(|| format!("no suite is called `{word}`"))?;
    let suites = Suites::install()?;
    if let Some(named) = std::env::var_os("CALLROSTER_BINARY") {
        return status(suites.command(suite, Path::new(&named), "sqlite")?.args(arguments));
    }
    let built = status(&mut build())?;
    if !built.success() {
        return Ok(built);
    }
    status(suites.command(suite, &binary(), "sqlite")?.args(arguments))
}

fn run_beside_postgres(program: &str, arguments: &[&str]) -> Result<ExitStatus, Failure> {
    let server = postgres::Server::start()?;
    let mut command = Command::new(program);
    command.args(arguments);
    status(&mut server.beside(command))
}

fn checked(outcome: Result<(), Failure>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn exit_as(outcome: Result<ExitStatus, Failure>) -> ExitCode {
    match outcome {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(status) => {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            ExitCode::from(code.unwrap_or(1))
        }
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
