//! Command lines that are wrong.

use std::process::Stdio;

use crate::support::{callroster, directory, run, told};

#[test]
fn a_wrong_flag_is_refused_with_the_one_that_was_meant() {
    let told = run(&["serve", "--lisen", "127.0.0.1:0"]);
    assert_eq!(told.code, Some(2));
    assert!(told.stderr.starts_with("error: unexpected argument '--lisen'"), "{}", told.stderr);
    assert!(told.stderr.contains("'--listen'"), "{}", told.stderr);
    assert_eq!(told.stdout, "");
}

#[test]
fn a_directory_and_a_database_exclude_each_other() {
    let told = run(&["serve", "--data", "here", "--database-url", "postgres://there"]);
    assert_eq!(told.code, Some(2));
    assert!(told.stderr.contains("cannot be used with"), "{}", told.stderr);
}

#[test]
fn a_certificate_needs_its_key() {
    for (given, missing) in [("--tls-cert", "`--tls-key`"), ("--tls-key", "`--tls-cert`")] {
        let told = run(&["serve", given, "file.pem"]);
        assert_eq!(told.code, Some(2));
        assert!(told.stderr.contains(missing), "{}", told.stderr);
    }
}

#[test]
fn a_value_is_refused_with_what_may_stand_there() {
    for (option, value, allowed) in [
        ("--rate-limit", "0", "give a number of 1 or greater, or `off`"),
        ("--token-rate-limit", "none", "give a number of 1 or greater, or `off`"),
        ("--trusted-proxies", "everyone", "write a network such as `10.0.0.0/8`"),
        ("--public-url", "roster.example", "write `https://host`"),
        ("--log", "xml", "[possible values: text, json]"),
    ] {
        let told = run(&["serve", option, value]);
        assert_eq!(told.code, Some(2), "{option}");
        assert!(told.stderr.contains(option) && told.stderr.contains(allowed), "{}", told.stderr);
    }
}

#[test]
fn an_operation_demands_its_parameters() {
    let told = run(&["api", "getUser"]);
    assert_eq!(told.code, Some(2));
    assert!(told.stderr.contains("--user-id"), "{}", told.stderr);
}

#[test]
fn an_operation_demands_credentials() {
    let told = run(&["api", "getUser", "--user-id", "u1"]);
    assert_eq!(told.code, Some(1));
    let words = "no credentials; set `CALLROSTER_CLIENT_ID` and `CALLROSTER_CLIENT_SECRET`";
    assert!(told.stderr.contains(words), "{}", told.stderr);
}

#[test]
fn a_body_that_is_no_json_is_not_sent() {
    let directory = directory();
    let mut command = callroster(directory.path());
    let told = told(command.env("CALLROSTER_TOKEN", "t").args(["api", "postUsers", "--body", "{"]));
    assert_eq!(told.code, Some(1));
    assert!(told.stderr.contains("the body in `--body` is not JSON"), "{}", told.stderr);
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let directory = directory();
    let mut command = callroster(directory.path());
    command.arg("openapi").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    drop(process.stdout.take());
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
