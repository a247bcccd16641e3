//! Logs: structured lines on standard error.

mod lines;

use std::{
    io::{self, IsTerminal},
    panic,
    sync::OnceLock,
};

use tracing_subscriber::{EnvFilter, filter::LevelFilter};

use crate::failure::Failure;
use lines::Lines;

/// The lines of this process, once it logs.
static LINES: OnceLock<Lines> = OnceLock::new();

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Starts logging. `filter` is a level such as `info`, or directives such as `info,store=debug`.
pub(crate) fn start(format: LogFormat, filter: &str) -> Result<(), Failure> {
    let refused = |why: &dyn std::fmt::Display| {
        let hint = "write a level such as `info`, or `info,store=debug`";
        Failure::said(format!("`{filter}` is not a log filter: {why}; {hint}"))
    };
    // A word alone would be taken for the name of a module, and its typing error for silence.
    let mut words = filter.split(',').map(str::trim).filter(|part| !part.contains('='));
    if let Some(word) = words.find(|word| word.parse::<LevelFilter>().is_err()) {
        return Err(refused(&format_args!("`{word}` is no level")));
    }
    let filter = EnvFilter::try_new(filter).map_err(|error| refused(&error))?;
    let failed =
        |error: &dyn std::fmt::Display| Failure::said(format!("failed to start logging: {error}"));
    let lines = Lines::start(io::stderr()).map_err(|error| failed(&error))?;
    let lines = LINES.get_or_init(|| lines);
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        flush();
        told(panicked);
    }));
    let logs = tracing_subscriber::fmt().with_writer(lines.clone()).with_env_filter(filter);
    let started = match format {
        LogFormat::Text => logs.with_ansi(io::stderr().is_terminal()).try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| failed(&*error))
}

/// Waits until what was logged is written, before the process ends or something else is said.
pub(crate) fn flush() {
    if let Some(lines) = LINES.get() {
        lines.flush();
    }
}
