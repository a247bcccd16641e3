//! The schema of these tests and the few calls they share.

use store::{Db, Error, Migration, Options, Result, Tx, args};

pub(crate) const SCHEMA: &[Migration] = &[Migration {
    name: "tests",
    sql: "
        CREATE TABLE organizations (id TEXT NOT NULL PRIMARY KEY);
        CREATE TABLE users (
            organization_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
            manager TEXT, age BIGINT, score DOUBLE PRECISION, active BOOLEAN NOT NULL DEFAULT TRUE,
            small SMALLINT, medium INTEGER,
            PRIMARY KEY (organization_id, id)
        ) {without_rowid};
        CREATE TABLE items (
            id TEXT NOT NULL PRIMARY KEY,
            parent TEXT REFERENCES items (id) DEFERRABLE INITIALLY DEFERRED
        );
        CREATE TABLE outbox (number {row_number}, payload TEXT NOT NULL);
    ",
}];

pub(crate) fn options() -> Options {
    Options { migrations: SCHEMA, ..Options::default() }
}

pub(crate) async fn insert(tx: &mut Tx, id: &str) -> Result<u64> {
    tx.run("INSERT INTO items (id) VALUES ($1)", &args![id]).await
}

/// Writes one item the ordinary way.
pub(crate) async fn add(db: &Db, id: impl Into<String>) -> Result<()> {
    let id = id.into();
    db.write(move |tx| {
        let id = id.clone();
        Box::pin(async move { insert(tx, &id).await.map(drop) })
    })
    .await
}

pub(crate) async fn is_present(db: &Db, id: &str) -> bool {
    let mut tx = db.snapshot().await.unwrap();
    let sql = "SELECT 1 FROM items WHERE id = $1";
    tx.one(sql, &args![id], |row| row.get::<i64>(0)).await.unwrap().is_some()
}

pub(crate) async fn count(db: &Db) -> i64 {
    let mut tx = db.snapshot().await.unwrap();
    let counted = tx.one("SELECT count(*) FROM items", &[], |row| row.get(0)).await;
    counted.unwrap().unwrap()
}

/// What a refusing handler answers.
pub(crate) fn refusal() -> Error {
    Error::Storage("refused".to_owned())
}
