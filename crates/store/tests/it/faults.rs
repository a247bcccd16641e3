//! Acknowledged means present, refused means absent: on both engines, whatever goes wrong.

use std::time::Duration;

use store::{Db, Engine, Error, Result, args, testing::TestDb};
use test_macros::both_engines;

use crate::support::{add, count, insert, is_present, options, refusal};

/// How a write ends.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Kept,
    Refused,
    Panics,
    /// Breaks a constraint that is checked at the COMMIT.
    FailsToCommit,
}

async fn write(db: Db, id: String, end: End) -> Result<()> {
    db.write(move |tx| {
        let id = id.clone();
        Box::pin(async move {
            insert(tx, &id).await?;
            match end {
                End::Kept => Ok(()),
                End::Refused => Err(refusal()),
                End::Panics => panic!("this one panics"),
                End::FailsToCommit => {
                    let sql = "INSERT INTO items (id, parent) VALUES ($1, $2)";
                    tx.run(sql, &args![format!("{id} child"), "nobody"]).await.map(drop)
                }
            }
        })
    })
    .await
}

#[both_engines]
async fn a_refusal_and_a_panic_leave_their_neighbours_alone(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let ends = [End::Kept, End::Refused, End::Panics];
    let writes: Vec<_> = (0..90)
        .map(|number| {
            let (id, end) = (number.to_string(), ends[number % 3]);
            (id.clone(), end, tokio::spawn(write(db.clone(), id, end)))
        })
        .collect();
    for (id, end, write) in writes {
        let answer = write.await.unwrap();
        match end {
            End::Kept => answer.unwrap(),
            End::Refused => assert_eq!(answer, Err(refusal())),
            _ => assert!(matches!(answer, Err(Error::Bug(_))), "{answer:?}"),
        }
        assert_eq!(is_present(&db, &id).await, end == End::Kept);
    }
}

#[both_engines]
async fn a_failed_commit_is_answered_as_unavailable(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let writes: Vec<_> = (0..60)
        .map(|number| {
            let end = if number % 20 == 7 { End::FailsToCommit } else { End::Kept };
            let id = number.to_string();
            (id.clone(), end, tokio::spawn(write(db.clone(), id, end)))
        })
        .collect();
    for (id, end, write) in writes {
        let answer = write.await.unwrap();
        // On SQLite its neighbours may share its fate, and hear so.
        assert!(end == End::Kept || matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
        assert_eq!(is_present(&db, &id).await, answer.is_ok());
    }
    add(&db, "afterwards").await.unwrap();
}

#[both_engines]
async fn a_caller_that_leaves_takes_nothing_with_it(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let writes: Vec<_> = (0..200_u64)
        .map(|number| {
            let (db, id) = (db.clone(), number.to_string());
            let patience = Duration::from_micros(number * 7919 % 6000);
            tokio::spawn(async move {
                (id.clone(), tokio::time::timeout(patience, write(db, id, End::Kept)).await)
            })
        })
        .collect();
    for write in writes {
        let (id, answer) = write.await.unwrap();
        if let Ok(answer) = answer {
            answer.unwrap();
            assert!(is_present(&db, &id).await);
        }
    }
    db.close().await;
}

#[both_engines]
async fn writes_that_were_accepted_are_done_before_it_closes(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let mut waiting = Vec::new();
    for number in 0..50 {
        let mut write = Box::pin(write((*db).clone(), number.to_string(), End::Kept));
        // Polled once, it is accepted; the writer may even be done with it.
        match futures_util::poll!(&mut write) {
            std::task::Poll::Ready(done) => done.unwrap(),
            std::task::Poll::Pending => waiting.push(write),
        }
    }
    db.close().await;
    for write in waiting {
        write.await.unwrap();
    }
    assert!(matches!(add(&db, "late").await, Err(Error::Unavailable(_))));
    assert!(matches!(db.snapshot().await.err(), Some(Error::Unavailable(_))));
}

#[both_engines]
async fn a_read_does_not_wait_for_a_write(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    add(&db, "before").await.unwrap();
    let (reached, at) = std::sync::mpsc::channel::<()>();
    let (go_on, gate) = std::sync::mpsc::channel::<()>();
    let gate = std::sync::Arc::new(std::sync::Mutex::new(gate));
    let writing = tokio::spawn({
        let db = db.clone();
        async move {
            db.write(move |tx| {
                let (reached, gate) = (reached.clone(), gate.clone());
                Box::pin(async move {
                    insert(tx, "held").await?;
                    reached.send(()).unwrap();
                    tokio::task::block_in_place(|| gate.lock().unwrap().recv().unwrap());
                    Ok::<_, Error>(())
                })
            })
            .await
        }
    });
    tokio::task::block_in_place(|| at.recv().unwrap());
    assert_eq!(count(&db).await, 1, "it reads, and what is not committed is not there");
    go_on.send(()).unwrap();
    writing.await.unwrap().unwrap();
    assert_eq!(count(&db).await, 2);
}
