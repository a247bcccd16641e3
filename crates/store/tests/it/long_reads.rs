//! Long reads block neither the runtime nor the log, and have a limit.

use std::sync::Arc;
use std::sync::mpsc;

use store::testing::TestDb;
use store::{Engine, Error, Options, Result};
use test_macros::both_engines;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::support::{add, count, insert, options};

const COUNT: &str = "SELECT count(*) FROM items";

/// A long read that says when it has begun and ends when it is let go.
struct Held {
    begun: Arc<Semaphore>,
    end: mpsc::Sender<()>,
    answer: JoinHandle<Result<Option<i64>>>,
}

impl Held {
    fn ask(db: &TestDb) -> Self {
        let (end, ended) = mpsc::channel();
        let (db, begun) = ((**db).clone(), Arc::new(Semaphore::new(0)));
        let begins = begun.clone();
        let answer = tokio::spawn(async move {
            db.long_read(move |tx| {
                Box::pin(async move {
                    begins.add_permits(1);
                    // Blocks the thread, as long work does.
                    let _ = ended.recv();
                    tx.one(COUNT, &[], |row| row.get::<i64>(0)).await
                })
            })
            .await
        });
        Self { begun, end, answer }
    }

    async fn has_begun(&self) {
        drop(self.begun.acquire().await.unwrap());
    }

    async fn finish(self) -> Result<Option<i64>> {
        drop(self.end);
        self.answer.await.unwrap()
    }
}

fn two_at_once() -> Options {
    Options { long_reads: 2, ..options() }
}

#[both_engines]
async fn long_reads_take_no_worker_of_the_runtime(engine: Engine) {
    let db = TestDb::open(engine, two_at_once()).await.unwrap();
    // The runtime of these tests has two workers.
    let held = [Held::ask(&db), Held::ask(&db)];
    for held in &held {
        held.has_begun().await;
    }
    let other = (*db).clone();
    tokio::spawn(async move { add(&other, "a").await }).await.unwrap().unwrap();
    for held in held {
        assert!(held.finish().await.is_ok());
    }
}

#[both_engines]
async fn as_many_as_wait_are_answered_and_more_are_unavailable(engine: Engine) {
    let db = TestDb::open(engine, two_at_once()).await.unwrap();
    let running = [Held::ask(&db), Held::ask(&db)];
    for held in &running {
        held.has_begun().await;
    }
    let mut asked: Vec<_> = (0..9).map(|_| Held::ask(&db)).collect();
    // Eight wait. The ninth is refused, whichever of them it is.
    let refused = loop {
        if let Some(place) = asked.iter().position(|held| held.answer.is_finished()) {
            break asked.remove(place);
        }
        tokio::task::yield_now().await;
    };
    let answer = refused.answer.await.unwrap();
    assert!(
        matches!(&answer, Err(Error::Unavailable(why)) if why.contains("too many")),
        "{answer:?}"
    );
    // All are let go before one is waited for: they need not run in the order of their asking.
    let held = running.into_iter().chain(asked);
    let answers: Vec<_> = held.map(|Held { answer, .. }| answer).collect();
    for answer in answers {
        assert_eq!(answer.await.unwrap(), Ok(Some(0)));
    }
    assert_eq!(Held::ask(&db).finish().await, Ok(Some(0)));
}

#[both_engines]
async fn a_new_snapshot_sees_what_was_committed_since(engine: Engine) {
    let db = TestDb::open(engine, two_at_once()).await.unwrap();
    let mut tx = db.snapshot().await.unwrap();
    for expected in 0..3 {
        assert_eq!(tx.one(COUNT, &[], |row| row.get(0)).await, Ok(Some(expected)));
        add(&db, format!("{expected}")).await.unwrap();
        assert_eq!(tx.one(COUNT, &[], |row| row.get(0)).await, Ok(Some(expected)));
        tx.next_snapshot().await.unwrap();
        tx.next_snapshot().await.unwrap();
    }
}

#[both_engines]
async fn a_transaction_that_writes_has_no_snapshot_to_renew(engine: Engine) {
    let db = TestDb::open(engine, two_at_once()).await.unwrap();
    let answer: Result<()> = db
        .write(|tx| {
            Box::pin(async move {
                insert(tx, "a").await?;
                let _ = tx.next_snapshot().await;
                Ok(())
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Bug(_))), "{answer:?}");
    assert_eq!(count(&db).await, 0);
}
