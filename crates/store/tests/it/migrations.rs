//! The schema moves forward, once, or not at all.

use store::testing::Place;
use store::{Db, Engine, Location, Migration, OpenError, Options, Result, args};
use test_macros::both_engines;

const fn step(number: i64, sql: &'static str) -> Migration {
    Migration { number, name: "step", sql }
}

const FIRST: Migration = step(1, "CREATE TABLE a (id TEXT NOT NULL PRIMARY KEY)");
const SECOND: Migration = step(2, "CREATE TABLE b (number {row_number}, name TEXT NOT NULL)");

const ONE: &[Migration] = &[FIRST];
const TWO: &[Migration] = &[FIRST, SECOND];
const EDITED: &[Migration] = &[step(1, "CREATE TABLE a (id TEXT)"), SECOND];
const BROKEN: &[Migration] = &[FIRST, SECOND, step(3, "CREATE TABLE c (id TEXT); CREATE NONSENSE")];

/// A place that stays between two openings.
struct Spot {
    place: Option<Place>,
    directory: tempfile::TempDir,
}

impl Spot {
    async fn make(engine: Engine) -> Self {
        let place = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Place::make(engine).await.unwrap()),
        };
        Self { place, directory: tempfile::tempdir().unwrap() }
    }

    async fn open(&self, migrations: &'static [Migration]) -> Result<Db, OpenError> {
        let directory = || Location::Directory(self.directory.path().to_owned());
        let location = self.place.as_ref().map_or_else(directory, |place| place.location().clone());
        Db::open(&location, Options { migrations, ..Options::default() }).await
    }
}

async fn tables(db: &Db) -> Vec<String> {
    let sql = match db.engine() {
        Engine::Sqlite => "SELECT name FROM sqlite_schema WHERE name = ANY($1) ORDER BY name",
        Engine::Postgres => {
            "SELECT table_name::TEXT FROM information_schema.tables \
             WHERE table_schema = current_schema() AND table_name = ANY($1) ORDER BY 1"
        }
    };
    let mut tx = db.snapshot().await.unwrap();
    let names: &[&str] = &["a", "b", "c"];
    tx.all(sql, &args![names], |row| row.get(0)).await.unwrap()
}

#[both_engines]
async fn each_is_applied_once_and_in_order(engine: Engine) {
    let spot = Spot::make(engine).await;
    for (migrations, expected) in [(ONE, &["a"][..]), (TWO, &["a", "b"]), (TWO, &["a", "b"])] {
        let db = spot.open(migrations).await.unwrap();
        assert_eq!(tables(&db).await, expected);
        db.close().await;
    }
}

#[both_engines]
async fn a_newer_schema_is_refused(engine: Engine) {
    let spot = Spot::make(engine).await;
    spot.open(TWO).await.unwrap().close().await;
    let error = spot.open(ONE).await.err().unwrap();
    assert!(matches!(error, OpenError::Newer { found: 2, known: 1 }), "{error}");
}

#[both_engines]
async fn an_edited_migration_is_refused(engine: Engine) {
    let spot = Spot::make(engine).await;
    spot.open(ONE).await.unwrap().close().await;
    let error = spot.open(EDITED).await.err().unwrap();
    assert!(matches!(error, OpenError::Edited { number: 1, .. }), "{error}");
    let db = spot.open(ONE).await.unwrap();
    assert_eq!(tables(&db).await, ["a"]);
}

#[both_engines]
async fn a_failed_migration_changes_nothing(engine: Engine) {
    let spot = Spot::make(engine).await;
    spot.open(ONE).await.unwrap().close().await;
    let error = spot.open(BROKEN).await.err().unwrap();
    assert!(
        matches!(&error, OpenError::Migration { message } if message.starts_with("3 (`step`)"))
    );
    let db = spot.open(ONE).await.unwrap();
    assert_eq!(tables(&db).await, ["a"]);
}

#[cfg(feature = "postgres-tests")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_that_start_together_take_turns() {
    let spot = Spot::make(Engine::Postgres).await;
    let opened = tokio::join!(spot.open(TWO), spot.open(TWO), spot.open(TWO));
    for db in [opened.0, opened.1, opened.2] {
        assert_eq!(tables(&db.unwrap()).await, ["a", "b"]);
    }
}
