//! Faults that only SQLite's one writer has.

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use store::testing::TestDb;
use store::{Db, Engine, Error, Options, Result, args};

use crate::support::{add, count, insert, is_present, options};

async fn open(options: Options) -> TestDb {
    TestDb::open(Engine::Sqlite, options).await.unwrap()
}

/// Holds the writer until the sender says so or goes away.
pub(crate) async fn hold(db: &Db) -> (mpsc::Sender<()>, tokio::task::JoinHandle<Result<()>>) {
    let (go_on, gate) = mpsc::channel::<()>();
    let (reached, at) = tokio::sync::oneshot::channel();
    let (gate, reached) = (Arc::new(Mutex::new(gate)), Arc::new(Mutex::new(Some(reached))));
    let db = db.clone();
    let held = tokio::spawn(async move {
        db.write(move |_| {
            let (gate, reached) = (gate.clone(), reached.clone());
            Box::pin(async move {
                reached.lock().unwrap().take().map(|reached| reached.send(()));
                let _ = gate.lock().unwrap().recv();
                Ok(())
            })
        })
        .await
    });
    at.await.unwrap();
    (go_on, held)
}

#[tokio::test]
async fn a_handler_that_waits_is_rolled_back_and_named() {
    let db = open(options()).await;
    let answer: Result<()> = db
        .write(|tx| {
            Box::pin(async move {
                insert(tx, "a").await?;
                #[expect(clippy::disallowed_methods, reason = "a handler that waits is the point")]
                tokio::time::sleep(Duration::from_millis(1)).await;
                Ok(())
            })
        })
        .await;
    assert!(
        matches!(&answer, Err(Error::Bug(message)) if message.contains("waited")),
        "{answer:?}"
    );
    add(&db, "next").await.unwrap();
    assert!(!is_present(&db, "a").await && is_present(&db, "next").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_sqlite_ends_takes_all_its_members() {
    let db = open(options()).await;
    add(&db, "taken").await.unwrap();
    let writes: Vec<_> = (0..200)
        .map(|number| {
            let db = db.clone();
            let id = number.to_string();
            let write = async move {
                let own = id.clone();
                let answer = db.write(move |tx| {
                    let id = own.clone();
                    Box::pin(async move {
                        insert(tx, &id).await?;
                        if number % 50 == 7 {
                            let sql = "INSERT OR ROLLBACK INTO items (id) VALUES ($1)";
                            tx.run(sql, &args!["taken"]).await?;
                        }
                        Ok::<_, Error>(())
                    })
                });
                (number, id, answer.await)
            };
            tokio::spawn(write)
        })
        .collect();
    for write in writes {
        let (number, id, answer) = write.await.unwrap();
        if number % 50 == 7 {
            assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
        }
        assert_eq!(is_present(&db, &id).await, answer.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_is_unavailable_and_what_it_holds_is_done() {
    let db = open(Options { queue: 3, ..options() }).await;
    let (go_on, held) = hold(&db).await;
    let mut waiting: Vec<_> = (0..3).map(|id| Box::pin(add(&db, id.to_string()))).collect();
    for write in &mut waiting {
        assert!(futures_util::poll!(write).is_pending());
    }
    let answer = add(&db, "too many").await;
    assert!(matches!(&answer, Err(Error::Unavailable(why)) if why.contains("too many")));
    go_on.send(()).unwrap();
    held.await.unwrap().unwrap();
    for write in waiting {
        write.await.unwrap();
    }
    assert_eq!(count(&db).await, 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_snapshot_does_not_stop_the_writer() {
    let db = open(options()).await;
    let mut tx = db.snapshot().await.unwrap();
    let count = "SELECT count(*) FROM outbox";
    assert_eq!(tx.one(count, &[], |row| row.get::<i64>(0)).await.unwrap(), Some(0));
    // More pages than the log may have while a reader keeps it from starting again.
    for _ in 0..30 {
        let payload = "x".repeat(4 << 20);
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
    assert_eq!(tx.one(count, &[], |row| row.get::<i64>(0)).await.unwrap(), Some(0));
    drop(tx);
    add(&db, "a").await.unwrap();
}
