//! The data directory of SQLite.

use std::path::Path;

use store::{Db, Error, Location, OpenError, Result, args};

use crate::support::{add, is_present, options};

async fn open(directory: &Path) -> Result<Db, OpenError> {
    Db::open(&Location::Directory(directory.to_owned()), options()).await
}

#[tokio::test]
async fn the_data_is_there_when_it_is_opened_again() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("made/when/absent");
    let db = open(&place).await.unwrap();
    add(&db, "a").await.unwrap();
    db.close().await;
    let db = open(&place).await.unwrap();
    assert!(is_present(&db, "a").await);
}

#[tokio::test]
async fn a_directory_belongs_to_one_process_at_a_time() {
    let directory = tempfile::tempdir().unwrap();
    let db = open(directory.path()).await.unwrap();
    let error = open(directory.path()).await.err().unwrap();
    assert!(matches!(error, OpenError::InUse { .. }), "{error}");
    add(&db, "a").await.unwrap();
    db.close().await;
    open(directory.path()).await.unwrap();
}

#[tokio::test]
async fn a_place_that_is_no_directory_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = open(&file.path().join("data")).await.err().unwrap();
    assert!(matches!(error, OpenError::NotWritable { .. }), "{error}");
    assert!(error.to_string().contains(file.path().to_str().unwrap()));
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("data");
    let db = open(&place).await.unwrap();
    add(&db, "a").await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o077;
    assert_eq!(mode(&place), 0);
    let mut files = 0;
    for entry in std::fs::read_dir(&place).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0, "{}", path.display());
        files += 1;
    }
    assert_eq!(files, 4, "database, log, its index, lock");
}

#[tokio::test]
async fn a_commit_is_durable_and_references_are_checked() {
    let directory = tempfile::tempdir().unwrap();
    let db = open(directory.path()).await.unwrap();
    let pragmas: Result<_> = db
        .write(|tx| {
            Box::pin(async move {
                let mut values = Vec::new();
                for name in ["synchronous", "foreign_keys", "wal_autocheckpoint"] {
                    let sql = format!("PRAGMA {name}");
                    values.extend(tx.one(&sql, &[], |row| row.get::<i64>(0)).await?);
                }
                let mode = "PRAGMA journal_mode";
                Ok((values, tx.one(mode, &[], |row| row.get::<String>(0)).await?))
            })
        })
        .await;
    let full = 2;
    assert_eq!(pragmas.unwrap(), (vec![full, 1, 0], Some("wal".to_owned())));
}

#[tokio::test]
async fn a_database_in_memory_leaves_nothing_behind() {
    let db = Db::open(&Location::Memory, options()).await.unwrap();
    add(&db, "a").await.unwrap();
    let sql = "SELECT file FROM pragma_database_list";
    let mut tx = db.snapshot().await.unwrap();
    let file = tx.one(sql, &[], |row| row.get::<String>(0)).await.unwrap().unwrap();
    assert!(Path::new(&file).exists());
    drop(tx);
    db.close().await;
    assert!(!Path::new(&file).parent().unwrap().exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_holds_what_was_acknowledged_before_it_though_writes_go_on() {
    let directory = tempfile::tempdir().unwrap();
    let db = open(directory.path()).await.unwrap();
    add(&db, "before").await.unwrap();
    let writing = tokio::spawn({
        let db = db.clone();
        async move {
            for number in 0.. {
                if add(&db, number.to_string()).await.is_err() {
                    break;
                }
            }
        }
    });
    let copy = directory.path().join("copy");
    std::fs::create_dir(&copy).unwrap();
    let file = copy.join("callroster.db");
    db.backup(&file).await.unwrap();
    let again = db.backup(&file).await.unwrap_err();
    assert!(again.to_string().contains("already exists"), "{again}");
    db.close().await;
    writing.await.unwrap();

    assert_eq!(std::fs::read_dir(&copy).unwrap().count(), 1);
    let restored = open(&copy).await.unwrap();
    assert!(is_present(&restored, "before").await);
    let mut tx = restored.snapshot().await.unwrap();
    let check = tx.one("SELECT * FROM pragma_quick_check", &[], |row| row.get::<String>(0)).await;
    assert_eq!(check.unwrap().unwrap(), "ok");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_larger_than_a_slice_is_done_under_load() {
    let directory = tempfile::tempdir().unwrap();
    let db = Db::open(&Location::Memory, options()).await.unwrap();
    for _ in 0..10 {
        let payload = "x".repeat(10 << 20);
        let sql = "INSERT INTO outbox (payload) VALUES ($1)";
        let wrote: Result<u64, Error> = db
            .write(move |tx| {
                let payload = payload.clone();
                Box::pin(async move { tx.run(sql, &args![payload]).await })
            })
            .await;
        wrote.unwrap();
    }
    let writing = tokio::spawn({
        let db = db.clone();
        async move {
            for number in 0.. {
                if add(&db, number.to_string()).await.is_err() {
                    break;
                }
            }
        }
    });
    db.backup(&directory.path().join("callroster.db")).await.unwrap();
    db.close().await;
    writing.await.unwrap();
    let copy = open(directory.path()).await.unwrap();
    let mut tx = copy.snapshot().await.unwrap();
    let payloads = tx.one("SELECT count(*) FROM outbox", &[], |row| row.get::<i64>(0)).await;
    assert_eq!(payloads, Ok(Some(10)), "all that was there before");
    // Of what was written meanwhile it has the first, without a gap.
    let sql = "SELECT id FROM items ORDER BY CAST(id AS INTEGER)";
    let items = tx.all(sql, &[], |row| row.get::<String>(0)).await.unwrap();
    assert!(items.iter().enumerate().all(|(number, id)| *id == number.to_string()), "{items:?}");
}
