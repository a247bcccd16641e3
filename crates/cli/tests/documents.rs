//! The documents say what the binary says.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

const README: &str = include_str!("../../../README.md");

/// The binary without variables of ours.
fn callroster(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callroster"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CALLROSTER_") {
            command.env_remove(name);
        }
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

#[test]
fn the_coverage_page_is_in_step() {
    let told = callroster(&["coverage"]).output().unwrap();
    let page = include_str!("../../../docs/coverage.md");
    let step = "run `cargo run -- coverage > docs/coverage.md`";
    assert!(String::from_utf8(told.stdout).unwrap() == page, "{step}");
}

#[test]
fn the_credentials_of_the_demonstration_are_those_of_the_readme() {
    let mut serve = callroster(&["serve", "--demo", "--data", "memory", "--listen", "127.0.0.1:0"]);
    let mut server = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap()).lines().map(Result::unwrap);
    let welcome: Vec<String> = lines.take_while(|line| !line.contains("/docs")).collect();
    server.kill().unwrap();
    server.wait().unwrap();
    let shown = |name: &str| {
        let line = welcome.iter().find_map(|line| line.trim().strip_prefix(name));
        line.unwrap_or_else(|| panic!("no {name} in {welcome:?}")).trim().to_owned()
    };
    for name in ["administrator", "password", "client id", "client secret"] {
        let value = shown(name);
        assert!(README.contains(&value), "the README has another {name} than `{value}`");
    }
    // As curl and the SDK take them, each in its own example.
    let (id, secret) = (shown("client id"), shown("client secret"));
    assert!(README.contains(&format!("{id}:{secret}")));
    assert!(README.contains(&format!("\"{id}\", \"{secret}\"")));
}
