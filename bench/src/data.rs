//! Organizations to measure with.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use store::{
    Db, Divisions, Location, Part,
    users::{self, UserFilter},
};

use crate::{
    Failure,
    client::request,
    load::{self, Numbers},
    process::{Process, serve},
};

/// The client that asks.
pub(crate) const CLIENT: &str = "11111111-1111-4111-8111-111111111111";
/// Its secret.
pub(crate) const SECRET: &str = "a-secret-for-measurements-only";

/// A directory with one organization in it.
pub(crate) struct Data {
    /// Where it is.
    pub(crate) directory: PathBuf,
    /// A token of its administrator's client.
    pub(crate) token: String,
    /// Its active users.
    pub(crate) users: Vec<Known>,
    /// How long it took to make the users.
    pub(crate) seeded: Duration,
    /// The organization's id.
    pub(crate) organization: String,
    /// The names of its active users as they are compared, a line each.
    pub(crate) names: String,
    /// The address of one of them.
    pub(crate) address: String,
}

/// A user, and which version was seen last.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// Its id.
    pub(crate) id: String,
    /// Its version.
    pub(crate) version: i64,
}

impl Data {
    /// Makes it anew with the commands that everybody uses.
    pub(crate) async fn make(binary: &Path, directory: &Path, users: u32) -> Result<Self, Failure> {
        let _ = fs::remove_dir_all(directory);
        let mut command = serve(binary, directory, ([127, 0, 0, 1], 0).into());
        command.env("CALLROSTER_BOOTSTRAP_CLIENT_ID", CLIENT);
        command.env("CALLROSTER_BOOTSTRAP_CLIENT_SECRET", SECRET);
        let server = Process::start(&mut command)?;
        let token = sign_in(&server).await?;
        server.stop()?;
        let mut command = Command::new(binary);
        command.args(["seed", "--users", &users.to_string(), "--data"]).arg(directory);
        let began = Instant::now();
        let done = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        let seeded = began.elapsed();
        if !done.map_err(|error| error.to_string())?.success() {
            return Err(format!("`callroster seed` failed on `{}`", directory.display()));
        }
        let Read { organization, users, names, address } = read(directory).await?;
        let directory = directory.to_owned();
        Ok(Self { directory, token, users, seeded, organization, names, address })
    }

    /// The same data once more, for a server of its own.
    pub(crate) fn copy(&self, name: &str) -> Result<Self, Failure> {
        let directory = self.directory.with_file_name(name);
        let _ = fs::remove_dir_all(&directory);
        let failed = |error| format!("failed to copy to `{}`: {error}", directory.display());
        fs::create_dir_all(&directory).map_err(failed)?;
        let file = "callroster.db";
        fs::copy(self.directory.join(file), directory.join(file)).map_err(failed)?;
        let (token, users) = (self.token.clone(), self.users.clone());
        let (organization, seeded) = (self.organization.clone(), self.seeded);
        let (names, address) = (self.names.clone(), self.address.clone());
        Ok(Self { directory, token, users, seeded, organization, names, address })
    }

    /// Callers that ask for users at random.
    pub(crate) fn getting(&self, callers: usize) -> Vec<impl FnMut() -> Vec<u8> + Send + 'static> {
        let ids: std::sync::Arc<[Known]> = self.users.clone().into();
        let caller = |seed| {
            let (ids, token, mut numbers) = (ids.clone(), self.token.clone(), Numbers::new(seed));
            move || {
                let id = &ids[numbers.below(ids.len())].id;
                request("GET", &format!("/api/v2/users/{id}"), &token, "")
            }
        };
        (0..callers).map(caller).collect()
    }

    /// Callers that ask for one of the first pages at random.
    pub(crate) fn listing(
        &self,
        callers: usize,
        more: &'static str,
    ) -> Vec<impl FnMut() -> Vec<u8> + Send + 'static> {
        let caller = |seed| {
            let (token, mut numbers) = (self.token.clone(), Numbers::new(seed));
            move || request("GET", &page(1 + numbers.below(20), more), &token, "")
        };
        (0..callers).map(caller).collect()
    }
}

/// The path of a page of 25 users.
pub(crate) fn page(number: usize, more: &str) -> String {
    format!("/api/v2/users?pageSize=25&pageNumber={number}{more}")
}

/// A token of that client.
pub(crate) async fn sign_in(server: &Process) -> Result<String, Failure> {
    let body = format!("grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}");
    let request = format!(
        "POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = load::once(server.address(), request.as_bytes()).await?;
    let answer: Value = serde_json::from_slice(&answer).map_err(|error| error.to_string())?;
    let token = answer["access_token"].as_str();
    token.map(str::to_owned).ok_or_else(|| "the server gave no token".to_owned())
}

/// What an organization holds.
#[derive(Default)]
struct Read {
    organization: String,
    users: Vec<Known>,
    names: String,
    address: String,
}

async fn read(directory: &Path) -> Result<Read, Failure> {
    let location = Location::Directory(directory.to_owned());
    let db = Db::open(&location, store::Options::default()).await.map_err(|e| e.to_string())?;
    let found = db.read(|tx| {
        Box::pin(async move {
            let organizations = store::organizations::all(tx).await?;
            let organization = organizations.into_iter().next().map(|found| found.id);
            tx.enter(organization.as_deref().unwrap_or_default());
            let divisions = Divisions::all();
            let filter = UserFilter { states: vec![api::State::Active], ..UserFilter::default() };
            let organization = organization.unwrap_or_default();
            let (mut found, limit) = (Read { organization, ..Read::default() }, 500);
            loop {
                let offset = i64::try_from(found.users.len()).unwrap_or(i64::MAX);
                let part = Part { offset, limit, descending: false };
                let users = users::list(tx, &divisions, &filter, part).await?;
                if users.is_empty() {
                    return Ok(found);
                }
                for user in &users {
                    let shown = user.read_document()?;
                    found.names.push_str(&store::fold(&shown.name.unwrap_or_default()));
                    found.names.push('\n');
                    found.address = shown.email.unwrap_or_default();
                    found.users.push(Known { id: user.id.clone(), version: user.version });
                }
            }
        })
    });
    let found = found.await.map_err(|error: store::Error| error.to_string())?;
    db.close().await;
    Ok(found)
}
