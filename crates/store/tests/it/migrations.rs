//! The schema moves forward, once, or not at all.

use api::DateTime;
use store::passwords;
use store::testing::EmptyDatabase;
use store::users::{self, LastDates};
use store::{
    Db, Divisions, Engine, Location, MIGRATIONS, Migration, OpenError, Options, Result, Tx, args,
    divisions,
};
use test_macros::both_engines;

const FIRST: Migration =
    Migration { name: "first", sql: "CREATE TABLE a (id TEXT NOT NULL PRIMARY KEY)" };
const SECOND: Migration = Migration {
    name: "20260102_second",
    sql: "CREATE TABLE b (number {row_number}, name TEXT NOT NULL)",
};
/// Of another branch, made earlier and merged later.
const BETWEEN: Migration = Migration { name: "20260101_between", sql: "CREATE TABLE c (id TEXT)" };

const ONE: &[Migration] = &[FIRST];
const TWO: &[Migration] = &[FIRST, SECOND];
const MERGED: &[Migration] = &[FIRST, BETWEEN, SECOND];
const EDITED: &[Migration] =
    &[Migration { name: "first", sql: "CREATE TABLE a (id TEXT)" }, SECOND];
const BROKEN: &[Migration] = &[
    FIRST,
    SECOND,
    Migration { name: "20260103_third", sql: "CREATE TABLE c (id TEXT); CREATE NONSENSE" },
];

/// The migrations that had numbers, with the checksums that databases have of them.
const NUMBERED: [(i64, &str, &str); 8] = [
    (1, "initial", "717c0d65c97a2be8cde5ddf46c6fadea87af33fcc746bfd6a801d136b49dd311"),
    (2, "audits", "fc59bb477b5fd194e723ef11567e2cf0a1acafc87bfbd113738ab3a3ecccac86"),
    (3, "verifiers", "d96c8ce56bcf7808bda8591aa9497e059e2da0444a84a27912e41f132391c53e"),
    (4, "sign_in", "2f5064c142a99245769ef3eef8502cc132fb439e2c9242f0430f541534a89db0"),
    (5, "passwords", "ff79c145564236b706f5f0db424dc03fe996c8e6b29120c3b3f27b23fea22916"),
    (6, "divisions", "2523c5c183f54875fdaeb1eec121a2e350f03f0258f4733658cc7ba40d4d13c8"),
    (7, "groups", "7445870d73639d18b83800fd8fe0d23a8c41265b7e8f568747f6d61692523763"),
    (8, "client_scopes", "edd7943813a7854f58d70c215852436eab00fa121c5893337ec1bfae8fa3187e"),
];

/// A place that stays between two openings.
struct Spot {
    place: Option<EmptyDatabase>,
    directory: tempfile::TempDir,
}

impl Spot {
    async fn make(engine: Engine) -> Self {
        let place = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(EmptyDatabase::make(engine).await.unwrap()),
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
async fn one_that_another_branch_added_is_applied_though_its_name_comes_earlier(engine: Engine) {
    let spot = Spot::make(engine).await;
    spot.open(TWO).await.unwrap().close().await;
    for _ in 0..2 {
        let db = spot.open(MERGED).await.unwrap();
        assert_eq!(tables(&db).await, ["a", "b", "c"]);
        let mut tx = db.snapshot().await.unwrap();
        let sql = "SELECT name FROM schema_migrations ORDER BY number";
        let names: Vec<String> = tx.all(sql, &[], |row| row.get(0)).await.unwrap();
        assert_eq!(names, [FIRST.name, SECOND.name, BETWEEN.name]);
        drop(tx);
        db.close().await;
    }
}

/// An organization with a user who has dates.
async fn rows_of_that_version(tx: &mut Tx) -> Result<()> {
    for sql in [
        "INSERT INTO organizations (id, name, name_key, document, access_version, clock_offset, \
         blueprint, created_at) VALUES ('o', 'o', 'o', '{}', 1, 0, '{}', 1)",
        "INSERT INTO divisions (organization_id, id, name, name_key, description, home) \
         VALUES ('o', 'd', 'd', 'd', '', TRUE)",
        "INSERT INTO users (organization_id, id, division_id, state, name_key, email_key, jabber_id, \
         version, document, profile, last_login_at, last_token_at, created_at, modified_at) \
         VALUES ('o', 'u', 'd', 'active', 'u', 'u', '', 7, '{}', '{}', 1, 2, 1, 1)",
        "INSERT INTO users (organization_id, id, division_id, state, name_key, email_key, jabber_id, \
         version, document, profile, created_at, modified_at) \
         VALUES ('o', 'gone', 'd', 'deleted', 'g', 'g', 'g', 7, '{}', '{}', 1, 1)",
        "INSERT INTO passwords (organization_id, user_id, hash, changed_at) \
         VALUES ('o', 'u', 'kept', 1), ('o', 'gone', 'forgotten', 1)",
        "INSERT INTO former_passwords (organization_id, user_id, hash) \
         VALUES ('o', 'u', 'kept before'), ('o', 'gone', 'forgotten')",
        "INSERT INTO user_counts (organization_id, division_id, state, users) \
         VALUES ('o', 'd', 'active', 1), ('o', 'd', 'inactive', 2), ('o', 'd', 'deleted', 4)",
    ] {
        tx.run(sql, &[]).await?;
    }
    Ok(())
}

fn at(milliseconds: i64) -> DateTime {
    DateTime::from_milliseconds(milliseconds)
}

#[both_engines]
async fn data_of_the_version_that_numbered_them_is_migrated(engine: Engine) {
    let spot = Spot::make(engine).await;
    let (numbered, _) = MIGRATIONS.split_at(NUMBERED.len());
    let db = spot.open(numbered).await.unwrap();
    let mut tx = db.snapshot().await.unwrap();
    let sql = "SELECT number, name, checksum FROM schema_migrations ORDER BY number";
    let record = tx.all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await;
    let record: Vec<(i64, String, String)> = record.unwrap();
    drop(tx);
    let expected = NUMBERED.map(|(number, name, sum)| (number, name.to_owned(), sum.to_owned()));
    assert_eq!(record, expected, "what that version wrote");
    db.write(|tx| Box::pin(rows_of_that_version(tx))).await.unwrap();
    db.close().await;

    let db = spot.open(MIGRATIONS).await.unwrap();
    let mut tx = db.snapshot().await.unwrap();
    let sql = "SELECT count(*) FROM schema_migrations";
    let count = tx.one(sql, &[], |row| row.get::<i64>(0)).await.unwrap().unwrap();
    assert_eq!(usize::try_from(count), Ok(MIGRATIONS.len()));
    tx.enter("o");
    let user = users::find(&mut tx, &Divisions::all(), "u").await.unwrap().unwrap();
    assert_eq!((&*user.division, user.version), ("d", 7));
    let dates = users::last_dates(&mut tx, &["u".to_owned()]).await.unwrap();
    let expected = LastDates { login: Some(at(1)), token: Some(at(2)), ..LastDates::default() };
    assert_eq!(dates["u"], expected);
    assert_eq!(passwords::last(&mut tx, "u", 9).await.unwrap(), ["kept", "kept before"]);
    assert!(passwords::last(&mut tx, "gone", 9).await.unwrap().is_empty());
    let counts = divisions::object_counts(&mut tx).await.unwrap();
    assert_eq!(counts["d"]["USER"], 3);
}

#[both_engines]
async fn a_newer_schema_is_refused(engine: Engine) {
    let spot = Spot::make(engine).await;
    spot.open(TWO).await.unwrap().close().await;
    let error = spot.open(ONE).await.err().unwrap();
    assert!(matches!(&error, OpenError::Newer { name } if name == SECOND.name), "{error}");
}

#[both_engines]
async fn an_edited_migration_is_refused(engine: Engine) {
    let spot = Spot::make(engine).await;
    spot.open(ONE).await.unwrap().close().await;
    let error = spot.open(EDITED).await.err().unwrap();
    assert!(matches!(&error, OpenError::Edited { name } if name == FIRST.name), "{error}");
    let db = spot.open(ONE).await.unwrap();
    assert_eq!(tables(&db).await, ["a"]);
}

#[both_engines]
async fn a_failed_migration_changes_nothing(engine: Engine) {
    let spot = Spot::make(engine).await;
    spot.open(ONE).await.unwrap().close().await;
    let error = spot.open(BROKEN).await.err().unwrap();
    assert!(
        matches!(&error, OpenError::Migration { message } if message.starts_with("`20260103_third`: "))
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
