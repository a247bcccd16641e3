//! Faults that only a database elsewhere has.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use store::testing::TestDb;
use store::{Db, Engine, Error, Migration, Options, Result, Tx, args};

use crate::support::{SCHEMA, add, count, insert, is_present, options};

/// How long a write may take where it takes too long.
const LIMIT: Duration = Duration::from_millis(300);

async fn open() -> TestDb {
    TestDb::open(Engine::Postgres, options()).await.unwrap()
}

/// Ends the connection of `tx` from outside.
pub(crate) async fn disconnect(db: &Db, tx: &mut Tx) -> Result<()> {
    let own = tx.one("SELECT pg_backend_pid()", &[], |row| row.get::<i64>(0)).await?;
    let mut other = db.snapshot().await?;
    let sql = "SELECT pg_terminate_backend(CAST($1 AS INTEGER), 5000)";
    other.one(sql, &args![own], |row| row.get::<bool>(0)).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_lost_before_the_commit_runs_the_whole_again() {
    let db = open().await;
    let runs = Arc::new(AtomicUsize::new(0));
    let (counted, other) = (runs.clone(), db.clone());
    let answer: Result<()> = db
        .write(move |tx| {
            let (runs, db) = (counted.clone(), other.clone());
            Box::pin(async move {
                insert(tx, "a").await?;
                if runs.fetch_add(1, Ordering::SeqCst) == 0 {
                    disconnect(&db, tx).await?;
                }
                insert(tx, "b").await.map(drop)
            })
        })
        .await;
    answer.unwrap();
    assert_eq!((runs.load(Ordering::SeqCst), count(&db).await), (2, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_is_lost_every_time_is_unavailable() {
    let db = open().await;
    let other = db.clone();
    let answer: Result<()> = db
        .write(move |tx| {
            let db = other.clone();
            Box::pin(async move {
                insert(tx, "a").await?;
                disconnect(&db, tx).await?;
                insert(tx, "b").await.map(drop)
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    assert_eq!(count(&db).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_whose_connection_is_lost_at_the_commit_may_have_happened_and_is_not_tried_again() {
    let db = open().await;
    let other = db.clone();
    let answer: Result<()> = db
        .write(move |tx| {
            let db = other.clone();
            Box::pin(async move {
                insert(tx, "a").await?;
                disconnect(&db, tx).await
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Unknown(_))), "{answer:?}");
    assert!(!is_present(&db, "a").await);
    add(&db, "a").await.unwrap();
}

/// A COMMIT that waits until the lock 1 of sessions is free.
pub(crate) const COMMITS_WAIT: &str = "
    CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock(1, hashtext(current_schema())); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER waits AFTER INSERT ON items DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION wait()";
pub(crate) const HOLD: &str = "SELECT pg_advisory_xact_lock(1, hashtext(current_schema()))";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_outlasts_the_limit_may_have_happened() {
    let schema = [SCHEMA, &[Migration { name: "20260101_wait", sql: COMMITS_WAIT }]].concat();
    let options = Options { migrations: schema.leak(), write_time: LIMIT, ..Options::default() };
    let db = TestDb::open(Engine::Postgres, options).await.unwrap();
    let mut holder = db.snapshot().await.unwrap();
    holder.all(HOLD, &[], |_| Ok(())).await.unwrap();
    let answer = add(&db, "a").await;
    assert!(matches!(answer, Err(Error::Unknown(_))), "{answer:?}");
    drop(holder);
    // And it did happen: the engine goes on with a COMMIT that it was sent.
    while !is_present(&db, "a").await {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_outlasts_the_limit_before_its_commit_did_not_happen() {
    let options = Options { write_time: LIMIT, ..options() };
    let db = TestDb::open(Engine::Postgres, options).await.unwrap();
    let answer: Result<()> = db
        .write(|tx| {
            Box::pin(async move {
                insert(tx, "a").await?;
                std::future::pending().await
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    add(&db, "a").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_whose_connection_is_lost_is_unavailable_and_the_next_one_works() {
    let db = open().await;
    let mut tx = db.snapshot().await.unwrap();
    disconnect(&db, &mut tx).await.unwrap();
    let answer = tx.one("SELECT 1", &[], |row| row.get::<i64>(0)).await;
    assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    drop(tx);
    assert_eq!(count(&db).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_that_lock_each_other_out_are_run_again() {
    let db = open().await;
    add(&db, "a").await.unwrap();
    add(&db, "b").await.unwrap();
    let meet = Arc::new(tokio::sync::Barrier::new(2));
    let write = |first: &'static str, second: &'static str| {
        let (db, meet, runs) = (db.clone(), meet.clone(), Arc::new(AtomicUsize::new(0)));
        tokio::spawn(async move {
            db.write(move |tx| {
                let (meet, runs) = (meet.clone(), runs.clone());
                Box::pin(async move {
                    let sql = "UPDATE items SET parent = id WHERE id = $1";
                    tx.run(sql, &args![first]).await?;
                    if runs.fetch_add(1, Ordering::SeqCst) == 0 {
                        meet.wait().await;
                    }
                    tx.run(sql, &args![second]).await
                })
            })
            .await
        })
    };
    let (one, other) = (write("a", "b"), write("b", "a"));
    let answers: [Result<u64>; 2] = [one.await.unwrap(), other.await.unwrap()];
    assert_eq!(answers, [Ok(1), Ok(1)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_that_is_left_half_way_gives_a_clean_connection_back() {
    let db = open().await;
    for _ in 0..100 {
        let reading = async {
            let mut tx = db.snapshot().await.unwrap();
            tx.one("SELECT 1", &[], |row| row.get::<i64>(0)).await.unwrap();
            let slow = "SELECT count(*) FROM pg_sleep(0.01)";
            tx.one(slow, &[], |row| row.get::<i64>(0)).await.unwrap();
        };
        let patience = std::time::Duration::from_millis(5);
        assert!(tokio::time::timeout(patience, reading).await.is_err());
    }
    add(&db, "a").await.unwrap();
    assert_eq!(count(&db).await, 1);
}
