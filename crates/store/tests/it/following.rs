//! Following commits, on both engines; `postgres_following` has what takes several nodes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use store::ServerTime;
use store::testing::{self, TestDb};
use store::{
    Change, Changed, Engine, Error, Follower, Followers, Lock, Lost, Options, Order, Result,
    ServerClock, args,
};
use test_macros::both_engines;

use crate::sqlite_faults::hold;
use crate::support::{Ear, change, insert, name, refusal, with_outbox};

fn followed_by(followers: Vec<Arc<dyn Follower>>) -> Options {
    let followers = followers.into_iter().fold(Followers::default(), Followers::and);
    Options { followers, ..with_outbox() }
}

#[both_engines]
async fn a_follower_hears_of_a_commit_before_its_answer_and_of_no_refusal(engine: Engine) {
    let ear = Ear::new(Order::Keyed);
    let db = TestDb::open(engine, followed_by(vec![ear.clone()])).await.unwrap();
    for number in 0..10 {
        let answer: Result<()> = db
            .write(move |tx| {
                Box::pin(async move {
                    testing::name_change(tx, "o", change(number))?;
                    if number % 2 == 0 { Ok(()) } else { Err(refusal()) }
                })
            })
            .await;
        assert_eq!(answer.is_ok(), number % 2 == 0);
        assert_eq!(ear.heard().contains(&change(number)), answer.is_ok());
    }
    assert_eq!(ear.lost(), []);
}

#[both_engines]
async fn changes_are_rows_of_the_outbox_dated_by_the_servers_clock(engine: Engine) {
    let clock = ServerClock::new(|| ServerTime::from_milliseconds(1_234));
    let db = TestDb::open(engine, Options { clock, ..with_outbox() }).await.unwrap();
    name(&db, change(1)).await.unwrap();
    name(&db, Changed::OrganizationGone).await.unwrap();
    let mut tx = db.snapshot().await.unwrap();
    let sql = "SELECT organization_id, body, written_at FROM outbox ORDER BY number";
    let read = tx.all(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await;
    let rows: Vec<(String, String, i64)> = read.unwrap();
    let row = |body: &str| ("o".to_owned(), body.to_owned(), 1_234);
    let expected = [row(r#"{"Entity":{"kind":"Group","id":"1"}}"#), row(r#""OrganizationGone""#)];
    assert_eq!(rows, expected);
}

#[both_engines]
async fn the_outbox_is_swept_in_the_order_of_its_numbers(engine: Engine) {
    use std::sync::atomic::{AtomicI64, Ordering};
    let now = Arc::new(AtomicI64::new(0));
    let read = now.clone();
    let clock =
        ServerClock::new(move || ServerTime::from_milliseconds(read.load(Ordering::SeqCst)));
    let db = TestDb::open(engine, Options { clock, ..with_outbox() }).await.unwrap();
    for number in 0..6 {
        now.store(i64::try_from(number).unwrap() * 10, Ordering::SeqCst);
        name(&db, change(number)).await.unwrap();
    }
    let left = async || {
        let mut tx = db.snapshot().await.unwrap();
        let sql = "SELECT COUNT(*), MIN(written_at), (SELECT number FROM outbox_swept) FROM outbox";
        let read = tx.one(sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await;
        let counted: (i64, Option<i64>, i64) = read.unwrap().unwrap();
        counted
    };
    let before = ServerTime::from_milliseconds(30);
    for (expected, rest) in [(2, (4, Some(20), 2)), (1, (3, Some(30), 3)), (0, (3, Some(30), 3))] {
        let swept: Result<u64> =
            db.write(move |tx| Box::pin(store::outbox::delete_before(tx, before, 2))).await;
        assert_eq!(swept, Ok(expected));
        assert_eq!(left().await, rest);
    }
}

#[both_engines]
async fn a_change_of_a_user_takes_the_users_lock(engine: Engine) {
    let db = TestDb::open(engine, with_outbox()).await.unwrap();
    for locked in [true, false] {
        let answer: Result<()> = db
            .write(move |tx| {
                Box::pin(async move {
                    if locked {
                        tx.enter("o");
                        tx.lock(Lock::User("u")).await?;
                    }
                    let what = Changed::Live { user: "u".to_owned() };
                    testing::name_change_of_user(tx, "o", "u", what)
                })
            })
            .await;
        assert_eq!(answer.is_ok(), locked, "{answer:?}");
        assert!(locked || answer.unwrap_err().to_string().contains("without the lock"));
    }
}

/// Panics when it hears of change 1, and again when it hears that this lost it something.
struct Panics;

impl Follower for Panics {
    fn name(&self) -> &'static str {
        "panics"
    }

    fn hear(&self, changes: &[Change]) {
        assert!(changes.iter().all(|heard| heard.what != change(1)), "this one panics");
    }

    fn lost(&self, organization: Option<&str>, why: Lost) {
        assert_eq!((organization, why), (None, Lost::Panicked));
        panic!("and again");
    }

    fn order(&self) -> Order {
        Order::Keyed
    }
}

#[both_engines]
async fn a_follower_that_panics_stops_neither_writes_nor_others(engine: Engine) {
    let ear = Ear::new(Order::Keyed);
    let followers: Vec<Arc<dyn Follower>> = vec![Arc::new(Panics), ear.clone()];
    let db = TestDb::open(engine, followed_by(followers)).await.unwrap();
    name(&db, change(1)).await.unwrap();
    assert!(ear.heard().contains(&change(1)));
    let report = db.following();
    assert_eq!((report[0].name, report[0].losses >= 1), ("panics", true));
    assert!(report[0].panics >= 2 && report[1].panics == 0);
    name(&db, change(2)).await.unwrap();
    assert!(ear.heard().contains(&change(2)));
}

/// Takes a while.
struct Slow;

impl Follower for Slow {
    fn name(&self) -> &'static str {
        "slow"
    }

    fn hear(&self, _: &[Change]) {
        let started = Instant::now();
        while started.elapsed() < Duration::from_millis(20) {
            std::hint::spin_loop();
        }
    }

    fn lost(&self, _: Option<&str>, _: Lost) {}

    fn order(&self) -> Order {
        Order::Keyed
    }
}

#[both_engines]
async fn the_time_of_a_slow_follower_is_counted(engine: Engine) {
    let db = TestDb::open(engine, followed_by(vec![Arc::new(Slow)])).await.unwrap();
    name(&db, change(1)).await.unwrap();
    let report = db.following();
    assert!(report[0].time >= Duration::from_millis(20) && report[0].changes >= 1, "{report:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_that_share_a_commit_are_heard_in_its_order_without_those_rolled_back() {
    let ears = [Ear::new(Order::Keyed), Ear::new(Order::Strict)];
    let followers: Vec<Arc<dyn Follower>> = ears.iter().map(|ear| ear.clone() as _).collect();
    let db = TestDb::open(Engine::Sqlite, followed_by(followers)).await.unwrap();
    let (go_on, held) = hold(&db).await;
    let mut writes: Vec<_> = (0..100)
        .map(|number| {
            Box::pin(db.write(move |tx| {
                Box::pin(async move {
                    insert(tx, &number.to_string()).await?;
                    testing::name_change(tx, "o", change(number))?;
                    if number % 3 == 0 { Err(refusal()) } else { Ok(()) }
                })
            }))
        })
        .collect();
    for write in &mut writes {
        assert!(futures_util::poll!(write).is_pending());
    }
    go_on.send(()).unwrap();
    held.await.unwrap().unwrap();
    for (number, write) in writes.into_iter().enumerate() {
        let answer: Result<()> = write.await;
        let heard = ears[0].heard().contains(&change(number));
        assert_eq!((answer.is_ok(), heard), (number % 3 != 0, number % 3 != 0));
    }
    let kept: Vec<_> = (0..100).filter(|number| number % 3 != 0).map(change).collect();
    for ear in ears {
        assert_eq!(ear.heard(), kept);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_that_fails_is_not_heard() {
    let ear = Ear::new(Order::Strict);
    let db = TestDb::open(Engine::Sqlite, followed_by(vec![ear.clone()])).await.unwrap();
    let answer: Result<()> = db
        .write(|tx| {
            Box::pin(async move {
                testing::name_change(tx, "o", change(1))?;
                // Breaks a constraint that is checked at the COMMIT.
                let sql = "INSERT INTO items (id, parent) VALUES ($1, $2)";
                tx.run(sql, &args!["a", "nobody"]).await.map(drop)
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Unavailable(_))), "{answer:?}");
    name(&db, change(2)).await.unwrap();
    assert_eq!(ear.heard(), [change(2)]);
}
