//! `callroster import` and `callroster export`, beside a running server and without one.

mod external_ids;
mod files;

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::{Data, Engine, Server, both_engines, ended, eventually};

/// Writes a file beside the data.
fn write(data: &Data, name: &str, text: &str) {
    std::fs::write(data.folder().join(name), text).unwrap();
}

fn read(data: &Data, name: &str) -> String {
    std::fs::read_to_string(data.folder().join(name)).unwrap()
}

/// What the command answers, and what it says besides.
async fn transfer(data: &Data, arguments: &[&str]) -> (Option<i32>, String) {
    ended(data.callroster(arguments).args(["--json"])).await
}

/// The numbers of an import: created, updated, unchanged and bad rows.
fn numbers(said: &str) -> [u64; 4] {
    let start = said.find('{').unwrap_or_else(|| panic!("no report: {said}"));
    let mut values = serde_json::Deserializer::from_str(&said[start..]).into_iter::<Value>();
    let report = values.next().unwrap().unwrap_or_else(|error| panic!("{error}: {said}"));
    ["created", "updated", "unchanged", "bad"].map(|name| report[name].as_u64().unwrap())
}

async fn user(server: &Server, token: &str, address: &str) -> Value {
    let path = "/api/v2/users?state=any&pageSize=500&expand=profileSkills,employerInfo,locations";
    let listed = server.ask("GET", path).token(token).await.expect(200);
    let all = listed.body["entities"].as_array().unwrap().clone();
    let found = all.into_iter().find(|one| one["email"] == address);
    found.unwrap_or_else(|| panic!("there is no {address}"))
}

async fn total(server: &Server, token: &str) -> u64 {
    let listed = server.ask("GET", "/api/v2/users?pageSize=1&state=any").token(token).await;
    listed.expect(200).body["total"].as_u64().unwrap()
}

const PEOPLE: &str = "\
email,name,title,state,division,manager,phone,profileSkills,employeeId,acdAutoAnswer
bob@example.com,Bob B,Engineer,active,north,ada@example.com,+13175550194,Chess;Go,E-2,yes
ada@example.com,Ada A,Lead,,,,,,E-1,
cid@example.com,Cid C,,inactive,,bob@example.com,,,,no
";

#[both_engines]
async fn a_file_makes_users_and_changes_them_while_the_server_runs(engine: Engine) {
    let data = Data::on(engine).await;
    let server = data.start(&[]).await;
    let token = server.token().await;
    let north = json!({ "name": "North" });
    let ask = server.ask("POST", "/api/v2/authorization/divisions").token(&token);
    ask.json(&north).await.expect(200);
    write(&data, "users.csv", PEOPLE);
    let (code, said) = transfer(&data, &["import", "users.csv"]).await;
    assert_eq!((code, numbers(&said)), (Some(0), [3, 0, 0, 0]), "{said}");
    let (ada, bob) = (
        user(&server, &token, "ada@example.com").await,
        user(&server, &token, "bob@example.com").await,
    );
    assert_eq!((&bob["manager"]["id"], &bob["division"]["name"]), (&ada["id"], &json!("North")));
    assert_eq!((&bob["title"], &bob["acdAutoAnswer"]), (&json!("Engineer"), &json!(true)));
    assert_eq!(bob["addresses"][0]["display"], "+1 317-555-0194");
    assert_eq!(bob["profileSkills"], json!(["Chess", "Go"]));
    assert_eq!(ada["employerInfo"], json!({ "employeeId": "E-1" }));
    assert_eq!(user(&server, &token, "cid@example.com").await["state"], "inactive");
    let (code, said) = transfer(&data, &["import", "users.csv"]).await;
    assert_eq!(
        (code, numbers(&said)),
        (Some(0), [0, 0, 3, 0]),
        "once more changes nothing: {said}"
    );
    let id = ada["id"].as_str().unwrap();
    let changes = format!(
        "{{\"id\":\"{id}\",\"email\":\"ada.a@example.com\",\"title\":null,\"division\":\"North\"}}\n\
         {{\"email\":\"BOB@example.com\",\"manager\":null,\"phone\":\"+13175550195\"}}\n\
         {{\"email\":\"cid@example.com\",\"state\":\"active\",\"name\":\"Cid D\"}}\n"
    );
    write(&data, "changes.jsonl", &changes);
    let (code, said) = transfer(&data, &["import", "changes.jsonl"]).await;
    assert_eq!((code, numbers(&said)), (Some(0), [0, 3, 0, 0]), "{said}");
    let ada = user(&server, &token, "ada.a@example.com").await;
    assert_eq!((&ada["id"], ada.get("title")), (&json!(id), None));
    assert_eq!(ada["division"]["name"], "North");
    let bob = user(&server, &token, "BOB@example.com").await;
    assert_eq!(
        (bob.get("manager"), &bob["addresses"][0]["address"]),
        (None, &json!("+13175550195"))
    );
    let cid = user(&server, &token, "cid@example.com").await;
    assert_eq!((&cid["state"], &cid["name"]), (&json!("active"), &json!("Cid D")));
    let (_, audit) = ended(data.callroster(&["audit", "--entity", id]).args(["--json"])).await;
    for words in ["\"Create\"", "\"Update\"", "\"Move\"", "\"command\":\"import\""] {
        assert!(audit.contains(words), "{words}: {audit}");
    }
    assert!(server.stop().await.success());
}

#[both_engines]
async fn one_bad_row_and_nothing_is_changed_unless_bad_rows_are_left_out(engine: Engine) {
    let data = Data::on(engine).await;
    let server = data.start(&[]).await;
    let token = server.token().await;
    let before = total(&server, &token).await;
    let text = "email,name,manager,division,phone,state\n\
                ada@example.com,Ada A,bob@example.com,,,\n\
                eve@example.com,,,,,\n\
                bob@example.com,Bob B,,,,\n\
                cid@example.com,Cid C,nobody@example.com,,,\n\
                ADA@example.com,Ada again,,,,\n\
                dan@example.com,Dan D,,Nowhere,,\n\
                fay@example.com,Fay F,,,12,\n\
                gus@example.com,Gus G,,,,retired\n\
                too,few\n\
                hal,Hal H,,,,\n\
                ivy@example.com,Ivy I,joe@example.com,,,\n\
                joe@example.com,Joe J,ivy@example.com,,,\n";
    write(&data, "users.csv", text);
    let named = [
        "line 3: ",
        "line 5: ",
        "line 6: the same user as in line 2",
        "line 7: ",
        "line 8: ",
        "line 9: ",
        "line 10: 2 cells under 6 columns",
        "line 11: ",
        "line 12: ",
        "line 13: ",
        "[name]",
        "nobody@example.com",
        "Nowhere",
        "retired",
    ];
    for arguments in [&["import", "users.csv"][..], &["import", "users.csv", "--dry-run"]] {
        let (code, said) = transfer(&data, arguments).await;
        assert_eq!(code, Some(1), "{said}");
        for words in named.iter().copied().chain(["10 of 12 rows are bad", "--skip-bad"]) {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert_eq!(total(&server, &token).await, before, "{arguments:?}");
    }
    let (code, said) = transfer(&data, &["import", "users.csv", "--skip-bad"]).await;
    let [created, _, _, bad] = numbers(&said[said.find("{\n").or(said.find('{')).unwrap()..]);
    assert_eq!((code, created, bad), (Some(0), 2, 10), "{said}");
    let (ada, bob) = (
        user(&server, &token, "ada@example.com").await,
        user(&server, &token, "bob@example.com").await,
    );
    assert_eq!(ada["manager"]["id"], bob["id"]);
    assert_eq!(total(&server, &token).await, before + 2);
    assert!(server.stop().await.success());
}

#[both_engines]
async fn what_was_exported_can_be_imported_without_a_server(engine: Engine) {
    let data = Data::on(engine).await;
    let mut server = data.start(&[]).await;
    let token = server.token().await;
    let site = json!({ "name": "Site" });
    let site = server.ask("POST", "/api/v2/locations").token(&token).json(&site).await.expect(200);
    let text = format!(
        "{{\"email\":\"ada@example.com\",\"name\":\"Ada, \\\"A\\\"\",\"title\":\"Löwe\\n2\",\
         \"locations\":[{{\"id\":\"{}\",\"notes\":\"desk 5\"}}],\"certifications\":[\"a;b\"],\
         \"addresses\":[{{\"address\":\"+13175550194\",\"mediaType\":\"PHONE\",\"type\":\"HOME\"}}],\
         \"dateHire\":\"2024-02-29\",\"manager\":\"bob@example.com\"}}\n\
         {{\"email\":\"bob@example.com\",\"name\":\"Bob B\",\"state\":\"inactive\"}}\n",
        site.text("id")
    );
    write(&data, "users.jsonl", &text);
    let (code, said) = transfer(&data, &["import", "users.jsonl"]).await;
    assert_eq!((code, numbers(&said)), (Some(0), [2, 0, 0, 0]), "{said}");
    assert!(server.stop().await.success());
    for file in ["out.csv", "out.jsonl"] {
        let (code, said) = transfer(&data, &["export", file]).await;
        assert_eq!(code, Some(0), "{said}");
        let written = read(&data, file);
        assert!(written.contains("ada@example.com") && written.contains("desk 5"), "{written}");
        assert!(written.contains("bob@example.com"), "the manager by address: {written}");
        let (code, said) = transfer(&data, &["import", file]).await;
        assert_eq!((code, numbers(&said)[..2].to_vec()), (Some(0), vec![0, 0]), "{said}");
        let (code, said) = transfer(&data, &["export", file]).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("failed to create"), "a file that is there stays: {said}");
    }
    let (code, said) = transfer(&data, &["import", "out.txt"]).await;
    assert!(code == Some(1) && said.contains("--format csv"), "{said}");
    let (code, said) = transfer(&data, &["import", "none.csv"]).await;
    assert!(code == Some(1) && said.contains("failed to open"), "{said}");
    server = data.start(&[]).await;
    assert_eq!(user(&server, &server.token().await, "ada@example.com").await["title"], "Löwe\n2");
    assert!(server.stop().await.success());
}

#[both_engines]
async fn an_import_that_is_cut_off_has_made_all_users_or_none(engine: Engine) {
    let data = Data::on(engine).await;
    let mut server = data.start(&[]).await;
    let before = total(&server, &server.token().await).await;
    let mut text = "email,name,title\n".to_owned();
    for number in 0..2000 {
        writeln!(text, "user{number}@example.com,User {number},Agent").unwrap();
    }
    write(&data, "users.csv", &text);
    let mut importing = data.callroster(&["import", "users.csv"]).spawn().unwrap();
    // On PostgreSQL the command works by itself, otherwise through the server.
    if engine == Engine::Postgres {
        eventually("the import has begun", || {
            importing.try_wait().unwrap().map_or(Some(()), |_| Some(()))
        })
        .await;
        importing.kill().unwrap();
    } else {
        server.line_with("local command").await;
        server.kill();
        server = data.start(&[]).await;
    }
    importing.wait().unwrap();
    let after = total(&server, &server.token().await).await;
    assert!([before, before + 2000].contains(&after), "{before} before, and {after} after");
    let (code, said) = transfer(&data, &["import", "users.csv"]).await;
    let [created, updated, unchanged, bad] = numbers(&said);
    assert_eq!((code, created + unchanged, updated + bad), (Some(0), 2000, 0), "{said}");
    assert!(server.stop().await.success());
}
