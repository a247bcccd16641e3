//! Fresh databases for tests, on either engine; the feature `testing`.
//!
//! The PostgreSQL half of a test exists only with the feature `postgres-tests`, so that a run
//! without it cannot count as passed.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::changes::NewChange;
use crate::db::postgres;
use crate::{Changed, Db, Engine, Entity, Error, Location, OpenError, Options, Tx, args};

/// The environment variable with the URL of a PostgreSQL database in which tests make schemas.
pub const DATABASE_URL: &str = "CALLROSTER_TEST_DATABASE_URL";

/// A database of its own, gone when it is dropped.
pub struct TestDb {
    db: Db,
    place: EmptyDatabase,
}

impl TestDb {
    /// Opens one in memory or in a new schema.
    pub async fn open(engine: Engine, options: Options) -> Result<Self, OpenError> {
        let place = EmptyDatabase::make(engine).await?;
        Ok(Self { db: Db::open(place.location(), options).await?, place })
    }

    /// Where it is: a second [`Db`] over it is a second node. (In memory it is another database.)
    pub fn location(&self) -> &Location {
        self.place.location()
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

/// Counts the schemas of this process.
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A place without a database yet, for tests that open it themselves.
pub struct EmptyDatabase {
    location: Location,
    /// The URL of the database and the schema to drop.
    schema: Option<(String, String)>,
}

impl EmptyDatabase {
    /// In memory, or a new empty schema.
    pub async fn make(engine: Engine) -> Result<Self, OpenError> {
        if engine == Engine::Sqlite {
            return Ok(Self { location: Location::Memory, schema: None });
        }
        let url = std::env::var(DATABASE_URL).map_err(|_| OpenError::Url {
            message: format!("set {DATABASE_URL} to run the tests on PostgreSQL"),
        })?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let schema = format!("test_{}_{number}", std::process::id());
        let make = format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}");
        postgres::execute(&url, &make).await?;
        let separator = if url.contains('?') { '&' } else { '?' };
        let location =
            Location::Postgres(format!("{url}{separator}options=-csearch_path%3D{schema}"));
        Ok(Self { location, schema: Some((url, schema)) })
    }

    /// Where it is.
    pub fn location(&self) -> &Location {
        &self.location
    }
}

impl Drop for EmptyDatabase {
    fn drop(&mut self) {
        let Some((url, schema)) = self.schema.take() else { return };
        // A thread, because a destructor cannot wait on the runtime that runs it.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let sql = format!("SET client_min_messages = error; DROP SCHEMA {schema} CASCADE");
            runtime.map(|runtime| runtime.block_on(postgres::execute(&url, &sql)))
        });
        if !matches!(dropped.join(), Ok(Ok(Ok(())))) {
            tracing::warn!("a test schema could not be dropped");
        }
    }
}

/// Names a change, as store functions do.
pub fn name_change(tx: &mut Tx, organization: &str, what: Changed) -> Result<(), Error> {
    tx.changed(NewChange::new(organization, what))
}

/// Names a change of a user, whose lock must be held.
pub fn name_change_of_user(
    tx: &mut Tx,
    organization: &str,
    user: &str,
    what: Changed,
) -> Result<(), Error> {
    tx.changed(NewChange::of_user(organization, user, what))
}

/// Every row of an organization as text, by table: what tests compare before and after.
pub async fn rows(db: &Db, organization: &str) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let mut tx = db.snapshot().await?;
    let mut rows = BTreeMap::new();
    for (table, columns) in columns(&mut tx, db.engine()).await? {
        let owner = if table == "organizations" { "id" } else { "organization_id" };
        if !columns.iter().any(|column| column == owner) {
            continue;
        }
        let parts = columns.iter().map(|column| match (column.as_str(), db.engine()) {
            // Bytes, which SQLite would take for text.
            ("intervals", Engine::Sqlite) => format!("HEX({column})"),
            _ => format!("COALESCE(CAST({column} AS TEXT), '')"),
        });
        let parts: Vec<_> = parts.collect();
        let sql = format!(
            "SELECT {} AS whole FROM {table} WHERE {owner} = $1 ORDER BY whole",
            parts.join(" || '|' || ")
        );
        rows.insert(table, tx.all(&sql, &args![organization], |row| row.get(0)).await?);
    }
    Ok(rows)
}

/// The columns of each table.
async fn columns(tx: &mut Tx, engine: Engine) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let sql = match engine {
        Engine::Sqlite => {
            "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid"
        }
        Engine::Postgres => {
            "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) \
             FROM information_schema.columns WHERE table_schema = current_schema() \
             ORDER BY table_name, ordinal_position"
        }
    };
    let mut tables = BTreeMap::<String, Vec<String>>::new();
    for (table, column) in tx.all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?))).await? {
        tables.entry(table).or_default().push(column);
    }
    Ok(tables)
}

/// Tables whose rows are known by their organization and an id, after those that they refer to.
const TWINNED: &[&str] = &[
    "divisions",
    "deleted_divisions",
    "roles",
    "users",
    "groups",
    "object_counts",
    "grants",
    "passwords",
    "live_states",
    "status_intervals",
    "packed_intervals",
    "analytics_jobs",
    "analytics_job_rows",
    "presence_definitions",
    "presence_sources",
    "source_presences",
    "sites",
    "phone_bases",
    "phones",
    "stations",
    "user_stations",
    "user_dates",
    "group_members",
    "group_owners",
    "voicemail_policies",
    "external_ids",
    "absences",
    "favorites",
    "geolocations",
    "call_forwarding",
    "verifiers",
    "security_key_challenges",
    "wrong_codes",
    "wrapup_codes",
    "routing_skills",
    "routing_languages",
    "user_routing_skills",
    "user_routing_languages",
    "queues",
    "queue_members",
    "queue_groups",
    "skill_groups",
    "skill_group_divisions",
    "skill_group_members",
    "direct_routing_backups",
    "utilization_labels",
    "organization_utilizations",
    "user_utilizations",
    "user_utilization_labels",
    "trusts",
    "trust_members",
    "trust_grants",
    "chats",
    "chat_participants",
    "chat_messages",
    "learning_modules",
    "learning_assignments",
    "coaching_appointments",
    "coaching_attendees",
];

/// Makes the rows of one organization those of another too, with the same ids, and `TWIN` in front
/// of their names.
pub async fn twin(db: &Db, from: &str, to: &str) -> Result<(), Error> {
    let tables = columns(&mut db.snapshot().await?, db.engine()).await?;
    let (from, to) = (from.to_owned(), to.to_owned());
    let write = db.write(move |tx| {
        let (from, to, tables) = (from.clone(), to.clone(), tables.clone());
        Box::pin(async move {
            for table in TWINNED.iter().rev() {
                tx.run(&format!("DELETE FROM {table} WHERE organization_id = $1"), &args![&to])
                    .await?;
            }
            for table in TWINNED {
                let columns = tables.get(*table).cloned().unwrap_or_default();
                let values = columns.iter().map(|column| match column.as_str() {
                    "organization_id" => "CAST($2 AS TEXT)".to_owned(),
                    "document" | "profile" => {
                        format!("REPLACE({column}, '\"name\":\"', '\"name\":\"TWIN ')")
                    }
                    "name" => "'TWIN ' || name".to_owned(),
                    // Nobody works off what is only there to be looked at.
                    "leased_until" => "9000000000000000".to_owned(),
                    _ => column.clone(),
                });
                let values: Vec<_> = values.collect();
                let sql = format!(
                    "INSERT INTO {table} ({}) SELECT {} FROM {table} WHERE organization_id = $1",
                    columns.join(", "),
                    values.join(", ")
                );
                tx.run(&sql, &args![&from, &to]).await?;
            }
            name_change(tx, &to, Changed::OrganizationGone)
        })
    });
    write.await
}

async fn name_client(tx: &mut Tx, client: &str) -> Result<(), Error> {
    let sql = "SELECT organization_id FROM oauth_clients WHERE id = $1";
    let owner = tx.one(sql, &args![client], |row| row.get::<String>(0)).await?;
    let change = NewChange::of_entity(&owner.unwrap_or_default(), Entity::Client, client);
    tx.changed(change)
}

/// Changes the row of a user behind the back of those who follow commits: the title in the document,
/// and the key of the name.
pub async fn spoil_user(db: &Db, organization: &str, user: &str) -> Result<(), Error> {
    let (organization, user) = (organization.to_owned(), user.to_owned());
    let write = db.write(move |tx| {
        let (organization, user) = (organization.clone(), user.clone());
        Box::pin(async move {
            let sql = "UPDATE users SET name_key = 'spoilt', \
                       document = REPLACE(document, '\"state\":', '\"title\":\"Spoilt\",\"state\":') \
                       WHERE organization_id = $1 AND id = $2";
            tx.run(sql, &args![&organization, &user]).await?;
            // A change of somebody else.
            let (id, version) = (String::new(), 1);
            name_change(tx, &organization, Changed::User { id, version })
        })
    });
    write.await
}

/// Makes a client's row one that cannot be read.
pub async fn spoil_client(db: &Db, client: &str) -> Result<(), Error> {
    let client = client.to_owned();
    let write = db.write(move |tx| {
        let client = client.clone();
        Box::pin(async move {
            let sql = "UPDATE oauth_clients SET document = 'spoilt' WHERE id = $1";
            tx.run(sql, &args![&client]).await?;
            name_client(tx, &client).await
        })
    });
    write.await
}

/// Makes a client's row as an earlier version wrote it: only the document has everything.
pub async fn forget_client_columns(db: &Db, client: &str) -> Result<(), Error> {
    let client = client.to_owned();
    let write = db.write(move |tx| {
        let client = client.clone();
        Box::pin(async move {
            let sql = "UPDATE oauth_clients SET scopes = NULL, delete_at = NULL WHERE id = $1";
            tx.run(sql, &args![&client]).await?;
            name_client(tx, &client).await
        })
    });
    write.await
}
