//! A PostgreSQL for tests: its own data, a Unix socket only, gone when dropped.

use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::debian;
use crate::phase::quietly;
use crate::workspace::Failure;

/// The variable by which tests find the database.
pub(crate) const VARIABLE: &str = "CALLROSTER_TEST_DATABASE_URL";

const FOLDER: &str = "callroster-postgres-";
const ROLE: &str = "callroster";
const START_LIMIT: Duration = Duration::from_mins(1);

/// A running server; dropping it stops it and removes its data.
pub(crate) struct Server {
    programs: PathBuf,
    owner: Option<Owner>,
    folder: PathBuf,
    process: Option<Child>,
}

/// The user under which PostgreSQL runs when we are root, which it refuses to be.
#[derive(Clone, Copy)]
struct Owner {
    uid: u32,
    gid: u32,
}

impl Server {
    /// Starts a server, installing PostgreSQL first if there is none and we may.
    pub(crate) fn start() -> Result<Self, Failure> {
        if find_programs().is_none() {
            install()?;
        }
        let programs =
            find_programs().ok_or("PostgreSQL was installed, but no `initdb` was found")?;
        let owner = if debian::is_root() { Some(unprivileged_user()?) } else { None };
        remove_what_killed_runs_left();
        // A socket's path may have 107 bytes, so the name is short and so is the folder.
        let folder = std::env::temp_dir().join(format!("{FOLDER}{}", std::process::id()));
        let cannot = |error| format!("failed to make `{}`: {error}", folder.display());
        fs::create_dir(&folder).map_err(cannot)?;
        let mut server = Self { programs, owner, folder, process: None };
        if let Some(owner) = owner {
            let cannot =
                |error| format!("failed to hand over `{}`: {error}", server.folder.display());
            chown(&server.folder, Some(owner.uid), Some(owner.gid)).map_err(cannot)?;
        }
        server.make_data()?;
        server.spawn()?;
        server.wait_until_ready()?;
        Ok(server)
    }

    /// Names this database to a command that runs tests.
    pub(crate) fn beside(&self, mut command: Command) -> Command {
        command.env(VARIABLE, self.url()).env("PATH", self.path_with_clients());
        command
    }

    /// The address of the database.
    fn url(&self) -> String {
        format!("postgresql:///postgres?host={}&user={ROLE}", self.folder.display())
    }

    /// `PATH` with PostgreSQL's own programs (`psql` among them) in front.
    fn path_with_clients(&self) -> OsString {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.programs.clone()).chain(std::env::split_paths(&path));
        std::env::join_paths(folders).unwrap_or(path)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.current_dir(&self.folder).env("PGUSER", ROLE).env("PGHOST", &self.folder);
        if let Some(owner) = self.owner {
            command.uid(owner.uid).gid(owner.gid);
        }
        command
    }

    fn make_data(&self) -> Result<(), Failure> {
        let mut initdb = self.program("initdb");
        initdb.arg("--pgdata").arg(self.data());
        initdb.args(["--username", ROLE, "--auth=trust", "--no-sync", "--encoding=UTF8"]);
        initdb.arg("--locale=C.UTF-8");
        if knows_icu(&mut self.program("initdb")) {
            // A default collation that is not bytewise shows a statement that forgot its own.
            initdb.args(["--locale-provider=icu", "--icu-locale=en-US"]);
        }
        quietly(&mut initdb)
    }

    fn spawn(&mut self) -> Result<(), Failure> {
        let log = fs::File::create(self.log())
            .map_err(|error| format!("failed to make `{}`: {error}", self.log().display()))?;
        let mut postgres = self.program("postgres");
        postgres.arg("-D").arg(self.data()).arg("-k").arg(&self.folder);
        for setting in [
            "listen_addresses=",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=300",
        ] {
            postgres.args(["-c", setting]);
        }
        let child = postgres.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        self.process = Some(child.map_err(|error| format!("failed to start PostgreSQL: {error}"))?);
        Ok(())
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    fn wait_until_ready(&mut self) -> Result<(), Failure> {
        let started = Instant::now();
        loop {
            let mut ready = self.program("pg_isready");
            if quietly(ready.args(["--quiet", "--timeout=1"])).is_ok() {
                return Ok(());
            }
            let ended =
                self.process.as_mut().is_none_or(|child| !matches!(child.try_wait(), Ok(None)));
            if ended || started.elapsed() > START_LIMIT {
                let log = fs::read_to_string(self.log()).unwrap_or_default();
                return Err(format!("PostgreSQL did not start; it said:\n{log}"));
            }
            #[expect(clippy::disallowed_methods, reason = "a starting server is asked again")]
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.process.take() {
            let mut stop = self.program("pg_ctl");
            stop.arg("--pgdata").arg(self.data()).args(["--mode=immediate", "stop"]);
            if quietly(&mut stop).is_err() {
                // Nothing is left to do if even this fails: the run has ended already.
                let _ = child.kill();
            }
            let _ = child.wait();
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder that holds `initdb`, `postgres` and the rest.
fn find_programs() -> Option<PathBuf> {
    let mut folders = Vec::new();
    if let Ok(output) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    }
    // Debian keeps every major version in a folder of its own, outside `PATH`.
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.filter_map(Result::ok).map(|entry| entry.path()).collect())
        .unwrap_or_default();
    versions.sort_by_key(|path| {
        let number = path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
        std::cmp::Reverse(number)
    });
    folders.extend(versions.into_iter().map(|version| version.join("bin")));
    folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    folders.into_iter().find(|folder| {
        ["initdb", "postgres", "pg_ctl", "pg_isready", "psql"]
            .iter()
            .all(|program| folder.join(program).is_file())
    })
}

fn install() -> Result<(), Failure> {
    debian::install(
        "postgresql",
        "PostgreSQL was not found; install it (Debian: `apt-get install postgresql`), \
         or run `cargo xtask test --without postgres`",
    )
}

fn knows_icu(initdb: &mut Command) -> bool {
    initdb
        .arg("--help")
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("--icu-locale"))
}

fn unprivileged_user() -> Result<Owner, Failure> {
    for name in ["postgres", "nobody"] {
        if let (Some(uid), Some(gid)) = (debian::id(&["-u", name]), debian::id(&["-g", name])) {
            return Ok(Owner { uid, gid });
        }
    }
    Err("PostgreSQL refuses to run as root, and there is neither a user `postgres` nor `nobody`; \
         run this as another user"
        .to_owned())
}

/// Removes folders of earlier runs that were killed and could not tidy up.
fn remove_what_killed_runs_left() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else { return };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let process = name.to_str().and_then(|name| name.strip_prefix(FOLDER)?.parse::<u32>().ok());
        let Some(process) = process else { continue };
        if !is_running(process) && !entry.path().join("data/postmaster.pid").exists() {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Errs on the side of "running" where there is no `/proc`.
fn is_running(process: u32) -> bool {
    !Path::new("/proc/self").exists() || Path::new("/proc").join(process.to_string()).exists()
}
