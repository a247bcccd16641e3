//! Durable changes of users within the process, by how many share a COMMIT.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use api::DateTime;
use store::{
    Db, Divisions, Location, Lock, Options,
    audits::{self, NewAudit},
    tokens::{self, NewToken},
    users,
};
use tokio::task::JoinSet;

use crate::{
    Failure, Plan,
    data::Data,
    figures::{Bar, Table, median, ratio},
};

/// Callers at once.
const CALLERS: usize = 64;
/// The moment at which all changes happen.
const NOW: DateTime = DateTime::from_milliseconds(1_700_000_000_000);
const TOKEN: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

pub(crate) async fn measure(plan: &Plan, data: &Data, table: &mut Table) -> Result<(), Failure> {
    let defaults = Options::default;
    let grouped = open(data, "grouped", defaults()).await?;
    let single = open(data, "single", Options { group: 1, ..defaults() }).await?;
    let (mut together, mut alone) = (Vec::new(), Vec::new());
    for number in 0..=plan.rounds {
        let rates = (round(plan, &grouped, data).await?, round(plan, &single, data).await?);
        if number > 0 {
            together.push(rates.0);
            alone.push(rates.1);
        }
    }
    grouped.close().await;
    single.close().await;
    let shared = ratio(&together, &alone);
    table.add("changes in a second in process, COMMITs shared", Bar::None, median(together), "");
    table.add("changes in a second in process, a COMMIT each", Bar::None, median(alone), "");
    table.add("the former to the latter", Bar::Least(3.0), shared, " ×");
    Ok(())
}

async fn open(data: &Data, name: &str, options: Options) -> Result<Db, Failure> {
    let location = Location::Directory(data.copy(name)?.directory);
    let db = Db::open(&location, options).await.map_err(|error| error.to_string())?;
    let organization = data.organization.clone();
    let insert = db.write(move |tx| {
        let organization = organization.clone();
        Box::pin(async move {
            tx.enter(&organization);
            let token = NewToken {
                hash: TOKEN,
                client: None,
                user: None,
                family: None,
                issued_at: NOW,
                expires_at: NOW.plus_seconds(3600),
            };
            tokens::insert(tx, &token).await
        })
    });
    insert.await.map_err(|error: store::Error| error.to_string())?;
    Ok(db)
}

/// Changes in a second.
async fn round(plan: &Plan, db: &Db, data: &Data) -> Result<f64, Failure> {
    let (began, changed) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
    let mut callers = JoinSet::new();
    for caller in 0..CALLERS {
        let ids: Vec<String> =
            data.users.iter().skip(caller).step_by(CALLERS).map(|user| user.id.clone()).collect();
        let divisions = Arc::new(Divisions::all());
        let (db, changed, until) = (db.clone(), changed.clone(), began + plan.round());
        callers.spawn(async move {
            for id in ids.into_iter().cycle() {
                if Instant::now() >= until {
                    break;
                }
                change(&db, divisions.clone(), id).await.map_err(|error| error.to_string())?;
                changed.fetch_add(1, Ordering::Relaxed);
            }
            Ok::<_, Failure>(())
        });
    }
    while let Some(done) = callers.join_next().await {
        done.map_err(|error| error.to_string())??;
    }
    #[expect(clippy::cast_precision_loss, reason = "nobody changes so many in seconds")]
    let changed = changed.load(Ordering::Relaxed) as f64;
    Ok(changed / began.elapsed().as_secs_f64())
}

/// What a PATCH does to the data.
async fn change(db: &Db, divisions: Arc<Divisions>, id: String) -> store::Result<()> {
    let change = db.write(move |tx| {
        let (divisions, id) = (divisions.clone(), id.clone());
        Box::pin(async move {
            let lost =
                || store::Error::Storage("the data changed while it was measured".to_owned());
            let session = tokens::session(tx, TOKEN).await?.ok_or_else(lost)?;
            tx.enter(&session.organization);
            tx.lock(Lock::User(&id)).await?;
            let before = users::find(tx, &divisions, &id).await?.ok_or_else(lost)?;
            let (mut shown, profile) = (before.read_document()?, before.read_profile()?);
            let mut after = before.clone();
            after.version += 1;
            shown.version = i32::try_from(after.version).ok();
            shown.title = Some(format!("Title {}", after.version));
            let documents = (&shown, &profile);
            users::save(tx, &divisions, &before, &mut after, documents, NOW).await?;
            audits::insert(tx, &audit(&id, &message(&id, after.version))).await
        })
    });
    change.await
}

/// What a PATCH leaves to be asked for later.
fn audit<'a>(id: &'a str, document: &'a str) -> NewAudit<'a> {
    NewAudit {
        at: NOW,
        service: "Directory",
        entity_type: "User",
        entity_id: id,
        action: "Update",
        user: Some("11111111-1111-4111-8111-111111111111"),
        client: None,
        document,
    }
}

/// A message as long as those of the server.
fn message(id: &str, version: i64) -> String {
    let message = serde_json::json!({
        "id": id,
        "action": "Update",
        "entity": { "id": id, "name": "Ada Example", "selfUri": users::uri(id) },
        "entityType": "User",
        "eventDate": NOW,
        "level": "USER",
        "message": { "message": "Update User Ada Example" },
        "propertyChanges": [{
            "property": "title",
            "oldValues": [format!("Title {}", version - 1)],
            "newValues": [format!("Title {version}")],
        }],
        "remoteIp": ["127.0.0.1"],
        "serviceName": "Directory",
        "status": "SUCCESS",
        "user": { "id": id, "selfUri": users::uri(id) },
        "userHomeOrgId": id,
    });
    message.to_string()
}
