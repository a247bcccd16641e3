//! The schema of these tests and the few calls they share.

use std::sync::{Arc, Mutex};

use store::{
    Change, Changed, Db, Entity, Error, Follower, Lost, Migration, Options, Order, Result, Tx,
    args, testing,
};
use tokio::sync::Notify;

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

/// The schema of these tests with the outbox as it is.
pub(crate) fn with_outbox() -> Options {
    const OUTBOX: Migration = Migration {
        name: "20260101_outbox",
        sql: include_str!("../../migrations/20261128_outbox.sql"),
    };
    Options { migrations: [SCHEMA, &[OUTBOX]].concat().leak(), ..Options::default() }
}

/// Names a change of the organization `o` in a transaction of its own.
pub(crate) async fn name(db: &Db, what: Changed) -> Result<()> {
    db.write(move |tx| {
        let what = what.clone();
        Box::pin(async move { testing::name_change(tx, "o", what) })
    })
    .await
}

/// A change that is told from others by its number.
pub(crate) fn change(number: usize) -> Changed {
    Changed::Entity { kind: Entity::Group, id: number.to_string() }
}

/// A follower that remembers.
pub(crate) struct Ear {
    order: Order,
    heard: Mutex<Vec<Changed>>,
    lost: Mutex<Vec<(Option<String>, Lost)>>,
    something: Notify,
}

impl Ear {
    pub(crate) fn new(order: Order) -> Arc<Self> {
        let (heard, lost) = (Mutex::default(), Mutex::default());
        Arc::new(Self { order, heard, lost, something: Notify::new() })
    }

    pub(crate) fn heard(&self) -> Vec<Changed> {
        self.heard.lock().unwrap().clone()
    }

    pub(crate) fn lost(&self) -> Vec<(Option<String>, Lost)> {
        self.lost.lock().unwrap().clone()
    }

    /// Waits until what was heard or lost fits.
    #[cfg(feature = "postgres-tests")]
    pub(crate) async fn until(&self, fits: impl Fn(&Self) -> bool) {
        while !fits(self) {
            self.something.notified().await;
        }
    }

    #[cfg(feature = "postgres-tests")]
    pub(crate) async fn hears(&self, what: &Changed) {
        self.until(|ear| ear.heard().contains(what)).await;
    }
}

impl Follower for Ear {
    fn name(&self) -> &'static str {
        "ear"
    }

    fn hear(&self, changes: &[Change]) {
        let whats = changes.iter().map(|change| change.what.clone());
        self.heard.lock().unwrap().extend(whats);
        self.something.notify_one();
    }

    fn lost(&self, organization: Option<&str>, why: Lost) {
        self.lost.lock().unwrap().push((organization.map(str::to_owned), why));
        self.something.notify_one();
    }

    fn order(&self) -> Order {
        self.order
    }
}
