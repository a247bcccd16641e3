//! Days that a simulation played, and their rows for DuckDB.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use api::DateTime;
use store::{
    Db, Location, analytics_users, organizations,
    presence::{
        intervals::{Interval, Kind},
        packs,
    },
};

use super::{Plan, duckdb};
use crate::{
    Failure,
    data::{CLIENT, SECRET},
    process::Process,
};

const DAY: i64 = 86_400_000;
/// The rows of so many users are read in one snapshot.
const SLICE: usize = 10;

/// A database with an organization whose users worked.
pub(crate) struct Days {
    /// Where the database is, and what belongs to it.
    pub(crate) directory: PathBuf,
    database_url: Option<String>,
    /// How many days they worked.
    pub(crate) count: u32,
    /// The ids of the users who worked.
    pub(crate) users: Vec<String>,
    /// Which of them did most on the day that is asked for.
    pub(crate) busiest: usize,
    /// A time after all that was played.
    pub(crate) now: i64,
}

impl Days {
    /// Plays the days, unless an earlier run has played them.
    pub(crate) async fn make(binary: &Path, plan: &Plan, days: u32) -> Result<Self, Failure> {
        let engine = if plan.database_url.is_some() { "postgres" } else { "sqlite" };
        let name = format!("{engine}-{}-{days}", plan.agents);
        let directory = plan.directory.join(name);
        let database_url = plan.database_url.clone();
        let mut made =
            Self { directory, database_url, count: days, users: Vec::new(), busiest: 0, now: 0 };
        let complete = made.directory.join("complete");
        // What is in PostgreSQL may have gone; playing again adds nothing to what is there.
        if made.database_url.is_some() || !complete.exists() {
            let _ = fs::remove_dir_all(&made.directory);
            if made.database_url.is_some() {
                fs::create_dir_all(&made.directory).map_err(|error| error.to_string())?;
            }
            made.play(binary, plan.agents)?;
        }
        made.read(plan.agents).await?;
        fs::write(&complete, "").map_err(|error| error.to_string())?;
        Ok(made)
    }

    fn play(&self, binary: &Path, agents: u32) -> Result<(), Failure> {
        let mut serve = self.serve(binary);
        serve.env("CALLROSTER_BOOTSTRAP_CLIENT_ID", CLIENT);
        serve.env("CALLROSTER_BOOTSTRAP_CLIENT_SECRET", SECRET);
        Process::start(&mut serve)?.stop()?;
        let (agents, days) = (agents.to_string(), self.count.to_string());
        let mut simulate = Command::new(binary);
        simulate.args(["simulate", "--agents", &agents, "--days", &days]);
        let done = self.located(&mut simulate).stdout(Stdio::null()).status();
        if done.map_err(|error| error.to_string())?.success() {
            return Ok(());
        }
        Err(format!("`callroster simulate` failed on `{}`", self.directory.display()))
    }

    fn located<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        match &self.database_url {
            Some(url) => command.args(["--database-url", url]),
            None => command.arg("--data").arg(&self.directory),
        }
    }

    /// The server of these days.
    pub(crate) fn serve(&self, binary: &Path) -> Command {
        let mut command = Command::new(binary);
        command.args(["serve", "--rate-limit", "off", "--token-rate-limit", "off"]);
        command.args(["--analytics-days", "0", "--listen", "127.0.0.1:0"]);
        self.located(&mut command);
        command
    }

    /// What the database takes on the disk, in bytes; not known of PostgreSQL.
    pub(crate) fn size(&self) -> Result<Option<f64>, Failure> {
        if self.database_url.is_some() {
            return Ok(None);
        }
        let file = fs::metadata(self.directory.join("callroster.db"));
        let length = file.map_err(|error| error.to_string())?.len();
        #[expect(clippy::cast_precision_loss, reason = "no file is that long")]
        Ok(Some(length as f64))
    }

    /// Midnight UTC after the last day that was played.
    pub(crate) fn midnight(&self) -> i64 {
        self.now - self.now.rem_euclid(DAY)
    }

    /// So many days up to the last that was played.
    pub(crate) fn last(&self, days: i64) -> (i64, i64) {
        (self.midnight() - days * DAY, self.midnight())
    }

    /// A day within what was played, with much work.
    pub(crate) fn day(&self) -> (i64, i64) {
        let mut from = self.midnight() - DAY;
        // The first day of 1970 was a Thursday, the fourth of five working days.
        while !(4..=6).contains(&(from / DAY % 7)) && self.count > 7 {
            from -= DAY;
        }
        (from, from + DAY)
    }

    async fn read(&mut self, agents: u32) -> Result<(), Failure> {
        let location = match &self.database_url {
            Some(url) => Location::Postgres(url.clone()),
            None => Location::Directory(self.directory.clone()),
        };
        let db = Db::open(&location, store::Options::default()).await.map_err(|e| e.to_string())?;
        let read = db.read(|tx| {
            Box::pin(async move {
                let organization = organizations::all(tx).await?.into_iter().next();
                let organization = organization.map(|found| found.id).unwrap_or_default();
                tx.enter(&organization);
                Ok::<_, store::Error>((organization, analytics_users::active_users(tx).await?))
            })
        });
        let (organization, mut users) = read.await.map_err(|error| error.to_string())?;
        users.truncate(usize::try_from(agents).unwrap_or(usize::MAX));
        let rows = self.directory.join("intervals.parquet");
        if !rows.exists() {
            export(&db, &organization, &users, &self.directory).await?;
        }
        db.close().await;
        let made = fs::metadata(rows).and_then(|made| made.modified());
        let made = made.map_err(|error| error.to_string())?;
        let made = made.duration_since(std::time::UNIX_EPOCH).map_err(|error| error.to_string())?;
        self.now = i64::try_from(made.as_millis()).unwrap_or_default();
        self.users = users;
        Ok(())
    }
}

/// Writes all intervals of these users to a Parquet file.
async fn export(
    db: &Db,
    organization: &str,
    users: &[String],
    directory: &Path,
) -> Result<(), Failure> {
    let mut child = duckdb::command("load", directory)?
        .stdin(Stdio::piped())
        .spawn()
        .map_err(|error| format!("failed to start Python: {error}"))?;
    let mut input = child.stdin.take().ok_or("Python has no input")?;
    for slice in users.chunks(SLICE) {
        let (organization, users) = (organization.to_owned(), slice.to_vec());
        let read = db.read(move |tx| {
            Box::pin(async move {
                tx.enter(&organization);
                let (mut text, ever) = (String::new(), DateTime::from_milliseconds(0));
                for user in &users {
                    for kind in Kind::ALL {
                        for interval in packs::since(tx, user, kind, ever).await? {
                            let Interval { kind, start, end, value, definition } = interval;
                            let end =
                                end.map(|end| end.milliseconds().to_string()).unwrap_or_default();
                            let definition = definition.unwrap_or_default();
                            let (kind, start) = (kind.as_str(), start.milliseconds());
                            // Writing to a text cannot fail.
                            let _ =
                                writeln!(text, "{user},{kind},{start},{end},{value},{definition}");
                        }
                    }
                }
                Ok::<_, store::Error>(text)
            })
        });
        let text = read.await.map_err(|error| error.to_string())?;
        input.write_all(text.as_bytes()).map_err(|error| format!("DuckDB ended: {error}"))?;
    }
    drop(input);
    let done = child.wait().map_err(|error| error.to_string())?;
    if done.success() { Ok(()) } else { Err("DuckDB could not read the rows".to_owned()) }
}
