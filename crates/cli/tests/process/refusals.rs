//! Starts that are refused: they say what to do, and change nothing.

use std::{collections::BTreeMap, fs, net::TcpListener, path::PathBuf};

use store::{Db, Migration, Options};

use crate::support::{Data, Engine, both_engines, ended};

/// Every file of the data directory with its bytes.
fn files(data: &Data) -> BTreeMap<PathBuf, Vec<u8>> {
    let Ok(entries) = fs::read_dir(data.folder().join("data")) else { return BTreeMap::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Data that a server has used and left.
async fn used(data: &Data) {
    assert!(data.start(&[]).await.stop().await.success());
}

#[both_engines]
async fn data_of_a_newer_version_is_left_alone(engine: Engine) {
    let data = Data::on(engine).await;
    used(&data).await;
    let newer = Migration {
        name: "29991231_tomorrow",
        sql: "CREATE TABLE tomorrow (id TEXT NOT NULL PRIMARY KEY)",
    };
    let migrations = [store::MIGRATIONS, &[newer]].concat().leak();
    let options = Options { migrations, ..Options::default() };
    Db::open(&data.location(), options.clone()).await.unwrap().close().await;

    let before = files(&data);
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["migrate"], &["org", "list"]] {
        let (code, said) = ended(&mut data.callroster(arguments)).await;
        assert_eq!(code, Some(1), "{said}");
        let words =
            "the database has the migration `29991231_tomorrow`, which this program does not know";
        assert!(said.contains(words), "{said}");
        assert!(said.contains("start the newer version again"), "{said}");
    }
    assert!(before == files(&data), "a file has changed");
    Db::open(&data.location(), options).await.unwrap().close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_start_changes_no_file() {
    let data = Data::in_a_directory().await;
    used(&data).await;
    let before = files(&data);
    assert!(!before.is_empty());
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    fs::write(data.folder().join("wrong.toml"), "lissen = '127.0.0.1:0'\n").unwrap();
    for (arguments, words) in [
        (&["--listen", &taken][..], &*format!("failed to listen on {taken}")),
        (&["--metrics-listen", &taken], &format!("failed to listen on {taken}")),
        (&["--config", "wrong.toml"], "unknown key `lissen` in `wrong.toml`"),
        (&["--tls-cert", "no.pem", "--tls-key", "no.key"], "`no.pem`"),
        (&["--control-listen", "127.0.0.1:0"], "set `CALLROSTER_CONTROL_TOKEN`"),
        (&["--log-level", "store=loud"], "`store=loud` is not a log filter"),
    ] {
        let mut command = data.callroster(&["serve"]);
        if arguments[0] != "--listen" {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        let (code, said) = ended(command.args(arguments)).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(words), "`{words}` is not in: {said}");
        assert!(before == files(&data), "a file has changed: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_server_on_the_same_data_is_refused_and_the_first_goes_on() {
    let data = Data::in_a_directory().await;
    let server = data.start(&[]).await;
    let token = server.token().await;
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["migrate"]] {
        let (code, said) = ended(&mut data.callroster(arguments)).await;
        assert_eq!(code, Some(1), "{said}");
        let words = "the data directory `data` is in use by another process; stop it or choose";
        assert!(said.contains(words), "{said}");
    }
    server.ask("GET", "/api/v2/users").token(&token).await.expect(200);
    let (code, said) = ended(&mut data.callroster(&["org", "list"])).await;
    assert_eq!(code, Some(0), "commands still go through the first: {said}");
    assert!(server.stop().await.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_does_not_answer_is_named_without_its_password() {
    let data = Data::in_a_directory().await;
    // Somebody listens there, but it is not PostgreSQL.
    let stranger = data.start(&["--data", "memory"]).await;
    let address = stranger.url.strip_prefix("http://").unwrap();
    for address in ["127.0.0.1:1", address] {
        let url = format!("postgres://ada:hidden@{address}/roster");
        let mut command = data.callroster(&["serve", "--listen", "127.0.0.1:0"]);
        command.env_remove("CALLROSTER_DATA").env("CALLROSTER_DATABASE_URL", url);
        let (code, said) = ended(&mut command).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("error: cannot reach PostgreSQL at"), "{said}");
        assert!(said.contains("roster") && !said.contains("hidden"), "{said}");
    }
    assert_eq!(fs::read_dir(data.folder()).unwrap().count(), 0, "nothing was made");
}
