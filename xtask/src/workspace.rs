//! Where things are in the workspace, and how its programs are started.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

/// What went wrong, in words for the terminal.
pub(crate) type Failure = String;

/// Runs a command to its end.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus, Failure> {
    command
        .status()
        .map_err(|error| format!("failed to run `{}`: {error}", command.get_program().display()))
}

pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).args(arguments);
    command
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// Where Cargo builds, and where the SDKs are installed beside.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(directory) => root().join(directory),
        None => root().join("target"),
    }
}

/// Builds the binary with the features that the dependencies have in the tests, but without the crate
/// that turns on those of our own crates that are for tests alone.
pub(crate) fn build() -> Command {
    let everything = ["build", "--workspace", "--exclude", "callroster-test-server"];
    cargo(&[&everything[..], &["--bin", "callroster"]].concat())
}

/// The binary as `cargo build` leaves it.
pub(crate) fn binary() -> PathBuf {
    target().join("debug/callroster")
}

/// The Rust files below a folder in order, but for those that show what a macro refuses.
pub(crate) fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error| format!("failed to read `{}`: {error}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "fail" && name != "target") {
                files.extend(rust_files(&path)?);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
