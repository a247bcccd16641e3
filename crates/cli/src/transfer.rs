//! `callroster import` and `callroster export`: users out of files and into files.

use std::{
    io::{self, Write as _},
    path::PathBuf,
};

use serde_json::Value;
use server::local::{Command, FileFormat};

use crate::{failure::Failure, local, output::Choice, storage::Storage};

const COLUMNS: &str = "\
The first line of a CSV file names its columns, and each line of a JSON Lines file is an object with
the same names: id, email, authorityName, externalKey, externalIds, name, state, division, department,
title, preferredName, manager, acdAutoAnswer, phone, mobile, addresses, profileSkills,
certifications, locations, officialName, employeeId, employeeType, dateHire. A row is about the user
with its id, or else with its external id or e-mail address; without one it makes a new user, who
needs a name and an address. Empty cells leave what is there; null, in JSON Lines, clears it. Manager
is an address or id, division a name or id; skills and certifications are separated by semicolons;
external ids, addresses and locations are JSON.

Examples:
  callroster import users.csv --dry-run
  callroster import users.csv
  callroster export users.jsonl";

/// How users stand in a file.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Format {
    /// Comma- or semicolon-separated values
    Csv,
    /// A JSON object a line
    Jsonl,
}

impl From<Format> for FileFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Jsonl => Self::Jsonl,
        }
    }
}

/// `callroster import`.
#[derive(Debug, clap::Args)]
#[command(after_help = COLUMNS)]
pub(crate) struct Import {
    /// File to read
    file: PathBuf,

    /// Format of the file [default: by its name]
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// Organization of the users, if there are several
    #[arg(long, value_name = "ID|NAME")]
    organization: Option<String>,

    /// Tell what would happen, and change nothing
    #[arg(long)]
    dry_run: bool,

    /// Leave out rows that cannot be applied; otherwise one of them and nothing is changed
    #[arg(long)]
    skip_bad: bool,

    #[command(flatten)]
    storage: Storage,

    #[command(flatten)]
    choice: Choice,
}

/// `callroster export`.
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// File to create; it must not exist
    file: PathBuf,

    /// Format of the file [default: by its name]
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// Organization of the users, if there are several
    #[arg(long, value_name = "ID|NAME")]
    organization: Option<String>,

    #[command(flatten)]
    storage: Storage,

    #[command(flatten)]
    choice: Choice,
}

impl Import {
    /// Imports users, and names the lines that could not be applied.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Self { file, format, organization, dry_run, skip_bad, storage, choice } = self;
        let format = format.map(Into::into);
        let command = Command::Import { file, format, organization, dry_run, skip_bad };
        let mut report = local::run(&storage.location(), command).await?;
        let errors = report.get_mut("errors").map(Value::take).unwrap_or_default();
        let errors = errors.as_array().map(Vec::as_slice).unwrap_or_default();
        for error in errors {
            let line = error.get("line").and_then(Value::as_u64).unwrap_or_default();
            let reason = error.get("reason").and_then(Value::as_str).unwrap_or_default();
            // A terminal that is gone hears nothing.
            let _ = writeln!(io::stderr(), "line {line}: {reason}");
        }
        let number = |name: &str| report.get(name).and_then(Value::as_u64).unwrap_or_default();
        let (bad, rows) = (number("bad"), number("rows"));
        let told = u64::try_from(errors.len()).unwrap_or(u64::MAX);
        if bad > told {
            let _ = writeln!(io::stderr(), "and {} more lines", bad - told);
        }
        if let Some(report) = report.as_object_mut() {
            report.remove("errors");
        }
        choice.show(&report)?;
        if bad > 0 && !skip_bad {
            let done = if dry_run { "would be applied" } else { "were applied" };
            return Err(Failure::said(format!(
                "{bad} of {rows} rows are bad, so none {done}; correct them, or leave them out with \
                 `--skip-bad`"
            )));
        }
        Ok(())
    }
}

impl Export {
    /// Exports users.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let Self { file, format, organization, storage, choice } = self;
        let format = format.map(Into::into);
        let command = Command::Export { file, format, organization };
        choice.show(&local::run(&storage.location(), command).await?)
    }
}
