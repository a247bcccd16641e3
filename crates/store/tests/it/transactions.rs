//! What a transaction does, on both engines.

use store::{Engine, Error, Lock, Query, Result, Tx, Value, args, testing::TestDb};
use test_macros::both_engines;

use crate::support::{add, count, insert, is_present, options, refusal};

async fn insert_users(tx: &mut Tx, names: &[&str]) -> Result<()> {
    let sql = "INSERT INTO users (organization_id, id, name) VALUES ($1, $2, $3)";
    for name in names {
        tx.run(sql, &args!["o", *name, *name]).await?;
    }
    Ok(())
}

#[both_engines]
async fn values_come_back_as_they_went(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    db.write(|tx| {
        Box::pin(async move {
            let sql = "INSERT INTO users (organization_id, id, name, manager, age, score, active, \
                   small, medium) VALUES ($2, $1, $3, $4, $5, $6, $7, $8, $9)";
            tx.run(sql, &args!["a", "o", "Ada", "b", i64::MAX, 1.5, true, 7, 70_000]).await?;
            tx.run(
                sql,
                &args![
                    "b",
                    "o",
                    "Ben",
                    None::<String>,
                    None::<i64>,
                    None::<f64>,
                    false,
                    Value::Null,
                    Value::Null
                ],
            )
            .await
        })
    })
    .await
    .unwrap();

    let sql = "SELECT name, manager, age, score, active, small, medium FROM users ORDER BY id";
    let rows = db
        .read(|tx| {
            Box::pin(tx.all(sql, &[], |row| {
                assert_eq!(row.str(0)?, row.get::<String>(0)?);
                Ok((
                    row.str(0)?.to_owned(),
                    row.optional_str(1)?.map(str::to_owned),
                    row.get::<Option<i64>>(2)?,
                    row.get::<Option<f64>>(3)?,
                    row.get::<bool>(4)?,
                    row.get::<Option<i64>>(5)?,
                    row.get::<Option<i64>>(6)?,
                ))
            }))
        })
        .await
        .unwrap();
    assert_eq!(
        rows,
        [
            (
                "Ada".into(),
                Some("b".into()),
                Some(i64::MAX),
                Some(1.5),
                true,
                Some(7),
                Some(70_000)
            ),
            ("Ben".into(), None, None, None, false, None, None),
        ]
    );
}

#[both_engines]
async fn a_wrong_type_or_an_unexpected_null_is_an_error_that_names_the_column(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    db.write(|tx| Box::pin(insert_users(tx, &["a"]))).await.unwrap();
    for (sql, wrong) in [("SELECT name FROM users", "column 0"), ("SELECT age FROM users", "NULL")]
    {
        let answer: Result<_> =
            db.read(|tx| Box::pin(tx.one(sql, &[], |row| row.get::<i64>(0)))).await;
        assert!(answer.unwrap_err().to_string().contains(wrong));
    }
}

#[both_engines]
async fn a_list_is_one_parameter(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    db.write(|tx| Box::pin(insert_users(tx, &["a", "b", "c'\"", "d"]))).await.unwrap();
    let ids = async |sql: &'static str, list: &[&str]| {
        let list = Value::from(list);
        db.read(|tx| {
            Box::pin(
                async move { tx.all(sql, &args!["o", list], |row| row.get::<String>(0)).await },
            )
        })
        .await
        .unwrap()
    };
    let some = "SELECT id FROM users WHERE organization_id = $1 AND id = ANY($2) ORDER BY id";
    let others = "SELECT id FROM users WHERE organization_id = $1 AND id <> ALL($2) ORDER BY id";
    assert_eq!(ids(some, &["c'\"", "a", "x"]).await, ["a", "c'\""]);
    assert_eq!(ids(some, &[]).await, [""; 0]);
    assert_eq!(ids(others, &["a", "b"]).await, ["c'\"", "d"]);
}

#[both_engines]
async fn text_sorts_and_compares_by_its_bytes(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    db.write(|tx| Box::pin(insert_users(tx, &["b", "B", "é", "a", "Z", "_"]))).await.unwrap();
    let mut query = Query::new("SELECT name FROM users WHERE organization_id = $", args!["o"]);
    query.and("name >= $ AND name < $", args!["A", "\u{10ffff}"]);
    query.push(" ORDER BY name LIMIT $ OFFSET $", args![10, 0]);
    let (sql, args) = query.finish();
    let names = db
        .read(|tx| Box::pin(async move { tx.all(&sql, &args, |row| row.get::<String>(0)).await }))
        .await
        .unwrap();
    assert_eq!(names, ["B", "Z", "_", "a", "b", "é"]);
}

#[both_engines]
async fn more_than_one_row_is_an_error_where_one_is_expected(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    db.write(|tx| Box::pin(insert_users(tx, &["a", "b"]))).await.unwrap();
    let mut tx = db.snapshot().await.unwrap();
    let answer = tx.one("SELECT id FROM users", &[], |row| row.get::<String>(0)).await;
    assert!(answer.unwrap_err().to_string().contains("more than one row"));
}

#[both_engines]
async fn a_wrong_number_of_values_is_an_error(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let mut tx = db.snapshot().await.unwrap();
    let answer = tx.run("SELECT id FROM users WHERE id = $1", &args!["a", "b"]).await;
    assert!(answer.unwrap_err().to_string().contains("2 values for the 1 parameters"));
}

#[both_engines]
async fn an_expected_conflict_answers_no_row(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let sql = "INSERT INTO items (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id";
    for expected in [Some("a".to_owned()), None] {
        let answer: Result<_> = db
            .write(move |tx| {
                Box::pin(async move { tx.one(sql, &args!["a"], |row| row.get::<String>(0)).await })
            })
            .await;
        assert_eq!(answer.unwrap(), expected);
    }
}

#[both_engines]
async fn affected_rows_are_counted(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    db.write(|tx| Box::pin(insert_users(tx, &["a", "b", "c"]))).await.unwrap();
    let changed: Result<_> = db
        .write(|tx| {
            Box::pin(async move {
                tx.run("UPDATE users SET age = $1 WHERE id <> $2", &args![3, "a"]).await
            })
        })
        .await;
    assert_eq!(changed.unwrap(), 2);
}

#[both_engines]
async fn row_numbers_are_never_used_again(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let add = "INSERT INTO outbox (payload) VALUES ($1) RETURNING number";
    let mut last = 0;
    for _ in 0..3 {
        let number: Result<_> = db
            .write(move |tx| {
                Box::pin(async move {
                    let number = tx.one(add, &args!["x"], |row| row.get::<i64>(0)).await?;
                    tx.run("DELETE FROM outbox", &[]).await?;
                    Ok(number)
                })
            })
            .await;
        let number = number.unwrap().unwrap();
        assert!(number > last);
        last = number;
    }
}

#[both_engines]
async fn all_statements_of_a_read_see_one_snapshot(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    add(&db, "a").await.unwrap();
    let mut tx = db.snapshot().await.unwrap();
    let count = "SELECT count(*) FROM items";
    let before = tx.one(count, &[], |row| row.get::<i64>(0)).await.unwrap();
    add(&db, "b").await.unwrap();
    let after = tx.one(count, &[], |row| row.get::<i64>(0)).await.unwrap();
    assert_eq!((before, after), (Some(1), Some(1)));
    drop(tx);
    assert_eq!(crate::support::count(&db).await, 2);
}

#[both_engines]
async fn an_acknowledged_write_is_read_at_once(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    for id in 0..50 {
        add(&db, format!("{id}")).await.unwrap();
        assert!(is_present(&db, &format!("{id}")).await);
    }
}

#[both_engines]
async fn a_read_cannot_write(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let answer: Result<_> = db.read(|tx| Box::pin(insert(tx, "a"))).await;
    assert!(answer.is_err());
    assert_eq!(count(&db).await, 0);
}

#[both_engines]
async fn a_long_read_sees_what_a_read_sees(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    add(&db, "a").await.unwrap();
    let sql = "SELECT count(*) FROM items";
    let answer: Result<_> = db
        .long_read(move |tx| {
            Box::pin(async move {
                tokio::task::yield_now().await; // It may wait: it is not the writer.
                tx.one(sql, &[], |row| row.get::<i64>(0)).await
            })
        })
        .await;
    assert_eq!(answer.unwrap(), Some(1));
}

#[both_engines]
async fn a_transaction_that_is_gone_answers_so(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let mut gone = Tx::default();
    assert!(matches!(gone.run("SELECT 1", &[]).await, Err(Error::Bug(_))));

    let kept: Result<()> = db
        .write(|tx| {
            Box::pin(async move {
                insert(tx, "lost").await?;
                drop(std::mem::take(tx));
                Ok(())
            })
        })
        .await;
    assert!(kept.is_err());
    add(&db, "next").await.unwrap();
    assert!(!is_present(&db, "lost").await && is_present(&db, "next").await);
}

#[both_engines]
async fn a_transaction_can_be_carried_and_put_back(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let answer: Result<()> = db
        .write(|tx| {
            Box::pin(async move {
                let mut carried = std::mem::take(tx);
                let result = insert(&mut carried, "a").await;
                *tx = carried;
                result.map(drop)
            })
        })
        .await;
    answer.unwrap();
    assert!(is_present(&db, "a").await);
}

#[both_engines]
async fn a_failed_statement_ends_the_transaction_though_its_error_is_swallowed(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    add(&db, "taken").await.unwrap();
    let answer: Result<()> = db
        .write(|tx| {
            Box::pin(async move {
                insert(tx, "a").await?;
                let first = insert(tx, "taken").await.unwrap_err();
                assert_eq!(insert(tx, "b").await.unwrap_err(), first);
                Ok(())
            })
        })
        .await;
    assert!(matches!(answer, Err(Error::Storage(_))));
    assert_eq!(count(&db).await, 1);
}

#[both_engines]
async fn locks_are_taken_by_rank_and_then_by_id(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let user = Lock::User;
    let all = [
        Lock::Organizations,
        Lock::Organization("o"),
        Lock::Organization("p"),
        user("a"),
        user("b"),
    ];
    let took: Result<()> = db
        .write(move |tx| {
            Box::pin(async move {
                for lock in all.into_iter().chain(all) {
                    tx.lock(lock).await?; // The second time it is held already.
                }
                Ok(())
            })
        })
        .await;
    took.unwrap();
    for (place, higher) in all.into_iter().enumerate() {
        for lower in all.into_iter().take(place) {
            let answer: Result<()> = db
                .write(move |tx| {
                    Box::pin(async move {
                        insert(tx, "a").await?;
                        tx.lock(higher).await?;
                        // The refusal ends the transaction, though its error is swallowed.
                        let _ = tx.lock(lower).await;
                        Ok(())
                    })
                })
                .await;
            let message = answer.unwrap_err().to_string();
            assert!(message.contains("locks out of order"), "{message}");
        }
    }
    assert_eq!(count(&db).await, 0);
}

#[both_engines]
async fn a_rule_across_rows_holds_between_writers(engine: Engine) {
    let db = TestDb::open(engine, options()).await.unwrap();
    let organization = "INSERT INTO organizations (id) VALUES ($1)";
    db.write(move |tx| Box::pin(async move { tx.run(organization, &args!["o"]).await }))
        .await
        .unwrap();
    let rule = |id: i64| {
        let db = db.clone();
        tokio::spawn(async move {
            db.write(move |tx| {
                Box::pin(async move {
                    tx.lock(Lock::Organization("o")).await?;
                    tx.lock(Lock::User("nobody")).await?;
                    let count = tx.one("SELECT count(*) FROM items", &[], |row| row.get::<i64>(0));
                    if count.await?.unwrap_or_default() > 0 {
                        return Err(refusal());
                    }
                    insert(tx, &id.to_string()).await.map(drop)
                })
            })
            .await
        })
    };
    let writers: Vec<_> = (0..20).map(rule).collect();
    let mut passed = 0;
    for writer in writers {
        passed += usize::from(writer.await.unwrap().is_ok());
    }
    assert_eq!((passed, count(&db).await), (1, 1));
}
