//! What an organization demands of passwords, and how mail leaves, from the command line.

use std::{fs, path::Path};

use crate::support::{Server, Told, callroster, directory, told};

fn policy(directory: &Path, arguments: &[&str]) -> Told {
    told(callroster(directory).args(["org", "password-policy"]).args(arguments))
}

#[test]
fn a_policy_is_shown_and_changed_beside_a_server_and_without_one() {
    let directory = directory();
    let server = Server::start(directory.path(), &[]);
    let shown = policy(directory.path(), &[]);
    assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    for part in
        [r#""minimumLength": 8"#, r#""classes": []"#, r#""history": 0"#, r#""name": "Callroster""#]
    {
        assert!(shown.stdout.contains(part), "{part}: {}", shown.stdout);
    }
    let demanded = [
        "--minimum-length",
        "12",
        "--classes",
        "upper,digit",
        "--history",
        "5",
        "--minimum-age",
        "1d",
    ];
    let changed = policy(directory.path(), &demanded);
    for part in [r#""minimumLength": 12"#, r#""history": 5"#, r#""minimumAgeSeconds": 86400"#] {
        assert!(changed.stdout.contains(part), "{part}: {}", changed.stdout);
    }
    drop(server);
    let rest =
        policy(directory.path(), &["Callroster", "--classes", "none", "--maximum-age", "90d"]);
    assert!(rest.stdout.contains(r#""classes": []"#), "{}", rest.stdout);
    let shown = policy(directory.path(), &["callroster", "--show"]);
    assert_eq!(shown.stdout, rest.stdout);
    assert!(shown.stdout.contains(r#""maximumAgeSeconds": 7776000"#), "{}", shown.stdout);
}

#[test]
fn a_policy_that_is_not_allowed_is_refused_with_what_is() {
    let directory = directory();
    drop(Server::start(directory.path(), &[]));
    for (arguments, code, words) in [
        (&["--minimum-length", "4"][..], 1, "the minimum length is `4`; allowed: 8 to 128"),
        (
            &["--classes", "emoji"],
            1,
            "unknown class of characters `emoji`; allowed: upper, lower, digit, symbol",
        ),
        (&["--history", "100"], 1, "the history is `100`; allowed: 0 to 24"),
        (&["--minimum-age", "3"], 2, "write a number with its unit, such as `90d`"),
        (&["Nowhere"], 1, "there is no organization `Nowhere`; there are: `Callroster`"),
        (&["--show", "--history", "1"], 2, "cannot be used with"),
    ] {
        let told = policy(directory.path(), arguments);
        assert_eq!(told.code, Some(code), "{arguments:?}");
        assert!(told.stderr.contains(words), "{}", told.stderr);
    }
}

#[test]
fn a_mail_server_needs_an_address_to_write_from_and_one_to_lead_to() {
    let directory = directory();
    let serve = |arguments: &[&str]| {
        let mut command = callroster(directory.path());
        command.args(["serve", "--listen", "127.0.0.1:0", "--data", "memory"]).args(arguments);
        told(&mut command)
    };
    let url = "smtps://ada:hidden@mail.example.com";
    let public = ["--public-url", "https://roster.example.com"];
    for (more, code, words) in [
        (&["--smtp-url", url][..], 1, "`--smtp-url` needs `--public-url`"),
        (&[public[0], public[1], "--smtp-url", url], 1, "`--smtp-url` needs `--mail-from`"),
        (
            &[
                public[0],
                public[1],
                "--mail-from",
                "a@b.c",
                "--smtp-url",
                "smtp://ada:hidden@mail.example.com",
            ],
            1,
            "in the clear",
        ),
        (&["--smtp-url", url, "--mail-outbox", "mail"], 2, "cannot be used with"),
        (&["--mail-outbox", "file/mail"], 1, "cannot write the directory of mail `file/mail`"),
    ] {
        fs::write(directory.path().join("file"), "").unwrap();
        let told = serve(more);
        assert_eq!(told.code, Some(code), "{more:?}: {}", told.stderr);
        assert!(told.stderr.contains(words), "{}", told.stderr);
        assert!(!told.stderr.contains("hidden"), "{}", told.stderr);
    }
    let mut command = callroster(directory.path());
    command.args(["serve", "--data", "memory"]).env("CALLROSTER_SMTP_URL", url);
    let told = told(&mut command);
    assert!(told.stderr.contains("`--public-url`") && !told.stderr.contains("hidden"));
}

#[cfg(unix)]
#[test]
fn the_first_start_says_where_mail_is() {
    let directory = directory();
    let first = Server::start(directory.path(), &["--demo"]).stop();
    assert!(
        first.stdout.contains("Mail is written to `./callroster-data/outbox`"),
        "{}",
        first.stdout
    );
}
