//! The documents say what the binary says.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
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

/// Every file below a folder of the workspace that may hold tests: its path and its text.
fn tests_below(folder: &Path, all: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() {
            if name != "target" && name != "node_modules" {
                tests_below(&path, all);
            }
        } else if path.extension().is_some_and(|kind| ["rs", "py", "js"].iter().any(|k| kind == *k))
        {
            let text = fs::read_to_string(&path).unwrap();
            all.push((path, text));
        }
    }
}

#[test]
fn every_test_that_the_promises_of_security_rest_on_is_there() {
    let (root, mut all) = (Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")), Vec::new());
    for folder in ["crates", "tests", "xtask"] {
        tests_below(&root.join(folder), &mut all);
    }
    let security = include_str!("../../../docs/security.md");
    let promises =
        security.split("## Promises").nth(1).unwrap().split("## Known limits").next().unwrap();
    // Each begins as a bold item of a list.
    for promise in promises.split("\n- **").skip(1) {
        let quoted = promise.split('`').skip(1).step_by(2);
        let (mut file, mut named) = ("", promise.contains("`: all "));
        for name in quoted {
            if [".rs", ".py", ".js"].iter().any(|end| name.ends_with(end)) {
                file = name;
                assert!(all.iter().any(|(path, _)| path.ends_with(file)), "there is no `{file}`");
            } else if name.matches(['_', ' ']).count() >= 3 && !name.contains('/') {
                named = true;
                let declared =
                    [format!("fn {name}("), format!("def {name}("), format!("test('{name}'")];
                let holds = |(path, text): &(PathBuf, String)| {
                    path.ends_with(file) && declared.iter().any(|one| text.contains(one))
                };
                assert!(all.iter().any(holds), "there is no test `{name}` in `{file}`");
            }
        }
        assert!(named, "no test holds the promise: {promise}");
    }
}

#[test]
fn the_table_of_the_sdks_calls_every_operation_that_is_served() {
    let table: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/operations.json")).unwrap();
    let calls = table["calls"].as_array().unwrap().iter();
    let called: BTreeSet<&str> = calls.filter_map(|row| row["call"].as_str()).collect();
    let served: BTreeSet<&str> =
        api::operations().filter(|entry| server::is_served(entry)).map(|it| it.meta.id).collect();
    let missing: Vec<_> = served.difference(&called).collect();
    assert!(missing.is_empty(), "tests/operations.json lacks {missing:?}");
    let unknown: Vec<_> = called.difference(&served).collect();
    assert!(unknown.is_empty(), "tests/operations.json has {unknown:?}, which is not served");
}

#[test]
fn the_changelog_counts_the_operations_that_there_are() {
    let served = api::operations().filter(|entry| server::is_served(entry)).count();
    let declared = api::operations().count();
    let counted = format!("{declared} operations, {served} of them served");
    let changelog = include_str!("../../../CHANGELOG.md");
    assert!(changelog.contains(&counted), "the changelog does not say: {counted}");
}
