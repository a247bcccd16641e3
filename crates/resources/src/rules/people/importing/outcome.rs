//! Rows, and what became of them.

use gate::refusal::{Refusal, Result};

use super::row::Row;

/// A row, with the line of the file where it begins.
#[derive(Debug, Clone)]
pub struct Numbered {
    /// The line, counted from 1.
    pub line: u64,
    /// The row.
    pub row: Row,
}

/// A row that cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Bad {
    /// The line of the file.
    pub line: u64,
    /// Why not.
    pub reason: String,
}

/// What became of rows.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// New users.
    pub created: u64,
    /// Users who are others than before.
    pub updated: u64,
    /// Users who were so already.
    pub unchanged: u64,
    /// Rows that could not be applied. If there are any the transaction must not be committed: a part
    /// of such a row may be written.
    pub bad: Vec<Bad>,
}

/// Why a row is bad that is about the user of an earlier one.
pub(super) fn repeats(first: u64) -> String {
    format!("the same user as in line {first}")
}

impl Outcome {
    /// Notes that a row is refused; what is no fault of the row ends the import.
    pub(super) fn refuse(&mut self, line: u64, refusal: Refusal) -> Result<()> {
        if refusal.status.is_server_error() {
            return Err(refusal);
        }
        let mut reason = refusal.message();
        if let Some(more) = &refusal.reason {
            reason = format!("{reason} ({more})");
        }
        self.bad.push(Bad { line, reason });
        Ok(())
    }
}
