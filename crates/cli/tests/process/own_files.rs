//! Who may read what the server writes.
#![cfg(unix)]

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use crate::support::{Data, Server};

const WORDS: &str = "other users of this machine may read or change this";

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn temporary_directories_are_for_their_owner_alone() {
    let data = Data::in_a_directory().await;
    let folder = data.folder().join("temporary");
    fs::create_dir(&folder).unwrap();
    let mut command = data.serve(&["--data", "memory"]);
    let server = Server::of(command.env("TMPDIR", &folder)).await;
    let made = entries(&folder);
    assert_eq!(made.len(), 2, "the data, and the mail: {made:?}");
    for directory in &made {
        assert_eq!(mode(directory), 0o700, "{}", directory.display());
        for path in entries(directory) {
            assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
        }
    }
    assert!(server.stop().await.success());
    assert!(entries(&folder).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wide_directories_and_files_are_warned_about_at_the_start() {
    let data = Data::in_a_directory().await;
    let (place, outbox) = (data.folder().join("data"), data.folder().join("data/outbox"));
    let server = data.start(&[]).await;
    let said = server.said_to_the_end().await;
    assert!(!said.contains(WORDS), "{said}");
    assert_eq!(mode(&place), 0o700);

    fs::create_dir(&outbox).unwrap();
    let database = place.join("callroster.db");
    for (path, width) in [(&place, 0o755), (&database, 0o644), (&outbox, 0o750)] {
        set_mode(path, width);
    }
    let server = data.start(&[]).await;
    let said = server.said_to_the_end().await;
    assert_eq!(said.matches(WORDS).count(), 3, "{said}");
    for words in ["mode=\"755\"", "mode=\"644\"", "mode=\"750\"", "chmod 700", "chmod 600"] {
        assert!(said.contains(words), "{words} is not in: {said}");
    }
    assert_eq!(mode(&place), 0o755, "whoever made it wide may have had a reason");
}
