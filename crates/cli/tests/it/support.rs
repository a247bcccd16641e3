//! Runs the binary, and servers made of it.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStderr, ChildStdout, Command, Stdio},
};

use tempfile::TempDir;

/// What a command printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The binary in an environment without variables of ours, in a directory of its own.
pub(crate) fn callroster(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callroster"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CALLROSTER_") {
            command.env_remove(name);
        }
    }
    command.current_dir(directory).stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub(crate) fn told(command: &mut Command) -> Told {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Told { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Runs the binary with these arguments in an empty directory.
pub(crate) fn run(arguments: &[&str]) -> Told {
    let directory = directory();
    told(callroster(directory.path()).args(arguments))
}

/// An empty directory, removed when it goes out of scope.
pub(crate) fn directory() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A running server, killed when it goes out of scope.
pub(crate) struct Server {
    process: Child,
    stdout: BufReader<ChildStdout>,
    stderr: BufReader<ChildStderr>,
    pub(crate) url: String,
}

impl Server {
    /// Starts one on a free port with its data in `directory`, and waits for its address.
    pub(crate) fn start(directory: &Path, arguments: &[&str]) -> Self {
        let mut command = callroster(directory);
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
        Self::of(&mut command)
    }

    /// Starts the server of this command, and waits for its address.
    pub(crate) fn of(command: &mut Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut stderr = BufReader::new(process.stderr.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let Some(url) = line.trim().strip_prefix("callroster is listening on ") else {
            let mut errors = String::new();
            stderr.read_to_string(&mut errors).unwrap();
            panic!("the server printed `{line}` and said:\n{errors}");
        };
        Self { url: url.to_owned(), process, stdout, stderr }
    }

    /// The next line of what it prints that starts so.
    #[cfg(unix)]
    pub(crate) fn line_that_starts_with(&mut self, start: &str) -> String {
        let mut lines = self.stdout.by_ref().lines().map(Result::unwrap);
        lines.find(|line| line.starts_with(start)).unwrap()
    }

    /// Sends it the signal that a terminal or a container sends.
    #[cfg(unix)]
    pub(crate) fn ask_to_stop(&self) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits for a line of its log.
    #[cfg(unix)]
    pub(crate) fn wait_until_it_says(&mut self, words: &str) {
        let mut lines = self.stderr.by_ref().lines().map(Result::unwrap);
        assert!(lines.any(|line| line.contains(words)), "it never said `{words}`");
    }

    /// Waits for its end; answers what else it had printed, and how it ended.
    #[cfg(unix)]
    pub(crate) fn ended(mut self) -> Told {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.stdout.read_to_string(&mut stdout).unwrap();
        self.stderr.read_to_string(&mut stderr).unwrap();
        Told { code: self.process.wait().unwrap().code(), stdout, stderr }
    }

    /// Asks it to stop and waits for its end.
    #[cfg(unix)]
    pub(crate) fn stop(self) -> Told {
        self.ask_to_stop();
        self.ended()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
