//! Snapshots that readers of SQLite keep from one read to the next.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use store::testing::TestDb;
use store::{Db, Engine, Result, args};
use test_macros::both_engines;

use crate::support::{add, count, is_present, options};

#[both_engines]
async fn a_snapshot_shows_what_was_answered_before_it_began_and_stays_as_it_is(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let sql = "SELECT count(*) FROM items";
    for number in 0..20 {
        let mut before = db.snapshot().await.unwrap();
        let counted = before.one(sql, &[], |row| row.get::<i64>(0)).await;
        assert_eq!(counted, Ok(Some(number)));
        add(&db, number.to_string()).await.unwrap();
        assert!(is_present(&db, &number.to_string()).await);
        let again = before.one(sql, &[], |row| row.get::<i64>(0)).await;
        assert_eq!(again, Ok(Some(number)), "it stays as it is");
        before.next_snapshot().await.unwrap();
        let next = before.one(sql, &[], |row| row.get::<i64>(0)).await;
        assert_eq!(next, Ok(Some(number + 1)));
    }
}

/// Readers and writers at once: nobody counts fewer than were acknowledged before, or than anybody
/// counted before.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_read_is_older_than_what_was_answered_or_seen_before_it() {
    let db = Arc::new(TestDb::open(Engine::Sqlite, options()).await.unwrap());
    let (answered, seen) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicI64::new(0)));
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (db, answered) = (db.clone(), answered.clone());
            tokio::spawn(async move {
                for number in 0..100 {
                    add(&db, format!("{writer} {number}")).await.unwrap();
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (db, answered, seen) = (db.clone(), answered.clone(), seen.clone());
            tokio::spawn(async move {
                while answered.load(Ordering::SeqCst) < 400 {
                    let least = answered.load(Ordering::SeqCst).max(seen.load(Ordering::SeqCst));
                    let counted = count(&db).await;
                    assert!(counted >= least, "{counted} of {least}");
                    seen.fetch_max(counted, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for task in writers.into_iter().chain(readers) {
        task.await.unwrap();
    }
    assert_eq!(count(&db).await, 400);
}

async fn log(db: &Db) -> PathBuf {
    let mut tx = db.snapshot().await.unwrap();
    let sql = "SELECT file FROM pragma_database_list";
    let file = tx.one(sql, &[], |row| row.get::<String>(0)).await.unwrap().unwrap();
    format!("{file}-wal").into()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn snapshots_that_nobody_uses_do_not_let_the_log_grow() {
    let db = TestDb::open(Engine::Sqlite, options()).await.unwrap();
    let log = log(&db).await;
    for round in 0..2 {
        add(&db, round.to_string()).await.unwrap();
        // As many as are open at once stay open.
        let mut open = Vec::new();
        for _ in 0..8 {
            let mut tx = db.snapshot().await.unwrap();
            let sql = "SELECT count(*) FROM items";
            tx.one(sql, &[], |row| row.get::<i64>(0)).await.unwrap();
            open.push(tx);
        }
        drop(open);
        for _ in 0..80 {
            let payload = "x".repeat(2 << 20);
            let wrote: Result<u64> = db
                .write(move |tx| {
                    let payload = payload.clone();
                    Box::pin(async move {
                        tx.run("INSERT INTO outbox (payload) VALUES ($1)", &args![payload]).await
                    })
                })
                .await;
            wrote.unwrap();
        }
    }
    // A busy machine may leave the checkpoints behind; a snapshot would hold them back for good.
    let length = || std::fs::metadata(&log).unwrap().len();
    let shrunk = async {
        for more in 0.. {
            if length() < 200 << 20 {
                break;
            }
            add(&db, format!("more {more}")).await.unwrap();
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(30), shrunk).await;
    assert!(in_time.is_ok(), "320 MiB were written, and the log has {} bytes", length());
}
