//! `cargo xtask test`: every check of the project, in one run.

use std::process::{Command, ExitCode};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::phase::{self, Count};
use crate::suites::{Suite, Suites};
use crate::workspace::{Failure, binary, build, cargo, root, rust_files};
use crate::{dependencies, postgres, structure};

/// The features by which the crates compile their tests of PostgreSQL.
const POSTGRES_TESTS: &str = "callroster-store/postgres-tests,callroster-gate/postgres-tests,\
     callroster-identity/postgres-tests,callroster-resources/postgres-tests,\
     callroster-server/postgres-tests,callroster/postgres-tests";

const TESTS: [&str; 5] = ["test", "--workspace", "--lib", "--bins", "--tests"];

/// What to do about the second engine.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Postgres {
    /// Start one, or fail.
    Start,
    /// Leave its phases out, and say so.
    Skip,
}

/// Runs every check and prints the summary; stops at the first that fails.
pub(crate) fn run(postgres: Postgres) -> ExitCode {
    let mut run = Run { started: Instant::now(), count: Count::default(), lines: Vec::new() };
    let outcome = run.everything(postgres);
    run.summary(&outcome)
}

struct Run {
    started: Instant,
    count: Count,
    lines: Vec<String>,
}

impl Run {
    fn everything(&mut self, postgres: Postgres) -> Result<(), Failure> {
        self.phase("formatting", formatting()?)?;
        self.step("structure", structure::check)?;
        self.step("dependencies", dependencies::check)?;
        let clippy = ["clippy", "--workspace", "--all-targets", "--features", POSTGRES_TESTS];
        self.phase("clippy", cargo(&[&clippy[..], &["--", "-D", "warnings"]].concat()))?;
        let server = match postgres {
            Postgres::Start => Some(self.prepare(postgres::Server::start)?),
            Postgres::Skip => None,
        };
        match &server {
            // With the features every test of both engines is in one build, so one run has all.
            Some(server) => {
                let tests = cargo(&[&TESTS[..], &["--features", POSTGRES_TESTS]].concat());
                self.phase("tests on SQLite and PostgreSQL", server.beside(tests))?;
            }
            None => self.phase("tests on SQLite", on_sqlite(cargo(&TESTS)))?,
        }
        let documentation = ["test", "--workspace", "--doc"];
        let features = ["--features", POSTGRES_TESTS];
        // With the features of the tests before, so that nothing is built again for them.
        let features = if server.is_some() { &features[..] } else { &[] };
        self.phase("documentation tests", cargo(&[&documentation[..], features].concat()))?;
        self.phase("building callroster", build())?;
        let suites = self.prepare(Suites::install)?;
        let mut rows = vec![Vec::new()];
        for suite in Suite::ALL {
            let name = format!("{} on SQLite", suite.name());
            rows[0].push((name, on_sqlite(suites.command(suite, &binary(), "sqlite")?)));
        }
        if let Some(server) = &server {
            let mut row = Vec::new();
            for suite in Suite::ALL {
                let name = format!("{} on PostgreSQL", suite.name());
                row.push((name, server.beside(suites.command(suite, &binary(), "postgres")?)));
            }
            rows.push(row);
        }
        self.beside_each_other("the SDKs' suites together", rows)?;
        if server.is_none() {
            self.lines.push("NOT RUN            tests on PostgreSQL".to_owned());
            for suite in Suite::ALL {
                self.lines.push(format!("NOT RUN            {} on PostgreSQL", suite.name()));
            }
        }
        Ok(())
    }

    /// Runs rows of commands beside each other, each row in its order and up to its first failure;
    /// shows what a command said when it has ended.
    fn beside_each_other(
        &mut self,
        name: &str,
        rows: Vec<Vec<(String, Command)>>,
    ) -> Result<(), Failure> {
        let started = Instant::now();
        let (failures, used) = phase::used_by(|| {
            let (tell, told) = mpsc::channel();
            thread::scope(|scope| {
                for row in rows {
                    let tell = tell.clone();
                    scope.spawn(move || {
                        for (name, mut command) in row {
                            let (outcome, said) = phase::run_silently(&mut command);
                            let goes_on = outcome.failure.is_none();
                            if tell.send((name, outcome, said)).is_err() || !goes_on {
                                break;
                            }
                        }
                    });
                }
                drop(tell);
                let mut failures = Vec::new();
                for (name, outcome, said) in told {
                    println!("\n=== {name}");
                    print!("{said}");
                    failures.extend(self.ended(&name, outcome).err());
                }
                failures
            })
        });
        let verdict = if failures.is_empty() { "ok" } else { "FAILED" };
        self.verdict(verdict, started.elapsed(), used, name);
        if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
    }

    /// Runs one command under a heading.
    fn phase(&mut self, name: &str, mut command: Command) -> Result<(), Failure> {
        println!("\n=== {name}");
        let outcome = phase::run(&mut command);
        self.ended(name, outcome)
    }

    /// Notes how a command ended.
    fn ended(&mut self, name: &str, outcome: phase::Outcome) -> Result<(), Failure> {
        self.count.add(outcome.count);
        let verdict = if outcome.failure.is_none() { "ok" } else { "FAILED" };
        self.verdict(verdict, outcome.took, outcome.used, name);
        outcome.failure.map_or(Ok(()), Err)
    }

    /// Does something that is no command under a heading.
    fn step(
        &mut self,
        name: &str,
        check: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        println!("\n=== {name}");
        let started = Instant::now();
        let outcome = check();
        let verdict = if outcome.is_ok() { "ok" } else { "FAILED" };
        self.verdict(verdict, started.elapsed(), None, name);
        outcome
    }

    fn verdict(&mut self, verdict: &str, took: Duration, used: Option<Duration>, name: &str) {
        let took = seconds(took);
        println!("--- {name}: {verdict} in {took}");
        let used = used.map(|used| format!("{} of processors", seconds(used))).unwrap_or_default();
        self.lines.push(format!("{verdict:>7}  {took:>8}  {used:>22}  {name}"));
    }

    /// Gets something that later phases need; silent unless it installs or fails.
    fn prepare<T>(&mut self, step: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        let started = Instant::now();
        let got = step();
        if got.is_err() {
            let took = seconds(started.elapsed());
            self.lines.push(format!(" FAILED  {took:>8}  preparing the next phase"));
        }
        got
    }

    fn summary(mut self, outcome: &Result<(), Failure>) -> ExitCode {
        println!("\n=== summary ({})", seconds(self.started.elapsed()));
        for line in &self.lines {
            println!("{line}");
        }
        let skipped = self.lines.iter().any(|line| line.starts_with("NOT RUN"));
        if skipped && outcome.is_ok() {
            println!("\nNot everything was run, so this is no verdict on the whole.");
        }
        if let Err(failure) = outcome {
            println!("\nerror: {failure}");
            // A check that is no test (formatting, clippy, an install) counts as one that failed.
            self.count.failed = self.count.failed.max(1);
        }
        println!("\n{} passed, {} failed", self.count.passed, self.count.failed);
        if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// `rustfmt --check` on every file: `cargo fmt` does not see modules that a macro declares.
fn formatting() -> Result<Command, Failure> {
    let mut command = Command::new("rustfmt");
    command.current_dir(root()).args(["--edition", "2024", "--check"]);
    for folder in ["crates", "xtask", "bench"] {
        command.args(rust_files(&root().join(folder))?);
    }
    Ok(command)
}

fn on_sqlite(mut command: Command) -> Command {
    command.env_remove(postgres::VARIABLE);
    command
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}
