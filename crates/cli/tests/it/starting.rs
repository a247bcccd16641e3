//! Starts that fail: what is wrong, what to do, and nothing changed.

use std::fs;

use crate::support::{Server, callroster, directory, run, told};

#[test]
fn a_port_that_is_taken_is_named() {
    let directory = directory();
    let server = Server::start(directory.path(), &["--data", "memory"]);
    let address = server.url.strip_prefix("http://").unwrap();
    let told = told(callroster(directory.path()).args(["serve", "--listen", address]));
    assert_eq!(told.code, Some(1));
    let words = format!("error: failed to listen on {address}: ");
    assert!(told.stderr.contains(&words), "{}", told.stderr);
    assert!(told.stderr.contains("`--listen`"), "{}", told.stderr);
    assert!(!directory.path().join("callroster-data").exists());
}

#[test]
fn a_directory_that_cannot_be_written_is_named() {
    let directory = directory();
    fs::write(directory.path().join("file"), "").unwrap();
    let mut command = callroster(directory.path());
    let told = told(command.args(["serve", "--listen", "127.0.0.1:0", "--data", "file/data"]));
    assert_eq!(told.code, Some(1));
    let words = "error: cannot write the data directory `file/data`: ";
    assert!(told.stderr.contains(words), "{}", told.stderr);
    assert!(told.stderr.contains("choose another directory"), "{}", told.stderr);
}

#[test]
fn a_directory_belongs_to_one_server() {
    let directory = directory();
    let _server = Server::start(directory.path(), &[]);
    let told = told(callroster(directory.path()).args(["serve", "--listen", "127.0.0.1:0"]));
    assert_eq!(told.code, Some(1));
    assert!(told.stderr.contains("is in use by another process"), "{}", told.stderr);
}

#[test]
fn a_database_that_cannot_be_reached_is_named_without_its_password() {
    let url = "postgres://ada:hidden@127.0.0.1:1/roster";
    let told = run(&["serve", "--listen", "127.0.0.1:0", "--database-url", url]);
    assert_eq!(told.code, Some(1));
    assert!(told.stderr.contains("error: cannot reach PostgreSQL at"), "{}", told.stderr);
    assert!(!told.stderr.contains("hidden"), "{}", told.stderr);
}

#[test]
fn a_password_that_would_be_taken_for_a_host_is_not_shown() {
    let url = "postgres://ada:hid@den/hush@127.0.0.1:1/roster";
    let told = run(&["serve", "--listen", "127.0.0.1:0", "--database-url", url]);
    assert_eq!(told.code, Some(1));
    assert!(told.stderr.contains("`@` is written `%40`"), "{}", told.stderr);
    for part in ["hid", "den", "hush"] {
        assert!(!told.stderr.contains(&format!("{part}@")), "{}", told.stderr);
        assert!(!told.stderr.contains(&format!("`{part}")), "{}", told.stderr);
    }
}

#[test]
fn a_file_in_place_of_the_directory_is_explained() {
    let directory = directory();
    fs::write(directory.path().join("callroster.db"), "").unwrap();
    let mut command = callroster(directory.path());
    let told = told(command.args(["serve", "--listen", "127.0.0.1:0", "--data", "callroster.db"]));
    assert_eq!(told.code, Some(1));
    assert!(told.stderr.contains("`callroster.db` is a file"), "{}", told.stderr);
}

#[test]
fn the_control_listener_needs_a_token() {
    let told = run(&["serve", "--control-listen", "127.0.0.1:0"]);
    assert_eq!(told.code, Some(1));
    assert!(told.stderr.contains("set `CALLROSTER_CONTROL_TOKEN`"), "{}", told.stderr);
}

#[test]
fn a_certificate_that_is_not_there_is_named() {
    let told = run(&["serve", "--tls-cert", "no.pem", "--tls-key", "no.key"]);
    assert_eq!(told.code, Some(1));
    assert!(told.stderr.contains("`no.pem`"), "{}", told.stderr);
}

#[test]
fn a_command_that_looks_something_up_makes_no_data() {
    let directory = directory();
    let mut command = callroster(directory.path());
    let told = told(command.args(["token", "--user", "ada@example.com", "--data", "mispelt"]));
    assert_eq!(told.code, Some(1));
    assert!(told.stderr.contains("there is no data in `"), "{}", told.stderr);
    assert!(!directory.path().join("mispelt").exists());
}
