//! Servers as processes of their own, and what the kernel says of them.

use std::{
    ffi::OsStr,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::Failure;

/// A server that runs; it is stopped when this is dropped.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    address: SocketAddr,
}

/// The binary that is measured.
pub(crate) fn callroster(named: Option<&Path>) -> Result<PathBuf, Failure> {
    let binary = match named {
        Some(named) => named.to_owned(),
        None => this()?.with_file_name("callroster"),
    };
    if binary.is_file() {
        return Ok(binary);
    }
    let path = binary.display();
    Err(format!("there is no `{path}`; run `cargo build --release -p callroster` first"))
}

/// This program.
pub(crate) fn this() -> Result<PathBuf, Failure> {
    std::env::current_exe().map_err(|error| format!("failed to find this program: {error}"))
}

impl Process {
    /// Starts a server that says on its first line of output where it listens.
    pub(crate) fn start(command: &mut Command) -> Result<Self, Failure> {
        use std::io::{BufRead as _, BufReader};
        // The log is written, as it always is, to where it costs least.
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("failed to start a server: {error}"))?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut line = String::new();
        output.read_line(&mut line).map_err(|error| error.to_string())?;
        let address = line.trim().rsplit("//").next().and_then(|address| address.parse().ok());
        let Some(address) = address else {
            let _ = child.kill();
            return Err(format!("{command:?} did not start; run it by hand to see why"));
        };
        // It may write more, and must not be kept waiting.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Ok(Self { child, address })
    }

    /// `callroster serve` on a free port, with defaults but for the limit on requests.
    pub(crate) fn callroster(binary: &Path, data: &Path) -> Result<Self, Failure> {
        Self::start(&mut serve(binary, data, SocketAddr::from(([127, 0, 0, 1], 0))))
    }

    /// A child that listens, or will, where it was told to.
    pub(crate) const fn of(child: Child, address: SocketAddr) -> Self {
        Self { child, address }
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The CPU time it has used, user and system.
    pub(crate) fn cpu(&self) -> Result<Duration, Failure> {
        let stat = read(self.child.id(), "stat")?;
        // The name of the program, in parentheses, may hold spaces.
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let ticks: u64 =
            fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
        // The kernel shows hundredths of a second on every architecture of today.
        Ok(Duration::from_millis(ticks * 10))
    }

    /// The memory it has in RAM, in bytes.
    pub(crate) fn memory(&self) -> Result<f64, Failure> {
        memory_of(self.child.id())
    }

    /// Stops it as an operator would, and waits.
    pub(crate) fn stop(mut self) -> Result<(), Failure> {
        let id = self.child.id().to_string();
        let failed = |error| format!("failed to stop a server: {error}");
        Command::new("kill").args(["-TERM", &id]).status().map_err(failed)?;
        self.child.wait().map_err(failed)?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The memory that a process has in RAM, in bytes.
pub(crate) fn memory_of(process: u32) -> Result<f64, Failure> {
    let status = read(process, "status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kibibytes.map(|size| size * 1024.0).ok_or_else(|| "the kernel shows no VmRSS".to_owned())
}

fn read(process: u32, file: &str) -> Result<String, Failure> {
    let path = format!("/proc/{process}/{file}");
    fs::read_to_string(&path).map_err(|error| format!("failed to read `{path}`: {error}"))
}

/// `callroster serve`, listening there.
pub(crate) fn serve(binary: &Path, data: &Path, listen: SocketAddr) -> Command {
    serve_on(binary, ("--data", data.as_os_str()), listen)
}

/// The same on whatever data this option names.
pub(crate) fn serve_on(binary: &Path, data: (&str, &OsStr), listen: SocketAddr) -> Command {
    let mut command = Command::new(binary);
    command.args(["serve", "--rate-limit", "off", "--token-rate-limit", "off"]);
    command.args(["--listen", &listen.to_string(), data.0]).arg(data.1);
    command
}
