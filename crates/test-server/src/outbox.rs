//! Mail that a server writes to a directory.

use std::path::PathBuf;

use server::Options;
use store::Engine;
use tempfile::TempDir;

use crate::TestServer;

/// The public address of a server that sends mail.
pub const BASE: &str = "https://roster.example.com/people";

/// A server that writes its mail to a directory.
pub async fn with_outbox(engine: Engine) -> (TestServer, TempDir) {
    let outbox = tempfile::tempdir().unwrap();
    let path = outbox.path().join("mail");
    let server = TestServer::start_with(engine, |options: &mut Options| {
        options.mail.outbox = Some(path);
        options.http.public_url = Some(BASE.parse().unwrap());
    });
    (server.await, outbox)
}

/// Waits for so many mails in the directory; answers them.
pub async fn mails(outbox: &TempDir, count: usize) -> Vec<String> {
    let directory = outbox.path().join("mail");
    loop {
        let files: Vec<PathBuf> = std::fs::read_dir(&directory)
            .map_or_else(|_| Vec::new(), |files| files.map(|file| file.unwrap().path()).collect());
        let whole = files.iter().filter(|file| file.extension().is_some_and(|end| end == "eml"));
        let mails: Vec<String> =
            whole.filter_map(|file| std::fs::read_to_string(file).ok()).collect();
        if mails.len() >= count {
            return mails;
        }
        tokio::task::yield_now().await;
    }
}

/// The token of a mail's link.
pub fn token_of(mail: &str) -> String {
    let start = format!("{BASE}/activate?token=");
    let (_, rest) = mail.split_once(&start).unwrap_or_else(|| panic!("no link in: {mail}"));
    rest.split_whitespace().next().unwrap().to_owned()
}
