//! Servers that are processes of their own, and what surrounds them.

mod connection;
mod http;
mod output;
mod wait;

use std::{
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
};

pub(crate) use connection::Connection;
pub(crate) use http::{Answer, Ask};
use output::Output;
pub(crate) use store::Engine;
use store::{Location, testing::EmptyDatabase};
use tempfile::TempDir;
pub(crate) use test_macros::both_engines;
pub(crate) use wait::eventually;

/// The first client of every server here.
pub(crate) const CLIENT: (&str, &str) =
    ("11111111-1111-4111-8111-111111111111", "the-secret-of-the-first-client");
/// The administrator of every server here.
pub(crate) const ADMIN: (&str, &str) = ("admin@callroster.example", "Correct-Horse-Battery-9");

/// Where the servers of one test keep their data: a directory that outlives them, or a schema.
pub(crate) struct Data {
    folder: TempDir,
    schema: Option<EmptyDatabase>,
}

impl Data {
    /// An empty place on this engine.
    pub(crate) async fn on(engine: Engine) -> Self {
        let schema = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(EmptyDatabase::make(engine).await.unwrap()),
        };
        Self { folder: tempfile::tempdir().unwrap(), schema }
    }

    /// An empty directory.
    pub(crate) async fn in_a_directory() -> Self {
        Self::on(Engine::Sqlite).await
    }

    /// A place for files; the data directory is in it.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The data, for whoever opens it beside the servers.
    pub(crate) fn location(&self) -> Location {
        match &self.schema {
            Some(schema) => schema.location().clone(),
            None => Location::Directory(self.folder().join("data")),
        }
    }

    /// The binary, given this data by the environment and nothing else of ours.
    pub(crate) fn callroster(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callroster"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CALLROSTER_") {
                command.env_remove(name);
            }
        }
        match self.location() {
            Location::Postgres(url) => command.env("CALLROSTER_DATABASE_URL", url),
            _ => command.env("CALLROSTER_DATA", "data"),
        };
        command.current_dir(self.folder()).stdin(Stdio::null()).args(arguments);
        command
    }

    /// `callroster serve` with the credentials of these tests and without a rate limit.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Command {
        let mut command = self.callroster(&["serve", "--listen", "127.0.0.1:0"]);
        command
            .env("CALLROSTER_RATE_LIMIT", "off")
            .env("CALLROSTER_BOOTSTRAP_CLIENT_ID", CLIENT.0)
            .env("CALLROSTER_BOOTSTRAP_CLIENT_SECRET", CLIENT.1)
            .env("CALLROSTER_ADMIN_EMAIL", ADMIN.0)
            .env("CALLROSTER_ADMIN_PASSWORD", ADMIN.1)
            .args(arguments);
        command
    }

    /// Starts a server.
    pub(crate) async fn start(&self, arguments: &[&str]) -> Server {
        Server::of(&mut self.serve(arguments)).await
    }
}

/// Runs a command to its end and answers its exit code and what it said.
pub(crate) async fn ended(command: &mut Command) -> (Option<i32>, String) {
    let mut process = Process::of(command);
    (process.ended().await.code(), process.output.text())
}

/// A command that runs until it is told to end.
pub(crate) struct Running(Process);

impl Running {
    /// Starts it.
    pub(crate) fn of(command: &mut Command) -> Self {
        Self(Process::of(command))
    }

    /// Sends SIGINT, as Ctrl-C does, and answers what it said up to its end.
    pub(crate) async fn interrupted(mut self) -> String {
        let id = self.0.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let status = self.0.ended().await;
        let said = self.0.output.text();
        assert!(status.success(), "{said}");
        said
    }
}

/// A client that trusts this certificate alone.
pub(crate) fn https_client(certificate: &str) -> reqwest::Client {
    http::client(Some(certificate))
}

/// A process with what it says, killed when it goes out of scope.
struct Process {
    child: Child,
    output: Output,
}

impl Process {
    fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let output = Output::of(&mut child);
        Self { child, output }
    }

    /// Waits for its end, and for the last of its words.
    async fn ended(&mut self) -> ExitStatus {
        let ended = || {
            let status = self.child.try_wait().unwrap();
            status.filter(|_| self.output.is_whole())
        };
        eventually("the process ended", ended).await
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server in a process of its own, killed when it goes out of scope.
pub(crate) struct Server {
    process: Process,
    pub(crate) url: String,
    pub(crate) client: reqwest::Client,
}

impl Server {
    /// Starts the server of this command, and waits until it listens.
    pub(crate) async fn of(command: &mut Command) -> Self {
        let process = Process::of(command);
        let line = process.output.line_with("callroster is listening on ").await;
        let url = line.trim().rsplit(' ').next().unwrap().to_owned();
        Self { process, url, client: http::client(None) }
    }

    /// A request without a token.
    pub(crate) fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(&self.client, method, &format!("{}{path}", self.url))
    }

    /// A token of the first client.
    pub(crate) async fn token(&self) -> String {
        self.sign_in(CLIENT).await.body["access_token"].as_str().unwrap().to_owned()
    }

    /// Asks for a token with these credentials.
    pub(crate) async fn sign_in(&self, (id, secret): (&str, &str)) -> Answer {
        let ask = self.ask("POST", "/oauth/token").basic(id, secret);
        ask.form("grant_type=client_credentials").await
    }

    /// A connection on which a test writes its own bytes.
    pub(crate) fn connect(&self) -> Connection {
        Connection::to(self.url.strip_prefix("http://").unwrap())
    }

    /// Waits for a line of its output with these words, and answers it.
    pub(crate) async fn line_with(&self, words: &str) -> String {
        self.process.output.line_with(words).await
    }

    /// The most memory that it ever had, in bytes.
    #[cfg(target_os = "linux")]
    pub(crate) fn most_memory(&self) -> usize {
        let status = format!("/proc/{}/status", self.process.child.id());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
    }

    /// Sends SIGHUP, as a renewed certificate does.
    #[cfg(unix)]
    pub(crate) fn hang_up(&self) {
        let id = self.process.child.id().to_string();
        assert!(Command::new("kill").args(["-HUP", &id]).status().unwrap().success());
    }

    /// Sends SIGTERM, as a container does.
    pub(crate) fn ask_to_stop(&self) {
        let id = self.process.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Kills it as a power cut would: SIGKILL.
    pub(crate) fn kill(mut self) {
        self.process.child.kill().unwrap();
        self.process.child.wait().unwrap();
    }

    /// Waits for its end.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        self.process.ended().await
    }

    /// Stops it, and answers how it ended.
    pub(crate) async fn stop(mut self) -> ExitStatus {
        self.ask_to_stop();
        self.ended().await
    }

    /// Stops it, and answers all it ever said on both of its outputs. While it runs, nothing
    /// tells whether its last words have arrived yet.
    pub(crate) async fn said_to_the_end(mut self) -> String {
        self.ask_to_stop();
        let status = self.ended().await;
        let said = self.process.output.text();
        assert!(status.success(), "{said}");
        said
    }
}
