//! The lines that point clients here. The suites of the official SDKs run those for Python and
//! JavaScript.

use crate::support::{callroster, directory, run, told};

#[test]
fn the_page_in_the_documentation_is_in_step() {
    let directory = directory();
    let mut command = callroster(directory.path());
    command.env("CALLROSTER_SERVER", "https://elsewhere.example").args(["connect", "--markdown"]);
    let page = include_str!("../../../../docs/connect.md");
    let step = "run `cargo run -- connect --markdown > docs/connect.md`";
    assert_eq!(told(&mut command).stdout, page, "{step}");
}

#[test]
fn every_client_is_pointed_at_the_server_that_is_named() {
    for client in ["python", "javascript", "go", "java", "gc", "terraform"] {
        let told = run(&["connect", client, "--server", "https://roster.example:8443/"]);
        assert_eq!(told.code, Some(0), "{}", told.stderr);
        assert!(told.stdout.contains("roster.example") && told.stdout.contains("8443"), "{client}");
        assert!(told.stdout.contains("https") && !told.stdout.contains("{host}"), "{client}");
    }
}

#[test]
fn an_address_that_clients_cannot_be_given_is_refused() {
    let told = run(&["connect", "python", "--server", "http://roster.example/prefix"]);
    assert_eq!(told.code, Some(1));
    assert!(told.stderr.contains("`http://roster.example/prefix` has a path"), "{}", told.stderr);
}
