//! External ids in files: whom a row is about, and what an export tells.

use serde_json::{Value, json};

use super::{numbers, read, transfer, user, write};
use crate::support::{Data, Engine, Server, both_engines};

async fn ids(server: &Server, token: &str, address: &str) -> Vec<(String, String)> {
    let user = user(server, token, address).await;
    let path = format!("{}/externalid", user["selfUri"].as_str().unwrap());
    let listed = server.ask("GET", &path).token(token).await.expect(200).body;
    let text = |id: &Value, field: &str| id[field].as_str().unwrap().to_owned();
    let ids = listed.as_array().unwrap().clone();
    ids.iter().map(|id| (text(id, "authorityName"), text(id, "externalKey"))).collect()
}

fn id(authority: &str, key: &str) -> (String, String) {
    (authority.to_owned(), key.to_owned())
}

#[both_engines]
async fn external_ids_say_whom_a_row_is_about_and_come_back_from_an_export(engine: Engine) {
    let data = Data::on(engine).await;
    let server = data.start(&[]).await;
    let token = server.token().await;
    let people = "authorityName,externalKey,email,name,title\n\
                  HR,4711,ada@example.com,Ada A,Lead\n\
                  HR,4712,bob@example.com,Bob B,\n\
                  ,,cid@example.com,Cid C,\n";
    write(&data, "users.csv", people);
    let (code, said) = transfer(&data, &["import", "users.csv"]).await;
    assert_eq!((code, numbers(&said)), (Some(0), [3, 0, 0, 0]), "{said}");
    // Ada is found by her key under another address, Bob gets a second key, Cid his first.
    let changes = "{\"externalIds\":[{\"authorityName\":\"HR\",\"externalKey\":\"4711\"}],\
                    \"email\":\"ada.a@example.com\"}\n\
                   {\"email\":\"bob@example.com\",\"authorityName\":\"Badges\",\"externalKey\":\"B 2\"}\n\
                   {\"email\":\"cid@example.com\",\"authorityName\":\"HR\",\"externalKey\":\"4713\"}\n";
    write(&data, "changes.jsonl", changes);
    let (code, said) = transfer(&data, &["import", "changes.jsonl"]).await;
    assert_eq!((code, numbers(&said)), (Some(0), [0, 3, 0, 0]), "{said}");
    assert_eq!(user(&server, &token, "ada.a@example.com").await["title"], "Lead");
    let both = vec![id("Badges", "B 2"), id("HR", "4712")];
    assert_eq!(ids(&server, &token, "bob@example.com").await, both);
    for file in ["out.csv", "out.jsonl"] {
        let (code, said) = transfer(&data, &["export", file]).await;
        assert_eq!(code, Some(0), "{said}");
        assert!(read(&data, file).contains("B 2"), "{}", read(&data, file));
        let (code, said) = transfer(&data, &["import", file]).await;
        assert_eq!((code, numbers(&said)), (Some(0), [0, 0, 4, 0]), "{said}");
    }
    // Elsewhere nobody has the ids of the file, which are then made by what else it says.
    let (code, said) = transfer(&data, &["org", "create", "Other"]).await;
    assert_eq!(code, Some(0), "{said}");
    for expected in [[4, 0, 0, 0], [0, 0, 4, 0]] {
        let arguments = ["import", "out.csv", "--organization", "Other"];
        let (code, said) = transfer(&data, &arguments).await;
        assert_eq!((code, numbers(&said)), (Some(0), expected), "{said}");
    }
    assert!(server.stop().await.success());
}

#[both_engines]
async fn rows_with_external_ids_that_cannot_be_are_told_with_their_lines(engine: Engine) {
    let data = Data::on(engine).await;
    let server = data.start(&[]).await;
    let token = server.token().await;
    let people = "email,name,authorityName,externalKey\n\
                  ada@example.com,Ada A,HR,1\n\
                  bob@example.com,Bob B,HR,2\n";
    write(&data, "users.csv", people);
    assert_eq!(transfer(&data, &["import", "users.csv"]).await.0, Some(0));
    let many: Vec<Value> = (0..101)
        .map(|number| json!({ "authorityName": format!("System {number}"), "externalKey": "1" }))
        .collect();
    let many = Value::from(many).to_string().replace('"', "\"\"");
    let text = format!(
        "email,name,authorityName,externalKey,externalIds\n\
         ada@example.com,,HR,2,\n\
         bob@example.com,,HR,3,\n\
         cid@example.com,Cid C,HR,,\n\
         dan@example.com,Dan D,HR,9,\n\
         eve@example.com,Eve E,HR,9,\n\
         ,,HR,77,\n\
         fay@example.com,Fay F,,,\"{many}\"\n\
         gus@example.com,Gus G,,,4711\n"
    );
    write(&data, "bad.csv", &text);
    for arguments in [&["import", "bad.csv"][..], &["import", "bad.csv", "--dry-run"]] {
        let (code, said) = transfer(&data, arguments).await;
        assert_eq!(code, Some(1), "{said}");
        for (line, words) in [
            (2, "two users"),
            (2, "ada@example.com"),
            (3, "the user has the key 2 there"),
            (4, "[externalKey] is required"),
            (6, "the external id [9] of [HR] stands in line 5 too"),
            (7, "[77]"),
            (8, "maximum of 100 external ids"),
            (9, "externalIds: not a list in JSON"),
        ] {
            let start = format!("line {line}: ");
            let told = said.lines().find(|one| one.starts_with(&start));
            assert!(told.is_some_and(|told| told.contains(words)), "{line} {words}: {said}");
        }
        assert!(said.contains("7 of 8 rows are bad"), "{said}");
    }
    let (code, said) = transfer(&data, &["import", "bad.csv", "--skip-bad"]).await;
    assert_eq!((code, numbers(&said)), (Some(0), [1, 0, 0, 7]), "{said}");
    assert_eq!(ids(&server, &token, "dan@example.com").await, [id("HR", "9")]);
    assert_eq!(ids(&server, &token, "ada@example.com").await, [id("HR", "1")]);
    assert!(server.stop().await.success());
}
