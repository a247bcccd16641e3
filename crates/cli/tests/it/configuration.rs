//! Options from the command line, the environment and the file.

use std::{fs, path::Path};

use crate::support::{Server, Told, callroster, directory, told};

fn with_file(directory: &Path, text: &str, arguments: &[&str]) -> Told {
    fs::write(directory.join("callroster.toml"), text).unwrap();
    let mut command = callroster(directory);
    told(command.args(arguments).args(["--config", "callroster.toml"]))
}

#[test]
fn a_flag_goes_over_the_environment_and_this_over_the_file() {
    let directory = directory();
    fs::write(directory.path().join("callroster.toml"), "data = 'by-file'\n").unwrap();
    let made = |name: &str| directory.path().join(name).exists();
    let command = || {
        let mut command = callroster(directory.path());
        command.env("CALLROSTER_CONFIG", "callroster.toml").arg("migrate");
        command
    };
    assert_eq!(told(&mut command()).code, Some(0));
    assert!(made("by-file"));
    assert_eq!(told(command().env("CALLROSTER_DATA", "by-variable")).code, Some(0));
    assert!(made("by-variable") && !made("by-flag"));
    let mut flag = command();
    assert_eq!(
        told(flag.env("CALLROSTER_DATA", "never").args(["--data", "by-flag"])).code,
        Some(0)
    );
    assert!(made("by-flag") && !made("never") && !made("callroster-data"));
}

#[test]
fn a_variable_that_is_empty_counts_as_not_set() {
    let directory = directory();
    let mut command = callroster(directory.path());
    command.env("CALLROSTER_DATA", "").env("CALLROSTER_DATABASE_URL", "");
    assert_eq!(told(command.args(["migrate", "--data", "here"])).code, Some(0));
    let mut command = callroster(directory.path());
    let told = told(command.env("CALLROSTER_SERVER", "").args(["connect", "python"]));
    assert!(told.stdout.contains("http://127.0.0.1:8080"), "{}", told.stderr);
}

#[test]
fn a_directory_that_is_given_displaces_the_database_of_the_file() {
    let directory = directory();
    let file = "database-url = 'postgres://nobody@127.0.0.1:1/nothing'\n";
    let refused = with_file(directory.path(), file, &["migrate"]);
    assert!(refused.stderr.contains("cannot reach PostgreSQL"), "{}", refused.stderr);
    let done = with_file(directory.path(), file, &["migrate", "--data", "here"]);
    assert_eq!(done.code, Some(0), "{}", done.stderr);
}

#[test]
fn a_server_takes_all_it_needs_from_the_file() {
    let directory = directory();
    let file = "listen = '127.0.0.1:0'\nlog = 'json'\nexplain = true\nrate-limit = 7\n\
                trusted-proxies = ['10.0.0.0/8', '127.0.0.1']\ndata = 'memory'\n";
    fs::write(directory.path().join("callroster.toml"), file).unwrap();
    let mut command = callroster(directory.path());
    let server = Server::of(command.args(["serve", "--config", "callroster.toml"]));
    assert!(server.url.starts_with("http://127.0.0.1:"));
    #[cfg(unix)]
    {
        let told = server.stop();
        assert!(told.stderr.lines().all(|line| line.starts_with('{')), "{}", told.stderr);
        assert!(!directory.path().join("memory").exists());
    }
}

#[test]
fn an_unknown_key_is_refused_with_those_that_are_known() {
    let directory = directory();
    let told = with_file(directory.path(), "lisen = '127.0.0.1:0'\n", &["serve"]);
    assert_eq!(told.code, Some(1));
    let words = "error: unknown key `lisen` in `callroster.toml`; the known ones are `listen`, ";
    assert!(told.stderr.starts_with(words), "{}", told.stderr);
    assert!(!told.stderr.contains("`config`"), "{}", told.stderr);
    assert!(!directory.path().join("callroster-data").exists());
}

#[test]
fn a_wrong_value_is_refused_with_the_name_of_the_file() {
    for (text, words) in [
        ("listen = 'everywhere'", "invalid value 'everywhere' for '--listen"),
        ("request-timeout = 0", "invalid value '0' for '--request-timeout"),
        ("data = 'a'\ndatabase-url = 'b'", "cannot be used with"),
        ("listen = 1.5", "`listen` in `callroster.toml` is of the wrong type"),
        ("listen", "is not valid TOML"),
    ] {
        let directory = directory();
        let told = with_file(directory.path(), text, &["serve"]);
        assert_eq!(told.code, Some(1), "{text}");
        assert!(told.stderr.contains(words), "{}", told.stderr);
        assert!(told.stderr.contains("callroster.toml"), "{}", told.stderr);
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let directory = directory();
    let told = told(callroster(directory.path()).args(["serve", "--config", "no.toml"]));
    assert_eq!(told.code, Some(1));
    assert!(told.stderr.starts_with("error: failed to read `no.toml`: "), "{}", told.stderr);
    assert!(told.stderr.contains("`--config`"), "{}", told.stderr);
}

#[test]
fn paths_of_the_file_count_from_its_directory() {
    let directory = directory();
    let folder = directory.path().join("etc");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("callroster.toml"), "data = 'roster'\n").unwrap();
    let mut command = callroster(directory.path());
    let done = told(command.args(["migrate", "--config", "etc/callroster.toml"]));
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(folder.join("roster").exists() && !directory.path().join("roster").exists());
}

#[test]
fn options_of_the_server_do_not_change_other_commands() {
    let directory = directory();
    let migrated = told(callroster(directory.path()).arg("migrate"));
    assert_eq!(migrated.code, Some(0), "{}", migrated.stderr);
    let made = with_file(directory.path(), "demo = true\n", &["org", "create", "By file"]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let mut command = callroster(directory.path());
    let made = told(command.env("CALLROSTER_DEMO", "true").args(["org", "create", "By variable"]));
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    let listed = told(callroster(directory.path()).args(["org", "list"])).stdout;
    assert_eq!(listed.matches(r#""users": 1"#).count(), 2, "{listed}");
}

#[cfg(unix)]
#[test]
fn an_unknown_variable_is_only_warned_of() {
    let directory = directory();
    let mut command = callroster(directory.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--data", "memory"]);
    command.env("CALLROSTER_SERVICE_PORT", "80").env("CALLROSTER_ADMIN_EMAIL", "a@example.com");
    let told = Server::of(&mut command).stop();
    assert_eq!(told.code, Some(0));
    assert!(told.stderr.contains("`CALLROSTER_SERVICE_PORT` is not known"), "{}", told.stderr);
    assert!(!told.stderr.contains("CALLROSTER_ADMIN_EMAIL"), "{}", told.stderr);
}
