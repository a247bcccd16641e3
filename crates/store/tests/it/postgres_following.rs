//! Following the commits of several nodes.

use std::sync::Arc;
use std::time::Duration;

use store::testing::{self, EmptyDatabase};
use store::{
    Changed, Db, Engine, Error, Follower, Followers, Location, Lock, Lost, Migration, Options,
    Order, Result, args,
};

use crate::postgres_faults::{COMMITS_WAIT, HOLD, disconnect};
use crate::support::{Ear, change, insert, is_present, name, with_outbox};

/// Nodes of one database, gone when it is dropped.
struct Nodes(EmptyDatabase);

impl Nodes {
    async fn make() -> Self {
        Self(EmptyDatabase::make(Engine::Postgres).await.unwrap())
    }

    /// A node with this follower.
    async fn node(&self, ear: &Arc<Ear>, options: Options) -> Db {
        let follower: Arc<dyn Follower> = ear.clone();
        let followers = Followers::default().and(follower);
        Db::open(self.0.location(), Options { followers, ..options }).await.unwrap()
    }
}

/// With a COMMIT that waits, where an item was inserted.
fn with_waits(write_time: Duration) -> Options {
    let options = with_outbox();
    let wait = Migration { name: "20260102_wait", sql: COMMITS_WAIT };
    let migrations = [options.migrations, &[wait]].concat().leak();
    Options { migrations, write_time, ..options }
}

fn short() -> Options {
    Options { write_time: Duration::from_millis(300), ..with_outbox() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_node_hears_of_every_commit() {
    let nodes = Nodes::make().await;
    let ears = [Ear::new(Order::Keyed), Ear::new(Order::Strict)];
    let here = nodes.node(&ears[0], with_outbox()).await;
    let there = nodes.node(&ears[1], with_outbox()).await;
    name(&here, change(1)).await.unwrap();
    assert!(ears[0].heard().contains(&change(1)), "its own commits at once");
    name(&there, change(2)).await.unwrap();
    for ear in &ears {
        ear.hears(&change(1)).await;
        ear.hears(&change(2)).await;
        assert_eq!(ear.lost(), []);
    }
    here.close().await;
    there.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_committed_before_a_node_began_is_not_heard() {
    let nodes = Nodes::make().await;
    let first = Ear::new(Order::Strict);
    let here = nodes.node(&first, with_outbox()).await;
    name(&here, change(1)).await.unwrap();
    let second = Ear::new(Order::Strict);
    let _there = nodes.node(&second, with_outbox()).await;
    name(&here, change(2)).await.unwrap();
    second.hears(&change(2)).await;
    assert_eq!(second.heard(), [change(2)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_strict_follower_hears_each_change_once_and_those_of_a_user_in_their_order() {
    let nodes = Nodes::make().await;
    let ears = [Ear::new(Order::Strict), Ear::new(Order::Strict)];
    let dbs =
        [nodes.node(&ears[0], with_outbox()).await, nodes.node(&ears[1], with_outbox()).await];
    let users = ["a", "b", "c"];
    let sql = "INSERT INTO users (organization_id, id, name) VALUES ('o', $1, '0')";
    for user in users {
        let add = dbs[0].write(move |tx| Box::pin(async move { tx.run(sql, &args![user]).await }));
        let added: Result<u64> = add.await;
        added.unwrap();
    }
    // Each write counts its user on, under its lock, and names the count.
    let writes = (0..60).map(|number| {
        let (db, user) = (dbs[number % 2].clone(), users[number % 3]);
        tokio::spawn(async move {
            let written: Result<()> = db
                .write(move |tx| {
                    Box::pin(async move {
                        tx.enter("o");
                        tx.lock(Lock::User(user)).await?;
                        let sql = "UPDATE users SET name = CAST(CAST(name AS INTEGER) + 1 AS TEXT) \
                                   WHERE id = $1 RETURNING CAST(name AS BIGINT)";
                        let version = tx.one(sql, &args![user], |row| row.get(0)).await?;
                        let (id, version) = (user.to_owned(), version.unwrap_or_default());
                        let what = Changed::User { id, version };
                        testing::name_change_of_user(tx, "o", user, what)
                    })
                })
                .await;
            written.unwrap();
        })
    });
    for write in writes.collect::<Vec<_>>() {
        write.await.unwrap();
    }
    for ear in &ears {
        ear.until(|ear| ear.heard().len() >= 60).await;
        for user in users {
            let versions: Vec<i64> = ear
                .heard()
                .into_iter()
                .filter_map(|what| match what {
                    Changed::User { id, version } if id == user => Some(version),
                    _ => None,
                })
                .collect();
            assert_eq!(versions, (1..=20).collect::<Vec<_>>(), "{user}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_comes_after_higher_numbers_is_heard_too() {
    let nodes = Nodes::make().await;
    let ears = [Ear::new(Order::Strict), Ear::new(Order::Strict)];
    let options = with_waits(Duration::from_secs(10));
    let here = nodes.node(&ears[0], options.clone()).await;
    let _there = nodes.node(&ears[1], options).await;
    let mut holder = here.snapshot().await.unwrap();
    holder.all(HOLD, &[], |_| Ok(())).await.unwrap();
    let late = here.clone();
    let late = tokio::spawn(async move {
        let written: Result<()> = late
            .write(|tx| {
                Box::pin(async move {
                    insert(tx, "a").await?;
                    testing::name_change(tx, "o", change(1))
                })
            })
            .await;
        written
    });
    // Its number is drawn once somebody waits for the lock.
    let waits = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
                 AND objid = CAST(CAST(CAST(hashtext(current_schema()) AS BIT(32)) AS BIGINT) AS OID)";
    loop {
        let mut tx = here.snapshot().await.unwrap();
        let waiting = tx.one(waits, &[], |row| row.get::<i64>(0)).await.unwrap();
        if waiting == Some(1) {
            break;
        }
        tokio::task::yield_now().await;
    }
    name(&here, change(2)).await.unwrap();
    for ear in &ears {
        ear.hears(&change(2)).await;
        assert_eq!(ear.heard(), [change(2)]);
    }
    drop(holder);
    late.await.unwrap().unwrap();
    for ear in &ears {
        ear.hears(&change(1)).await;
        assert_eq!((ear.heard(), ear.lost()), (vec![change(2), change(1)], vec![]));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_falls_behind_is_told_and_goes_on() {
    let nodes = Nodes::make().await;
    let ear = Ear::new(Order::Strict);
    let db = nodes.node(&ear, with_outbox()).await;
    // A change that is swept before anybody reads it.
    let swept: Result<u64> = db
        .write(|tx| {
            Box::pin(async move {
                let sql =
                    "INSERT INTO outbox (organization_id, body, written_at) VALUES ('o', '', 0)";
                tx.run(sql, &[]).await?;
                store::outbox::delete_before(tx, store::ServerTime::from_milliseconds(1), 10).await
            })
        })
        .await;
    assert_eq!(swept, Ok(1));
    ear.until(|ear| !ear.lost().is_empty()).await;
    assert_eq!(ear.lost(), [(None, Lost::Behind)]);
    name(&db, change(1)).await.unwrap();
    ear.hears(&change(1)).await;
    assert_eq!((ear.heard(), ear.lost().len()), (vec![change(1)], 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_a_newer_version_wrote_counts_as_missed() {
    let nodes = Nodes::make().await;
    let ear = Ear::new(Order::Strict);
    let db = nodes.node(&ear, with_outbox()).await;
    let sql = "INSERT INTO outbox (organization_id, body, written_at) VALUES ('o', $1, 0)";
    let written: Result<u64> = db
        .write(move |tx| {
            Box::pin(async move { tx.run(sql, &args![r#"{"Tomorrow":{"id":"1"}}"#]).await })
        })
        .await;
    written.unwrap();
    ear.until(|ear| !ear.lost().is_empty()).await;
    assert_eq!(ear.lost(), [(Some("o".to_owned()), Lost::Behind)]);
    name(&db, change(1)).await.unwrap();
    ear.hears(&change(1)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_is_told_of_a_commit_that_may_have_happened() {
    let nodes = Nodes::make().await;
    let unknown = [(Some("o".to_owned()), Lost::CommitUnknown)];
    // The connection is lost before the engine answers.
    let ear = Ear::new(Order::Keyed);
    let db = nodes.node(&ear, with_waits(Duration::from_millis(300))).await;
    let other = db.clone();
    let answer: Result<()> = db
        .write(move |tx| {
            let db = other.clone();
            Box::pin(async move {
                testing::name_change(tx, "o", change(1))?;
                tx.run("UPDATE items SET parent = NULL", &[]).await?;
                disconnect(&db, tx).await
            })
        })
        .await;
    // The change is written at the end, so that this one was never committed.
    assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    assert_eq!(ear.lost(), []);
    // The time is over while the engine commits.
    let mut holder = db.snapshot().await.unwrap();
    holder.all(HOLD, &[], |_| Ok(())).await.unwrap();
    let answer: Result<()> = db
        .write(|tx| {
            Box::pin(async move {
                insert(tx, "a").await?;
                testing::name_change(tx, "o", change(2))
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Unknown(_))), "{answer:?}");
    assert_eq!(ear.lost(), unknown, "before the answer");
    assert!(!ear.heard().contains(&change(2)));
    drop(holder);
    ear.hears(&change(2)).await;
    assert!(is_present(&db, "a").await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_whose_listening_connection_is_lost_hears_what_came_meanwhile() {
    let nodes = Nodes::make().await;
    let here = nodes.node(&Ear::new(Order::Strict), short()).await;
    let Location::Postgres(url) = nodes.0.location() else { panic!("no PostgreSQL") };
    let mut tx = here.snapshot().await.unwrap();
    let schema = tx.one("SELECT CAST(current_schema() AS TEXT)", &[], |row| row.get::<String>(0));
    let application = format!("ear of {}", schema.await.unwrap().unwrap());
    drop(tx);
    let location =
        Location::Postgres(format!("{url}&application_name={}", application.replace(' ', "%20")));
    let ear = Ear::new(Order::Strict);
    let follower: Arc<dyn Follower> = ear.clone();
    let followers = Followers::default().and(follower);
    let there = Db::open(&location, Options { followers, ..with_outbox() }).await.unwrap();
    name(&here, change(1)).await.unwrap();
    ear.hears(&change(1)).await;
    let mut tx = here.snapshot().await.unwrap();
    let sql =
        "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = $1";
    let ended = tx.one(sql, &args![application], |row| row.get::<i64>(0)).await.unwrap();
    assert!(ended >= Some(1));
    drop(tx);
    name(&here, change(2)).await.unwrap();
    ear.hears(&change(2)).await;
    assert_eq!((ear.heard(), ear.lost()), (vec![change(1), change(2)], vec![]));
    there.close().await;
}
