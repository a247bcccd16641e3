//! DuckDB, in a process of Python that answers a question a line.

use std::{
    io::{BufRead as _, BufReader, Lines, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::Value;

use super::{
    data::Days,
    questions::{Question, Rows},
};
use crate::{Failure, process};

/// The program, in this repository.
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/analytics.py");

/// Python with what it is told.
pub(crate) fn command(what: &str, directory: &Path) -> Result<Command, Failure> {
    let directory = directory.canonicalize().map_err(|error| error.to_string())?;
    let mut command = Command::new("python3");
    command.arg(PROGRAM).arg(what).arg(directory);
    Ok(command)
}

/// DuckDB with the rows of some days.
pub(crate) struct DuckDb {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    /// How many rows there are.
    pub(crate) rows: u64,
}

impl DuckDb {
    pub(crate) fn of(days: &Days) -> Result<Self, Failure> {
        let mut command = command("ask", &days.directory)?;
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("failed to start Python: {error}"))?;
        let input = child.stdin.take().ok_or("Python has no input")?;
        let output = BufReader::new(child.stdout.take().ok_or("Python has no output")?).lines();
        let mut duckdb = Self { child, input, output, rows: 0 };
        duckdb.rows = duckdb.line()?["rows"].as_u64().unwrap_or_default();
        Ok(duckdb)
    }

    fn line(&mut self) -> Result<Value, Failure> {
        let line = self.output.next().ok_or("DuckDB has ended")?;
        serde_json::from_str(&line.map_err(|error| error.to_string())?)
            .map_err(|error| format!("DuckDB's answer could not be read: {error}"))
    }

    /// How long the answer takes, in milliseconds, and what it says.
    pub(crate) fn ask(
        &mut self,
        question: &Question,
        table: &str,
        now: i64,
    ) -> Result<(f64, Rows), Failure> {
        let mut asked = question.for_duckdb.clone();
        asked["table"] = table.into();
        asked["now"] = now.into();
        writeln!(self.input, "{asked}").map_err(|error| format!("DuckDB ended: {error}"))?;
        let answer = self.line()?;
        let took = answer["milliseconds"].as_f64().ok_or("DuckDB has not said how long it took")?;
        let rows = answer["rows"].as_array().cloned().unwrap_or_default();
        Ok((took, rows.iter().map(|row| question.row_of_duckdb(row)).collect()))
    }

    /// The memory of its process, in bytes.
    pub(crate) fn memory(&self) -> Result<f64, Failure> {
        process::memory_of(self.child.id())
    }
}

impl Drop for DuckDb {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
