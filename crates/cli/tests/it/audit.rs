//! What was changed, and the way back in, from the command line.

use serde_json::Value;

use crate::support::{Server, Told, callroster, directory, run, told};

const ADMIN: &str = "admin@callroster.example";

/// Each line that a command printed, as JSON.
fn lines(told: &Told) -> Vec<Value> {
    assert_eq!(told.code, Some(0), "{}", told.stderr);
    told.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn actions(messages: &[Value]) -> Vec<String> {
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    messages
        .iter()
        .map(|one| format!("{} {}", text(one, "action"), text(one, "entityType")))
        .collect()
}

#[cfg(unix)]
#[test]
fn what_was_changed_is_shown_beside_a_server_and_without_one() {
    let directory = directory();
    let beside = |arguments: &[&str]| told(callroster(directory.path()).args(arguments));
    let server = Server::start(directory.path(), &["--demo"]);
    assert_eq!(beside(&["token", "--user", ADMIN]).code, Some(0));
    let while_it_runs = lines(&beside(&["audit"]));
    let told = actions(&while_it_runs);
    assert_eq!(told[0], "Create Session");
    assert_eq!(told.last().unwrap(), "Create Organization", "then what it is made of");
    assert!(told.iter().any(|one| one == "Create User"), "{told:?}");
    assert_eq!(while_it_runs[0]["application"], "command line");
    server.stop();
    assert_eq!(lines(&beside(&["audit", "--json"])), while_it_runs);
    assert_eq!(lines(&beside(&["audit", "--limit", "1"])), while_it_runs[..1]);
    assert_eq!(
        lines(&beside(&["audit", "--since", "1h", "--type", "session"])),
        while_it_runs[..1]
    );
    assert_eq!(lines(&beside(&["audit", "--until", "2020-01-01"])), [] as [Value; 0]);
    let refused = beside(&["audit", "--action", "Eat"]);
    assert_eq!(refused.code, Some(1));
    assert!(
        refused.stderr.contains("there is no action `Eat`; there are: Add, "),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_wrong_question_is_refused_with_what_may_stand_there() {
    for (arguments, words) in
        [(&["--since", "yesterday"][..], "such as `24h`"), (&["--limit", "0"], "1..=10000")]
    {
        let told = run(&[&["audit"], arguments].concat());
        assert_eq!(told.code, Some(2));
        assert!(told.stderr.contains(words), "{}", told.stderr);
    }
}

#[test]
fn commands_about_what_is_there_make_no_data() {
    let directory = directory();
    std::fs::create_dir(directory.path().join("empty")).unwrap();
    for data in ["mispelt", "empty"] {
        for command in [&["audit"][..], &["admin", "recover", "--email", "ada@example.com"]] {
            let told = told(callroster(directory.path()).args(command).args(["--data", data]));
            assert_eq!(told.code, Some(1));
            let words = format!("error: there is no data in `{data}`");
            assert!(told.stderr.starts_with(&words), "{}", told.stderr);
        }
    }
    assert!(!directory.path().join("mispelt").exists());
    assert_eq!(std::fs::read_dir(directory.path().join("empty")).unwrap().count(), 0);
}

#[test]
fn help_shows_by_example() {
    for command in [&["audit", "--help"][..], &["admin", "recover", "--help"]] {
        let told = run(command);
        assert_eq!(told.code, Some(0));
        assert!(told.stdout.contains("Examples:\n  callroster "), "{}", told.stdout);
    }
    assert_eq!(run(&["admin"]).code, Some(2));
    assert!(run(&["admin", "recover"]).stderr.contains("--email"));
}
