//! Users out of files and into files.

mod export;
mod import;
mod lines;

use std::path::Path;

pub(crate) use export::export;
pub(crate) use import::{How, import};
use serde::{Deserialize, Serialize};

use crate::operate::error::OrganizationError;

/// How users stand in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FileFormat {
    /// Comma-separated values under a line with the names of the columns.
    Csv,
    /// A JSON object a line.
    Jsonl,
}

impl FileFormat {
    /// The format that is named, or that the name of the file tells.
    fn of(file: &Path, named: Option<Self>) -> Result<Self, OrganizationError> {
        let extension = file.extension().map(|text| text.to_string_lossy().to_lowercase());
        let told = match extension.as_deref() {
            Some("csv") => Some(Self::Csv),
            Some("jsonl" | "ndjson") => Some(Self::Jsonl),
            _ => None,
        };
        named.or(told).ok_or_else(|| {
            let file = file.display();
            OrganizationError::Invalid(format!(
                "the name of `{file}` does not tell its format; name it with `--format csv` or \
                 `--format jsonl`"
            ))
        })
    }
}

/// A file that cannot be used.
fn unusable(what: &str, file: &Path, error: impl std::fmt::Display) -> OrganizationError {
    OrganizationError::Invalid(format!("failed to {what} `{}`: {error}", file.display()))
}
