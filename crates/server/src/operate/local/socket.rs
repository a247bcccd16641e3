//! The socket in the data directory, both ends. One command a connection: a line of JSON with the
//! command, then lines with progress, then one with the result or the error.

use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::{ffi::OsStrExt as _, fs::PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::BoxFuture;
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{UnixListener, UnixStream},
    sync::mpsc,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{info, warn};

use super::{command::Command, commands, error::LocalError};
use crate::operate::seed::Progress;
use gate::shared::Shared;

const NAME: &str = "callroster.sock";
/// The longest command, in bytes.
const LONGEST: u64 = 64 * 1024;
/// The longest path of a socket that every system takes, in bytes.
const LONGEST_PATH: usize = 100;

/// A line of the answer.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Line {
    Progress(Progress),
    Result(Value),
    Error(String),
}

/// Opens the socket in the data directory, which this process has locked; the future serves it
/// until `stop`, finishes the commands under way, and removes it.
pub(crate) async fn listen(
    shared: Arc<Shared>,
    directory: &Path,
    stop: CancellationToken,
) -> io::Result<BoxFuture<'static, ()>> {
    let place = SocketPath::of(directory)?;
    let listener = place.bind()?;
    Ok(Box::pin(async move {
        let tracker = TaskTracker::new();
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = stop.cancelled() => break,
            };
            match accepted {
                Ok((stream, _)) => drop(tracker.spawn(serve(shared.clone(), stream))),
                Err(error) => {
                    warn!(%error, "a local command could not connect");
                    // It may be for want of file handles: others need time to give theirs back.
                    #[expect(clippy::disallowed_methods, reason = "waiting is the feature")]
                    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                }
            }
        }
        place.remove();
        tracker.close();
        tracker.wait().await;
    }))
}

async fn serve(shared: Arc<Shared>, stream: UnixStream) {
    if let Err(error) = converse(&shared, stream).await {
        warn!(%error, "a local command ended early because its caller disconnected");
    }
}

/// Reads the command, does it, and tells how far it has come. When the other side leaves the work
/// is given up: at the end of its transaction, or before it where the command asks whether anybody
/// still listens.
async fn converse(shared: &Shared, stream: UnixStream) -> io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut text = String::new();
    let mut reading = BufReader::new(reading.take(LONGEST));
    reading.read_line(&mut text).await?;
    let command: Command = match serde_json::from_str(&text) {
        Ok(command) => command,
        Err(error) => {
            let message =
                format!("this server does not know the command ({error}); use the same version");
            return write(&mut writing, &Line::Error(message)).await;
        }
    };
    info!(command = command.name(), "local command");
    let (sender, mut lines) = mpsc::unbounded_channel();
    let mut tell = move |progress| {
        // Fails once the work is done and the receiver gone, which does no harm.
        let _ = sender.send(progress);
    };
    let mut work = Box::pin(commands::execute(
        (&shared.db, &shared.models),
        &shared.clock,
        command,
        &mut tell,
    ));
    let answer = loop {
        tokio::select! {
            biased;
            Some(progress) = lines.recv() => write(&mut writing, &Line::Progress(progress)).await?,
            answer = &mut work => break answer,
            gone = is_gone(&mut reading) => return Err(gone),
        }
    };
    drop(work);
    while let Ok(progress) = lines.try_recv() {
        write(&mut writing, &Line::Progress(progress)).await?;
    }
    let last = answer.map_or_else(|error| Line::Error(error.to_string()), Line::Result);
    write(&mut writing, &last).await
}

/// Waits until the other side leaves, which says no more than its command.
async fn is_gone(reading: &mut (impl AsyncBufRead + Unpin)) -> io::Error {
    let more = reading.fill_buf().await;
    more.err().unwrap_or_else(|| io::Error::from(ErrorKind::UnexpectedEof))
}

async fn write(to: &mut (impl tokio::io::AsyncWrite + Unpin), line: &Line) -> io::Result<()> {
    let mut bytes = serde_json::to_vec(line)?;
    bytes.push(b'\n');
    to.write_all(&bytes).await
}

/// Has the server that runs on this directory do it; `None` when none runs.
pub(super) async fn ask(
    directory: &Path,
    command: &Command,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Option<Result<Value, LocalError>> {
    let failed = |error: io::Error| {
        let socket = directory.join(NAME);
        Some(Err(LocalError::Socket { socket, reason: error.to_string() }))
    };
    let place = match SocketPath::of(directory) {
        Ok(place) => place,
        Err(error) => return failed(error),
    };
    let stream = match UnixStream::connect(&place.socket).await {
        Ok(stream) => stream,
        // The file of a server that was killed stays behind.
        Err(error)
            if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::ConnectionRefused) =>
        {
            return None;
        }
        Err(error) => return failed(error),
    };
    match request(stream, command, progress).await {
        Ok(answer) => Some(answer.map_err(LocalError::Server)),
        Err(error) => failed(error),
    }
}

async fn request(
    stream: UnixStream,
    command: &Command,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> io::Result<Result<Value, String>> {
    let (reading, mut writing) = stream.into_split();
    let mut bytes = serde_json::to_vec(command)?;
    bytes.push(b'\n');
    writing.write_all(&bytes).await?;
    let mut lines = BufReader::new(reading).lines();
    while let Some(line) = lines.next_line().await? {
        match serde_json::from_str(&line)? {
            Line::Progress(far) => progress(far),
            Line::Result(value) => return Ok(Ok(value)),
            Line::Error(message) => return Ok(Err(message)),
        }
    }
    Err(io::Error::new(ErrorKind::UnexpectedEof, "the server stopped before it was done"))
}

/// Where the socket is, under a name short enough for the system.
struct SocketPath {
    socket: PathBuf,
    /// Keeps the short name of a directory with a long one.
    _directory: Option<File>,
}

impl SocketPath {
    fn of(directory: &Path) -> io::Result<Self> {
        let socket = directory.join(NAME);
        if socket.as_os_str().as_bytes().len() <= LONGEST_PATH {
            return Ok(Self { socket, _directory: None });
        }
        Self::by_handle(directory)
    }

    /// An open directory has a short name of its own.
    #[cfg(target_os = "linux")]
    fn by_handle(directory: &Path) -> io::Result<Self> {
        use std::os::fd::AsRawFd as _;
        let directory = File::open(directory)?;
        let socket = PathBuf::from(format!("/proc/self/fd/{}", directory.as_raw_fd())).join(NAME);
        Ok(Self { socket, _directory: Some(directory) })
    }

    #[cfg(not(target_os = "linux"))]
    fn by_handle(directory: &Path) -> io::Result<Self> {
        Err(io::Error::new(
            ErrorKind::InvalidInput,
            format!(
                "the path of the data directory `{}` is too long for a socket; choose one of at most 80 characters",
                directory.display()
            ),
        ))
    }

    /// Takes the place of whatever a dead server has left. The file is its owner's alone before it
    /// can be found.
    fn bind(&self) -> io::Result<UnixListener> {
        let new = self.socket.with_extension("new");
        remove(&new)?;
        let listener = UnixListener::bind(&new)?;
        fs::set_permissions(&new, Permissions::from_mode(0o600))?;
        fs::rename(&new, &self.socket)?;
        Ok(listener)
    }

    fn remove(&self) {
        if let Err(error) = remove(&self.socket) {
            warn!(%error, "the socket for local commands could not be removed");
        }
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

impl Command {
    /// For the log, which gets nothing else of it.
    const fn name(&self) -> &'static str {
        match self {
            Self::CreateOrganization { .. } => "org create",
            Self::ListOrganizations => "org list",
            Self::ResetOrganization { .. } => "org reset",
            Self::DeleteOrganization { .. } => "org delete",
            Self::Token { .. } => "token",
            Self::RotateSecret { .. } => "client rotate-secret",
            Self::Seed { .. } => "seed",
            Self::Simulate { .. } => "simulate",
            Self::Import { .. } => "import",
            Self::Export { .. } => "export",
            Self::Audit(_) => "audit",
            Self::Recover { .. } => "admin recover",
            Self::PasswordPolicy { .. } => "org password-policy",
            Self::Clock { .. } => "clock",
            Self::Check { .. } => "check",
            Self::Backup { .. } => "backup",
        }
    }
}
