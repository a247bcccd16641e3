//! Files as programs and people make them, and imports that are given up.

use std::{
    fmt::Write as _,
    fs::OpenOptions,
    io::Write as _,
    process::{Command, Stdio},
};

use super::{numbers, read, total, transfer, user, write};
use crate::support::{Data, Engine, both_engines};

#[both_engines]
async fn of_a_thousand_rows_the_bad_ones_are_named_and_the_others_can_be_applied(engine: Engine) {
    let data = Data::on(engine).await;
    let server = data.start(&[]).await;
    let token = server.token().await;
    let mut text = "email,name,phone\n".to_owned();
    for number in 0..1000 {
        let (name, phone) = match number % 100 {
            7 => ("", "+13175550194"),
            21 => ("Somebody", "12"),
            _ => ("Somebody", "+13175550194"),
        };
        writeln!(text, "user{number}@example.com,{name},{phone}").unwrap();
    }
    write(&data, "users.csv", &text);
    let before = total(&server, &token).await;
    let (code, said) = transfer(&data, &["import", "users.csv", "--dry-run"]).await;
    assert_eq!((code, numbers(&said)), (Some(1), [980, 0, 0, 20]), "{said}");
    for words in [
        "line 9: Field [name] is required",
        "line 23: Value [12] is not valid for field [phone]",
        "line 923: ",
        "20 of 1000 rows are bad",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(total(&server, &token).await, before);
    let (code, said) = transfer(&data, &["import", "users.csv", "--skip-bad"]).await;
    assert_eq!((code, numbers(&said)), (Some(0), [980, 0, 0, 20]), "{said}");
    assert_eq!(total(&server, &token).await, before + 980);
    let (code, said) = transfer(&data, &["export", "out.csv"]).await;
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = transfer(&data, &["import", "out.csv"]).await;
    assert_eq!((code, numbers(&said)), (Some(0), [0, 0, before + 980, 0]), "{said}");
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn files_of_spreadsheets_are_read_and_broken_ones_say_what_is_wrong() {
    let data = Data::in_a_directory().await;
    let server = data.start(&[]).await;
    let token = server.token().await;
    let written = "\u{feff}\"Email\";\"Name\";\"title\"\r\n\
                   \"ada@example.com\";\"Ada \"\"A\"\" Example\";\"Lead; North\"\r\n\
                   \r\n\
                   bob@example.com;Bob\u{a0}B;\r\n";
    write(&data, "sheet.csv", written);
    let (code, said) = transfer(&data, &["import", "sheet.csv"]).await;
    assert_eq!((code, numbers(&said)), (Some(0), [2, 0, 0, 0]), "{said}");
    let ada = user(&server, &token, "ada@example.com").await;
    assert_eq!(
        (ada["name"].as_str(), ada["title"].as_str()),
        (Some("Ada \"A\" Example"), Some("Lead; North"))
    );
    let long = format!("email,name,title\ncid@example.com,Cid,{}\n", "x".repeat(3_000_000));
    for (name, bytes, words) in [
        ("empty.csv", &b""[..], "the first line names the columns"),
        ("blank.csv", b"\n\n", "the first line names the columns"),
        ("tabs.csv", b"email\tname\na@b.example\tA\n", "there is no column"),
        ("quote.csv", b"email,name\na@b.example,\"A\nb@b.example,B\n", "begins in line 2"),
        ("latin.csv", b"email,name\na@b.example,Zo\xeb\n", "line 2: the line is not UTF-8"),
        ("wide.csv", b"\xff\xfee\0m\0a\0i\0l\0\n\0", "the first line is not UTF-8"),
        ("zero.csv", b"email,name\na@b.example,A\0B\n", "line 2: "),
        ("long.csv", long.as_bytes(), "at most 255 characters"),
        ("list.jsonl", b"[1]\n", "line 1: not a JSON object"),
        ("kind.jsonl", b"\n{\"email\":5}\n", "line 2: email: invalid type"),
        ("cut.jsonl", b"{\"email\":\"a@b.example\",\"name\":\"A", "line 1: not a JSON object"),
    ] {
        std::fs::write(data.folder().join(name), bytes).unwrap();
        let (code, said) = transfer(&data, &["import", name]).await;
        assert_eq!(code, Some(1), "{name}: {said}");
        assert!(said.contains(words), "{name}: {said}");
        assert!(said.len() < 2_000, "{name}: {} bytes are said", said.len());
    }
    for (name, text) in [("none.jsonl", ""), ("head.csv", "email,name\n")] {
        write(&data, name, text);
        let (code, said) = transfer(&data, &["import", name]).await;
        assert_eq!((code, numbers(&said)), (Some(0), [0; 4]), "{name}: {said}");
    }
    for (arguments, code, words) in [
        (&["import"][..], 2, "<FILE>"),
        (&["import", "sheet.csv", "--dry"], 2, "--dry"),
        (&["import", "sheet.csv", "--format", "xml"], 2, "csv, jsonl"),
        (&["import", "."], 1, "does not tell its format"),
        (&["import", "missing.csv"], 1, "failed to open"),
        (&["import", "sheet.csv", "--organization", "Nowhere"], 1, "no organization `Nowhere`"),
        (&["export", "no/such/folder.csv"], 1, "failed to create"),
    ] {
        let (ended, said) = transfer(&data, arguments).await;
        assert_eq!(ended, Some(code), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    assert_eq!(total(&server, &token).await, 3);
    assert!(server.stop().await.success());
}

#[both_engines]
async fn an_export_leaves_out_a_manager_who_was_deleted(engine: Engine) {
    let data = Data::on(engine).await;
    let server = data.start(&[]).await;
    let token = server.token().await;
    let people =
        "email,name,manager\nada@example.com,Ada A,bob@example.com\nbob@example.com,Bob B,\n";
    write(&data, "users.csv", people);
    assert_eq!(transfer(&data, &["import", "users.csv"]).await.0, Some(0));
    let bob = user(&server, &token, "bob@example.com").await;
    server.ask("DELETE", bob["selfUri"].as_str().unwrap()).token(&token).await.expect(200);
    assert_eq!(transfer(&data, &["export", "out.csv"]).await.0, Some(0));
    assert!(!read(&data, "out.csv").contains("bob@example.com"), "{}", read(&data, "out.csv"));
    let (code, said) = transfer(&data, &["import", "out.csv"]).await;
    assert_eq!((code, numbers(&said)), (Some(0), [0, 0, 2, 0]), "{said}");
    write(&data, "again.csv", "email,manager\nada@example.com,bob@example.com\n");
    let (code, said) = transfer(&data, &["import", "again.csv"]).await;
    assert_eq!((code, numbers(&said)), (Some(0), [0, 0, 1, 0]), "{said}");
    assert_eq!(user(&server, &token, "ada@example.com").await["manager"]["id"], bob["id"]);
    assert!(server.stop().await.success());
}

#[cfg(unix)]
#[tokio::test]
async fn an_import_whose_caller_leaves_is_given_up() {
    let data = Data::in_a_directory().await;
    let server = data.start(&[]).await;
    let token = server.token().await;
    let before = total(&server, &token).await;
    // The server waits for the rest of the file for as long as nobody closes it.
    let pipe = data.folder().join("users.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = data.callroster(&["import", "users.csv"]);
    let mut importing = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let opening = tokio::task::spawn_blocking(move || {
        let mut file = OpenOptions::new().write(true).open(pipe).unwrap();
        file.write_all(b"email,name\nada@example.com,Ada A\n").unwrap();
        file
    });
    let file = opening.await.unwrap();
    let id = importing.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert!(!importing.wait().unwrap().success());
    server.line_with("a local command ended early because its caller disconnected").await;
    drop(file);
    assert_eq!(total(&server, &token).await, before);
    assert!(server.stop().await.success());
}
