//! A server that runs, and the commands beside it.

use std::fs;
#[cfg(unix)]
use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
};

use crate::support::{Server, Told, callroster, directory, told};

const DEMO_ADMIN: &str = "admin@callroster.example";

#[cfg(unix)]
#[test]
fn credentials_are_shown_at_the_first_start_alone() {
    let directory = directory();
    let first = Server::start(directory.path(), &[]).stop();
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    for shown in ["administrator  ", "password       ", "client id      ", "client secret  "] {
        assert!(first.stdout.contains(shown), "{}", first.stdout);
    }
    let second = Server::start(directory.path(), &[]).stop();
    assert_eq!(second.code, Some(0), "{}", second.stderr);
    assert_eq!(
        second.stdout,
        "data is in `./callroster-data/callroster.db`, which was there before\n"
    );
}

#[cfg(unix)]
#[test]
fn each_start_says_which_data_it_opened_and_whether_it_is_new() {
    let directory = directory();
    let first = Server::start(directory.path(), &["--data", "here"]).stop();
    let told = "data is in `here/callroster.db`, which is new and empty\n";
    assert!(first.stdout.starts_with(told), "{}", first.stdout);
    // A copy under another name is no restore.
    let copied = directory.path().join("there");
    fs::create_dir(&copied).unwrap();
    fs::copy(directory.path().join("here/callroster.db"), copied.join("backup.db")).unwrap();
    let second = Server::start(directory.path(), &["--data", "there"]).stop();
    assert!(second.stdout.contains("which is new and empty"), "{}", second.stdout);
    assert!(second.stderr.contains("`there/backup.db` is not used"), "{}", second.stderr);
    let third = Server::start(directory.path(), &["--data", "there"]).stop();
    assert!(third.stdout.contains("which was there before"), "{}", third.stdout);
    assert!(!third.stderr.contains("backup.db"), "{}", third.stderr);
    let memory = Server::start(directory.path(), &["--data", "memory"]).stop();
    assert!(memory.stdout.starts_with("data is in memory"), "{}", memory.stdout);
}

#[test]
fn the_first_organization_has_the_name_that_was_given() {
    let directory = directory();
    let _server = Server::start(directory.path(), &["--organization-name", "Acme Ltd"]);
    let listed = told(callroster(directory.path()).args(["org", "list"])).stdout;
    assert!(listed.contains(r#""name": "Acme Ltd""#), "{listed}");
    assert!(listed.contains("admin@acme-ltd.example"), "{listed}");
}

#[test]
fn an_organization_is_made_with_the_administrator_that_was_given() {
    let directory = directory();
    let _server = Server::start(directory.path(), &[]);
    let create = |email: &str| {
        let arguments = ["org", "create", "Acme", "--admin-email", email];
        told(callroster(directory.path()).args(arguments))
    };
    let refused = create("no address");
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("adminEmail"), "{}", refused.stderr);
    let made = create("ada@acme.example");
    assert!(made.stdout.contains(r#""adminEmail": "ada@acme.example""#), "{made:?}");
}

#[test]
fn an_organization_is_not_deleted_without_a_yes() {
    let directory = directory();
    let _server = Server::start(directory.path(), &[]);
    let made = told(callroster(directory.path()).args(["org", "create", "Acme"])).stdout;
    let made: serde_json::Value = serde_json::from_str(&made).unwrap();
    let delete = |more: &[&str]| {
        let arguments = ["org", "delete", made["id"].as_str().unwrap()];
        told(callroster(directory.path()).args(arguments).args(more))
    };
    let refused = delete(&[]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("`Acme` and its 1 users"), "{}", refused.stderr);
    assert!(refused.stderr.contains("`--yes`"), "{}", refused.stderr);
    let listed = || told(callroster(directory.path()).args(["org", "list"])).stdout;
    assert!(listed().contains("Acme"));
    assert_eq!(delete(&["--yes"]).code, Some(0));
    assert!(!listed().contains("Acme"));
}

#[cfg(unix)]
#[test]
fn secrets_that_were_given_are_not_shown() {
    let directory = directory();
    let mut command = callroster(directory.path());
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--data", "memory"])
        .env("CALLROSTER_BOOTSTRAP_CLIENT_ID", "a-client")
        .env("CALLROSTER_BOOTSTRAP_CLIENT_SECRET", "a-secret-of-the-client")
        .env("CALLROSTER_ADMIN_EMAIL", "ada@example.com")
        .env("CALLROSTER_ADMIN_PASSWORD", "Correct-Horse-Battery-9");
    let told = Server::of(&mut command).stop();
    assert!(told.stdout.contains("ada@example.com"), "{}", told.stdout);
    assert!(
        told.stdout.contains("a-client:$CALLROSTER_BOOTSTRAP_CLIENT_SECRET"),
        "{}",
        told.stdout
    );
    for secret in ["a-secret-of-the-client", "Correct-Horse-Battery-9"] {
        assert!(!told.stdout.contains(secret) && !told.stderr.contains(secret));
    }
}

#[cfg(unix)]
#[test]
fn the_printed_line_for_curl_works_as_it_is() {
    let directory = directory();
    let mut server = Server::start(directory.path(), &["--demo", "--data", "memory"]);
    let line = server.line_that_starts_with("  curl ");
    let listed = told(Command::new("sh").args(["-c", &line]));
    assert!(listed.stdout.starts_with(r#"{"entities":["#), "{listed:?}");
}

#[cfg(unix)]
#[test]
fn a_demonstration_that_others_can_reach_is_warned_of() {
    let directory = directory();
    let mut command = callroster(directory.path());
    command.args(["serve", "--listen", "0.0.0.0:0", "--data", "memory", "--demo"]);
    let told = Server::of(&mut command).stop();
    assert!(told.stderr.contains("credentials, which everybody knows"), "{}", told.stderr);
    let alone = Server::start(directory.path(), &["--data", "memory", "--demo"]).stop();
    assert!(!alone.stderr.contains("everybody"), "{}", alone.stderr);
}

#[test]
fn a_demonstration_asked_for_on_other_data_is_warned_of() {
    let directory = directory();
    let first = Server::start(directory.path(), &["--data", "here"]).stop();
    assert!(!first.stderr.contains("--demo"), "{}", first.stderr);
    let second = Server::start(directory.path(), &["--data", "here", "--demo"]).stop();
    assert!(second.stderr.contains("was not made with `--demo`"), "{}", second.stderr);
}

#[cfg(unix)]
#[test]
fn a_second_signal_does_not_wait_for_requests() {
    let directory = directory();
    let mut server = Server::start(directory.path(), &["--data", "memory"]);
    let mut request = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    let head = "POST /oauth/token HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\
                Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\n";
    request.write_all(head.as_bytes()).unwrap();
    // The server asks for the body, so the request is under way.
    request.read_exact(&mut [0; 12]).unwrap();
    server.ask_to_stop();
    server.wait_until_it_says("shutting down");
    server.ask_to_stop();
    assert_eq!(server.ended().code, Some(130));
}

#[test]
fn commands_beside_a_server_go_through_it() {
    let directory = directory();
    let server = Server::start(directory.path(), &["--demo"]);
    let beside = |arguments: &[&str]| -> Told {
        let told = told(callroster(directory.path()).args(arguments));
        assert_eq!(told.code, Some(0), "{}", told.stderr);
        told
    };
    let token = beside(&["token", "--user", DEMO_ADMIN]).stdout;
    let api = |arguments: &[&str]| {
        let mut command = callroster(directory.path());
        command.env("CALLROSTER_SERVER", &server.url).env("CALLROSTER_TOKEN", token.trim());
        told(command.arg("api").args(arguments))
    };
    let me = api(&["getUsersMe"]);
    assert!(me.stdout.contains(&format!(r#""email": "{DEMO_ADMIN}""#)), "{me:?}");

    let seeded = beside(&["seed", "--users", "7", "--seed", "3"]).stdout;
    assert!(seeded.contains(r#""created": 7"#), "{seeded}");
    beside(&["backup", "copy.db"]);
    assert!(directory.path().join("copy.db").is_file());

    let body = directory.path().join("body.json");
    std::fs::write(&body, r#"{ "name": "Grace Hopper", "email": "grace@example.com" }"#).unwrap();
    let made = api(&["postUsers", "--body", &format!("@{}", body.display())]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let again = api(&["post-users", "--body", &format!("@{}", body.display())]);
    assert_eq!(again.code, Some(1));
    assert!(again.stderr.contains("409 general.conflict"), "{}", again.stderr);
}

#[test]
fn a_server_that_is_gone_is_named() {
    let directory = directory();
    let mut command = callroster(directory.path());
    command.env("CALLROSTER_TOKEN", "t").args(["api", "getUsersMe"]);
    let told = told(command.args(["--server", "http://127.0.0.1:1"]));
    assert_eq!(told.code, Some(1));
    assert!(told.stderr.contains("no answer to `getUsersMe`"), "{}", told.stderr);
    assert!(told.stderr.contains("`CALLROSTER_SERVER`"), "{}", told.stderr);
}

#[test]
fn the_clock_is_stopped_and_moved() {
    let directory = directory();
    let _server = Server::start(directory.path(), &[]);
    let clock = |more: &[&str]| told(callroster(directory.path()).arg("clock").args(more));
    assert!(clock(&["freeze"]).stdout.contains(r#""frozen": true"#));
    let set = clock(&["set", "2031-01-01T00:00:00Z"]);
    assert!(set.stdout.contains(r#""time": "2031-01-01T00:00:00.000Z""#), "{set:?}");
    let data = directory.path().join("callroster-data");
    let data = data.to_str().unwrap();
    let advanced = clock(&["advance", "PT8H", "--data", data, "--json"]);
    assert!(advanced.stdout.contains(r#""time": "2031-01-01T08:00:00.000Z""#), "{advanced:?}");
    let refused = clock(&["set", "2020-01-01T00:00:00Z"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("cannot go back"), "{}", refused.stderr);
    let refused = clock(&["advance", "8 hours ago"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("`PT8H`"), "{}", refused.stderr);
    assert!(clock(&["resume"]).stdout.contains(r#""frozen": false"#));
}
