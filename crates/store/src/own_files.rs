//! Directories and files that are for their owner alone: other users of the machine may read
//! neither the data nor the links in mail.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
};

use tempfile::TempDir;

/// Makes a directory that only its owner can enter, with those above it; one that is there already
/// stays as it is.
pub fn make_directory(directory: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)
}

/// Makes a temporary directory that only its owner can enter, and that goes away with the answer.
pub fn temporary_directory(prefix: &str) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir()
}

/// Opens or makes a file that only its owner can read.
pub fn open_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a warning to the log when other users of the machine may read or change this directory or
/// file. It may be so on purpose, so its permissions stay.
#[cfg(unix)]
pub fn warn_if_wide(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(metadata) = std::fs::metadata(path) else { return };
    let (mode, own) = (metadata.permissions().mode(), if metadata.is_dir() { 700 } else { 600 });
    if mode & 0o077 != 0 {
        let (path, mode) = (path.display(), format!("{:o}", mode & 0o777));
        tracing::warn!(
            %path,
            mode,
            "other users of this machine may read or change this; run `chmod {own}` on it"
        );
    }
}

/// Only Unix has these permissions.
#[cfg(not(unix))]
pub fn warn_if_wide(_: &Path) {}
