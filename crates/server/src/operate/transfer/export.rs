//! Users into a file, which can be imported again.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    path::{Path, PathBuf},
};

use api::State;
use serde_json::{Value, json};
use store::{Db, Divisions, Tx, external_ids, organizations::StoredOrganization, users};

use super::{FileFormat, lines::Written, unusable};
use crate::operate::{error::OrganizationError, seed::Progress};
use resources::rules::people::importing::Row;

/// Users of one read.
const SLICE: i64 = 500;

/// Writes the users who are not deleted, by id, to a new file.
pub(crate) async fn export(
    db: &Db,
    organization: &StoredOrganization,
    (file, format): (PathBuf, Option<FileFormat>),
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Value, OrganizationError> {
    let format = FileFormat::of(&file, format)?;
    let opened = create(&file).map_err(|error| unusable("create", &file, error))?;
    let written = write(db, organization, (opened, format), progress).await;
    match written {
        Ok(users) => Ok(json!({
            "organization": { "id": organization.id, "name": organization.name },
            "file": file,
            "users": users,
        })),
        Err(error) => {
            // Half a file would pass for a whole one.
            let removed = std::fs::remove_file(&file);
            if let Err(error) = removed {
                tracing::warn!(%error, "an export that failed could not be removed");
            }
            Err(error.unwrap_or_else(|reason| unusable("write", &file, reason)))
        }
    }
}

/// What went wrong: with the data, or with the file.
type Wrong = Result<OrganizationError, String>;

/// Makes a file that only its owner can read: it holds what is known of people.
fn create(file: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

async fn write(
    db: &Db,
    organization: &StoredOrganization,
    (file, format): (File, FileFormat),
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<u64, Wrong> {
    let mut file = Written::begin(file, format).map_err(Err)?;
    let id = organization.id.clone();
    let total = db.read(|tx| Box::pin(async move { count(tx, &id).await })).await.map_err(Ok)?;
    let total = u64::try_from(total).unwrap_or_default();
    let (mut last, mut done) = (String::new(), 0_u64);
    loop {
        progress(Progress { done, total });
        let id = organization.id.clone();
        let read = db.long_read(move |tx| Box::pin(async move { slice(tx, &id, &last).await }));
        let (rows, next) = read.await.map_err(Ok)?;
        for row in &rows {
            file.write(row).map_err(Err)?;
        }
        done += u64::try_from(rows.len()).unwrap_or_default();
        let Some(next) = next else { break };
        last = next;
    }
    file.end().map_err(Err)?;
    Ok(done)
}

const STATES: [State; 2] = [State::Active, State::Inactive];

async fn count(tx: &mut Tx, organization: &str) -> Result<i64, OrganizationError> {
    tx.enter(organization);
    let filter = users::UserFilter { states: STATES.into(), ..users::UserFilter::default() };
    Ok(users::count(tx, &Divisions::all(), &filter).await?)
}

/// Some users after this id, and the last id of them if there may be others.
async fn slice(
    tx: &mut Tx,
    organization: &str,
    after: &str,
) -> Result<(Vec<Row>, Option<String>), OrganizationError> {
    tx.enter(organization);
    let found = users::after(tx, &STATES, after, SLICE).await?;
    let mut managers: Vec<String> = found.iter().filter_map(|user| user.manager.clone()).collect();
    managers.sort_unstable();
    managers.dedup();
    let mut addresses = HashMap::new();
    for some in managers.chunks(50) {
        for manager in users::named(tx, some, &[]).await? {
            if manager.state == State::Deleted {
                // An empty cell leaves what is there; nobody could be given this manager anew.
                continue;
            }
            let address = manager.read_document()?.email;
            addresses.extend(address.map(|address| (manager.id.clone(), address)));
        }
    }
    let ids: Vec<String> = found.iter().map(|user| user.id.clone()).collect();
    let mut external_ids = external_ids::of_users(tx, &ids).await?;
    let mut rows = Vec::with_capacity(found.len());
    for user in &found {
        let manager = user.manager.as_ref().and_then(|id| addresses.get(id).cloned());
        rows.push(Row::of(user, manager, external_ids.remove(&user.id).unwrap_or_default())?);
    }
    let whole = i64::try_from(found.len()).is_ok_and(|number| number == SLICE);
    let next = found.last().filter(|_| whole).map(|user| user.id.clone());
    Ok((rows, next))
}
