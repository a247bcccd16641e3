//! How many connections the process has files for.

use tracing::warn;

/// Files that are not for connections to the API: the database, its log and up to 64 readers of
/// SQLite, or 32 connections to PostgreSQL, the listeners beside the API, mail, and the log.
const RESERVED: u64 = 192;
/// So many connections are taken, however few files there are.
const FEWEST: usize = 16;

/// Raises the limit of open files as far as the system lets it, and answers how many connections
/// fit below it, at most as many as asked for.
pub(crate) fn connections(asked: usize) -> usize {
    let files = match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(files) => files,
        Err(error) => {
            warn!(%error, "the limit of open files could not be raised; {asked} connections are taken");
            return asked;
        }
    };
    let fit = fitting(asked, files);
    if fit < asked {
        warn!(
            "the system allows {files} open files, so only {fit} connections are taken instead of {asked}; raise the limit, or set `--max-connections {fit}`"
        );
    }
    fit
}

fn fitting(asked: usize, files: u64) -> usize {
    let free = usize::try_from(files.saturating_sub(RESERVED)).unwrap_or(usize::MAX);
    asked.min(free.max(FEWEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_for_the_data_are_kept_free() {
        assert_eq!(fitting(4096, 1_048_576), 4096);
        assert_eq!(fitting(4096, 1024), 832);
        assert_eq!(fitting(4096, 256), 64);
        assert_eq!(fitting(4096, 64), FEWEST);
        assert_eq!(fitting(8, 64), 8);
    }
}
